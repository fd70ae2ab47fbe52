"""Pembayaran: receipts to verify, payments that fit nobody or came twice, and tables of settlements."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from urllib.parse import quote

from nicegui.element import Element
from starlette.responses import Response

from bot import office
from bot.console.app import Page, Visit
from bot.console.elements import button, tag
from bot.console.layout import card, dialog, emptied, facts, field, head, none
from bot.console.pages.tabel import import_card
from bot.coverage.cells import amount_of
from bot.hand import CannotBeDone
from flows.rules.money import show_rupiah
from storage import receipts, waiting
from storage.waiting import InDoubt, ToVerify

SHOWN = 50
PICTURES = ("image/jpeg", "image/png", "image/webp")


async def build(visit: Visit) -> None:
    words = visit.words
    head(words("page-pembayaran"), words("payments-lead"))
    with card(words("receipts"), words("receipts-lead")) as to_verify:
        pass
    with card(words("doubts"), words("doubts-lead")) as in_doubt:
        pass

    async def refresh() -> None:
        await _show_receipts(visit, to_verify, refresh)
        await _show_doubts(visit, in_doubt, refresh)

    await refresh()
    import_card(visit, "payments", refresh)


# --- receipts ----------------------------------------------------------------------------------------


async def _show_receipts(visit: Visit, place: Element, refresh: Callable[[], Awaitable[None]]) -> None:
    words = visit.words
    found = await visit.read(
        lambda connection, secrets: waiting.receipts_to_verify(connection, secrets, SHOWN)
    )
    with emptied(place):
        if not found:
            none("check", words("receipts-none"), words("receipts-none-do"))
        for one in found:
            _receipt(visit, one, refresh)


def _receipt(visit: Visit, one: ToVerify, refresh: Callable[[], Awaitable[None]]) -> None:
    words = visit.words
    with tag("div", "line"):
        with tag("div"):
            with tag("p"):
                tag("strong", "", one.name or words("erased"))
                tag("span", "", " ")
                tag(
                    "span",
                    "badge",
                    words("receipt-has-picture" if one.media_type else "receipt-no-picture"),
                )
                if one.same_picture:
                    tag("span", "badge warm", words("receipt-again"))
            told = [one.reference, words("by", name=one.participant_name) if one.participant_name else ""]
            told += [words("receipt-owed", amount=show_rupiah(one.owed)) if one.owed else ""]
            told += [words("receipt-claimed", day=words.moment(one.claimed_at))]
            tag("p", "quiet", " · ".join(filter(None, told)))
        button(
            words("receipt-look" if visit.may_act else "receipt-see"),
            "act calm small",
            lambda: _look(visit, one, refresh),
        )


def _look(visit: Visit, one: ToVerify, refresh: Callable[[], Awaitable[None]]) -> None:
    """The picture beside what stands in the books; verified with what is read from it, or refused."""
    words = visit.words
    with dialog(words("receipt-title", name=one.name), is_wide=True) as over, tag("div", "receipt"):
        with tag("figure"):
            _picture(visit, one)
        with tag("div", "form"):
            facts([
                (words("people-reference"), one.nomination),
                (words("workers-payer"), one.participant_name or one.participant),
                (words("receipt-billed"), _owed(visit, one)),
                (words("receipt-sent"), words.moment(one.claimed_at)),
            ])  # fmt: skip
            if one.same_picture:
                tag("p", "notice warm", words("receipt-again-lead"))
            tag("a", "", words("receipt-open"), href=f"/orang/{quote(one.nomination)}")
            if visit.may_act:
                _decide(visit, one, over.close, refresh)


def _owed(visit: Visit, one: ToVerify) -> str:
    return show_rupiah(one.owed) if one.owed else visit.words("receipt-nothing-owed")


def _picture(visit: Visit, one: ToVerify) -> None:
    source = f"/pembayaran/struk/{quote(one.reference)}"
    if one.media_type in PICTURES:
        tag("img", "", src=source, alt=visit.words("receipt-picture"))
    elif one.media_type:
        tag("a", "act calm", visit.words("receipt-open-file"), href=source, target="_blank", rel="noopener")
    else:
        tag("p", "quiet", visit.words("receipt-no-picture"))


def _decide(
    visit: Visit, one: ToVerify, close: Callable[[], object], refresh: Callable[[], Awaitable[None]]
) -> None:
    words = visit.words
    today = visit.console.now.astimezone(words.zone).date()
    amount = field(words("amount"), value=show_rupiah(one.owed) if one.owed else "", inputmode="numeric")
    day = field(words("receipt-paid-on"), kind="date", value=today.isoformat(), max=today.isoformat())
    reason = field(words("reason"), kind="area")

    async def verify() -> None:
        paid, on = amount_of(amount.value), _day(day.value)
        amount.complain(None if paid is not None else words("amount-wrong"))
        day.complain(None if on is not None and on <= today else words("receipt-day-wrong"))
        if paid is not None and on is not None and on <= today:
            await done(
                lambda: visit.act(lambda hand: office.verify_receipt(hand, one.reference, paid, on)),
                "receipt-verified",
            )

    async def refuse() -> None:
        reason.complain(None if reason.value.strip() else words("reason-wrong"))
        if reason.value.strip():
            await done(
                lambda: visit.act(lambda hand: office.refuse_receipt(hand, one.reference, reason.value)),
                "receipt-refused",
            )

    async def done(act: Callable[[], Awaitable[object]], key: str) -> None:
        if await visit.attempt(act, words(key)):
            close()
            await refresh()

    with tag("div", "actions"):
        button(words("verify"), "act", verify)
        button(words("refuse"), "act bad", refuse)
        button(words("console-cancel"), "act calm", close)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def picture(visit: Visit) -> Response:
    """Of a receipt; a kind that no browser runs."""
    reference = str(visit.request.path_params["reference"])
    found = await visit.read(lambda connection, secrets: receipts.picture(connection, secrets, reference))
    if found is None:
        raise CannotBeDone("there is no picture of this receipt, or it was erased")
    content, kind = found
    is_known = kind in (*PICTURES, "application/pdf")
    return Response(content, media_type=kind if is_known else "application/octet-stream")


# --- payments in doubt -------------------------------------------------------------------------------


async def _show_doubts(visit: Visit, place: Element, refresh: Callable[[], Awaitable[None]]) -> None:
    words = visit.words
    found = await visit.read(
        lambda connection, secrets: waiting.payments_in_doubt(connection, secrets, SHOWN)
    )
    with emptied(place):
        if not found:
            none("check", words("doubts-none"), words("doubts-none-do"))
        for one in found:
            _doubt(visit, one, refresh)


def _doubt(visit: Visit, one: InDoubt, refresh: Callable[[], Awaitable[None]]) -> None:
    words = visit.words
    key = f"task-{one.kind.replace('_', '-')}"
    with tag("div", "line"):
        with tag("div"):
            with tag("p"):
                tag("strong", "", show_rupiah(one.amount))
                tag("span", "", " ")
                tag("span", "badge warm", words(key) if words.has(key) else words("task-other"))
            told = [one.payment_id, words.short_day(one.paid_at), words(f"source-{one.source}")]
            told += [
                words("bill-code", code=one.code) if one.code else "",
                f"NIK ••••{one.nik_last4}" if one.nik_last4 else "",
            ]
            told += [one.name, one.nomination or ""]
            tag("p", "quiet", " · ".join(filter(None, told)))
        if visit.may_act:
            _settle(visit, one, refresh)


def _settle(visit: Visit, one: InDoubt, refresh: Callable[[], Awaitable[None]]) -> None:
    words = visit.words

    async def done(act: Callable[[], Awaitable[object]]) -> None:
        if await visit.attempt(act, words("console-done")):
            await refresh()

    with tag("div", "actions"):
        if one.verdict == "double":
            accept = lambda: visit.act(lambda hand: office.accept_double(hand, one.payment_id))  # noqa: E731  of a line
            button(words("doubt-accept"), "act calm small", lambda: done(accept))
        if one.verdict in ("unmatched", "mismatch"):
            button(words("doubt-assign"), "act calm small", lambda: _assign(visit, one, refresh))
        finish = lambda: visit.act(lambda hand: office.done(hand, one.task))  # noqa: E731  of a line
        button(words("done"), "plain", lambda: done(finish))


def _assign(visit: Visit, one: InDoubt, refresh: Callable[[], Awaitable[None]]) -> None:
    words = visit.words
    with dialog(words("assign-title", amount=show_rupiah(one.amount))) as over:
        tag("p", "", words("assign-lead"))
        reference = field(words("people-reference"), autofocus="")

        async def assign() -> None:
            named = reference.value.strip().upper()
            reference.complain(None if named else words("assign-wrong"))
            if named and await visit.attempt(
                lambda: visit.act(lambda hand: office.assign(hand, one.payment_id, named)),
                words("console-done"),
            ):
                over.close()
                await refresh()

        reference.box.on("keydown.enter", assign)
        with tag("div", "actions"):
            button(words("doubt-assign"), "act", assign)
            button(words("console-cancel"), "act calm", over.close)


PAGE = Page("/pembayaran", "pembayaran", "money", build, files=(("/pembayaran/struk/{reference}", picture),))
