"""Orang: who wrote and who was nominated; found by what identifies them, or by how a name begins."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.responses import Response

from bot.console.app import Page, Visit
from bot.console.elements import icon, tag
from bot.console.layout import choice, head, none
from bot.console.tables import Column, Listing, Table, Wanted, as_file
from flows.rules.phone import read_mobile
from storage import Secrets, search
from storage.names import letters_of
from storage.search import PersonLine, Role, WorkerLine

ROLES: dict[str, Role] = {"": "", "participant": "participant", "worker": "worker", "opted_out": "opted_out"}
FOUND = 50
"""rows of one search, of each kind"""


async def build(visit: Visit) -> None:
    words = visit.words
    head(words("page-orang"), words("people-lead"))
    asked = visit.request.query_params.get("cari", "").strip()[:100]
    with tag("form", "filters", method="get", action="/orang", role="search"):
        with tag("div", "search"):
            icon("search")
            tag("input", "box", type="search", name_="cari", defaultValue=asked, autocomplete="off",
                placeholder=words("people-search"), aria_label=words("people-search"))  # fmt: skip
        tag("button", "act", words("console-search"), type="submit")
        if asked:
            tag("a", "plain", words("people-all"), href="/orang")
    if asked:
        await _show_found(visit, asked)
        return
    filters = tag("div", "filters")
    table = Table(
        visit, people_columns(visit), partial(read, visit), label=words("page-orang"), export="/orang/unduh",
        empty=partial(_empty, visit),
    )  # fmt: skip
    with filters:
        roles = {role: words(f"people-role-{role.replace('_', '-') or 'any'}") for role in ROLES}
        choice(words("people-role"), roles, "", lambda role: table.filter(role=role))
    await table.refresh()


async def read(visit: Visit, wanted: Wanted) -> Listing[PersonLine]:
    asked = wanted.filters.get("role", "")
    role = ROLES.get(asked, "")
    after = int(wanted.after) if wanted.after and wanted.after.isdecimal() else None

    def look(connection: Connection, secrets: Secrets) -> tuple[list[PersonLine], int | None]:
        oldest = wanted.sort == "since"
        return search.newest(connection, secrets, role, after, wanted.size, oldest=oldest)

    rows, following = await visit.read(look)
    return Listing(rows, str(following) if following is not None else None)


async def export(visit: Visit) -> Response:
    return await as_file(visit, people_columns(visit), partial(read, visit), "orang", ("role",))


# --- what is looked for ------------------------------------------------------------------------------


async def _show_found(visit: Visit, asked: str) -> None:
    words = visit.words
    persons, workers = await visit.read(lambda connection, secrets: find(connection, secrets, asked))
    if not persons and not workers:
        with tag("section", "card"):
            none("search", words("console-nothing-found"), words("people-search-how"))
        return
    if persons:
        tag("h2", "", words("people-found", n=words.number(len(persons))))
        await Table(
            visit, people_columns(visit), _these(persons), label=words("page-orang"), empty=_no
        ).refresh()
    if workers:
        tag("h2", "", words("workers-found", n=words.number(len(workers))))
        await Table(
            visit, worker_columns(visit), _these(workers), label=words("workers"), empty=_no
        ).refresh()
    if max(len(persons), len(workers)) >= FOUND:
        tag("p", "notice", words("people-too-many", n=FOUND))


def find(connection: Connection, secrets: Secrets, asked: str) -> tuple[list[PersonLine], list[WorkerLine]]:
    """By what it reads as: a NIK, a phone number, four digits, a reference; else the beginning of a name."""
    digits = re.sub(r"[\s.\-']", "", asked)
    number = read_mobile(asked)
    if digits.isdecimal() and len(digits) == 16:
        return [], search.workers_by(connection, secrets, nik=digits, limit=FOUND)
    if digits.isdecimal() and len(digits) == 4:
        return [], search.workers_by(connection, secrets, last4=digits, limit=FOUND)
    if isinstance(number, str):
        persons = search.people_by_phone(connection, secrets, number)
        return persons, search.workers_by(connection, secrets, phone=number, limit=FOUND)
    reference = asked.upper()
    persons = search.people_by_reference(connection, secrets, reference)
    workers = search.workers_by(connection, secrets, reference=reference)
    if persons or workers or not letters_of(asked):
        return persons, workers
    return (
        search.people_by_name(connection, secrets, asked, FOUND),
        search.workers_by_name(connection, secrets, asked, FOUND),
    )


R = TypeVar("R")


def _these(rows: list[R]) -> Callable[[Wanted], Awaitable[Listing[R]]]:
    async def read(_: Wanted) -> Listing[R]:
        return Listing(rows)

    return read


# --- columns -----------------------------------------------------------------------------------------


def people_columns(visit: Visit) -> list[Column[PersonLine]]:
    words = visit.words

    def name(one: PersonLine) -> None:
        tag("a", "", one.name or words("people-no-name"), href=f"/orang/{quote(one.reference)}")
        phone = f" · ••••{one.phone_last4}" if one.phone_last4 else ""
        tag("span", "quiet", f"{one.reference}{phone}")

    def parts(one: PersonLine) -> str:
        return ", ".join(words(f"people-is-{key}") for key in _parts(one))

    def wrote(one: PersonLine) -> str:
        return words.moment(one.wrote_at) if one.wrote_at else ""

    def badges(one: PersonLine) -> None:
        with tag("div", "actions"):
            for key in _parts(one):
                tag("span", f"badge {PARTS[key]}".strip(), words(f"people-is-{key}"))

    return [
        Column("name", words("people-name"), lambda one: one.name, show=name),
        Column("reference", words("people-reference"), lambda one: one.reference, is_shown=False),
        Column("phone", words("people-phone"), lambda one: one.phone_last4 or "", is_shown=False),
        Column("channels", words("people-channels"), lambda one: ", ".join(map(channel_name, one.channels))),
        Column("part", words("people-part"), parts, show=badges),
        Column("nominated", words("people-nominated"), lambda one: str(one.nominated), is_number=True),
        Column("wrote", words("people-wrote"), wrote),
        Column("since", words("people-since"), lambda one: words.short_day(one.created_at), sorts=True),
    ]  # fmt: skip


PARTS = {"participant": "good", "worker": "cool", "staff": "", "opted-out": "warm"}
"""what someone is here, and the colour of it"""


def _parts(one: PersonLine) -> list[str]:
    are_so = {
        "participant": one.nominated > 0,
        "worker": one.covers > 0,
        "staff": one.is_staff,
        "opted-out": one.opted_out_at is not None,
    }
    return [key for key, is_so in are_so.items() if is_so]


def worker_columns(visit: Visit) -> list[Column[WorkerLine]]:
    words = visit.words

    def name(one: WorkerLine) -> None:
        tag("a", "", one.name or words("erased"), href=f"/orang/{quote(one.reference)}")
        nik = f" · NIK ••••{one.nik_last4}" if one.nik_last4 else ""
        tag("span", "quiet", f"{one.reference}{nik}")

    def said(one: WorkerLine) -> str:
        return words(f"status-{one.status}")

    def through(one: WorkerLine) -> str:
        return words.month(one.paid_through) if one.paid_through else ""

    def payer(one: WorkerLine) -> None:
        tag("a", "", one.participant_name or one.participant, href=f"/orang/{quote(one.participant)}")

    return [
        Column("name", words("people-name"), lambda one: one.name, show=name),
        Column("status", words("workers-status"), said, show=lambda one: status(visit, one.status)),
        Column("payer", words("workers-payer"), lambda one: one.participant, show=payer),
        Column("through", words("workers-through"), through),
        Column("since", words("workers-since"), lambda one: words.short_day(one.nominated_at)),
    ]  # fmt: skip


STATUSES = {
    "registered": "good",
    "consented": "cool",
    "invited": "warm",
    "declined": "bad",
    "expired": "",
    "withdrawn": "",
}


def status(visit: Visit, value: str) -> None:
    tag("span", f"badge {STATUSES.get(value, '')}".strip(), visit.words(f"status-{value}"))


def channel_name(channel: str) -> str:
    return {"telegram": "Telegram", "whatsapp": "WhatsApp", "terminal": "Terminal"}.get(channel, channel)


def _empty(visit: Visit, filters: Mapping[str, str]) -> None:
    words = visit.words
    if filters:
        none("search", words("console-nothing-found"), words("console-other-filter"))
    else:
        none("people", words("people-none"), words("people-none-do"))


def _no(_: Mapping[str, str]) -> None:
    """A search that found nothing shows no table."""


FILES = tuple((f"/orang/unduh.{kind}", export) for kind in ("csv", "xlsx"))
PAGE = Page("/orang", "orang", "people", build, files=FILES)
