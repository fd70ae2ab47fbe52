"""Telegram: messages go out, and what people do there comes in, through `telegram.Bot` alone.

How updates are read is in `telegram_updates`, how they are asked for in `telegram_polling`, and how Telegram
is told to post them in `telegram_webhook`. Nothing here needs Telegram to be up when the service starts. One
Telegram belongs to one event loop.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

import structlog

from bot.channels import Button, FetchError, Inbound, NewId, Outbound, Receipt, Received, SendError, Then
from bot.channels.telegram_files import fetch_file
from bot.channels.telegram_pauses import PAUSES, stopped_within
from bot.channels.telegram_polling import Hold, OddAnswer, Take, keep_polling
from bot.channels.telegram_refusals import refusal
from bot.channels.telegram_updates import WANTED, load, read_update
from flows.types import Lang

if TYPE_CHECKING:  # a quarter of a second to import: only who opens a Telegram pays for it
    from telegram import Bot, InlineKeyboardMarkup, Message, ReplyKeyboardMarkup, ReplyKeyboardRemove
    from telegram.error import TelegramError

    from bot.channels.telegram_request import Request

TELEGRAM = "https://api.telegram.org"
log = structlog.get_logger(__name__)
_Answer = TypeVar("_Answer")


class Telegram:
    """The bot of one token. `api_url` is the root of a Bot API server, Telegram's own where it is None."""

    name = "telegram"
    text_limit = 4096
    caption_limit = 1024
    window = None

    def __init__(
        self,
        token: str,
        api_url: str | None = None,
        *,
        timeout: float = 10.0,
        poll_seconds: int = 30,
        pauses: Sequence[float] = PAUSES,
        standby: float = 5.0,
    ) -> None:
        """All in seconds: `timeout` of a request, `poll_seconds` that a question for updates waits, `pauses`
        after failures in a row, `standby` between two asks of `hold`.

        Raises ValueError where the token has not a token's form.
        """
        if not _TOKEN.fullmatch(token):
            raise ValueError("telegram.token does not look like 123456789:AA…; copy it from @BotFather")
        self.account = token.partition(":")[0]
        self._token = token
        self._root = (api_url or TELEGRAM).rstrip("/")
        self._timeout = timeout
        self.poll_seconds = poll_seconds
        self.pauses = tuple(pauses)
        self.standby = standby
        self._acknowledging: set[asyncio.Task[None]] = set()
        logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it writes the address, token and all

    def parse(self, raw: bytes, new_id: NewId) -> Received | None:
        """One update as it came; None: it concerns no one's conversation. Never raises on odd input."""
        return read_update(raw, self.account, new_id)

    # --- out ---

    async def send(self, message: Outbound) -> Receipt:
        """Send one message, or delete one of theirs (gone already, or too old, is done as well)."""
        chat = _chat_id(message.address)
        if message.delete is not None:
            return await self._delete(chat, message.delete)
        sent = await self.ask_bot(lambda bot: _put(bot, chat, message))
        return Receipt(str(sent.message_id))

    async def ask_bot(self, ask: Callable[[Bot], Awaitable[_Answer]]) -> _Answer:
        """What the library's bot answers; raises SendError."""
        from telegram.error import TelegramError

        try:
            return await ask(self._bot)
        except TelegramError as error:
            raise self._refusal(error) from error
        except _ODD as error:  # accepted, and told in a shape the library cannot read
            raise SendError(
                f"Telegram's answer was not understood: {type(error).__name__}", Then.UNSURE
            ) from error

    async def fetch(self, file: str, most: int) -> bytes:
        """A file that someone sent, by its `file_id`; raises FetchError."""
        root = f"{self._root}/file/bot{self._token}/"
        try:
            return await fetch_file(self._bot, root, file, most, self._timeout)
        except FetchError as error:
            raise FetchError(self.without_token(error.reason), permanent=error.permanent) from None

    async def _delete(self, chat: int, message: str) -> Receipt:
        from telegram.error import BadRequest

        if not (message.isascii() and message.isdigit()):
            raise SendError("not the id of a message", Then.NEVER)
        try:
            await self.ask_bot(lambda bot: bot.delete_message(chat, int(message)))
        except SendError as error:
            if isinstance(error.__cause__, BadRequest):  # not there any more, or older than 48 hours
                log.info("telegram message not deleted", because=error.reason)
                return Receipt(message)
            if error.then is Then.UNSURE:  # deleting twice does no harm
                error.then = Then.RETRY
            raise
        return Receipt(message)

    def acknowledge(self, inbounds: Iterable[Inbound]) -> None:
        """Tell Telegram, in the background, that these taps were heard, so that the buttons stop waiting."""
        for inbound in inbounds:
            if inbound.callback is not None and len(self._acknowledging) < MOST_ACKNOWLEDGED:
                task = asyncio.create_task(self._acknowledge(inbound.callback))
                self._acknowledging.add(task)
                task.add_done_callback(self._acknowledging.discard)

    async def _acknowledge(self, callback: str) -> None:
        from telegram.error import TelegramError

        try:
            await self._bot.answer_callback_query(callback)
        except (TelegramError, *_ODD) as error:  # "query is too old", or no connection: a spinner goes on
            log.debug("telegram tap not acknowledged", because=self.without_token(str(error)))

    async def set_commands(
        self, commands: Mapping[Lang, Mapping[str, str]], stop: asyncio.Event | None = None
    ) -> bool:
        """Show these commands (name: description) in private chats, the first language to all others as well.

        For the background: tries again while Telegram is away; False: given up, and logged.
        """
        from telegram.error import BadRequest, TelegramError

        for pause in self.pauses:
            try:
                await self._put_commands(commands)
            except (BadRequest, ValueError) as error:
                log.warning("telegram commands refused", because=self.without_token(str(error)))
                return False
            except TelegramError as error:
                log.info("telegram commands not set yet", because=self.without_token(error.message))
                if await stopped_within(pause, stop or asyncio.Event()):
                    return False
            else:
                return True
        log.warning("telegram commands not set: Telegram was away too long; they are set at the next start")
        return False

    async def _put_commands(self, commands: Mapping[Lang, Mapping[str, str]]) -> None:
        from telegram import BotCommandScopeAllPrivateChats

        scope = BotCommandScopeAllPrivateChats()
        first = next(iter(commands), None)
        for code in (None, *commands):
            described = commands.get(code or first or "id", {})
            await self._bot.set_my_commands(list(described.items()), scope=scope, language_code=code)

    async def learn_name(self, stop: asyncio.Event) -> str | None:
        """What the bot is called (without its @), for links; asks until Telegram tells. None: stopped before.

        For the background: Telegram may be away.
        """
        from telegram.error import TelegramError

        for pause in chain(self.pauses, repeat(self.pauses[-1])):
            try:
                return (await self._bot.get_me()).username
            except (TelegramError, *_ODD) as error:
                log.info("telegram name not learnt yet", because=self.without_token(str(error)))
            if await stopped_within(pause, stop):
                return None
        return None

    # --- in ---

    async def poll(self, take: Take, stop: asyncio.Event, new_id: NewId, hold: Hold | None = None) -> None:
        """Ask for updates and hand them to `take`, page by page and in order, until `stop` is set.

        When `take` raises, the same updates come again after a pause; so it is when Telegram is away.
        `stop` ends a question that waits at once, and lets a `take` that has begun finish. Without `hold`
        this is the only process that asks.
        """
        await keep_polling(self, take, stop, new_id, hold)

    async def ask(self, after: int | None) -> list[Any]:
        """One long poll: the next updates, as objects. Telegram forgets those before number `after`.

        By GET and raw: the library's own get_updates makes objects of a page and drops the page when one of
        them has a shape it does not know. Raises TelegramError and OddAnswer.
        """
        question: dict[str, str | int] = {
            "timeout": self.poll_seconds,
            "limit": PAGE,
            "allowed_updates": json.dumps(WANTED),
        }
        if after is not None:
            question["offset"] = after
        url = f"{self._root}/bot{self._token}/getUpdates?{urlencode(question)}"
        answer = load(await self._polling.retrieve(url, read_timeout=self.poll_seconds + self._timeout))
        page = answer.get("result") if isinstance(answer, dict) else None
        if not isinstance(page, list):
            raise OddAnswer("an answer to getUpdates without a list of updates")
        return page

    # --- connections ---

    async def close(self) -> None:
        """Let the acknowledgements that are under way end (a second at most), and close the connections."""
        if self._acknowledging:
            await asyncio.wait(self._acknowledging, timeout=1.0)
        for task in tuple(self._acknowledging):
            task.cancel()
        for name in ("_sending", "_polling"):
            if name in self.__dict__:
                await self.__dict__.pop(name).shutdown()
        self.__dict__.pop("_bot", None)

    @cached_property
    def _bot(self) -> Bot:
        """Not initialised, which would ask Telegram who it is and fail while Telegram is away."""
        from telegram import Bot

        return Bot(
            self._token,
            base_url=f"{self._root}/bot",
            base_file_url=f"{self._root}/file/bot",
            request=self._sending,
            get_updates_request=self._polling,
        )

    @cached_property
    def _sending(self) -> Request:
        return self._connections(256)

    @cached_property
    def _polling(self) -> Request:
        return self._connections(1)

    def _connections(self, most: int) -> Request:
        from bot.channels.telegram_request import Request

        return Request(most, self._timeout)

    def _refusal(self, error: TelegramError) -> SendError:
        return refusal(error, self.without_token(error.message)[:300])

    def without_token(self, text: str) -> str:
        """`text` for a log line: the token opens the bot to whoever reads it."""
        return text.replace(self._token, "…")


_ODD = (TypeError, KeyError, ValueError, AttributeError)
"""what the library raises where an answer has another shape than it expects"""
MOST_ACKNOWLEDGED = 200  # at a time
PAGE = 100  # the most that Telegram gives at once
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]+")


# --- what a message looks like -----------------------------------------------------------------------


async def _put(bot: Bot, chat: int, message: Outbound) -> Message:
    from telegram import LinkPreviewOptions

    if message.picture is None:
        return await bot.send_message(
            chat,
            message.text,
            reply_markup=_markup(message),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
    return await bot.send_photo(
        chat,
        message.picture.png,
        caption=message.text or None,
        reply_markup=_markup(message),
        filename="sertakan.png",
    )


def _markup(message: Outbound) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove:
    """The keys of a message. One message has one kind of keyboard:

    - with a contact button, keys below the chat, because only those can share a contact; the other buttons
      are keys there as well, and send their label, which is heard like a tap;
    - else buttons under the message;
    - else none, and the keys below the chat go, should any be left from before.
    """
    from telegram import (
        InlineKeyboardButton,
        InlineKeyboardMarkup,
        KeyboardButton,
        ReplyKeyboardMarkup,
        ReplyKeyboardRemove,
    )

    rows = _rows(message.buttons)
    if message.contact_button is not None:
        share = [KeyboardButton(message.contact_button, request_contact=True)]
        keys = [[KeyboardButton(button.label) for button in row] for row in rows]
        return ReplyKeyboardMarkup([share, *keys], resize_keyboard=True, one_time_keyboard=True)
    if rows:
        return InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(button.label, callback_data=button.data) for button in row]
                for row in rows
            ]
        )
    return ReplyKeyboardRemove()


def _rows(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    """A button a row, two where all labels are short: that is what fits a small phone without being cut."""
    wide = 2 if all(len(button.label) <= SHORT_LABEL for button in buttons) else 1
    return [buttons[start : start + wide] for start in range(0, len(buttons), wide)]


SHORT_LABEL = 14


def _chat_id(address: str) -> int:
    if not re.fullmatch(r"-?\d{1,19}", address, re.ASCII):
        raise SendError("not the id of a chat", Then.GONE)
    return int(address)
