"""Say -> text: the catalogs, money, dates and numbered options, in the person's language.

Used by the sender, previews, checks and transcripts alike. Catalogs are Fluent files, read once.
A key is `message` or `message.attribute`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource

from flows.rules.money import show_rupiah
from flows.rules.phone import show_mobile
from flows.types import Asked, Lang, Option, Say

LANGUAGES: tuple[Lang, ...] = ("id", "en")
LONGEST_WITH_OPTIONS = 1024
"""characters: the body of a WhatsApp list or of buttons; Telegram takes 4096"""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as a person reads it; `text` has the options numbered, `options` are (id, label)."""

    text: str
    options: tuple[tuple[str, str], ...] = ()
    contact_label: str | None = None


def render(says: Sequence[Say], asked: Asked | None, lang: Lang) -> Rendered:
    """One message: the says with an empty line between them, then the options, numbered."""
    parts = [text(say, lang) for say in says]
    if asked is None:
        return Rendered("\n\n".join(parts))
    options = tuple((option.id, label(option, asked.key, lang)) for option in asked.options)
    if options:
        parts.append("\n".join(f"{number}. {name}" for number, (_, name) in enumerate(options, 1)))
    contact = text(Say("option.contact"), lang) if asked.wants_contact else None
    return Rendered("\n\n".join(parts), options, contact)


def text(say: Say, lang: Lang) -> str:
    """One text. Raises KeyError for a key that no catalog has."""
    return _format(say.key, _arguments(say.args, lang), lang) if say.args else _plain(say.key, lang)


@cache
def _plain(key: str, lang: Lang) -> str:
    """A text in which nothing varies."""
    return _format(key, {}, lang)


def _format(key: str, args: dict[str, Any], lang: Lang) -> str:
    bundle = _bundle(lang)
    value, _ = bundle.format_pattern(_pattern(bundle, key), args)
    return _EMPTY_LINES.sub("\n\n", _ENDS.sub("\n", _SPACES.sub(" ", str(value)))).strip()


_EMPTY_LINES = re.compile(r"\n\n\n+")
_SPACES = re.compile(" {2,}")
_ENDS = re.compile(" ?\n ?")
"""where a place in a sentence stayed empty"""


def problems(say: Say, lang: Lang) -> list[str]:
    """What goes wrong in one text: a place that nothing fills, a function that is not there."""
    bundle = _bundle(lang)
    _, errors = bundle.format_pattern(_pattern(bundle, say.key), _arguments(say.args, lang))
    inner = [part for value in say.args.values() for part in _parts(value)]
    return [f"'{say.key}': {error}" for error in errors] + [p for part in inner for p in problems(part, lang)]


def _parts(value: Any) -> tuple[Say, ...]:
    match value:
        case Say():
            return (value,)
        case tuple():
            return value
        case _:
            return ()


def label(option: Option, key: str, lang: Lang) -> str:
    """What is read on a button."""
    match option.label:
        case None:
            return text(Say(f"{key}.{option.id}"), lang)
        case Say() as say:
            return text(say, lang)
        case own:
            return own


@cache
def labels(key: str, option: str) -> tuple[str, ...]:
    """The label of a catalog option in every language, so that either is heard; none for one that is gone."""
    name = f"{key}.{option}"
    return tuple(text(Say(name), lang) for lang in LANGUAGES if has(name, lang))


def has(key: str, lang: Lang) -> bool:
    """Is there such a text?"""
    try:
        _pattern(_bundle(lang), key)
    except KeyError:
        return False
    return True


def command_list(lang: Lang) -> dict[str, str]:
    """The commands that a channel may list, with what they do."""
    message = _bundle(lang).get_message("command")
    return {name: text(Say(f"command.{name}"), lang) for name in message.attributes}


@cache
def source(lang: Lang) -> str:
    """The catalog as it is written."""
    return resources.files("flows.texts").joinpath(f"{lang}.ftl").read_text("utf-8")


@cache
def catalog_version() -> str:
    """A short name for exactly these texts, kept with what people agree to."""
    return hashlib.sha256("\0".join(map(source, LANGUAGES)).encode()).hexdigest()[:12]


@cache
def _bundle(lang: Lang) -> FluentBundle:
    functions: dict[str, Callable[[Any], Any]] = {
        "RUPIAH": lambda amount: show_rupiah(int(amount)),
        "DATE": lambda day: format_date(date.fromisoformat(str(day)), "d MMMM yyyy", locale=lang),
        "MONTH": lambda month: _month(str(month), lang),
        "CLOCK": lambda at: str(at).replace(":", "." if lang == "id" else ":"),
        "PHONE": lambda number: show_mobile(str(number)),
    }
    bundle = FluentBundle([lang], functions=functions, use_isolating=False)
    bundle.add_resource(FluentResource(source(lang)))
    return bundle


@lru_cache(maxsize=128)
def _month(month: str, lang: Lang) -> str:
    return str(format_date(date.fromisoformat(f"{month}-01"), "MMMM yyyy", locale=lang))


def _pattern(bundle: FluentBundle, key: str) -> Any:
    name, _, attribute = key.partition(".")
    message = bundle.get_message(name)
    found = message.attributes[attribute] if attribute else message.value
    if found is None:
        raise KeyError(key)
    return found


def _arguments(args: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    return {name: _argument(value, lang) for name, value in args.items()}


def _argument(value: Any, lang: Lang) -> Any:
    match value:
        case Say():
            return text(value, lang)
        case tuple():
            return "\n".join(text(line, lang).rstrip() for line in value)
        case bool():
            return "yes" if value else "no"
        case _:
            return value
