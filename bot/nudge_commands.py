"""`sertakan nudges`: what a day will bring."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from bot.coverage.commands import Config
from bot.coverage.office_commands import AsJson, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.forecasts import Message


def nudges(
    on: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Today, or a day to come.")
    ],
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """Tell what people would be reminded of on a day, if nothing changes until then; sends nothing."""
    from bot.forecasts import messages_of

    with opened(config) as app:
        try:
            found = list(messages_of(app, on.date()))
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--on") from None
    for line in _as_json(found) if as_json else _as_text(found, on.date()):
        print(line)


def _as_json(found: Sequence[Message]) -> list[str]:
    return [
        json.dumps(
            {
                "person": one.person,
                "at": one.at.isoformat(timespec="seconds"),
                "channel": one.channel,
                "needs_template": one.needs_template,
                "steps": one.steps,
                "shifted": one.is_shifted,
                "rupiah": float(one.rupiah),
            }
        )
        for one in found
    ]


def _as_text(found: Sequence[Message], day: date) -> list[str]:
    if not found:
        return [f"{day}: nobody would be reminded of anything"]
    steps = Counter(step.partition("@")[0] for one in found for step in one.steps)
    channels = Counter(one.channel or "nowhere: no address takes messages" for one in found)
    cost = sum((one.rupiah for one in found), Decimal(0)).to_integral_value(ROUND_CEILING)
    first, last = min(one.at for one in found), max(one.at for one in found)
    return [
        f"{day}: {len(found):,} messages between {first:%H:%M} and {last:%H:%M} of their own clocks",
        *(f"  {number:>7,}  {step}" for step, number in sorted(steps.items())),
        *(f"  {number:>7,}  on {channel}" for channel, number in sorted(channels.items())),
        f"  {sum(one.needs_template for one in found):>7,}  need an approved template",
        f"  {sum(one.is_shifted for one in found):>7,}  were moved out of the night",
        f"  about Rp{int(cost):,} by the price table (config.toml, [prices])".replace(",", "."),
    ]
