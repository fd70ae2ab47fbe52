"""Jejak: who of the office did what, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy import Connection
from starlette.responses import Response

from bot.console.app import Page, Visit
from bot.console.elements import button, tag
from bot.console.layout import choice, field, head, none
from bot.console.tables import Column, Listing, Table, Wanted, as_file
from bot.hand import OPERATOR
from storage import Secrets, audit
from storage.audit import Filter, Kept, Value

FILTERS = ("actor", "what", "subject", "day")


async def build(visit: Visit) -> None:
    words = visit.words
    head(words("page-jejak"), words("trail-lead"))
    actors, whats = await visit.read(
        lambda connection, _: (audit.actors(connection), audit.whats(connection))
    )
    filters = tag("div", "filters")
    table = Table(
        visit, columns(visit), partial(read, visit), label=words("page-jejak"), export="/jejak/unduh",
        empty=partial(_empty, visit),
    )  # fmt: skip
    with filters:
        every = words("trail-any")
        choice(
            words("trail-actor"),
            {"": every} | {one: _who(visit, one) for one in actors},
            "",
            lambda one: table.filter(actor=one),
        )
        names = {"": every} | {one: _what(visit, one) for one in whats}
        choice(words("trail-what"), names, "", lambda one: table.filter(what=one))
        day = field(words("trail-day"), kind="date")
        day.box.on("change", lambda: table.filter(day=day.value))
        subject = field(words("trail-subject"), kind="search")
        subject.box.on("keydown.enter", lambda: table.filter(subject=subject.value.strip()))
        button(words("console-search"), "act calm", lambda: table.filter(subject=subject.value.strip()))
    await table.refresh()


async def read(visit: Visit, wanted: Wanted) -> Listing[Kept]:
    which = Filter(
        actor=wanted.filters.get("actor"),
        what=wanted.filters.get("what"),
        subject=wanted.filters.get("subject"),
        **_day_of(visit, wanted.filters.get("day", "")),
    )
    before = int(wanted.after) if wanted.after and wanted.after.isdecimal() else None

    def look(connection: Connection, _: Secrets) -> list[Kept]:
        return audit.page(connection, which, before, wanted.size + 1)

    rows = await visit.read(look)
    page, more = rows[: wanted.size], len(rows) > wanted.size
    return Listing(page, str(page[-1].position) if more else None)


def columns(visit: Visit) -> list[Column[Kept]]:
    words = visit.words
    return [
        Column("position", words("trail-position"), lambda one: words.number(one.position), is_number=True),
        Column("at", words("trail-at"), lambda one: words.moment(one.at)),
        Column("actor", words("trail-actor"), lambda one: _who(visit, one.actor)),
        Column("what", words("trail-what"), lambda one: _what(visit, one.what)),
        Column("subject", words("trail-subject"), lambda one: one.subject or ""),
        Column("change", words("trail-change"), _change),
    ]


async def export(visit: Visit) -> Response:
    return await as_file(visit, columns(visit), partial(read, visit), "jejak", FILTERS)


def _who(visit: Visit, actor: str) -> str:
    return visit.words("trail-operator") if actor == OPERATOR else actor


def _what(visit: Visit, what: str) -> str:
    key = f"did-{what.replace('.', '-').replace('_', '-')}"
    return visit.words(key) if visit.words.has(key) else what


def _change(one: Kept) -> str:
    """ "role: viewer → staff; amount: 8400" """
    names = [*one.before, *(name for name in one.after if name not in one.before)]
    names = [name for name in names if name not in one.before or one.before[name] != one.after.get(name)]
    return "; ".join(_changed(name, one.before, one.after) for name in names)


def _changed(name: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> str:
    was, now = (values.get(name) for values in (before, after))
    return f"{name}: {now}" if was is None else f"{name}: {was} → {now if now is not None else '–'}"


def _day_of(visit: Visit, day: str) -> dict[str, datetime]:
    try:
        first = datetime.combine(datetime.fromisoformat(day).date(), time(), visit.console.office.zone)
    except ValueError:
        return {}
    return {"since": first, "until": first + timedelta(days=1)}


def _empty(visit: Visit, filters: Mapping[str, str]) -> None:
    words = visit.words
    if filters:
        none("search", words("console-nothing-found"), words("console-other-filter"))
    else:
        none("trail", words("trail-none"), words("trail-none-do"))


FILES = tuple((f"/jejak/unduh.{kind}", export) for kind in ("csv", "xlsx"))
PAGE = Page("/jejak", "jejak", "trail", build, files=FILES)
