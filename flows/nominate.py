"""A participant nominates a worker near them: the main conversation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flows import invite, price
from flows.rules import regions
from flows.rules.calendar import age_on
from flows.rules.eligibility import eligibility
from flows.rules.jobs import names_transport
from flows.rules.nik import mask_nik
from flows.steps import Ask, Choose, Do, Flow, Review, Stop, Tell, When, chose
from flows.types import (
    Answers,
    CreateNomination,
    Effect,
    Facts,
    Json,
    Say,
    State,
)
from flows.worker_answers import (
    a_birth_date,
    a_job,
    a_name,
    a_nik,
    a_phone,
    a_workplace,
    agreed,
    an_income,
    job_words,
    some_months,
    some_programmes,
    yes_no,
)

JOBS = (
    "household", "private_driver", "driver", "motorcycle", "vendor",
    "gardener_guard", "farmer_fisher", "labourer", "other",
)  # fmt: skip

FIELDS = ("job", "name", "nik", "birth_date", "phone", "workplace", "income", "programmes", "months")

# --- what follows from the answers -------------------------------------------------------------------


def notice_not_yet_agreed(answers: Answers, facts: Facts) -> bool:
    return not facts.person.notice_agreed


def may_be_transport(answers: Answers, facts: Facts) -> bool:
    return answers.get("job") == "other" and names_transport(answers.get("job_words", ""))


def birth_date(answers: Answers) -> date | None:
    """The date that decides: the card's, where it was asked; else the NIK's."""
    known = answers.get("birth_date") or answers.get("nik", {}).get("birth_date")
    return date.fromisoformat(known) if known else None


def birth_date_matters(answers: Answers, facts: Facts) -> bool:
    """The NIK's date would refuse them or send them to a person, or the sentence gave another."""
    nik = answers.get("nik")
    if not nik:
        return False
    said = answers.get("birth_date.said")
    if said and said != nik["birth_date"]:
        return True
    return eligibility(date.fromisoformat(nik["birth_date"]), facts.today) != "ok"


def is_refused(verdict: str) -> When:
    def holds(answers: Answers, facts: Facts) -> bool:
        born = birth_date(answers)
        return born is not None and eligibility(born, facts.today) == verdict

    return When(holds, reads=("nik", "birth_date"))


def is_already_mine(answers: Answers, facts: Facts) -> bool:
    return bool(answers.get("nik", {}).get("mine"))


def is_paused(answers: Answers, facts: Facts) -> bool:
    """The worker said no to this participant not long ago."""
    return bool(answers.get("nik", {}).get("paused_until"))


def has_too_many_open(answers: Answers, facts: Facts) -> bool:
    """So many of the participant's invitations wait for an answer that no more may be made."""
    return bool(answers.get("nik", {}).get("open", 0) >= facts.office.open_per_participant)


def office_area(answers: Answers, facts: Facts) -> Json:
    return facts.office.area


# --- what the questions and the review show ----------------------------------------------------------


def notice_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    office = facts.office
    kept = {
        "draft_days": office.draft_days,
        "invited_days": office.invited_days,
        "message_days": office.message_days,
        "pause_days": office.pause_days,
    }
    return {"office": office.name, "contact": office.contact, **kept}


def age_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    born = birth_date(answers)
    assert born is not None  # noqa: S101  the guard of every step that shows an age
    return {"birth_date": born.isoformat(), "age": age_on(born, facts.today), "contact": facts.office.contact}


def nik_date_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    born = answers["nik"]["birth_date"]
    said = answers.get("birth_date.said")
    return {
        "birth_date": born,
        "said": Say("nominate-birth_date.said", {"birth_date": said}) if said and said != born else "",
    }


def mine_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    nik = answers["nik"]
    return {"nik": mask_nik(nik["digits"]), "nominated_on": nik["mine_at"], "reference": nik["mine"]}


def paused_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"nik": mask_nik(answers["nik"]["digits"]), "until": answers["nik"]["paused_until"]}


def too_many_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"count": answers["nik"]["open"], "contact": facts.office.contact}


def whose_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"name": answers.get("name") or Say("someone")}


def months_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"month": price.first_month(facts)}


def summary(state: State, facts: Facts) -> Mapping[str, Any]:
    """The review: every field, what was assumed, and the price month by month."""
    quoted = price.of(state.answers, facts)
    return {
        "fields": tuple(fields(state, facts)),
        "prices": price.lines(quoted),
        "total": quoted.total,
        "remark": remark(state.answers, facts),
        "declaration": Say("declaration", {"name": state.answers["name"]}),
    }


def fields(state: State, facts: Facts) -> Iterator[Say]:
    """A line for each field; what nobody said is marked as assumed."""
    answers = state.answers
    born = birth_date(answers)

    def line(field: str, value: Any, note: Say | str = "") -> Say:
        assumed = Say("assumed") if field in state.assumed else note
        return Say(f"nominate-review.{field}", {"value": value, "note": assumed})

    yield line("job", answers.get("job_words") or Say(f"nominate-job.{answers['job']}"))
    yield line("name", answers["name"])
    warnings = answers["nik"].get("warnings")
    yield line("nik", mask_nik(answers["nik"]["digits"]), Say(warnings[0]) if warnings else "")
    if born:
        from_nik = "" if "birth_date" in answers else Say("nominate-review.from_nik")
        yield line("birth_date", born.isoformat(), from_nik)
    phone = answers["phone"]
    yield line("phone", Say("phone.shown", {"number": phone}) if phone else Say("phone.none"))
    yield line("workplace", regions.name_of(answers["workplace"]))
    yield line("income", answers["income"])
    yield line("programmes", Say(f"nominate-programmes.{answers['programmes']}"))
    if offer := price.jht_offer(answers, facts):
        yield offer
    yield line("months", int(answers["months"]))


def remark(answers: Answers, facts: Facts) -> Say | str:
    """No source says whether private drivers count as transport; it matters in months between two ends."""
    return price.unsettled(answers["job"], price.items_of(price.of(answers, facts))) or ""


def shown_price(answers: Answers, facts: Facts) -> Json:
    """What must be the same when it is confirmed: first month, total, tariff."""
    quote = price.of(answers, facts)
    return [quote.months[0].month, quote.total, quote.tariff_version]


def create_nomination(state: State, facts: Facts) -> tuple[Effect, ...]:
    """The confirmed nomination; its reference is that of the conversation, so twice is once."""
    answers, quote = state.answers, price.of(state.answers, facts)
    born = birth_date(answers)
    assert born is not None  # noqa: S101  no review without a NIK
    return (
        CreateNomination(
            reference=state.conversation,
            job=answers["job"],
            job_words=answers.get("job_words"),
            sector=price.sector(answers),
            name=answers["name"],
            nik=answers["nik"]["digits"],
            birth_date=born,
            phone=answers["phone"],
            workplace=answers["workplace"],
            income=answers["income"],
            programmes=price.PROGRAMMES[answers["programmes"]],
            months=int(answers["months"]),
            first_month=quote.months[0].month,
            amount=quote.total,
            tariff_version=quote.tariff_version,
        ),
    )


NOMINATE = Flow(
    "nominate",
    kept=True,
    steps=(
        Choose(
            "notice",
            options=("agree", "decline"),
            when=When(notice_not_yet_agreed),
            heard=agreed,
            consent="notice",
            args=notice_args,
        ),
        Stop("declined", when=chose("notice", "decline"), forget=True),
        Choose("job", options=JOBS, heard=a_job),
        Ask("job_words", parse=job_words, when=chose("job", "other"), examples=("penjahit", "penarik becak")),
        Choose(
            "transport",
            options=("yes", "no"),
            when=When(may_be_transport, reads=("job", "job_words")),
            heard=yes_no,
            args=lambda answers, facts: {"job": answers["job_words"]},
        ),
        Ask("name", parse=a_name, examples=("Budi Santoso",)),
        Ask(
            "nik",
            parse=a_nik,
            private=True,
            args=whose_args,
            examples=("6202010503800009", "6202010503550009", "6202010503100009", "6202010503150009"),
        ),
        Stop("mine", when=When(is_already_mine, reads=("nik",)), args=mine_args),
        Stop("paused", when=When(is_paused, reads=("nik",)), args=paused_args),
        Stop("too_many", when=When(has_too_many_open, reads=("nik",)), args=too_many_args),
        Ask(
            "birth_date",
            parse=a_birth_date,
            when=When(birth_date_matters, reads=("nik",)),
            weighed=True,
            args=nik_date_args,
            examples=("5 Maret 1980", "5 Maret 1955", "5 Maret 2010", "5 Maret 2015"),
        ),
        Stop("too_young", when=is_refused("too_young"), args=age_args),
        Stop("too_old", when=is_refused("too_old"), args=age_args),
        Stop("ask_person", when=is_refused("ask_person"), args=age_args),
        Ask("phone", parse=a_phone, skip="no_phone", args=whose_args, examples=("081234567890",)),
        Ask("workplace", parse=a_workplace, default=office_area, examples=("Kota Bandung",)),
        Ask("income", parse=an_income, value_of=int, args=whose_args, examples=("2 juta",)),
        Choose(
            "programmes",
            options=tuple(price.PROGRAMMES),
            default=lambda answers, facts: "jkk_jkm",
            heard=some_programmes,
        ),
        Choose(
            "months",
            options=("1", "3", "6", "12"),
            offers=price.month_options,
            heard=some_months,
            args=months_args,
        ),
        Review(
            "review",
            fields=FIELDS,
            shows=summary,
            seen=shown_price,
        ),
        Do("nominate", create_nomination),
        Do("invite", invite.invite_nominated),
        Tell("done", invite.nominated, picture=invite.to_pass_on),
    ),
    then=invite.after_nomination,
)  # fmt: skip
