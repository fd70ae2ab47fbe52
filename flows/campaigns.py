"""What an office says to many: its words as they were written, checked, and made a message for one person.

They are shown as text everywhere, whatever is in them. `{nama}` and the like are places; there are no others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows import render
from flows.choices import number_of
from flows.keywords import Command, command
from flows.profile_names import profile_name
from flows.stored import Message
from flows.types import (
    NOTHING,
    Asked,
    Chose,
    Event,
    Facts,
    Lang,
    LastUnasked,
    Office,
    Option,
    Said,
    Say,
    Told,
)

STEP = "broadcast"
"""of a button under a broadcast; its conversation is the reference of the broadcast"""
PLACES = ("nama", "kantor", "kontak", "jam")
TEMPLATES = ("news",)
"""what may be sent to someone who wrote nothing for a day (flows/templates.py)"""
LONGEST, LONGEST_WITH_PICTURE = 1500, 900
"""characters; so that it is one message on every channel"""
LONGEST_LABEL, MOST_BUTTONS, LONGEST_HEADLINE = 20, 10, 100
_OPENS: frozenset[Command] = frozenset(
    {
        "nominate", "workers", "questions", "settings", "person", "invitation", "cover", "card", "data",
        "pay", "claim", "resume", "menu", "help", "connect", "take_over",
    }
)  # fmt: skip
"""the commands that a button may stand for"""


@dataclass(frozen=True, slots=True)
class Button:
    """`opens`: the word that a tap on it stands for ("daftar"); its labels by language."""

    opens: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """What is said, by language, and what is offered under it."""

    texts: Mapping[str, str]
    buttons: tuple[Button, ...] = ()
    template: str | None = None
    """which approved template brings it to those who wrote nothing for a day; None: it waits for them"""
    headlines: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """what stands in that template"""

    @property
    def says_names(self) -> bool:
        """Is each person's name in it?"""
        return any("nama" in _places(text) for text in (*self.texts.values(), *self.headlines.values()))

    def language(self, lang: Lang, languages: Sequence[Lang]) -> Lang:
        """In which it is said to someone who speaks `lang`: else in the first of the office's that it has."""
        known: list[Lang] = [one for one in (lang, *languages) if one in self.texts]
        return known[0] if known else lang


def dump_content(content: Content) -> str:
    stored = {
        "texts": dict(content.texts),
        "buttons": [{"opens": one.opens, "labels": dict(one.labels)} for one in content.buttons],
        "template": content.template,
        "headlines": dict(content.headlines),
    }
    return json.dumps(stored, ensure_ascii=False, sort_keys=True)


def load_content(data: str) -> Content:
    stored = json.loads(data)
    buttons = tuple(Button(one["opens"], one["labels"]) for one in stored.get("buttons", ()))
    return Content(stored["texts"], buttons, stored.get("template"), stored.get("headlines") or NOTHING)


def clean(text: str) -> str:
    """As it was written, without what no one can see: one kind of line break, no control characters."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def problems(content: Content, languages: Sequence[Lang], *, has_picture: bool = False) -> list[Say]:
    """All that is wrong with it; empty: it can be sent."""
    found = [
        Say("campaign-problem.no_text", {"lang": lang}) for lang in languages if not content.texts.get(lang)
    ]
    most = LONGEST_WITH_PICTURE if has_picture else LONGEST
    for lang, text in content.texts.items():
        found += _of_places(text)
        if len(text) > most:
            found.append(Say("campaign-problem.too_long", {"lang": lang, "length": len(text), "most": most}))
    if len(content.buttons) > MOST_BUTTONS:
        found.append(Say("campaign-problem.too_many_buttons", {"most": MOST_BUTTONS}))
    words = [one.opens for one in content.buttons]
    found += [
        Say("campaign-problem.button_twice", {"word": word})
        for word in sorted({*words})
        if words.count(word) > 1
    ]
    for button in content.buttons:
        found += _of_button(button, languages)
    return found + _of_template(content, languages)


def message(content: Content, reference: str, lang: Lang, name: str, office: Office) -> Message:
    """What one person is sent. `name`: what their profile calls them; "": nothing."""
    lang = content.language(lang, office.languages)
    args: dict[str, Any] = {"text": fill(content.texts[lang], lang, name, office), "office": office.name}
    key = "campaign"
    if content.template is not None:
        key = f"campaign.{content.template}"
        args["headline"] = fill(content.headlines.get(lang, ""), lang, name, office)
    options = tuple(Option(one.opens, one.labels[lang]) for one in content.buttons)
    asked = Asked(reference, 0, STEP, "campaign", options) if options else None
    return Message((Say(key, args),), asked)


def answered(facts: Facts, event: Event) -> tuple[str, str] | None:
    """The broadcast that this answers, and the word its button stands for; None: it answers none.

    A tap names it. A number or a label is an answer where a broadcast is what they saw last.
    """
    match event:
        case Chose(conversation=reference, step=step, option=word) if step == STEP:
            return (reference, word) if command(word) in _OPENS else None
        case Said(text=text) if len(text) <= LONGEST_LABEL and facts.person.told_since:
            told: Told | None = facts.find(LastUnasked())
            answer = _word(told, text) if told else None
            return (told.reference, answer) if told and answer else None
        case _:
            return None


def _word(told: Told, text: str) -> str | None:
    number = number_of(text)
    if number is not None:
        return told.buttons[number - 1][0] if 0 < number <= len(told.buttons) else None
    said = text.strip().casefold()
    return next((word for word, labels in told.buttons if said in map(str.casefold, labels)), None)


def fill(text: str, lang: Lang, name: str, office: Office) -> str:
    """The text with what stands in its places for one person."""
    called = profile_name(name) or render.text(Say("campaign.somebody"), lang)
    values = {"nama": called, "kantor": office.name, "kontak": office.contact, "jam": office.hours}
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


_PLACE = re.compile(r"\{([A-Za-z_]+)\}")
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


def _places(text: str) -> list[str]:
    return [name for name in _PLACE.findall(text) if name in PLACES]


def _of_places(text: str) -> list[Say]:
    known = ", ".join(f"{{{name}}}" for name in PLACES)
    return [
        Say("campaign-problem.no_such_place", {"place": f"{{{name}}}"[:40], "known": known})
        for name in dict.fromkeys(_PLACE.findall(text))
        if name not in PLACES
    ]


def _of_button(button: Button, languages: Sequence[Lang]) -> list[Say]:
    found = []
    if command(button.opens) not in _OPENS:
        found.append(Say("campaign-problem.button_opens", {"word": button.opens[:40]}))
    for lang in languages:
        label = button.labels.get(lang, "")
        if not label.strip():
            found.append(Say("campaign-problem.button_label", {"word": button.opens[:40], "lang": lang}))
        elif len(label) > LONGEST_LABEL:
            found.append(Say("campaign-problem.button_long", {"label": label[:60], "most": LONGEST_LABEL}))
    return found


def _of_template(content: Content, languages: Sequence[Lang]) -> list[Say]:
    if content.template is None:
        return []
    if content.template not in TEMPLATES:
        known = ", ".join(TEMPLATES)
        return [Say("campaign-problem.no_such_template", {"name": content.template[:40], "known": known})]
    found = []
    for lang in languages:
        headline = content.headlines.get(lang, "")
        if not headline.strip():
            found.append(Say("campaign-problem.no_headline", {"lang": lang}))
        elif len(headline) > LONGEST_HEADLINE or "\n" in headline:
            found.append(Say("campaign-problem.headline_long", {"lang": lang, "most": LONGEST_HEADLINE}))
        found += _of_places(headline)
    return found
