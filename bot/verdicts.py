"""What is done about a message that was not accepted: one answer for each `Then`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import assert_never

from bot.channels import SendError, Then
from bot.drafts import NO_TEMPLATE, Draft
from storage.outcomes import (
    Dead,
    Gone,
    Moved,
    NeedsTemplate,
    Outcome,
    PartSent,
    Sent,
    Stopped,
    Tomorrow,
    TryLater,
    Uncertain,
    Withheld,
)

MAX_ATTEMPTS = 300
"""with at most five minutes between them: about a day"""
LONGEST_PAUSE = 200.0
_USUAL_PAUSE = 60.0
"""what a SendError has where the platform asks for nothing"""


def judge(draft: Draft, error: SendError, now: datetime, random: Callable[[], float]) -> Outcome:
    """What becomes of the message; `random` gives 0 to 1."""
    row = draft.row
    match error.then:
        case Then.WAIT | Then.ALARM:
            at = now + timedelta(seconds=error.retry_after)
            return TryLater(row.id, at, error.reason, is_accounts=True)
        case Then.RETRY:
            if row.attempts + 1 >= MAX_ATTEMPTS:
                return Dead(row.id, f"gave up after {MAX_ATTEMPTS} attempts: {error.reason}")
            asked = error.retry_after if error.retry_after > _USUAL_PAUSE else 0.0
            at = max(later(row.attempts, now, random), now + timedelta(seconds=asked))
            return TryLater(row.id, at, error.reason)
        case Then.UNSURE:
            return Uncertain(row.id, later(row.attempts, now, random), error.reason)
        case Then.TEMPLATE if draft.template is not None:
            why = f"{NO_TEMPLATE}: {error.reason}"
            return Withheld(row.id, "no_template", why, row.address_id, row.wrote_at)
        case Then.TEMPLATE:
            return NeedsTemplate(row.id, error.reason, row.address_id)
        case Then.TOMORROW:
            return Tomorrow(row.id, error.reason)
        case Then.MOVED if error.moved_to and error.moved_to != draft.message.address:
            return Moved(row.id, row.address_id, error.moved_to)
        case Then.GONE:
            return Gone(row.id, row.address_id, error.reason)
        case Then.STOPPED:
            return Stopped(row.id, row.address_id, error.reason)
        case Then.NEVER | Then.MOVED:
            return Dead(row.id, error.reason)
        case _:
            assert_never(error.then)


def later(attempts: int, now: datetime, random: Callable[[], float]) -> datetime:
    """1 s, 2 s, 4 s … up to five minutes, each half as long to half as long again by chance."""
    seconds = min(2.0 ** min(attempts, 16), LONGEST_PAUSE) * (0.5 + random())
    return now + timedelta(seconds=seconds)


def word_for(outcome: Outcome) -> str | None:
    """One of the words under which messages are counted (bot/metrics.py); None: it is still on its way."""
    match outcome:
        case PartSent():
            return None
        case Sent():
            return "sent"
        case TryLater() | Tomorrow():
            return "later"
        case Gone() | Stopped():
            return "gone"
        case NeedsTemplate() | Withheld():
            return "withheld"
        case Moved():
            return "moved"
        case Uncertain():
            return "uncertain"
        case Dead():
            return "dead"
        case _:
            assert_never(outcome)
