"""The same conversation in python-telegram-bot's ConversationHandler, from the same bytes.

The handlers use this project's own readers and prices, so that only the framework differs. Nothing touches
the network: a reply goes through `telegram.Bot` to a request that answers at once, and `silent` handlers do
not reply at all. Replies offer the same options as buttons; keyboards that do not vary are made once. Nothing
is kept, unless pickled: then all is written after every update, once, and not flushed to the disk.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest, RequestData

from bench.people import TOKEN
from flows.answers import Choices, months, person_name, yes_or_no
from flows.rules.jobs import JOBS, sector_of
from flows.rules.money import read_rupiah, show_rupiah
from flows.rules.nik import read_nik
from flows.rules.phone import read_mobile
from flows.rules.tariff import quote
from flows.types import Invalid

Context: TypeAlias = ContextTypes.DEFAULT_TYPE
MENU, NOTICE, JOB, NAME, NIK, PHONE, INCOME, MONTHS, REVIEW = range(9)


def _keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)] for label in labels])


_MENU = Choices((("nominate", ("Daftarkan pekerja",)), ("workers", ("Pekerja saya",))))
_JOBS = Choices(tuple((job, (job.replace("_", " "),)) for job in JOBS))
_MENU_KEYS = _keyboard("Daftarkan pekerja", "Pekerja saya", "Tanya jawab", "Pengaturan", "Petugas")
_NOTICE_KEYS = _keyboard("Setuju", "Tidak setuju")
_JOB_KEYS = _keyboard(*(job.replace("_", " ") for job in JOBS))
_PHONE_KEYS = _keyboard("Tidak punya HP")
_REVIEW_KEYS = _keyboard("Benar, kirim", "Ubah", "Berhenti dulu")
_JKK_JKM = frozenset({"jkk", "jkm"})


class Peer:
    """An Application without network."""

    def __init__(self, *, silent: bool = False, pickle: Path | None = None) -> None:
        persistence = None
        if pickle:
            store = PersistenceInput(bot_data=False, chat_data=False, callback_data=False)
            persistence = PicklePersistence(pickle, store_data=store, on_flush=True)
        builder = Application.builder().token(TOKEN).updater(None)
        builder = builder.request(AtOnce()).get_updates_request(AtOnce())
        self._application = (builder.persistence(persistence) if persistence else builder).build()
        self._application.add_handler(_conversation(_Steps(silent), persistent=persistence is not None))
        self._persistence = persistence
        self.ended = 0

    async def start(self) -> None:
        await self._application.initialize()

    async def take_all(self, raw: Sequence[bytes], *, flush: bool = False) -> float:
        """One update after another, as Application does by default; turns a second."""
        application, persistence = self._application, self._persistence
        start = time.perf_counter()
        for one in raw:
            await application.process_update(Update.de_json(json.loads(one), application.bot))
            if flush and persistence:
                await application.update_persistence()
                await persistence.flush()
        return len(raw) / (time.perf_counter() - start)

    def nominations(self) -> int:
        """Confirmed ones, to see that the conversations were had."""
        return sum(bool(data.get("confirmed")) for data in self._application.user_data.values())

    async def close(self) -> None:
        await self._application.shutdown()


class AtOnce(BaseRequest):
    """Answers every request at once with what Telegram would: no socket, no wait."""

    _me = b'{"ok":true,"result":{"id":123456789,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}'
    _sent = (
        b'{"ok":true,"result":{"message_id":7,"date":1795300000,"text":"ok",'
        b'"chat":{"id":700000000,"type":"private","first_name":"Peserta"}}}'
    )

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        if request_data is not None:
            _ = request_data.json_parameters  # what any request would have to make of it
        return 200, self._me if url.endswith("getMe") else self._sent


class _Steps:
    """A handler for each step: reads the answer, keeps it in `user_data`, asks the next."""

    def __init__(self, silent: bool) -> None:
        self._silent = silent

    async def start(self, update: Update, context: Context) -> int:
        await self._reply(update, "Halo! 1. Daftarkan pekerja 2. Pekerja saya", _MENU_KEYS)
        return MENU

    async def menu(self, update: Update, context: Context) -> int:
        if _MENU.hear(_text(update)) != "nominate":
            return await self._again(update, MENU)
        await self._reply(update, "Sebelum mulai, mohon dibaca dulu … Setuju?", _NOTICE_KEYS)
        return NOTICE

    async def notice(self, update: Update, context: Context) -> int:
        if yes_or_no(_text(update)) is not True:
            return await self._again(update, NOTICE)
        _data(context)["agreed"] = True
        await self._reply(update, "Siapa yang mau Anda daftarkan? Pilih pekerjaannya.", _JOB_KEYS)
        return JOB

    async def job(self, update: Update, context: Context) -> int:
        return await self._keep(update, context, "job", _JOBS.hear, JOB, "Siapa namanya, sesuai KTP?")

    async def name(self, update: Update, context: Context) -> int:
        return await self._keep(update, context, "name", person_name, NAME, "Berapa NIK-nya? 16 angka.")

    async def nik(self, update: Update, context: Context) -> int:
        message = update.effective_message
        assert message
        today = message.date.date()
        return await self._keep(
            update,
            context,
            "nik",
            lambda text: read_nik(text, today),
            NIK,
            "Berapa nomor HP-nya?",
            _PHONE_KEYS,
        )

    async def phone(self, update: Update, context: Context) -> int:
        return await self._keep(
            update, context, "phone", read_mobile, PHONE, "Berapa penghasilannya sebulan?"
        )

    async def income(self, update: Update, context: Context) -> int:
        income, data = read_rupiah(_text(update)), _data(context)
        if isinstance(income, Invalid):
            return await self._again(update, INCOME)
        data["income"] = income
        prices = {months: _price(data, months) for months in (1, 3, 6, 12)}
        keys = _keyboard(*(f"{months} bulan: {show_rupiah(price)}" for months, price in prices.items()))
        await self._reply(update, "Mau bayar berapa bulan?", keys)
        return MONTHS

    async def months(self, update: Update, context: Context) -> int:
        said, data = months(_text(update)), _data(context)
        if isinstance(said, Invalid):
            return await self._again(update, MONTHS)
        data["months"], data["amount"] = said, _price(data, said)
        shown = "\n".join(f"{name}: {value}" for name, value in data.items())
        await self._reply(update, f"Mohon diperiksa:\n{shown}\nSudah benar?", _REVIEW_KEYS)
        return REVIEW

    async def review(self, update: Update, context: Context) -> int:
        if yes_or_no(_text(update)) is not True:
            return await self._again(update, REVIEW)
        _data(context)["confirmed"] = True
        await self._reply(update, "Terima kasih! Nominasi tersimpan.")
        return ConversationHandler.END

    async def _keep(
        self,
        update: Update,
        context: Context,
        name: str,
        read: Callable[[str], Any],
        step: int,
        then: str,
        keys: InlineKeyboardMarkup | None = None,
    ) -> int:
        value = read(_text(update))
        if isinstance(value, Invalid):
            return await self._again(update, step)
        _data(context)[name] = value
        await self._reply(update, then, keys)
        return step + 1

    async def _again(self, update: Update, step: int) -> int:
        await self._reply(update, "Maaf, belum jelas.")
        return step

    async def _reply(self, update: Update, text: str, keys: InlineKeyboardMarkup | None = None) -> None:
        message = update.effective_message
        if message and not self._silent:
            await message.reply_text(text, reply_markup=keys)


def _conversation(steps: _Steps, *, persistent: bool) -> ConversationHandler[Context]:
    handlers = (
        steps.menu, steps.notice, steps.job, steps.name, steps.nik,
        steps.phone, steps.income, steps.months, steps.review,
    )  # fmt: skip
    words = filters.TEXT & ~filters.COMMAND
    return ConversationHandler(
        entry_points=[CommandHandler("start", steps.start)],
        states={step: [MessageHandler(words, handler)] for step, handler in enumerate(handlers)},
        fallbacks=[],
        name="nominate" if persistent else None,
        persistent=persistent,
    )


def _price(data: dict[Any, Any], months: int) -> int:
    return quote(data["income"], sector_of(data["job"]), _JKK_JKM, "2026-12", months).total


def _text(update: Update) -> str:
    return (update.effective_message and update.effective_message.text) or ""


def _data(context: Context) -> dict[Any, Any]:
    assert context.user_data is not None
    return context.user_data
