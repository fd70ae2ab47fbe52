"""Pendaftaran: who is to be registered, out as a table; and what came of it, in again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from nicegui.element import Element
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from bot import office
from bot.console.app import Page, Visit
from bot.console.elements import icon, tag
from bot.console.layout import card, emptied, figure, head, none
from bot.console.pages.tabel import columns_of, desk_of, import_card
from bot.coverage.export import export
from storage import waiting


async def build(visit: Visit) -> None:
    words = visit.words
    head(words("page-pendaftaran"), words("registration-lead"))
    with card(words("registration-out"), words("registration-out-lead")) as place:
        pass
    await _show(visit, place)

    async def again() -> None:
        await _show(visit, place)

    import_card(visit, "registrations", again)


async def _show(visit: Visit, place: Element) -> None:
    words = visit.words
    found = await visit.read(lambda connection, _: waiting.for_registration(connection))
    with emptied(place):
        if not found.waiting:
            none("form", words("registration-none"), words("registration-none-do"))
            return
        with tag("div", "figures"):
            figure(words("registration-waiting"), words.number(found.waiting), is_warm=True)
            figure(words("registration-new"), words.number(found.new))
        if visit.may_act:
            with tag("div", "actions"), tag("a", "act", href="/pendaftaran/unduh.xlsx", download=""):
                icon("down")
                tag("span", "", words("registration-export"))
            tag("p", "quiet", words("registration-warning"))


async def download(visit: Visit) -> Response:
    """The one file with whole NIKs: by its own action, which stands in the trail before there is a file."""
    await visit.act(office.export_registrations)
    folder = TemporaryDirectory()
    path = Path(folder.name) / "bpu.xlsx"
    await asyncio.to_thread(export, desk_of(visit), path, columns_of(visit))
    return FileResponse(path, filename="bpu.xlsx", background=BackgroundTask(folder.cleanup))


PAGE = Page("/pendaftaran", "pendaftaran", "form", build, files=(("/pendaftaran/unduh.xlsx", download),))
