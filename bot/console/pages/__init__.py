"""The pages of the console, in the order of the menu."""

from __future__ import annotations

from bot.console.app import Page
from bot.console.pages import beranda, jejak

PAGES: tuple[Page, ...] = (beranda.PAGE, jejak.PAGE)
