"""What Twilio and WhatsApp answer to a message, as a table: one for what is refused at once and for what a
status callback tells later.

The numbers: https://www.twilio.com/docs/api/errors. What is done about those of WhatsApp follows the practice
of https://github.com/nyaruka/courier (handlers/twiml). A number that is not here speaks of the one message it
came with, so that nothing new can silence an account or give up a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.channels import SendError, Then

ANSWERS: Mapping[int, Then] = {
    # the account asks too fast; not processed
    20429: Then.WAIT,
    # the provider's own trouble, full queues, rates: the same message again
    14107: Then.RETRY,  # too many messages a second from this sender
    20500: Then.UNSURE,  # an error in the middle of it: perhaps after it was taken
    20503: Then.RETRY,
    30001: Then.RETRY,  # queue overflow
    63009: Then.RETRY,  # an error of the channel's provider, and the next two
    63010: Then.RETRY,
    63012: Then.RETRY,
    63017: Then.RETRY,  # messages a second of the whole account
    63018: Then.RETRY,  # too many to this person, or to new people in 24 hours: after an hour (`_PAUSES`)
    # the 24 hours since they wrote are over
    63016: Then.TEMPLATE,
    # this message is wrong, or its template or content is
    21602: Then.NEVER,  # no body
    21617: Then.NEVER,  # longer than 1,600 characters
    21620: Then.NEVER,  # the address of a picture is none
    21655: Then.NEVER,  # no such content
    21656: Then.NEVER,  # variables that do not fit the content
    21703: Then.NEVER,  # the messaging service has no sender, and the next: there is none
    21705: Then.NEVER,
    63005: Then.NEVER,
    63021: Then.NEVER,
    63027: Then.NEVER,
    63028: Then.NEVER,
    63030: Then.NEVER,
    63040: Then.NEVER,
    63041: Then.NEVER,  # the template is paused
    # this address takes no messages
    21211: Then.GONE,  # not a number
    21614: Then.GONE,
    63003: Then.GONE,  # nobody on WhatsApp has it
    63014: Then.GONE,  # blocked by the person, and 63033
    63015: Then.GONE,  # a sandbox they have not joined
    63024: Then.GONE,  # not a recipient
    63031: Then.GONE,  # our own number
    63033: Then.GONE,
    # they told the platform that they want no more
    21610: Then.STOPPED,
    # not for this person today; at once again makes it worse
    63019: Then.TOMORROW,  # the media could not be had
    63032: Then.TOMORROW,  # an experiment or a limitation of WhatsApp's own
    63049: Then.TOMORROW,  # WhatsApp chose not to deliver one more campaign message (131049 of Meta)
    # nothing will go before someone puts it right
    20003: Then.ALARM,  # the token
    20005: Then.ALARM,  # the account is not active
    20006: Then.ALARM,  # no access
    20008: Then.ALARM,  # credentials for tests
    20404: Then.ALARM,  # there is no such account
    21212: Then.ALARM,  # our number, and 21606
    21606: Then.ALARM,
    30002: Then.ALARM,  # suspended
    63001: Then.ALARM,
    63007: Then.ALARM,  # our number is no WhatsApp sender
    63008: Then.ALARM,
    63013: Then.ALARM,  # against a policy
    63020: Then.ALARM,
    63022: Then.ALARM,
    63062: Then.ALARM,  # the terms of campaign messages are not accepted
    63112: Then.ALARM,  # the WhatsApp account is disabled or limited
}

REFUSED_CONTENT = frozenset({21655, 21656, 63005, 63021, 63027, 63028, 63040, 63041})
"""The content was refused and not the message: the same text without it may go."""


def then_of(code: int | None, status: int | None) -> Then:
    """What is to be done about error `code` (None: it has none); `status` is None where it is told later."""
    if code is not None and code in ANSWERS:
        return ANSWERS[code]
    match status:
        case 429:
            return Then.WAIT
        case 401 | 407:
            return Then.ALARM
        case 403 if code is None:  # not Twilio's own words: whatever stands between us lets nothing through
            return Then.ALARM
        case 408 | 502 | 503:
            return Then.RETRY
        case None:
            return Then.NEVER
        case _:  # 504, or an answer to a message that was taken and cannot be read
            return Then.NEVER if 300 <= status < 500 else Then.UNSURE


def refusal(
    status: int | None, code: int | None, said: str = "", retry_after: str | None = None
) -> SendError:
    """An answer of Twilio's in the terms of a sender; `retry_after` as the header has it."""
    then = then_of(code, status)
    words = without_people(said)
    reason = f"Twilio answers {code or status}" + (f": {words}" if words else "")
    asked = _seconds(retry_after)
    pause = _PAUSES.get(code or 0, DEFAULT_WAIT if then is Then.WAIT else WRONG_ACCOUNT)
    return SendError(reason, then, retry_after=pause if asked is None else asked, code=code)


DEFAULT_WAIT = 5.0
"""seconds after 429 where Twilio names none"""
WRONG_ACCOUNT = 60.0
LONGEST_WAIT = 3600.0
_PAUSES = {63018: 3600.0}
"""it may be the limit of 24 hours, of which seconds mend nothing"""


def without_people(said: str) -> str:
    """Twilio's words without whom they are about: it repeats addresses in them."""
    return _PEOPLE.sub("…", said)[:200]


_PEOPLE = re.compile(r"whatsapp:\S+|\b[A-Z]{2}\.[A-Za-z0-9.]+|\+?\d(?:[ .()-]?\d){6,}|https?://\S+")


def _seconds(header: str | None) -> float | None:
    """`Retry-After` in seconds; None: it tells none (a date, which HTTP allows, is nothing Twilio sends)."""
    if header is None or not re.fullmatch(r"\s*[0-9]{1,9}(\.[0-9]+)?\s*", header, re.ASCII):
        return None
    return min(float(header), LONGEST_WAIT)
