"""What people are told without having asked: notices into the outbox, once each.

They go out behind replies: an import of thousands must not make anyone wait who just wrote. (What may or may
not have been accepted is never sent again then; KARTU and BAYAR bring it at any time.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from bot.writer import Priority
from flows import notices
from flows.notices import Notice
from flows.stored import dump_message
from flows.types import Nomination
from storage import Secrets, tasks, turns
from storage.tasks import NewTask
from storage.turns import Outgoing


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice to a person; the same key goes out once."""

    key: str
    person_id: int
    notice: Notice
    purpose: Literal["confirmation", "reminder"] = "confirmation"
    expires_at: datetime | None = None
    """from then on it is not sent any more; None: as its purpose has it"""


def tell(connection: Connection, secrets: Secrets, letters: Iterable[Letter], now: datetime) -> None:
    """Put letters into the outbox; the address is chosen when they are sent. An empty notice is none."""
    outgoing = [
        Outgoing(
            key=letter.key,
            person_id=letter.person_id,
            reply_to=None,
            channel=None,
            account=None,
            body=dump_message(letter.notice.says, None, letter.notice.picture),
            priority=int(Priority.NUDGE),
            purpose=letter.purpose,
            expires_at=letter.expires_at,
        )
        for letter in letters
        if letter.notice.says
    ]
    turns.add_outgoing(connection, secrets, outgoing, now)


@dataclass(frozen=True, slots=True)
class ForOffice:
    """Something that needs a hand of the office, and what its message says of it."""

    task: NewTask
    nomination: Nomination | None = None
    args: tuple[tuple[str, Any], ...] = ()


def hand_to_office(
    connection: Connection,
    secrets: Secrets,
    given: Sequence[ForOffice],
    now: datetime,
    *,
    with_message: bool = True,
) -> None:
    """Put it into the office's list; and into a message to each of its staff, where it is new."""
    new = {task.key for task in tasks.add(connection, [one.task for one in given], now)}
    if not (new and with_message):
        return
    staff = tasks.staff(connection)
    letters = [
        Letter(
            f"task:{one.task.key}:{person}"[:120],
            person,
            notices.staff(one.task.kind, one.nomination, **dict(one.args)),
        )
        for one in given
        if one.task.key in new
        for person in staff
    ]
    tell(connection, secrets, letters, now)
