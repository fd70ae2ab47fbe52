"""Who someone of the office is: the links that sign them in, their chat, the browsers they are signed in in.

A link is good for ten minutes and once, and opens nothing by being looked at (bot/console/door.py). Whatever
lets someone in, or no longer does, stands in the audit trail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from bot.hand import CannotBeDone, Hand, acts
from flows.keywords import CHAT_CODE_LETTERS
from flows.types import LinkChat, OfferSignIn
from storage import Secrets, audit, sessions, staff
from storage.audit import Entry
from storage.sessions import Session, new_code, new_token
from storage.staff import Colleague
from storage.tables import ROLES
from storage.turns import Conflict

LONGEST_NAME = 40
_NAME = re.compile(r"[^\W_](?:[\w .'-]*[\w.])?")


@dataclass(frozen=True, slots=True)
class Invited:
    """What lets someone of the office in: told to nobody but them."""

    who: Colleague
    token: str
    """opened in a browser"""
    code: str
    """told to the bot in their own chat"""


# --- who belongs to the office -----------------------------------------------------------------------


@acts("owner")
def invite(hand: Hand, name: str, role: str | None = None) -> Invited:
    """Let them in; who is new is `staff` unless a role is given, others keep theirs unless one is."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise CannotBeDone(f"a name is 1 to {LONGEST_NAME} letters, such as: Dewi Lestari")
    if role is not None and role not in ROLES:
        raise CannotBeDone(f"a role is one of {', '.join(ROLES)}")
    was = staff.by_name(hand.connection, name)
    who = staff.appoint(hand.connection, name, role or (was.role if was else "staff"), hand.now)
    token, code = new_token(), new_code(CHAT_CODE_LETTERS)
    sessions.offer(hand.connection, hand.secrets, who.id, "browser", token, hand.now)
    sessions.offer(hand.connection, hand.secrets, who.id, "chat", code, hand.now)
    hand.record("staff.invited", name, {"role": was.role if was else None}, {"role": who.role})
    return Invited(who, token, code)


@acts("owner")
def leave(hand: Hand, name: str) -> None:
    """They are of the office no more, and signed in nowhere from now on."""
    who = staff.by_name(hand.connection, name)
    if who is None:
        raise CannotBeDone(f"{name}: nobody of the office is called so; see: sertakan admin list")
    staff.end(hand.connection, who.id, hand.now)
    hand.record("staff.left", name, {"role": who.role}, {"role": None})


# --- in the chat -------------------------------------------------------------------------------------


def sign_ins(connection: Connection, persons: Sequence[int]) -> list[str | None]:
    """A new token for each of them who is of the office."""
    known = staff.by_persons(connection, persons)
    return [new_token() if person in known else None for person in persons]


def names_of_codes(
    connection: Connection, secrets: Secrets, codes: Sequence[str], now: datetime
) -> list[str | None]:
    """Who was given each code."""
    return [_name_of(connection, secrets, code, now) for code in codes]


def _name_of(connection: Connection, secrets: Secrets, code: str, now: datetime) -> str | None:
    id = sessions.offered(connection, secrets, "chat", code, now)
    who = staff.by_id(connection, id) if id is not None else None
    return who.name if who else None


def carry_out(
    connection: Connection,
    secrets: Secrets,
    given: Sequence[tuple[int, OfferSignIn | LinkChat]],
    now: datetime,
) -> None:
    """What people of the office ordered in the chat. Raises Conflict where they are of it no more."""
    for person, order in given:
        match order:
            case OfferSignIn(token):
                who = staff.by_persons(connection, [person]).get(person)
                if who is None:
                    raise Conflict("they left the office, or their chat is another one, meanwhile")
                sessions.offer(connection, secrets, who.id, "browser", token, now)
                _note(connection, secrets, who, "sign_in.asked", now)
            case LinkChat(code):
                id = sessions.use(connection, secrets, "chat", code, now)
                who = staff.by_id(connection, id) if id is not None else None
                if who is None:
                    raise Conflict("the code was used, or is too old")
                staff.link_chat(connection, who.id, person)
                _note(connection, secrets, who, "chat.linked", now)
            case _:
                assert_never(order)


# --- in the browser ----------------------------------------------------------------------------------


def sign_in(connection: Connection, secrets: Secrets, token: str, browser: str, now: datetime) -> str | None:
    """What the cookie of this browser holds from now on; None: the token lets nobody in."""
    id = sessions.use(connection, secrets, "browser", token, now)
    who = staff.by_id(connection, id) if id is not None else None
    if who is None:
        return None
    session = new_token()
    sessions.begin(connection, secrets, session, who.id, browser, now)
    _note(connection, secrets, who, "signed_in", now)
    return session


def sign_out(connection: Connection, secrets: Secrets, session: str, browser: str, now: datetime) -> None:
    """The cookie opens nothing any more."""
    found = sessions.find(connection, secrets, session, browser, now)
    if found is not None:
        sessions.end(connection, secrets, session)
        _note(connection, secrets, found.who, "signed_out", now)


def who_is_in(
    connection: Connection, secrets: Secrets, session: str, browser: str, now: datetime
) -> Session | None:
    """Whose session this is; None: nobody's any more."""
    return sessions.find(connection, secrets, session, browser, now)


def _note(connection: Connection, secrets: Secrets, who: Colleague, what: str, now: datetime) -> None:
    audit.add(connection, secrets, Entry(who.name, what), now)
