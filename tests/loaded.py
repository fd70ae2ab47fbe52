# ruff: noqa: F401
"""What the processes of the tests need, loaded once: see `tests/processes.py`."""

import alembic.command
import apscheduler.schedulers.asyncio
import uvicorn.lifespan.on
import uvicorn.protocols.http.httptools_impl
import uvicorn.protocols.websockets.auto
import uvloop

import bot.channels.telegram_webhook
import bot.cli
import bot.console.serving
import bot.service
import tests.telegram.serving
import tests.turns.small
from bot.app import warm_up

warm_up().join()
