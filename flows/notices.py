"""What people are told without having asked: registered, paid, a receipt refused, an invitation that waits.

A notice offers no options, because the state of whoever gets it knows nothing of them: it names words to
type. A nomination is given as it is after what happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows import price
from flows.cover import card_of
from flows.profile_names import profile_name
from flows.rules.billing import Settlement, months_in_arrears
from flows.rules.calendar import due_date, is_working_day
from flows.types import Bill, Nomination, Office, Picture, Say


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person; without says there is nothing to tell them."""

    says: tuple[Say, ...]
    picture: Picture | None = None


def first_message(sponsor: str, office: Office, token: str) -> Notice:
    """To a number that never wrote to us: who asks, and how to look; nothing of the worker."""
    args = {"sponsor": profile_name(sponsor) or Say("invite.someone"), "office": office.name, "token": token}
    return Notice((Say("notice.first_message", {**args, "contact": office.contact}),))


# --- registered --------------------------------------------------------------------------------------


def registered(n: Nomination, office: Office, today: date) -> Notice:
    """To the participant: the office registered the worker, and this is the bill."""
    says = Say("notice.registered", {"name": n.name, "office": office.name, "number": _number(n)})
    if n.bill is None:
        return Notice((says, Say("notice.type_pay")))
    return Notice((says, *bill(n, n.bill, today), Say("bill.afterwards")))


def billed(n: Nomination, office: Office, today: date) -> Notice:
    """To the participant: the open bill has a payment code now."""
    if n.bill is None:
        return Notice(())
    says = Say("notice.billed", {"name": n.name, "office": office.name})
    return Notice((says, *bill(n, n.bill, today), Say("bill.afterwards")))


def registered_worker(n: Nomination, office: Office) -> Notice:
    """To the worker: registered, and what is still missing before they are covered."""
    args = {"name": n.name, "office": office.name, "number": _number(n), "payer": _payer(n)}
    return Notice((Say("notice.registered_worker", args),))


def _number(n: Nomination) -> Say | str:
    return Say("notice.number", {"number": n.participant_number}) if n.participant_number else ""


def _payer(n: Nomination, *, begins: bool = False) -> Say | str:
    """What the participant's profile calls them, else a description; `begins`: a sentence with it."""
    return profile_name(n.payer) or Say("notice.the_payer" if begins else "notice.a_payer")


# --- a bill ------------------------------------------------------------------------------------------


def bill(n: Nomination, bill: Bill, today: date) -> tuple[Say, ...]:
    """A bill as it is to be paid: by month, how, until when; months of it that were paid are left out."""
    items = outstanding(n, bill)
    total = sum(amount for _, amount in items)
    credit = min(n.credit, total)
    args: dict[str, Any] = {
        "name": n.name,
        "prices": (*price.itemised(items), *_less(credit)),
        "total": total - credit,
        "tariff": bill.tariff_version,
        "how": (*how_to_pay(n, bill), *_due(items, today)),
        "ends": price.discount_ends(items, n.sector) or "",
    }
    return (Say("bill", args),)


def _less(credit: int) -> tuple[Say, ...]:
    """What is recorded already and counts towards it."""
    return (Say("bill.credit", {"credit": credit}),) if credit else ()


def how_to_pay(n: Nomination, bill: Bill) -> tuple[Say, ...]:
    """By code, or by NIK: a code asks for the whole bill, so it is left out once a month of it is paid."""
    is_part = outstanding(n, bill) != tuple(bill.items)
    other = (Say("bill.other_amount"),) if is_part or n.credit else ()
    if bill.code is None or is_part:
        return (Say("bill.nik", {"ending": n.nik_masked[-4:]}), *other)
    if bill.expires_on is None:
        return (Say("bill.code", {"code": bill.code}), *other)
    return (Say("bill.code_until", {"code": bill.code, "day": bill.expires_on.isoformat()}), *other)


def outstanding(n: Nomination, bill: Bill) -> tuple[tuple[str, int], ...]:
    """What of a bill is not paid yet, by month."""
    return tuple((month, amount) for month, amount in bill.items if month not in n.paid)


def _due(items: price.Items, today: date) -> tuple[Say, ...]:
    """The day by which the first month is to be paid; nothing where it has passed."""
    if not items or (day := due_date(items[0][0], is_working_day)) < today:
        return ()
    return (Say("bill.due", {"day": day.isoformat(), "month": items[0][0]}),)


def bill_expired(n: Nomination, office: Office) -> Notice:
    """To the participant: the code can no longer be paid."""
    return Notice((Say("notice.bill_expired", {"name": n.name, "office": office.name}),))


# --- paid --------------------------------------------------------------------------------------------


def settled(n: Nomination, settlement: Settlement, office: Office, today: date) -> Notice:
    """To the participant: exactly what a payment came to, until when it is paid, and what is next."""
    items = tuple((month.month, month.total) for month in settlement.months)
    says = [_received(n, items)]
    if settlement.verdict == "requoted":
        says.append(Say("notice.requoted" if items else "notice.requoted_short"))
    if settlement.verdict == "over" and items:
        says.append(Say("notice.over"))
    if missing := _missing(n, settlement, today):
        says.append(missing)
    elif settlement.credit:
        says.append(Say("notice.credit", {"credit": settlement.credit}))
    says.append(_until(n, today, items))
    return Notice(tuple(says), card_of(n, office, today)[1] if items else None)


def settled_worker(n: Nomination, settlement: Settlement, office: Office, today: date) -> Notice:
    """To the worker: who paid for which months, and their card; nothing while no month is full."""
    if not settlement.months:
        return Notice(())
    months = price.stretches([month.month for month in settlement.months])
    says = Say("notice.settled_worker", {"payer": _payer(n, begins=True), "name": n.name, "months": months})
    card, picture = card_of(n, office, today)
    return Notice((says, *card), picture)


def _received(n: Nomination, items: price.Items) -> Say:
    if not items:
        return Say("notice.received", {"name": n.name})
    total = sum(amount for _, amount in items)
    return Say("notice.settled", {"name": n.name, "prices": price.itemised(items), "total": total})


def _missing(n: Nomination, settlement: Settlement, today: date) -> Say | None:
    """What is missing for the months that were billed; for the next one, where there is no bill any more."""
    if settlement.verdict != "under" and settlement.months:
        return None
    items = outstanding(n, n.bill) if n.bill else ()
    items = items or price.items_of(price.due(n, today, 1))
    missing = sum(amount for _, amount in items) - settlement.credit
    if missing <= 0:
        return None
    args = {"missing": missing, "credit": settlement.credit, "prices": price.itemised(items)}
    return Say("notice.under" if settlement.credit else "notice.under_none_left", args)


def _until(n: Nomination, today: date, items: price.Items) -> Say:
    """Until when it is paid, and the next amount; while months stay unpaid, those."""
    cover = price.cover_of(n, today)
    if cover.paid_through is None:
        return Say("notice.nothing_paid", {"name": n.name})
    late = months_in_arrears(price.ledger_of(n), today)
    owed = price.items_of(price.due(n, today, late or 1))
    args: dict[str, Any] = {"name": n.name, "until": cover.paid_through}
    credit = min(n.credit, sum(amount for _, amount in owed))
    if late:
        args |= {"prices": (*price.itemised(owed), *_less(credit)), "count": late}
        return Say("notice.still_unpaid", args)
    month, amount = owed[0]
    args |= {"month": month, "amount": max(amount - credit, 0)}
    args["due"] = due_date(month, is_working_day).isoformat()
    args["ends"] = price.discount_ends((*items, owed[0]), n.sector) or ""
    return Say("notice.paid_until", args)


def paid_after_end(n: Nomination, amount: int, office: Office) -> Notice:
    """To whoever paid: money came for a nomination that is over; the office decides what becomes of it."""
    args = {"name": n.name or Say("someone"), "amount": amount, **_office(office)}
    return Notice((Say("notice.paid_after_end", args),))


# --- a receipt ---------------------------------------------------------------------------------------


def receipt_refused(n: Nomination, reason: str, office: Office) -> Notice:
    """To the participant: the office looked, and could not confirm the payment; `reason` in its words."""
    return Notice((Say("notice.receipt_refused", {"name": n.name, "reason": reason, **_office(office)}),))


def receipt_unreadable(n: Nomination, why: str, office: Office) -> Notice:
    """To the participant: what they sent is too_big, not_a_picture, or anything else: not to be had."""
    key = why if why in ("too_big", "not_a_picture") else "not_fetched"
    args = {"name": n.name, "why": Say(f"receipt.{key}"), **_office(office)}
    return Notice((Say("notice.receipt_unreadable", args),))


def _office(office: Office) -> dict[str, Any]:
    return {"office": office.name, "contact": office.contact, "hours": office.hours}


# --- an invitation -----------------------------------------------------------------------------------


def invitation_expired(name: str, office: Office) -> Notice:
    """To the participant: nobody answered, and the data is erased."""
    return Notice((Say("notice.invitation_expired", {"name": name, "days": office.invited_days}),))


# --- what a participant changed or ended, to the worker ----------------------------------------------


def corrected(n: Nomination, changes: Sequence[Say]) -> tuple[Say, ...]:
    """To the worker: what the participant changed of them, a line each."""
    return (Say("notice.corrected", {"payer": _payer(n, begins=True), "changes": tuple(changes)}),)


def ended(n: Nomination, today: date) -> tuple[Say, ...]:
    """To the worker: the participant no longer pays; until when it is paid, and how to go on alone."""
    paid_through = price.cover_of(n, today).paid_through
    if n.status != "registered":
        return (Say("notice.ended_early", {"payer": _payer(n, begins=True)}),)
    until = Say("notice.paid_to", {"until": paid_through}) if paid_through else Say("notice.not_paid_yet")
    return (Say("notice.ended", {"payer": _payer(n, begins=True), "until": until}),)


# --- the office's own people -------------------------------------------------------------------------


def changed_over(n: Nomination) -> Notice:
    """To the participant whose part ended because another one pays from now on."""
    paid = Say("told.paid_through", {"until": max(n.paid)}) if n.paid else ""
    return Notice((Say("notice.changed_over", {"name": n.name, "paid": paid}),))


def changed_over_worker(n: Nomination, office: Office) -> Notice:
    """To who was known as the worker of that cover, on another phone than the one that changed over."""
    return Notice((Say("notice.changed_over_worker", {"name": n.name, **_of(office)}),))


def not_registered_worker(n: Nomination, office: Office) -> Notice:
    """To the worker who agreed, when the office decided for the cover they have."""
    return Notice((Say("notice.not_registered_worker", {"name": n.name, **_of(office)}),))


def declined(n: Nomination, office: Office) -> Notice:
    """To the participant: the worker does not take part. Why is not said."""
    return Notice((Say("told.declined", {"name": n.name, "pause_days": office.pause_days}),))


def _of(office: Office) -> dict[str, Any]:
    return {"office": office.name, "contact": office.contact}


def staff(kind: str, n: Nomination | None = None, **args: Any) -> Notice:
    """To the office's staff: something needs their hand. `kind`: one of the texts `staff.*`."""
    about = {"name": n.name, "reference": n.reference, "nik": n.nik_masked} if n else _NOBODY
    return Notice((Say(f"staff.{kind}", {**about, **_NO_PAYMENT, **args}),))


_NOBODY = {"name": "", "reference": "", "nik": ""}
_NO_PAYMENT = {"payment": "", "amount": "", "former": ""}
