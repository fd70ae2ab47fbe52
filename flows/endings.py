"""How a participant's part ends: they stop paying, the worker left or died, another worker instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from flows import notices, price
from flows.answers import yes_or_no
from flows.chosen import sure
from flows.rules import benefits
from flows.steps import Choose, Do, Step, Tell, chose
from flows.types import (
    Answers,
    Effect,
    Facts,
    Invalid,
    Nomination,
    Notify,
    Option,
    Say,
    State,
    Withdraw,
)
from flows.words import listed, normal, words

ENDS = ("stop", "left", "replace", "died")
REASONS: Mapping[str, Literal["stopped", "left", "replaced", "died"]] = {
    "stop": "stopped",
    "left": "left",
    "replace": "replaced",
    "died": "died",
}


def is_replaced(answers: Answers) -> bool:
    return answers.get("end") == "replace" and answers.get("sure") == "yes"


def ends(answers: Answers, facts: Facts) -> tuple[Option, ...]:
    """How it may end; whoever pays for themselves can only stop."""
    n = sure(answers, facts)
    if n.is_own_payer:
        return (Option("stop", Say("manage-end.stop_own")),)
    stop = Option("stop", None if n.status == "registered" else Say("manage-end.cancel"))
    return (stop, *map(Option, ENDS[1:]))


def whose(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"name": sure(answers, facts).name}


def sure_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    """What ends, and what of it stays."""
    n = sure(answers, facts)
    is_early = n.status != "registered" and answers["end"] in ("stop", "left")
    key = "stop_own" if _ends_own(n, answers) else f"cancel_{n.status}" if is_early else answers["end"]
    args = {"name": n.name, "until": _until(n, facts), "money": Say("manage-no_refund") if n.paid else ""}
    return {"what": Say(f"manage-sure.{key}", args)}


def _ends_own(n: Nomination, answers: Answers) -> bool:
    """They stop paying for themselves; of a death, which someone else tells, is spoken as of any other."""
    return n.is_own_payer and answers["end"] != "died"


def _until(n: Nomination, facts: Facts) -> Say | str:
    """Until when it is paid; nothing before it could be."""
    if n.status != "registered":
        return ""
    paid_through = price.cover_of(n, facts.today).paid_through
    return Say("notice.paid_to", {"until": paid_through}) if paid_through else Say("notice.not_paid_yet")


def withdraw(state: State, facts: Facts) -> tuple[Effect, ...]:
    """End it, of which the office hears; the worker is told, too, unless they died."""
    n, reason = sure(state.answers, facts), REASONS[state.answers["end"]]
    order = Withdraw(n.reference, "participant", reason)
    if not n.has_worker or n.is_own_payer or reason == "died":
        return (order,)
    return (Notify("worker", n.reference, "ended", notices.ended(n, facts.today)), order)


def ended(state: State, facts: Facts) -> tuple[Say, ...]:
    n, end = sure(state.answers, facts), state.answers["end"]
    if end == "died":
        return _condolences(n, facts)
    if _ends_own(n, state.answers):
        return (Say("manage-ended.own", {"until": _until(n, facts)}),)
    told = Say("manage-worker_told", {"name": n.name}) if n.has_worker else ""
    return (Say("manage-ended", {"name": n.name, "until": _until(n, facts), "told": told}),)


def _condolences(n: Nomination, facts: Facts) -> tuple[Say, ...]:
    """What the family may claim, as a text to pass on; nothing is promised (docs/scheme.md, 6)."""
    office = {"office": facts.office.name, "contact": facts.office.contact, "hours": facts.office.hours}
    cover = price.cover_of(n, facts.today)
    if n.status != "registered" or cover.paid_through is None:
        return (Say("manage-died_uncovered", {"name": n.name, **office}),)
    args = {"name": n.name, "until": cover.paid_through, **office}
    return (Say("manage-died", args), Say("manage-for_family", {**args, "pays": _may_claim(n)}))


def _may_claim(n: Nomination) -> tuple[Say, ...]:
    """What the heirs may apply for, a line each; amounts that hang on the income by what was paid for."""
    base = price.paid_base(n)
    pays = benefits.of(base or 0)
    jkk = Say("manage-for_family.jkk", {"amount": pays.death_by_accident})
    jkm = {"otherwise": pays.death, "early": pays.early_death, "months": pays.waiting_months}
    school = {"children": pays.children, "amount": pays.scholarship, "years": pays.scholarship_years}
    lines = (
        jkk if base else Say("manage-for_family.jkk_plain"),
        Say("manage-for_family.jkm", jkm),
        Say("manage-for_family.scholarship", school),
    )
    return (*lines, Say("card.jht")) if "jht" in n.programmes else lines


def hear_end(text: str, answers: Answers, facts: Facts) -> str | None:
    """How it ends, by its id or in words: "sudah tidak kerja lagi", "ganti orang"."""
    if text in ENDS:
        return text
    said = set(words(normal(text)))
    if said & _OTHERS and said & _CHANGES:
        return "replace"
    if said & _STOPS and said & _WORK:
        return "left"
    return "stop" if said & _STOPS and said & _PAYS else None


_CHANGES = listed("ganti tukar berganti change replace another")
_OTHERS = listed("pekerja orang orangnya worker person")
_STOPS = listed("berhenti stop tidak tdk gak ga nggak ndak keluar resign no quit stopped left longer")
_WORK = listed("kerja bekerja keluar resign work works working quit left")
_PAYS = listed("bayar bayari membayar membayari bayarin paying pay")


def plainly(text: str, answers: Answers, facts: Facts) -> str | None:
    """Only a plain yes ends anything."""
    said = yes_or_no(text, strict=True)
    return None if isinstance(said, Invalid) else ("yes" if said else "no")


def kept(state: State, facts: Facts) -> tuple[Say, ...]:
    return (Say("manage-kept", whose(state.answers, facts)),)


STEPS: tuple[Step, ...] = (
    Choose("end", options=ENDS, offers=ends, heard=hear_end, when=chose("action", "end"), args=whose),
    Choose(
        "sure",
        options=("yes", "no"),
        heard=plainly,
        final=("yes",),
        args=sure_args,
        when=chose("action", "end"),
    ),
    Do("withdraw", withdraw, when=chose("sure", "yes")),
    Tell("ended", ended, when=chose("sure", "yes")),
    Tell("kept", kept, when=chose("sure", "no")),
)
