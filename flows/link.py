"""One person in two apps: a code given in one and told in the other makes their conversations one.

Who tells the code goes on with all that both had: the nomination that was touched last, with one line of
recap; others wait aside. It can be undone for a day (PUTUS).
"""

from __future__ import annotations

from dataclasses import replace

from flows.keywords import link_code
from flows.place import Place
from flows.types import (
    Facts,
    Join,
    Link,
    LinkBy,
    LinkedLately,
    MissLink,
    NewLinkCode,
    OfferLink,
    Person,
    Say,
    Separate,
    State,
)

MINUTES = 15
"""how long a code is good for, as storage/linking.py has it"""
START = "link-"
"""what stands before the code where a link opens the bot with it"""


def code_of_start(token: str) -> str | None:
    """The code that a link opened the bot with, if that is what it is for."""
    is_code = token.casefold().startswith(START)
    return link_code(f"link {token[len(START) :]}") if is_code else None


def offer(place: Place) -> None:
    """Give a code, and say what to do with it."""
    code = place.facts.find(NewLinkCode(place.event.id))
    place.effects.append(OfferLink(code))
    place.say("link.offered", code=code, minutes=MINUTES, where=_where(code, place.facts))
    place.ask_again(menu=False, short=True)


def _where(code: str, facts: Facts) -> tuple[Say, ...]:
    links = [link.replace("{code}", code) for link in facts.office.account_links]
    return tuple(Say("link.open", {"link": link}) for link in links) or (Say("link.type"),)


def told(place: Place, code: str) -> None:
    """A code was told: join, or say why not."""
    link: Link = place.facts.find(LinkBy(code))
    match link.found:
        case "other":
            _join(place, link, code)
        case "unknown":
            place.effects.append(MissLink())
            place.say("link.unknown", minutes=MINUTES)
            place.ask_again(menu=False)
        case _:
            place.say(f"link.{link.found}")
            place.ask_again(menu=False)


def separate(place: Place) -> None:
    """Undo what was linked in the last day."""
    if not place.facts.find(LinkedLately()):
        place.say("unlink.nothing")
        place.ask_again(menu=False)
        return
    place.effects.append(Separate(place.event.id))
    place.say("unlink")


def _join(place: Place, link: Link, code: str) -> None:
    mine = place.facts.person
    place.effects.append(Join(code, link.version))
    place.say("link.joined")
    for name in link.twice:
        place.say("link.twice", name=name)
    if link.person.opted_out or mine.opted_out:
        place.say("link.opted_out")
    place.facts = replace(place.facts, person=_both(mine, link.person))
    _go_on(place, link.place)


def _both(one: Person, other: Person) -> Person:
    return replace(
        one,
        notice_agreed=one.notice_agreed or other.notice_agreed,
        opted_out=one.opted_out or other.opted_out,
        has_number=one.has_number or other.has_number,
        has_nominated=one.has_nominated or other.has_nominated,
        is_worker=one.is_worker or other.is_worker,
    )


def _go_on(place: Place, theirs: State | None) -> None:
    """With the draft touched last, unless something else is just being asked here; the others wait aside."""
    drafts = sorted((*_drafts(place, place.state), *_drafts(place, theirs)), key=_touched)
    waits: State | None = None
    for draft in drafts[:-1]:
        waits = draft.but(aside=waits)
    flow = place.flows.get(place.state.flow)
    if flow is not None and not flow.kept and place.step() is not None:
        place.state = place.state.but(aside=drafts[-1].but(aside=waits) if drafts else None)
    elif drafts:
        place.return_to(drafts[-1].but(aside=waits))
    place.ask_again()


def _drafts(place: Place, state: State | None) -> list[State]:
    """What runs there and would be kept, and what waits aside."""
    found = []
    while state is not None:
        found.append(state.but(aside=None, undo=None, undo_until=None))
        state = state.aside
    return [draft for draft in found if draft.flow in place.flows and place.flows[draft.flow].kept]


def _touched(draft: State) -> str:
    return draft.heard_at.isoformat() if draft.heard_at else ""
