"""The channels that the settings open: Telegram with a token, WhatsApp with an account of Twilio's."""

from __future__ import annotations

from dataclasses import dataclass

from bot.app import App, CannotStart
from bot.channels import Channel
from bot.channels.contents import Book
from bot.channels.telegram import Telegram
from bot.channels.whatsapp import WhatsApp
from bot.web.pictures import picture_link


@dataclass(frozen=True)
class Doors:
    """What is open; close it. `book`: the contents that WhatsApp may send now, kept in memory."""

    telegram: Telegram | None = None
    whatsapp: WhatsApp | None = None
    book: Book | None = None

    @property
    def channels(self) -> list[Channel]:
        return [channel for channel in (self.telegram, self.whatsapp) if channel is not None]

    async def close(self) -> None:
        if self.telegram is not None:
            await self.telegram.close()
        if self.whatsapp is not None:
            await self.whatsapp.close()


def open_doors(app: App) -> Doors:
    """Raises CannotStart where the settings name no channel."""
    settings = app.settings
    if not settings.has_channel:
        raise CannotStart(
            "neither telegram.token nor whatsapp.account_sid is set; "
            "without one of them there is only the demo (sertakan serve --demo)"
        )
    token = settings.telegram.token
    telegram = Telegram(token.get_secret_value(), settings.telegram.api_url) if token else None
    book = Book(settings.whatsapp.from_) if settings.whatsapp.from_ else None
    return Doors(telegram, _whatsapp(app, book) if book else None, book)


def _whatsapp(app: App, book: Book) -> WhatsApp | None:
    """The settings give all of it or nothing."""
    whatsapp, public_url = app.settings.whatsapp, app.settings.server.public_url
    if not (whatsapp.account_sid and whatsapp.auth_token and whatsapp.from_ and public_url):
        return None
    return WhatsApp(
        whatsapp.account_sid,
        whatsapp.auth_token.get_secret_value(),
        whatsapp.from_,
        book,
        api_url=whatsapp.api_url,
        content_url=whatsapp.content_url,
        public_url=public_url,
        picture_link=picture_link(app),
    )
