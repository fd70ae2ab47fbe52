"""One person in two apps: a code given in one and told in the other makes their conversations one.

A code may come from a stranger ("tap here for your card"), so who tells it is first asked, with what will be
seen by whom. Who agrees goes on with all that both had: the nomination that was touched last, with one line
of recap; others wait aside. For a day either side can undo it (PUTUS), and each has again what they had.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from flows.answers import yes_or_no
from flows.keywords import link_code
from flows.place import Place
from flows.steps import Choose, Flow, Next, Tell, chose
from flows.types import (
    Answers,
    Facts,
    Invalid,
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
AGREED = "linked"
"""what follows the question when they said yes: `join`"""


def code_of_start(token: str) -> str | None:
    """The code that a link opened the bot with, if that is what it is for."""
    is_code = token.casefold().startswith(START)
    return link_code(f"link {token[len(START) :]}") if is_code else None


def offer(place: Place) -> None:
    """Give a code, and say what to do with it; or why there is none."""
    code = place.facts.find(NewLinkCode(place.event.id))
    if code is None:
        place.say("link.lately" if place.facts.find(LinkedLately()) else "link.office")
        place.ask_again(menu=False)
        return
    place.effects.append(OfferLink(code))
    place.say("link.offered", code=code, minutes=MINUTES, where=_where(code, place.facts))
    place.ask_again(menu=False, short=True)


def _where(code: str, facts: Facts) -> tuple[Say, ...]:
    elsewhere = [link for channel, link in facts.office.account_links if channel != facts.channel]
    links = [link.replace("{code}", code) for link in elsewhere]
    return tuple(Say("link.open", {"link": link}) for link in links) or (Say("link.type"),)


def told(place: Place, code: str) -> None:
    """A code was told: ask whether it is their own wish, or say why not."""
    link: Link = place.facts.find(LinkBy(code))
    if link.found == "other":
        place.begin(LINK.id, {"code": code, "channel": link.channel, "name": link.name})
    else:
        _refuse(place, link)


def join(place: Place, code: str) -> None:
    """They said yes: join, unless the code is no longer good."""
    link: Link = place.facts.find(LinkBy(code))
    if link.found == "other":
        _join(place, link, code)
    else:
        _refuse(place, link)


def _refuse(place: Place, link: Link) -> None:
    match link.found:
        case "both":
            place.say("link.both", name=link.twice[0])
            place.ask_again(menu=False)
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
    place.effects.append(Separate())
    place.say("unlink")


def joined_there(channel: str) -> Say:
    """What the app is told in which the code was made."""
    return Say("link.told_there", {"channel": channel})


def separated_there() -> Say:
    """What the other side is told."""
    return Say("unlink.told_there")


def parted(
    state: State | None, drafts: Collection[str], flows: Mapping[str, Flow]
) -> tuple[State | None, State | None]:
    """Where each side is after they were separated: first those with these drafts, then the other."""
    found = _kept(state, flows)
    mine = [draft for draft in found if draft.conversation in drafts]
    return _aside(mine), _aside([draft for draft in found if draft not in mine])


def _aside(drafts: list[State]) -> State | None:
    """Nothing is going on, and these wait, the first of them first; None: nothing does."""
    waits: State | None = None
    for draft in reversed(drafts):
        waits = draft.but(aside=waits)
    return State("menu", waits.conversation, aside=waits) if waits else None


def _join(place: Place, link: Link, code: str) -> None:
    mine = place.facts.person
    drafts = tuple(draft.conversation for draft in _kept(place.state, place.flows))
    place.effects.append(Join(code, link.version, drafts))
    place.say("link.joined")
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
    drafts = sorted((*_kept(place.state, place.flows), *_kept(theirs, place.flows)), key=_touched)
    waits: State | None = None
    for draft in drafts[:-1]:
        waits = draft.but(aside=waits)
    flow = place.flows.get(place.state.flow)
    if flow is not None and not flow.kept and place.step() is not None:
        place.state = place.state.but(aside=drafts[-1].but(aside=waits) if drafts else None)
    elif drafts:
        place.return_to(drafts[-1].but(aside=waits))
    place.ask_again()


def _kept(state: State | None, flows: Mapping[str, Flow]) -> list[State]:
    """What runs there and would be kept, and what waits aside."""
    found = []
    while state is not None:
        found.append(state.but(aside=None, undo=None, undo_until=None))
        state = state.aside
    return [draft for draft in found if draft.flow in flows and flows[draft.flow].kept]


def _touched(draft: State) -> str:
    return draft.heard_at.isoformat() if draft.heard_at else ""


# --- what is asked -----------------------------------------------------------------------------------


def _whose(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    """The account that made the code, as far as it may be told to who tells it."""
    channel, name = answers.get("channel", ""), answers.get("name", "")
    named = {"channel": channel, "name": name}
    return {
        "account": Say("link.account_named", named) if name else Say("link.account", {"channel": channel})
    }


def _plainly(text: str, answers: Answers, facts: Facts) -> str | None:
    """Only a plain yes links anything."""
    said = yes_or_no(text, strict=True)
    return None if isinstance(said, Invalid) else ("yes" if said else "no")


def _not_linked(state: State, facts: Facts) -> tuple[Say, ...]:
    return (Say("link.not_linked"),)


def _then(state: State, facts: Facts) -> Next | None:
    if state.answers.get("sure") != "yes":
        return None
    return Next(AGREED, {"code": state.answers["code"]})


LINK = Flow(
    "link",
    (
        Choose("sure", options=("yes", "no"), heard=_plainly, args=_whose, final=("yes",)),
        Tell("not_linked", _not_linked, when=chose("sure", "no")),
    ),
    then=_then,
    begins=({"code": "7K2M9Q", "channel": "telegram", "name": "Te•••"},),
)
