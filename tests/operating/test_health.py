"""What is looked at: each promise is broken by what breaks it and by nothing else, and says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.promises import Promise
from storage import Store
from storage.tables import consents, contents, redactions
from tests.operating.office import Ear, LookedAfter

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def office(store: Store) -> LookedAfter:
    found = LookedAfter(store)
    found.is_well()
    return found


def test_where_all_is_well_every_promise_holds(office: LookedAfter) -> None:
    office.message(status="sent", sent_at=office.now)
    office.message(not_before=office.now + HOUR)
    office.came_in("done")

    assert office.broken() == {}


def _late_reply(office: LookedAfter) -> None:
    office.message(created_at=office.now - 3 * MINUTE)


def _late_turn(office: LookedAfter) -> None:
    office.came_in("waiting")
    office.now += MINUTE


def _set_aside(office: LookedAfter) -> None:
    office.came_in("failed")


def _no_sender(office: LookedAfter) -> None:
    office.ear = Ear(account="777")


def _no_ticks(office: LookedAfter) -> None:
    office.mark("tick:invitations", f"{(office.now - 5 * MINUTE).isoformat()} 60")


def _many_failed(office: LookedAfter) -> None:
    for number in range(60):
        failed = number % 2 == 0
        office.message(
            status="uncertain" if failed else "sent",
            attempted_at=office.now - MINUTE,
            sent_at=None if failed else office.now - MINUTE,
        )


def _a_storm(office: LookedAfter) -> None:
    office.mark("refusals.storm:telegram:123456", office.now.isoformat())


def _refused(office: LookedAfter) -> None:
    office.mark("sender.stopped:telegram:123456", "the token is not known")


def _unsealed(office: LookedAfter) -> None:
    office.put(
        consents,
        person_id=office.person,
        kind="notice",
        choice="agree",
        lang="id",
        catalog_version="1",
        channel="telegram",
        conversation="c",
        asking=1,
        at=office.now - HOUR,
    )


def _left_at_twilio(office: LookedAfter) -> None:
    office.put(
        redactions,
        channel="whatsapp",
        account="+6281100000000",
        provider_id="SM1",
        has_media=False,
        attempts=0,
        due_at=office.now - 25 * HOUR,
    )


def _given_up_at_twilio(office: LookedAfter) -> None:
    office.mark("redactions.given_up", (office.now - DAY).isoformat())


def _leapt(office: LookedAfter) -> None:
    office.mark("clock.doubted", office.now.isoformat())


def _old_backup(office: LookedAfter) -> None:
    office.mark("backup.made", (office.now - 9 * DAY).isoformat())


def _no_backup(office: LookedAfter) -> None:
    office.came_in("done")
    office.now += 9 * DAY
    office.is_well()


@pytest.mark.parametrize(
    ("breaks", "key", "words"),
    [
        (_late_reply, "replies telegram:123456", "Replies wait on Telegram: 1, the oldest for 3 minutes."),
        (_late_turn, "inbox", "Messages that came in wait to be handled: 1"),
        (_set_aside, "set-aside", "set aside: 1"),
        (_no_sender, "sender telegram:777", "Nobody sends on Telegram."),
        (_no_ticks, "ticks", "invitations"),
        (_many_failed, "errors", "30 of 60"),
        (_a_storm, "refusals telegram:123456", "Telegram called very many"),
        (_refused, "refused telegram:123456", "the token is not known"),
        (_unsealed, "evidence", "60 minutes"),
        (_left_at_twilio, "redactions", "after more than a day: 1"),
        (_given_up_at_twilio, "redactions", "could not be erased"),
        (_leapt, "clock", "23 November 2026"),
        (_old_backup, "backup", "9 days old"),
        (_no_backup, "backup", "no backup yet"),
    ],
)
def test_what_breaks_a_promise_is_seen_and_nothing_else_is(
    office: LookedAfter, breaks: Callable[[LookedAfter], None], key: str, words: str
) -> None:
    breaks(office)

    broken = office.broken()

    assert list(broken) == [key]
    assert words in broken[key].detail
    assert broken[key].do


def test_only_what_nobody_waits_for_is_a_warning(office: LookedAfter) -> None:
    _old_backup(office)
    _late_reply(office)

    assert {key for key, one in office.broken().items() if one.is_warning} == {"backup"}


def test_a_late_reply_on_an_account_that_is_paused_says_so(office: LookedAfter) -> None:
    _late_reply(office)
    _refused(office)

    assert "paused" in office.broken()["replies telegram:123456"].detail


def test_what_went_wrong_hours_ago_is_not_told_any_more(office: LookedAfter) -> None:
    _many_failed(office)
    _a_storm(office)
    office.now += 2 * HOUR
    office.is_well()

    assert office.broken() == {}


def test_few_failures_and_few_among_many_break_nothing(office: LookedAfter) -> None:
    for _ in range(20):
        office.message(status="dead", attempted_at=office.now)

    assert office.broken() == {}


def test_a_schema_of_another_release_is_all_that_is_told(office: LookedAfter) -> None:
    with office.store.writing() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    assert list(office.broken()) == ["database"]


def whatsapp(store: Store) -> LookedAfter:
    office = LookedAfter(store)
    office.ear = Ear("whatsapp", "+628119999999")
    office.is_well()
    return office


def about_whatsapp(office: LookedAfter) -> dict[str, Promise]:
    return {key: one for key, one in office.broken().items() if not key.startswith("sender")}


def test_templates_that_were_never_made_or_are_not_approved_are_told(store: Store) -> None:
    office = whatsapp(store)
    before = about_whatsapp(office)
    for name, version, status in (
        ("bill", "1", "rejected"),
        ("bill", "2", "approved"),
        ("reminder", "1", "paused"),
    ):
        office.put(
            contents,
            account="+628119999999",
            name=name,
            lang="id",
            version=version,
            kind="template",
            sid=f"HX{name}{version}",
            status=status,
            created_at=office.now,
            checked_at=office.now,
        )

    after = about_whatsapp(office)

    assert list(before) == ["contents whatsapp:+628119999999"]
    assert list(after) == ["templates"]
    assert "reminder id (paused)" in after["templates"].detail
    assert "bill" not in after["templates"].detail


def test_a_webhook_that_missed_something_is_told_for_an_hour(store: Store) -> None:
    office = whatsapp(store)
    office.mark("whatsapp.missed:+628119999999", office.now.isoformat())

    assert "missed whatsapp:+628119999999" in office.broken()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, None),
        ({"is_ours": False}, "posts to another address"),
        ({"pending": 101}, "101 messages wait"),
        ({"failed_at": "2026-11-22T07:55:00+00:00"}, "last attempts failed"),
        ({"failed_at": "2026-11-22T07:45:00+00:00"}, None),
    ],
)
def test_what_telegram_tells_of_its_webhook_is_judged(
    store: Store, change: dict[str, object], words: str | None
) -> None:
    telegram = {"token": "123456:AAinvented", "mode": "webhook", "secret_token": "s" * 32}
    office = LookedAfter(store, telegram=telegram, server={"public_url": "https://office.example"})
    office.is_well()
    heard = {"asked_at": "2026-11-22T08:00:00+00:00", "is_ours": True, "pending": 0, "failed_at": None}
    office.mark("telegram.heard:123456", json.dumps(heard | change))

    broken = office.broken()

    assert [words in one.detail for one in broken.values() if words] == ([True] if words else [])
    assert bool(broken) == bool(words)
