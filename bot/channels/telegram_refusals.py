"""What Telegram refuses, and what is to be done then: one table, read from the top.

The library tells refusals as kinds of TelegramError. Its BadRequest and TimedOut are kinds of NetworkError,
and what became of a request without an answer is only told by the error's cause: `_kind` sorts that out.

The words are those of a Bot API server (https://github.com/tdlib/telegram-bot-api, Client.cpp), the statuses
those of https://core.telegram.org/bots/api#making-requests; Telegram promises no list of errors.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.channels import SendError, Then

if TYPE_CHECKING:
    from telegram.error import TelegramError

UNSENT, UNANSWERED, UNREAD = "it never left", "no answer came", "the answer was not understood"

REFUSALS: tuple[tuple[str, str, Then], ...] = (
    # 429, with the seconds to wait; so long this bot is heard by no method at all
    ("RetryAfter", "", Then.WAIT),
    # 400 with migrate_to_chat_id: https://core.telegram.org/bots/api#responseparameters
    ("ChatMigrated", "", Then.MOVED),
    # 401, and 404 to an address without a known token: nothing is wrong with the message
    ("InvalidToken", "", Then.ALARM),
    # 403 to a person: blocked, deleted, never pressed Start, or a bot; to a group: thrown out of it
    ("Forbidden", "bot was blocked by the user|user is deactivated", Then.GONE),
    ("Forbidden", "can't initiate conversation|can't send messages to", Then.GONE),
    ("Forbidden", "bot was kicked|bot is not a (member|participant)|chat was deleted", Then.GONE),
    ("Forbidden", "", Then.NEVER),
    # 400 about whom it is for
    ("BadRequest", "chat not found|user not found|peer_id_invalid|user_is_(blocked|bot)", Then.GONE),
    ("BadRequest", "input_user_deactivated|user is deactivated", Then.GONE),
    # 400 after logOut, until the bot is logged in at this server
    ("BadRequest", "logged out", Then.ALARM),
    # 400 about the message: too long, a button without data, a picture that is none
    ("BadRequest", "", Then.NEVER),
    # 409 is of getUpdates and webhooks; a message that gets it was not taken
    ("Conflict", "", Then.RETRY),
    # 429 by something between us, which tells no seconds
    ("NetworkError", r"too many requests|\(429\)", Then.WAIT),
    ("NetworkError", r"request entity too large|\(413\)", Then.NEVER),
    # 504: who stands before the server waited in vain; the server may have done it
    ("NetworkError", r"gateway time-?out|\(504\)", Then.UNSURE),
    (
        "NetworkError",
        "internal server error",
        Then.UNSURE,
    ),  # 500: in the middle of it, perhaps after it was taken
    # 502, 503: nobody stands behind the proxy
    ("NetworkError", "", Then.RETRY),
    (UNSENT, "", Then.RETRY),
    # no key tells Telegram that a second time is the same message
    (UNANSWERED, "", Then.UNSURE),
    (UNREAD, "", Then.UNSURE),
)
"""The kind of an error, what is found in its words, and what then; the first that fits."""

WRONG_TOKEN_SECONDS = 60.0
UNTOLD_SECONDS = 30.0


def refusal(error: TelegramError, reason: str) -> SendError:
    """The library's error in the terms of a sender; `reason` is what the log may say of it."""
    kind, said = _kind(error), error.message.lower()
    then = next(then for wanted, words, then in REFUSALS if wanted == kind and re.search(words, said))
    match then:
        case Then.WAIT:
            return SendError(reason, then, retry_after=seconds_to_wait(error))
        case Then.ALARM:
            return SendError(reason, then, retry_after=WRONG_TOKEN_SECONDS)
        case Then.MOVED:
            return SendError(reason, then, moved_to=str(getattr(error, "new_chat_id", "")))
        case _:
            return SendError(reason, then)


def seconds_to_wait(error: TelegramError) -> float:
    """What RetryAfter asks for: an int or, by a setting of the library, a timedelta."""
    wait = getattr(
        error, "_retry_after", None
    )  # the public name warns, and its type depends on the environment
    return float(wait.total_seconds()) if wait is not None else UNTOLD_SECONDS


def _kind(error: TelegramError) -> str:
    """The name of the first class above that the table knows, or what became of the request."""
    from telegram.error import BadRequest, NetworkError

    known = {kind for kind, _, _ in REFUSALS}
    name = next((kind.__name__ for kind in type(error).__mro__ if kind.__name__ in known), UNREAD)
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return _without_answer(error) or name
    return name


def _without_answer(error: TelegramError) -> str | None:
    """None: there was an answer, which is a status that refuses."""
    from telegram.error import TelegramError

    from bot.channels.telegram_request import NEVER_LEFT

    cause = error.__cause__
    if cause is None or isinstance(cause, TelegramError):
        return None
    return UNSENT if isinstance(cause, NEVER_LEFT) else UNANSWERED
