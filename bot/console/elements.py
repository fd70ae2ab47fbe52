"""The few pieces of HTML that our pages are made of. What is shown as text stays text."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

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
    drawn = f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_paths()[name]}"/></svg>'
    ui.html(drawn, sanitize=False, tag="span").classes("icon")


@cache
def _paths() -> dict[str, str]:
    drawings = resources.files("bot.console").joinpath("static", "icons.toml")
    return dict(tomllib.loads(drawings.read_text("utf-8")))


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
