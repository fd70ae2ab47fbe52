"""What WhatsApp would refuse of our templates, and what is sent unasked without one.

https://www.twilio.com/docs/content/twilio-quick-reply
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources

from flows import keywords, render, templates
from flows.openings import openings
from flows.templates import TEMPLATES, TemplateText
from flows.types import Lang

LONGEST_BODY = 1024
LONGEST_LABEL = 20
LONGEST_ID = 200
MOST_BUTTONS = 3
"""of quick replies that may also be sent without approval"""
LONGEST_NAME = 60
WORDS_A_PLACE = 3
"""a text of little else than places is refused"""

_PLACE = re.compile(r"\{\{\d+\}\}")
_SIDE_BY_SIDE = re.compile(r"\}\}\W*\{\{")
_STAFF = re.compile(r"\bstaff\.(\w+)")


def problems(given: Iterable[TemplateText] = TEMPLATES) -> Iterator[str]:
    """A sentence for each thing that is wrong with these templates."""
    seen: set[str] = set()
    for template in given:
        where = f"the template {template.name}"
        if template.name in seen:
            yield f"{where}: there is one of this name already; rename one"
        if not re.fullmatch(rf"[a-z0-9_]{{1,{LONGEST_NAME}}}", template.name):
            yield f"{where}: its name has other letters than a-z, 0-9 and _, or more than {LONGEST_NAME}"
        seen.add(template.name)
        for lang in render.LANGUAGES:
            try:
                yield from (f"{where}: {what} in {lang}.ftl" for what in _of_text(template, lang))
            except KeyError as missing:
                yield f"{where}: the text {missing} is missing in {lang}.ftl"


def without_template(sources: Mapping[str, str] | None = None) -> Iterator[str]:
    """A sentence for each message that is sent unasked and has no template; by default those of `flows/`."""
    for opening in openings(read_sources("flows") if sources is None else sources):
        if opening.key is None:
            yield (
                f"{opening.where}: sent unasked, and its first text cannot be told from the code; "
                "let it begin with a Say of a key that stands there"
            )
        elif templates.of_key(opening.key) is None:
            yield (
                f"{opening.where}: '{opening.key}' is sent unasked and has no template; "
                "add one in flows/templates.py"
            )


def read_sources(package: str) -> dict[str, str]:
    """The modules directly in a package and one folder below it, by name, as they are written."""
    found: dict[str, str] = {}
    for entry in resources.files(package).iterdir():
        inner = entry.iterdir() if entry.is_dir() else [entry]
        prefix = f"{package}.{entry.name}." if entry.is_dir() else f"{package}."
        found |= {
            f"{prefix}{file.name.removesuffix('.py')}": file.read_text("utf-8")
            for file in inner
            if file.name.endswith(".py")
        }
    return found


def _of_text(template: TemplateText, lang: Lang) -> Iterator[str]:
    body = templates.body(template, lang)
    named = templates.places(template, lang)
    unnamed = {place.arg for place in template.variables}.difference(named)
    if unnamed:
        yield f"it has no place for {', '.join(sorted(unnamed))}"
    in_body = _PLACE.findall(body)
    if len(in_body) > len(set(in_body)):
        yield "it names a place twice"
    if body.startswith("{{") or body.endswith("}}"):
        yield "it begins or ends with a place"
    if _SIDE_BY_SIDE.search(body):
        yield "two of its places stand side by side"
    if "\n" in body or "  " in body:
        yield "it has more than one line, or spaces side by side"
    if "SERTAKAN" not in body or "office" not in named:
        yield "it does not say who writes"
    words = len(_PLACE.sub("", body).split())
    if words < WORDS_A_PLACE * (len(in_body) + 1):
        yield f"it has {words} words for {len(in_body)} places, which is too few"
    longest = len(_PLACE.sub("", body)) + sum(place.longest for place in template.variables)
    if longest > LONGEST_BODY:
        yield f"it can have {longest} characters, at most {LONGEST_BODY} fit"
    yield from _of_samples(template, lang)
    yield from _of_buttons(template, lang)


def _of_samples(template: TemplateText, lang: Lang) -> Iterator[str]:
    by_arg = {place.arg: place for place in template.variables}
    samples = templates.samples(template, lang)
    for arg, sample in zip(templates.places(template, lang), samples.values(), strict=True):
        if len(sample) > by_arg[arg].longest:
            yield f"the sample of {arg} has {len(sample)} characters, and {by_arg[arg].longest} are shown"
        if not render.has(f"template-otherwise.{arg}", lang):
            yield f"nothing says what stands for {arg} where it is empty (template-otherwise.{arg})"
    if any(place.shown == "kind" for place in template.variables):
        for kind in sorted(_STAFF.findall(" ".join(_staff_keys()))):
            if not render.has(f"template-{template.name}.{kind}", lang):
                yield f"nothing says what staff.{kind} is about (template-{template.name}.{kind})"


def _staff_keys() -> Iterator[str]:
    from flows.checks import catalog  # it reads us

    yield from (key for key in catalog("id") if key.startswith("staff."))


def _of_buttons(template: TemplateText, lang: Lang) -> Iterator[str]:
    buttons = templates.labels(template, lang)
    if len(buttons) > MOST_BUTTONS:
        yield f"it has {len(buttons)} buttons, at most {MOST_BUTTONS} fit"
    for id, label in buttons:
        if len(label) > LONGEST_LABEL:
            yield f"the button {label!r} has {len(label)} characters, at most {LONGEST_LABEL} fit"
        if len(id) > LONGEST_ID:
            yield f"the id of the button {label!r} has {len(id)} characters, at most {LONGEST_ID} fit"
        if _opens(template, lang, id):
            continue
        if keywords.command(id) is None or keywords.command(id) != keywords.command(label):
            yield f"the button {label!r} ({id!r}) is no word that is heard anywhere"


def _opens(template: TemplateText, lang: Lang, id: str) -> bool:
    """Does a tap on it open an invitation, as its link does?"""
    start, _, token = templates.fill(id, templates.samples(template, lang)).partition(":")
    return start == "start" and keywords.token(token) is not None
