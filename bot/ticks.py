"""What is done every so often. Each finds in the database what is to be done; done twice it does no harm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot import invitations, nudges
from bot.alarms import Watch
from bot.app import App
from bot.channels import Channel
from bot.contents_sync import poll_states
from bot.coverage import receipts
from bot.doors import Doors
from bot.reconcile import Take, reconcile
from bot.redactions import redact_due
from bot.refusals import judge_refusals
from bot.retention import erase_old
from bot.scheduler import Tick
from bot.uncertain import resolve_uncertain

MINUTE = timedelta(minutes=1)


def ticks(app: App, channels: Sequence[Channel] = ()) -> tuple[Tick, ...]:
    """What every office needs, the demo too; receipts are fetched from these channels."""
    return (
        Tick("retention", timedelta(hours=1), lambda: erase_old(app)),
        Tick("invitations", MINUTE, lambda: invitations.expire_all(app)),
        Tick("nudges", MINUTE, lambda: nudges.remind(app)),
        Tick("consents", MINUTE, lambda: invitations.seal(app)),
        Tick("receipts", timedelta(seconds=30), lambda: receipts.look_after(app, channels)),
    )


def ticks_of_channels(app: App, doors: Doors, take: Take) -> tuple[Tick, ...]:
    """What real channels need besides. `take`: what came in and was not heard."""
    channels = doors.channels
    listening: tuple[Tick, ...] = ()
    if (whatsapp := doors.whatsapp) is not None:
        listening = (
            Tick("reconcile", timedelta(minutes=5), lambda: reconcile(app, whatsapp, take)),
            Tick("templates", timedelta(minutes=15), lambda: poll_states(app)),
        )
    return (
        *listening,
        Tick("refusals", MINUTE, lambda: judge_refusals(app)),
        Tick("uncertain", MINUTE, lambda: resolve_uncertain(app, channels)),
        Tick("redactions", timedelta(seconds=30), lambda: redact_due(app, channels)),
        Tick("alarms", MINUTE, Watch(app, channels).once),
    )
