"""The office's desk beside the phones: what waits for it, what it did, the queue, the chain, the clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from nicegui import events, ui
from nicegui.element import Element

from bot.console.demo import Demo
from bot.console.elements import button, tag
from bot.console.words import Words
from bot.coverage.cells import amount_of
from bot.coverage.spreadsheets import LARGEST, CannotRead
from flows.rules.money import show_rupiah
from storage.overview import BillLine, Chain, NominationLine, Overview, PaymentLine, ReceiptLine, TaskLine

Act = Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]


@dataclass(slots=True)
class _Section:
    """A part of the desk: what of the overview it shows, how, and what it showed last."""

    place: Element
    read: Callable[[Overview], Any]
    show: Callable[[Any], None]
    shown: Any = None
    """None: nothing yet"""


class Desk:
    """Made inside the page; `refresh` shows what changed, part by part."""

    def __init__(self, demo: Demo, words: Words, act: Act) -> None:
        self._demo, self._words, self._act = demo, words, act
        self._sections: list[_Section] = []
        self._build()

    def refresh(self, overview: Overview) -> None:
        """Show this."""
        self._show_clock()
        for section in self._sections:
            value = section.read(overview)
            if value != section.shown:
                section.shown = value
                section.place.clear()
                with section.place:
                    section.show(value)

    # --- the frame -----------------------------------------------------------------------------------

    def _build(self) -> None:
        words = self._words
        with tag("aside", "desk", aria_label=words("desk"), data_screen="desk") as self._place:
            tag("h2", "", words("desk"))
            with tag("div", "desk-parts"):
                with self._part("clock"):
                    self._clock = tag("div", "clock")
                    self._shown_clock: object = None
                    self._moves = self._clock_buttons()
                    tag("p", "quiet", words("clock-note"))
                self._section("to-register", lambda all: _of(all, "consented"), self._to_register)
                self._section("bills", lambda all: all.bills, self._bills)
                self._section("receipts", lambda all: all.receipts, self._receipts)
                self._section("tasks", lambda all: all.tasks, self._tasks)
                self._tables()
                self._section("nominations", lambda all: all.nominations, self._nominations)
                self._section("payments", lambda all: all.payments, self._payments)
                self._section("queue", lambda all: (all.outgoing, all.incoming), self._queue)
                self._section("chain", lambda all: all.chain, self._chain)

    def _part(self, key: str) -> Element:
        part = tag("section", f"part part-{key}", aria_label=self._words(key))
        with part:
            tag("h3", "", self._words(key))
        return part

    def _section(self, key: str, read: Callable[[Overview], Any], show: Callable[[Any], None]) -> None:
        with self._part(key):
            place = tag("div", "lines")
        self._sections.append(_Section(place, read, show))

    def _word(self, family: str, name: str) -> str | None:
        """What a status, a verdict or a kind is called here; None: it has no word."""
        key = f"{family}-{name.replace('_', '-').replace(' ', '-')}"
        return self._words(key) if self._words.has(key) else None

    def _none(self, key: str) -> None:
        tag("p", "quiet none", self._words(f"{key}-none"))

    # --- the clock -----------------------------------------------------------------------------------

    def _show_clock(self) -> None:
        """Anew when the day, or how far ahead it is, changed."""
        now, moving = self._demo.app.times.now(), self._demo.is_moving
        seen = (
            now.astimezone(self._words.zone).date(),
            round(self._demo.clock.ahead / timedelta(seconds=2)),
            moving,
        )
        if seen == self._shown_clock:
            return
        self._shown_clock = seen
        self._clock.clear()
        words, demo = self._words, self._demo
        with self._clock:
            with tag("p", "now", role="timer"):
                tag("strong", "", words.day(now))
                ahead = str(int(demo.clock.ahead.total_seconds() * 1000))
                tag(
                    "span",
                    "hour",
                    words.time(now),
                    data_ahead=ahead,
                    data_zone=str(words.zone),
                    data_lang=words.lang,
                )
            if moving:
                tag("p", "moving", words("moving"), role="status")
        for made in self._moves:
            made.props("aria-disabled=true") if moving else made.props(remove="aria-disabled")

    def _clock_buttons(self) -> list[Element]:
        """Made once, so that who pressed one with the keyboard is still there."""
        words, demo = self._words, self._demo
        moves = {"day": demo.forward_a_day, "due": demo.forward_to_due_date, "month": demo.forward_a_month}
        with tag("div", "actions"):
            return [
                button(words(key), "act quiet", lambda move=move: self._act(move), label=words(f"{key}-long"))
                for key, move in moves.items()
            ]

    # --- registration and money ----------------------------------------------------------------------

    def _to_register(self, lines: tuple[NominationLine, ...]) -> None:
        if not lines:
            self._none("to-register")
        for line in lines:
            with tag("div", "line"):
                self._who(line)
                register = self._words("register")
                button(
                    register, "act", lambda line=line: self._act(lambda: self._demo.register(line.reference)),
                    label=f"{register}: {line.name}",
                )  # fmt: skip

    def _bills(self, bills: tuple[BillLine, ...]) -> None:
        if not bills:
            self._none("bills")
        for bill in bills:
            with tag("div", "line"):
                tag("strong", "", bill.name)
                with tag("dl", "items"):
                    for month, amount in bill.items:
                        tag("dt", "", self._words.month(month))
                        tag("dd", "", show_rupiah(amount))
                    tag("dt", "sum", self._words("total"))
                    tag("dd", "sum", show_rupiah(bill.amount))
                code = [self._words("bill-code", code=bill.code)] if bill.code else []
                until = (
                    [self._words("bill-until", day=self._words.short_day(bill.expires_on))]
                    if bill.expires_on
                    else []
                )
                if code or until:
                    tag("p", "quiet", " · ".join(code + until))
                self._pay_button(bill)

    def _pay_button(self, bill: BillLine) -> None:
        pay = self._words("pay")

        async def act() -> None:
            if not await self._demo.pay(bill.reference):
                with self._place:
                    ui.notify(self._words("paid-already"))

        button(pay, "act", lambda: self._act(act), label=f"{pay}: {bill.name}")

    def _receipts(self, receipts: tuple[ReceiptLine, ...]) -> None:
        if not receipts:
            self._none("receipts")
        for receipt in receipts:
            with tag("div", "line"):
                tag("strong", "", receipt.name)
                tag(
                    "p",
                    "quiet",
                    self._words("receipt-claimed", day=self._words.short_day(receipt.claimed_at)),
                )
                if receipt.owed:
                    tag("p", "quiet", self._words("receipt-owed", amount=show_rupiah(receipt.owed)))
                if receipt.has_picture:
                    link = f"/struk/{receipt.reference}"
                    tag(
                        "a",
                        "link",
                        self._words("receipt-picture"),
                        href=link,
                        target="_blank",
                        rel="noopener",
                    )
                else:
                    tag("p", "quiet", self._words("receipt-no-picture"))
                with tag("div", "actions"):
                    button(self._words("verify"), "act", lambda one=receipt: self._verify(one))
                    button(self._words("refuse"), "act quiet", lambda one=receipt: self._refuse(one))

    def _verify(self, receipt: ReceiptLine) -> None:
        async def verify(answer: str) -> None:
            await self._demo.verify_receipt(receipt.reference, amount_of(answer) or 0)

        title = self._words("verify-title", name=receipt.name)
        wrong = lambda answer: None if amount_of(answer) else self._words("amount-wrong")  # noqa: E731  of a line
        self._ask(title, self._words("amount"), str(receipt.owed or ""), verify, wrong)

    def _refuse(self, receipt: ReceiptLine) -> None:
        title = self._words("refuse-title", name=receipt.name)
        refuse = self._demo.refuse_receipt
        wrong = lambda reason: None if reason.strip() else self._words("reason-wrong")  # noqa: E731  of a line
        self._ask(title, self._words("reason"), "", lambda reason: refuse(receipt.reference, reason), wrong)

    def _ask(
        self,
        title: str,
        label: str,
        value: str,
        then: Callable[[str], Awaitable[None]],
        wrong: Callable[[str], str | None],
    ) -> None:
        """A question with one line for its answer; while `wrong` says what is wrong with it, it stays."""
        with ui.dialog() as dialog, ui.card().classes("question"):
            tag("h3", "", title)
            field = ui.input(label, value=value).props("outlined dense autofocus")

            async def done() -> None:
                answer = str(field.value or "").strip()
                field.error = wrong(answer)
                if field.error is None:
                    dialog.close()
                    await self._act(lambda: then(answer))

            field.on("keydown.enter", done)
            with tag("div", "actions"):
                button(self._words("confirm"), "act", done)
                button(self._words("close"), "act quiet", dialog.close)
        dialog.on_value_change(lambda event: None if event.value else dialog.delete())
        dialog.open()

    # --- tables --------------------------------------------------------------------------------------

    def _tables(self) -> None:
        """Spreadsheets out and in, as an office without an interface of its own works."""
        with self._part("tables"), tag("div", "actions"):
            button(self._words("export"), "act quiet", lambda: self._act(self._export))
            for kind in ("registrations", "payments"):

                async def take(event: events.UploadEventArguments, kind: str = kind) -> None:
                    event.sender.reset()  # type: ignore[attr-defined]  # it is an upload
                    name, content = event.file.name, await event.file.read()
                    await self._act(lambda: self._import(kind, name, content))

                upload = ui.upload(
                    on_upload=take, on_rejected=self._rejected, auto_upload=True, max_file_size=LARGEST
                )
                upload.classes("upload").props('accept=".xlsx,.csv"')
                js = f"() => runMethod({upload.id}, 'pickFiles', [])"
                button(self._words(f"import-{kind}"), "act quiet", None, js=js)

    def _rejected(self) -> None:
        ui.notify(self._words("table-rejected", limit=LARGEST >> 20), type="warning")

    async def _export(self) -> None:
        ui.download.content(await self._demo.export_registrations(), "bpu.xlsx")

    async def _import(self, kind: str, name: str, content: bytes) -> None:
        try:
            report = await self._demo.import_table(kind, name, content)
        except CannotRead as error:
            with self._place:
                ui.notify(self._words("table-unreadable", name=name, what=str(error)), type="negative")
            return
        with self._place, ui.dialog() as dialog, ui.card().classes("question"):
            tag("h3", "", self._words("report", name=name))
            with tag("ul", "report"):
                for row in report.rows:
                    verdict = self._word("report", row.verdict) or row.verdict
                    told = self._words("report-row", row=row.row, verdict=verdict)
                    tag("li", "", f"{told} – {row.detail}" if row.detail else told)
            if report.more:
                tag("p", "quiet", self._words("report-more", n=report.more))
            button(self._words("close"), "act quiet", dialog.close)
        dialog.on_value_change(lambda event: None if event.value else dialog.delete())
        dialog.open()

    # --- what else there is --------------------------------------------------------------------------

    def _tasks(self, tasks: tuple[TaskLine, ...]) -> None:
        if not tasks:
            self._none("tasks")
        for task in tasks:
            with tag("div", "line"):
                tag("strong", "", self._word("task", task.kind) or self._words("task-other"))
                amount = show_rupiah(task.amount) if task.amount else ""
                facts = (task.name, task.about, amount, self._words.short_day(task.created_at))
                tag("p", "quiet", " · ".join(filter(None, facts)))
                button(
                    self._words("done"),
                    "act quiet",
                    lambda id=task.id: self._act(lambda: self._demo.finish_task(id)),
                )

    def _nominations(self, lines: tuple[NominationLine, ...]) -> None:
        if not lines:
            self._none("nominations")
        for line in lines:
            with tag("div", "line"):
                self._who(line)

    def _who(self, line: NominationLine) -> None:
        words = self._words
        with tag("p", "name"):
            tag("strong", "", line.name or words("erased"))
            tag("span", f"chip {line.status}", words(f"status-{line.status}"))
        facts = [f"NIK ••••{line.nik_last4}"] if line.nik_last4 else []
        facts += [words("by", name=line.participant)] if line.participant else []
        facts += [words(f"way-{line.way}")] if line.way else []
        tag("p", "quiet", " · ".join(facts))
        if line.participant_number:
            tag("p", "quiet", words("number", number=line.participant_number))
        if line.paid_through:
            tag("p", "good", words("paid-through", month=words.month(line.paid_through)))

    def _payments(self, payments: tuple[PaymentLine, ...]) -> None:
        words = self._words
        if not payments:
            self._none("payments")
        for payment in payments:
            with tag("div", "line"):
                with tag("p", "name"):
                    tag("strong", "", show_rupiah(payment.amount))
                    verdict = self._word("verdict", payment.verdict) or payment.verdict
                    tag("span", f"chip {payment.verdict}", verdict)
                whose = payment.name or words("nobody")
                source = words(f"source-{payment.source}")
                tag("p", "quiet", f"{whose} · {source} · {words.short_day(payment.paid_at)}")

    def _queue(self, value: tuple[tuple[tuple[str, int], ...], ...]) -> None:
        for key, counts in zip(("queue-out", "queue-in"), value, strict=True):
            parts = [self._words(f"count-{status}", n=number) for status, number in counts]
            tag("p", "", self._words(key, counts=", ".join(parts) or self._words("queue-none")))

    def _chain(self, chain: Chain) -> None:
        if chain.position:
            tag("p", "", self._words("chain-position", position=chain.position))
            tag("code", "head", chain.head)
        else:
            self._none("chain")
        if chain.unsealed > 0:
            tag("p", "quiet", self._words("chain-unsealed", n=chain.unsealed))


def _of(overview: Overview, status: str) -> tuple[NominationLine, ...]:
    return tuple(line for line in overview.nominations if line.status == status)
