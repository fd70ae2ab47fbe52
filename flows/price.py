"""What a cover costs, as it is shown: quotes, their lines month by month, and options that show a price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from flows.rules.billing import due_months, priced
from flows.rules.calendar import add_months, is_working_day, month_of, months_between
from flows.rules.coverage import Cover, Ledger, PaidMonth
from flows.rules.jobs import sector_of
from flows.rules.tariff import Quote, base_income_of, last_discounted_month, quote
from flows.types import Answers, Facts, Nomination, Option, Say

Items: TypeAlias = Sequence[tuple[str, int]]
"""(month "YYYY-MM", rupiah), oldest first"""

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
    return itemised(items_of(quoted))


def items_of(quoted: Quote) -> tuple[tuple[str, int], ...]:
    return tuple((price.month, price.total) for price in quoted.months)


def itemised(items: Items) -> tuple[Say, ...]:
    """Amounts month by month; months in a row that cost the same share a line."""
    return tuple(_line(run) for run in _runs(items))


def stretches(months: Sequence[str]) -> tuple[Say, ...]:
    """Months without their amounts; those in a row as one stretch."""
    return tuple(_stretch(run) for run in _runs([(month, 0) for month in months]))


def _stretch(run: Items) -> Say:
    first, last = run[0][0], run[-1][0]
    if first == last:
        return Say("price.one", {"month": first})
    return Say("price.stretch", {"first": first, "last": last, "count": len(run)})


def discount_ends(items: Items, sector: str) -> Say | None:
    """Said where the months go beyond the last one that is known to be discounted."""
    end = last_discounted_month(sector)
    if end is None or not any(month <= end for month, _ in items):
        return None
    return Say("price.discount_ends", {"month": end}) if items[-1][0] > end else None


def unsettled(job: str, items: Items) -> Say | None:
    """Said of a private driver's months between the two ends: no source says which one is theirs."""
    other, transport = last_discounted_month("other"), last_discounted_month("transport")
    if job != "private_driver" or other is None or transport is None:
        return None
    between = [month for month, _ in items if other < month <= transport]
    return Say("price.private_driver", {"first": between[0], "last": between[-1]}) if between else None


def changes(items: Items) -> Items:
    """What a month costs, and from which month on."""
    return tuple(run[0] for run in _runs(items))


def _runs(items: Items) -> Iterator[Items]:
    run: list[tuple[str, int]] = []
    for month, amount in items:
        if run and (month, amount) != (add_months(run[-1][0], 1), run[-1][1]):
            yield run
            run = []
        run.append((month, amount))
    if run:
        yield run


def _line(run: Items) -> Say:
    (first, each), (last, _) = run[0], run[-1]
    if len(run) == 1:
        return Say("price.month", {"month": first, "amount": each})
    args: dict[str, Any] = {"first": first, "last": last, "count": len(run)}
    return Say("price.months", {**args, "each": each, "amount": each * len(run)})


# --- of a cover that is there ------------------------------------------------------------------------


def ledger_of(nomination: Nomination) -> Ledger:
    return _ledger(nomination.paid)


def _ledger(paid: Iterable[str]) -> Ledger:
    return Ledger([PaidMonth(month, 0, "", "") for month in paid])


def cover_of(nomination: Nomination, today: date) -> Cover:
    """What the paid months make of it that day."""
    return _cover_of(nomination.paid, today)


@lru_cache(maxsize=1024)  # a message about a cover asks a dozen times
def _cover_of(paid: tuple[str, ...], today: date) -> Cover:
    return _ledger(paid).as_of(today, is_working_day)


def paid_run(nomination: Nomination, today: date) -> tuple[str, ...]:
    """The paid months in a row that count that day, oldest first; () while nothing was paid."""
    last = cover_of(nomination, today).paid_through
    run: list[str] = []
    while last in nomination.paid:
        run.append(last)
        last = add_months(last, -1)
    return tuple(reversed(run))


def unpaid(nomination: Nomination, today: date) -> tuple[str, ...]:
    """The months after the paid ones that have begun, none of them recorded as paid."""
    through = cover_of(nomination, today).paid_through
    late = months_between(through, month_of(today)) if through else 0
    return tuple(add_months(through, 1 + n) for n in range(late)) if through else ()


def paid_base(nomination: Nomination) -> int | None:
    """The base income that the last paid month was paid for, whatever is declared since; None: not known."""
    if not nomination.paid:
        return None
    return base_income_of(nomination.last_paid, nomination.programmes, max(nomination.paid))


def due(nomination: Nomination, today: date, months: int) -> Quote:
    """What so many months cost that are to be paid next, oldest first."""
    to_pay = due_months(ledger_of(nomination), today, months, nomination.covered_from)
    return priced(nomination.income, nomination.sector, nomination.programmes, to_pay)


# --- of a nomination in the making -------------------------------------------------------------------


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
