"""What a participant changes of a worker: the number, the income, the job, how many months at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flows import notices, pay, price
from flows.chosen import sure
from flows.rules.jobs import JOBS, names_transport
from flows.steps import Ask, Choose, Do, Step, Tell, When, chose
from flows.types import (
    Answers,
    Correct,
    Effect,
    Facts,
    Invalid,
    MakeBill,
    Nomination,
    Notify,
    Option,
    Say,
    State,
    TellStaff,
    Unclear,
)
from flows.words import listed, normal, words
from flows.worker_answers import a_job, a_phone, an_income, job_words, yes_no

FIELDS = ("phone", "income", "job", "months")


def changed(answers: Answers, n: Nomination) -> dict[str, Any]:
    """What differs now, as `Correct` takes it; empty: it was the same."""
    match answers.get("change"):
        case "phone" | "income" as field:
            now: dict[str, Any] = {field: answers[field]}
        case "months":
            now = {"months": int(answers["months"])}
        case "job":
            in_words = answers.get("job_words") if answers["job"] == "other" else None
            now = {"job": answers["job"], "job_words": in_words, "sector": price.sector(answers)}
        case _:
            now = {}
    return {field: value for field, value in now.items() if getattr(n, field) != value}


def as_changed(answers: Answers, n: Nomination) -> Nomination:
    return replace(n, **changed(answers, n))


def correct(state: State, facts: Facts) -> tuple[Effect, ...]:
    """Keep the change, tell the worker, and the office once it registered them; an open bill is made anew."""
    n = sure(state.answers, facts)
    differs = changed(state.answers, n)
    if not differs:
        return ()
    effects: list[Effect] = [Correct(n.reference, differs)]
    if n.status == "registered" and "months" not in differs:
        effects.append(TellStaff("changed_after_registration", n.reference))
    if count := _billed_months(state.answers, n):
        now = as_changed(state.answers, n)
        effects.append(MakeBill(n.reference, pay.new_bill(state.conversation, now, count, facts)))
    if n.has_worker and not n.is_own_payer and "months" not in differs:
        says = notices.corrected(n, _lines(differs))
        effects.append(Notify("worker", n.reference, f"corrected:{state.conversation}", says))
    return tuple(effects)


def _billed_months(answers: Answers, n: Nomination) -> int:
    """For how many months the open bill is to be made anew; 0: there is none, or it stays as it is."""
    if n.bill is None or "phone" in (differs := changed(answers, n)) or not differs:
        return 0
    return int(differs.get("months", len(notices.outstanding(n, n.bill))))


def _lines(differs: Mapping[str, Any]) -> list[Say]:
    lines = []
    for field, value in differs.items():
        match field:
            case "phone":
                shown: Any = Say("phone.shown", {"number": value}) if value else Say("phone.none")
            case "job":
                shown = differs.get("job_words") or Say(f"nominate-job.{value}")
            case "job_words" if "job" not in differs and value:
                field, shown = "job", value
            case "income" | "months":
                shown = value
            case _:
                continue
        lines.append(Say(f"nominate-review.{field}", {"value": shown, "note": ""}))
    return lines


def said(state: State, facts: Facts) -> tuple[Say, ...]:
    """What is kept now, and the new price where it changed."""
    n = sure(state.answers, facts)
    differs = changed(state.answers, n)
    if not differs:
        return (Say("manage-unchanged", {"name": n.name}),)
    noted = Say("manage-corrected", {"name": n.name, "lines": tuple(_lines(differs))})
    return (noted, *_new_price(state, n, facts))


def _new_price(state: State, n: Nomination, facts: Facts) -> tuple[Say, ...]:
    if state.answers["change"] == "phone":
        return ()
    now = as_changed(state.answers, n)
    if count := _billed_months(state.answers, n):
        bill = pay.new_bill(state.conversation, now, count, facts)
        return (Say("manage-bill_anew"), *notices.bill(now, bill, facts.today), Say("bill.afterwards"))
    items = price.items_of(price.due(now, facts.today, now.months))
    total = sum(amount for _, amount in items)
    args = {"prices": price.itemised(items), "total": total, "count": len(items), "month": items[0][0]}
    return (Say("manage-new_price", {**args, "ends": price.discount_ends(items, now.sector) or ""}),)


# --- the questions -----------------------------------------------------------------------------------


def whose(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"name": sure(answers, facts).name}


def hear_field(text: str, answers: Answers, facts: Facts) -> str | None:
    """What changes, by its id or in words: "nomornya ganti", "gaji"."""
    said = set(words(normal(text)))
    named = [field for field, names in _NAMES.items() if field == text or said & names]
    return named[0] if len(named) == 1 else None


def wishes(text: str, answers: Answers, facts: Facts) -> str | None:
    """ "Ganti nomor HP", "gajinya naik": what is to be changed, where they say so at once."""
    says_so = not _CHANGES.isdisjoint(words(normal(text)))
    return hear_field(text, answers, facts) if says_so else None


_CHANGES = listed("ubah ganti berubah berganti baru naik turun pindah change changed new")
_NAMES = {
    "phone": listed("hp nomor nomer nomornya hpnya wa telepon phone number"),
    "income": listed("gaji gajinya penghasilan penghasilannya upah income salary wage"),
    "job": listed("pekerjaan pekerjaannya kerjaan kerjaannya profesi job"),
    "months": listed("lama periode months"),
}


def jobs(answers: Answers, facts: Facts) -> tuple[Option, ...]:
    return tuple(Option(job, Say(f"nominate-job.{job}")) for job in JOBS)


def month_offers(answers: Answers, facts: Facts) -> tuple[Option, ...]:
    n = sure(answers, facts)
    return tuple(pay.offer(n, count, facts) for count in pay.USUAL)


def hear_months(text: str, answers: Answers, facts: Facts) -> str | Invalid | Unclear | None:
    return pay.hear_count(text, pay.USUAL, sure(answers, facts), answers, facts)


def may_be_transport(answers: Answers, facts: Facts) -> bool:
    return answers.get("job") == "other" and names_transport(answers.get("job_words", ""))


STEPS: tuple[Step, ...] = (
    Choose("change", options=FIELDS, heard=hear_field, when=chose("action", "change"), args=whose),
    Ask(
        "phone",
        parse=a_phone,
        skip="no_phone",
        args=whose,
        when=chose("change", "phone"),
        examples=("081234567890",),
    ),
    Ask(
        "income",
        parse=an_income,
        value_of=int,
        args=whose,
        when=chose("change", "income"),
        examples=("2 juta",),
    ),
    Choose("job", options=JOBS, offers=jobs, heard=a_job, args=whose, when=chose("change", "job")),
    Ask("job_words", parse=job_words, when=chose("job", "other"), examples=("penjahit", "penarik becak")),
    Choose(
        "transport",
        options=("yes", "no"),
        heard=yes_no,
        args=lambda answers, facts: {"job": answers["job_words"]},
        when=When(may_be_transport, reads=("job", "job_words")),
    ),
    Choose(
        "months",
        options=tuple(map(str, pay.USUAL)),
        offers=month_offers,
        heard=hear_months,
        args=whose,
        when=chose("change", "months"),
    ),
    Do("correct", correct, when=chose("action", "change")),
    Tell("corrected", said, when=chose("action", "change")),
)
