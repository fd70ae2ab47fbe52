"""Where someone is in their conversations, and the moves between: begin, set aside, back, edit, undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from flows import hints, offers, render, walk
from flows.menu import LISTS, options_of
from flows.steps import Ask, Choose, Flow, Next, Question, Review, Stop
from flows.types import (
    NOTHING,
    Asked,
    Effect,
    Event,
    Facts,
    Invalid,
    Json,
    Option,
    Picture,
    RecordConsent,
    Said,
    Say,
    State,
    Unclear,
)

RECAP_AFTER = timedelta(hours=6)
UNDO_FOR = timedelta(minutes=10)
JOINED_WITHIN = timedelta(seconds=20)
JOINED = (Say("joined"),)
"""all that is said to one more piece of an answer"""
PRIVATE_DIGITS = 8
"""half a NIK and more"""


class Place:
    """One person's place during a turn; what is said and ordered on the way is gathered here."""

    def __init__(self, flows: Mapping[str, Flow], state: State | None, event: Event, facts: Facts) -> None:
        self.flows = flows
        self.event = event
        self.facts = facts
        self.state = self._today(state or _idle(event.id), facts)
        self.says: list[Say] = []
        self.effects: list[Effect] = []
        self.asked: Asked | None = None
        self.picture: Picture | None = None
        self.next: Next | None = None
        """what follows the flow that is over"""

    # --- beginning, leaving, coming back -----------------------------------------------------------

    def was_away(self) -> bool:
        """Did they leave a question unanswered for hours?"""
        heard_at = self.state.heard_at
        return heard_at is not None and self.facts.now - heard_at >= RECAP_AFTER

    def recap(self) -> None:
        """Someone who comes back to a draft after hours gets one line of where they were."""
        flow = self.flows.get(self.state.flow)
        if flow is not None and flow.kept and self.state.waiting_on:
            self.say("recap", **self._whose(self.state))

    def begin(
        self, flow: str, answers: dict[str, Json] | None = None, taken: dict[str, str] | None = None
    ) -> None:
        self._put_by()
        self.state = self.state.but(
            flow=flow,
            conversation=self.event.id,
            answers=answers or NOTHING,
            assumed=(),
            waiting_on=None,
            offered=(),
            tries=NOTHING,
            asking=0,
            changed=True,
        )
        if taken:
            self.take(taken)
        self.go_on()

    def begin_new(self) -> None:
        sentence = self.state.answers.get("sentence", "") if self.state.flow == "draft" else ""
        self._put_by()
        if draft := self.state.aside:
            put_away = draft.but(aside=None)
            until = self.facts.now + UNDO_FOR
            self.state = self.state.but(aside=draft.aside, undo=put_away, undo_until=until)
            self.say("draft.put_away", **self._whose(draft))
        self.begin("nominate", taken=hints.read(sentence) if sentence else {})

    def to_list(self, name: str, answers: dict[str, Json] | None = None) -> None:
        """Offer one of the lists; a running draft is set aside."""
        self._put_by()
        if self.state.flow != name:
            self.state = self.state.but(
                flow=name, conversation=self.event.id, waiting_on=None, asking=0, tries=NOTHING
            )
        self.state = self.state.but(answers=answers or NOTHING)
        self._ask_list()

    def _ask_list(self) -> None:
        name = self.state.flow
        options = options_of(self.state, self.facts)
        whose = self._whose(self.state.aside) if self.state.aside else {}
        known = {"name": self.state.answers["name"]} if "name" in self.state.answers else {}
        self.say(name, **(whose if name == "draft" else known))
        plain = self.state.but(private_message=None)
        state, self.asked = walk.offer(plain, name, name, tuple(Option(option) for option in options))
        self.state = state.but(private_message=self.state.private_message)

    def _put_by(self) -> None:
        """Set a running draft aside; anything else that was going on is simply left."""
        flow = self.flows.get(self.state.flow)
        if flow is not None and flow.kept:
            aside = self.state.but(undo=None, undo_until=None)
            self.state = self.state.but(aside=aside, private_message=None)

    def resume(self) -> None:
        if self.state.flow not in self.flows or not self.flows[self.state.flow].kept:
            draft = self.state.aside
            if draft is None:
                self.to_list("menu")
                return
            self.return_to(draft)
        elif (step := self.step()) and self.is_answered(step):
            self.go_on()  # it was asked again; what was answered stands
            return
        elif not self.says:
            self.say("recap", **self._whose(self.state))
        self.ask_again()

    def return_to(self, draft: State) -> None:
        self.state = replace(
            self._today(draft, self.facts), undo=self.state.undo, undo_until=self.state.undo_until
        )
        self.say("recap", **self._whose(self.state))

    def pause(self) -> None:
        """Stop for now: the draft is kept, and an answer to it is heard whenever it comes."""
        flow = self.flows.get(self.state.flow)
        if flow is not None and flow.waits:
            self.says.extend(flow.waits(self.state, self.facts))
            if self.is_editing():
                self.go_on()  # the field keeps its value; what waits is the question of it all
            return
        if self.draft() is None:
            self.say("pause.nothing")
            return
        self.say("pause", days=self.facts.office.draft_days)
        self._put_by()
        self.state = replace(
            _idle(self.event.id),
            aside=self.state.aside,
            undo=self.state.undo,
            undo_until=self.state.undo_until,
        )

    def cancel(self) -> None:
        flow = self.flows.get(self.state.flow)
        if self.is_editing():
            self.say("edit.kept")
            self.go_on()
        elif flow is not None and flow.kept:
            self.say("cancel", **self._whose(self.state))
            self._leave(self.state)
        elif flow is not None and flow.waits and isinstance(self.step(), Review):
            self.pause()  # it waits for an answer all the same, which may still be a no
        elif flow is not None:
            self.says.extend(flow.waits(self.state, self.facts) if flow.waits else (Say("cancel.left"),))
            self._over()
        elif self.state.aside:
            self.say("cancel", **self._whose(self.state.aside))
            self._leave(self.state.aside)
        else:
            self.say("cancel.nothing")
            self.to_list("menu")

    def undo(self) -> None:
        put_away = self._undoable()
        if put_away is None:
            self.say("undo.nothing")
            self.ask_again()
            return
        running = self.draft()
        self.state = replace(
            self._today(put_away, self.facts),
            undo=running,
            undo_until=self.facts.now + UNDO_FOR if running else None,
        )
        self.say("undo")
        self.ask_again()

    def _leave(self, draft: State) -> None:
        """End a draft in such a way that it can come back for ten minutes."""
        put_away = draft.but(aside=None, undo=None, undo_until=None)
        self.state = replace(
            _idle(self.event.id), undo=put_away, undo_until=self.facts.now + UNDO_FOR, aside=draft.aside
        )

    def _undoable(self) -> State | None:
        until = self.state.undo_until
        return self.state.undo if until is not None and self.facts.now < until else None

    def _over(self) -> None:
        """The flow is over: back to the draft that waited, or to nothing."""
        if self.state.aside:
            self.return_to(self.state.aside)
            self.ask_again()
            return
        undo = (self.state.undo, self.state.undo_until)
        self.state = replace(_idle(self.event.id), undo=undo[0], undo_until=undo[1])

    # --- answers ------------------------------------------------------------------------------------

    def take(self, found: dict[str, str]) -> None:
        """Take what a sentence said about steps; what cannot be taken is said, and asked in its turn."""
        for step_id in sorted(found, key=lambda step: self.flow().order.get(step, 0)):
            step, piece = self.flow().question(step_id), found[step_id]
            if step is None or isinstance(step, Review):
                continue
            if isinstance(step, Choose) and piece in step.options:
                self.answer(step, piece)
                continue
            heard = offers.hear(self.flow(), step, self.state, piece, self.facts)
            if isinstance(heard, offers.Value) and isinstance(step, Ask) and step.weighed:
                self.state = walk.note(self.state, f"{step.id}.said", heard.value)
            elif isinstance(heard, offers.Value):
                self.answer(step, heard.value)
            elif isinstance(heard, offers.Picked):
                self.choose(step, heard.option)
            else:
                self._doubt(step, piece, heard)

    def fill(self, said: Mapping[str, str]) -> None:
        """Answer the steps that the same words answer as well."""
        for step_id, piece in said.items():
            step = self.flow().question(step_id)
            heard = offers.hear(self.flow(), step, self.state, piece, self.facts) if step else None
            if isinstance(heard, offers.Value) and isinstance(step, Choose | Ask):
                self.answer(step, heard.value)

    def _doubt(self, step: Choose | Ask, piece: str, heard: Invalid | Unclear) -> None:
        """Something was said about a step and not understood: it is asked, and nothing is assumed instead."""
        self.state = walk.note(walk.forget(self.state, step.id), f"{step.id}.wanted", True).but(changed=True)
        if isinstance(heard, Unclear):
            self.state = walk.note(self.state, f"{step.id}.unclear", piece)
        else:
            self.say(heard.key, **heard.args)

    def choose(self, step: Choose | Ask, option: str) -> None:
        """An option of a step, as the answer it stands for."""
        if isinstance(step, Choose):
            self.answer(step, option)
        else:
            self.answer(step, None if option == step.skip else step.value_of(option))

    def answer(self, step: Choose | Ask, value: Json) -> None:
        if isinstance(step, Choose) and step.consent:
            self.agreed(step.consent, str(value), step)
        self.may_forget_message(step)
        self.state = walk.answered(self.flow(), self.state, step.id, value)
        if isinstance(step, Ask) and step.joins and isinstance(self.event, Said):
            self.state = walk.note(self.state, f"{step.id}.written_at", self.facts.now.isoformat())

    def join(self, text: str) -> bool:
        """Add what was written right after an answer to it, where its step takes that; False: it takes none.

        Some write an address in several messages. A number alone is meant for what is asked, and so
        is an e-mail address.
        """
        if "@" in text or not any(map(str.isalpha, text)):
            return False
        for step in self.flow().steps:
            written_at = self.state.answers.get(f"{step.id}.written_at")
            if not (isinstance(step, Ask) and step.joins and written_at) or step.id == self.state.waiting_on:
                continue
            before = self.state.answers.get(step.id)
            if not before or self.facts.now - datetime.fromisoformat(written_at) > JOINED_WITHIN:
                continue
            value = step.parse(f"{before}, {text}", self.state.answers, self.facts)
            if not isinstance(value, Invalid | Unclear):
                self.answer(step, value)
                return True
        return False

    def may_forget_message(self, step: Question) -> None:
        """The message that holds a private answer, even a wrong one, can be deleted from the chat."""
        if not (isinstance(step, Ask) and step.private and isinstance(self.event, Said)):
            return
        if self.event.message and sum(map(str.isdigit, self.event.text)) >= PRIVATE_DIGITS:
            state = walk.forget(self.state, walk.OFFERED)
            self.state = state.but(private_message=self.event.message)

    def agreed(
        self,
        kind: Literal["notice", "declaration"],
        choice: str,
        step: Choose | Review,
        about: str | None = None,
    ) -> None:
        """Order the record of what someone agreed to, with the words of the question they answered."""
        _, words, _ = walk.ask(self.flow(), self.state, step, self.facts)
        self.effects.append(
            RecordConsent(kind, choice, self.state.conversation, self.state.asking, words, about)
        )

    def ask_back(self, step: Question, unclear: Unclear, piece: str) -> None:
        """Ask what was meant by `piece`, until the step is answered."""
        self.state = walk.note(self.state, f"{step.id}.unclear", piece)
        self.say(unclear.key, **unclear.args)
        self.state, self.asked = walk.offer(
            self.state, step.id, walk.question_key(self.flow(), step), unclear.options
        )

    # --- back and edit ------------------------------------------------------------------------------

    def back(self) -> None:
        flow = self.flows.get(self.state.flow)
        if flow is None:
            if self._undoable():
                self.undo()
            else:
                self.resume()
            return
        if self.is_editing():
            self.go_on()
            return
        step = walk.previous(flow, self.state, self.facts)
        if step is None:
            self.say("back.first")
            self.ask_again()
        else:
            self.ask(step)

    def edit(self, field: str | None, value: str = "") -> None:
        """Ask for a field again, or take its new value where that was said at once."""
        review = self._review()
        if review is None or (field is None and self.state.waiting_on != review.id):
            self.say("edit.nothing")
            self.ask_again()
        elif field is None:
            self.say("edit")
            self.state, self.asked = walk.offer(
                self.state, review.id, "edit", offers.fields(review, self.state)
            )
        elif step := self.flow().question(field):
            self.state = walk.note(self.state, f"{field}.wanted", True)
            heard = offers.hear(self.flow(), step, self.state, value, self.facts) if value else None
            if isinstance(heard, offers.Value) and not isinstance(step, Review):
                self.answer(step, heard.value)
                self.fill(heard.also)
                self.go_on()
            else:
                self.ask(step)

    def field_to_edit(self, wish: str) -> tuple[str, str] | None:
        """The field that "gaji jadi 3 juta" means, and the new value or ""; None: nothing to change."""
        review = self._review()
        found = offers.field_and_value(review, wish) if review else None
        if review is None or found is None:
            return None
        return found if found[0] in self.state.answers or self.state.waiting_on == review.id else None

    def is_answered(self, step: Question) -> bool:
        """Was the step that is waited on answered before? Then what it was may stay."""
        return not isinstance(step, Review) and step.id in self.state.answers

    def leave_edit(self) -> None:
        """What was to be edited stays, and everything is shown again."""
        self.say("edit.kept")
        self.go_on()

    def is_editing(self) -> bool:
        step = self.step()
        return step is not None and self.is_answered(step) and f"{step.id}.wanted" in self.state.answers

    def _review(self) -> Review | None:
        """The review in which answers can be changed; None once it was answered for good."""
        flow = self.flows.get(self.state.flow)
        found = next((step for step in flow.steps if isinstance(step, Review)), None) if flow else None
        return found if found and found.id not in self.state.answers else None

    # --- asking and saying ---------------------------------------------------------------------------

    def go_on(self) -> None:
        """Walk on from the answers, until something must be asked or the flow is over."""
        walked = walk.walk(self.flow(), self.state, self.facts)
        self.state = walked.state
        self.says.extend(walked.says)
        self.effects.extend(walked.effects)
        self.picture = walked.picture or self.picture
        if walked.asks is not None:
            self._ask_or_ask_back(walked.asks)
        elif walked.stopped and not walked.stopped.forget:
            self._leave(self.state.but(waiting_on=self._led_to(walked.stopped)))
        elif not walked.stopped and (then := self._then()):
            self.next = then
            self.state = replace(
                _idle(self.event.id),
                aside=self.state.aside,
                undo=self.state.undo,
                undo_until=self.state.undo_until,
            )
        else:
            self._over()

    def walk_on(self) -> None:
        """Walk on from a question that is asked no more; what was agreed to by then is asked for again.

        So nothing is done that they did not see coming.
        """
        if walk.walk(self.flow(), self.state, self.facts).effects:
            for step in self.flow().steps:
                if isinstance(step, Review):
                    self.state = walk.forget(self.state, step.id)
        self.go_on()

    def _then(self) -> Next | None:
        then = self.flow().then
        return then(self.state, self.facts) if then else None

    def _ask_or_ask_back(self, step: Question, *, short: bool = False) -> None:
        """Ask; where an answer was unclear about this step, with what it could mean."""
        piece = self.state.answers.get(f"{step.id}.unclear")
        heard = offers.hear(self.flow(), step, self.state, piece, self.facts) if piece else None
        if piece and isinstance(heard, Unclear):
            self.ask_back(step, heard, piece)
        else:
            self.ask(step, short=short)

    def _led_to(self, stop: Stop) -> str | None:
        """The answer that a stop goes by, for who comes back to mend it."""
        asked = [step for step in stop.when.reads if step in self.state.answers]
        return asked[-1] if asked else self.state.waiting_on

    def ask_again(self, *, menu: bool = True, easier: bool = False, short: bool = False) -> None:
        """Ask what is waited on once more; with nothing waiting, offer the menu unless told not to."""
        step = self.step()
        if step is not None and easier:
            self.ask(step, easier=True, short=short)
        elif step is not None:
            self._ask_or_ask_back(step, short=short)
        elif self.state.flow in self.flows:
            self.go_on()
        elif self.state.flow in LISTS and self.state.waiting_on and menu:
            self._ask_list()
        elif menu:
            self.to_list("menu")

    def ask(self, step: Question, *, easier: bool = False, short: bool = False) -> None:
        """Ask a step; `short`: it was just read, so the short form will do, where the question has one."""
        self.state = walk.forget(self.state, f"{step.id}.unclear")
        was = self.state
        self.state, question, self.asked = walk.ask(self.flow(), self.state, step, self.facts)
        if easier:
            first = walk.previous(self.flow(), self.state, self.facts) is None
            options = (*self.asked.options, *offers.easier(self.asked.options, first=first))
            self.state = replace(was, offered=self.state.offered, answers=self.state.answers)
            self.state, asked = walk.offer(self.state, step.id, self.asked.key, options)
            self.asked = replace(asked, wants_contact=self.asked.wants_contact)
        if short and render.has(f"{question.key}.again", self.facts.lang):
            question = Say(f"{question.key}.again")
        self.says.append(question)

    def say(self, key: str, /, **args: Any) -> None:
        self.says.append(Say(key, args))

    # --- where we are --------------------------------------------------------------------------------

    def step(self) -> Question | None:
        flow = self.flows.get(self.state.flow)
        return flow.question(self.state.waiting_on) if flow else None

    def flow(self) -> Flow:
        return self.flows[self.state.flow]

    def draft(self) -> State | None:
        """The draft that runs or waits aside."""
        flow = self.flows.get(self.state.flow)
        if flow is not None and flow.kept:
            return self.state.but(aside=None, undo=None, undo_until=None)
        return self.state.aside

    def _whose(self, draft: State) -> dict[str, Any]:
        done, total = walk.progress(self.flows[draft.flow], draft, self.facts)
        return {"name": draft.answers.get("name") or Say("someone"), "done": done, "total": total}

    def _today(self, state: State, facts: Facts) -> State:
        """The stored state in terms of today's flows; a flow that is gone leaves the person at the menu."""
        flow = self.flows.get(state.flow)
        if state.undo_until is not None and facts.now >= state.undo_until:
            state = replace(state, undo=None, undo_until=None)
        if state.aside is not None and state.aside.flow not in self.flows:
            state = replace(state, aside=None)
        if state.undo is not None and state.undo.flow not in self.flows:
            state = replace(state, undo=None, undo_until=None)
        if flow is not None:
            return walk.up_to_date(flow, state)
        if state.flow in LISTS:
            return state
        return replace(_idle(state.conversation), aside=state.aside)


def _idle(conversation: str) -> State:
    """Nothing is going on."""
    return State(flow="menu", conversation=conversation)
