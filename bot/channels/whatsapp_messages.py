"""What a message looks like on WhatsApp: the fields Twilio is given for it.

Buttons and lists exist only as contents, made once at Twilio for every number of options (`buttons_1` to
`buttons_3`, `list_1` to `list_10`): {{1}} is the text, {{2}} and {{3}} the first option's title and id, and
so on. The text has the options numbered in any case, so that without them nothing is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

from bot.channels import Button, Outbound, SendError, Template, Then
from flows.types import Lang

Fields: TypeAlias = Mapping[str, object]
"""arguments of the client's `create`"""


class Book(Protocol):
    """Knows the contents that were made at Twilio."""

    def session(self, name: str, lang: Lang) -> str | None:
        """The sid of "buttons_2" or "list_10", in this language; None: it was not made."""


MOST_BODY = 1024  # under a content: https://www.twilio.com/docs/content/twilio-quick-reply
MOST_BUTTONS, MOST_TITLE = 3, 20
MOST_ITEMS, MOST_ITEM = 10, 24  # https://www.twilio.com/docs/content/twilio-list-picker
MOST_ID = 200


def ways(message: Outbound, book: Book, picture_link: Callable[[Outbound], str]) -> list[Fields]:
    """The ways to send it, best first; each of the others is for when the content before it is refused."""
    if message.template is not None:
        return [_content(message.template.sid, _template_variables(message.template))]
    if message.picture is not None:
        link: Fields = {"media_url": [picture_link(message)]}
        return [{**link, "body": message.text} if message.text else link]
    plain: Fields = {"body": message.text}
    name = content_name(message.text, message.buttons)
    sid = book.session(name, message.lang) if name else None
    if sid is None:
        return [plain]
    return [_content(sid, _option_variables(message.text, message.buttons)), plain]


def content_name(text: str, options: Sequence[Button]) -> str | None:
    """Which content shows a text and its options; None: they are only to be read."""
    labels = [one_line(option.label) for option in options]
    fits = (
        0 < len(options) <= MOST_ITEMS
        and 0 < size(text) <= MOST_BODY
        and all(option.label.strip() for option in options)
        and len(set(labels)) == len(labels) == len({option.data for option in options})
        and all(0 < size(option.data) <= MOST_ID for option in options)
    )
    widest = max(map(size, labels), default=0)
    if not fits or widest > MOST_ITEM:
        return None
    if len(options) <= MOST_BUTTONS and widest <= MOST_TITLE:
        return f"buttons_{len(options)}"
    return f"list_{len(options)}"


def to_whatsapp(address: str) -> str:
    """The address as Twilio writes it; raises SendError where it is neither a number nor a person's id."""
    if not _ADDRESS.fullmatch(address):
        raise SendError("not an address of WhatsApp", Then.GONE)
    return f"whatsapp:{address}"


_ADDRESS = re.compile(r"\+[1-9][0-9]{5,14}|[A-Z]{2}\.[A-Za-z0-9.]{1,136}")


def one_line(value: str) -> str:
    """A value that a template takes: no line breaks, no tabs, no more than four spaces in a row, not empty.

    https://developers.facebook.com/docs/whatsapp/message-templates/guidelines
    """
    return re.sub(r" {5,}", "    ", re.sub(r"\s*[\r\n\t\v\f\x85\u2028\u2029]\s*", " ", value)).strip() or "-"


def size(text: str) -> int:
    """Characters as WhatsApp counts them: in UTF-16, so that an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def same_text(text: str) -> str:
    """What two writings of one text have in common: white space is not kept everywhere on the way."""
    return " ".join(text.split())


def _content(sid: str, variables: Mapping[str, str]) -> Fields:
    return {"content_sid": sid, "content_variables": json.dumps(variables, ensure_ascii=False)}


def _template_variables(template: Template) -> Mapping[str, str]:
    return {place: one_line(value) for place, value in template.variables.items()}


def _option_variables(text: str, options: Sequence[Button]) -> Mapping[str, str]:
    variables = {"1": text}
    for number, option in enumerate(options, 1):
        variables[str(2 * number)] = one_line(option.label)
        variables[str(2 * number + 1)] = option.data
    return variables
