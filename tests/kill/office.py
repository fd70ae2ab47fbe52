"""An office on both channels, whose `sertakan serve` is a process that is killed and started again."""

from __future__ import annotations

import base64
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event

from sqlalchemy import update

from bot.settings import Settings
from storage import Store
from storage.tables import leases, outbox
from tests.fakes.bot_api import BotApi
from tests.fakes.twilio import Twilio
from tests.ports import free_port
from tests.processes import Forked
from tests.shell.running import Machine

SECRET = "invented-secret-of-a-webhook"
PATIENCE = 60.0
"""seconds that are waited for what is sure to come, on a busy machine"""


def settings_of(store: Store, api: BotApi, twilio: Twilio, ports: tuple[int, int]) -> Mapping[str, str]:
    """As environment variables; `ports`: of the public address and of the console. The store's own keys."""
    given = {
        "DATABASE__URL": store.url.render_as_string(hide_password=False),
        "PRIVACY__KEYS": f"test:{base64.b64encode(b'k' * 32).decode()}",
        "PRIVACY__HASH_KEY": base64.b64encode(b"h" * 32).decode(),
        "SERVER__PORT": str(ports[0]),
        "SERVER__PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",
        "CONSOLE__PORT": str(ports[1]),
        "TELEGRAM__TOKEN": api.token,
        "TELEGRAM__API_URL": api.url,
        "TELEGRAM__MODE": "webhook",
        "TELEGRAM__SECRET_TOKEN": SECRET,
        "WHATSAPP__ACCOUNT_SID": twilio.account,
        "WHATSAPP__AUTH_TOKEN": twilio.token,
        "WHATSAPP__FROM": twilio.number,
        "WHATSAPP__API_URL": twilio.url,
        "WHATSAPP__CONTENT_URL": twilio.url,
        "LIMITS__TELEGRAM_PER_SECOND": "100",
        "LIMITS__WHATSAPP_PER_SECOND": "100",
    }
    return {f"SERTAKAN__{name}": value for name, value in given.items()}


def as_settings(variables: Mapping[str, str]) -> Settings:
    """The same, for what is built in the process of the test."""
    given: dict[str, dict[str, str]] = {}
    for name, value in variables.items():
        _, section, key = name.lower().split("__")
        given.setdefault(section, {})[key] = value
    return Settings.model_validate(given)


class Office:
    """`start` it, `kill` it, start it again; its log stays in the folder."""

    def __init__(self, folder: Path, store: Store, api: BotApi, settings: Mapping[str, str]) -> None:
        self.machine = Machine(folder, settings)
        self._store, self._api = store, api
        self._process: Forked | None = None

    def start(self) -> None:
        """Returns at once."""
        self._process = self.machine.fork("serve")

    def kill(self) -> None:
        """-9, and as if 20 s had passed: nobody waits for the leases here."""
        self._end(signal.SIGKILL)
        with self._store.writing() as conn:
            conn.execute(update(leases).values(until=0))
            conn.execute(update(outbox).where(outbox.c.lease_until.is_not(None)).values(lease_until=0))

    def stop(self) -> int:
        """As an operator does; the exit code."""
        return self._end(signal.SIGTERM)

    def must_run(self) -> None:
        """Raises when it ended by itself."""
        if self._process is not None and self._process.poll() is not None:
            raise AssertionError(f"it ended by itself with {self._process.returncode}")

    def wait_until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """While it runs; False: not within these seconds."""
        pause = Event()
        for _ in range(int(seconds / 0.05)):
            if holds():
                return True
            self.must_run()
            pause.wait(0.05)
        return holds()

    def close(self) -> None:
        """Nothing of it stays."""
        if self._process is not None and self._process.poll() is None:
            self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        code = self._process.wait(PATIENCE)
        self._process.stdout.close()
        return code


def two_ports() -> tuple[int, int]:
    return free_port(), free_port()
