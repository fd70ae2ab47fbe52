"""Lists of what can be done now: the menu, whether to go on with a draft, what follows a conversation."""

from __future__ import annotations

from flows.types import Facts, OpenedInvitations, State

MENU = (
    "resume", "invitation", "cover", "card", "data", "emergency", "withdraw", "nominate", "workers", "pay",
    "questions", "settings", "person",
)  # fmt: skip
MOST = 10
"""options that a list can hold; what is left out of a longer one can be typed"""
DRAFT = ("resume", "begin_new")
INVITED = ("assist", "first_message", "nominate", "menu")
YOURS = ("card", "data", "take_over", "withdraw", "menu")
LISTS = {"menu": MENU, "draft": DRAFT, "invited": INVITED, "yours": YOURS}
"""Lists that may stand in place of a flow; an option's id is the command it gives.

"invited": after a nomination; its answers are `nomination`, `name`, `phone`. "yours": a worker's own.
"""


def options_of(state: State, facts: Facts) -> tuple[str, ...]:
    """The options of the list that stands in place of a flow, for this person."""
    match state.flow:
        case "menu":
            apply = _menu(state, facts)
        case "invited":
            apply = set(INVITED) - (set() if may_write_first(state, facts) else {"first_message"})
        case "yours":
            apply = set(YOURS) - ({"take_over"} if state.answers.get("is_own_payer") else set())
        case _:
            apply = set(LISTS[state.flow])
    return tuple(option for option in LISTS[state.flow] if option in apply)


def may_write_first(state: State, facts: Facts) -> bool:
    """May the bot write to the worker's number itself, once?"""
    return facts.office.first_message and bool(state.answers.get("phone"))


def _menu(state: State, facts: Facts) -> set[str]:
    """By role: who is both a participant and a worker finds their data under their cover."""
    person = facts.person
    apply = {"nominate", "questions", "settings", "person"}
    if state.aside:
        apply |= {"resume"}
    if person.is_worker:
        apply |= {"cover", "card", "emergency"}
        apply |= {"invitation"} if facts.find(OpenedInvitations()) else set()
    if person.has_nominated or not person.is_worker:
        apply |= {"workers"}
    if person.has_nominated:
        apply |= {"pay"}
    elif person.is_worker:
        apply |= {"data", "withdraw"}
    return apply - {"questions"} if len(apply) > MOST else apply
