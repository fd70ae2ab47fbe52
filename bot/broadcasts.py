"""What people of the office do with broadcasts: draft, look, test, start, pause, go on, cancel, and read.

Each is one transaction, with the role of whoever does it checked here (as in `bot/office.py`). Nothing is
sent from here: what is started is frozen and handed over by bot/broadcasting.py.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Connection

from bot.campaigns import body, rules_of
from bot.costs import Cost, Duration, costs, durations
from bot.hand import CannotBeDone, Hand, acts
from bot.settings import Limits, Price
from flows import campaigns, render
from flows.campaigns import Content
from flows.rules.calendar import add_months, due_date, month_of
from flows.types import Lang, Office, Say
from storage import accounting, audience, broadcasts, people, previews
from storage.accounting import Effect, Lately, Sums
from storage.audience import Day
from storage.broadcasts import CANCELLED, Broadcast, Draft
from storage.campaign_checks import Rules
from storage.filters import WrongFilter, read_filter
from storage.previews import Counted, Looking, Someone
from storage.recipients import put_test
from storage.tables import TOPICS

SAMPLES = 20
MOST_PICTURE = 5_000_000
WIDEST = 1280
"""pixels of a picture, either way"""
WINDOWS: Mapping[str, timedelta] = {"whatsapp": timedelta(hours=24)}
_LOOKS_BACK = timedelta(minutes=10)


class WrongDraft(CannotBeDone):
    """A draft with which something is wrong; `problems` are texts of the catalogs."""

    def __init__(self, problems: Sequence[Say], lang: Lang) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(render.text(one, lang) for one in self.problems))


@dataclass(frozen=True, slots=True)
class Written:
    """A draft as somebody wrote it. `picture`: a file as it was given."""

    name: str
    content: Content
    audience: str = ""
    topic: str = "campaign"
    open_from: str | None = None
    open_until: str | None = None
    expires_at: datetime | None = None
    weight: int = 1
    picture: bytes | None = None


@acts()
def new(hand: Hand, reference: str, written: Written) -> Broadcast:
    """A new draft. Raises WrongDraft with all that is wrong with it."""
    draft = _checked(hand, written)
    broadcasts.make(hand.connection, reference, draft, _version(draft), hand.actor[:80], hand.now)
    made = _found(hand.connection, reference)
    hand.record("broadcast.made", reference, after=_shown(made))
    return made


@acts()
def change(hand: Hand, reference: str, written: Written) -> Broadcast:
    """Write a draft anew; what was tested before is no test of it any more."""
    broadcast = _held(hand, reference)
    draft = _checked(hand, written)
    if not broadcasts.change(hand.connection, broadcast.id, draft, _version(draft)):
        raise CannotBeDone(f"{reference}: it was started, and what was said cannot be changed any more")
    made = _found(hand.connection, reference)
    if made.version != broadcast.version:
        hand.record("broadcast.changed", broadcast.reference, _shown(broadcast), _shown(made))
    return made


@acts()
def test(hand: Hand, reference: str, person: str) -> Broadcast:
    """Send the draft, as it is now, to this person (a reference): the one who tests it."""
    broadcast = _held(hand, reference)
    if broadcast.status != "draft":
        raise CannotBeDone(f"{reference}: it was started; a test comes before that")
    whom = people.id_of(hand.connection, person)
    if whom is None:
        raise CannotBeDone(f"{person}: there is nobody with this reference to send the test to")
    put_test(hand.connection, body(hand.secrets), broadcast, whom, hand.now)
    broadcasts.was_tested(hand.connection, broadcast.id, broadcast.version, hand.actor[:80], hand.now)
    hand.record("broadcast.tested", broadcast.reference, after={"version": broadcast.version, "to": person})
    return _found(hand.connection, reference)


@acts()
def start(hand: Hand, reference: str) -> bool:
    """Freeze its audience and send it; False: somebody started it before."""
    broadcast = _held(hand, reference)
    if broadcast.status != "draft":
        if broadcast.status == "cancelled":
            raise CannotBeDone(f"{reference}: it was cancelled; make a new one")
        return False
    if not broadcast.is_tested:
        raise CannotBeDone(f"{reference}: send a test of exactly this version to yourself first")
    if broadcast.expires_at is not None and broadcast.expires_at <= hand.now:
        raise CannotBeDone(f"{reference}: it has expired; change until when it is worth sending")
    if not previews.someone_is_meant(hand.connection, meant(broadcast.audience, hand.office, hand.now)):
        raise CannotBeDone(f"{reference}: nobody is meant by its audience: {broadcast.audience}")
    return _record(
        hand, "started", broadcast, broadcasts.start(hand.connection, broadcast.id, hand.actor[:80], hand.now)
    )


@acts()
def pause(hand: Hand, reference: str) -> bool:
    """Send nothing more of it for now; False: it is not being sent."""
    broadcast = _held(hand, reference)
    return _record(hand, "paused", broadcast, broadcasts.pause(hand.connection, broadcast.id))


@acts()
def resume(hand: Hand, reference: str) -> bool:
    """Go on with it; False: it was not paused."""
    broadcast = _held(hand, reference)
    return _record(hand, "resumed", broadcast, broadcasts.resume(hand.connection, broadcast.id))


@acts()
def cancel(hand: Hand, reference: str) -> bool:
    """Send nothing more of it, ever; False: it is over already."""
    broadcast = _held(hand, reference)
    if broadcast.status == "draft":
        is_new = broadcasts.drop(hand.connection, broadcast.id, hand.now)
    else:
        is_new = broadcasts.end(hand.connection, broadcast.id, "cancelled", CANCELLED, hand.now)
    return _record(hand, "cancelled", broadcast, is_new)


def _record(hand: Hand, what: str, broadcast: Broadcast, is_new: bool) -> bool:
    """Into the trail, if it was done; gives whether it was."""
    if is_new:
        hand.record(f"broadcast.{what}", broadcast.reference, {"status": broadcast.status})
    return is_new


def _shown(broadcast: Broadcast) -> dict[str, str | int | None]:
    """Of a draft, for the trail."""
    return {
        "name": broadcast.name,
        "topic": broadcast.topic,
        "audience": broadcast.audience,
        "version": broadcast.version,
    }


# --- looking -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sample:
    """What one of the first would be sent, as they read it. `as_template`: outside their window."""

    person: str
    channel: str
    lang: Lang
    text: str
    as_template: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a broadcast would come to now."""

    broadcast: Broadcast
    counted: Sequence[Counted]
    costs: Sequence[Cost]
    durations: Sequence[Duration]
    samples: Sequence[Sample]
    at: datetime

    @property
    def audience(self) -> int:
        """How many are meant, those who are left out too."""
        return sum(one.number for one in self.counted)

    @property
    def left_out(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in self.counted:
            if one.left_out:
                found[one.left_out] = found.get(one.left_out, 0) + one.number
        return found

    @property
    def rupiah(self) -> int:
        return sum(one.rupiah for one in self.costs)


@dataclass(frozen=True, slots=True)
class Report:
    """How a broadcast stands."""

    broadcast: Broadcast
    sums: Sums
    lately: Lately
    effect: Effect


def preview(
    hand: Hand, reference: str, prices: Sequence[Price], limits: Limits, samples: int = SAMPLES
) -> Preview:
    """Count everybody who is meant now, and word the first messages. Every role may look; changes nothing."""
    broadcast = _found(hand.connection, reference)
    content = campaigns.load_content(broadcast.content)
    wanted = meant(broadcast.audience, hand.office, hand.now)
    looking = _looking(broadcast.topic, content, hand.office, hand.now)
    counted = previews.counts(hand.connection, wanted, looking)
    first = previews.first(hand.connection, wanted, looking, samples)
    return Preview(
        broadcast,
        counted,
        costs(prices, counted, broadcast.topic, hand.today),
        durations(limits, counted),
        [_sample(hand, broadcast, content, one) for one in first],
        hand.now,
    )


def count(hand: Hand, text: str, topic: str = "campaign") -> Sequence[Counted]:
    """How many a filter means, and who would be left out; raises CannotBeDone where it means nothing."""
    looking = _looking(topic, Content({}, template=campaigns.TEMPLATES[0]), hand.office, hand.now)
    try:
        wanted = meant(text, hand.office, hand.now)
    except WrongFilter as wrong:
        raise WrongDraft([Say(wrong.key, wrong.args_)], hand.office.languages[0]) from None
    return previews.counts(hand.connection, wanted, looking)


def report(hand: Hand, reference: str, days: int = 7) -> Report:
    """How it stands; every role may look."""
    broadcast = _found(hand.connection, reference)
    return Report(
        broadcast,
        accounting.sums(hand.connection, broadcast.id),
        accounting.lately(hand.connection, broadcast.id, hand.now, 1000, hand.now - _LOOKS_BACK),
        accounting.effect(hand.connection, broadcast.id, days),
    )


def meant(text: str, office: Office, now: datetime) -> ColumnElement[bool]:
    """Whom a filter means on that day, as a condition on `people`; raises WrongFilter."""
    today = now.astimezone(office.zone).date()
    month = month_of(today)
    due = {one: due_date(one) for one in (add_months(month, number) for number in range(6))}
    return audience.condition(read_filter(text), Day(now, month, today, due))


def _looking(topic: str, content: Content, office: Office, now: datetime) -> Looking:
    rules = rules_of(office)
    first = now.astimezone(rules.zone).date() - timedelta(days=6)
    since = datetime.combine(first, time(), rules.zone)
    closed = {channel: now - window for channel, window in WINDOWS.items()}
    return Looking(topic, content.template is not None, rules.per_week, since, closed)


def _sample(hand: Hand, broadcast: Broadcast, content: Content, one: Someone) -> Sample:
    from flows.templates import reads_like, template_for

    name = hand.secrets.open_text(one.name_sealed) if one.name_sealed else ""
    lang = content.language(cast(Lang, one.lang), hand.office.languages)
    says, asked, _ = campaigns.message(content, broadcast.reference, lang, name, hand.office)
    template = None if one.is_open else template_for(says)
    if template is not None:
        text = reads_like(template, says, lang, hand.office.name)
    else:
        text = render.render(says, asked, lang).text
    return Sample(one.reference, one.channel, lang, text, template is not None)


# --- what is written ---------------------------------------------------------------------------------------


def _checked(hand: Hand, written: Written) -> Draft:
    content = _cleaned(written.content)
    picture, wrong = None, []
    if written.picture is not None:
        picture = as_png(written.picture)
        wrong += [] if picture else [Say("campaign-problem.picture")]
    wrong += campaigns.problems(content, hand.office.languages, has_picture=picture is not None)
    wrong += _of_frame(written, rules_of(hand.office), hand.now)
    try:
        meant(written.audience, hand.office, hand.now)
    except WrongFilter as error:
        wrong.append(Say(error.key, error.args_))
    if wrong:
        raise WrongDraft(wrong, hand.office.languages[0])
    return Draft(
        name=written.name.strip(),
        topic=written.topic,
        content=campaigns.dump_content(content),
        audience=" ".join(written.audience.split()),
        open_from=written.open_from,
        open_until=written.open_until,
        expires_at=written.expires_at,
        weight=written.weight,
        picture=picture,
    )


def _cleaned(content: Content) -> Content:
    def each(texts: Mapping[str, str]) -> dict[str, str]:
        return {lang: text for lang, given in texts.items() if (text := campaigns.clean(given))}

    buttons = tuple(replace(one, labels=each(one.labels)) for one in content.buttons)
    return replace(content, texts=each(content.texts), headlines=each(content.headlines), buttons=buttons)


def _of_frame(written: Written, rules: Rules, now: datetime) -> list[Say]:
    """What is wrong around the words."""
    wrong = []
    if not 0 < len(written.name.strip()) <= 80:
        wrong.append(Say("campaign-problem.name"))
    if written.topic not in TOPICS:
        wrong.append(Say("campaign-problem.topic"))
    if not 1 <= written.weight <= 100:
        wrong.append(Say("campaign-problem.weight"))
    if written.expires_at is not None and written.expires_at <= now:
        wrong.append(Say("campaign-problem.deadline"))
    if not _are_hours(written.open_from, written.open_until, rules):
        ends, begins = (f"{one:%H:%M}" for one in rules.quiet)
        wrong.append(Say("campaign-problem.hours", {"from": begins, "until": ends}))
    return wrong


def _are_hours(open_from: str | None, open_until: str | None, rules: Rules) -> bool:
    """Are they written as hours are, or not at all, and is there a waking one among them?"""
    if open_from is None and open_until is None:
        return True
    try:
        begins, ends = time.fromisoformat(open_from or ""), time.fromisoformat(open_until or "")
    except ValueError:
        return False
    if (f"{begins:%H:%M}", f"{ends:%H:%M}") != (open_from, open_until) or begins >= ends:
        return False
    return rules.is_open(begins, None) or begins < rules.quiet[1] < ends


def as_png(given: bytes) -> bytes | None:
    """A picture as every channel takes it; None: it is none, or too big."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(given) > MOST_PICTURE:
        return None
    try:
        with Image.open(io.BytesIO(given), formats=("PNG", "JPEG")) as opened:
            shown = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    shown.thumbnail((WIDEST, WIDEST))
    out = io.BytesIO()
    shown.save(out, "PNG", optimize=True)
    return out.getvalue()


def _version(draft: Draft) -> str:
    """A short name for exactly this draft."""
    picture = hashlib.sha256(draft.picture).hexdigest() if draft.picture else ""
    expires = draft.expires_at.isoformat() if draft.expires_at else ""
    frame = (
        draft.name,
        draft.topic,
        draft.audience,
        draft.open_from,
        draft.open_until,
        expires,
        draft.weight,
    )
    return hashlib.sha256(json.dumps([draft.content, *frame, picture]).encode()).hexdigest()[:12]


def _held(hand: Hand, reference: str) -> Broadcast:
    found = broadcasts.by_reference(hand.connection, reference.strip().upper(), hold=True)
    if found is None:
        raise CannotBeDone(f"{reference}: there is no broadcast with this reference")
    return found


def _found(connection: Connection, reference: str) -> Broadcast:
    found = broadcasts.by_reference(connection, reference.strip().upper())
    if found is None:
        raise CannotBeDone(f"{reference}: there is no broadcast with this reference")
    return found
