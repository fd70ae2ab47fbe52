"""`sertakan chat`: the conversation in a terminal, on both databases."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import time
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import select

from bot.channels import Button, Outbound
from bot.channels.terminal import Terminal, read_line
from flows.types import Said, Shared, Started
from storage import Store
from storage.tables import inbox, outbox, people
from tests.shell.running import FULL, Machine, needs_full


def test_each_line_is_answered_with_one_line_of_json(either_machine: Machine, store: Store) -> None:
    ended = either_machine.run_alone("chat", "--as", "Budi", "--json", lines=["halo", "daftarkan pekerja"])

    said = ended.rows
    assert (ended.code, ended.err) == (0, "")
    assert [set(message) for message in said] == [{"to", "text", "options"}] * 2
    assert {message["to"] for message in said} == {"Budi"}
    assert all({"id", "label"} == set(option) for message in said for option in message["options"])
    assert all(option["label"] in message["text"] for message in said for option in message["options"])
    with store.reading() as conn:
        assert (
            conn.execute(
                select(inbox.c.status, outbox.c.status).join_from(
                    inbox, outbox, inbox.c.person_id == outbox.c.person_id
                )
            ).all()
            == [("done", "sent")] * 4
        )


def test_a_conversation_goes_on_later_where_it_stopped(either_machine: Machine) -> None:
    first = either_machine.chat("halo", "1")
    again = either_machine.chat("1")

    asked, answered = first[-1]["options"], again[0]["options"]
    assert [option["id"] for option in asked] == ["agree", "decline"]
    assert [option["id"] for option in answered] != [option["id"] for option in asked]


def test_the_reply_is_there_before_the_next_line_is_read(machine: Machine) -> None:
    process = machine.start("chat", "--json")
    sent, heard = talking(process)

    for line in ("halo", "1", "1"):
        print(line, file=sent, flush=True)
        assert json.loads(heard.readline())["text"]

    sent.close()
    assert process.wait(20) == 0


def test_two_can_chat_at_once_on_one_file_and_each_hears_only_their_own(machine: Machine) -> None:
    machine.run("migrate")
    processes = [machine.start("chat", "--as", name, "--json") for name in ("Budi", "Siti")]
    talks = [talking(process) for process in processes]

    heard: list[set[str]] = [set(), set()]
    for line in ("halo", "1", "1", "menu"):
        for sent, _ in talks:
            print(line, file=sent, flush=True)
        for number, (_, said) in enumerate(talks):
            heard[number].add(json.loads(said.readline())["to"])

    for (sent, _), process in zip(talks, processes, strict=True):
        sent.close()
        assert process.wait(20) == 0
    assert heard == [{"Budi"}, {"Siti"}]


def test_the_language_can_be_chosen_for_a_new_person_and_for_a_known_one(either_machine: Machine) -> None:
    indonesian = either_machine.chat("halo")
    english = either_machine.chat("hello", lang="en")
    new = either_machine.chat("hello", name="Ann", lang="en")

    assert english[0]["options"] == new[0]["options"] != indonesian[0]["options"]


def test_without_json_the_text_is_printed_as_it_is(machine: Machine) -> None:
    as_json = machine.chat("halo")

    ended = machine.run("chat", "--as", "Siti", lines=["halo"])

    assert ended.out == as_json[0]["text"].replace("Budi", "Siti") + "\n\n"


def test_nothing_that_can_be_typed_makes_it_silent_or_ends_it(machine: Machine) -> None:
    odd = [
        "",
        "   ",
        "\x00\x01",
        "a" * 4096,
        "😀" * 50,
        "\u202eterbalik\u202c",
        "/start",
        "/contact",
        "/photo x",
    ]

    said = machine.chat(*odd, "halo")

    assert len(said) == len(odd) + 1
    assert all(message["text"] for message in said)


def test_the_database_and_its_keys_are_made_for_their_owner_only(machine: Machine) -> None:
    machine.chat("halo")

    made = sorted((machine.folder / "data").iterdir())
    assert [path.name for path in made] == ["sertakan.db", "sertakan.db.keys"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o600, 0o600]


def test_a_database_whose_keys_were_lost_is_not_opened_with_new_ones(machine: Machine) -> None:
    machine.chat("halo")
    (machine.folder / "data" / "sertakan.db.keys").unlink()

    ended = machine.run("chat", lines=["halo"])

    assert (ended.code, ended.out) == (1, "")
    assert "sertakan.db.keys is missing" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_chat_that_was_killed_goes_on_and_loses_nothing(machine: Machine) -> None:
    process = machine.start("chat", "--as", "Budi", "--json")
    sent, heard = talking(process)
    print("halo", file=sent, flush=True)
    heard.readline()
    process.send_signal(signal.SIGKILL)
    process.wait(20)

    said = machine.chat("1")

    assert [option["id"] for option in said[-1]["options"]] == ["agree", "decline"]


def test_someone_who_stops_reading_ends_it_without_a_complaint(machine: Machine) -> None:
    process = machine.start("chat", "--json")
    sent, heard = talking(process)
    heard.close()

    print("halo", file=sent, flush=True)
    sent.close()

    assert process.wait(20) in (0, 1)
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


@needs_full
def test_what_could_not_be_printed_is_said_and_kept(machine: Machine) -> None:
    with FULL.open("w") as full:
        ended = machine.run_alone("chat", "--as", "Budi", "--json", lines=["halo"], stdout=full)

    assert (ended.code, ended.err.splitlines()[-1]) == (
        1,
        "standard output takes no more; what was said is kept, and answered in the next chat",
    )
    for _ in range(20):  # it is tried again after a second or two
        if said := machine.chat():
            break
        time.sleep(0.2)
    assert len(said) == 1


@pytest.mark.parametrize("closed", [0, 1])
def test_a_chat_without_input_or_output_says_so(machine: Machine, closed: int) -> None:
    ended = machine.run_alone("chat", preexec_fn=lambda: os.close(closed))

    assert ended.code == 1
    assert (
        ended.err
        == f"standard {('input', 'output')[closed]} is closed; chat reads lines and prints answers\n"
    )


def test_a_chat_goes_on_without_standard_error(machine: Machine) -> None:
    ended = machine.run_alone("chat", "--json", lines=["halo"], preexec_fn=lambda: os.close(2))

    assert (ended.code, len(ended.rows)) == (0, 1)


def test_ctrl_c_ends_a_chat_as_the_end_of_input_does(machine: Machine) -> None:
    process = machine.start("chat", "--json")
    sent, heard = talking(process)
    print("halo", file=sent, flush=True)
    heard.readline()

    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)

    assert (process.returncode, err) == (0, "")


def test_logs_hold_nothing_of_what_people_said(machine: Machine) -> None:
    nik, phone, worker = "6271034107900009", "081298760001", "Bambang Sutrisno"

    sentence = f"daftarkan Pak {worker} sopir saya NIK {nik} {phone} gaji 2 juta 3 bulan"

    ended = machine.run_alone("chat", "--as", "Wulandari", lines=[sentence, "setuju"])

    assert worker in ended.out
    for secret in (nik, phone, phone[1:], worker, "Wulandari"):
        assert secret not in ended.err
        for path in (machine.folder / "data").iterdir():
            assert secret.encode() not in path.read_bytes()


def test_lines_of_a_terminal_are_read_as_events() -> None:
    assert read_line("halo", "e1") == Said("e1", "halo")
    assert read_line("/start", "e1") == Started("e1")
    assert read_line("/start T0KEN", "e1") == Started("e1", "T0KEN")
    assert read_line("/contact 0812 9876 0001", "e1") == Shared("e1", "contact", "0812 9876 0001", own=True)
    assert read_line("/photo ktp.jpg", "e1") == Shared("e1", "photo")
    assert read_line("/contact", "e1") == Said("e1", "/contact")
    assert read_line("/pekerja", "e1") == Said("e1", "/pekerja")


def test_a_line_that_was_kept_is_read_again_as_the_same_arrival(tmp_path: Path) -> None:
    ids = iter("abcdef")
    with (tmp_path / "out").open("w") as out:
        terminal = Terminal("Budi", "account-1", out)
        raw = terminal.raw("halo", lambda: next(ids))
        first, again = (terminal.parse(raw, lambda: next(ids)) for _ in range(2))

    assert first is not None
    assert again is not None
    assert (first.provider_id, first.address, first.event) == ("a", "Budi", Said("b", "halo"))
    assert again.provider_id == "a"
    assert terminal.parse(b"no json", lambda: "x") is None


async def _send(terminal: Terminal, message: Outbound) -> str:
    return (await terminal.send(message)).provider_id


def test_halves_of_characters_are_printed_as_question_marks(tmp_path: Path) -> None:
    import asyncio

    with (tmp_path / "out").open("w+", encoding="utf-8") as out:
        terminal = Terminal("Budi", "account-1", out, as_json=True)
        asyncio.run(_send(terminal, Outbound("Budi", "a\ud800b", (Button("c:1:job:kebun", "Kebun"),))))
        out.seek(0)
        assert json.loads(out.read()) == {
            "to": "Budi",
            "text": "a?b",
            "options": [{"id": "kebun", "label": "Kebun"}],
        }


def test_people_are_called_by_a_reference_that_can_be_read_aloud(
    either_machine: Machine, store: Store
) -> None:
    either_machine.chat("halo")

    with store.reading() as conn:
        reference = conn.execute(select(people.c.reference)).scalar_one()
    assert len(reference) == 8
    assert set(reference) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


SLOW_TO_LOAD = ("telegram", "alembic", "apscheduler")
"""each a tenth of a second or more, and nothing that a first reply needs"""


def test_the_first_reply_does_not_wait_for_what_it_does_not_need(machine: Machine) -> None:
    machine.run("migrate")
    program = (
        "import atexit, sys; from bot.cli import main; sys.argv[0] = 'sertakan';"
        f"atexit.register(lambda: print(*sorted({{*{SLOW_TO_LOAD!r}}} & {{*sys.modules}}), file=sys.stderr));"
        "main()"
    )

    ended = machine.run_alone("chat", "--json", lines=["halo"], program=("-c", program))

    assert (ended.code, len(ended.rows), ended.err.strip()) == (0, 1, "")


def talking(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout
