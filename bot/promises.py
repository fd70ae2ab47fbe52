"""Which promise is broken, and what to do: what one look saw is judged here, and nothing is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flows import alarms as said
from flows.render import text
from flows.types import Lang
from storage.clock import DOUBT
from storage.contents import Content
from storage.health import Failures, Queue, Waiting

REPLY_WAITS = timedelta(seconds=60)
INBOX_WAITS = timedelta(seconds=30)
SEAL_WAITS = timedelta(minutes=10)
SPARE_BYTES, SPARE_SHARE = 500_000_000, 0.05
FAILED_SHARE, FAILED_LEAST = 0.05, 20
BACKUP_LASTS = timedelta(days=8)
ERASED_WITHIN = timedelta(days=1)
GIVEN_UP_TOLD = timedelta(days=7)
NEWS_LASTS = timedelta(hours=1)
"""how long a mark tells of something that goes on: it is set again while it does"""
MOST_PENDING = 100
JUST_NOW = timedelta(minutes=10)
MOST_NAMED = 8
NOTHING, NO_FAILURES = Waiting(0, None), Failures(0, 0)

_TITLES = {"telegram": "Telegram", "whatsapp": "WhatsApp"}


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that is to be true. `name`, with `subject` where there are several, is its own for ever.

    `is_warning`: people are served as well while it is broken.
    """

    name: str
    holds: bool
    detail: str = ""
    """how it stands, in English"""
    do: str = ""
    """what to do about it, in English; "": it holds"""
    subject: str = ""
    """which one of several: a channel, a tick"""
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_warning: bool = False

    @property
    def key(self) -> str:
        return f"{self.name} {self.subject}".strip()

    def told(self, lang: Lang) -> tuple[str, str]:
        """What is wrong and what to do, as people read it."""
        wrong, to_do = said.what_is_wrong(self.name, self.facts), said.what_to_do(self.name, self.facts)
        return text(wrong, lang), text(to_do, lang)


@dataclass(frozen=True, slots=True)
class Disk:
    """Where the database is kept."""

    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What parts of the service noted down: by the rest of each name, what and when."""

    ticks: Mapping[str, str] = field(default_factory=dict)
    missed: Mapping[str, str] = field(default_factory=dict)
    storms: Mapping[str, str] = field(default_factory=dict)
    stopped: Mapping[str, str] = field(default_factory=dict)
    heard: Mapping[str, str] = field(default_factory=dict)
    backup: str | None = None
    doubted: str | None = None
    given_up: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """All that one look read."""

    now: datetime
    accounts: tuple[tuple[str, str], ...]
    """(channel, account) of those that are configured"""
    queues: Sequence[Queue] = ()
    inbox: Waiting = NOTHING
    set_aside: Waiting = NOTHING
    failures: Failures = NO_FAILURES
    marks: Marks = field(default_factory=Marks)
    leases: frozenset[str] = frozenset()
    templates: Sequence[Content] = ()
    without_contents: tuple[str, ...] = ()
    """the WhatsApp accounts whose contents were never made"""
    still_at_platforms: int = 0
    """messages with a NIK or a number that should long be erased there"""
    unsealed_since: datetime | None = None
    first_received_at: datetime | None = None
    disk: Disk | None = None
    """None: the database is on a machine that we do not see"""
    paused: Sequence[tuple[str, str]] = ()
    """broadcasts that were paused by themselves: the reference, and why"""
    is_posted_to: bool = False
    """Telegram posts to us"""


def promises(seen: Seen) -> list[Promise]:
    """Every promise, broken or not. Pure."""
    found = [_fine("database", "can be read, and is of this release")]
    for judge in (
        _replies,
        _inbox,
        _ticks,
        _senders,
        _heard,
        _whatsapp,
        _disk,
        _failures,
        _broadcasts,
        _marked,
        _erased,
        _kept,
    ):
        found += judge(seen)
    return found


def broken(name: str, subject: str = "", *, is_warning: bool = False, **facts: Any) -> Promise:
    """A promise that does not hold. `facts` stand in its texts."""
    shown = {"subject": _title(subject), **facts}
    wrong, to_do = said.what_is_wrong(name, shown), said.what_to_do(name, shown)
    return Promise(name, False, text(wrong, "en"), text(to_do, "en"), subject, shown, is_warning)


def _fine(name: str, detail: str, subject: str = "") -> Promise:
    return Promise(name, True, detail, subject=subject)


def _title(subject: str) -> str:
    """The name of a channel as it is written, of "telegram:123456"; anything else as it is."""
    channel, colon, _ = subject.partition(":")
    return _TITLES.get(channel, channel) if colon else subject


def _minutes(since: datetime, now: datetime) -> int:
    return max(1, int((now - since) / timedelta(minutes=1)))


def _replies(seen: Seen) -> Iterator[Promise]:
    for channel, account in seen.accounts:
        subject = f"{channel}:{account}"
        own = [
            one for one in seen.queues if (one.channel, one.account, one.priority) == (channel, account, 0)
        ]
        since = own[0].due_since if own else None
        if since is None or seen.now - since < REPLY_WAITS:
            yield _fine("replies", "leave at once", subject)
            continue
        paused = "yes" if subject in _news(seen.marks.stopped, seen.now) else "no"
        minutes = _minutes(since, seen.now)
        yield broken("replies", subject, number=own[0].number, minutes=minutes, paused=paused)


def _inbox(seen: Seen) -> Iterator[Promise]:
    since = seen.inbox.since
    if since is not None and seen.now - since >= INBOX_WAITS:
        yield broken("inbox", number=seen.inbox.number, minutes=_minutes(since, seen.now))
    else:
        yield _fine("inbox", "what comes in is handled at once")
    if seen.set_aside.number:
        yield broken("set-aside", number=seen.set_aside.number)
    else:
        yield _fine("set-aside", "nothing is set aside")


def _ticks(seen: Seen) -> Iterator[Promise]:
    """A mark is when the tick was last done, and its interval in seconds (bot/scheduler.py)."""
    ticks = seen.marks.ticks
    late = [name for name, value in sorted(ticks.items()) if _is_late(value, seen.now)]
    if not ticks:
        yield broken("ticks", which="retention, invitations, alarms")
    elif late:
        yield broken("ticks", which=", ".join(late))
    else:
        yield _fine("ticks", "what is done by the clock is done")


def _is_late(value: str, now: datetime) -> bool:
    done_at, _, seconds = value.partition(" ")
    allowed = 3 * timedelta(seconds=float(seconds or 60)) + timedelta(minutes=1)
    return now - datetime.fromisoformat(done_at) > allowed


def _senders(seen: Seen) -> Iterator[Promise]:
    for channel, account in seen.accounts:
        subject = f"{channel}:{account}"
        if f"sender:{subject}" in seen.leases:
            yield _fine("sender", "someone sends", subject)
        else:
            yield broken("sender", subject)


def _heard(seen: Seen) -> Iterator[Promise]:
    if not seen.is_posted_to:
        return
    for account, value in seen.marks.heard.items():
        if ("telegram", account) not in seen.accounts:
            continue
        heard = json.loads(value)
        failed_at = heard.get("failed_at")
        why = None
        if not heard["is_ours"]:
            why = "url"
        elif heard["pending"] > MOST_PENDING:
            why = "pending"
        elif failed_at and seen.now - datetime.fromisoformat(failed_at) < JUST_NOW:
            why = "error"
        subject = f"telegram:{account}"
        if why:
            yield broken("webhook", subject, why=why, number=heard["pending"])
        else:
            yield _fine("webhook", "Telegram reaches us", subject)


def _whatsapp(seen: Seen) -> Iterator[Promise]:
    for channel, account in seen.accounts:
        if channel != "whatsapp":
            continue
        subject = f"whatsapp:{account}"
        if account in _news(seen.marks.missed, seen.now):
            yield broken("missed", subject)
        else:
            yield _fine("missed", "what people write reaches us", subject)
        if account in seen.without_contents:
            yield broken("contents", subject)
    if seen.templates:
        yield broken("templates", which=_named(seen.templates))


def _named(templates: Sequence[Content]) -> str:
    return ", ".join(f"{one.name} {one.lang} ({one.status})" for one in templates[:MOST_NAMED])


def _disk(seen: Seen) -> Iterator[Promise]:
    disk = seen.disk
    if disk is None:
        return
    megabytes = disk.free // 1_000_000
    if disk.free < SPARE_BYTES or disk.free < SPARE_SHARE * disk.total:
        yield broken("disk", number=megabytes)
    else:
        yield _fine("disk", f"{megabytes:,} MB are free")


def _failures(seen: Seen) -> Iterator[Promise]:
    failed, tried = seen.failures.failed, seen.failures.failed + seen.failures.sent
    if failed > FAILED_LEAST and failed > FAILED_SHARE * tried:
        yield broken("errors", number=failed, total=tried)
    else:
        yield _fine("errors", f"{failed} messages were not sent in the last hour")


def _marked(seen: Seen) -> Iterator[Promise]:
    for subject in _news(seen.marks.storms, seen.now):
        yield broken("refusals", subject)
    for subject, why in _news(seen.marks.stopped, seen.now).items():
        yield broken("refused", subject, why=why)


def _broadcasts(seen: Seen) -> Iterator[Promise]:
    """Why: "45/200" of its messages failed, or "restored"."""
    for reference, why in seen.paused:
        failed, _, tried = why.partition("/")
        yield broken(
            "broadcast", reference, why="failed" if tried else "restored", number=failed, total=tried
        )
    if not seen.paused:
        yield _fine("broadcast", "none was paused by itself")


def _news(marks: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Those that tell of the last hour, with what they tell besides the time."""
    found = {}
    for name, value in marks.items():
        at, _, rest = value.partition(" ")
        try:
            since = datetime.fromisoformat(at)
        except ValueError:
            found[name] = value
            continue
        if now - since < NEWS_LASTS:
            found[name] = rest
    return found


def _erased(seen: Seen) -> Iterator[Promise]:
    """That one was given up is told for a week: nothing here can see that it was erased by hand."""
    given_up = seen.marks.given_up
    if given_up and seen.now - datetime.fromisoformat(given_up) < GIVEN_UP_TOLD:
        yield broken("redactions", why="given_up", number=1, is_warning=True)
    elif seen.still_at_platforms:
        yield broken("redactions", why="late", number=seen.still_at_platforms, is_warning=True)
    else:
        yield _fine("redactions", "what holds a NIK or a number is erased at Twilio")


def _kept(seen: Seen) -> Iterator[Promise]:
    since = seen.unsealed_since
    if since is not None and seen.now - since > SEAL_WAITS:
        yield broken("evidence", minutes=_minutes(since, seen.now))
    else:
        yield _fine("evidence", "consents are sealed")
    if seen.marks.doubted:
        until = datetime.fromisoformat(seen.marks.doubted) + DOUBT
        if until > seen.now:
            yield broken("clock", until=until.date().isoformat())
    yield _backup(seen)


def _backup(seen: Seen) -> Promise:
    """That there is none yet is told once the service was used for as long as one lasts."""
    made = seen.marks.backup
    if made is not None:
        age = seen.now - datetime.fromisoformat(made.partition(" ")[0])
        if age <= BACKUP_LASTS:
            return _fine("backup", f"{age.days} days old")
        return broken("backup", days=age.days, is_warning=True)
    first = seen.first_received_at
    if first is None or seen.now - first <= BACKUP_LASTS:
        return _fine("backup", "there is none yet")
    return broken("backup", days=0, is_warning=True)


_JUDGES = (
    _replies,
    _inbox,
    _ticks,
    _senders,
    _heard,
    _whatsapp,
    _disk,
    _failures,
    _broadcasts,
    _marked,
    _erased,
    _kept,
)
