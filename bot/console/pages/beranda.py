"""Beranda: where everything stands, and what needs a hand."""

from __future__ import annotations

from nicegui.element import Element

from bot import office
from bot.console.app import Page, Visit
from bot.console.elements import button, tag
from bot.console.layout import card, head, none
from storage import tasks
from storage.tasks import OpenTask

SHOWN = 12
"""tasks, of those that wait"""


async def build(visit: Visit) -> None:
    head(visit.words("page-beranda"))
    with card(visit.words("tasks"), visit.words("home-tasks-lead")) as place:
        pass
    await _show_tasks(visit, place)


async def _show_tasks(visit: Visit, place: Element) -> None:
    waiting = await visit.read(lambda connection, _: tasks.waiting(connection, SHOWN))
    with place:
        lines = tag("div", "lines")
    with lines:
        if not waiting:
            none("check", visit.words("tasks-none"), visit.words("home-tasks-none-do"))
        for task in waiting:
            _task(visit, task, place, lines)


def _task(visit: Visit, task: OpenTask, place: Element, lines: Element) -> None:
    words = visit.words

    async def finish() -> None:
        if await visit.attempt(
            lambda: visit.act(lambda hand: office.done(hand, task.id)), words("console-done")
        ):
            lines.delete()
            await _show_tasks(visit, place)

    with tag("div", "line"):
        with tag("div"):
            key = f"task-{task.kind.replace('_', '-')}"
            tag("strong", "", words(key) if words.has(key) else words("task-other"))
            facts = (task.nomination, words.moment(task.created_at))
            tag("p", "quiet", " · ".join(filter(None, facts)))
        if visit.may_act:
            button(words("done"), "act calm small", finish)


PAGE = Page("/", "beranda", "home", build)
