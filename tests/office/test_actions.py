"""Every action of the office: refused by role before anything happens, and in the trail once it is done."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import pytest

import bot
from bot import hand as hands
from bot import identity, office
from bot.hand import ACTIONS, OPERATOR, Hand, MayNot
from storage import Store, audit, receipts, tasks
from storage.receipts import NewClaim
from storage.tasks import NewTask
from tests.coverage.desk import NIK, OFFICE, Desk, paid

T = TypeVar("T")
TODAY = date(2026, 11, 23)
ANY: dict[str, Any] = {"int": 1, "str": "N1", "date": TODAY, "list[int]": [1]}
"""for an action that is never begun, by the first word of what it takes"""


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def at_work(desk: Desk, work: Callable[[Hand], T], role: str | None = "staff", actor: str = "Ibu Rina") -> T:
    with desk.store.writing() as conn:
        return work(Hand(conn, desk.store.secrets, OFFICE, desk.now, actor, role))


def trail(desk: Desk) -> list[tuple[str, str, str | None]]:
    with desk.store.reading() as conn:
        return [(one.actor, one.what, one.subject) for one in reversed(audit.page(conn))]


def every_action() -> list[str]:
    """Of every module, also of those that nobody has imported yet."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return sorted(ACTIONS)


@pytest.mark.parametrize("name", every_action())
@pytest.mark.parametrize("role", ["viewer", "nobody"])
def test_who_only_looks_may_do_nothing(desk: Desk, name: str, role: str) -> None:
    action = ACTIONS[name]
    taken = list(inspect.signature(action).parameters.values())[1:]
    args = [ANY.get(str(one.annotation)) for one in taken if one.default is one.empty]

    with pytest.raises(MayNot):
        at_work(desk, lambda hand: action(hand, *args), role)
    assert trail(desk) == []


def test_there_is_no_way_around_the_mark() -> None:
    """Whatever takes a Hand is an action, or only reads."""
    unmarked = {
        f"{module.__name__}.{name}"
        for module in (office, identity)
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__ and not name.startswith("_") and _takes_a_hand(found)
    }

    assert unmarked - set(ACTIONS) == {"bot.office.open_tasks"}


def _takes_a_hand(function: Callable[..., Any]) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and first.annotation == "Hand"


def claimed(desk: Desk, id: int, reference: str = "R1") -> None:
    person = desk.row(id).participant_id
    with desk.store.writing() as conn:
        claim = NewClaim(reference, id, person, "paper", "desk", None, None)
        receipts.claim(conn, desk.store.secrets, claim, desk.now)


def test_what_is_done_stands_in_the_trail_once_and_names_nobody(desk: Desk) -> None:
    id = desk.registered(1)
    claimed(desk, id)
    desk.nominated(2)
    with desk.store.writing() as conn:
        tasks.add(conn, [NewTask("withdrawn:1", "withdrawn", id)], desk.now)
    desk.pay(paid("P1", 8_400, code=None, nik=NIK.format(777)))

    for _ in range(2):  # the second time nothing changes
        at_work(desk, lambda hand: office.register(hand, "N2", "12345678902", "8001234567890"))
        at_work(desk, lambda hand: office.verify_receipt(hand, "R1", 8_400, TODAY))
        at_work(desk, lambda hand: office.confirm_payment(hand, "N1", 8_400, TODAY), None, OPERATOR)
        at_work(desk, lambda hand: office.done(hand, 1))
    at_work(desk, lambda hand: office.assign(hand, "P1", "N1"))

    assert trail(desk) == [
        ("Ibu Rina", "registered", "N2"),
        ("Ibu Rina", "receipt.verified", "R1"),
        (OPERATOR, "payment.confirmed", "N1"),
        ("Ibu Rina", "task.done", "1"),
        ("Ibu Rina", "payment.assigned", "P1"),
    ]
    written = str(desk.rows("audit", "before", "after", "subject"))
    for secret in ("12345678902", "8001234567890", NIK.format(777), "Sariati"):
        assert secret not in written


def test_what_is_not_done_leaves_no_trace(desk: Desk) -> None:
    with pytest.raises(hands.CannotBeDone):
        at_work(desk, lambda hand: office.confirm_payment(hand, "NOWHERE", 1, TODAY))

    assert trail(desk) == []


def test_the_second_owner_is_refused_nothing_and_staff_let_nobody_in(desk: Desk) -> None:
    with pytest.raises(MayNot, match="an owner of the office can"):
        at_work(desk, lambda hand: identity.invite(hand, "Sari", "owner"), "staff")

    assert at_work(desk, lambda hand: identity.invite(hand, "Sari", "owner"), "owner").who.role == "owner"
