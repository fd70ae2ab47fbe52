"""Sending and webhooks as parts of the page."""

from __future__ import annotations

from collections.abc import Iterator

from bench.channels import CHANNELS, SHARE, TELEGRAM_RATES, WHATSAPP_RATE
from bench.measure import Figures, Size
from bot.channels.telegram_webhook import MOST_CONNECTIONS
from bot.web.whatsapp import MOST_IN_HAND

PERCENT_AIM, REPLY_P99_MS = 98, 250
_NAMES = {"telegram": "Telegram", "whatsapp": "WhatsApp"}


def sending(figures: Figures, size: Size) -> str:
    rows = list(_sending_rows(figures))
    if not rows:
        return ""
    head = [
        "## Sending, a whole service\n",
        "One `sertakan serve` of all roles, SQLite `synchronous=FULL`, against a Telegram and a Twilio that "
        "are processes of their own, answer after 50 ms and refuse what is over the rate; "
        f"{size.seconds:.0f} s after {size.warm_seconds:.0f} s of warm-up. Both channels at once, each with "
        "a campaign that does not end; beside it people who write, as many as fill the "
        f"{1 - SHARE:.0%} of the rate that bulk leaves.\n",
        f"| | bulk alone, of its {SHARE:.0%} | bulk and replies, of the whole rate | in vain "
        "| most in one second | reply after, p50 | p99 |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, "", *_sending_aims(figures), *_sending_loads(figures)])


def _sending_rows(figures: Figures) -> Iterator[str]:
    for per_second in TELEGRAM_RATES:
        for channel in CHANNELS:
            bulk, both = f"sending {per_second} bulk {channel}", f"sending {per_second} both {channel}"
            if f"{both} p99" not in figures.values:
                continue
            own = per_second if channel == "telegram" else WHATSAPP_RATE
            beside = "" if channel == "telegram" else f", beside Telegram at {per_second}/s"
            in_vain = figures.of(f"{bulk} not sent") + figures.of(f"{both} not sent")
            yield (
                f"| {_NAMES[channel]} at {own}/s{beside} | {figures.of(f'{bulk} percent'):.1f} % "
                f"| {figures.of(f'{both} percent'):.1f} % | {in_vain:.0f} | {figures.of(f'{both} peak'):.0f} "
                f"| {figures.of(f'{both} p50'):.0f} ms | {figures.of(f'{both} p99'):.0f} ms |"
            )


def _sending_aims(figures: Figures) -> Iterator[str]:
    """What was aimed at, and where it was missed."""
    slow = [name for name, value in _all(figures, "percent") if value < PERCENT_AIM]
    late = [name for name, value in _all(figures, "p99") if value >= REPLY_P99_MS]
    yield f"- Aim: {PERCENT_AIM} % of what the limits allow: {_reached(slow)}."
    yield f"- Aim: a reply's p99 below {REPLY_P99_MS} ms, bulk saturating both channels: {_reached(late)}."
    lost = sum(value for _, value in _all(figures, "unanswered"))
    refused = sum(value for name, value in _all(figures, "not 200"))
    yield (
        f"- A reply is timed from the post of the webhook until the platform accepted it, its 50 ms with it. "
        f"{lost:.0f} were never answered; {refused:.0f} webhooks were not answered with 200."
    )


def _all(figures: Figures, what: str) -> Iterator[tuple[str, float]]:
    for name in figures.values:
        if name.startswith("sending ") and name.endswith(f" {what}"):
            yield name.removeprefix("sending ").removesuffix(f" {what}"), figures.of(name)


def _reached(missed: list[str]) -> str:
    return f"not reached ({', '.join(missed)})" if missed else "reached"


def _sending_loads(figures: Figures) -> Iterator[str]:
    used = ", ".join(f"{value:.0%} ({name})" for name, value in _all(figures, "cpu"))
    loads = ", ".join(f"{value:.1f}" for _, value in _all(figures, "load"))
    yield f"- The service used of one core: {used}. Load of the machine before each: {loads}."


def webhooks(figures: Figures, size: Size) -> str:
    rows = [
        _webhook_row(figures, channel) for channel in CHANNELS if f"webhooks {channel} p99" in figures.values
    ]
    if not rows:
        return ""
    head = [
        "## Webhooks\n",
        f"{size.webhooks_per_second:,} a second offered for {size.webhook_seconds:.0f} s to one process that "
        "sends nothing (`--roles web`), from 2,000 people in the middle of nominations; arrivals do not wait "
        f"for answers, but Telegram posts {MOST_CONNECTIONS} at a time, as it is asked to. From the arrival, "
        "through the turn and its commit, to the answer.\n",
        "| | offered/s | p50 | p99 | longest | not 200 | of one core | load before |",
        "|---|---|---|---|---|---|---|---|",
    ]
    note = (
        f"\n- Not 200 is 503: more than {MOST_IN_HAND} of WhatsApp were in hand. Twilio posts those again "
        "where its retries are set."
    )
    return "\n".join([*head, *rows, note])


def _webhook_row(figures: Figures, channel: str) -> str:
    def of(what: str) -> float:
        return figures.of(f"webhooks {channel} {what}")

    return (
        f"| {_NAMES[channel]} | {of('offered'):,.0f} | {of('p50'):.0f} ms | {of('p99'):.0f} ms "
        f"| {of('longest'):.0f} ms | {of('not 200'):,.0f} | {of('cpu'):.0%} | {of('load'):.1f} |"
    )
