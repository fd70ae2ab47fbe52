"""What the answers of a nomination cost: the quote, its lines, and options that show a price."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal

from flows.rules.calendar import is_working_day, month_of
from flows.rules.coverage import Ledger
from flows.rules.jobs import sector_of
from flows.rules.tariff import MonthPrice, Quote, quote
from flows.types import Answers, Facts, Option, Say

PROGRAMMES = {
    "jkk_jkm": frozenset({"jkk", "jkm"}),
    "jkk_jkm_jht": frozenset({"jkk", "jkm", "jht"}),
}


def sector(answers: Answers) -> Literal["transport", "other"]:
    """The sector that decides the discount: the job's, or what they said of another job."""
    if answers["job"] == "other":
        return "transport" if answers.get("transport") == "yes" else "other"
    return sector_of(answers["job"])


def first_month(facts: Facts) -> str:
    """The month a first payment would be for today: this one, or the next once its due date has passed."""
    return _first_month(facts.today)


@lru_cache(maxsize=16)
def _first_month(today: date) -> str:
    return month_of(Ledger(()).as_of(today, is_working_day).due_on)


def of(answers: Answers, facts: Facts, *, months: int | None = None, programmes: str | None = None) -> Quote:
    """The quote for these answers, by today's first month."""
    return quote(
        answers["income"],
        sector(answers),
        PROGRAMMES[programmes or answers["programmes"]],
        first_month(facts),
        months or int(answers["months"]),
    )


def lines(quoted: Quote) -> tuple[Say, ...]:
    """The price month by month; months in a row that cost the same share a line."""
    return tuple(_line(list(run)) for _, run in groupby(quoted.months, key=lambda month: month.total))


def _line(run: list[MonthPrice]) -> Say:
    first, last = run[0], run[-1]
    if len(run) == 1:
        return Say("price.month", {"month": first.month, "amount": first.total})
    args: dict[str, Any] = {"first": first.month, "last": last.month, "count": len(run)}
    return Say("price.months", {**args, "each": first.total, "amount": first.total * len(run)})


def month_options(answers: Answers, facts: Facts) -> tuple[Option, ...]:
    """1, 3, 6 and 12 months, each with what it costs in all."""
    return tuple(_month_options(answers, facts))


def _month_options(answers: Answers, facts: Facts) -> Iterator[Option]:
    for months in (1, 3, 6, 12):
        total = of(answers, facts, months=months).total
        yield Option(str(months), Say("nominate-months.option", {"months": months, "total": total}))


def jht_offer(answers: Answers, facts: Facts) -> Say | None:
    """What adding JHT would cost a month; None where it is chosen."""
    if answers["programmes"] != "jkk_jkm":
        return None
    return Say("price.jht", {"amount": of(answers, facts, months=1, programmes="jkk_jkm_jht").months[0].jht})
