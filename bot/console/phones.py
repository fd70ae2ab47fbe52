"""A phone on the page: its chat as bubbles, and what its owner can do. One for each phone and browser tab."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import date

from nicegui import events, ui
from nicegui.element import Element

from bot.channels import Button
from bot.channels.simulator import Bubble, Phone
from bot.console.demo import PARTICIPANT, WORKER, Demo
from bot.console.elements import button, icon, tag
from bot.console.words import Words

LARGEST_FILE = 12_000_000
"""more than the bot takes (10 MB), so that its own refusal is seen"""
REPLY_BUTTONS = 3
"""so many WhatsApp shows; more are a list behind one button"""
LOOKS = {"telegram": "Telegram", "whatsapp": "WhatsApp"}
FIRST_LOOKS = {PARTICIPANT.address: "telegram", WORKER.address: "whatsapp"}

_LINK = re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)\]]")
_SEND = "(e) => {{ const box = document.getElementById('{box}'); sendFrom(box, emit); }}"
_ENTER = (
    "(e) => { if (e.key === 'Enter' && !e.isComposing) { e.preventDefault(); sendFrom(e.target, emit); } }"
)
_FILL = "() => fill('{box}', {text})"

Act = Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]
"""does something and tells on the page when it did not work"""


class PhoneView:
    """Made inside the page; `refresh` shows what changed."""

    def __init__(self, demo: Demo, address: str, words: Words, act: Act, show: Callable[[str], None]) -> None:
        """`show`: bring a phone to the front where only one is seen."""
        self._demo, self._address, self._words, self._act, self._show = demo, address, words, act, show
        self._look = FIRST_LOOKS.get(address, "telegram")
        self._shown: dict[str, tuple[Bubble, Element]] = {}
        self._last_day: date | None = None
        self._build()
        self.refresh()

    @property
    def _phone(self) -> Phone:
        return self._demo.simulator.phones[self._address]

    # --- the frame -----------------------------------------------------------------------------------

    def _build(self) -> None:
        name = self._words(f"phone-{self._address}")
        self._root = tag("section", f"phone look-{self._look}", aria_label=name, data_screen=self._address)
        with self._root:
            with tag("div", "owner"):
                tag("h2", "", name)
                tag("span", "owner-name", self._phone.owner.name)
            with tag("div", "device"):
                self._head()
                self._list = tag(
                    "div", "chat", role="log", aria_live="polite", tabindex="0",
                    aria_label=self._words("chat", phone=name),
                )  # fmt: skip
                self._typing = tag("div", "typing", aria_hidden="true")
                with self._typing:
                    for _ in range(3):
                        tag("i")
                self._composer(name)

    def _head(self) -> None:
        with tag("header", "chat-head"):
            with tag("span", "avatar"):
                icon("shield")
            with tag("div", "who"):
                tag("strong", "", self._words("bot"))
                self._status = tag("span", "status", self._words("bot-status"))
            self._look_button = tag("div", "look")
            self._show_look()

    def _show_look(self) -> None:
        self._look_button.clear()
        other = next(look for look in LOOKS if look != self._look)
        with self._look_button:
            label = self._words("look-change", look=LOOKS[other])
            button(LOOKS[self._look], "look-button", self._change_look, icon_name="look", label=label)

    def _change_look(self) -> None:
        self._root.classes(remove=f"look-{self._look}")
        self._look = next(look for look in LOOKS if look != self._look)
        self._root.classes(add=f"look-{self._look}")
        self._show_look()
        self._list.clear()
        self._shown.clear()
        self._last_day = None
        self.refresh()

    def _composer(self, name: str) -> None:
        box = tag(
            "input", "box", type="text", maxlength="4096", autocomplete="off", enterkeyhint="send",
            placeholder=self._words("placeholder"), aria_label=self._words("compose", phone=name),
        )  # fmt: skip
        box.on("keydown", self._said, js_handler=_ENTER)
        hints = [
            self._words(f"say-{number}-{self._address}")
            for number in range(1, 9)
            if self._words.has(f"say-{number}-{self._address}")
        ]
        if hints:
            with tag("div", "hints", role="group", aria_label=self._words("try")) as row:
                for hint in hints:
                    js = _FILL.format(box=box.html_id, text=_js_text(hint))
                    button(hint, "hint", None, js=js)
            row.move(target_index=-1)
        with tag("div", "composer") as composer:
            upload = ui.upload(
                on_upload=self._uploaded,
                on_rejected=self._rejected,
                auto_upload=True,
                max_file_size=LARGEST_FILE,
            ).classes("upload")
            js = f"() => runMethod({upload.id}, 'pickFiles', [])"
            button("", "round quiet", None, icon_name="attach", label=self._words("attach"), js=js)
        box.move(composer)
        with composer:
            js = _SEND.format(box=box.html_id)
            button("", "round send", self._said, icon_name="send", label=self._words("send"), js=js)

    # --- what is done --------------------------------------------------------------------------------

    async def _said(self, event: events.GenericEventArguments) -> None:
        text = str(event.args)[:4096]
        await self._act(lambda: self._demo.say(self._address, text))

    async def _uploaded(self, event: events.UploadEventArguments) -> None:
        content = await event.file.read()
        event.sender.reset()  # type: ignore[attr-defined]  # it is an upload
        media_type = event.file.content_type or "application/octet-stream"
        await self._act(lambda: self._demo.share_file(self._address, content, media_type))

    def _rejected(self) -> None:
        ui.notify(self._words("too-big"), type="warning")

    async def _tapped(self, bubble: Bubble, data: str) -> None:
        await self._act(lambda: self._demo.tap(self._address, bubble, data))

    async def _open_invitation(self, token: str) -> None:
        self._show(WORKER.address)
        await self._act(lambda: self._demo.open(WORKER.address, token))

    # --- the chat ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what changed: bubbles are added at the end, and changed in their place."""
        phone = self._phone
        typing = phone.is_typing
        self._root.classes(add="is-typing" if typing else "", remove="" if typing else "is-typing")
        self._status.text = self._words("bot-typing" if typing else "bot-status")  # type: ignore[attr-defined]
        if not phone.bubbles:
            self._show_start()
            return
        if not self._shown:
            self._list.clear()
        for bubble in phone.bubbles:
            shown, element = self._shown.get(bubble.id, (None, None))
            if shown == bubble:
                continue
            if element is None:
                self._add(bubble)
            else:
                self._fill(element, bubble)

    def _show_start(self) -> None:
        self._list.clear()
        with self._list, tag("div", "empty"):
            with tag("span", "avatar big"):
                icon("shield")
            tag("p", "", self._words(f"empty-{self._address}"))
            if self._address == PARTICIPANT.address:
                button(
                    self._words("start"), "start", lambda: self._act(lambda: self._demo.open(self._address))
                )

    def _add(self, bubble: Bubble) -> None:
        day = bubble.at.astimezone(self._words.zone).date()
        with self._list:
            if day != self._last_day:
                self._last_day = day
                with tag("div", "day", role="separator"):
                    tag("span", "", self._words.day(day))
            self._fill(tag("div", "message own" if bubble.own else "message bot"), bubble)

    def _fill(self, element: Element, bubble: Bubble) -> None:
        element.clear()
        with element:
            with tag("div", f"bubble kind-{bubble.kind}"):
                self._picture(bubble)
                self._text(bubble)
                self._meta(bubble)
            if not bubble.own:
                self._keys(bubble)
        self._shown[bubble.id] = (bubble, element)

    def _picture(self, bubble: Bubble) -> None:
        if bubble.picture is None:
            return
        alt = self._words("own-picture" if bubble.own else "picture")
        source = f"/gambar/{self._address}/{bubble.id}"
        with tag("div", "picture"):
            tag("img", "", src=source, alt=alt)
        token = self._demo.token_in(bubble.link)
        if token is not None:
            scan = self._words("scan")
            button(scan, "scan", lambda: self._open_invitation(token), icon_name="scan")
        elif bubble.link:
            with tag("a", "scan", href=bubble.link, target="_blank", rel="noopener"):
                icon("scan")
                tag("span", "", self._words("open-card"))

    def _text(self, bubble: Bubble) -> None:
        words = self._words
        match bubble:
            case Bubble(deleted=True):
                tag("div", "text gone", words("deleted"))
            case Bubble(kind="erased"):
                tag("div", "text note", words("erased-before"))
            case Bubble(kind="start"):
                tag("div", "text note", words("started"))
            case Bubble(kind="link"):
                tag("div", "text note", words("opened-link"))
            case Bubble(kind="photo", picture=None):
                tag("div", "text note", words("own-picture-gone"))
            case Bubble(kind="contact", text=number):
                tag("div", "text", words("own-number", number=number))
            case Bubble(kind="document"):
                with tag("div", "text note"):
                    icon("document")
                    tag("span", "", words("own-document"))
            case Bubble(text=text) if text:
                with tag("div", "text"):
                    self._linked(text)

    def _linked(self, text: str) -> None:
        """A text whose links can be opened; an invitation opens on the worker's phone."""
        for piece, is_link in _pieces(text):
            token = self._demo.token_in(piece) if is_link else None
            if token is not None:
                tag("a", "link", piece, href=f"/?undangan={token}").on(
                    "click",
                    lambda token=token: self._open_invitation(token),
                    js_handler="(e) => { e.preventDefault(); emit(); }",
                )
            elif is_link:
                tag("a", "link", piece, href=piece, target="_blank", rel="noopener")
            else:
                tag("span", "", piece)

    def _meta(self, bubble: Bubble) -> None:
        with tag("div", "meta"):
            tag("time", "", self._words.time(bubble.at), datetime=bubble.at.isoformat())
            if bubble.own:
                label = self._words(f"message-{bubble.status}")
                with tag("span", f"ticks {bubble.status}", role="img", aria_label=label, title=label):
                    icon("one-tick" if bubble.status == "sent" else "two-ticks")

    def _keys(self, bubble: Bubble) -> None:
        buttons = bubble.buttons
        if bubble.contact_button is not None:
            with tag("div", "keys"):
                share = lambda: self._act(lambda: self._demo.share_number(self._address))  # noqa: E731  of a line
                button(bubble.contact_button, "key", share)
        if not buttons:
            return
        if self._look == "whatsapp" and len(buttons) > REPLY_BUTTONS:
            self._list_of(bubble)
            return
        with tag("div", f"keys n{min(len(buttons), 4)}"):
            for one in buttons:
                self._key(bubble, one)

    def _key(self, bubble: Bubble, one: Button, *, js: str | None = None) -> None:
        button(one.label, "key", lambda: self._tapped(bubble, one.data), js=js)

    def _list_of(self, bubble: Bubble) -> None:
        """WhatsApp's list: one button that opens the options, in the browser alone."""
        with tag("details", "sheet"):
            with tag("summary", "key"):
                icon("list")
                tag("span", "", self._words("options"))
            with tag("div", "options", role="group", aria_label=self._words("options-title")):
                for one in bubble.buttons:
                    self._key(bubble, one, js="(e) => { e.target.closest('details').open = false; emit(); }")


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """A text cut at its links: (piece, is it a link)."""
    end = 0
    for found in _LINK.finditer(text):
        if found.start() > end:
            yield text[end : found.start()], False
        yield found.group(), True
        end = found.end()
    if end < len(text):
        yield text[end:], False


def _js_text(text: str) -> str:
    """A text as it is written in JavaScript."""
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{quoted}'"
