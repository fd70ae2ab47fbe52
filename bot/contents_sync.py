"""What WhatsApp shows is made at Twilio once: buttons, lists and templates (`sertakan whatsapp sync`).

    list what is there -> make what is missing -> submit templates to WhatsApp -> (later) poll what it says

What is there is found by its friendly name, which holds the version; so this may be run again at any time, on
a new database, or after it was cut off, and makes nothing twice. What was made is never changed or removed:
an older version serves until the newer one is approved.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.channels.content_definitions import definitions
from bot.channels.whatsapp_contents import Found, NotSynced, TwilioContents
from bot.settings import Settings, WhatsApp
from storage import Store, contents
from storage.contents import Content, State

if TYPE_CHECKING:
    from bot.app import App


async def sync(settings: Settings, store: Store, now: datetime, out: Callable[[str], None]) -> Counter[str]:
    """Make what is missing; how many there are in each state. Raises NotSynced.

    `out` is given a line for each thing that was made or submitted, and for each that somebody must see to.
    """
    account = _account_of(settings.whatsapp)
    states: Counter[str] = Counter()
    async with _opened(settings.whatsapp) as twilio:
        there = {one.definition: one for one in await twilio.listed()}
        await _keep(store, account, list(there.values()), now)
        for wanted in definitions(settings.office.languages):
            found = there.get((wanted.name, wanted.lang, wanted.version))
            if found is None:
                found = await twilio.make(wanted)
                out(f"made       {wanted.friendly_name}")
                await _keep(store, account, [found], now)
            if wanted.category is not None and found.state.status == "unsubmitted":
                found = await twilio.submit(found, wanted)
                out(f"submitted  {wanted.friendly_name}")
                await _keep(store, account, [found], now)
            states[found.state.status] += 1
    for one in await asyncio.to_thread(_troubled, store, account):
        out(_what_to_do(one))
    return states


async def poll_states(app: App) -> dict[str, int]:
    """Ask what WhatsApp says of our templates; how many are in each state. Raises NotSynced."""
    whatsapp, now = app.settings.whatsapp, app.times.now()
    account = _account_of(whatsapp)
    known = await asyncio.to_thread(_known, app.store, account)
    templates = [one for one in known if one.kind == "template"]
    if not templates:
        return {}
    async with _opened(whatsapp) as twilio:
        listed = await twilio.states()
    gone = State("deleted", "it is not at Twilio any more")
    states = {one.sid: listed.get(one.sid, gone) for one in templates}
    await app.write(partial(contents.set_states, account=account, states=states, now=now))
    return dict(Counter(state.status for state in states.values()))


def _known(store: Store, account: str) -> list[Content]:
    with store.reading() as connection:
        return contents.of_account(connection, account)


def _troubled(store: Store, account: str) -> list[Content]:
    with store.reading() as connection:
        return contents.troubled(connection, account)


async def _keep(store: Store, account: str, found: Sequence[Found], now: datetime) -> None:
    made = [
        Content(*one.definition, one.kind, one.sid, one.state.status, one.state.reason, one.made_at or now)
        for one in found
    ]

    def write() -> None:
        with store.writing() as connection:
            contents.keep(connection, account, made, now)

    await asyncio.to_thread(write)


def _what_to_do(one: Content) -> str:
    line = f"{one.status.upper():<10} {one.name} ({one.lang}){f': {one.reason}' if one.reason else ''}"
    match one.status:
        case "rejected":
            how = f"change template-{one.name} in flows/texts/{one.lang}.ftl, install it, then sync again"
            return f"{line}; {how}"
        case "deleted":
            return f"{line}; its new version waits for WhatsApp"
        case _:
            return (
                f"{line}; WhatsApp Manager says why; change template-{one.name}, install it, and sync again"
            )


@asynccontextmanager
async def _opened(whatsapp: WhatsApp) -> AsyncIterator[TwilioContents]:
    token = whatsapp.auth_token.get_secret_value() if whatsapp.auth_token else ""
    twilio = TwilioContents(whatsapp.account_sid or "", token, whatsapp.content_url)
    try:
        yield twilio
    finally:
        await twilio.close()


def _account_of(whatsapp: WhatsApp) -> str:
    if whatsapp.account_sid is None or whatsapp.auth_token is None or whatsapp.from_ is None:
        raise NotSynced("WhatsApp is not configured: set account_sid, auth_token and from in [whatsapp]")
    return whatsapp.from_
