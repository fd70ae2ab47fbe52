"""What an office can set: `config.toml`, overridden by environment variables `SERTAKAN__SECTION__KEY`.

Every key is here with its default and every key does something; a key that is not here stops the start.
All that is wrong is named at once, one line each, and a secret is never repeated in such a line.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.coverage import columns
from flows.rules.nudges import LADDER, Anchor, Policy, Role, Step, problems

PREFIX = "SERTAKAN__"
CONFIG = "SERTAKAN_CONFIG"
PASSPHRASE = "SERTAKAN_BACKUP_PASSPHRASE"  # noqa: S105  the name of it
DEFAULT_PATH = Path("config.toml")
EXAMPLE_PRICES: tuple[tuple[Literal["marketing", "utility", "service", "fee"], str, str], ...] = (
    ("marketing", "2025-07-01", "586.33"),
    ("utility", "2025-07-01", "356.65"),
    ("service", "2025-07-01", "0"),
    ("service", "2026-10-01", "356.65"),
    ("fee", "2025-07-01", "80"),
)
"""of WhatsApp in Indonesia, as they were last told of; none is confirmed (docs/operating.md)"""
DEMO_DATABASE = "sqlite:///data/demo.db"


class WrongSettings(Exception):  # noqa: N818  read by an operator, it says what it is
    """The settings cannot be used; `problems` is one line for each thing that is wrong."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def load(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this start: `path`, else `SERTAKAN_CONFIG`, else `config.toml` if there is one.

    Raises WrongSettings with everything that is wrong.
    """
    env = os.environ if environ is None else environ
    written = _read_file(path or (Path(env[CONFIG]) if env.get(CONFIG) else None))
    strangers = _strangers(env)
    try:
        settings = Settings(**written)
    except ValidationError as error:
        raise WrongSettings([*strangers.values(), *_lines(error, besides=strangers)]) from None
    if strangers:
        raise WrongSettings(strangers.values())
    return settings


def _read_list(value: Any) -> Any:
    """A list from the environment: `a, b`, or JSON."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError('is not a list; write a, b or ["a", "b"]') from None
    return [part.strip() for part in value.split(",") if part.strip()]


FromText = BeforeValidator(_read_list)


def _is_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            'no such time zone; Indonesia has "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"'
        ) from None
    return name


def _is_area(code: str) -> str:
    if not re.fullmatch(r"[0-9]{4}([0-9]{2})?", code):
        raise ValueError("a region code has four digits (a regency) or six (a district)")
    from flows.rules import regions  # read only where settings are

    if not regions.exists(code):
        raise ValueError(f"there is no region with the code {code}")
    return code


def _is_database(url: str) -> str:
    if re.fullmatch(r"sqlite:///.+", url):
        return _is_file(url)
    if re.fullmatch(r"postgresql(\+psycopg)?://.+", url):
        return _is_postgres(url)
    raise ValueError("begins with sqlite:/// and a file, or postgresql://")


def _is_file(url: str) -> str:
    if "?" in url:
        raise ValueError("a file takes nothing after a ?; name it as in sqlite:///data/sertakan.db")
    if make_url(url).database == ":memory:":
        raise ValueError("name a file, such as sqlite:///data/sertakan.db: what is only in memory is lost")
    return url


def _is_postgres(url: str) -> str:
    """None of it is repeated: any piece may be of the password."""
    if url.count("@") > 1:
        raise ValueError("there is an @ too much; in a password write @ as %40")
    try:
        port = make_url(url).port
    except (ArgumentError, ValueError):
        port = -1
    if port is not None and not 0 < port < 65536:
        raise ValueError("is written postgresql://user:password@host:5432/name")
    return url


def _is_web_address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+\S*", url):
        raise ValueError("begins with https:// or http://")
    try:
        fits = bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:
        fits = False
    if not fits:
        raise ValueError("is not an address; write it as https://api.telegram.org or http://127.0.0.1:8081")
    return url.rstrip("/")


def _is_service(url: str) -> str:
    """Tokens go there: in clear at most to this machine, or to one of a private network by its number."""
    url = _is_web_address(url)
    if is_in_clear(url):
        raise ValueError(
            "begins with https://: a token would go in clear; http:// is for 127.0.0.1 and 10.0.0.5"
        )
    return url


def is_in_clear(url: str) -> bool:
    """Can others read what goes there? Not where it stays on this machine or in a private network."""
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return False
    try:
        ip = ip_address(parts.hostname or "")
    except ValueError:
        return True  # a name may lead anywhere
    return not (ip.is_loopback or ip.is_private)


def _is_public_url(url: str | None) -> str | None:
    return None if url is None else _is_web_address(url)


def _is_console_url(url: str | None) -> str | None:
    """Its cookie goes over HTTPS, or stays on this machine or in a private network."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise ValueError("is an address without a path, such as https://konsol.example.org")
    if is_in_clear(url):
        raise ValueError("begins with https:// (http:// on this machine, or a private address as a number)")
    return f"{parts.scheme}://{parts.netloc}"


def _is_long_enough(secret: SecretStr | None) -> SecretStr | None:
    if secret is not None and len(secret.get_secret_value()) < 32:
        raise ValueError("has at least 32 characters; make one with `openssl rand -base64 32`")
    return secret


def _is_token(token: SecretStr | None) -> SecretStr | None:
    if token is not None and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token.get_secret_value()):
        raise ValueError("is not a token of @BotFather (digits, a colon, letters)")
    return token


def _is_key(text: str) -> str:
    name, colon, key = text.partition(":")
    if not (colon and re.fullmatch(r"[A-Za-z0-9_-]{1,20}", name) and _is_32_bytes(key)):
        raise ValueError("a key is NAME:BASE64 of 32 bytes; make one with `openssl rand -base64 32`")
    return text


def _is_named_once(keys: tuple[str, ...]) -> tuple[str, ...]:
    names = [key.partition(":")[0] for key in keys]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise ValueError(f"has two of the name {', '.join(twice)}; each key has a name of its own")
    return keys


def _is_hash_key(secret: SecretStr | None) -> SecretStr | None:
    if secret is not None and not _is_32_bytes(secret.get_secret_value()):
        raise ValueError("is the BASE64 of 32 bytes; make one with `openssl rand -base64 32`")
    return secret


def _is_32_bytes(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _is_secret_token(secret: SecretStr | None) -> SecretStr | None:
    """https://core.telegram.org/bots/api#setwebhook"""
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret.get_secret_value()):
        raise ValueError("is 16 to 256 of A-Z a-z 0-9 _ -; make one with `openssl rand -hex 32`")
    return secret


def _is_account_sid(sid: str | None) -> str | None:
    if sid is not None and not re.fullmatch(r"AC[0-9a-fA-F]{32}", sid):
        raise ValueError("begins with AC and 32 letters and digits; see the Twilio console")
    return sid


def _is_sender(number: str | None) -> str | None:
    """Kept as E.164: "whatsapp:+62…" is what Twilio shows."""
    if number is None:
        return None
    number = number.removeprefix("whatsapp:")
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
        raise ValueError('is the number that people write to, as "+628111222333"')
    return number


def _is_shared_key(text: str) -> str:
    name, colon, key = text.partition(":")
    if not (colon and re.fullmatch(r"[A-Za-z0-9_-]{1,120}", name) and len(key) >= 16):
        raise ValueError("a shared key is ID:SECRET, as the Twilio console shows them")
    return text


def _is_alarm_chat(chat: str | None) -> str | None:
    if chat is not None and not re.fullmatch(r"telegram:-?[0-9]{1,19}|whatsapp:\+[1-9][0-9]{6,14}", chat):
        raise ValueError('is "telegram:" and the id of a chat, or "whatsapp:" and a number')
    return chat


def _is_time(text: str) -> str:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise ValueError('is a time of the day, as "09:00"')
    return text


def _is_ladder(steps: tuple[NudgeStep, ...]) -> tuple[NudgeStep, ...]:
    if wrong := problems([step.as_step for step in steps]):
        raise ValueError("; ".join(wrong))
    return steps


def _is_once_each(languages: tuple[str, ...]) -> tuple[str, ...]:
    if not languages or len(set(languages)) != len(languages):
        raise ValueError('names each language once, the office\'s own first: ["id", "en"]')
    return languages


def _is_registration_field(field: str) -> str:
    if field not in columns.FIELDS:
        raise ValueError(f"there is no such field; there are {', '.join(sorted(columns.FIELDS))}")
    return field


def _has_reference(chosen: tuple[RegistrationColumn, ...]) -> tuple[RegistrationColumn, ...]:
    if "reference" not in [column.field for column in chosen]:
        raise ValueError("has no column with the field reference, by which answers are found again")
    if len({column.header.casefold() for column in chosen}) < len(chosen):
        raise ValueError("has two columns of the same name")
    return chosen


class Section(BaseModel):
    """A table of config.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Database(Section):
    """`[database]`"""

    url: Annotated[str, AfterValidator(_is_database)] = "sqlite:///data/sertakan.db"

    @property
    def file(self) -> Path | None:
        """The SQLite file; None: it is Postgres."""
        url = make_url(self.url)
        return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


class Server(Section):
    """`[server]`: the public address, where cards are checked and webhooks come in."""

    host: str = Field("127.0.0.1", min_length=1)
    port: int = Field(8080, ge=1, le=65535)
    public_url: Annotated[str | None, AfterValidator(_is_public_url)] = None


class Console(Section):
    """`[console]`: the private address, for the office's own eyes; the demo's phones are there."""

    host: str = Field("127.0.0.1", min_length=1)
    port: int = Field(8081, ge=1, le=65535)
    url: Annotated[str | None, AfterValidator(_is_console_url)] = None
    """as people of the office open it, where that is another address (through a tunnel or a proxy)"""

    @property
    def address(self) -> str:
        """What their browsers are pointed at."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.url or f"http://{host}:{self.port}"


class Telegram(Section):
    """`[telegram]`: with a token, `serve` answers on Telegram."""

    token: Annotated[SecretStr | None, AfterValidator(_is_token)] = None
    mode: Literal["polling", "webhook"] = "polling"
    secret_token: Annotated[SecretStr | None, AfterValidator(_is_secret_token)] = None
    api_url: Annotated[str, AfterValidator(_is_service)] = "https://api.telegram.org"

    @model_validator(mode="after")
    def _webhook_has_a_secret(self) -> Telegram:
        if self.mode == "webhook" and self.token is not None and self.secret_token is None:
            raise ValueError(
                'secret_token is needed with mode = "webhook": anyone could post there; '
                "make one with `openssl rand -hex 32`"
            )
        return self


class WhatsApp(Section):
    """`[whatsapp]`: with an account of Twilio, `serve` answers on WhatsApp."""

    model_config = ConfigDict(serialize_by_alias=True)  # `from` is a word of Python's

    account_sid: Annotated[str | None, AfterValidator(_is_account_sid)] = None
    auth_token: SecretStr | None = Field(None, min_length=1)
    auth_token_secondary: SecretStr | None = Field(None, min_length=1)
    shared_keys: Annotated[tuple[Annotated[str, AfterValidator(_is_shared_key)], ...], FromText] = Field(
        (), repr=False
    )
    from_: Annotated[str | None, AfterValidator(_is_sender)] = Field(None, alias="from")
    api_url: Annotated[str, AfterValidator(_is_service)] = "https://api.twilio.com"
    content_url: Annotated[str, AfterValidator(_is_service)] = "https://content.twilio.com"

    @model_validator(mode="after")
    def _all_or_nothing(self) -> WhatsApp:
        given = {"account_sid": self.account_sid, "auth_token": self.auth_token, "from": self.from_}
        missing = [name for name, value in given.items() if value is None]
        if 0 < len(missing) < len(given):
            raise ValueError(
                f"{' and '.join(missing)} is missing: account_sid, auth_token and from go together"
            )
        return self


class Office(Section):
    """`[office]`: invented values until an office fills in its own."""

    name: str = Field("Kantor Cabang Palangka Raya (contoh)", min_length=1, max_length=80)
    area: Annotated[str, AfterValidator(_is_area)] = "6271"
    contact: str = Field("0536-000000 (contoh)", min_length=1, max_length=80)
    hours: str = Field("Senin–Jumat 08.00–15.00 WIB (contoh)", min_length=1, max_length=80)
    closed_days: Annotated[tuple[date, ...], FromText] = ()
    timezone: Annotated[str, AfterValidator(_is_zone)] = "Asia/Jakarta"
    languages: Annotated[tuple[Literal["id", "en"], ...], FromText, AfterValidator(_is_once_each)] = (
        "id",
        "en",
    )
    alarm_chat: Annotated[str | None, AfterValidator(_is_alarm_chat)] = None


class Invitations(Section):
    """`[invitations]`: how workers are asked, and what keeps that from being misused."""

    first_message: bool = False
    pause_days: int = Field(30, ge=0, le=365)
    open_per_participant: int = Field(20, ge=1, le=1000)
    open_per_number: int = Field(5, ge=1, le=1000)


class NudgeStep(Section):
    """A step of the ladder; see flows/rules/nudges.py."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,19}$")
    on: Anchor
    days: int = Field(0, ge=-60, le=60)
    hours: int = Field(0, ge=0, le=72)
    to: tuple[Role, ...] = Field(("participant",), min_length=1)
    critical: bool = False
    text: str = Field("", pattern=r"^[a-z0-9-]{0,20}$")

    @property
    def as_step(self) -> Step:
        return Step(self.id, self.on, self.days, self.hours, self.to, self.critical, self.text)


class Nudges(Section):
    """`[nudges]`: what people are reminded of unasked, when, and how often at most."""

    hour: Annotated[str, AfterValidator(_is_time)] = "09:00"
    per_day: int = Field(1, ge=1, le=10)
    per_week: int = Field(3, ge=1, le=70)
    rest_minutes: int = Field(30, ge=0, le=720)
    steps: Annotated[tuple[NudgeStep, ...], FromText, AfterValidator(_is_ladder)] = tuple(
        NudgeStep(
            id=step.id, on=step.on, days=step.days, hours=step.hours, to=step.to, critical=step.critical
        )
        for step in LADDER
    )


class QuietHours(Section):
    """`[quiet_hours]`: when people sleep, in their own zone; the same twice: never."""

    start: Annotated[str, AfterValidator(_is_time)] = "20:00"
    end: Annotated[str, AfterValidator(_is_time)] = "08:00"


class RegistrationColumn(Section):
    """A column of the table that goes out to be registered."""

    header: str = Field(min_length=1, max_length=80)
    field: Annotated[str, AfterValidator(_is_registration_field)]


class Registration(Section):
    """`[registration]`: the table in which nominations go out to be registered."""

    columns: Annotated[tuple[RegistrationColumn, ...], FromText, AfterValidator(_has_reference)] = tuple(
        RegistrationColumn(header=header, field=field) for header, field in columns.DEFAULT
    )


class Payments(Section):
    """`[payments]`"""

    webhook_secret: Annotated[SecretStr | None, AfterValidator(_is_long_enough)] = None


class Limits(Section):
    """`[limits]`"""

    telegram_per_second: float = Field(25, gt=0, le=1000)
    whatsapp_per_second: float = Field(60, gt=0, le=1000)
    whatsapp_people_per_day: int = Field(250, ge=1)
    bulk_share: float = Field(0.8, gt=0, le=1)


class Price(Section):
    """What a message costs from a day on."""

    channel: Literal["telegram", "whatsapp"]
    kind: Literal["marketing", "utility", "service", "fee"]
    since: date
    rupiah: Decimal = Field(ge=0)
    confirmed: bool = False


class Prices(Section):
    """`[prices]`: what is counted on before something is sent. No bill is made of it."""

    table: Annotated[tuple[Price, ...], FromText] = tuple(
        Price(channel="whatsapp", kind=kind, since=date.fromisoformat(since), rupiah=Decimal(rupiah))
        for kind, since, rupiah in EXAMPLE_PRICES
    )


class Broadcasts(Section):
    """`[broadcasts]`: when one stops by itself."""

    pause_at_failed: float = Field(0.2, gt=0, le=1)
    among: int = Field(200, ge=20, le=10_000)
    within_minutes: int = Field(10, ge=1, le=1440)


class Retention(Section):
    """`[privacy.retention]`: after how many days what is no longer needed is erased."""

    drafts_days: int = Field(14, ge=1, le=365)
    invitations_days: int = Field(7, ge=1, le=90)
    messages_days: int = Field(90, ge=1, le=3650)
    receipts_days: int = Field(30, ge=1, le=3650)


class Privacy(Section):
    """`[privacy]`: the keys that guard personal data, newest first."""

    keys: Annotated[
        tuple[Annotated[str, AfterValidator(_is_key)], ...], FromText, AfterValidator(_is_named_once)
    ] = Field((), repr=False)
    hash_key: Annotated[SecretStr | None, AfterValidator(_is_hash_key)] = None
    retention: Retention = Retention()

    @model_validator(mode="after")
    def _both_or_neither(self) -> Privacy:
        if bool(self.keys) != bool(self.hash_key):
            raise ValueError("keys and hash_key are given together, or neither of them")
        return self


class Settings(BaseSettings):
    """Everything that can be set; a value in the environment wins over the file."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        enable_decoding=False,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        nested_model_default_partial_update=True,
    )

    database: Database = Database()
    server: Server = Server()
    console: Console = Console()
    telegram: Telegram = Telegram()
    whatsapp: WhatsApp = WhatsApp()
    office: Office = Office()
    invitations: Invitations = Invitations()
    nudges: Nudges = Nudges()
    quiet_hours: QuietHours = QuietHours()
    payments: Payments = Payments()
    registration: Registration = Registration()
    limits: Limits = Limits()
    prices: Prices = Prices()
    broadcasts: Broadcasts = Broadcasts()
    privacy: Privacy = Privacy()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file (which comes as arguments); nothing else is read."""
        return env_settings, init_settings

    @property
    def policy(self) -> Policy:
        """When people are told something unasked."""
        nudges, quiet = self.nudges, self.quiet_hours
        return Policy(
            steps=tuple(step.as_step for step in nudges.steps),
            hour=time.fromisoformat(nudges.hour),
            quiet_from=time.fromisoformat(quiet.start),
            quiet_until=time.fromisoformat(quiet.end),
            per_day=nudges.per_day,
            per_week=nudges.per_week,
            rests=timedelta(minutes=nudges.rest_minutes),
        )

    @property
    def has_channel(self) -> bool:
        """Is there a way to reach people? Else `serve` opens the demo."""
        return self.telegram.token is not None or self.whatsapp.account_sid is not None

    @property
    def _is_posted_to(self) -> bool:
        by_telegram = self.telegram.token is not None and self.telegram.mode == "webhook"
        return bool(by_telegram or self.whatsapp.account_sid or self.payments.webhook_secret)

    @model_validator(mode="after")
    def _webhooks_have_an_address(self) -> Settings:
        """Twilio signs the address it posts to, and Telegram takes only HTTPS."""
        url = self.server.public_url
        if self.whatsapp.account_sid is not None and url is None:
            raise ValueError("server.public_url is needed for WhatsApp: Twilio posts there, and signs it")
        if self.telegram.token is not None and self.telegram.mode == "webhook" and url is None:
            raise ValueError(
                'server.public_url is needed with telegram.mode = "webhook": Telegram posts there'
            )
        if url is not None and is_in_clear(url) and self._is_posted_to:
            raise ValueError(
                "server.public_url begins with https:// where messages or payments are posted to it"
            )
        return self

    @field_validator("privacy")
    @classmethod
    def _postgres_needs_keys(cls, privacy: Privacy, known: ValidationInfo) -> Privacy:
        database = known.data.get("database")
        if database and database.file is None and not privacy.keys:
            raise ValueError(
                "keys and hash_key must be given with Postgres: every process needs the same ones"
            )
        return privacy


def _read_file(path: Path | None) -> dict[str, Any]:
    if path is None and not DEFAULT_PATH.exists():
        return {}
    file = path or DEFAULT_PATH
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongSettings([f"{file}: cannot be read ({error.strerror})"]) from None
    except UnicodeDecodeError:
        raise WrongSettings([f"{file}: is not UTF-8 text"]) from None
    except tomllib.TOMLDecodeError as error:
        raise WrongSettings([f"{file}: is not TOML: {error}"]) from None


def _strangers(env: Mapping[str, str]) -> dict[str, str]:
    """The variables that look like ours and set nothing, each with its line."""
    known = {CONFIG, PASSPHRASE, *_variables(Settings, PREFIX)}
    return {
        name: f"{name}: there is no such setting{_did_you_mean(name, known)}"
        for name in env
        if name.upper().startswith("SERTAKAN_") and name.upper() not in known
    }


def _variables(section: type[BaseModel], above: str) -> Iterator[str]:
    for field_name, field in section.model_fields.items():
        name, inner = field.alias or field_name, field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _variables(inner, f"{above}{name.upper()}__")
        else:
            yield f"{above}{name.upper()}"


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    """Underscores are what is forgotten, so they do not count."""

    def bare(variable: str) -> str:
        return variable.upper().replace("_", "").removeprefix("SERTAKAN")

    by_letters = {bare(variable): variable for variable in sorted(known)}
    close = get_close_matches(bare(name), by_letters, n=1)
    return f"; did you mean {by_letters[close[0]]}?" if close else ""


def _lines(error: ValidationError, besides: Iterable[str] = ()) -> list[str]:
    """A line for each problem that is not one of these variables, of which there is a line already."""
    said = {tuple(name.upper().removeprefix(PREFIX).lower().split("__")) for name in besides}
    return [
        _line(problem["type"], problem["loc"], problem["msg"])
        for problem in error.errors(include_input=False)
        if problem["loc"] not in said
    ]


def _line(kind: str, place: tuple[int | str, ...], message: str) -> str:
    key = ".".join(str(part) for part in place)
    if kind == "extra_forbidden":
        return f"{key}: there is no such setting"
    message = message.removeprefix("Value error, ")
    return f"{key}: {message[0].lower()}{message[1:]}" if key else message
