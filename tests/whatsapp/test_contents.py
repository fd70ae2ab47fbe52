"""What WhatsApp shows is made at Twilio once, whatever happens on the way; only what is approved is sent."""

from __future__ import annotations

import asyncio
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App, Links, new_reference
from bot.channels import Button, Outbound
from bot.channels.content_definitions import Definition, definition, definitions
from bot.channels.contents import Book, refresh, templates
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_contents import NotSynced
from bot.contents_sync import poll_states, sync
from bot.outbox import Times
from bot.settings import Settings
from bot.writer import Writer
from flows.digest import InvitationLine, digest
from flows.rules.nudges import Item, Policy
from flows.templates import reads_like, template_for
from storage import Secrets, Store, contents
from storage.marks import set_mark
from tests.fakes.twilio import ACCOUNT, NUMBER, PUBLIC_URL, TOKEN, Twilio
from tests.fakes.twilio_content import ContentApi, Made
from tests.fakes.twilio_troubles import (
    BAD_GATEWAY,
    DROP_AFTER_ACCEPT,
    NOT_JSON,
    RESET,
    Trouble,
    too_many_requests,
)
from tests.flows.stage import OFFICE
from tests.outbox.rig import Clock, Scene

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
_WAITS = InvitationLine(Item("N1", "", "invite-2", "worker"), "Budi", "T", date(2026, 11, 29), "Rina")
REMINDER = digest([_WAITS], OFFICE, NOW, "nudge-1", Policy())
ALL = definitions(["id"])
TEMPLATES = [one for one in ALL if one.kind == "template"]


class Desk:
    """An operator at the command line, and the Twilio they sync with."""

    def __init__(self, api: ContentApi, url: str) -> None:
        self.api, self.url = api, url
        self.now, self.lines = NOW, list[str]()
        self.book = Book(NUMBER)

    def settings(self, token: str = TOKEN) -> Settings:
        account = {"account_sid": ACCOUNT, "auth_token": token, "from": NUMBER}
        return Settings.model_validate(
            {
                "server": {"public_url": PUBLIC_URL},
                "office": {"languages": ["id"]},
                "whatsapp": {**account, "api_url": self.url, "content_url": self.url},
            }
        )

    def sync(self, store: Store, token: str = TOKEN) -> Counter[str]:
        self.lines.clear()
        return asyncio.run(sync(self.settings(token), store, self.now, self.lines.append))

    def poll(self, store: Store) -> dict[str, int]:
        """Ask for states, and read the book anew."""

        async def poll() -> dict[str, int]:
            app = self._app(store)
            counts = await poll_states(app)
            await refresh(app, self.book)
            await app.writer.close()
            return counts

        return asyncio.run(poll())

    def _app(self, store: Store) -> App:
        times = Times(lambda: self.now, time.monotonic, random.random)
        return App(self.settings(), store, Writer(), times, new_reference, Links())

    def made(self, wanted: Definition) -> Made:
        (made,) = self.api.named(wanted.friendly_name)
        return made


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[ContentApi, Twilio]]:
    api = ContentApi(lambda: NOW)
    with Twilio(contents=api, clock=lambda: NOW) as twilio:
        yield api, twilio


@pytest.fixture
def file(tmp_path: Path, secrets: Secrets, sqlite_template: Path) -> Iterator[Store]:
    """A database of the one kind, where the kind makes no difference."""
    path = tmp_path / "file.db"
    shutil.copyfile(sqlite_template, path)
    store = Store(f"sqlite:///{path}", secrets)
    yield store
    store.close()


@pytest.fixture
def desk(served: tuple[ContentApi, Twilio]) -> Iterator[Desk]:
    api, twilio = served
    api.forget()
    yield Desk(api, twilio.url)
    assert api.faults == []


def of(name: str, kind: str = "template") -> Definition:
    found = definition(kind, name, "id")
    assert found is not None
    return found


def names(api: ContentApi) -> list[str]:
    return sorted(made.friendly_name for made in api.made.values())


EVERYTHING = sorted(one.friendly_name for one in ALL)


def test_everything_is_made_and_every_template_is_submitted(desk: Desk, store: Store) -> None:
    counts = desk.sync(store)
    desk.poll(store)

    assert names(desk.api) == EVERYTHING
    assert counts == {"ready": 13, "received": len(TEMPLATES)}
    assert f"made       {of('settled').friendly_name}" in desk.lines
    assert f"submitted  {of('settled').friendly_name}" in desk.lines
    assert desk.book.session("list_10", "id") == desk.made(of("list_10", "session")).sid
    assert desk.book.session("buttons_4", "id") is None
    assert desk.book.session("list_10", "en") is None
    assert desk.book.template("settled", "id") is None


def test_a_second_sync_makes_nothing_and_neither_does_one_with_a_new_database(
    desk: Desk, store: Store, file: Store
) -> None:
    desk.sync(store)
    desk.api.asked.clear()

    desk.sync(store)
    desk.sync(file)

    assert set(desk.api.asked) == {"list", "states"}
    assert desk.lines == []


def test_a_new_database_learns_what_is_there(desk: Desk, file: Store) -> None:
    for wanted in ALL:
        status = "approved" if wanted.category else "unsubmitted"
        desk.api.make(wanted.friendly_name, status=status)

    counts = desk.sync(file)
    desk.poll(file)

    assert desk.lines == []
    assert counts == {"ready": 13, "approved": len(TEMPLATES)}
    assert desk.book.template("settled", "id") == desk.made(of("settled")).sid


TROUBLES = [BAD_GATEWAY, DROP_AFTER_ACCEPT, NOT_JSON, RESET, too_many_requests(5)]


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    cuts=st.lists(
        st.tuples(
            st.sampled_from(["create", "approve", "list", "states"]),
            st.integers(0, 24),
            st.sampled_from(TROUBLES),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_cut_off_at_any_call_nothing_is_made_twice_and_nothing_is_forgotten(
    desk: Desk, file: Store, cuts: list[tuple[str, int, Trouble]]
) -> None:
    desk.api.forget()
    said: list[str] = []

    for kind, after, trouble in cuts:
        desk.api.trouble(kind, trouble, after=after if kind in ("create", "approve") else 0)
        try:
            desk.sync(file)
        except NotSynced as why:
            said.append(str(why))
        desk.api.troubles.clear()
    counts = desk.sync(file)

    assert names(desk.api) == EVERYTHING
    assert counts == {"ready": 13, "received": len(TEMPLATES)}
    assert not any("\n" in line for line in said)


def test_an_approved_template_is_sent_with_what_the_message_says(desk: Desk, file: Store) -> None:
    desk.sync(file)
    made = desk.made(of("nudge_invite_2_worker"))
    desk.api.approve(made.sid)
    desk.poll(file)

    found = templates(desk.book, OFFICE.name)(REMINDER.says, "id")

    template = template_for(REMINDER.says)
    assert found is not None
    assert template is not None
    assert found.sid == made.sid
    shown = desk.api.resolve(found.sid, found.variables)
    assert shown == (
        reads_like(template, REMINDER.says, "id", OFFICE.name),
        [("Lanjutkan", "lanjut"), ("Berhenti ingatkan", "berhenti ingatkan")],
    )
    assert "Rina" in shown[0]
    assert templates(desk.book)(REMINDER.says, "en") is None


def test_what_waits_for_a_template_is_decided_anew_once_one_is_approved(desk: Desk, store: Store) -> None:
    scene = Scene(store, Clock(NOW))
    siti, tono = scene.someone("whatsapp", NUMBER), scene.someone("telegram")
    held = {"status": "withheld", "withheld_because": "no_template"}
    young, foreign = scene.nudge(siti, "siti", **held), scene.nudge(tono, "tono", **held)
    old = scene.nudge(siti, "lama", **held, created_at=NOW - timedelta(days=8))
    refused = scene.nudge(siti, "tidak", status="withheld", withheld_because="opted_out")
    desk.sync(store)
    desk.poll(store)
    before = scene.row(young).status

    desk.api.approve(desk.made(of("settled")).sid)
    desk.poll(store)

    assert before == "withheld"
    assert (scene.row(young).status, scene.row(young).withheld_because) == ("waiting", None)
    assert {scene.row(row).status for row in (foreign, old, refused)} == {"withheld"}

    scene.change(young, **held)  # by a sender that had the book of before
    desk.poll(store)
    assert scene.row(young).status == "waiting"
    scene.change(young, **held)  # it has none of its own
    desk.poll(store)
    assert scene.row(young).status == "withheld"


def test_what_waited_in_a_backup_is_not_sent_for_a_new_template(desk: Desk, file: Store) -> None:
    scene = Scene(file, Clock(NOW - timedelta(hours=1)))
    siti = scene.someone("whatsapp", NUMBER)
    row = scene.nudge(siti, "siti", status="withheld", withheld_because="no_template")
    with file.writing() as connection:
        set_mark(connection, "restored.at", NOW.isoformat())
    desk.sync(file)
    desk.api.approve(desk.made(of("settled")).sid)

    desk.poll(file)

    assert scene.row(row).status == "withheld"


def test_an_older_approved_version_serves_until_the_new_one_is_approved(desk: Desk, file: Store) -> None:
    today = of("nudge_invite_2_worker")
    older = today.friendly_name[:-8] + "0" * 8
    old = desk.api.make(older, "Ini {{1}}. Undangan {{2}} sampai {{3}}.", "approved")

    desk.sync(file)
    desk.poll(file)
    before = desk.book.template("nudge_invite_2_worker", "id")
    desk.api.approve(desk.made(today).sid)
    desk.poll(file)

    assert before == old.sid
    assert desk.book.template("nudge_invite_2_worker", "id") == desk.made(today).sid


def test_an_older_version_with_other_places_is_not_filled_by_todays_code(desk: Desk, file: Store) -> None:
    desk.api.make(
        "sertakan_nudge_invite_2_worker_id_" + "0" * 12,
        "Ini {{1}}. Undangan sampai {{2}} dari {{3}}.",
        "approved",
    )

    desk.sync(file)
    desk.poll(file)

    assert desk.book.template("nudge_invite_2_worker", "id") is None


@pytest.mark.parametrize("status", ["rejected", "paused", "disabled"])
def test_what_whatsapp_takes_back_is_not_sent_and_somebody_is_told(
    desk: Desk, store: Store, status: str
) -> None:
    desk.sync(store)
    made = desk.made(of("settled"))
    desk.api.approve(made.sid)
    desk.poll(store)
    assert desk.book.template("settled", "id") == made.sid

    made.status, made.reason = status, "INVALID_FORMAT" if status == "rejected" else ""
    counts = desk.poll(store)
    desk.sync(store)

    assert counts[status] == 1
    assert desk.book.template("settled", "id") is None
    with store.reading() as connection:
        (troubled,) = contents.troubled(connection, NUMBER)
    assert (troubled.name, troubled.status) == ("settled", status)
    (line,) = desk.lines
    assert line.startswith(status.upper())
    assert "template-settled" in line


def test_an_older_version_that_was_paused_is_no_trouble_once_the_new_one_is_approved(
    desk: Desk, file: Store
) -> None:
    old = desk.api.make(of("settled").friendly_name[:-8] + "0" * 8, "Bayar {{1}} dan {{2}}.", "paused")
    desk.api.made[old.sid] = replace(old, at=NOW - timedelta(days=3))
    desk.sync(file)
    with file.reading() as connection:
        before = contents.troubled(connection, NUMBER)
    desk.api.approve(desk.made(of("settled")).sid)
    desk.poll(file)

    with file.reading() as connection:
        after = contents.troubled(connection, NUMBER)

    assert [one.status for one in before] == ["paused"]
    assert after == []


def test_what_is_gone_at_twilio_is_said_and_made_again(desk: Desk, file: Store) -> None:
    desk.sync(file)
    desk.api.made.pop(desk.made(of("settled")).sid)

    counts = desk.poll(file)
    desk.sync(file)

    assert counts["deleted"] == 1
    assert names(desk.api) == EVERYTHING
    with file.reading() as connection:
        assert contents.troubled(connection, NUMBER) == []


def test_what_others_made_there_is_left_alone_page_after_page(desk: Desk, file: Store) -> None:
    for number in range(250):
        desk.api.make(f"promo {number}")
    desk.sync(file)
    desk.sync(file)

    assert names(desk.api) == sorted([*EVERYTHING, *(f"promo {number}" for number in range(250))])


def test_who_is_not_let_in_is_told_what_to_check(desk: Desk, file: Store) -> None:
    with pytest.raises(NotSynced, match="check account_sid and auth_token"):
        desk.sync(file, token="another")


def test_without_whatsapp_there_is_nothing_to_sync(file: Store) -> None:
    with pytest.raises(NotSynced, match="not configured"):
        asyncio.run(sync(Settings(), file, NOW, print))


def test_every_number_of_options_is_shown_as_it_is_sent(
    desk: Desk, served: tuple[ContentApi, Twilio], file: Store
) -> None:
    desk.sync(file)
    desk.poll(file)
    siti = served[1].person("+6281200000001")
    siti.says("halo")
    options = [Button(f"AAAAAAAA:1:step:option_{n}", f"Pilihan nomor {n}") for n in range(10)]

    async def send() -> None:
        whatsapp = WhatsApp(
            ACCOUNT, TOKEN, NUMBER, desk.book, api_url=desk.url, content_url=desk.url,
            public_url=PUBLIC_URL, picture_link=lambda message: "",
        )  # fmt: skip
        for count in range(1, 11):
            await whatsapp.send(Outbound(siti.address, "Yang mana?", tuple(options[:count])))
        await whatsapp.close()

    asyncio.run(send())

    for count, sent in enumerate(served[1].sent, 1):
        assert sent.body == "Yang mana?"
        assert sent.options == tuple((button.label, button.data) for button in options[:count])
        assert sent.kind == ("buttons" if count <= 3 else "list")
    assert len(served[1].sent) == 10
