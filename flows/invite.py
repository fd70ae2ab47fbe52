"""What a participant passes on, so that the worker can answer for themselves: a text, a picture, a token."""

from __future__ import annotations

from flows.types import Effect, Facts, Invite, Nomination, Picture, Say, TokenFor, WriteFirst


def invite(nomination: str, facts: Facts) -> tuple[Effect, ...]:
    """Keep the token that opens the invitation, so that the link can be passed on."""
    return (Invite(nomination, facts.find(TokenFor(nomination))),)


def write_first(nomination: str, facts: Facts) -> tuple[Effect, ...]:
    """Write to the worker's number, once ever, where the office allows it."""
    if not facts.office.first_message:
        return ()
    return (WriteFirst(nomination, facts.find(TokenFor(nomination))),)


def write_first_says(facts: Facts) -> tuple[Say, ...]:
    return (Say("invite.written" if facts.office.first_message else "invite.not_written"),)


def pass_on(nomination: str, facts: Facts) -> Picture | None:
    """The message to forward, with a QR picture of its link; None where there is no link to draw."""
    return None


def again(nomination: Nomination, facts: Facts) -> tuple[Say, ...]:
    """What is said when the link of an invitation is wanted once more."""
    return (Say("invite.again", {"name": nomination.name}),)
