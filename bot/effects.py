"""What conversations order, carried out in the store: for a whole batch at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot import changes, identity, linking
from bot.changes import Change
from bot.linking import LinkOrder
from flows.render import catalog_version, render
from flows.rules.zones import zone_of
from flows.types import (
    AnswerBroadcast,
    CreateNomination,
    DeleteMessage,
    Effect,
    Invite,
    Join,
    Lang,
    LinkChat,
    MissLink,
    OfferLink,
    OfferSignIn,
    Office,
    OptIn,
    OptOut,
    RecordConsent,
    RememberNumber,
    Separate,
    SetLanguage,
    SetReachable,
    SetZone,
    Snooze,
    WantReminders,
)
from storage import Secrets, consents, invitations, nominations, nudges, people, recipients, turns
from storage.consents import NewConsent
from storage.invitations import NewInvitation
from storage.nominations import NewNomination
from storage.turns import Outgoing, Waiting


@dataclass(frozen=True, slots=True)
class Order:
    """An effect, the event it came of, and the language the person was spoken to in."""

    effect: Effect
    waiting: Waiting
    lang: Lang


def agrees_to_notice(effect: RecordConsent) -> bool:
    """A refusal of the notice is recorded too, with its choice; it agrees to nothing."""
    return effect.kind == "notice" and effect.choice == "agree"


def carry_out(
    connection: Connection, secrets: Secrets, orders: Sequence[Order], office: Office, now: datetime
) -> None:
    """All orders of a batch, in the order they were given; the same order twice is one.

    Raises storage.turns.Conflict when what one was decided by no longer holds.
    """
    if not orders:
        return
    sheet = _Sheet(now)
    for order in orders:
        _enter(sheet, order)
    people.set_languages(connection, sheet.languages)
    people.set_opted_out(connection, sheet.opted_out)
    people.set_no_reminders(connection, sheet.no_reminders)
    people.set_snoozed(connection, sheet.snoozed)
    people.set_zones(connection, sheet.likely_zones, only_empty=True)
    people.set_zones(connection, sheet.zones)
    nudges.wake(connection, sheet.woken, now)
    people.set_notice_agreed(connection, sheet.notice_agreed)
    people.set_unreachable(connection, sheet.unreachable)
    people.add_numbers(connection, secrets, sheet.numbers, now)
    nominations.add(connection, secrets, sheet.nominations, now)
    consents.add(connection, secrets, _with_words(connection, secrets, sheet.consents), now)
    invitations.keep(connection, secrets, sheet.invitations, now)
    if sheet.changes:
        changes.make(connection, secrets, sheet.changes, office, now)
    identity.carry_out(connection, secrets, sheet.sign_ins, now)
    recipients.answered(connection, sheet.answers, now)
    turns.add_outgoing(connection, secrets, sheet.deletions, now)


def carry_out_links(connection: Connection, secrets: Secrets, orders: Sequence[Order], now: datetime) -> None:
    """What makes two people one, or one two again: once everything else of the batch is saved.

    Raises storage.turns.Conflict as `carry_out` does.
    """
    links = [(order.effect, order.waiting) for order in orders if isinstance(order.effect, LinkOrder)]
    linking.carry_out(connection, secrets, links, now)


@dataclass(slots=True)
class _Sheet:
    """The orders by where they go; of what can have one value only, the last order holds."""

    now: datetime
    nominations: list[NewNomination] = field(default_factory=list)
    consents: list[tuple[Order, RecordConsent]] = field(default_factory=list)
    invitations: list[NewInvitation] = field(default_factory=list)
    changes: list[tuple[Change, Waiting]] = field(default_factory=list)
    languages: dict[int, str] = field(default_factory=dict)
    opted_out: dict[int, datetime | None] = field(default_factory=dict)
    no_reminders: dict[int, datetime | None] = field(default_factory=dict)
    snoozed: dict[int, datetime] = field(default_factory=dict)
    zones: dict[int, str] = field(default_factory=dict)
    likely_zones: dict[int, str] = field(default_factory=dict)
    """where the one works whom they nominate: participants are their neighbours"""
    woken: set[int] = field(default_factory=set)
    notice_agreed: dict[int, datetime] = field(default_factory=dict)
    unreachable: dict[int, datetime | None] = field(default_factory=dict)
    numbers: list[tuple[int, str]] = field(default_factory=list)
    sign_ins: list[tuple[int, OfferSignIn | LinkChat]] = field(default_factory=list)
    deletions: list[Outgoing] = field(default_factory=list)
    answers: list[tuple[int, str, str]] = field(default_factory=list)


def _enter(sheet: _Sheet, order: Order) -> None:
    waiting = order.waiting
    person = waiting.person_id
    match order.effect:
        case CreateNomination() as effect:
            sheet.nominations.append(_nomination(person, effect))
            sheet.likely_zones.setdefault(person, zone_of(effect.workplace))
        case RecordConsent() as effect:
            sheet.consents.append((order, effect))
            if agrees_to_notice(effect):
                sheet.notice_agreed.setdefault(person, sheet.now)
        case Invite(nomination, token):
            sheet.invitations.append(NewInvitation(nomination, token, person))
        case SetLanguage(lang):
            sheet.languages[person] = lang
        case OptOut() | OptIn():
            sheet.opted_out[person] = sheet.now if isinstance(order.effect, OptOut) else None
            sheet.woken.add(person)
        case WantReminders(wanted):
            sheet.no_reminders[person] = None if wanted else sheet.now
            sheet.woken.add(person)
        case Snooze(until):
            sheet.snoozed[person] = until
            sheet.woken.add(person)
        case AnswerBroadcast(reference, word):
            sheet.answers.append((person, reference, word))
        case SetZone(zone):
            sheet.zones[person] = zone
            sheet.woken.add(person)
        case RememberNumber(number):
            sheet.numbers.append((person, number))
        case SetReachable(reachable):
            sheet.unreachable[waiting.address_id] = None if reachable else sheet.now
        case DeleteMessage(message):
            sheet.deletions.append(_deletion(waiting, message))
        case OfferSignIn() | LinkChat() as effect:
            sheet.sign_ins.append((person, effect))
        case OfferLink() | MissLink() | Join() | Separate():
            pass  # `carry_out_links`
        case effect:
            sheet.changes.append((effect, waiting))


def _nomination(person: int, effect: CreateNomination) -> NewNomination:
    return NewNomination(
        reference=effect.reference,
        participant_id=person,
        nik=effect.nik,
        name=effect.name,
        birth_date=effect.birth_date,
        phone=effect.phone,
        job=effect.job,
        job_words=effect.job_words,
        sector=effect.sector,
        workplace=effect.workplace,
        income=effect.income,
        programmes=effect.programmes,
        months=effect.months,
        first_month=effect.first_month,
        amount=effect.amount,
        tariff_version=effect.tariff_version,
    )


def _deletion(waiting: Waiting, message: str) -> Outgoing:
    return Outgoing(
        key=f"delete:{waiting.inbox_id}:{message}",
        person_id=waiting.person_id,
        reply_to=waiting.address_id,
        channel=waiting.channel,
        account=waiting.account,
        body=message.encode(),
        kind="delete",
    )


def _with_words(
    connection: Connection, secrets: Secrets, given: Sequence[tuple[Order, RecordConsent]]
) -> list[NewConsent]:
    """What people agreed to are the words that were sent; rendered again where those are not to be had."""
    shown = [(order.waiting.person_id, effect.conversation, effect.asking) for order, effect in given]
    sent = consents.sent_words(connection, secrets, shown)
    return [
        NewConsent(
            person_id=order.waiting.person_id,
            nomination_reference=effect.nomination,
            kind=effect.kind,
            choice=effect.choice,
            words=sent.get(key) or render((effect.words,), None, order.lang).text,
            lang=order.lang,
            catalog_version=catalog_version(),
            channel=order.waiting.channel,
            conversation=effect.conversation,
            asking=effect.asking,
            way=effect.way,
        )
        for key, (order, effect) in zip(shown, given, strict=True)
    ]
