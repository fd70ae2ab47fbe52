"""A Twilio on loopback: a Messages API that keeps what a bot sends on WhatsApp, and people who write to it.

Every request is checked against the published specification (`twilio_spec`); one that breaks it is refused,
and what was wrong stays in `faults`, which tests hold to be empty. WhatsApp's own rules hold here: the 24
hours since someone wrote, lengths, contents, rates. `trouble` scripts what fails; `manner` how statuses come.

    with Twilio() as twilio:
        siti = twilio.person("+6281200000001")
        siti.says("halo")
        siti.waits_for(1)
        siti.taps("Ya")
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for_all
from datetime import UTC, datetime
from random import Random
from typing import Any, Self

import uvicorn
from aiohttp import ClientSession, ClientTimeout, TCPConnector
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from tests.fakes.twilio_api import routes
from tests.fakes.twilio_messages import Contents, Media, Message, Rates, new_sid
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_synced import Synced
from tests.fakes.twilio_troubles import Trouble
from tests.fakes.twilio_webhooks import Manner, Posted, Postman
from tests.ports import free_port

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "invented-for-the-tests"
NUMBER = "+6285500000000"
PUBLIC_URL = "https://bot.example"


class Twilio:
    """The server. `stop` and `start` again: Twilio was away, with all it knew; same address."""

    def __init__(
        self,
        *,
        contents: Contents | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        public_url: str = PUBLIC_URL,
        bot: str | None = None,
        port: int | None = None,
        token: str = TOKEN,
    ) -> None:
        """`bot`: where the bot listens, in place of its `public_url`; None: nothing is posted to it."""
        self.account, self.token, self.number = ACCOUNT, token, NUMBER
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.changed = threading.Condition()
        self._contents, self._clock, self._public_url, self._bot = contents, clock, public_url, bot
        self._errands: set[Future[Any]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.forget()

    def forget(self) -> None:
        """Be as new: nobody is known, nothing was sent, all goes well."""
        self.contents = self._contents or Synced()
        self.clock = self._clock
        self.rates = Rates()
        self.manner = Manner()
        self.window_closes_at_once = False
        """63016 as the answer to the call, and not by a status callback"""
        self.fetches_media = False
        """pictures are fetched from the bot when they are sent, as Twilio does"""
        self.media_leads_to: str | None = None
        """where files are redirected to"""
        self.latency = 0.0
        """seconds of every answer"""
        self.listens_at(self._bot)
        self.messages: dict[str, Message] = {}
        self.people: dict[str, Person] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        """kind and fields of every request"""
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.held: list[tuple[Message, str]] = []
        self._troubles: dict[str, deque[Trouble]] = defaultdict(deque)

    def listens_at(self, bot: str | None) -> None:
        """From now on the bot is there."""
        self.webhook = f"{self._public_url}/whatsapp/webhook" if bot else None
        self.postman = Postman(self.token, {self._public_url: bot} if bot else {})

    # --- for tests ---

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def person(self, address: str, name: str = "Siti", scoped_id: str | None = None) -> Person:
        """Someone with this number or id; the same address is the same person."""
        with self.changed:
            if address not in self.people:
                self.people[address] = Person(self, address, name, scoped_id)
            return self.people[address]

    def trouble(self, kind: str, *troubles: Trouble) -> None:
        """What happens to the next requests of this kind ("create", "list", "change", "media", "file", …)."""
        with self.changed:
            self._troubles[kind].extend(troubles)

    def next_trouble(self, kind: str) -> Trouble | None:
        with self.changed:
            waiting = self._troubles[kind]
            return waiting.popleft() if waiting else None

    @property
    def sent(self) -> list[Message]:
        """What was accepted, in order."""
        with self.changed:
            return [one for one in self.messages.values() if one.direction == "outbound-api"]

    def wait_until(self, holds: Callable[[], bool], timeout: float = 10.0) -> None:
        """Until something that requests or people change holds; TimeoutError after so many seconds."""
        with self.changed:
            if not self.changed.wait_for(holds, timeout):
                raise TimeoutError("what was waited for did not come")

    def release(self, shuffled: Random | None = None, times: int = 1) -> None:
        """Post the status callbacks that were held, in this order."""
        with self.changed:
            held, self.held = self.held, []
        manner = Manner(times=times, shuffled=shuffled)
        self.run(self._post_statuses(held, manner))

    def settle(self, timeout: float = 15.0) -> None:
        """Wait until all that was to be posted is. Not from the loop that answers the posts."""
        while errands := list(self._errands):
            if wait_for_all(errands, timeout).not_done:
                raise TimeoutError("a webhook was not answered")

    @property
    def posted(self) -> list[Posted]:
        return list(self.postman.posted)

    # --- what people and messages do ---

    def take_in(self, person: Person, fields: Mapping[str, str], media: Sequence[Media] = ()) -> str:
        """Keep what someone writes, and post it to the bot's webhook, once; its sid."""
        sid = new_sid("MM" if media else "SM")
        now = self.clock()
        message = Message(
            sid, "inbound", person.address, self.number, fields.get("Body", ""), now, time.time(), "received"
        )
        message.media, message.sent_at = list(media), now
        with self.changed:
            self.messages[sid] = message
            person.wrote_at = now
            self.changed.notify_all()
        if self.webhook is not None:
            self.run(self.postman.post(self.session, self.webhook, self._form(person, message, fields)))
        return sid

    def _form(self, person: Person, message: Message, fields: Mapping[str, str]) -> dict[str, str]:
        """The webhook's, with blank fields as Twilio has them."""
        digits = person.address.removeprefix("+")
        form = {
            "SmsMessageSid": message.sid,
            "NumMedia": str(len(message.media)),
            "ProfileName": person.name,
            "SmsSid": message.sid,
            "WaId": digits if digits.isdigit() else "",
            "SmsStatus": "received",
            "Body": message.body,
            "To": f"whatsapp:{self.number}",
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "MessageSid": message.sid,
            "AccountSid": self.account,
            "From": f"whatsapp:{person.address}",
            "ApiVersion": "2010-04-01",
        }
        if person.scoped_id:
            form["ExternalUserId"] = f"whatsapp:{person.scoped_id}"
        for number, media in enumerate(message.media):
            form[f"MediaUrl{number}"] = self.media_url(message, media)
            form[f"MediaContentType{number}"] = media.content_type
        return {**form, **fields}

    def media_url(self, message: Message, media: Media) -> str:
        return f"{self.url}/2010-04-01/Accounts/{self.account}/Messages/{message.sid}/Media/{media.sid}"

    async def tell(self, message: Message, statuses: Sequence[str]) -> None:
        """Have these statuses become of it, and be posted in the way of `manner`."""
        if self.manner.held:
            with self.changed:
                self.held += [(message, status) for status in statuses]
            return
        posting = self._post_statuses([(message, status) for status in statuses], self.manner)
        if self.manner.early:
            await posting
        else:
            self.run(posting)

    async def _post_statuses(self, what: Sequence[tuple[Message, str]], manner: Manner) -> None:
        posts = []
        for message, status in what:
            message.status = status
            if message.callback:
                posts.append((message.callback, self._status_form(message, status)))
        await self.postman.post_all(self.session, posts, manner)

    def _status_form(self, message: Message, status: str) -> dict[str, str]:
        form = {
            "ChannelPrefix": "whatsapp",
            "ApiVersion": "2010-04-01",
            "MessageStatus": status,
            "SmsSid": message.sid,
            "SmsStatus": status,
            "To": f"whatsapp:{message.to}",
            "From": f"whatsapp:{message.from_}",
            "MessageSid": message.sid,
            "AccountSid": self.account,
        }
        if status in ("failed", "undelivered") and message.error_code is not None:
            form["ErrorCode"] = str(message.error_code)
        return form

    def has_auth(self, header: str) -> bool:
        expected = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        return hmac.compare_digest(header.encode(), f"Basic {expected}".encode())

    # --- the server ---

    def run(self, errand: Coroutine[Any, Any, Any]) -> None:
        """Have something done in the loop of the server; `settle` waits for it."""
        if self._loop is None:
            errand.close()
            return
        future = asyncio.run_coroutine_threadsafe(errand, self._loop)
        with self.changed:
            self._errands.add(future)
        future.add_done_callback(self._done)

    def _done(self, future: Future[Any]) -> None:
        with self.changed:
            self._errands.discard(future)
            self.changed.notify_all()

    def start(self, more: Sequence[BaseRoute] = ()) -> None:
        """Listen; returns when requests are taken."""
        app = Starlette(routes=[*more, *routes(self), *self.contents.routes()])
        config = uvicorn.Config(
            app, host="127.0.0.1", port=self.port, log_config=None, log_level="critical", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError(f"the fake Twilio cannot listen on {self.url}")
            self._thread.join(0.005)

    def start_again(self) -> None:
        """Listen, unless it does."""
        if self._server is None:
            self.start()

    async def _serve(self) -> None:
        assert self._server is not None
        self._loop = asyncio.get_running_loop()
        self.session = ClientSession(connector=TCPConnector(limit=200), timeout=ClientTimeout(total=15))
        try:
            await self._server.serve()
        finally:
            self._loop = None
            await self.session.close()

    def stop(self) -> None:
        """Listen no more; whoever waits is cut off."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(10)
        self._server = self._thread = None


if __name__ == "__main__":
    from tests.fakes.twilio_control import main

    main()
