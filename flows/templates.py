"""What WhatsApp takes when someone has not written for a day: an approved template for each kind of news.

A template says who writes, what happened, and which word brings the rest; whoever answers it opens the chat
again, and what is said there needs no template. Its words are the text `template-<name>`; the numbers of its
places follow that text, so that each language has its own order.

https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from flows import render
from flows.profile_names import profile_name
from flows.types import Lang, Say

Category = Literal["utility", "marketing"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a template: which argument of the message stands there, as what it is shown, cut where."""

    arg: str
    shown: Literal["text", "profile", "rupiah", "month", "date", "kind"] = "text"
    """"kind": not an argument, but what `template-<name>.<kind>` says of a message `<anything>.<kind>`;
    "profile": what a profile calls its person, which is repeated only where it may be a name"""
    longest: int = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """A button under a template: its label, and the word that a tap on it stands for.

    "start:" and a token, which may be a place, opens what a link with that token opens.
    """

    label: str
    id: str


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template, for the messages that begin with one of `keys` ("staff.*": with any of these)."""

    name: str
    keys: tuple[str, ...]
    variables: tuple[Place, ...]
    buttons: tuple[Reply, ...] = ()
    category: Category = "utility"


_NAME, _OFFICE, _PAYER = Place("name"), Place("office", longest=80), Place("payer", "profile")
_CONTACT, _REASON = Place("contact", longest=80), Place("reason", longest=300)

_PAY, _PAID = Reply("template-reply.pay", "bayar"), Reply("template-reply.paid", "sudah bayar")
_WORKERS, _COVER = Reply("template-reply.workers", "pekerja"), Reply("template-reply.cover", "perlindungan")
_CARD, _OWN = Reply("template-reply.card", "kartu"), Reply("template-reply.take_over", "bayar sendiri")
_RESUME, _ENROL = Reply("template-reply.resume", "lanjut"), Reply("template-reply.nominate", "daftar")
_DATA, _WRONG = Reply("template-reply.data", "data saya"), Reply("template-reply.wrong", "keliru")
_PERSON = Reply("template-reply.person", "petugas")
_TOMORROW = Reply("template-reply.tomorrow", "ingatkan besok")
_NO_REMINDERS = Reply("template-reply.no_reminders", "berhenti ingatkan")
_LOOK = Reply("template-reply.look", "start:first-{{token}}")


def _news(name: str, *variables: Place, buttons: tuple[Reply, ...] = (), of: str = "notice") -> TemplateText:
    return TemplateText(name, (f"{of}.{name}",), variables, buttons)


_OF_NUDGES = (
    Place("name", longest=120),
    _OFFICE,
    _CONTACT,
    _PAYER,
    Place("month", "month"),
    Place("day", "date"),
    Place("total", "rupiah"),
    Place("inactive_on", "date"),
    Place("last", "month"),
    Place("next", "month"),
    Place("old", "rupiah"),
    Place("new", "rupiah"),
    Place("until", "date"),
    Place("done"),
    Place("of"),
)


def _nudges() -> tuple[TemplateText, ...]:
    """One for each step of which the catalogs have one, with the places that it names."""
    names = re.findall(r"^template-(nudge_[a-z0-9_]+) *=", render.source("id"), re.MULTILINE)
    return tuple(map(_nudge, names))


def of_nudge(key: str) -> str:
    """The name of the template for messages that begin with a text of the ladder."""
    step, _, who = key.partition(".")
    return step.replace("-", "_") + (_TO_WORKER if who == "worker" else "")


def _nudge(name: str) -> TemplateText:
    """The first text of such a message names its step (flows/digest.py)."""
    step = name.removesuffix(_TO_WORKER).replace("_", "-")
    is_for_worker = name.endswith(_TO_WORKER)
    keys = (f"{step}.worker",) if is_for_worker else (step, f"{step}.several")
    marks = {place.arg: f"{{{{{place.arg}}}}}" for place in _OF_NUDGES}
    marked = [render.text(Say(f"template-{name}", marks), lang) for lang in render.LANGUAGES]
    places = tuple(place for place in _OF_NUDGES if any(marks[place.arg] in text for text in marked))
    return TemplateText(name, keys, places, _under({place.arg for place in places}, is_for_worker))


_TO_WORKER = "_worker"


def _under(named: set[str], is_for_worker: bool) -> tuple[Reply, ...]:
    """What can be answered, by what it speaks of."""
    if is_for_worker:
        return (_RESUME, _NO_REMINDERS) if "until" in named else (_OWN, _COVER, _NO_REMINDERS)
    if "total" in named:
        return (_PAY, _PAID, _TOMORROW)
    if "new" in named:
        return (_PAY, _TOMORROW, _NO_REMINDERS)
    return (_RESUME if "done" in named else _WORKERS, _NO_REMINDERS)


TEMPLATES: tuple[TemplateText, ...] = (
    _news("registered", _NAME, _OFFICE, buttons=(_PAY,)),
    _news("billed", _OFFICE, _NAME, buttons=(_PAY,)),
    _news("registered_worker", _NAME, _OFFICE, _PAYER, buttons=(_COVER,)),
    _news("bill_expired", _NAME, _OFFICE, buttons=(_PAY, _PAID)),
    _news("settled", _OFFICE, _NAME, Place("total", "rupiah"), buttons=(_WORKERS, _PAY)),
    _news("received", _OFFICE, _NAME, buttons=(_PAY,)),
    _news("settled_worker", _OFFICE, _NAME, _PAYER, Place("months", longest=200), buttons=(_CARD, _COVER)),
    _news("paid_after_end", Place("amount", "rupiah"), _NAME, _OFFICE, buttons=(_PERSON,)),
    _news("receipt_refused", _OFFICE, _NAME, _REASON, _CONTACT, buttons=(_PAID, _PERSON)),
    _news(
        "receipt_unreadable", _OFFICE, _NAME, Place("why", longest=200), _CONTACT, buttons=(_PAID, _PERSON)
    ),
    TemplateText(
        "first_message",
        ("notice.first_message",),
        (Place("sponsor", "profile"), _OFFICE, Place("token"), _CONTACT),
        (_LOOK,),
        "marketing",  # they asked for nothing
    ),
    _news("invitation_expired", _OFFICE, _NAME, Place("days"), buttons=(_ENROL,)),
    _news("changed_over", _OFFICE, _NAME, buttons=(_WORKERS,)),
    _news("changed_over_worker", _OFFICE, _NAME, _CONTACT, buttons=(_PERSON,)),
    _news("not_registered_worker", _NAME, _OFFICE, _CONTACT, buttons=(_PERSON,)),
    _news("corrected", _OFFICE, _PAYER, buttons=(_DATA, _WRONG)),
    _news("ended", _OFFICE, _PAYER, buttons=(_OWN, _COVER)),
    _news("ended_early", _OFFICE, _PAYER),
    _news("consented", _OFFICE, _NAME, of="told", buttons=(_WORKERS,)),
    _news("declined", _OFFICE, _NAME, Place("pause_days"), of="told"),
    _news("withdrawn", _OFFICE, _NAME, of="told", buttons=(_WORKERS,)),
    _news("took_over", _OFFICE, _NAME, of="told", buttons=(_WORKERS,)),
    TemplateText("card", ("card", "card.not_yet"), (_NAME, _OFFICE), (_CARD, _WORKERS)),
    TemplateText("alarm", ("alarms",), (_OFFICE,)),
    TemplateText("alarm_over", ("alarms.over",), (_OFFICE,)),
    TemplateText(
        "news",
        ("campaign.news",),
        (Place("headline", longest=100), _OFFICE),
        (Reply("template-reply.news", "kabar"),),
        "marketing",
    ),
    TemplateText("staff", ("staff.*",), (_OFFICE, Place("kind", "kind", 120), Place("reference"))),
    *_nudges(),
)


def template_for(says: Sequence[Say]) -> TemplateText | None:
    """The template that stands for this message; None: there is none."""
    return of_key(says[0].key) if says else None


@cache
def of_key(key: str) -> TemplateText | None:
    """The template for messages that begin with this text; None: there is none."""
    family = f"{key.partition('.')[0]}.*"
    return next((t for t in TEMPLATES if key in t.keys or family in t.keys), None)


@cache
def body(template: TemplateText, lang: Lang) -> str:
    """The text as WhatsApp approves it, with {{1}}, {{2}} … for its places."""
    return _numbered(_marked(template, lang), places(template, lang))


@cache
def places(template: TemplateText, lang: Lang) -> tuple[str, ...]:
    """The arguments that the text names, as they come, then those of its buttons: the first is {{1}}."""
    written = (_marked(template, lang), *(reply.id for reply in template.buttons))
    return tuple(dict.fromkeys(name for text in written for name in _PLACE.findall(text)))


def variables(template: TemplateText, says: Sequence[Say], lang: Lang, office: str = "") -> dict[str, str]:
    """What stands in the places of this message's template, by number; none is empty or breaks the line.

    `office`: its name, for messages that do not hold it.
    """
    args = {"office": office} | {name: value for say in reversed(says) for name, value in say.args.items()}
    by_arg = {place.arg: place for place in template.variables}
    return {
        str(number): _shown(template, by_arg[arg], says[0].key, args, lang)
        for number, arg in enumerate(places(template, lang), 1)
    }


def reads_like(template: TemplateText, says: Sequence[Say], lang: Lang, office: str = "") -> str:
    """The text as whoever gets it reads it."""
    return fill(body(template, lang), variables(template, says, lang, office))


def fill(text: str, filled: Mapping[str, str]) -> str:
    """A text with {{1}}, {{2}} … and what stands there."""
    return _PLACE.sub(lambda found: filled.get(found[1], found[0]), text)


def samples(template: TemplateText, lang: Lang) -> dict[str, str]:
    """What stands there for those who approve it: invented, and what it looks like."""
    return {
        str(number): render.text(Say(f"template-sample.{arg}"), lang)
        for number, arg in enumerate(places(template, lang), 1)
    }


def labels(template: TemplateText, lang: Lang) -> tuple[tuple[str, str], ...]:
    """The buttons under it: (id, label); an id with {{1}}, {{2}} … for its places."""
    order = places(template, lang)
    return tuple((_numbered(one.id, order), render.text(Say(one.label), lang)) for one in template.buttons)


def _numbered(text: str, order: Sequence[str]) -> str:
    return _PLACE.sub(lambda found: f"{{{{{order.index(found[1]) + 1}}}}}", text)


def _marked(template: TemplateText, lang: Lang) -> str:
    marks = {place.arg: f"{{{{{place.arg}}}}}" for place in template.variables}
    return render.text(Say(f"template-{template.name}", marks), lang)


_PLACE = re.compile(r"\{\{(\w+)\}\}")
_WITHIN = {"notice.the_payer": "notice.a_payer"}
"""what begins a sentence in a message stands within one in its template"""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_BRACES = str.maketrans("{}", "()")


def _shown(template: TemplateText, place: Place, key: str, args: Mapping[str, Any], lang: Lang) -> str:
    """On one line, cut, and never empty: WhatsApp takes no line breaks there, and nothing empty."""
    text = _CONTROL.sub(" ", _as_text(template, place, key, args.get(place.arg), lang))
    text = " ".join(text.split()).translate(_BRACES)
    if not any(character.isalnum() for character in text):
        return render.text(Say(f"template-otherwise.{place.arg}"), lang)
    return text if len(text) <= place.longest else f"{text[: place.longest - 1].rstrip()}…"


def _as_text(template: TemplateText, place: Place, key: str, value: Any, lang: Lang) -> str:
    match place.shown, value:
        case "kind", _:
            what = f"template-{template.name}.{key.rpartition('.')[2]}"
            return render.text(Say(what), lang) if render.has(what, lang) else ""
        case _, None | "" | ():
            return ""
        case _, tuple():
            lines = (render.text(line, lang).strip() for line in value)
            return "; ".join(line for line in lines if line)
        case _, Say():
            return render.text(replace(value, key=_WITHIN.get(value.key, value.key)), lang)
        case "text", _:
            return str(value)
        case "profile", _:
            return profile_name(str(value))
        case shown, _:
            return render.text(Say(f"template-shown.{shown}", {"value": value}), lang)
