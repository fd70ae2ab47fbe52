"""What every page of the console has around it, and the pieces pages are put together from."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from nicegui import ui
from nicegui.element import Element

from bot.console import door
from bot.console.app import Page, Visit
from bot.console.elements import button, icon, tag


async def frame(visit: Visit, page: Page) -> None:
    """The whole page: menu, who is signed in, and what the page itself shows."""
    words = visit.words
    name = words(f"page-{page.name}")
    ui.page_title(f"{name} – SERTAKAN")
    ui.add_head_html(f'<link rel="stylesheet" href="{door.asset("console.css")}">')
    ui.add_body_html(f'<script src="{door.asset("console.js")}"></script>')
    ui.add_body_html(f"<script>document.documentElement.lang = {json.dumps(words.lang)}</script>")
    tag("a", "skip", words("skip-to-content"), href="#isi")
    _side(visit, page)
    _top(visit)
    with tag("main", "main", id="isi", tabindex="-1"):
        await page.build(visit)


def _side(visit: Visit, here: Page) -> None:
    from bot.console.pages import PAGES

    words = visit.words
    with tag("aside", "side"):
        with tag("p", "brand"):
            icon("shield")
            tag("span", "", "SERTAKAN")
        with tag("nav", "", aria_label=words("menu")), tag("ul"):
            for page in PAGES:
                if page.in_menu:
                    with tag("li"):
                        link = tag("a", "", href=page.path)
                        if page.name == here.name:
                            link.props["aria-current"] = "page"
                        with link:
                            icon(page.icon)
                            tag("span", "", words(f"page-{page.name}"))
        tag("p", "office", visit.console.office.name)


def _top(visit: Visit) -> None:
    words, request = visit.words, visit.request
    other = "en" if words.lang == "id" else "id"
    back = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""), safe="")
    with tag("header", "top"):
        menu = tag(
            "button", "menu-button", type="button", aria_label=words("menu-open"), aria_expanded="false"
        )
        with menu:
            icon("menu")
        tag("span", "quiet", words("console"))
        with tag("div", "who"):
            tag("strong", "", visit.who.name)
            tag("span", "badge", words(f"role-{visit.who.role}"))
            with tag("a", "plain language", href=f"/bahasa/{other}?ke={back}", hreflang=other, lang=other):
                tag("span", "", words("language"))
            with tag("form", "", method="post", action=door.SIGN_OUT):
                leave = tag("button", "plain", type="submit", aria_label=words("sign-out"))
                with leave:
                    icon("leave")
                    tag("span", "", words("sign-out"))


# --- pieces ------------------------------------------------------------------------------------------


def head(title: str, lead: str = "") -> Element:
    """The title of a page; gives the place for what can be done at once."""
    with tag("div", "head"):
        with tag("div"):
            tag("h1", "", title)
            if lead:
                tag("p", "quiet", lead)
        return tag("div", "actions")


@contextmanager
def card(title: str = "", note: str = "", *, flush: bool = False) -> Iterator[Element]:
    """A white box with a title. `flush`: what is in it goes to its edges, as a table does."""
    with tag("section", "card flush" if flush else "card") as box:
        if title:
            box.props["aria-label"] = title
            with tag("div", "card-head"), tag("div"):
                tag("h2", "", title)
                if note:
                    tag("p", "quiet", note)
        yield box


def emptied(box: Element) -> Element:
    """What stands below the title of a card, to be made anew."""
    for old in list(box.default_slot.children)[1:]:
        old.delete()
    with box:
        return tag("div", "lines")


def none(icon_name: str, title: str, what_to_do: str = "") -> Element:
    """There is nothing here, and what to do first."""
    with tag("div", "none") as box:
        icon(icon_name)
        tag("strong", "", title)
        if what_to_do:
            tag("p", "", what_to_do)
    return box


def figure(name: str, value: str, href: str | None = None, *, is_warm: bool = False) -> None:
    """One number and what it counts; `is_warm`: it waits for a hand."""
    classes = "figure warm" if is_warm else "figure"
    with tag("a", classes, href=href) if href else tag("div", classes):
        tag("span", "value", value)
        tag("span", "name", name)


def bars(rows: list[tuple[str, int, str]], show: Callable[[int], str], describe: str) -> None:
    """Lying bars: (name, number, kind of colour)."""
    most = max((number for _, number, _ in rows), default=0) or 1
    with tag("div", "bars", role="img", aria_label=describe):
        for name, number, kind in rows:
            tag("span", "name", name)
            with tag("span"):
                tag("div", f"bar {kind}".strip()).style(f"width:{number * 100 / most:.2f}%")
            tag("span", "value", show(number))


def grid(names: list[str], rows: list[list[str]], *, is_narrow: bool = False) -> None:
    """A small table of numbers; what stands first in a row says what it is of."""
    with tag("div", "table-box"), tag("table", "rows narrow" if is_narrow else "rows"):
        with tag("thead"), tag("tr"):
            for place, name in enumerate(names):
                tag("th", "number" if place else "", name, scope="col")
        with tag("tbody"):
            for row in rows:
                with tag("tr"):
                    for place, (name, value) in enumerate(zip(names, row, strict=True)):
                        tag("td", "number" if place else "nowrap", value, data_label=name)


def facts(rows: list[tuple[str, str | None]]) -> None:
    """What something is called, and what it is; left out where it is not known."""
    with tag("dl", "facts"):
        for name, value in rows:
            if value:
                tag("dt", "", name)
                tag("dd", "", value)


def field(label: str, *, kind: str = "text", value: str = "", **attributes: str) -> Box:
    """A box with its label, in which something is written."""
    return Box(label, kind, value, attributes)


class Box:
    """Something to be filled in; `value` is what stands in it, `complain` says beside it what is wrong."""

    def __init__(self, label: str, kind: str, value: str, attributes: dict[str, str]) -> None:
        self.value = value
        with tag("div", "field") as self.place:
            name = tag("label", "", label)
            if kind == "area":
                self.box = tag("textarea", "box", **attributes)
            else:
                self.box = tag("input", "box", type=kind, autocomplete="off", **attributes)
            # "value" would be written over what was typed, whenever anything on the page changes
            self.box.props["defaultValue"] = value
            name.props["for"] = self.box.html_id
            self._wrong = tag("p", "wrong", "", role="alert")
        self.box.on("input", self._changed, js_handler="(e) => emit(e.target.value)")

    def complain(self, text: str | None) -> None:
        """Say what is wrong with it; None: nothing is."""
        self._wrong.text = text or ""  # type: ignore[attr-defined]
        self.box.props["aria-invalid"] = "true" if text else "false"

    def _changed(self, event: object) -> None:
        self.value = str(getattr(event, "args", ""))[:2000]


def choice(
    label: str, options: dict[str, str], value: str, on_change: Callable[[str], Awaitable[None]]
) -> Element:
    """One of several, in the browser's own way."""
    with tag("div", "field") as place:
        name = tag("label", "", label)
        with tag("select", "box") as box:
            for key, text in options.items():
                one = tag("option", "", text, value=key)
                if key == value:
                    one.props["selected"] = True
        name.props["for"] = box.html_id

    async def changed(event: object) -> None:
        chosen = str(getattr(event, "args", ""))
        if chosen in options:
            await on_change(chosen)

    box.on("change", changed, js_handler="(e) => emit(e.target.value)")
    return place


@contextmanager
def dialog(title: str, *, is_wide: bool = False) -> Iterator[ui.dialog]:
    """A box over the page; it opens at once, Escape closes it."""
    with ui.dialog() as over, tag("div", "dialog wide" if is_wide else "dialog", role="document"):
        tag("h2", "", title)
        yield over
    over.props["aria-label"] = title
    over.on_value_change(lambda event: None if event.value else over.delete())
    over.open()


def ask(
    visit: Visit,
    title: str,
    text: str,
    label: str,
    do: Callable[[], Awaitable[object]],
    *,
    is_bad: bool = False,
) -> None:
    """Is it really meant? Nothing is done before."""
    with dialog(title) as over:
        tag("p", "", text)
        with tag("div", "actions"):

            async def confirmed() -> None:
                over.close()
                await do()

            button(label, "act bad" if is_bad else "act", confirmed)
            button(visit.words("console-cancel"), "act calm", over.close)
