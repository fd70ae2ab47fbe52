"""A participant pays: the bill for one worker, and "sudah bayar" with the picture of the receipt.

The bot only says what is to be paid and how; it never takes money. What was paid is known from the office.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal, TypeAlias

from flows import notices, price
from flows.answers import months as some_months
from flows.chosen import Among, ask_which, chosen, listed, mine, sure
from flows.rules.billing import months_in_arrears
from flows.steps import Ask, Choose, Do, Flow, Next, Stop, Tell, When
from flows.types import (
    Answers,
    Bill,
    ClaimPayment,
    Effect,
    Facts,
    Invalid,
    Json,
    MakeBill,
    Media,
    Nomination,
    Option,
    Say,
    State,
    TellStaff,
    Unclear,
)
from flows.words import normal

USUAL = (1, 3, 6, 12)
"""months that are paid at once"""
MOST_LINES = 9


def payable(facts: Facts) -> tuple[Nomination, ...]:
    """Those who are registered: only then can anything be paid."""
    return tuple(n for n in mine(facts) if n.status == "registered")


def _who(answers: Answers, facts: Facts) -> Nomination:
    return sure(answers, facts, payable)


def _is_none(answers: Answers, facts: Facts) -> bool:
    return not mine(facts)


def _not_yet(among: Among) -> When:
    """None of them is registered, or the one who is spoken of is not."""

    def holds(answers: Answers, facts: Facts) -> bool:
        one = chosen(answers, facts, among)
        return not among(facts) or (one is not None and one.status != "registered")

    return When(holds, reads=("worker",))


def _gone(among: Among) -> When:
    """The one who is spoken of is no longer theirs."""
    return When(lambda answers, facts: chosen(answers, facts, among) is None, reads=("worker",))


def not_yet_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    """What is missing, for each of those who are not registered."""
    waiting = [n for n in mine(facts) if n.status != "registered"]
    lines = [Say(f"pay-not_yet.{n.status}", {"name": n.name}) for n in waiting[:MOST_LINES]]
    if len(waiting) > MOST_LINES:
        lines.append(Say("workers.more", {"count": len(waiting) - MOST_LINES}))
    return {"lines": tuple(lines)}


# --- which months ------------------------------------------------------------------------------------

Standing: TypeAlias = Literal["none", "holds", "expired", "other"]


def standing(n: Nomination, today: date) -> Standing:
    """Whether the open bill can be paid as it is; "other": by now it would have other months or prices."""
    items = notices.outstanding(n, n.bill) if n.bill else ()
    if n.bill is None or not items:
        return "none"
    if n.bill.expires_on is not None and n.bill.expires_on < today:
        return "expired"
    return "holds" if items == price.items_of(price.due(n, today, len(items))) else "other"


def bill_holds(answers: Answers, facts: Facts) -> bool:
    return standing(_who(answers, facts), facts.today) == "holds"


def was_shown(answers: Answers, facts: Facts) -> bool:
    """It is shown now, or was, and may be gone by now."""
    return "shown" in answers or bill_holds(answers, facts)


def is_asked_for_months(answers: Answers, facts: Facts) -> bool:
    return answers.get("open") == "other" or not bill_holds(answers, facts)


def counts(n: Nomination, facts: Facts) -> tuple[int, ...]:
    """How many months are offered: in arrears first those that make it current, then the shorter ones."""
    late = months_in_arrears(price.ledger_of(n), facts.today)
    return (late, *range(1, late), *(count for count in USUAL if count > late)) if late else USUAL


def month_offers(answers: Answers, facts: Facts) -> tuple[Option, ...]:
    n = _who(answers, facts)
    return tuple(offer(n, count, facts) for count in counts(n, facts))


def offer(n: Nomination, count: int, facts: Facts) -> Option:
    """So many months with what they cost in all."""
    total = price.due(n, facts.today, count).total
    return Option(str(count), Say("nominate-months.option", {"months": count, "total": total}))


def hear_months(text: str, answers: Answers, facts: Facts) -> str | Invalid | Unclear | None:
    n = _who(answers, facts)
    return hear_count(text, counts(n, facts), n, answers, facts)


def hear_count(
    text: str, offered: tuple[int, ...], n: Nomination, answers: Answers, facts: Facts
) -> str | Invalid | Unclear | None:
    """ "3 bulan"; a bare number that may also be that of an option is asked back: money hangs on it."""
    said = normal(text)
    if said.isdecimal():
        return None if "months.unclear" in answers else _bare(int(said[:4]), offered, n, facts)
    read = some_months(text)
    count = int(read.args.get("months", 0)) if isinstance(read, Invalid) else read
    if count in offered:
        return str(count)
    return Invalid("pay-months.not_offered", {"months": count}) if count else None


def _bare(number: int, offered: tuple[int, ...], n: Nomination, facts: Facts) -> str | Unclear | None:
    by_number = offered[number - 1] if 0 < number <= len(offered) else None
    if number not in offered or by_number == number:
        return None
    if by_number is None:
        return str(number)
    meant = (offer(n, number, facts), offer(n, by_number, facts))
    return Unclear("pay-months.which", meant, {"number": number})


def months_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    n = _who(answers, facts)
    late = months_in_arrears(price.ledger_of(n), facts.today)
    first = price.items_of(price.due(n, facts.today, late or 1))
    inactive = price.cover_of(n, facts.today).status == "inactive"
    ends = price.discount_ends(price.items_of(price.due(n, facts.today, USUAL[-1])), n.sector)
    unpaid = {"count": late, "months": price.stretches([month for month, _ in first])}
    why = ("late" if late > 1 else "late_once") if late else "inactive" if inactive else "from"
    return {
        "name": n.name,
        "why": (Say(f"pay-months.{why}", {**unpaid, "month": first[0][0]}), *([ends] if ends else [])),
    }


def bill_is_over(answers: Answers, facts: Facts) -> bool:
    return standing(_who(answers, facts), facts.today) in ("expired", "other")


def former(state: State, facts: Facts) -> tuple[Say, ...]:
    """Why the bill that they have is quoted anew."""
    n = _who(state.answers, facts)
    total = n.bill.total if n.bill else 0
    return (
        Say(
            "pay-former.expired" if standing(n, facts.today) == "expired" else "pay-former.requoted",
            {"total": total},
        ),
    )


# --- the bill ----------------------------------------------------------------------------------------


def is_closed(answers: Answers, facts: Facts) -> bool:
    """The bill that they were shown is open no more: it was paid, or ran out, while they were looking."""
    return (
        "shown" in answers and "open" not in answers and standing(_who(answers, facts), facts.today) == "none"
    )


def closed_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    """Until when it is paid; of a bill that is gone only the paid months tell why."""
    n = _who(answers, facts)
    through = price.cover_of(n, facts.today).paid_through
    paid = Say("pay-closed.paid", {"name": n.name, "until": through}) if through else Say("pay-closed.unpaid")
    return {"what": paid}


def nothing(state: State, facts: Facts) -> tuple[Effect, ...]:
    """That the bill is shown is kept, and nothing done."""
    return ()


def open_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    n = _who(answers, facts)
    if n.bill is None:
        raise LookupError("a bill is to be shown, and there is none")
    left = stays_unpaid(n, [month for month, _ in notices.outstanding(n, n.bill)], facts)
    return {"bill": (*notices.bill(n, n.bill, facts.today), *left)}


def stays_unpaid(n: Nomination, billed: Sequence[str], facts: Facts) -> tuple[Say, ...]:
    """The months in arrears that this bill leaves unpaid."""
    late = months_in_arrears(price.ledger_of(n), facts.today)
    owed = [month for month, _ in price.items_of(price.due(n, facts.today, late))] if late else []
    left = [month for month in owed if month not in billed]
    return (Say("pay.stays_unpaid", {"months": price.stretches(left)}),) if left else ()


def new_bill(reference: str, n: Nomination, count: int, facts: Facts) -> Bill:
    """So many months as they are priced today; it is paid with the NIK until the office has a code."""
    quoted = price.due(n, facts.today, count)
    return Bill(reference, price.items_of(quoted), quoted.tariff_version)


def make_bill(state: State, facts: Facts) -> tuple[Effect, ...]:
    n = _who(state.answers, facts)
    return (MakeBill(n.reference, new_bill(state.conversation, n, int(state.answers["months"]), facts)),)


def bill_made(state: State, facts: Facts) -> tuple[Say, ...]:
    n, count = _who(state.answers, facts), int(state.answers["months"])
    made = new_bill(state.conversation, n, count, facts)
    left = stays_unpaid(n, [month for month, _ in made.items], facts)
    return (*notices.bill(n, made, facts.today), *left, Say("bill.afterwards"))


def then_claim(state: State, facts: Facts) -> Next | None:
    if state.answers.get("open") != "paid":
        return None
    return Next("claim", {"worker": _who(state.answers, facts).reference})


PAY = Flow(
    "pay",
    (
        Stop("none", when=When(_is_none), forget=True),
        ask_which(payable),
        Stop("not_yet", when=_not_yet(payable), args=not_yet_args, forget=True),
        Stop("gone", when=_gone(payable), forget=True),
        Do("shown", nothing, when=When(was_shown, reads=("worker",))),
        Stop("closed", when=When(is_closed, reads=("worker", "shown")), args=closed_args, forget=True),
        Choose("open", options=("paid", "other"), when=When(bill_holds, reads=("worker",)), args=open_args),
        Tell("former", former, when=When(bill_is_over, reads=("worker",))),
        Choose(
            "months",
            options=("1", "2", "3", "6", "12"),
            offers=month_offers,
            heard=hear_months,
            args=months_args,
            when=When(is_asked_for_months, reads=("worker", "open")),
        ),
        Do("bill", make_bill, when=When(lambda answers, _: "months" in answers, reads=("months",))),
        Tell("bill_made", bill_made, when=When(lambda answers, _: "months" in answers, reads=("months",))),
    ),
    then=then_claim,
    begins=({}, {"worker": "BBBBBBBB"}, {"shown": True}),
)


# --- "sudah bayar" -----------------------------------------------------------------------------------


def claimable(facts: Facts) -> tuple[Nomination, ...]:
    """Those whose receipt is missing; else those with a bill to be paid; else all who are registered."""
    registered = payable(facts)
    missing = tuple(n for n in registered if n.receipt_is_missing)
    return missing or tuple(n for n in registered if n.bill) or registered


def whose(answers: Answers, facts: Facts) -> tuple[Nomination, ...]:
    """The one spoken of, or those whom they said to have paid for at once; () where they are gone."""
    if "workers" in answers:
        return tuple(n for n in payable(facts) if n.reference in answers["workers"])
    one = chosen(answers, facts, claimable)
    return (one,) if one else ()


def is_one_of_several(answers: Answers, facts: Facts) -> bool:
    return "workers" not in answers and ("worker" in answers or len(claimable(facts)) > 1)


def are_gone(answers: Answers, facts: Facts) -> bool:
    return not whose(answers, facts)


def receipts_wait(answers: Answers, facts: Facts) -> bool:
    """There is a receipt of everyone spoken of, and the office has not decided yet."""
    return all(n.receipt_waits and not n.receipt_is_missing for n in whose(answers, facts))


def no_words(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    """A receipt is a picture; words are none."""
    return Invalid("claim-receipt.send")


def whose_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    about = whose(answers, facts)
    return {
        "name": listed([n.name for n in about]),
        "office": facts.office.name,
        "contact": facts.office.contact,
        "known": _known(about, facts),
    }


def _known(about: tuple[Nomination, ...], facts: Facts) -> Say | str:
    """What is on record of it already."""
    if len(about) > 1:
        return Say("claim-receipt.one_for_all")
    if about[0].receipt_is_missing:
        return Say("claim-receipt.noted")
    until = price.cover_of(about[0], facts.today).paid_through
    return Say("claim-receipt.known", {"until": until}) if until else ""


def claim(state: State, facts: Facts) -> tuple[Effect, ...]:
    """A receipt is added to what was said without one; the office is told once."""
    receipt = state.answers.get("receipt")
    media = Media(receipt["file"], receipt["size"], receipt["media_type"]) if receipt else None
    about, effects = whose(state.answers, facts), list[Effect]()
    for n in about:
        if n.receipt_waits and (media is None or not n.receipt_is_missing):
            continue
        name = state.conversation if len(about) == 1 else f"{state.conversation}-{n.reference}"
        effects.append(ClaimPayment(n.reference, name, media))
        if not n.receipt_waits:
            effects.append(TellStaff("receipt_waits", n.reference))
    return tuple(effects)


def claimed(state: State, facts: Facts) -> tuple[Say, ...]:
    args = {**whose_args(state.answers, facts), "hours": facts.office.hours}
    if state.answers.get("receipt") is None:
        return (Say("claim-thanks.no_photo", args),)
    return (Say("claim-thanks", {**args, "days": facts.office.receipt_days}),)


def not_claimable(answers: Answers, facts: Facts) -> bool:
    return "workers" not in answers and _not_yet(claimable).holds(answers, facts)


CLAIM = Flow(
    "claim",
    (
        Stop("none", when=When(_is_none), forget=True),
        replace(ask_which(claimable), when=When(is_one_of_several)),
        Stop("not_yet", when=When(not_claimable, reads=("worker",)), args=not_yet_args, forget=True),
        Stop("gone", when=When(are_gone, reads=("worker",)), forget=True),
        Stop("waits", when=When(receipts_wait, reads=("worker",)), args=whose_args, forget=True),
        Ask("receipt", parse=no_words, skip="no_photo", photo=True, args=whose_args, examples=()),
        Do("claim", claim),
        Tell("thanks", claimed),
    ),
    begins=({}, {"worker": "BBBBBBBB"}, {"workers": ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"]}),
)
