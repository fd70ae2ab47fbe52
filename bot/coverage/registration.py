"""Registration at BPJS Ketenagakerjaan, which has no public interface: so it is a port.

Out of it go nominations whose worker agreed; into it come answers. An office may use a spreadsheet for both
(bot/coverage/imports.py), the demo a simulated desk, and an office with an interface of its own a `Registrar`
(docs/registration.md). Whatever the way, `accept` is where an answer is taken, as often as it comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection

from bot.coverage import settlements
from bot.coverage.telling import Letter, tell
from bot.facts import shown
from bot.writer import Priority
from flows import notices
from flows.cover import card_of
from flows.notices import Notice
from flows.rules.billing import due_months, priced
from flows.rules.coverage import Ledger
from flows.types import Office
from storage import Secrets, bills, nominations, registrations
from storage.bills import KeptBill, NewBill
from storage.registrations import Applicant, ToRegister

if TYPE_CHECKING:
    from bot.app import App

AT_ONCE = 50
NUMBER_LENGTH = 11
"""digits of a participant number (KPJ)"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a registration, by the nomination's reference. Raises ValueError for what cannot be."""

    reference: str
    participant_number: str | None = None
    """11 digits; None: it comes later"""
    payment_code: str | None = None
    """None: it is paid with the NIK; so it is where the NIK itself was given as the code"""
    expires_on: date | None = None
    """the last day of the code"""

    def __post_init__(self) -> None:
        if self.payment_code and settlements.is_nik(self.payment_code):
            object.__setattr__(self, "payment_code", None)
        number, code = self.participant_number, self.payment_code
        if not self.reference:
            raise ValueError("reference is missing")
        if settlements.is_nik(self.reference):
            raise ValueError(
                "reference reads as a NIK; it is to be the one that the nomination went out with"
            )
        if number is not None and not (
            len(number) == NUMBER_LENGTH and number.isascii() and number.isdigit()
        ):
            raise ValueError(f"participant_number is {NUMBER_LENGTH} digits")
        if code is not None and not (0 < len(code) <= settlements.LONGEST_CODE and code.isprintable()):
            raise ValueError(f"payment_code is 1 to {settlements.LONGEST_CODE} characters")


class Registrar(Protocol):
    """An office's own way to register; `submit_waiting` calls it, never within a transaction."""

    async def submit(self, applications: Sequence[ToRegister]) -> Sequence[Answer]:
        """Register these people; returns the answers that are there at once, the others come by `accept`.

        The same application comes again until it was answered; its `reference` names it.
        """


@dataclass(frozen=True, slots=True)
class Result:
    """What an answer came to.

    accepted · already known · unknown: no such nomination, or the worker has not agreed · ended: it was
    withdrawn · number differs: another one is known, and stays · code taken: it is of another nomination's
    bill · no bill: a code came and no bill is open.
    """

    reference: str
    verdict: str
    detail: str = ""


def accept(
    connection: Connection,
    secrets: Secrets,
    answers: Sequence[Answer],
    office: Office,
    now: datetime,
) -> list[Result]:
    """Take answers, in order; a result for each. The same answer twice is one."""
    held = registrations.hold(connection, secrets, {answer.reference for answer in answers})
    ids = [one.id for one in held.values()]
    sheet = _Sheet(
        today=now.astimezone(office.zone).date(),
        open_bills=dict(bills.open_of(connection, ids)),
        codes={
            code: bill.nomination_id for code, bill in bills.by_codes(connection, _codes(answers)).items()
        },
    )
    results = [_accept(sheet, held, answer) for answer in answers]
    _write(connection, secrets, sheet, now)
    touched = {*sheet.registered, *sheet.numbers, *sheet.rebilled}
    letters = _letters(sheet, nominations.by_ids(connection, secrets, touched), office)
    tell(connection, secrets, letters, now)
    settlements.adopt(connection, secrets, {*sheet.registered, *sheet.rebilled}, office, now)
    return results


def _codes(answers: Iterable[Answer]) -> set[str]:
    return {answer.payment_code for answer in answers if answer.payment_code}


@dataclass(slots=True)
class _Sheet:
    """What is to be written, collected over the answers; by nomination id."""

    today: date
    open_bills: dict[int, KeptBill | NewBill]
    codes: dict[str, int]
    registered: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    """with (reference, participant number)"""
    numbers: dict[int, tuple[str, str]] = field(default_factory=dict)
    """those that came later"""
    new_bills: dict[int, NewBill] = field(default_factory=dict)
    given_codes: dict[int, tuple[str, date | None]] = field(default_factory=dict)
    """by the id of a bill"""
    rebilled: set[int] = field(default_factory=set)
    """registered before, and how to pay changed"""


def _accept(sheet: _Sheet, held: dict[str, Applicant], answer: Answer) -> Result:
    one = held.get(answer.reference)
    problem = _problem(sheet, one, answer)
    if problem or one is None:
        return problem or Result(answer.reference, "unknown")
    if answer.payment_code:
        sheet.codes[answer.payment_code] = one.id
    if one.status == "consented":
        _register(sheet, one, answer)
        held[answer.reference] = replace(one, status="registered", number=answer.participant_number)
        return Result(answer.reference, "accepted", "registered")
    changes = []
    if answer.participant_number and one.number is None:
        sheet.numbers[one.id] = (one.reference, answer.participant_number)
        held[answer.reference] = replace(one, number=answer.participant_number)
        changes.append("participant number")
    if _give_code(sheet, one, answer):
        changes.append("payment code")
    return Result(answer.reference, "accepted" if changes else "already known", ", ".join(changes))


def _problem(sheet: _Sheet, one: Applicant | None, answer: Answer) -> Result | None:
    """Why nothing of this answer is taken; None: nothing speaks against it."""
    reference, code = answer.reference, answer.payment_code
    if one is None:
        return Result(reference, "unknown", "no nomination has this reference")
    if one.status == "withdrawn":
        return Result(reference, "ended", "it was withdrawn; end the registration at BPJS Ketenagakerjaan")
    if one.status not in ("consented", "registered"):
        return Result(reference, "unknown", f"the worker has not agreed ({one.status})")
    if answer.participant_number and one.number and answer.participant_number != one.number:
        return Result(reference, "number differs", "another participant number is known; it was kept")
    if code and sheet.codes.get(code, one.id) != one.id:
        return Result(reference, "code taken", "this payment code is of another nomination's bill")
    if code and one.status == "registered" and code not in sheet.codes and one.id not in sheet.open_bills:
        return Result(reference, "no bill", "no bill is open; the participant makes one by BAYAR")
    return None


def _register(sheet: _Sheet, one: Applicant, answer: Answer) -> None:
    """Registered, with a bill for the months that were chosen, beginning with the first that is due."""
    months = due_months(Ledger(()), sheet.today, one.months, one.covered_from)
    quoted = priced(one.income, one.sector, one.programmes, months)
    items = tuple((month.month, month.total) for month in quoted.months)
    sheet.registered[one.id] = (one.reference, answer.participant_number or one.number)
    sheet.new_bills[one.id] = sheet.open_bills[one.id] = NewBill(
        one.id, f"{one.reference}-1", items, quoted.tariff_version, answer.payment_code, answer.expires_on
    )


def _give_code(sheet: _Sheet, one: Applicant, answer: Answer) -> bool:
    """A code for the open bill; one that has another is replaced by its like, and the other still counts."""
    bill, code = sheet.open_bills.get(one.id), answer.payment_code
    if bill is None or code is None or (bill.code == code and bill.expires_on == answer.expires_on):
        return False
    if bill.code in (None, code) and isinstance(bill, KeptBill):
        sheet.given_codes[bill.id] = (code, answer.expires_on)
        sheet.open_bills[one.id] = replace(bill, code=code, expires_on=answer.expires_on)
    else:
        sheet.new_bills[one.id] = sheet.open_bills[one.id] = NewBill(
            one.id,
            f"{one.reference}-{code}"[:60],
            bill.items,
            bill.tariff_version,
            code,
            answer.expires_on,
        )
    sheet.rebilled.add(one.id)
    return True


def _write(connection: Connection, secrets: Secrets, sheet: _Sheet, now: datetime) -> None:
    registrations.register(connection, secrets, sheet.registered, now)
    for id, (_, number) in sheet.numbers.items():
        registrations.set_number(connection, secrets, id, number)
    for bill_id, (code, expires_on) in sheet.given_codes.items():
        bills.give_code(connection, bill_id, code, expires_on)
    bills.make(connection, list(sheet.new_bills.values()), now)


def _letters(
    sheet: _Sheet, rows: Mapping[int, nominations.NominationRow], office: Office
) -> Iterator[Letter]:
    for id, row in rows.items():
        worker = row.worker_id if row.worker_id != row.participant_id else None
        if id in sheet.registered or id in sheet.rebilled:
            tells = notices.registered if id in sheet.registered else notices.billed
            notice = tells(shown(row), office, sheet.today)
            what = (
                "registered" if id in sheet.registered else f"billed:{row.bill.reference if row.bill else ''}"
            )
            code = row.bill.code if row.bill else None
            yield Letter(f"{what}:{row.reference}:{code}:participant"[:120], row.participant_id, notice)
        if id in sheet.registered and worker is not None:
            seen = shown(row, for_worker=True)
            yield Letter(
                f"registered:{row.reference}:worker", worker, notices.registered_worker(seen, office)
            )
        if id in sheet.numbers and row.paid:
            for person, for_worker in ((row.participant_id, False), (worker, True)):
                if person is not None:
                    says, picture = card_of(shown(row, for_worker=for_worker), office, sheet.today)
                    whom = "worker" if for_worker else "participant"
                    yield Letter(f"card:{row.reference}:{whom}", person, Notice(says, picture))


async def submit_waiting(app: App, registrar: Registrar) -> list[Result]:
    """Everyone who agreed and is not registered, given to the registrar; what came back at once is taken."""
    results: list[Result] = []
    after = 0
    while applications := await asyncio.to_thread(_waiting, app, after):
        answers = await registrar.submit(applications)
        results += await app.write(partial(_accept_in, app, answers), Priority.BULK)
        after = applications[-1].id
    return results


def _waiting(app: App, after: int) -> list[ToRegister]:
    with app.store.reading() as connection:
        return registrations.to_register(connection, app.store.secrets, after, AT_ONCE)


def _accept_in(app: App, answers: Sequence[Answer], connection: Connection) -> list[Result]:
    return accept(connection, app.store.secrets, answers, app.office, app.times.now())
