"""The demo's page: three phones and the office's desk; every tab that is open shows the same."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from importlib import resources

import structlog
from fastapi import FastAPI, Request, Response
from nicegui import Client, ui

from bot.channels.simulator import PHOTOS
from bot.console.demo import OWNERS, WORKER, Demo
from bot.console.elements import tag
from bot.console.panel import Desk
from bot.console.phones import PhoneView
from bot.console.words import Words
from bot.office import CannotBeDone
from bot.web.card_page import read_token
from flows.types import Lang

SCREENS = (*(owner.address for owner in OWNERS), "desk")
PAUSE = 0.03
"""seconds in which changes are gathered before a page shows them"""

_log = structlog.get_logger()


def add_pages(app: FastAPI, demo: Demo) -> None:
    """Everything that this address shows."""
    style, script = (_static(name) for name in ("demo.css", "demo.js"))

    @app.get("/gambar/{address}/{bubble}")
    async def picture(address: str, bubble: str) -> Response:
        phone = demo.simulator.phones.get(address)
        found = next((one for one in phone.bubbles if one.id == bubble), None) if phone else None
        return _as_picture(found.picture if found else None)

    @app.get("/struk/{reference}")
    async def receipt(reference: str) -> Response:
        found = await demo.receipt_picture(reference)
        return _as_picture(found[0] if found else None, found[1] if found else None)

    @ui.page("/")
    async def page(request: Request, client: Client) -> None:
        asked, invitation = (request.query_params.get(name) for name in ("lang", "undangan"))
        lang: Lang = "en" if asked == "en" or (asked is None and demo.simulator.lang == "en") else "id"
        if asked is not None:
            await demo.speak(lang)
        ui.add_css(style)
        ui.add_body_html(f"<script>{script}</script>")
        view = _Page(demo, Words(lang, demo.zone), client)
        await view.build(read_token(invitation) if invitation else None)


class _Page:
    """One browser tab."""

    def __init__(self, demo: Demo, words: Words, client: Client) -> None:
        self._demo, self._words, self._client = demo, words, client
        self._changed: set[str | None] = set()
        self._refreshing: asyncio.Task[None] | None = None

    async def build(self, token: str | None) -> None:
        """`token`: an invitation that was opened elsewhere, for the worker's phone."""
        words = self._words
        ui.page_title(words("title"))
        if self._demo.simulator.lang is None:
            self._demo.simulator.lang = words.lang
        self._bar()
        with tag("main", "stage"):
            self._phones = {
                owner.address: PhoneView(self._demo, owner.address, words, self._act, self._show)
                for owner in OWNERS
            }
            self._desk = Desk(self._demo, words, self._act)
        self._desk.refresh(await self._demo.overview())
        self._tabs()
        end = self._demo.listen(self._note)
        self._client.on_delete(end)
        await self._client.connected(timeout=30)
        away = json.dumps(words("away"))
        ui.run_javascript(
            f"document.documentElement.lang = '{words.lang}'; sayWhenAway({away}); watchChats(); runClock();"
        )
        self._show(WORKER.address if token else OWNERS[0].address)
        if token:
            ui.run_javascript("history.replaceState(null, '', location.pathname)")
            await self._act(lambda: self._demo.open(WORKER.address, token))

    def _bar(self) -> None:
        words = self._words
        other = "en" if words.lang == "id" else "id"
        with tag("nav", "skips", aria_label=words("skips")):
            for name in SCREENS:
                js = f"(e) => {{ e.preventDefault(); skipTo('{name}'); }}"
                tag("a", "skip", words(f"skip-{name}"), href=f"#{name}").on("click", js_handler=js)
        with tag("header", "bar"):
            with tag("h1", ""):
                tag("span", "", words("brand"))
                tag("span", "badge", words("demo"))
            tag("p", "notice", words("demo-notice"))
            tag("a", "language", words("language"), href=f"/?lang={other}", lang=other, hreflang=other)

    def _tabs(self) -> None:
        words = self._words
        with tag("nav", "tabs", role="tablist", aria_label=words("tabs")):
            for name in SCREENS:
                tab = tag(
                    "button",
                    "tab",
                    words(f"tab-{name}"),
                    type="button",
                    role="tab",
                    data_tab=name,
                    data_unread=words("unread"),
                    aria_selected="false",
                )
                tab.on("click", js_handler=f"() => showScreen('{name}')")

    # --- changes -------------------------------------------------------------------------------------

    def _note(self, address: str | None) -> None:
        """Something changed: shown a moment later, together with what changes meanwhile."""
        self._changed.add(address)
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh())

    async def _refresh(self) -> None:
        while self._changed and not self._client.is_deleted:
            await asyncio.sleep(PAUSE)
            changed, self._changed = self._changed, set()
            try:
                with self._client:
                    for address in changed:
                        if address is not None:
                            self._phones[address].refresh()
                    self._desk.refresh(await self._demo.overview())
            except Exception:
                _log.exception("demo.page_failed")

    def _show(self, name: str) -> None:
        ui.run_javascript(f"showScreen('{name}')")

    async def _act(self, do: Callable[[], Awaitable[None]]) -> None:
        """Do it; what goes wrong is said on the page and logged, and the page stays."""
        try:
            await do()
        except CannotBeDone as error:
            self._tell(self._words("failed-office", what=str(error)))
        except Exception as error:
            _log.exception("demo.action_failed")
            self._tell(self._words("failed", what=str(error) or type(error).__name__))

    def _tell(self, text: str) -> None:
        """On the page itself: what was pressed may be gone, a dialog for instance."""
        if not self._client.is_deleted:
            with self._client:
                ui.notify(text, type="negative")


def _as_picture(content: bytes | None, media_type: str | None = None) -> Response:
    """A picture, of a kind that no browser runs."""
    if content is None:
        return Response(status_code=404)
    kind = media_type or _kind_of(content)
    if kind not in (*PHOTOS, "application/pdf"):
        kind = "application/octet-stream"
    return Response(content, media_type=kind, headers={"Cache-Control": "private, no-store"})


def _kind_of(content: bytes) -> str:
    if content.startswith(b"\x89PNG"):
        return "image/png"
    return "image/webp" if content[8:12] == b"WEBP" else "image/jpeg"


def _static(name: str) -> str:
    return resources.files("bot.console").joinpath("static", name).read_text("utf-8")
