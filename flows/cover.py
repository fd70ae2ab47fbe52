"""The worker's own: their cover, their card, their data, and the end of either's part in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flows import help, price
from flows.answers import normal, yes_or_no
from flows.rules import benefits, regions
from flows.rules.calendar import is_working_day, month_of
from flows.rules.coverage import Ledger, PaidMonth
from flows.steps import Ask, Choose, Do, Flow, Next, Stop, Tell, When, chose
from flows.types import (
    Answers,
    Effect,
    Facts,
    Invalid,
    Json,
    Nomination,
    Notify,
    Office,
    Option,
    OwnCovers,
    OwnNominations,
    Picture,
    RecordConsent,
    Say,
    State,
    TakeOver,
    TellStaff,
    Unclear,
    Withdraw,
)

FINAL = ("died", "changed_over")
"""reasons after which nobody goes on with a cover"""
MOST_OFFERED = 9
"""nominations as buttons; others by name"""


# --- the card --------------------------------------------------------------------------------------------


def card_of(nomination: Nomination, office: Office, today: date) -> tuple[tuple[Say, ...], Picture | None]:
    """The coverage confirmation: its text, and its picture where the number and a paid month are known."""
    if not nomination.paid:
        return (Say("card.not_yet", {"name": nomination.name, "office": office.name}),), None
    return (Say("card", _card_args(nomination, office, today)),), _picture(nomination, office, today)


def _card_args(nomination: Nomination, office: Office, today: date) -> Mapping[str, Any]:
    number = nomination.participant_number
    return {
        "office": office.name,
        "name": nomination.name,
        "nik": nomination.nik_masked,
        "number": Say("card.number", {"number": number}) if number else Say("card.no_number"),
        "programmes": programmes_of(nomination),
        "paid": price.stretches(price.paid_run(nomination, today)),
        "state": _standing(nomination, today),
        "pays": () if is_no_cover(nomination, today) else _pays(nomination, today),
        "contact": office.contact,
    }


def is_no_cover(nomination: Nomination, today: date) -> bool:
    """Taking part has ended, or it is inactive: then nothing is said of what it would pay."""
    return nomination.status != "registered" or price.cover_of(nomination, today).status == "inactive"


def _standing(nomination: Nomination, today: date) -> tuple[Say, ...]:
    """What keeps us from saying that they are covered, where anything does."""
    if nomination.status != "registered":
        return (Say("card.over"),)
    run, unpaid = price.paid_run(nomination, today), price.unpaid(nomination, today)
    lines = []
    if run[0] > month_of(today):
        lines.append(Say("card.ahead"))
    if unpaid:
        lines.append(Say("card.unpaid", {"months": price.stretches(unpaid)}))
    if min(nomination.paid) < run[0]:
        lines.append(Say("card.gap"))
    return tuple(lines)


def _pays(nomination: Nomination, today: date) -> tuple[Say, ...]:
    """What the cover pays, a line for each programme, by the band of the last month that was paid for."""
    base = price.paid_base(nomination)
    pays = benefits.of(base or 0)
    jkk = {"accident": pays.death_by_accident, "disability": pays.total_disability}
    jkm = {"death": pays.death, "early": pays.early_death, "waiting": pays.waiting_months}
    lines = [
        Say("card.pays"),
        Say("card.jkk", jkk) if base else Say("card.jkk_plain"),
        Say("card.jkm", {**jkm, "first": price.paid_run(nomination, today)[0]}),
    ]
    return (*lines, Say("card.jht")) if "jht" in nomination.programmes else tuple(lines)


def _picture(nomination: Nomination, office: Office, today: date) -> Picture | None:
    """None where the number is not known yet, or taking part has ended."""
    if nomination.participant_number is None or nomination.status != "registered":
        return None
    link = office.card_link if nomination.card else None
    return Picture(
        "card",
        {
            "name": nomination.name,
            "nik": nomination.nik_masked,
            "number": nomination.participant_number,
            "programmes": programmes_of(nomination),
            "paid_through": price.paid_run(nomination, today)[-1],
            "office": office.name,
            "link": link.replace("{token}", nomination.card or "") if link else "",
            "made_on": today.isoformat(),
        },
    )


def programmes_of(nomination: Nomination) -> str:
    """ "JKK + JKM" """
    return " + ".join(name.upper() for name in ("jkk", "jkm", "jht") if name in nomination.programmes)


# --- whose cover ------------------------------------------------------------------------------------------


def of_cover(wish: str) -> When:
    """They wish this, and there is a cover to do it with."""
    return When(lambda answers, facts: answers["wish"] == wish and bool(candidates(answers, facts)))


def candidates(answers: Answers, facts: Facts) -> tuple[Nomination, ...]:
    """Their own covers; a card may also be one of a worker whom they pay for."""
    person = facts.person
    covers: tuple[Nomination, ...] = facts.find(OwnCovers()) if person.is_worker else ()
    if answers["wish"] == "card" and person.has_nominated:
        seen = {cover.reference for cover in covers}
        nominations: tuple[Nomination, ...] = facts.find(OwnNominations())
        covers += tuple(n for n in nominations if n.paid and n.reference not in seen)
    return covers


def is_one_of_several(answers: Answers, facts: Facts) -> bool:
    return answers["wish"] != "cover" and len(candidates(answers, facts)) > 1


def has_nothing(*wished: str) -> When:
    """They wish one of these, and there is no cover to do it with."""
    return When(lambda answers, facts: answers["wish"] in wished and not candidates(answers, facts))


def which(answers: Answers, facts: Facts) -> tuple[Option, ...]:
    """By the worker's name, and for one's own covers by who pays."""
    found = candidates(answers, facts)[:MOST_OFFERED]
    return tuple(Option(n.reference, _called(n, found)) for n in found)


def _called(nomination: Nomination, among: tuple[Nomination, ...]) -> str:
    is_only = sum(n.name == nomination.name for n in among) == 1
    return nomination.name if is_only else f"{nomination.name} ({nomination.payer or nomination.nik_masked})"


def by_name(text: str, answers: Answers, facts: Facts) -> Json | Invalid | Unclear:
    said = normal(text)
    found = tuple(n for n in candidates(answers, facts) if said and said in normal(n.name))
    if len(found) == 1:
        return found[0].reference
    if found:
        options = tuple(Option(n.reference, _called(n, found)) for n in found[:MOST_OFFERED])
        return Unclear("cover-which.several", options)
    return Invalid("cover-which.unknown")


def chosen(answers: Answers, facts: Facts) -> Nomination:
    found = candidates(answers, facts)
    return next((n for n in found if n.reference == answers.get("which")), found[0])


# --- what is shown ----------------------------------------------------------------------------------------


def none_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"contact": facts.office.contact, "message_days": facts.office.message_days}


def show_covers(state: State, facts: Facts) -> tuple[Say, ...]:
    lines = tuple(cover_line(nomination, facts) for nomination in candidates(state.answers, facts))
    return (Say("cover", {"lines": lines}),)


def cover_line(nomination: Nomination, facts: Facts) -> Say:
    """Who pays, for which programmes, until when, and what comes next."""
    return Say(
        "cover.line",
        {
            "programmes": programmes_of(nomination),
            "payer": payer_of(nomination),
            "status": Say(f"cover.{_status(nomination, facts)}", _until(nomination, facts.today)),
        },
    )


def payer_of(nomination: Nomination) -> Say | str:
    if nomination.is_own_payer:
        return Say("cover.yourself")
    return nomination.payer or Say("invitation.someone")


def _status(nomination: Nomination, facts: Facts) -> str:
    if nomination.status in ("consented", "withdrawn"):
        return nomination.status if nomination.paid or nomination.status == "consented" else "over"
    ledger = Ledger([PaidMonth(month, 0, "", "") for month in nomination.paid])
    status = ledger.as_of(facts.today, is_working_day).status
    if nomination.paid and status == "awaiting_payment":
        return "ahead"  # the first month that was paid is yet to come
    return "unpaid" if status.startswith("unpaid") else status


def _until(nomination: Nomination, today: date) -> Mapping[str, Any]:
    run = price.paid_run(nomination, today)
    return {"months": price.stretches(run), "until": run[-1]} if run else {}


def show_card(state: State, facts: Facts) -> tuple[Say, ...]:
    return card_of(chosen(state.answers, facts), facts.office, facts.today)[0]


def draw_card(state: State, facts: Facts) -> Picture | None:
    return card_of(chosen(state.answers, facts), facts.office, facts.today)[1]


def show_data(state: State, facts: Facts) -> tuple[Say, ...]:
    """What is kept of the worker, where it came from, and how to have it corrected or erased."""
    nomination = chosen(state.answers, facts)
    phone, born, number = nomination.phone, nomination.birth_date, nomination.participant_number
    given: dict[str, Any] = {
        "name": nomination.name,
        "nik": nomination.nik_masked,
        "birth_date": born.isoformat() if born else None,
        "phone": Say("phone.shown", {"number": phone}) if phone else Say("phone.none"),
        "job": nomination.job_words or Say(f"nominate-job.{nomination.job}"),
        "workplace": regions.name_of(nomination.workplace) if nomination.workplace else None,
        "income": nomination.income,
        "number": number,
    }
    fields = tuple(Say(f"your_data.{field}", {"value": value}) for field, value in given.items() if value)
    asked = {"payer": payer_of(nomination), "asked_on": _day(nomination, facts).isoformat()}
    source = Say("your_data.source_own" if nomination.is_own_payer else "your_data.source", asked)
    theirs = Say("your_data", {"fields": fields, "contact": facts.office.contact, "source": source})
    if not facts.person.has_nominated:
        return (theirs,)
    return (theirs, Say("cover-no_data", none_args(state.answers, facts)))


def contest(state: State, facts: Facts) -> tuple[Effect, ...]:
    """Something that is kept of them is wrong: the office looks at it with them."""
    return (TellStaff("contested", chosen(state.answers, facts).reference),)


def contested(state: State, facts: Facts) -> tuple[Say, ...]:
    return (Say("cover-contested", help.office(facts)),)


def _day(nomination: Nomination, facts: Facts) -> date:
    return nomination.nominated_at.astimezone(facts.office.zone).date()


def ending_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    nomination = chosen(answers, facts)
    told = "" if nomination.is_own_payer else Say("cover-sure.told")
    return {"told": told, "paid": _paid(nomination)}


def _paid(nomination: Nomination) -> Say | str:
    return Say("cover.runs_on", {"until": max(nomination.paid)}) if nomination.paid else ""


def plainly(text: str, answers: Answers, facts: Facts) -> str | None:
    said = yes_or_no(text, strict=True)
    return None if isinstance(said, Invalid) else ("yes" if said else "no")


# --- what ends, and what goes on --------------------------------------------------------------------------


def is_not_over(answers: Answers, facts: Facts) -> bool:
    found = candidates(answers, facts)
    return answers["wish"] == "withdraw" and bool(found) and chosen(answers, facts).status != "withdrawn"


def is_over(answers: Answers, facts: Facts) -> bool:
    found = candidates(answers, facts)
    return answers["wish"] == "withdraw" and bool(found) and chosen(answers, facts).status == "withdrawn"


def may_take_over(answers: Answers, facts: Facts) -> bool:
    if not _takes_over(answers, facts):
        return False
    nomination = chosen(answers, facts)
    is_over = nomination.status == "withdrawn"
    return nomination.end_reason not in FINAL and (is_over or not nomination.is_own_payer)


def pays_already(answers: Answers, facts: Facts) -> bool:
    if not _takes_over(answers, facts):
        return False
    nomination = chosen(answers, facts)
    return nomination.is_own_payer and nomination.status != "withdrawn"


def cannot_take_over(answers: Answers, facts: Facts) -> bool:
    """It ended for good: nobody goes on with it."""
    return _takes_over(answers, facts) and chosen(answers, facts).end_reason in FINAL


def _takes_over(answers: Answers, facts: Facts) -> bool:
    return answers["wish"] == "take_over" and bool(candidates(answers, facts))


def withdraw(state: State, facts: Facts) -> tuple[Effect, ...]:
    """The consent is taken back: recorded as it was given, and the participant is told, without a reason."""
    nomination = chosen(state.answers, facts)
    effects: tuple[Effect, ...] = (
        RecordConsent(
            "consent",
            "withdraw",
            state.conversation,
            state.asking,
            Say("cover-sure", ending_args(state.answers, facts)),
            nomination=nomination.reference,
        ),
        Withdraw(nomination.reference, "worker", "stopped"),
    )
    if nomination.is_own_payer:
        return effects
    told = Say("told.withdrawn", {"name": nomination.name, "paid": _told_paid(nomination)})
    return (*effects, Notify("participant", nomination.reference, "withdrawn", (told,)))


def _told_paid(nomination: Nomination) -> Say | str:
    return Say("told.paid_through", {"until": max(nomination.paid)}) if nomination.paid else ""


def take_over(state: State, facts: Facts) -> tuple[Effect, ...]:
    nomination = chosen(state.answers, facts)
    effects: tuple[Effect, ...] = (
        RecordConsent(
            "consent",
            "take_over",
            state.conversation,
            state.asking,
            Say("cover-pay", ending_args(state.answers, facts)),
            nomination=nomination.reference,
        ),
        TakeOver(nomination.reference),
    )
    if nomination.status == "withdrawn" or nomination.is_own_payer:
        return effects  # the former payer's part was over already
    told = Say("told.took_over", {"name": nomination.name, "paid": _told_paid(nomination)})
    return (*effects, Notify("participant", nomination.reference, "took_over", (told,)))


def tell(key: str) -> Callable[[State, Facts], tuple[Say, ...]]:
    """A text about the cover that was chosen."""
    return lambda state, facts: (Say(key, ending_args(state.answers, facts)),)


def then(state: State, facts: Facts) -> Next | None:
    """After their cover was shown: what they may do with it."""
    if state.answers["wish"] != "cover":
        return None
    pays = all(cover.is_own_payer for cover in candidates(state.answers, facts))
    return Next("yours", {"is_own_payer": pays})


OF_COVER = ("cover", "withdraw", "contested", "take_over")
WISHES = ("card", "data", *OF_COVER)

COVER = Flow(
    "cover",
    then=then,
    begins=tuple({"wish": wish} for wish in WISHES),
    steps=(
        Stop("no_card", when=has_nothing("card"), forget=True),
        Stop("no_data", when=has_nothing("data"), forget=True, args=none_args),
        Stop("none", when=has_nothing(*OF_COVER), forget=True, args=none_args),
        Ask("which", by_name, offers=which, when=When(is_one_of_several), examples=("Budi", "Ani")),
        Tell("covers", show_covers, when=of_cover("cover")),
        Tell("card", show_card, when=of_cover("card"), picture=draw_card),
        Tell("data", show_data, when=of_cover("data")),
        Do("contest", contest, when=of_cover("contested")),
        Tell("contested", contested, when=of_cover("contested")),
        Stop("over", when=When(is_over, ("which",)), forget=True, args=ending_args),
        Choose(
            "sure",
            options=("yes", "no"),
            when=When(is_not_over, reads=("which",)),
            heard=plainly,
            args=ending_args,
            final=("yes",),
        ),
        Do("withdraw", withdraw, when=chose("sure", "yes")),
        Tell("withdrawn", tell("cover-withdrawn"), when=chose("sure", "yes")),
        Tell("kept", tell("cover-kept"), when=chose("sure", "no")),
        Stop("gone_for_good", when=When(cannot_take_over, ("which",)), forget=True, args=none_args),
        Stop("yours_already", when=When(pays_already, ("which",)), forget=True),
        Choose(
            "pay",
            options=("yes", "no"),
            when=When(may_take_over, reads=("which",)),
            heard=plainly,
            args=ending_args,
            final=("yes",),
        ),
        Do("take_over", take_over, when=chose("pay", "yes")),
        Tell("taken_over", tell("cover-taken_over"), when=chose("pay", "yes")),
        Tell("not_taken_over", tell("cover-kept"), when=chose("pay", "no")),
    ),
)
