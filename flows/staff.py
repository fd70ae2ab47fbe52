"""Someone of the office in the chat: what signs them in, and the code that makes a chat theirs."""

from __future__ import annotations

from flows.place import Place
from flows.types import ChatOf, LinkChat, NewSignIn, OfferSignIn

MINUTES = 10
"""how long what signs in is good for, as storage/sessions.py has it"""


def is_of_the_office(place: Place) -> bool:
    """Is this the chat of someone of the office?"""
    return place.facts.find(NewSignIn(place.event.id)) is not None


def open_console(place: Place) -> None:
    """Give them an address that opens the console, once."""
    token, link = place.facts.find(NewSignIn(place.event.id)), place.facts.office.console_link
    if token is None or link is None:
        place.say("console.closed")
    else:
        place.effects.append(OfferSignIn(token))
        place.say("console", link=link.replace("{token}", token), minutes=MINUTES)
    place.ask_again(menu=False, short=True)


def told(place: Place, code: str) -> None:
    """A code was told that makes this chat someone's of the office."""
    name = place.facts.find(ChatOf(code))
    if name is None:
        place.say("console.unknown", minutes=MINUTES)
    else:
        place.effects.append(LinkChat(code))
        place.say("console.linked", name=name)
    place.ask_again(menu=False, short=True)
