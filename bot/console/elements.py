"""The few pieces of HTML that the demo's page is made of. What is shown as text stays text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

_PATHS = {
    "send": "M3 20.5v-7l9-1.5-9-1.5v-7L21.5 12z",
    "attach": (
        "M16.5 6.5v10a4.5 4.5 0 0 1-9 0V5.8a3 3 0 0 1 6 0v9.9a1.5 1.5 0 0 1-3 0V6.5H9v9.2a3 3 0 0 0 6 0V5.8"
        "a4.5 4.5 0 0 0-9 0v10.7a6 6 0 0 0 12 0v-10z"
    ),
    "look": (
        "M12 5V1L7 6l5 5V7a5 5 0 0 1 5 5 5 5 0 0 1-.7 2.6l1.5 1.4A7 7 0 0 0 12 5m0 12a5 5 0 0 1-5-5c0-.9.3"
        "-1.8.7-2.6L6.2 8A7 7 0 0 0 12 19v4l5-5-5-5z"
    ),
    "list": "M4 6h16v2H4zm0 5h16v2H4zm0 5h16v2H4z",
    "document": "M6 2h8l5 5v13a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4c0-1.1.9-2 2-2m7 1.5V8h4.5z",
    "scan": (
        "M3 3h7v7H3zm2 2v3h3V5zm9-2h7v7h-7zm2 2v3h3V5zM3 14h7v7H3zm2 2v3h3v-3zm9-2h3v3h-3zm4 3h3v4h-7v-2h4z"
    ),
    "shield": (
        "M12 2 4 5v6c0 5 3.4 9.4 8 11 4.6-1.6 8-6 8-11V5zm-1.2 14.2-3.6-3.6 1.4-1.4 2.2 2.2 4.8-4.8 1.4 1.4z"
    ),
    "one-tick": "m9 16.2-3.5-3.5L4 14.2 9 19 20 8l-1.4-1.4z",
    "two-ticks": (
        "M18 7l-1.4-1.4-6.3 6.3 1.4 1.4zm4.2-1.4L11.7 16.2l-4.2-4.2-1.4 1.4 5.6 5.6L23.7 7zM.4 13.4 6 19l1.4"
        "-1.4L1.8 12z"
    ),
}
LABEL = "aria-label"


def tag(name: str, classes: str = "", text: str | None = None, **attributes: str) -> Element:
    """An element; `aria_label` becomes `aria-label`. A text is shown as it is written, never as HTML."""
    element = ui.element(name) if text is None else TextElement(tag=name, text=text)
    if classes:
        element.classes(classes)
    for key, value in attributes.items():
        element.props[key.rstrip("_").replace("_", "-")] = value
    return element


def icon(name: str) -> None:
    """A drawing that says nothing by itself."""
    drawn = f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_PATHS[name]}"/></svg>'
    ui.html(drawn, sanitize=False, tag="span").classes("icon")


def button(
    text: str,
    classes: str,
    on_click: Callable[..., Any] | None = None,
    *,
    icon_name: str | None = None,
    label: str | None = None,
    js: str | None = None,
) -> Element:
    """Something to press. `label` is read aloud instead of the text; `js` runs in the browser first."""
    made = tag("button", classes, type="button")
    if label is not None:
        made.props[LABEL] = label
        made.props["title"] = label
    with made:
        if icon_name is not None:
            icon(icon_name)
        if text:
            tag("span", "", text)
    if js is not None:
        made.on("click", on_click, js_handler=js)
    elif on_click is not None:
        made.on("click", on_click)
    return made
