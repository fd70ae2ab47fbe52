"""The words on our own pages, in their two languages; the conversations have theirs (flows/texts)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource

from flows.types import Lang

LANGUAGES: tuple[Lang, ...] = ("id", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """Texts of one language: `words("by", name="Siti")`."""

    lang: Lang
    zone: ZoneInfo

    def __call__(self, key: str, **args: str | int) -> str:
        """A text; raises KeyError for a key that is not there."""
        bundle = _bundle(self.lang)
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        return str(bundle.format_pattern(pattern, args)[0])

    def has(self, key: str) -> bool:
        """Is there such a text?"""
        return _bundle(self.lang).has_message(key)

    def day(self, moment: datetime | date) -> str:
        """ "Senin, 23 November 2026" """
        on = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment
        return str(format_date(on, "EEEE, d MMMM yyyy", locale=self.lang))

    def short_day(self, moment: datetime | date) -> str:
        """ "23 Nov 2026" """
        on = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment
        return str(format_date(on, "d MMM yyyy", locale=self.lang))

    def day_and_month(self, day: date) -> str:
        """ "23 Nov" """
        return str(format_date(day, "d MMM", locale=self.lang))

    def time(self, moment: datetime) -> str:
        """ "09.30", as it is written in this language."""
        return moment.astimezone(self.zone).strftime("%H.%M" if self.lang == "id" else "%H:%M")

    def moment(self, moment: datetime) -> str:
        """ "23 Nov 2026, 09.30" """
        return f"{self.short_day(moment)}, {self.time(moment)}"

    def number(self, value: int) -> str:
        """ "1.234.567", as it is written in this language."""
        return str(format_decimal(value, locale=self.lang))

    def month(self, month: str) -> str:
        """ "Desember 2026" of "2026-12"."""
        return str(format_date(date.fromisoformat(f"{month}-01"), "MMMM yyyy", locale=self.lang))


@cache
def source(lang: Lang) -> str:
    """The catalogs as they are written: that of the demo, whose desk shares it, and that of the console."""
    texts = resources.files("bot.console").joinpath("texts")
    return "\n".join(
        texts.joinpath(name).read_text("utf-8") for name in (f"{lang}.ftl", f"console.{lang}.ftl")
    )


@cache
def _bundle(lang: Lang) -> FluentBundle:
    bundle = FluentBundle([lang], use_isolating=False)
    bundle.add_resource(FluentResource(source(lang)))
    return bundle
