"""Signing in: tokens that are good once, and the browsers in which someone of the office is signed in.

Of both only keyed hashes are kept: who reads the database signs in nowhere.
"""

from __future__ import annotations

import os
import secrets as randomness
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from sqlalchemy import Connection, delete, insert, select, update

from storage.secrets import Secrets
from storage.staff import Colleague
from storage.tables import sessions, sign_in_tokens, staff

Way: TypeAlias = Literal["browser", "chat"]
VALID_FOR = timedelta(minutes=10)
"""a token"""
IDLE = timedelta(minutes=30)
"""after which a session is over, if nothing is done"""
LONGEST = timedelta(hours=12)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32, none of which is taken for another (Crockford)"""
_NOTED_AFTER = timedelta(seconds=60)
"""how exactly it is known when something was done last"""


@dataclass(frozen=True, slots=True)
class Session:
    """Whose it is, and until when, if nothing more is done."""

    who: Colleague
    ends_at: datetime


def new_token() -> str:
    """256 random bits, as an address or a cookie takes them."""
    return randomness.token_urlsafe(32)


def new_code(letters: int) -> str:
    """Random letters and digits, to be typed by hand; each has five bits."""
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in os.urandom(letters))


# --- tokens ------------------------------------------------------------------------------------------


def offer(
    connection: Connection, secrets: Secrets, staff_id: int, way: Way, token: str, now: datetime
) -> None:
    """This token lets them in once, and no earlier one does that way."""
    mine = (sign_in_tokens.c.staff_id == staff_id) & (sign_in_tokens.c.way == way)
    connection.execute(delete(sign_in_tokens).where(mine | (sign_in_tokens.c.expires_at <= now)))
    values = {"staff_id": staff_id, "way": way, "expires_at": now + VALID_FOR}
    connection.execute(insert(sign_in_tokens).values(token_hash=_hash(secrets, way, token), **values))


def offered(connection: Connection, secrets: Secrets, way: Way, token: str, now: datetime) -> int | None:
    """Whom this token lets in (their id), and does not use it up; None: nobody."""
    query = select(sign_in_tokens.c.staff_id).where(
        sign_in_tokens.c.token_hash == _hash(secrets, way, token),
        sign_in_tokens.c.way == way,
        sign_in_tokens.c.expires_at > now,
    )
    return connection.scalar(query)


def use(connection: Connection, secrets: Secrets, way: Way, token: str, now: datetime) -> int | None:
    """Whom this token lets in (their id), this one time; None: it was used, is too old or none of ours."""
    mine = delete(sign_in_tokens).where(
        sign_in_tokens.c.token_hash == _hash(secrets, way, token),
        sign_in_tokens.c.way == way,
        sign_in_tokens.c.expires_at > now,
    )
    return connection.execute(mine.returning(sign_in_tokens.c.staff_id)).scalar()


def _hash(secrets: Secrets, way: Way, token: str) -> bytes:
    return secrets.hash(f"sign-in:{way}", token)


# --- sessions ----------------------------------------------------------------------------------------


def begin(
    connection: Connection, secrets: Secrets, id: str, staff_id: int, browser: str, now: datetime
) -> None:
    """They are signed in, in this browser; `id` is what its cookie holds."""
    over = (sessions.c.seen_at <= now - IDLE) | (sessions.c.since <= now - LONGEST)
    connection.execute(delete(sessions).where(over))
    values = {
        "id_hash": secrets.hash("session", id),
        "staff_id": staff_id,
        "browser_hash": secrets.hash("browser", browser),
        "since": now,
        "seen_at": now,
    }
    connection.execute(insert(sessions).values(values))


def find(connection: Connection, secrets: Secrets, id: str, browser: str, now: datetime) -> Session | None:
    """Whose session this is; None: nobody's, it is over, they left, or the browser is another one."""
    query = (
        select(
            staff.c.id,
            staff.c.name,
            staff.c.role,
            staff.c.person_id,
            staff.c.since,
            sessions.c.since.label("from_"),
            sessions.c.seen_at,
        )
        .join(staff, staff.c.id == sessions.c.staff_id)
        .where(
            sessions.c.id_hash == secrets.hash("session", id),
            sessions.c.browser_hash == secrets.hash("browser", browser),
            sessions.c.seen_at > now - IDLE,
            sessions.c.since > now - LONGEST,
            staff.c.ended_at.is_(None),
        )
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    return Session(Colleague(*row[:5]), min(row.seen_at + IDLE, row.from_ + LONGEST))


def is_to_note(session: Session, now: datetime) -> bool:
    """Was it noted so long ago that something was done that it is to be noted again?"""
    return session.ends_at < now + IDLE - _NOTED_AFTER


def note(connection: Connection, secrets: Secrets, id: str, now: datetime) -> None:
    """Something was done in it."""
    mine = sessions.c.id_hash == secrets.hash("session", id)
    connection.execute(update(sessions).where(mine).values(seen_at=now))


def end(connection: Connection, secrets: Secrets, id: str) -> None:
    """Signed out: the cookie opens nothing any more."""
    connection.execute(delete(sessions).where(sessions.c.id_hash == secrets.hash("session", id)))
