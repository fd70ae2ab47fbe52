"""Beranda: what needs a hand, and where everything stands."""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote

from nicegui.element import Element

from bot import office
from bot.console.app import Page, Visit
from bot.console.elements import button, tag
from bot.console.figures import SENT_DAYS, Figures
from bot.console.layout import bars, card, emptied, figure, grid, head, none
from bot.console.pages.orang import channel_name
from flows.rules.money import show_rupiah
from storage import dashboard, waiting
from storage.dashboard import STEPS
from storage.waiting import Todo

SHOWN = 12
"""tasks, of those that wait"""
COVERS = {
    "active": "", "due": "", "awaiting_payment": "faint", "unpaid_1": "warm", "unpaid_2": "warm",
    "unpaid_3": "bad", "inactive": "faint",
}  # fmt: skip
FAILED = ("dead", "failed", "undelivered")
ARRIVED = ("sent", "accepted", "queued", "sending", "delivered", "read")


async def build(visit: Visit) -> None:
    words = visit.words
    head(words("page-beranda"), words("home-lead", office=visit.console.office.name))
    counts = await visit.read(lambda connection, _: dashboard.counts(connection))
    with tag("div", "figures"):
        for name, number, href in (
            ("tasks", counts.tasks, "#tugas"),
            ("receipts", counts.receipts, "/pembayaran"),
            ("registrations", counts.to_register, "/pendaftaran"),
            ("problems", counts.set_aside, "/masalah"),
        ):
            figure(words(f"home-{name}"), words.number(number), href, is_warm=number > 0)
    with card(words("tasks"), words("home-tasks-lead")) as place:
        place.props["id"] = "tugas"
    await _show_tasks(visit, place)
    shown = tag("div", "main-part")
    figures = visit.console.figures.latest()
    if figures is None:
        with shown:
            tag("p", "notice", words("home-counting"), role="status")
        if visit.client is None:
            return
        await visit.client.connected(timeout=30)
        figures = await visit.console.figures.counted()
        shown.clear()
    with shown:
        _show_figures(visit, figures)


# --- tasks -------------------------------------------------------------------------------------------


async def _show_tasks(visit: Visit, place: Element) -> None:
    found = await visit.read(lambda connection, secrets: waiting.todos(connection, secrets, SHOWN))
    with emptied(place):
        if not found:
            none("check", visit.words("tasks-none"), visit.words("home-tasks-none-do"))
        for task in found:
            _task(visit, task, place)


def _task(visit: Visit, task: Todo, place: Element) -> None:
    words = visit.words

    async def finish() -> None:
        act = lambda: visit.act(lambda hand: office.done(hand, task.id))  # noqa: E731  of a line
        if await visit.attempt(act, words("console-done")):
            await _show_tasks(visit, place)

    with tag("div", "line"):
        with tag("div"):
            key = f"task-{task.kind.replace('_', '-')}"
            tag("strong", "", words(key) if words.has(key) else words("task-other"))
            amount = show_rupiah(task.amount) if task.amount else ""
            told = (task.name, task.nomination, task.payment_id, amount, words.moment(task.created_at))
            tag("p", "quiet", " · ".join(filter(None, told)))
        with tag("div", "actions"):
            if task.kind == "receipt_waits" or task.payment_id:
                tag("a", "act calm small", words("home-open"), href="/pembayaran")
            elif task.nomination:
                tag("a", "act calm small", words("home-open"), href=f"/orang/{quote(task.nomination)}")
            if visit.may_act:
                button(words("done"), "plain", finish)


# --- figures -----------------------------------------------------------------------------------------


def _show_figures(visit: Visit, found: Figures) -> None:
    words = visit.words
    as_of = words("console-as-of", when=words.moment(found.at))
    with tag("div", "grid two"):
        with card(words("home-funnel"), f"{words('home-funnel-lead')} {as_of}"):
            steps = [(words(f"step-{step}"), sum(found.counted.weeks[step]), "") for step in STEPS]
            bars(steps, words.number, words("home-funnel"))
            _weeks(visit, found)
        with card(words("home-covers"), f"{words('home-covers-lead', n=words.number(found.soon))} {as_of}"):
            _covers(visit, found)
    with card(words("home-sent"), f"{words('home-sent-lead', days=SENT_DAYS)} {as_of}", flush=True):
        _sent(visit, found)


def _covers(visit: Visit, found: Figures) -> None:
    words = visit.words
    if not found.covers:
        none("shield", words("home-covers-none"), words("home-covers-none-do"))
        return
    rows = [
        (words(f"cover-{status.replace('_', '-')}"), found.covers.get(status, 0), colour)
        for status, colour in COVERS.items()
    ]
    bars(rows, words.number, words("home-covers"))


def _weeks(visit: Visit, found: Figures) -> None:
    words = visit.words
    names = [words("home-week"), *(words(f"step-{step}") for step in STEPS)]
    rows = [
        [words.day_and_month(week), *(words.number(found.counted.weeks[step][place]) for step in STEPS)]
        for place, week in reversed(list(enumerate(found.weeks)))
    ]
    grid(names, rows, is_narrow=True)


def _sent(visit: Visit, found: Figures) -> None:
    words = visit.words
    by_channel: dict[str, Counter[str]] = {}
    for (channel, status), number in found.counted.sent.items():
        by_channel.setdefault(channel, Counter())[status] += number
    if not by_channel:
        none("out", words("home-sent-none"), words("home-sent-none-do"))
        return
    names = [words(f"sent-{name}") for name in ("channel", "all", "arrived", "read", "failed", "other")]
    grid(names, [_of_channel(visit, *one) for one in sorted(by_channel.items())])


def _of_channel(visit: Visit, channel: str, by_status: Counter[str]) -> list[str]:
    arrived = sum(by_status[status] for status in ARRIVED)
    failed = sum(by_status[status] for status in FAILED)
    numbers = (by_status.total(), arrived, by_status["read"], failed, by_status.total() - arrived - failed)
    return [channel_name(channel), *map(visit.words.number, numbers)]


PAGE = Page("/", "beranda", "home", build)
