"""The coverage ledger: which contribution months are paid, and what that makes of a cover on a given day.

    U is the first unpaid month, D its due date (the 15th, or the next working day). Days are the office's.

    nothing paid yet                       awaiting_payment
    before the first day of U              active
    first day of U .. D, D included        due
    day after D .. last day of U           unpaid_1
    the month after U                      unpaid_2
    the month after that                   unpaid_3
    from the first day of U + 3 months     inactive           (3: a setting, sources differ on the moment)

Whether an accident in an unpaid month is paid for is not known and never promised (docs/scheme.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias

from flows.rules.calendar import add_months, due_date, month_of, months_between, read_month

Status: TypeAlias = Literal[
    "awaiting_payment", "active", "due", "unpaid_1", "unpaid_2", "unpaid_3", "inactive"
]
WorkingDay: TypeAlias = Callable[[date], bool]

_LATE: tuple[Status, ...] = ("unpaid_1", "unpaid_2", "unpaid_3")


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """A contribution month ("YYYY-MM"), what was paid for it (rupiah), by which tariff and payment."""

    month: str
    amount: int
    tariff_version: str
    payment: str


@dataclass(frozen=True, slots=True)
class Cover:
    """What the ledger makes of a cover on one day."""

    status: Status
    paid_through: str | None
    """the last paid month of the run that counts that day; None: nothing was paid yet"""
    due_on: date
    """the due date of `next_month`; while unpaid it lies in the past"""
    unpaid_months: tuple[str, ...]
    """begun and not paid, oldest first: those a payment fills first; when inactive, those that made it so"""
    next_month: str
    """the month that is to be paid next; when inactive, the month of `as_of`'s day"""


@dataclass(frozen=True)
class Ledger:
    """The paid months of one nomination, in any order; a month stands in it once, else ValueError.

    Gaps are allowed: a month left unpaid before a later paid one is closed and never owed again. What counts
    on a day is the last run of paid months that began by then.
    """

    paid: Sequence[PaidMonth]
    inactive_after: int = 3
    """months unpaid, the first of them included, until a cover is inactive; 1 or more"""

    def __post_init__(self) -> None:
        months = [read_month(paid.month) for paid in self.paid]
        if len(set(months)) != len(months):
            raise ValueError(f"a month is paid once, not twice: {', '.join(sorted(months))}")
        if self.inactive_after < 1:
            raise ValueError(f"inactive_after is 1 month or more, not {self.inactive_after}")

    def as_of(self, day: date, is_working_day: WorkingDay) -> Cover:
        """The cover at any time of `day`; see the table above for where a day belongs."""
        today = month_of(day)
        paid_through = self._paid_through(today)
        if paid_through is None:
            return _awaiting(day, is_working_day)
        unpaid = add_months(paid_through, 1)
        late = months_between(unpaid, today)
        due_on = due_date(unpaid, is_working_day)
        if late < 0:
            # A first payment may be for a month that is yet to come: paid, and not active before it.
            status: Status = "active" if today in self._months else "awaiting_payment"
            return Cover(status, paid_through, due_on, (), unpaid)
        if late >= self.inactive_after:
            owed = tuple(add_months(unpaid, n) for n in range(self.inactive_after))
            return Cover("inactive", paid_through, due_date(today, is_working_day), owed, today)
        owed = tuple(add_months(unpaid, n) for n in range(late + 1))
        status = "due" if day <= due_on else _LATE[min(late, len(_LATE) - 1)]
        return Cover(status, paid_through, due_on, owed, unpaid)

    def allocate(self, months: int, paid_on: date) -> tuple[str, ...]:
        """The contribution months that a payment for so many months, paid that day, fills, oldest first.

        The first payment, and one while the cover is inactive, starts with the month of `paid_on`; any other
        with the oldest unpaid month. Months already paid are passed over; old arrears are not
        paid after a lapse.
        """
        if months < 1:
            raise ValueError(f"a payment is for 1 month or more, not {months}")
        month = self._starts_with(month_of(paid_on))
        filled: list[str] = []
        while len(filled) < months:
            if month not in self._months:
                filled.append(month)
            month = add_months(month, 1)
        return tuple(filled)

    def _starts_with(self, today: str) -> str:
        paid_through = self._paid_through(today)
        if paid_through is None:
            return today
        unpaid = add_months(paid_through, 1)
        return today if months_between(unpaid, today) >= self.inactive_after else unpaid

    def _paid_through(self, today: str) -> str | None:
        """The end of the run that counts: the last that began by today, else the first that is to begin."""
        if not self._months:
            return None
        end = max((month for month in self._months if month <= today), default=min(self._months))
        while (following := add_months(end, 1)) in self._months:
            end = following
        return end

    @cached_property
    def _months(self) -> frozenset[str]:
        return frozenset(paid.month for paid in self.paid)


def _awaiting(day: date, is_working_day: WorkingDay) -> Cover:
    """The first month to pay is the current one, or the next once its due date has passed."""
    month = month_of(day)
    if day > due_date(month, is_working_day):
        month = add_months(month, 1)
    return Cover("awaiting_payment", None, due_date(month, is_working_day), (), month)
