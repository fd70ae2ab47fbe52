"""The page's app starts beside the other servers of the process, whatever they have come to."""

from __future__ import annotations

import asyncio

import uvicorn
from fastapi import FastAPI
from nicegui import ui
from starlette.responses import PlainTextResponse

from bot.web.server import Server


def test_the_page_starts_beside_a_server_that_does_not_run_yet() -> None:
    waiting = Server(uvicorn.Config(PlainTextResponse("cards")))
    page = FastAPI()
    ui.run_with(page, show_welcome_message=False)

    async def start() -> bool:
        async with page.router.lifespan_context(page):
            return not waiting.started

    assert asyncio.run(start())
