"""Sending at the platforms' rates, and webhooks taken in: the whole service, over HTTP, against the fakes."""

from __future__ import annotations

import json
import math
import os
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.audience import fill, telegram_id, whatsapp_number
from bench.measure import Figures, Size, Tell, Worker, a_folder, sqlite
from bench.people import TURNS
from bench.posting import Load, Posted
from bench.serving import Rates, Served, ask, serving

TELEGRAM_RATES = (25, 300)
WHATSAPP_RATE = 80
SHARE = 0.8
"""of the rate that bulk may take: the setting as it comes"""
CHANNELS = ("telegram", "whatsapp")
_ONE_ANSWER_EACH = TURNS - 1
"""turns of a conversation that are answered with one message: the last has two"""
_REPLIES_MAY_TAKE = 3.0
"""seconds that are waited for replies to what was posted before the end"""
_WEBHOOK_PEOPLE = 2_000


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that a platform accepted: to whom, when (monotonic seconds), and was it of the campaign?"""

    to: str
    at: float
    is_bulk: bool


@dataclass(frozen=True, slots=True)
class Span:
    """What is counted: from a moment (monotonic seconds), for so many seconds."""

    start: float
    seconds: float

    def holds(self, at: float) -> bool:
        return self.start <= at < self.start + self.seconds


# --- sending --------------------------------------------------------------------------------------------


def sending(size: Size, figures: Figures, tell: Tell) -> None:
    """Each rate of Telegram beside WhatsApp's: a campaign alone, then with people who are answered."""
    for per_second in TELEGRAM_RATES:
        rates = Rates(per_second, WHATSAPP_RATE)
        for kind in ("bulk", "both"):
            tell(f"sending {per_second}/s on Telegram and {WHATSAPP_RATE}/s on WhatsApp, {kind}")
            with a_folder() as folder:
                _send(size, figures, folder, rates, kind)


def _send(size: Size, figures: Figures, folder: Path, rates: Rates, kind: str) -> None:
    name = f"sending {rates.telegram:.0f} {kind}"
    seconds = size.warm_seconds + size.seconds
    bulk = {channel: _bulk_people(getattr(rates, channel), seconds) for channel in CHANNELS}
    loads = {
        channel: _replies(channel, getattr(rates, channel), bulk[channel], seconds) for channel in CHANNELS
    }
    people = max(bulk[channel] + loads[channel].people for channel in CHANNELS)
    fill(sqlite(folder), bulk["telegram"], bulk["whatsapp"])
    figures.add(f"{name} load", os.getloadavg()[0])
    with serving(folder, sqlite(folder), rates, people) as served:
        written = tuple(loads.values()) if kind == "both" else ()
        seen = _watch(served, folder, written, size.warm_seconds, size.seconds)
        time.sleep(_REPLIES_MAY_TAKE)
        for channel in CHANNELS:
            arrived = _arrived(served, channel, bulk[channel])
            figures.add(f"{name} {channel} not sent", served.not_sent(channel))
            allowed = getattr(rates, channel) * (SHARE if kind == "bulk" else 1)
            count_arrived(figures, f"{name} {channel}", arrived, seen.span, allowed)
            _time(figures, f"{name} {channel}", arrived, seen)
    figures.add(f"{name} cpu", seen.cpu)
    figures.add(f"{name} not 200", sum(one.status != 200 for one in seen.posted))


def _bulk_people(per_second: float, seconds: float) -> int:
    """So many that bulk lasts until the end."""
    return math.ceil(per_second * SHARE * (seconds + _REPLIES_MAY_TAKE + 5) * 1.1) + 100


def _replies(channel: str, per_second: float, first: int, seconds: float) -> Load:
    """People besides those of the campaign, who fill what bulk leaves of the rate."""
    left = per_second * (1 - SHARE)
    number = math.ceil(left * (seconds + 1))
    people = max(30, math.ceil(number / _ONE_ANSWER_EACH))
    return Load(channel, "", first, people, _ONE_ANSWER_EACH, number, left)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was posted around a span, and of how much of a core the service had need in it."""

    span: Span
    posted: Sequence[Posted]
    cpu: float


def _watch(served: Served, folder: Path, loads: Sequence[Load], warm: float, seconds: float) -> _Seen:
    """A span that begins when those who post are warm, if anyone is to; returns when it is over."""
    worker = _poster(served, folder / "posted.json", loads) if loads else None
    if worker is not None:
        worker.start()
    span = Span(time.monotonic() + warm, seconds)
    _sleep_until(span.start)
    before = served.cpu_seconds()
    _sleep_until(span.start + seconds)
    used = served.cpu_seconds() - before
    if worker is None:
        return _Seen(span, (), used / seconds)
    out = worker.result()
    return _Seen(span, [Posted(**one) for one in json.loads(Path(out).read_text())], used / seconds)


def _poster(served: Served, out: Path, loads: Sequence[Load]) -> Worker:
    orders = [{**asdict(load), "bot": served.bot} for load in loads]
    worker = Worker({"loads": orders, "out": str(out)}, "bench.posting")
    worker.wait_until_ready()
    return worker


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def _arrived(served: Served, channel: str, bulk: int) -> list[Arrived]:
    """What a fake accepted so far. Twilio's tells the time of the wall, moved here to the monotonic one."""
    if channel == "telegram":
        in_bulk = {str(telegram_id(person)) for person in range(bulk)}
        sent = [(str(one["chat_id"]), one["at"]) for one in ask(f"{served.telegram}/control/sent")]
    else:
        in_bulk = {whatsapp_number(person) for person in range(bulk)}
        ahead = time.time() - time.monotonic()
        sent = [(one["to"], one["at"] - ahead) for one in ask(f"{served.twilio}/control/sent")]
    return [Arrived(to, at, to in in_bulk) for to, at in sent]


def count_arrived(
    figures: Figures, name: str, arrived: Sequence[Arrived], span: Span, per_second: float
) -> None:
    """How much of what the limits allow was accepted, and the most in any one second."""
    counted = [one for one in arrived if span.holds(one.at)]
    figures.add(f"{name} percent", 100 * len(counted) / (per_second * span.seconds))
    figures.add(f"{name} bulk", sum(one.is_bulk for one in counted))
    figures.add(f"{name} replies", sum(not one.is_bulk for one in counted))
    figures.add(f"{name} peak", _most_in_a_second(sorted(one.at for one in counted)))


def _most_in_a_second(moments: Sequence[float]) -> int:
    most, first = 0, 0
    for last, at in enumerate(moments):
        while moments[first] <= at - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def _time(figures: Figures, name: str, arrived: Sequence[Arrived], seen: _Seen) -> None:
    """From the post of what someone wrote until its reply was accepted, one by one in the order of each."""
    answers: Mapping[str, list[float]] = defaultdict(list)
    for one in sorted(arrived, key=lambda one: one.at):
        if not one.is_bulk:
            answers[one.to].append(one.at)
    took, unanswered = [], 0
    for who, times in _by_person(seen.posted, answers).items():
        found = answers[who]
        unanswered += max(0, len(times) - len(found))
        took += [then - at for at, then in zip(times, found, strict=False) if seen.span.holds(at)]
    if took:
        _spread(figures, name, took)
        figures.add(f"{name} unanswered", unanswered)


def _by_person(posted: Sequence[Posted], answers: Mapping[str, Any]) -> Mapping[str, list[float]]:
    """When those who wrote on this channel did; on the other one nobody has an answer here."""
    times: dict[str, list[float]] = defaultdict(list)
    for one in sorted(posted, key=lambda one: one.at):
        if one.who in answers:
            times[one.who].append(one.at)
    return times


def _spread(figures: Figures, name: str, seconds: Sequence[float]) -> None:
    cuts = quantiles(seconds, n=100)
    figures.add(f"{name} p50", cuts[49] * 1000)
    figures.add(f"{name} p99", cuts[98] * 1000)
    figures.add(f"{name} longest", max(seconds) * 1000)


# --- webhooks -------------------------------------------------------------------------------------------


def webhooks(size: Size, figures: Figures, tell: Tell) -> None:
    """What one process takes in that sends nothing: from the start of each request to its 200."""
    for channel in CHANNELS:
        tell(f"webhooks of {channel}, {size.webhooks_per_second} a second")
        with a_folder() as folder:
            _take_in(size, figures, folder, channel)


def _take_in(size: Size, figures: Figures, folder: Path, channel: str) -> None:
    name, seconds = f"webhooks {channel}", size.warm_seconds + size.webhook_seconds
    number = math.ceil(size.webhooks_per_second * seconds)
    people = min(_WEBHOOK_PEOPLE, number)
    turns = math.ceil(number / people)
    load = Load(channel, "", 0, people, turns, number, size.webhooks_per_second)
    fill(sqlite(folder), 1, 1)
    figures.add(f"{name} load", os.getloadavg()[0])
    with serving(folder, sqlite(folder), Rates(25, WHATSAPP_RATE), 1, roles="web") as served:
        seen = _watch(served, folder, [load], size.warm_seconds, size.webhook_seconds)
    counted = [one for one in seen.posted if seen.span.holds(one.at)]
    _spread(figures, name, [one.seconds for one in counted])
    figures.add(f"{name} late", quantiles([one.late for one in counted], n=100)[98] * 1000)
    figures.add(f"{name} cpu", seen.cpu)
    figures.add(f"{name} offered", len(counted) / size.webhook_seconds)
    figures.add(f"{name} not 200", sum(one.status != 200 for one in seen.posted))
