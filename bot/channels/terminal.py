"""The terminal: a line is what a person sends, and what is sent to them is printed.

    any line          is said
    /start [TOKEN]    opens a link
    /contact NUMBER   shares one's own number
    /photo FILE       shares a photo

Each person who chats has an account of their own, so that two who chat at once each get their own messages.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
from pathlib import Path
from typing import TextIO

from bot.channels import FetchError, Inbound, NewId, Outbound, Receipt, SendError, Then, read_button
from flows.types import Event, Lang, Media, Said, Shared, Started

LONGEST_NAME = 40


class Terminal:
    """One person at a keyboard. `as_json`: each message is one line `{"to", "text", "options"}`."""

    name = "terminal"
    text_limit = 1_000_000
    window = None
    caption_limit = 0

    def __init__(
        self, person: str, account: str, out: TextIO, *, as_json: bool = False, lang: Lang | None = None
    ) -> None:
        """`person`: what they are called; `account`: theirs alone, and stored as it is, so not their name.

        `lang`: what they are spoken to in when they are new.
        """
        self.person, self.account = person, account
        self._out, self._as_json, self._lang = out, as_json, lang
        self._printed = 0
        self.is_closed = False
        """nobody reads any more"""

    def raw(self, line: str, new_id: NewId) -> bytes:
        """A line as it is kept in the inbox."""
        return json.dumps({"id": new_id(), "line": line}).encode()

    def parse(self, raw: bytes, new_id: NewId) -> Inbound | None:
        """What a line says; None: it was not made by `raw`."""
        try:
            kept = json.loads(raw)
            provider_id, line = str(kept["id"]), str(kept["line"])
        except (ValueError, TypeError, KeyError):
            return None
        return Inbound(
            channel=self.name,
            account=self.account,
            provider_id=provider_id,
            kind="terminal_name",
            address=self.person,
            event=read_line(line, new_id()),
            raw=raw,
            name=self.person,
            lang=self._lang,
        )

    async def send(self, message: Outbound) -> Receipt:
        """Print one message; raises SendError when nobody reads any more."""
        if message.delete is not None:
            raise SendError("a terminal deletes nothing", Then.NEVER)
        show = _as_json if self._as_json else _as_text
        try:
            self._out.write(show(message))
            self._out.flush()
        except (OSError, ValueError) as error:
            self.is_closed = True
            raise SendError(f"the terminal is closed: {type(error).__name__}", Then.UNSURE) from error
        self._printed += 1
        return Receipt(str(self._printed))

    async def fetch(self, file: str, most: int) -> bytes:
        """A photo that was shared: the file of that name; raises FetchError."""
        return await asyncio.to_thread(_read_file, file, most)


def read_line(line: str, event_id: str) -> Event:
    """What a person means by a line."""
    command, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    match command, rest:
        case "/start", token:
            return Started(event_id, token or None)
        case "/contact", number if number:
            return Shared(event_id, "contact", number, own=True)
        case "/photo", file if file:
            return Shared(event_id, "photo", media=_media(file))
    return Said(event_id, line)


def _media(file: str) -> Media | None:
    """None: there is no such file."""
    try:
        path = Path(file)
        if not path.is_file():
            return None
        return Media(file, path.stat().st_size, mimetypes.guess_type(path.name)[0])
    except (OSError, ValueError):
        return None


def _read_file(file: str, most: int) -> bytes:
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(most + 1)
    except (OSError, ValueError) as error:
        raise FetchError(f"the file cannot be read: {type(error).__name__}", permanent=True) from error
    if len(content) > most:
        raise FetchError(f"larger than {most} bytes", permanent=True)
    return content


def _as_text(message: Outbound) -> str:
    return f"{_printable(message.text)}\n\n"


def _as_json(message: Outbound) -> str:
    taps = [(read_button(button.data), button.label) for button in message.buttons]
    options = [{"id": tap[3], "label": label} for tap, label in taps if tap]
    shown = {"to": message.address, "text": message.text, "options": options}
    return _printable(json.dumps(shown, ensure_ascii=False)) + "\n"


def _printable(text: str) -> str:
    """Halves of characters, which people can send and no terminal takes, are shown as "?"."""
    return text.encode("utf-8", "replace").decode()
