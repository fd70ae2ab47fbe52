"""A webhook on loopback, over real HTTP."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


@asynccontextmanager
async def served(hear: Callable[[Request], Awaitable[Response]]) -> AsyncIterator[str]:
    """Its address, while the block runs."""
    app = Starlette(routes=[Route("/telegram/webhook", hear, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    port = listening.getsockname()[1]
    task = asyncio.create_task(server._serve([listening]))
    try:
        yield f"http://127.0.0.1:{port}/telegram/webhook"
    finally:
        server.should_exit = True
        await task
