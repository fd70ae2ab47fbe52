"""The participant's own workers: how each stands, and what is to be done: pay, invite again, change, end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows import changes, consent, endings, invite, price
from flows.chosen import MOST_OFFERED, ask_which, mine, short, sure
from flows.chosen import chosen as the_chosen
from flows.cover import card_of
from flows.rules.calendar import due_date, is_working_day
from flows.steps import Choose, Do, Filled, Flow, Next, Stop, Tell, When, chose
from flows.types import Answers, Effect, Facts, Nomination, Option, Picture, Say, State

SHOWN = 15
"""lines in one message; more are counted"""
LONGEST_NAME = 24
"""letters of a name among several, so that nine of them and their buttons fit into a message"""
DOTS = {
    "active": "🟢",
    "ahead": "🟢",
    "due": "🟡",
    "inactive": "⚫",
    "awaiting_payment": "⚪",
    "invited": "⚪",
    "consented": "⚪",
}
URGENT = ("unpaid_3", "unpaid_2", "unpaid_1", "due", "inactive", "awaiting_payment", "invited", "consented")
"""what is shown first where there are too many to be offered"""


# --- how they stand ----------------------------------------------------------------------------------


def line(n: Nomination, facts: Facts) -> Say:
    """One worker in full: name, masked NIK, until when, the next amount."""
    status = Say(f"status.{_key(n, facts)}", _amounts(n, facts))
    return Say("workers.line", {**_short(n, facts), "nik": n.nik_masked, "status": status})


def _brief(n: Nomination, facts: Facts) -> Say:
    """One worker among several."""
    status = Say(f"standing.{_key(n, facts)}", _amounts(n, facts))
    args = {**_short(n, facts), "name": short(n.name, LONGEST_NAME), "status": status}
    return Say("workers.brief", args)


def _short(n: Nomination, facts: Facts) -> dict[str, Any]:
    return {"dot": DOTS.get(_standing(n, facts), "🔴"), "name": n.name}


def _standing(n: Nomination, facts: Facts) -> str:
    """As the ledger has it; "ahead": the first month that was paid is yet to come."""
    if n.status in ("invited", "consented"):
        return n.status
    status = price.cover_of(n, facts.today).status
    return "ahead" if n.paid and status == "awaiting_payment" else status


def _key(n: Nomination, facts: Facts) -> str:
    standing = _standing(n, facts)
    return "unpaid" if standing.startswith("unpaid") else standing


def _amounts(n: Nomination, facts: Facts) -> dict[str, Any]:
    """The month to be paid next with what is left to pay of it, its due date, and until when it is paid."""
    cover = price.cover_of(n, facts.today)
    next_one = price.due(n, facts.today, 1).months[0]
    return {
        "amount": max(next_one.total - n.credit, 0),
        "month": next_one.month,
        "months": price.stretches(price.paid_run(n, facts.today)),
        "until": cover.paid_through or next_one.month,
        "due_on": due_date(next_one.month, is_working_day).isoformat(),
        "count": len(cover.unpaid_months),
    }


def overview(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    """All of them, a line each; where they cannot all be offered, the urgent ones first."""
    workers = mine(facts)
    if len(workers) > MOST_OFFERED:
        workers = tuple(sorted(workers, key=lambda n: _urgency(n, facts)))
    lines = [_brief(n, facts) for n in workers[:SHOWN]]
    if left := len(workers) - len(lines):
        lines.append(Say("workers.more", {"count": left}))
    return {"lines": tuple(lines)}


def _urgency(n: Nomination, facts: Facts) -> int:
    standing = _standing(n, facts)
    return URGENT.index(standing) if standing in URGENT else len(URGENT)


# --- what is to be done ------------------------------------------------------------------------------

ACTIONS = ("pay", "claim", "card", "link", "assist", "first_message", "change", "end")


def actions(answers: Answers, facts: Facts) -> tuple[Option, ...]:
    """What can be done for this worker now."""
    n = sure(answers, facts)
    apply = {"change", "end"}
    if n.status == "registered":
        apply |= {"pay", "claim", "card"}
    if n.status == "invited":
        apply |= {"link", "assist"}
        apply |= {"first_message"} if invite.may_write_first(n, facts) else set()
    return tuple(Option(action) for action in ACTIONS if action in apply)


def hear_action(text: str, answers: Answers, facts: Facts) -> str | Filled | None:
    """ "Ganti nomor HP", "sudah tidak kerja lagi": straight to what changes, or ends."""
    if field := changes.wishes(text, answers, facts):
        return Filled("change", {"change": field})
    if end := endings.hear_end(text, answers, facts):
        return Filled("end", {"end": end})
    return None


def action_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"line": line(sure(answers, facts), facts)}


def invite_again(state: State, facts: Facts) -> tuple[Effect, ...]:
    return invite.invite(sure(state.answers, facts).reference, facts)


def invited_again(state: State, facts: Facts) -> tuple[Say, ...]:
    return invite.again(sure(state.answers, facts), facts)


def invitation(state: State, facts: Facts) -> Picture | None:
    return invite.pass_on_again(sure(state.answers, facts), facts)


def write_first(state: State, facts: Facts) -> tuple[Effect, ...]:
    return invite.write_first(sure(state.answers, facts), facts)


def written_first(state: State, facts: Facts) -> tuple[Say, ...]:
    return invite.written_first(sure(state.answers, facts), facts)


def card(state: State, facts: Facts) -> tuple[Say, ...]:
    return card_of(sure(state.answers, facts), facts.office, facts.today)[0]


def card_picture(state: State, facts: Facts) -> Picture | None:
    return card_of(sure(state.answers, facts), facts.office, facts.today)[1]


def then(state: State, facts: Facts) -> Next | None:
    """Paying, and the worker's answer on this phone, are conversations of their own."""
    answers, reference = state.answers, sure(state.answers, facts).reference
    match answers.get("action"):
        case "pay" | "claim" as flow:
            return Next(flow, {"worker": reference})
        case "assist":
            return consent.assisted(reference)
    return Next("nominate") if endings.is_replaced(answers) else None


MANAGE = Flow(
    "manage",
    (
        Stop("none", when=When(lambda answers, facts: not mine(facts)), forget=True),
        ask_which(mine, overview),
        Stop(
            "gone",
            when=When(lambda answers, facts: the_chosen(answers, facts) is None, reads=("worker",)),
            forget=True,
        ),
        Choose("action", options=ACTIONS, offers=actions, heard=hear_action, args=action_args),
        Do("link", invite_again, when=chose("action", "link")),
        Tell("linked", invited_again, when=chose("action", "link"), picture=invitation),
        Do("first_message", write_first, when=chose("action", "first_message")),
        Tell("written_first", written_first, when=chose("action", "first_message")),
        Tell("card", card, when=chose("action", "card"), picture=card_picture),
        *changes.STEPS,
        *endings.STEPS,
    ),
    then=then,
    begins=(
        {},
        {"worker": "BBBBBBBB"},
        {"action": "change", "change": "job", "job": "other"},
    ),
)
