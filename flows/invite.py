"""What a participant passes on, so that the worker can answer for themselves: a text, a picture, a token."""

from __future__ import annotations

from datetime import date, timedelta

from flows.steps import Next
from flows.types import (
    Effect,
    Facts,
    Invite,
    Json,
    Nomination,
    Office,
    Picture,
    Say,
    State,
    TokenFor,
    Way,
    WriteFirst,
)


def until(nominated_on: date, facts: Facts) -> date:
    """The last day an invitation can be answered."""
    return nominated_on + timedelta(days=facts.office.invited_days)


def invite(nomination: str, facts: Facts) -> tuple[Effect, ...]:
    """Keep the token that opens the invitation, so that the link can be passed on."""
    return (Invite(nomination, facts.find(TokenFor(nomination))),)


def pass_on(nomination: str, last_day: date, facts: Facts) -> Picture | None:
    """The message to forward about one's own nomination; None where there is no link to draw."""
    return to_forward(facts.find(TokenFor(nomination)), facts.person.name, facts.office, last_day)


def to_forward(token: str, sponsor: str, office: Office, last_day: date) -> Picture | None:
    """The message to forward, with a QR picture of its link; None where there is no link to draw.

    It says who asks, what it is and how to make sure; nothing of the worker, so that it may go astray.
    """
    links = [link.replace("{token}", token) for link in office.invitation_links]
    if not links:
        return None
    caption = Say(
        "invite.message",
        {
            "sponsor": sponsor or Say("invite.someone"),
            "asked": sponsor or Say("invite.whoever_sent"),
            "office": office.name,
            "contact": office.contact,
            "links": tuple(Say("invite.link", {"link": link}) for link in links),
            "until": last_day.isoformat(),
        },
    )
    return Picture("qr", {"link": links[0]}, caption)


def how(nomination: str, facts: Facts) -> Say:
    return how_to(facts.find(TokenFor(nomination)), facts.office)


def how_to(token: str, office: Office) -> Say:
    """What the participant does with it: forward the message, or have the worker type the token."""
    return Say("invite.forward") if office.invitation_links else Say("invite.token", {"token": token})


def again(nomination: Nomination, facts: Facts) -> tuple[Say, ...]:
    """What is said when the link of an invitation is wanted once more; `pass_on` is its picture."""
    last_day = until(nomination.nominated_at.astimezone(facts.office.zone).date(), facts)
    args = {"name": nomination.name, "until": last_day.isoformat()}
    return (Say("invite.again", {**args, "how": how(nomination.reference, facts)}),)


def pass_on_again(nomination: Nomination, facts: Facts) -> Picture | None:
    """The same message to forward, with the day it was first good until."""
    last_day = until(nomination.nominated_at.astimezone(facts.office.zone).date(), facts)
    return pass_on(nomination.reference, last_day, facts)


def afterwards(nomination: str, name: str, phone: str | None) -> Next:
    """What a participant may do next about an invitation."""
    answers: dict[str, Json] = {"nomination": nomination, "name": name, "phone": phone}
    return Next("invited", answers)


FIRST = "first-"
"""what stands before the token in an answer to a first message"""


def way_of(text: str) -> Way:
    """How someone came by the token that they opened or wrote."""
    return "first_message" if FIRST in text.casefold() else "link"


def may_write_first(nomination: Nomination, facts: Facts) -> bool:
    """May the bot write to the worker's number itself, once?"""
    return facts.office.first_message and nomination.phone is not None


def write_first(nomination: Nomination, facts: Facts) -> tuple[Effect, ...]:
    """Write to the worker's number, once ever, where the office allows it."""
    if not may_write_first(nomination, facts):
        return ()
    return (WriteFirst(nomination.reference, facts.find(TokenFor(nomination.reference))),)


def written_first(nomination: Nomination, facts: Facts) -> tuple[Say, ...]:
    written = may_write_first(nomination, facts)
    return (Say("invite.written" if written else "invite.not_written", {"name": nomination.name}),)


# --- after a nomination ----------------------------------------------------------------------------------


def nominated(state: State, facts: Facts) -> tuple[Say, ...]:
    args = {"name": state.answers["name"], "reference": state.conversation}
    last_day = until(facts.today, facts).isoformat()
    return (Say("nominate-done", {**args, "until": last_day, "how": how(state.conversation, facts)}),)


def to_pass_on(state: State, facts: Facts) -> Picture | None:
    return pass_on(state.conversation, until(facts.today, facts), facts)


def invite_nominated(state: State, facts: Facts) -> tuple[Effect, ...]:
    return invite(state.conversation, facts)


def after_nomination(state: State, facts: Facts) -> Next:
    return afterwards(state.conversation, state.answers["name"], state.answers["phone"])
