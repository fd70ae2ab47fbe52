"""Decides what is said and done in a conversation: pure, and imports nothing of ours.

`respond` is the one door.
"""

from __future__ import annotations

from flows.consent import CONSENT
from flows.cover import COVER
from flows.help import QUESTIONS
from flows.link import LINK
from flows.nominate import NOMINATE
from flows.pay import CLAIM, PAY
from flows.settings import SETTINGS
from flows.talk import Talk
from flows.types import Event, Facts, Need, State, Turn, Unknown
from flows.workers import MANAGE

FLOWS = {flow.id: flow for flow in (NOMINATE, MANAGE, PAY, CLAIM, CONSENT, COVER, QUESTIONS, SETTINGS, LINK)}

__all__ = ["FLOWS", "respond", "unfinished"]


def respond(state: State | None, event: Event, facts: Facts) -> Turn | Need:
    """One turn of any conversation. A state of None: someone who was never here.

    Where a fact is missing it returns what it needs; call again with that in `facts.known`.
    """
    try:
        return Talk(FLOWS, state, event, facts).turn()
    except Unknown as unknown:
        return Need((unknown.question,))


def unfinished(state: State) -> State | None:
    """The nomination that is left half done in it, or behind another conversation; None: there is none."""
    flow = FLOWS.get(state.flow)
    return state if flow is not None and flow.kept else state.aside
