"""The pages of the console, in the order of the menu."""

from __future__ import annotations

from bot.console.app import Page
from bot.console.pages import beranda, jejak, masalah, orang, pembayaran, pendaftaran, seorang

PAGES: tuple[Page, ...] = (
    beranda.PAGE, orang.PAGE, seorang.PAGE, pendaftaran.PAGE, pembayaran.PAGE, masalah.PAGE, jejak.PAGE,
)  # fmt: skip
