"""One person, or one nomination: what is known, and everything that happened, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot import office
from bot.channels import Inbound, Unread
from bot.console.app import Page, Visit
from bot.console.elements import button, icon, tag
from bot.console.layout import card, dialog, facts, field, head, none
from bot.console.pages.orang import channel_name, status, worker_columns
from bot.console.tables import Listing, Table, Wanted
from flows.render import render
from flows.rules.money import show_rupiah
from flows.stored import load_message
from flows.types import Chose, Reached, Said, Shared, Started
from storage import Secrets, search, timeline
from storage.search import PersonLine, WorkerLine
from storage.timeline import Moment

SHOWN = 60
"""moments at first"""
WORKERS = 100
_ICONS = {
    "in": ("in", ""), "out": ("out", "out"), "consent": ("check", ""), "nominated": ("form", ""),
    "ended": ("leave", "bad"), "bill": ("form", "out"), "payment": ("money", ""), "receipt": ("money", "out"),
    "decided": ("check", ""), "nudge": ("calendar", "out"),
}  # fmt: skip
_BAD = ("dead", "failed", "undelivered", "refused", "unreadable")
_log = structlog.get_logger()


async def build(visit: Visit) -> None:
    reference = str(visit.request.path_params["reference"])[:60]
    person, worker = await visit.read(lambda connection, secrets: _find(connection, secrets, reference))
    if person is not None:
        await _person(visit, person)
    elif worker is not None:
        await _worker(visit, worker)
    else:
        head(visit.words("page-orang"))
        with card():
            none("search", visit.words("console-nothing-found"), visit.words("people-search-how"))


def _find(
    connection: Connection, secrets: Secrets, reference: str
) -> tuple[PersonLine | None, WorkerLine | None]:
    persons = search.people_by_reference(connection, secrets, reference)
    workers = search.workers_by(connection, secrets, reference=reference)
    return persons[0] if persons else None, workers[0] if workers else None


async def _person(visit: Visit, person: PersonLine) -> None:
    words = visit.words
    _back(visit)
    head(person.name or words("people-no-name"), person.reference)
    with tag("div", "grid two"), card(words("person-known")):
        facts([
            (words("people-reference"), person.reference),
            (words("people-channels"), ", ".join(map(channel_name, person.channels))),
            (words("people-phone"), f"••••{person.phone_last4}" if person.phone_last4 else None),
            (words("people-wrote"), _when(visit, person.wrote_at)),
            (words("people-since"), words.short_day(person.created_at)),
            (words("person-opted-out"), _when(visit, person.opted_out_at)),
            (words("people-part"), words("people-is-staff") if person.is_staff else None),
        ])  # fmt: skip
    workers = await visit.read(
        lambda connection, secrets: search.workers_of_person(connection, secrets, person.id, WORKERS)
    )
    if workers:
        tag("h2", "", words("person-covers"))

        async def all_of_them(_: Wanted) -> Listing[WorkerLine]:
            return Listing(workers)

        table = Table(
            visit, worker_columns(visit), all_of_them, label=words("person-covers"), empty=lambda _: None
        )
        await table.refresh()
    moments = await visit.read(lambda connection, secrets: timeline.of_person(connection, secrets, person.id))
    _timeline(visit, moments)


async def _worker(visit: Visit, worker: WorkerLine) -> None:
    words = visit.words
    _back(visit)
    head(worker.name or words("erased"), worker.reference)
    with tag("div", "grid two"), card(words("person-known")):
        status(visit, worker.status)
        facts([
            (words("people-reference"), worker.reference),
            ("NIK", f"••••••••••••{worker.nik_last4}" if worker.nik_last4 else None),
            (words("workers-payer"), worker.participant_name or worker.participant),
            (words("workers-through"), words.month(worker.paid_through) if worker.paid_through else None),
            (words("workers-since"), words.short_day(worker.nominated_at)),
        ])  # fmt: skip
        with tag("div", "actions"):
            tag("a", "act calm small", words("workers-open-payer"), href=f"/orang/{worker.participant}")
            if visit.who.role == "owner" and worker.nik_last4:
                button(words("nik-show"), "act calm small", lambda: _ask_for_nik(visit, worker))
    moments = await visit.read(
        lambda connection, secrets: timeline.of_nomination(connection, secrets, worker.id, worker.reference)
    )
    _timeline(visit, moments)


def _when(visit: Visit, moment: datetime | None) -> str | None:
    return visit.words.moment(moment) if moment is not None else None


def _back(visit: Visit) -> None:
    with tag("a", "plain", href="/orang"):
        icon("in")
        tag("span", "", visit.words("people-back"))


def _ask_for_nik(visit: Visit, worker: WorkerLine) -> None:
    """One at a time, with a reason, which stands in the trail with who saw it."""
    words = visit.words
    with dialog(words("nik-title", name=worker.name)) as over:
        tag("p", "", words("nik-lead"))
        reason = field(words("nik-reason"), autofocus="")
        shown = tag("p", "notice good mono", "")

        async def show() -> None:
            async def read() -> None:
                nik = await visit.act(lambda hand: office.show_nik(hand, worker.reference, reason.value))
                shown.text = " ".join(nik[start : start + 4] for start in range(0, 16, 4))  # type: ignore[attr-defined]

            if len(reason.value.strip()) < office.SHORTEST_REASON:
                reason.complain(words("nik-reason-wrong"))
            else:
                reason.complain(None)
                await visit.attempt(read)

        reason.box.on("keydown.enter", show)
        with tag("div", "actions"):
            button(words("nik-show"), "act", show)
            button(words("console-close"), "act calm", over.close)


# --- the timeline ------------------------------------------------------------------------------------


def _timeline(visit: Visit, moments: Sequence[Moment]) -> None:
    words = visit.words
    with card(words("timeline"), words("timeline-lead")) as place:
        if not moments:
            none("trail", words("timeline-none"), words("timeline-none-do"))
            return
        _moments(visit, moments[:SHOWN])
        rest = moments[SHOWN:]
        if rest:

            def more() -> None:
                further.delete()
                with place:
                    _moments(visit, rest)

            further = button(words("timeline-more", n=words.number(len(rest))), "act calm", more)


def _moments(visit: Visit, moments: Sequence[Moment]) -> None:
    words = visit.words
    with tag("ol", "timeline"):
        for one in moments:
            name, colour = _ICONS[one.what]
            with tag("li"):
                tag("time", "", words.moment(one.at), datetime=one.at.isoformat())
                with tag("span", f"dot {'bad' if one.state in _BAD else colour}".strip()):
                    icon(name)
                with tag("div", "what"):
                    tag("strong", "", _title(visit, one))
                    about = _about(visit, one)
                    if about:
                        tag("p", "quiet", about)
                    text = _text(visit, one)
                    if text:
                        tag("div", "said", text)


def _title(visit: Visit, one: Moment) -> str:
    words, values = visit.words, one.values
    match one.what:
        case "in":
            return words("moment-in", channel=channel_name(str(values["channel"])))
        case "out":
            channel = values["channel"]
            key = f"moment-out-{one.state}"
            state = words(key) if words.has(key) else one.state
            return (
                f"{words('moment-out', channel=channel_name(channel))}: {state}"
                if channel
                else f"{words('moment-out-nowhere')}: {state}"
            )
        case "consent":
            return words(f"moment-consent-{values['kind']}", choice=one.state)
        case "payment":
            key = f"verdict-{one.state}"
            return f"{words('moment-payment')}: {words(key) if words.has(key) else one.state}"
        case "bill":
            return f"{words('moment-bill')}: " + words(f"bill-{one.state}")
        case "nudge":
            return words("moment-nudge", step=str(values["step"])) + ": " + words(f"nudge-{one.state}")
        case "receipt":
            return words("moment-receipt")
        case "decided":
            return words(f"moment-decided-{one.state}")
        case "nominated":
            return words("moment-nominated")
        case "ended":
            return words("moment-ended")


def _about(visit: Visit, one: Moment) -> str:
    words, values = visit.words, one.values
    month = values.get("months")
    shown = [
        one.about,
        show_rupiah(one.amount) if one.amount else None,
        ", ".join(words.month(part.strip()) for part in month.split(",")) if month else None,
        words(f"source-{values['source']}") if values.get("source") else None,
        words(f"way-{values['way']}") if values.get("way") else None,
        values.get("template"),
        values.get("reason"),
        values.get("because"),
        values.get("error"),
        values.get("by"),
    ]
    return " · ".join(filter(None, shown))


def _text(visit: Visit, one: Moment) -> str:
    """What was written or read; what was erased since, or is not worded yet, says so."""
    words = visit.words
    if one.what == "consent":
        return one.text if one.text is not None else words("moment-erased")
    if one.what == "in":
        return words("moment-erased") if one.content is None else _heard(visit, one)
    if one.what != "out":
        return ""
    if one.text is not None:
        return one.text
    if one.content is None or one.values["kind"] != "say":
        return words("moment-erased") if one.values["kind"] == "say" else ""
    try:
        message = load_message(one.content)
        return render(message.says, message.asked, words.lang).text
    except Exception:
        _log.exception("console.message_unreadable")
        return words("moment-unreadable")


def _heard(visit: Visit, one: Moment) -> str:
    words = visit.words
    channel = next((each for each in visit.console.channels if each.name == one.values["channel"]), None)
    inbound: Inbound | Unread | None = None
    if channel is not None and one.content is not None:
        try:
            inbound = channel.parse(one.content, visit.console.app.new_id)
        except Exception:
            _log.exception("console.message_unreadable")
    match inbound.event if isinstance(inbound, Inbound) else None:
        case Said(text=text):
            return text
        case Chose(option=option):
            return words("moment-tapped", option=option)
        case Shared(kind=kind, caption=caption):
            return caption or words("moment-shared", kind=kind)
        case Started():
            return words("moment-started")
        case Reached():
            return words("moment-reached")
        case _:
            return words("moment-unreadable")


PAGE = Page("/orang/{reference}", "orang", "people", build, in_menu=False)
