"""What someone reads who is reminded: one message of all that waits for them, by the facts of that moment.

Of one thing the words of its step (`nudge-<words>`) with all there is to know; of several the words for
several (`.several`) and a line each, the most urgent first, one total and one instruction. What a worker is
told of their own cover stands in `.worker`: it is theirs alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias, TypeGuard

from flows import invite, notices, pay, price, render
from flows.chosen import listed, short
from flows.profile_names import profile_name
from flows.rules.billing import months_in_arrears, priced
from flows.rules.calendar import add_months, due_date, first_day
from flows.rules.coverage import Ledger
from flows.rules.nudges import ANCHORS, Item, Policy, Step
from flows.rules.tariff import last_discounted_month
from flows.types import Asked, Bill, Nomination, Office, Option, Picture, Say

STEP, ANSWER = "nudge", "nudge-answer"
"""by which a tap on a nudge is known, and the text under which its answers stand"""
MOST_LINES = 9
LONGEST_NAME = 20
_URGENT = ("month-3", "inactive", "month-2", "due", "price", "own", "invite", "draft")
"""what a message begins with; "own": a worker's own cover"""


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A cover, as whoever is told may see it."""

    item: Item
    nomination: Nomination


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that waits. `sponsor`: what the participant's profile calls them."""

    item: Item
    name: str
    token: str
    until: date
    """the last day it can be answered"""
    sponsor: str = ""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A nomination left half done: so many of its questions are answered. `name` None: not said yet."""

    item: Item
    name: str | None
    done: int
    total: int


Line: TypeAlias = CoverLine | InvitationLine | DraftLine


@dataclass(frozen=True, slots=True)
class Digest:
    """One message; without says there is nothing to tell."""

    says: tuple[Say, ...]
    asked: Asked | None = None
    picture: Picture | None = None


def digest(lines: Sequence[Line], office: Office, now: datetime, reference: str, policy: Policy) -> Digest:
    """All of it as one message. `reference` is what a tap on its answers names."""
    steps = {step.id: step for step in policy.steps}
    told = [line for line in lines if line.item.step_id in steps]
    if not told:
        return Digest(())
    told.sort(key=lambda line: _urgency(line, steps[line.item.step_id]))
    asked = Asked(reference, 0, STEP, ANSWER, options_of([line.item for line in told], policy))
    desk = _Desk(office, now.astimezone(office.zone).date(), steps)
    says = desk.one(told[0]) if len(told) == 1 else _that_fit(desk, told, asked)
    return Digest(says, asked, _picture(told, office))


def options_of(items: Iterable[Item], policy: Policy) -> tuple[Option, ...]:
    """The answers under a message about these; what ends reminders stands last."""
    anchors = {step.id: step.on for step in policy.steps}
    about = {(anchors.get(item.step_id), item.role) for item in items}
    return tuple(Option(answer) for answer, fits in _FITS.items() if about & fits)


def options_shown(text: str) -> tuple[Option, ...]:
    """The answers that stand numbered in a message as it was read, in any language."""
    by_label = {label: answer for answer in ANSWERS for label in render.labels(ANSWER, answer)}
    shown: list[Option] = []
    for line in text.splitlines():
        number, _, label = line.partition(". ")
        if number == str(len(shown) + 1) and label in by_label:
            shown.append(Option(by_label[label]))
    return tuple(shown)


def to_be_paid(items: Iterable[Item], policy: Policy) -> tuple[Item, ...]:
    """Those that ask whoever pays for a payment."""
    anchors = {step.id: step.on for step in policy.steps}
    return tuple(item for item in items if (anchors.get(item.step_id), item.role) in _TO_PAY)


_TO_PAY = {(anchor, "participant") for anchor in ("due", "month-2", "month-3", "inactive")}
_OWN = {(anchor, "worker") for anchor in ("due", "month-2", "month-3", "inactive", "price")}
_PRICE, _DRAFT = {("price", "participant")}, {("draft", "participant")}
_INVITED, _INVITES = {("invite", "worker")}, {("invite", "participant")}
_FITS: Mapping[str, set[tuple[Any, str]]] = {
    "pay": _TO_PAY | _PRICE,
    "claim": _TO_PAY,
    "take_over": _OWN,
    "cover": _OWN,
    "invitation": _INVITED,
    "assist": _INVITES,
    "resume": _DRAFT,
    "tomorrow": _TO_PAY | _PRICE,
    "no_reminders": {(anchor, role) for anchor in ANCHORS for role in ("participant", "worker")},
}
ANSWERS = tuple(_FITS)


def _urgency(line: Line, step: Step) -> tuple[int, int]:
    is_own = isinstance(line, CoverLine) and line.item.role == "worker"
    return (_URGENT.index("own" if is_own else step.on), -step.days)


def _that_fit(desk: _Desk, told: Sequence[Line], asked: Asked) -> tuple[Say, ...]:
    """As many lines as a message holds; the others are counted."""
    for count in range(min(MOST_LINES, len(told)), 1, -1):
        says = desk.several(told, count)
        longest = max(len(render.render(says, asked, lang).text) for lang in render.LANGUAGES)
        if longest <= render.LONGEST_WITH_OPTIONS:
            return says
    return desk.several(told, 1)


def _picture(told: Sequence[Line], office: Office) -> Picture | None:
    """The message to pass on, where one invitation of theirs waits."""
    sent = [one for one in told if isinstance(one, InvitationLine) and one.item.role == "participant"]
    if len(sent) != 1:
        return None
    return invite.to_forward(sent[0].token, sent[0].sponsor, office, sent[0].until)


# --- what there is to pay ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToPay:
    """What is to be paid for a cover next: its open bill where that still holds, else what is due."""

    items: tuple[tuple[str, int], ...]
    credit: int
    """what is recorded already and counts towards it"""
    late: int
    """months of it that make the cover current; 0: it is not late"""
    bill: Bill | None = None

    @property
    def total(self) -> int:
        return sum(amount for _, amount in self.items) - self.credit


def to_pay(n: Nomination, today: date) -> ToPay:
    """The open bill, unless it would leave a month in arrears unpaid; else the months in arrears, or one."""
    late = months_in_arrears(price.ledger_of(n), today)
    bill = n.bill if pay.standing(n, today) == "holds" else None
    items = notices.outstanding(n, bill) if bill else ()
    if len(items) < late or not items:
        bill, items = None, price.items_of(price.due(n, today, late or 1))
    return ToPay(items, min(n.credit, sum(amount for _, amount in items)), late, bill)


def _amounts(n: Nomination, today: date) -> tuple[Say, ...]:
    """What a month costs and from when on, and what several at once come to."""
    by_count = {count: price.due(n, today, count) for count in pay.USUAL}
    (_, now), *later = price.changes(price.items_of(by_count[pay.USUAL[-1]]))
    a_month = Say("nudge.a_month", {"amount": now})
    for month, amount in later:
        a_month = Say("nudge.then", {"before": a_month, "month": month, "amount": amount})
    amounts = (Say("nudge.amount", {"months": count, "total": due.total}) for count, due in by_count.items())
    return (Say("nudge.for_months", {"a_month": a_month}), *amounts)


def _less(credit: int) -> tuple[Say, ...]:
    return (Say("bill.credit", {"credit": credit}),) if credit else ()


def _prices(n: Nomination, owed: ToPay, today: date) -> tuple[Say, ...]:
    if not owed.bill and not owed.late:
        return (*_amounts(n, today), *_less(owed.credit))
    itemised = (*price.itemised(owed.items), *_less(owed.credit))
    return itemised if len(itemised) == 1 else (*itemised, Say("nudge.total", {"total": owed.total}))


def _how(n: Nomination, owed: ToPay) -> tuple[Say, ...]:
    if owed.bill:
        return (*notices.how_to_pay(n, owed.bill), Say("nudge.channels"))
    return (Say("bill.nik", {"ending": n.nik_masked[-4:]}), Say("nudge.channels"))


# --- the words ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Desk:
    """Writes of one thing, or of several."""

    office: Office
    today: date
    steps: Mapping[str, Step]

    def one(self, line: Line) -> tuple[Say, ...]:
        step = self.steps[line.item.step_id]
        key = f"nudge-{step.words}"
        if line.item.role == "worker":
            key = f"nudge-{step.words}.worker"
        words = Say(key, self._args(line, step))
        if not isinstance(line, CoverLine) or line.item.role == "worker":
            return (words,)
        n = line.nomination
        if step.on == "price":
            return (words, Say("nudge.lines", {"lines": _amounts(n, self.today)}))
        owed = to_pay(n, self.today)
        prices = Say("nudge.lines", {"lines": _prices(n, owed, self.today)})
        return (words, prices, Say("nudge.lines", {"lines": _how(n, owed)}))

    def several(self, told: Sequence[Line], count: int) -> tuple[Say, ...]:
        """`count` of them, all but a worker's own with a line each; the total is that of all."""
        first, step = told[0], self.steps[told[0].item.step_id]
        if first.item.role == "worker":
            return (*self.one(first), Say("nudge.lines", {"lines": self._lines(told[1:], count - 1, "")}))
        alike = [one for one in told if (one.item.step_id, one.item.role) == (step.id, first.item.role)]
        paid = [one for one in told if self._asks_for_money(one)]
        owed = [to_pay(one.nomination, self.today) for one in paid]
        total = sum(one.total for one in owed)
        args = {
            **self._args(first, step),
            "name": listed([self._called(one) for one in alike]),
            "total": total,
        }
        lines = self._lines(told, count, args.get("day", ""))
        says = [Say(f"nudge-{step.words}.several", args), Say("nudge.lines", {"lines": lines})]
        if len(paid) > 1:
            says.append(Say("nudge.lines", {"lines": (*self._sums(paid, owed, total), Say("nudge.how"))}))
        elif paid:
            says.append(Say("nudge.how"))
        return tuple(says)

    def _lines(self, told: Sequence[Line], count: int, day: str) -> tuple[Say, ...]:
        """`day`: the due date that was said already."""
        lines = tuple(self._line(one, day) for one in told[:count])
        return (*lines, Say("nudge.more", {"count": len(told) - count})) if len(told) > count else lines

    def _asks_for_money(self, line: Line) -> TypeGuard[CoverLine]:
        is_cover = isinstance(line, CoverLine) and line.item.role == "participant"
        return is_cover and self.steps[line.item.step_id].on != "price"

    def _sums(self, paid: Sequence[CoverLine], owed: Sequence[ToPay], total: int) -> tuple[Say, ...]:
        """Of all workers; for several months too, where nothing but a month is asked of any of them."""
        summed = Say("nudge.sum", {"count": len(paid), "total": total})
        if any(one.bill or one.late or one.credit for one in owed):
            return (summed,)
        ahead = {
            f"for_{count}": sum(price.due(one.nomination, self.today, count).total for one in paid)
            for count in pay.USUAL[1:]
        }
        return (summed, Say("nudge.sums", ahead))

    def _args(self, line: Line, step: Step) -> dict[str, Any]:
        args: dict[str, Any] = {
            "name": self._called(line),
            "office": self.office.name,
            "contact": self.office.contact,
        }
        match line:
            case CoverLine(nomination=n):
                return args | (self._of_price(n) if step.on == "price" else self._of_cover(n))
            case InvitationLine(token=token, until=until, sponsor=sponsor):
                payer = profile_name(sponsor) or Say("invitation.someone")
                how = invite.how_to(token, self.office)
                return args | {"until": until.isoformat(), "payer": payer, "how": how}
            case DraftLine(done=done, total=total):
                return args | {"done": done, "of": total, "days": self.office.draft_days}

    def _of_cover(self, n: Nomination) -> dict[str, Any]:
        cover, owed = price.cover_of(n, self.today), to_pay(n, self.today)
        last = owed.items[max(owed.late, 1) - 1][0]
        day = due_date(last)
        args: dict[str, Any] = {
            "month": owed.items[0][0],
            "day": day.isoformat(),
            "due": self._due(day),
            "total": owed.total,
            "standing": Say("nudge.not_begun"),
        }
        if cover.paid_through is None:
            return args
        first = add_months(cover.paid_through, 1)
        return args | {
            "standing": Say("nudge.paid_until", {"until": cover.paid_through}),
            "until": cover.paid_through,
            "unpaid": _stretch(cover.unpaid_months),
            "count": len(cover.unpaid_months),
            "inactive_on": first_day(add_months(first, Ledger.inactive_after)).isoformat(),
        }

    def _of_price(self, n: Nomination) -> dict[str, Any]:
        """What a month costs up to the last discounted one, and after it."""
        last = last_discounted_month(n.sector) or ""
        following = add_months(last, 1)
        old, new = (priced(n.income, n.sector, n.programmes, [month]).total for month in (last, following))
        ahead = price.items_of(price.due(n, self.today, pay.USUAL[-1]))
        remark = price.unsettled(n.job, ahead) or ""
        return {"last": last, "next": following, "old": old, "new": new, "remark": remark}

    def _due(self, day: date) -> Say:
        left = (day - self.today).days
        return Say("nudge.due" if left >= 0 else "nudge.was_due", {"left": left, "day": day.isoformat()})

    def _called(self, line: Line) -> Say | str:
        match line:
            case CoverLine(nomination=n):
                return Say("nudge.you") if n.is_own_payer else n.name
            case InvitationLine(name=name) | DraftLine(name=name):
                return name or Say("someone")

    def _line(self, line: Line, day: str) -> Say:
        step = self.steps[line.item.step_id]
        args = self._args(line, step)
        if isinstance(args["name"], str):
            args["name"] = short(args["name"], LONGEST_NAME)
        is_said = args.get("day", day) == day
        args["by"] = "" if is_said else Say("nudge-line.until", {"day": args["day"]})
        match line:
            case DraftLine():
                return Say("nudge-line.draft", args)
            case InvitationLine():
                return Say("nudge-line.invited" if line.item.role == "worker" else "nudge-line.invite", args)
            case CoverLine(nomination=n):
                return self._cover_line(n, line.item.role == "worker", step, args)

    def _cover_line(self, n: Nomination, is_worker: bool, step: Step, args: dict[str, Any]) -> Say:
        if is_worker:
            return Say("nudge-line.lapsed" if step.on == "inactive" else "nudge-line.yours", args)
        if step.on == "price":
            return Say("nudge-line.price", args)
        owed = to_pay(n, self.today)
        args |= {"months": _stretch([month for month, _ in owed.items]), "pay": _by(n, owed)}
        if step.on == "inactive":
            return Say("nudge-line.inactive", args)
        if step.on in ("month-2", "month-3"):
            return Say("nudge-line.clock", args)
        return Say("nudge-line.late" if owed.late else "nudge-line.due", args)


def _by(n: Nomination, owed: ToPay) -> Say:
    """The code, where it is for just these months; else the NIK."""
    if owed.bill and owed.bill.code and owed.items == tuple(owed.bill.items):
        return Say("nudge-line.code", {"code": owed.bill.code})
    return Say("nudge-line.nik", {"ending": n.nik_masked[-4:]})


def _stretch(months: Sequence[str]) -> Say | str:
    """Months within a sentence; those that are not in a row are counted."""
    runs = price.stretches(months)
    return runs[0] if len(runs) == 1 else Say("nudge-line.count", {"count": len(months)}) if runs else ""
