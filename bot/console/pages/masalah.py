"""Masalah: events that were set aside, and messages that did not go, may have gone, or are held back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from urllib.parse import quote

from nicegui.element import Element

from bot import office
from bot.console.app import Page, Visit
from bot.console.elements import button, tag
from bot.console.layout import ask, card, emptied, head, none
from bot.console.pages.orang import channel_name
from storage import inbox, outbox, withheld
from storage.inbox import SetAside
from storage.outbox import Unsent
from storage.withheld import RESTORED, Withheld

SHOWN = 100
Deed: TypeAlias = tuple[str, str, Callable[[], object]]
"""what is pressed, how it looks, and what it does"""


async def build(visit: Visit) -> None:
    words = visit.words
    head(words("page-masalah"), words("problems-lead"))
    with card(words("set-aside"), words("set-aside-lead")) as events:
        pass
    with card(words("held"), words("held-lead")) as held:
        pass
    with card(words("unsent"), words("unsent-lead")) as unsent:
        pass

    async def refresh() -> None:
        await _show(
            visit,
            events,
            lambda conn: inbox.set_aside(conn, SHOWN),
            lambda one: _event(visit, one, refresh),
            "set-aside",
        )
        await _show(
            visit,
            held,
            lambda conn: withheld.held(conn, SHOWN),
            lambda one: _held(visit, one, refresh),
            "held",
        )
        await _show(
            visit,
            unsent,
            lambda conn: [one for one in outbox.unsent(conn, SHOWN) if one.status != "withheld"],
            lambda one: _unsent(visit, one),
            "unsent",
        )

    await refresh()


async def _show(
    visit: Visit, place: Element, read: Callable[[Any], list[Any]], show: Callable[[Any], None], key: str
) -> None:
    rows = await visit.read(lambda connection, _: read(connection))
    with emptied(place):
        if not rows:
            none("check", visit.words(f"{key}-none"), visit.words(f"{key}-none-do"))
        for row in rows:
            show(row)
        if len(rows) >= SHOWN:
            tag("p", "quiet", visit.words("problems-more", n=SHOWN))


def _event(visit: Visit, one: SetAside, refresh: Callable[[], Awaitable[None]]) -> None:
    words = visit.words

    async def done(act: Callable[[], Awaitable[object]]) -> None:
        if await visit.attempt(act, words("console-done")):
            await refresh()

    async def replay() -> None:
        replayed = await visit.act(lambda hand: office.replay(hand, [one.inbox_id]))
        if replayed.written_since:
            visit.tell(words("event-written-since"), is_bad=True)

    def drop() -> None:
        give_up = lambda: visit.act(lambda hand: office.drop_events(hand, [one.inbox_id]))  # noqa: E731  of a line
        ask(
            visit,
            words("event-drop-title"),
            words("event-drop-lead"),
            words("event-drop"),
            lambda: done(give_up),
            is_bad=True,
        )

    acts: list[Deed] = [
        (words("event-replay"), "act calm small", lambda: done(replay)),
        (words("event-drop"), "plain", drop),
    ]
    when = words.moment(one.received_at)
    _line(visit, one.person, f"#{one.inbox_id}", channel_name(one.channel), when, one.error, acts)


def _held(visit: Visit, one: Withheld, refresh: Callable[[], Awaitable[None]]) -> None:
    words = visit.words

    async def done(act: Callable[[], Awaitable[object]]) -> None:
        if await visit.attempt(act, words("console-done")):
            await refresh()

    def release() -> None:
        go = lambda: visit.act(lambda hand: office.release(hand, [one.id]))  # noqa: E731  of a line
        ask(
            visit,
            words("held-release-title"),
            words("held-release-lead"),
            words("held-release"),
            lambda: done(go),
        )

    def drop() -> None:
        give_up = lambda: visit.act(lambda hand: office.drop_messages(hand, [one.id]))  # noqa: E731  of a line
        ask(
            visit,
            words("held-drop-title"),
            words("held-drop-lead"),
            words("event-drop"),
            lambda: done(give_up),
            is_bad=True,
        )

    key = f"held-because-{one.because.replace('_', '-')}"
    because = words(key) if words.has(key) else one.because
    acts: list[Deed] = []
    if one.because == RESTORED:
        acts = [(words("held-release"), "act calm small", release), (words("event-drop"), "plain", drop)]
    _line(visit, one.person, f"#{one.id}", "", words.moment(one.created_at), because, acts)


def _unsent(visit: Visit, one: Unsent) -> None:
    words = visit.words
    why = words("unsent-again") if one.status == "sent" else one.error or ""
    key = f"count-{one.status}"
    state = words(f"moment-out-{one.status}") if words.has(key) else one.status
    _line(
        visit,
        one.person,
        f"#{one.id} · {state}",
        channel_name(one.channel or ""),
        words.moment(one.created_at),
        why,
        [],
    )


def _line(
    visit: Visit, person: str, id: str, channel: str, when: str, why: str,
    acts: list[Deed],
) -> None:  # fmt: skip
    with tag("div", "line"):
        with tag("div"):
            tag("a", "", person, href=f"/orang/{quote(person)}")
            tag("p", "quiet", " · ".join(filter(None, (id, channel, when))))
            if why:
                tag("p", "", why)
        if visit.may_act and acts:
            with tag("div", "actions"):
                for text, classes, act in acts:
                    button(text, classes, act)


PAGE = Page("/masalah", "masalah", "warning", build)
