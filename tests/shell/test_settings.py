"""The settings: what is taken, what stops the start, and that config.example.toml tells the truth."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from bot.settings import Settings, WrongSettings, load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
WITHOUT_DEFAULT = {
    "console.url",
    "server.public_url",
    "telegram.token",
    "telegram.secret_token",
    "whatsapp.account_sid",
    "whatsapp.auth_token",
    "whatsapp.auth_token_secondary",
    "whatsapp.shared_keys",
    "whatsapp.from",
    "office.alarm_chat",
    "payments.webhook_secret",
    "privacy.keys",
    "privacy.hash_key",
}


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def problems_of(path: Path) -> tuple[str, ...]:
    with pytest.raises(WrongSettings) as caught:
        load(path)
    return caught.value.problems


def write(text: str) -> Path:
    path = Path("office.toml")
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold() -> None:
    settings = load()

    assert settings.database.url == "sqlite:///data/sertakan.db"
    assert settings.telegram.token is None
    assert settings.office.area == "6271"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    path = write('[office]\nname = "Dari berkas"\nhours = "pagi"')
    monkeypatch.setenv("SERTAKAN__OFFICE__NAME", "Dari lingkungan")

    office = load(path).office

    assert (office.name, office.hours) == ("Dari lingkungan", "pagi")


def test_a_list_in_the_environment_is_json_or_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERTAKAN__OFFICE__LANGUAGES", "en, id")
    monkeypatch.setenv("SERTAKAN__OFFICE__CLOSED_DAYS", '["2026-12-31"]')

    office = load().office

    assert office.languages == ("en", "id")
    assert [day.isoformat() for day in office.closed_days] == ["2026-12-31"]


def test_the_file_may_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERTAKAN_CONFIG", str(write('[office]\nname = "Disebut"')))

    assert load().office.name == "Disebut"


def test_everything_that_is_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    path = write('[office]\narea = "62"\nnmae = "x"\n[limits]\nbulk_share = 2\n[sms]\nkey = 1')
    monkeypatch.setenv("SERTAKAN__TELEGRAM__TOKEN", "rahasia-sekali")
    monkeypatch.setenv("SERTAKAN__TELEGRAM__MODE", "pigeon")
    monkeypatch.setenv("SERTAKAN__WHATSAPP__FROM", "+62")
    monkeypatch.setenv("SERTAKAN__DATABASE__URL", "postgresql://localhost/office")

    problems = problems_of(path)

    named = {problem.partition(":")[0] for problem in problems}
    assert named == {
        "whatsapp.from",
        "telegram.token",
        "telegram.mode",
        "office.area",
        "office.nmae",
        "limits.bulk_share",
        "sms",
        "privacy",
    }
    assert not any("\n" in problem or "rahasia" in problem for problem in problems)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[telegram]\nmode = "carrier pigeon"', "telegram.mode: input should be 'polling' or 'webhook'"),
        ('[telegram]\ntoken = "1:a"\nmode = "webhook"', "telegram: secret_token is needed"),
        ('[telegram]\nsecret_token = "kurang panjang"', "telegram.secret_token: is 16 to 256"),
        (
            f'[telegram]\ntoken = "1:a"\nmode = "webhook"\nsecret_token = "{"a" * 16}"',
            "server.public_url is needed",
        ),
        (f'[whatsapp]\naccount_sid = "AC{"0" * 32}"', "whatsapp: auth_token and from is missing"),
        (
            f'[whatsapp]\naccount_sid = "AC{"0" * 32}"\nauth_token = "a"\nfrom = "whatsapp:+6281"',
            "whatsapp.from: is the number that people write to",
        ),
        (
            f'[whatsapp]\naccount_sid = "AC{"0" * 32}"\nauth_token = "a"\nfrom = "+6281112223"',
            "server.public_url is needed for WhatsApp",
        ),
        ('[office]\nalarm_chat = "@kantor"', 'office.alarm_chat: is "telegram:"'),
        ('[office]\ntimezone = "Asia/Palangkaraya"', "office.timezone: no such time zone"),
        ('[office]\nlanguages = ["id", "id"]', "office.languages: names each language once"),
        ('[office]\nclosed_days = ["besok"]', "office.closed_days.0: "),
        ('[database]\nurl = "mysql://x"', "database.url: begins with sqlite:///"),
        ('[database]\nurl = "sqlite:///:memory:"', "database.url: name a file"),
        ('[database]\nurl = "sqlite:///data/q.db?timeout=3"', "database.url: a file takes nothing after a ?"),
        ('[telegram]\napi_url = "http://[::1"', "telegram.api_url: is not an address"),
        ('[telegram]\napi_url = "http://localhost:abc"', "telegram.api_url: is not an address"),
        ('[telegram]\napi_url = "https://?a=b"', "telegram.api_url: begins with https:// or http://"),
        ('[telegram]\napi_url = "http://api.example"', "telegram.api_url: begins with https://: a token"),
        (
            '[telegram]\napi_url = "http://8.8.8.8:8081"',
            "telegram.api_url: begins with https://: a token",
        ),
        ('[whatsapp]\napi_url = "http://api.twilio.com"', "whatsapp.api_url: begins with https://: a token"),
        ('[whatsapp]\ncontent_url = "http://a@b.example"', "whatsapp.content_url: begins with https://: a"),
        (
            f'[server]\npublic_url = "http://office.example"\n[payments]\nwebhook_secret = "{"a" * 32}"',
            "server.public_url begins with https://",
        ),
        (
            f'[server]\npublic_url = "http://office.example"\n[whatsapp]\naccount_sid = "AC{"0" * 32}"\n'
            'auth_token = "a"\nfrom = "+6281112223"',
            "server.public_url begins with https://",
        ),
        ('[privacy]\nkeys = ["a:AAAA"]', "privacy.keys.0: a key is NAME:BASE64 of 32 bytes"),
        ('[privacy]\nhash_key = "AAAA"', "privacy.hash_key: is the BASE64 of 32 bytes"),
        ("[office", "office.toml: is not TOML"),
    ],
)
def test_a_bad_value_is_named_with_what_is_wanted(text: str, named: str) -> None:
    problems = problems_of(write(text))

    assert len(problems) == 1
    assert problems[0].startswith(named)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://u:pa@ss@host/office", "write @ as %40"),
        ("postgresql://u:pa@ss/word@host/office", "write @ as %40"),
        ("postgresql://u:p@host:ss/office", "postgresql://user:password@host:5432/name"),
        ("postgresql://u:p@host:/office", "postgresql://user:password@host:5432/name"),
        ("postgresql://u:p@[::ss/office", "postgresql://user:password@host:5432/name"),
        ("postgresql://u:p@host:99999/office", "postgresql://user:password@host:5432/name"),
    ],
)
def test_an_address_of_postgres_that_cannot_be_is_refused_without_a_piece_of_it(url: str, said: str) -> None:
    (problem,) = [one for one in problems_of(write(f'[database]\nurl = "{url}"')) if "database" in one]

    assert problem.startswith("database.url: ")
    assert said in problem
    assert "ss/" not in problem
    assert "ss@" not in problem


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1:1", "[::1]:1", "10.0.0.5:8081", "[fd00::1]"])
def test_what_stays_on_this_machine_or_in_a_private_network_needs_no_https(host: str) -> None:
    assert load(write(f'[telegram]\napi_url = "http://{host}"')).telegram.api_url == f"http://{host}"


def test_the_file_of_a_database_is_the_one_that_is_opened() -> None:
    assert load(write('[database]\nurl = "sqlite:////var/a%20b.db"')).database.file == Path("/var/a b.db")


def test_two_keys_of_the_same_name_are_refused() -> None:
    example = tomllib.loads(uncommented())["privacy"]
    (key,) = example["keys"]

    problems = problems_of(write(f'[privacy]\nkeys = ["{key}", "{key}"]\nhash_key = "{example["hash_key"]}"'))

    assert problems == ("privacy.keys: has two of the name 2026-11; each key has a name of its own",)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SERTAKAN_TELEGRAM_TOKEN", "there is no such setting; did you mean SERTAKAN__TELEGRAM__TOKEN?"),
        ("SERTAKAN_OFFICE__NAME", "there is no such setting; did you mean SERTAKAN__OFFICE__NAME?"),
        (
            "SERTAKAN__PRIVACY__RETENTION_DRAFTS_DAYS",
            "there is no such setting; did you mean SERTAKAN__PRIVACY__RETENTION__DRAFTS_DAYS?",
        ),
        ("SERTAKAN__TELEGRAM__TOKN", "there is no such setting; did you mean SERTAKAN__TELEGRAM__TOKEN?"),
        ("SERTAKAN___TELEGRAM__TOKEN", "there is no such setting; did you mean SERTAKAN__TELEGRAM__TOKEN?"),
        ("SERTAKAN_CONFIGURATION", "there is no such setting; did you mean SERTAKAN_CONFIG?"),
        ("SERTAKAN__WEATHER", "there is no such setting"),
        ("SERTAKAN__OFFICE", "there is no such setting; did you mean SERTAKAN__OFFICE__NAME?"),
        ("sertakan_office_name", "there is no such setting; did you mean SERTAKAN__OFFICE__NAME?"),
    ],
)
def test_a_variable_of_ours_that_sets_nothing_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setenv(name, "rahasia")

    with pytest.raises(WrongSettings) as caught:
        load()

    assert caught.value.problems == (f"{name}: {said}",)


def test_variables_may_be_written_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("sertakan__office__name", "Kecil")

    assert load().office.name == "Kecil"


def test_keys_come_together_or_not_at_all() -> None:
    example = tomllib.loads(uncommented())["privacy"]

    problems = problems_of(write(f"[privacy]\nkeys = {example['keys']}"))

    assert problems == ("privacy: keys and hash_key are given together, or neither of them",)


def test_a_file_that_was_named_must_be_there() -> None:
    assert problems_of(Path("missing.toml")) == ("missing.toml: cannot be read (No such file or directory)",)


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    example = tomllib.loads(uncommented())

    shown = repr(Settings(**example))

    assert example["telegram"]["token"] not in shown
    assert example["privacy"]["hash_key"] not in shown
    assert example["privacy"]["keys"][0] not in shown


def test_the_example_as_it_is_changes_nothing() -> None:
    assert load(EXAMPLE) == Settings()


def test_the_example_names_every_setting_and_only_those() -> None:
    written = dict(leaves(tomllib.loads(uncommented())))

    assert set(written) == set(dict(leaves(Settings())))


def test_what_the_example_shows_as_default_is_the_default() -> None:
    taken = dict(leaves(Settings(**tomllib.loads(uncommented()))))
    default = dict(leaves(Settings()))

    assert {key: value for key, value in taken.items() if key not in WITHOUT_DEFAULT} == {
        key: value for key, value in default.items() if key not in WITHOUT_DEFAULT
    }
    assert {
        key
        for key, value in default.items()
        if not value and key not in ("office.closed_days", "invitations.first_message")
    } == WITHOUT_DEFAULT


def test_every_setting_of_the_example_has_a_comment_of_its_own() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()

    for number, line in enumerate(lines):
        if is_setting(line):
            above = lines[number - 1].removeprefix("# ")
            said = lines[number - 2] if above == "EXAMPLE:" else lines[number - 1]
            assert said.startswith("# "), f"no comment above: {line}"
            assert not is_setting(said), f"no comment above: {line}"


def is_setting(line: str) -> bool:
    return re.match(r"# [a-z_]+ = ", line) is not None


def uncommented() -> str:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return "\n".join(line.removeprefix("# ") for line in lines if is_setting(line) or line.startswith("["))


def leaves(section: BaseModel | dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in section.items() if isinstance(section, dict) else iter(section):
        key = name.removesuffix("_")  # `from` is a word of Python's
        if isinstance(value, BaseModel | dict):
            yield from leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value.get_secret_value() if isinstance(value, SecretStr) else value
