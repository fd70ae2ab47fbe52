"""What has to be made at Twilio before WhatsApp shows it: buttons and lists for every number of options, and
the templates of `flows/templates.py`.

A definition has a version: four letters for which value stands in which place, eight for everything. Where
only the words changed, the first four are the same, so that an older approved version can be filled by
today's code and serves until the new one is approved.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal

from flows import render, templates
from flows.templates import TEMPLATES, TemplateText
from flows.types import Lang, Say

LAYOUT_LETTERS, VERSION_LETTERS = 4, 12
_OURS = re.compile(rf"sertakan_([a-z0-9_]+)_([a-z]{{2}})_([0-9a-f]{{{VERSION_LETTERS}}})")


@dataclass(frozen=True)
class Definition:
    """One thing to make at Twilio, in one language. `category` None: it needs no approval."""

    name: str
    lang: Lang
    types: Mapping[str, Any]
    variables: Mapping[str, str]
    layout: tuple[str, ...]
    """what stands in the places, in their order"""
    category: str | None = None

    @property
    def kind(self) -> Literal["session", "template"]:
        return "session" if self.category is None else "template"

    @cached_property
    def version(self) -> str:
        layout = _letters(self.layout, LAYOUT_LETTERS)
        return layout + _letters([self.types, self.category], VERSION_LETTERS - LAYOUT_LETTERS)

    @property
    def friendly_name(self) -> str:
        """By which it is found again at Twilio, and its name for WhatsApp."""
        return f"sertakan_{self.name}_{self.lang}_{self.version}"


def read_friendly_name(text: str) -> tuple[str, str, str] | None:
    """(name, language, version); None: it is none of ours."""
    found = _OURS.fullmatch(text)
    return (found[1], found[2], found[3]) if found else None


def is_filled_alike(version: str, other: str) -> bool:
    """Do the same values stand in the same places of two versions?"""
    return version[:LAYOUT_LETTERS] == other[:LAYOUT_LETTERS]


def definitions(languages: Iterable[Lang] = render.LANGUAGES) -> list[Definition]:
    """Everything that is to be there, in these languages."""
    return [one for lang in languages for one in _of_language(lang).values()]


def definition(kind: str, name: str, lang: Lang) -> Definition | None:
    """As it is today; None: there is no such thing any more."""
    return _of_language(lang).get((kind, name))


@cache
def _of_language(lang: Lang) -> dict[tuple[str, str], Definition]:
    all_of_it = (
        *(_buttons(count, lang) for count in range(1, 4)),
        *(_list(count, lang) for count in range(1, 11)),
        *(_template(template, lang) for template in TEMPLATES),
    )
    return {(one.kind, one.name): one for one in all_of_it}


def _buttons(count: int, lang: Lang) -> Definition:
    """https://www.twilio.com/docs/content/twilio-quick-reply"""
    actions = [
        {"type": "QUICK_REPLY", "title": f"{{{{{2 * i}}}}}", "id": f"{{{{{2 * i + 1}}}}}"}
        for i in range(1, count + 1)
    ]
    types = {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}
    return Definition(f"buttons_{count}", lang, types, *_options(count))


def _list(count: int, lang: Lang) -> Definition:
    """https://www.twilio.com/docs/content/twilio-list-picker"""
    items = [{"item": f"{{{{{2 * i}}}}}", "id": f"{{{{{2 * i + 1}}}}}"} for i in range(1, count + 1)]
    button = render.text(Say("template-list"), lang)
    types = {"twilio/list-picker": {"body": "{{1}}", "button": button, "items": items}}
    return Definition(f"list_{count}", lang, types, *_options(count))


def _options(count: int) -> tuple[dict[str, str], tuple[str, ...]]:
    """Samples and layout: {{1}} is the text, then come title and id of each option."""
    places = ["text"] + [f"{what}_{i}" for i in range(1, count + 1) for what in ("title", "id")]
    return {str(number): place for number, place in enumerate(places, 1)}, tuple(places)


def _template(template: TemplateText, lang: Lang) -> Definition:
    body = templates.body(template, lang)
    buttons = templates.labels(template, lang)
    actions = [{"type": "QUICK_REPLY", "title": label, "id": id} for id, label in buttons]
    types: dict[str, Any] = {"twilio/text": {"body": body}}
    if actions:
        types = {"twilio/quick-reply": {"body": body, "actions": actions}}
    return Definition(
        template.name,
        lang,
        types,
        templates.samples(template, lang),
        templates.places(template, lang),
        template.category.upper(),
    )


def _letters(value: Any, count: int) -> str:
    written = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:count]
