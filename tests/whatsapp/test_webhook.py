"""What Twilio posts, taken once and answered as promised."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.channels import Inbound, Outbound, Unread
from bot.channels.whatsapp_albums import MOST, Albums
from bot.web.pictures import picture_link
from flows.types import Picture, Shared
from storage import Secrets, Store
from storage.seen import seen
from storage.tables import inbox, outbox, unread
from tests.whatsapp.counter import PUBLIC, SITI, Counter
from tests.whatsapp.rows import OFFICE, START, kept, put, row_of


@pytest.fixture
def sqlite_store(tmp_path: Path, sqlite_template: Path, secrets: Secrets) -> Iterator[Store]:
    """Where the kind of database makes no difference."""
    file = tmp_path / "sertakan.db"
    shutil.copyfile(sqlite_template, file)
    opened = Store(f"sqlite:///{file}", secrets)
    yield opened
    opened.close()


AWAY = OperationalError("SELECT 1", {}, Exception("the server closed the connection"))


def test_a_message_is_taken_and_answered_with_nothing_to_say(store: Store) -> None:
    counter = Counter(store)

    answer = counter.post("/whatsapp/webhook", counter.form())

    assert (answer.status_code, answer.text) == (200, "<Response/>")
    assert answer.headers["content-type"].startswith("text/xml")
    assert counter.count(outbox) == 1


def test_fifty_copies_at_once_are_one_turn_and_one_reply(store: Store) -> None:
    counter = Counter(store)

    answers = counter.post_all(*[("/whatsapp/webhook", counter.form())] * 50)

    assert [answer.status_code for answer in answers] == [200] * 50
    assert counter.count(inbox) == 1
    assert counter.count(outbox) == 1


@pytest.mark.parametrize("path", ["/whatsapp/webhook", "/whatsapp/status?m=1.0"])
def test_what_twilio_did_not_sign_is_refused(sqlite_store: Store, path: str) -> None:
    counter = Counter(sqlite_store)

    with capture_logs() as logs:
        answers = counter.post_all(*[(path, counter.form())] * 5, secret="another")

    assert [answer.status_code for answer in answers] == [403] * 5
    assert counter.taken == []
    assert [log["number"] for log in logs if log["event"] == "whatsapp.wrong_signature"] == [1, 2, 4]
    assert SITI not in str(logs)


@pytest.mark.parametrize(
    "changes",
    [
        {"AccountSid": "AC" + "1" * 32},
        {"AccountSid": None},
        {"To": "whatsapp:+15005550006"},
        {"MessageType": "reaction"},
        {"Body": ""},
        {"MessageSid": None},
    ],
)
def test_what_is_not_understood_is_answered_and_kept(
    sqlite_store: Store, changes: dict[str, str | None]
) -> None:
    counter = Counter(sqlite_store)

    with capture_logs() as logs:
        answer = counter.post("/whatsapp/webhook", counter.form(**changes))

    assert answer.status_code == 200
    assert (counter.count(unread), counter.count(inbox)) == (1, 0)
    assert [log["why"] for log in logs if "why" in log]
    assert SITI not in str(logs)


@pytest.mark.parametrize("trouble", [AWAY, TimeoutError(), RuntimeError("the writer is closed")])
def test_a_database_that_is_away_is_said_and_the_message_taken_when_it_comes_again(
    sqlite_store: Store, trouble: Exception
) -> None:
    counter = Counter(sqlite_store)
    counter.trouble = [trouble]

    first = counter.post("/whatsapp/webhook", counter.form())
    second = counter.post("/whatsapp/webhook", counter.form())

    assert (first.status_code, first.headers["retry-after"]) == (503, "5")
    assert second.status_code == 200
    assert counter.count(inbox) == 1


def picture(counter: Counter, sid: str, **changes: str | None) -> tuple[str, list[tuple[str, str]]]:
    file = {"NumMedia": "1", "MediaUrl0": "http://127.0.0.1:1/m", "MediaContentType0": "image/jpeg"}
    return "/whatsapp/webhook", counter.form(**{"MessageSid": sid, "Body": "", **file, **changes})


def test_three_pictures_at_once_are_one_answer(store: Store) -> None:
    counter = Counter(store)

    counter.post_all(*[picture(counter, f"MM{number}") for number in range(3)])

    assert (counter.count(inbox), counter.count(unread), counter.count(outbox)) == (1, 2, 1)
    with store.reading() as conn:
        names = conn.scalars(select(inbox.c.provider_id)).all()
        seen_before = seen(conn, "whatsapp", OFFICE, ["MM0", "MM1", "MM2", "MM3"])
    assert names == ["MM0"]
    assert seen_before == {"MM0", "MM1", "MM2"}  # who reconciles does not take them either


def test_a_picture_that_comes_again_is_judged_as_before(sqlite_store: Store) -> None:
    counter = Counter(sqlite_store)
    counter.trouble = [AWAY, AWAY]

    for sid in ("MM0", "MM1"):
        assert counter.post(*picture(counter, sid)).status_code == 503
    counter.now += timedelta(minutes=1)
    for sid in ("MM1", "MM0", "MM1"):
        assert counter.post(*picture(counter, sid)).status_code == 200

    assert [isinstance(one, Unread) for one in counter.taken] == [True, False, True]


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [({}, 5), ({"Body": "bukti"}, 1), ({"From": "whatsapp:+6281234500012"}, 1), ({"NumMedia": "0"}, 1)],
)
def test_what_is_of_no_album_is_heard(
    sqlite_store: Store, changes: dict[str, str | None], seconds: int
) -> None:
    counter = Counter(sqlite_store)
    counter.post(*picture(counter, "MM0"))
    counter.now += timedelta(seconds=seconds)
    changes = {"Body": "halo", **changes} if "NumMedia" in changes else changes

    counter.post(*picture(counter, "MM1", **changes))

    assert (counter.count(inbox), counter.count(unread)) == (2, 0)


def test_of_many_senders_the_oldest_are_forgotten() -> None:
    albums = Albums()
    photo = Inbound("whatsapp", OFFICE, "", "phone", "", Shared("e", "photo"), b"")

    for number in range(MOST + 1):
        albums.has_begun(replace(photo, provider_id=f"MM{number}", address=f"+62{number}"), START)

    assert not albums.has_begun(replace(photo, provider_id="MMx", address="+620"), START)
    assert albums.has_begun(replace(photo, provider_id="MMy", address="+622"), START)


def test_too_many_in_hand_are_told_to_come_again(sqlite_store: Store) -> None:
    counter = Counter(sqlite_store, most_in_hand=3)

    async def work() -> list[int]:
        counter.gate = asyncio.Event()
        async with asyncio.timeout(30), counter.client() as client:
            forms = [counter.form(MessageSid=f"SM{n}") for n in range(5)]
            sending = [asyncio.create_task(counter.send(client, "/whatsapp/webhook", form)) for form in forms]
            done, waiting = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
            while len(done) < 2:
                more, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                done |= more
            counter.gate.set()
            return sorted(one.status_code for one in await asyncio.gather(*sending))

    assert asyncio.run(work()) == [200, 200, 200, 503, 503]


def test_what_the_database_takes_too_long_over_is_told_to_come_again(sqlite_store: Store) -> None:
    counter = Counter(sqlite_store, take_seconds=0.01)

    async def work() -> httpx.Response:
        counter.gate = asyncio.Event()
        async with counter.client() as client:
            return await counter.send(client, "/whatsapp/webhook", counter.form())

    assert asyncio.run(work()).status_code == 503


def test_a_body_that_is_too_large_is_refused(sqlite_store: Store) -> None:
    counter = Counter(sqlite_store)

    assert counter.post("/whatsapp/webhook", counter.form(Body="a" * 300_000)).status_code == 413


@pytest.mark.parametrize("path", ["/whatsapp/webhook", "/whatsapp/status"])
def test_only_posting_is_known(sqlite_store: Store, path: str) -> None:
    counter = Counter(sqlite_store)

    async def work() -> int:
        async with counter.client() as client:
            return (await client.get(path)).status_code

    assert asyncio.run(work()) == 405


# --- strangers ---------------------------------------------------------------------------------------

LOOKS_SIGNED = "A" * 27 + "="


async def never_all_of_it() -> AsyncIterator[bytes]:
    yield b"a"
    await asyncio.Event().wait()


@pytest.mark.parametrize("signature", [None, "", "A" * 28, "A" * 26 + "=", LOOKS_SIGNED * 2, "é" * 28])
def test_what_bears_no_signature_is_refused_unread(sqlite_store: Store, signature: str | None) -> None:
    counter = Counter(sqlite_store)
    headers = [] if signature is None else [(b"X-Twilio-Signature", signature.encode())]

    async def work() -> httpx.Response:
        async with asyncio.timeout(30), counter.client() as client:
            return await client.post("/whatsapp/webhook", content=never_all_of_it(), headers=headers)

    assert asyncio.run(work()).status_code == 403


def test_who_sends_too_slowly_is_refused(sqlite_store: Store) -> None:
    counter = Counter(sqlite_store, body_seconds=0.01)

    async def work() -> httpx.Response:
        headers = {"X-Twilio-Signature": LOOKS_SIGNED}
        async with asyncio.timeout(30), counter.client() as client:
            return await client.post("/whatsapp/webhook", content=never_all_of_it(), headers=headers)

    assert asyncio.run(work()).status_code == 413


def test_a_crowd_of_strangers_who_dawdle_keeps_out_nobody_who_signs(sqlite_store: Store) -> None:
    """From the same address even: each of them could be of the crowd until it is read."""
    counter = Counter(sqlite_store, most_in_hand=1, body_seconds=25)
    headers = {"X-Twilio-Signature": LOOKS_SIGNED}

    async def work() -> tuple[list[int], list[int]]:
        async with asyncio.timeout(30), counter.client() as client:
            crowd = [asyncio.create_task(dawdle(client)) for _ in range(120)]
            while len(left := [one for one in crowd if not one.done()]) > 40:
                await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
            forms = [counter.form(MessageSid=f"SM{n}") for n in range(3)]
            signed = [await counter.send(client, "/whatsapp/webhook", form) for form in forms]
            gone = [one.result() for one in crowd if one.done()]
            for one in crowd:
                one.cancel()
            await asyncio.gather(*crowd, return_exceptions=True)
            return [answer.status_code for answer in signed], gone

    async def dawdle(client: httpx.AsyncClient) -> int:
        answer = await client.post("/whatsapp/webhook", content=never_all_of_it(), headers=headers)
        return answer.status_code

    with capture_logs() as logs:
        signed, gone = asyncio.run(work())

    assert signed == [200] * 3
    assert set(gone) == {503}
    assert [log["event"] for log in logs if log["log_level"] == "error"] == []
    assert [log["event"] for log in logs].count("whatsapp.gave_way") == 1


# --- statuses ----------------------------------------------------------------------------------------


def status(name: str, sid: str = "SM1", **more: str) -> list[tuple[str, str]]:
    return [("MessageSid", sid), ("MessageStatus", name), ("AccountSid", "AC0"), *more.items()]


def test_statuses_are_kept_in_whatever_order_they_come(store: Store) -> None:
    counter, row = Counter(store), put(store)
    path = f"/whatsapp/status?m={row}.0"

    answers = counter.post_all(*[(path, status(name)) for name in ("read", "sent", "delivered", "sent")])

    assert [(one.status_code, one.text) for one in answers] == [(200, "<Response/>")] * 4
    assert kept(store, row) == [(0, "SM1", "read", None)]


def test_a_status_without_our_number_is_found_by_the_name_of_its_message(sqlite_store: Store) -> None:
    counter, row = Counter(sqlite_store), put(sqlite_store)
    counter.post(f"/whatsapp/status?m={row}.1", status("sent"))

    for odd in ("/whatsapp/status", "/whatsapp/status?m=x", "/whatsapp/status?m=-1.0"):
        assert counter.post(odd, status("delivered")).status_code == 200

    assert kept(sqlite_store, row) == [(1, "SM1", "delivered", None)]


@pytest.mark.parametrize(
    "form", [[], status("dreaming"), status("sent", sid=""), status("sent", "SM9"), status("sent", "'; --")]
)
def test_a_status_of_no_message_or_of_the_future_is_answered(
    sqlite_store: Store, form: list[tuple[str, str]]
) -> None:
    answer = Counter(sqlite_store).post("/whatsapp/status", form)

    assert answer.status_code == 200


def test_a_status_of_a_row_that_was_erased_is_answered(store: Store) -> None:
    answer = Counter(store).post("/whatsapp/status?m=999999999999999999.9999", status("sent"))

    assert answer.status_code == 200


def test_a_status_that_cannot_be_kept_is_told_to_come_again(sqlite_store: Store) -> None:
    counter, row = Counter(sqlite_store), put(sqlite_store)
    counter.trouble = [AWAY]
    path = f"/whatsapp/status?m={row}.0"

    answers = [counter.post(path, status("sent")).status_code for _ in range(2)]

    assert answers == [503, 200]


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        ("63018", "waiting"),
        ("63016", "waiting"),
        ("63049", "waiting"),
        ("21617", "dead"),
        ("", "dead"),
        ("99999", "dead"),
    ],
)
def test_what_fails_later_is_dealt_with_by_its_reason(store: Store, code: str, becomes: str) -> None:
    counter, row = Counter(store), put(store)

    counter.post(f"/whatsapp/status?m={row}.0", status("failed", ErrorCode=code))
    again = counter.post(f"/whatsapp/status?m={row}.0", status("failed", ErrorCode=code))

    assert again.status_code == 200
    assert row_of(store, row).status == becomes


@pytest.mark.parametrize(
    "uncertain", [{"status": "uncertain", "priority": 1}, {"status": "waiting", "uncertain_count": 1}]
)
def test_what_was_uncertain_is_known_to_be_sent_once_it_is_told_of(
    store: Store, uncertain: dict[str, Any]
) -> None:
    counter = Counter(store)
    row = put(store, provider_id=None, error="no answer", **uncertain)

    counter.post(f"/whatsapp/status?m={row}.0", status("sent"))

    now = row_of(store, row)
    assert (now.status, now.provider_id, now.error, now.sent_at) == ("sent", "SM1", None, START)


def test_of_a_long_message_the_rest_goes_on(store: Store) -> None:
    counter = Counter(store)
    row = put(store, "kata " * 700, provider_id=None, status="uncertain", uncertain_count=1)

    counter.post(f"/whatsapp/status?m={row}.0", status("sent"))
    first = row_of(store, row)
    counter.post(f"/whatsapp/status?m={row}.2", status("sent", "SM3"))
    last = row_of(store, row)

    assert (first.status, first.parts_sent) == ("waiting", 1)
    assert (last.status, last.provider_id) == ("sent", "SM3")


def test_what_a_sender_has_in_hand_is_left_to_it(store: Store) -> None:
    counter = Counter(store)
    row = put(store, provider_id=None, status="attempting", claimed_by="a sender")

    counter.post(f"/whatsapp/status?m={row}.0", status("delivered"))

    assert row_of(store, row).status == "attempting"
    assert kept(store, row) == [(0, "SM1", "delivered", None)]


# --- pictures ----------------------------------------------------------------------------------------

QR = Picture("qr", {"link": "https://office.example/kartu/x"})


def shown(counter: Counter, path: str) -> httpx.Response:
    async def work() -> httpx.Response:
        async with counter.client() as client:
            return await client.get(path)

    return asyncio.run(work())


def path_of(counter: Counter, row: int) -> str:
    return picture_link(counter.app)(Outbound(SITI, id=row)).removeprefix(PUBLIC)


def test_the_picture_of_a_message_is_shown_while_it_is_sent(store: Store) -> None:
    counter, row = Counter(store), put(store, picture=QR)

    answer = shown(counter, path_of(counter, row))
    counter.now += timedelta(hours=2, seconds=1)
    late = shown(counter, path_of(counter, row))
    with store.writing() as conn:
        conn.execute(update(outbox).values(status="attempting"))
    slow = shown(counter, path_of(counter, row))

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\x89PNG")
    assert [late.status_code, slow.status_code] == [404, 200]


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(sqlite_store: Store) -> None:
    counter = Counter(sqlite_store)
    good, without = put(sqlite_store, picture=QR), put(sqlite_store)
    erased = put(sqlite_store, picture=QR, body_sealed=None)
    of_another = path_of(counter, good).replace(f"/{good}-", f"/{without}-")
    paths = [of_another, path_of(counter, without), path_of(counter, erased), path_of(counter, 10**9)]

    answers = [shown(counter, path) for path in [*paths, "/gambar/x.png", "/gambar/0-0.png"]]

    assert {(answer.status_code, answer.text) for answer in answers} == {(404, "not found\n")}
