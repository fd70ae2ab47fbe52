"""One turn: what is heard before everything else, then the answer to what was asked, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal, assert_never

from flows import help, hints, keywords, offers, render, walk, workers
from flows.answers import is_greeting, is_thanks, looks_like_question
from flows.keywords import Command
from flows.menu import DRAFT, LISTS, MENU
from flows.steps import Ask, Choose, Flow, Question, Review
from flows.types import (
    NOTHING,
    Asked,
    Chose,
    DeleteMessage,
    Effect,
    Event,
    Facts,
    Invalid,
    Json,
    Lang,
    OptIn,
    Option,
    OptOut,
    OwnNumber,
    Reached,
    RecordConsent,
    RememberNumber,
    Said,
    Say,
    SetLanguage,
    SetReachable,
    Shared,
    Started,
    State,
    Turn,
    Unclear,
)

RECAP_AFTER = timedelta(hours=6)
UNDO_FOR = timedelta(minutes=10)
MISSES_BEFORE_AN_EASIER_WAY = 3
LONGEST_TEXT = 4096


class Talk:
    """A turn in the making: where the person is, and what was said and ordered so far."""

    def __init__(self, flows: dict[str, Flow], state: State | None, event: Event, facts: Facts) -> None:
        self.flows = flows
        self.new = state is None
        self.state = self._today(state or _idle(event.id), facts)
        self.event = event
        self.facts = facts
        self.says: list[Say] = []
        self.effects: list[Effect] = []
        self.asked: Asked | None = None

    def turn(self) -> Turn:
        """Hear the event out and say what it came to."""
        if isinstance(self.event, Reached):
            return Turn(self.state, effects=(SetReachable(self.event.reachable),))
        self._recap()
        self._hear(self.event)
        state = replace(self.state, heard_at=self.facts.now, changed=False)
        return Turn(state, tuple(self.says), self.asked, tuple(self.effects))

    # --- what came in ------------------------------------------------------------------------------

    def _hear(self, event: Started | Said | Chose | Shared) -> None:
        match event:
            case Started(token=None):
                self.do("start")
            case Started():
                self._greet()
            case Said():
                self._said(event.text[:LONGEST_TEXT])
            case Chose():
                self._chose(event)
            case Shared():
                self._shared(event)
            case _:
                assert_never(event)

    def _said(self, text: str) -> None:
        command = keywords.command(text)
        if command == "stop":
            self.do("stop")
        elif keywords.is_emergency(text):
            self.do("emergency")
        elif command is not None and not self._is_an_answer(command, text):
            self.do(command)
        elif self.state.waiting_on is None:
            self._said_idly(text)
        elif self.state.flow in LISTS:
            self._said_to_a_list(text)
        else:
            self._answer(text)

    def _chose(self, event: Chose) -> None:
        state = self.state
        fresh = (event.conversation, event.asking, event.step) == (
            state.conversation,
            state.asking,
            state.waiting_on,
        )
        if fresh and any(option.id == event.option for option in state.offered):
            self._picked(event.option)
        elif event.step in LISTS and event.option in MENU:
            self.do(event.option)  # the menu holds no answers: an old one still opens what it names
        else:
            self.say("stale")
            self.ask_again()

    def _shared(self, event: Shared) -> None:
        step = self._step()
        if event.kind == "contact" and event.value:
            if event.own:
                self.effects.append(RememberNumber(event.value))
                known = {**self.facts.known, OwnNumber(event.value): True}
                self.facts = replace(self.facts, known=known)
            if isinstance(step, Ask) and step.id in ("phone", "own_number"):
                self._answer(event.value)
                return
            if event.own:
                self.say("shared.own_number")
                self.ask_again()
                return
        self.say(f"shared.{event.kind}")
        if step is None:
            self.ask_again()
        else:
            self._missed(step)

    # --- what is heard at any time -----------------------------------------------------------------

    def do(self, command: Command | str) -> None:
        """Do what a word, or an option of a list, asks for."""
        match command:
            case "stop":
                self.effects.append(OptOut())
                self.say("stop" if not self._draft() else "stop.with_draft")
            case "emergency":
                self.say("emergency", **help.office(self.facts))
                if self._draft():
                    self.say("emergency.draft_is_safe")
            case "start":
                self._start()
            case "menu":
                self._to_list("menu")
            case "help":
                self._help()
            case "back":
                self._back()
            case "cancel":
                self._cancel()
            case "undo":
                self._undo()
            case "resume":
                self._resume()
            case "nominate":
                self._nominate()
            case "begin_new":
                self._begin_new()
            case "workers":
                self.says.extend(workers.overview(self.facts))
                self.ask_again(menu=False)
            case "questions" | "settings":
                self._begin(command)
            case "person":
                self.say("person", **help.office(self.facts))
                self.ask_again(menu=False)
            case "indonesian" | "english":
                self._speak("id" if command == "indonesian" else "en")
            case "language":
                self._begin("settings", {"setting": "language"})
            case "edit":
                self._edit(None)
            case "delete_message":
                self._delete_message()
            case _:
                raise ValueError(f"no such command: {command}")

    def _start(self) -> None:
        if self.facts.person.opted_out:
            self.effects.append(OptIn())
            self.say("start.again")
            self.ask_again()
        else:
            self._greet()

    def _greet(self) -> None:
        if self._draft():
            self._resume()
        else:
            office = self.facts.office.name
            if self.new:
                self.say("welcome", office=office, lowest=help.lowest_premium(self.facts))
            else:
                self.say("welcome.again", office=office)
            self._to_list("menu")

    def _help(self) -> None:
        if own := self._step_help():
            self.says.append(own)
        self.say("help" if self._step() else "help.idle", **help.office(self.facts))
        self.ask_again()

    def _step_help(self) -> Say | None:
        """What the question is for, where its catalog entry says so."""
        step = self._step()
        key = f"{walk.question_key(self._flow(), step)}.help" if step else ""
        return Say(key) if key and render.has(key, self.facts.lang) else None

    def _speak(self, lang: Lang) -> None:
        if lang in self.facts.office.languages:
            self.effects.append(SetLanguage(lang))
            self.facts = replace(self.facts, lang=lang)
            self.say("language")
        else:
            self.say("language.not_spoken")
        self.ask_again()

    def _delete_message(self) -> None:
        if self.state.private_message:
            self.effects.append(DeleteMessage(self.state.private_message))
            self.state = replace(self.state, private_message=None)
            self.say("delete_message")
        else:
            self.say("delete_message.nothing")
        self.ask_again()

    # --- beginning, leaving, coming back -----------------------------------------------------------

    def _nominate(self, text: str = "") -> None:
        """A new nomination, from what one sentence said; a draft is asked about first."""
        if self._draft():
            self._to_list("draft", {"sentence": text} if text else {})
            return
        found = hints.read(text) if text else {}
        self._begin("nominate", taken=found)

    def _begin_new(self) -> None:
        sentence = self.state.answers.get("sentence", "") if self.state.flow == "draft" else ""
        self._put_by()
        if draft := self.state.aside:
            self.state = replace(self.state, aside=None, undo=draft, undo_until=self.facts.now + UNDO_FOR)
            self.say("draft.put_away", **self._whose(draft))
        self._begin("nominate", taken=hints.read(sentence) if sentence else {})

    def _begin(
        self, flow: str, answers: dict[str, Json] | None = None, taken: dict[str, str] | None = None
    ) -> None:
        self._put_by()
        self.state = replace(
            self.state,
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
            self._take(taken)
        self.go_on()

    def _to_list(self, name: str, answers: dict[str, Json] | None = None) -> None:
        """Offer the menu, or whether to go on with a draft; a running draft is set aside."""
        self._put_by()
        if self.state.flow != name:
            self.state = replace(
                self.state, flow=name, conversation=self.event.id, waiting_on=None, asking=0, tries=NOTHING
            )
        self.state = replace(self.state, answers=answers or NOTHING)
        self._ask_list()

    def _ask_list(self) -> None:
        name = self.state.flow
        options = MENU if name == "menu" else DRAFT
        if name == "menu" and self.state.aside:
            options = ("resume", *options)
        whose = self._whose(self.state.aside) if self.state.aside else {}
        self.say(name, **(whose if name == "draft" else {}))
        plain = replace(self.state, private_message=None)
        state, self.asked = walk.offer(plain, name, name, tuple(Option(option) for option in options))
        self.state = replace(state, private_message=self.state.private_message)

    def _put_by(self) -> None:
        """Set a running draft aside; anything else that was going on is simply left."""
        flow = self.flows.get(self.state.flow)
        if flow is not None and flow.kept:
            aside = replace(self.state, aside=None, undo=None, undo_until=None)
            self.state = replace(self.state, aside=aside, private_message=None)

    def _resume(self) -> None:
        if self.state.flow not in self.flows or not self.flows[self.state.flow].kept:
            draft = self.state.aside
            if draft is None:
                self._to_list("menu")
                return
            self._return_to(draft)
        elif not self.says:
            self.say("recap", **self._whose(self.state))
        self.ask_again()

    def _return_to(self, draft: State) -> None:
        self.state = replace(
            self._today(draft, self.facts), undo=self.state.undo, undo_until=self.state.undo_until, aside=None
        )
        self.say("recap", **self._whose(self.state))

    def _cancel(self) -> None:
        flow = self.flows.get(self.state.flow)
        if flow is not None and flow.kept:
            self.say("cancel", **self._whose(self.state))
            self._leave(self.state)
        elif flow is not None:
            self.say("cancel.left")
            self._over()
        elif self.state.aside:
            self.say("cancel", **self._whose(self.state.aside))
            self._leave(self.state.aside)
        else:
            self.say("cancel.nothing")
            self._to_list("menu")

    def _leave(self, draft: State) -> None:
        """End a draft in such a way that it can come back for ten minutes."""
        put_away = replace(draft, aside=None, undo=None, undo_until=None)
        self.state = replace(
            _idle(self.event.id), undo=put_away, undo_until=self.facts.now + UNDO_FOR, aside=None
        )

    def _undo(self) -> None:
        put_away = self._undoable()
        if put_away is None:
            self.say("undo.nothing")
            self.ask_again()
            return
        running = self._draft()
        self.state = replace(
            self._today(put_away, self.facts),
            undo=running,
            undo_until=self.facts.now + UNDO_FOR if running else None,
        )
        self.say("undo")
        self.ask_again()

    def _undoable(self) -> State | None:
        until = self.state.undo_until
        return self.state.undo if until is not None and self.facts.now < until else None

    def _over(self) -> None:
        """The flow is over: back to the draft that waited, or to nothing."""
        if self.state.aside:
            self._return_to(self.state.aside)
            self.ask_again()
            return
        undo = (self.state.undo, self.state.undo_until)
        self.state = replace(_idle(self.event.id), undo=undo[0], undo_until=undo[1])

    # --- the answer to what was asked --------------------------------------------------------------

    def _said_idly(self, text: str) -> None:
        found = hints.read(text) if hints.may_hold(text) else {}
        if hints.wants_to_nominate(text, found):
            self._nominate(text)
        elif self.new or is_greeting(text):
            self._greet()
        elif is_thanks(text):
            self.say("thanks")
        elif looks_like_question(text) or help.topic_of(text):
            self._question(text)
        else:
            self.say("not_understood")
            self._to_list("menu")

    def _said_to_a_list(self, text: str) -> None:
        picked = offers.pick(self.state.flow, self.state.offered, text)
        if not isinstance(picked, Invalid):
            self._picked(picked)
        elif self.state.aside and self.state.flow == "menu" and self._would_answer(self.state.aside, text):
            self._return_to(self.state.aside)
            self._answer(text)
        else:
            self._said_idly(text)

    def _answer(self, text: str) -> None:
        """Hear the answer to the step that is waited on, and whatever else the sentence holds."""
        step = self._step()
        if step is None:  # it was taken away by a release: what was typed was meant for it
            self.go_on()
            return
        found = hints.read(text) if hints.may_hold(text) else {}
        if self._other_worker(text, found):
            self._nominate(text)
            return
        if (wish := keywords.field_to_edit(text)) and (field := self._field_to_edit(wish)):
            self._edit(field, offers.new_value_in(field, wish))
            return
        extra = self._unanswered(found, step)
        own = found.get(step.id, text) if extra else text
        heard = offers.hear(self._flow(), step, self.state, own, self.facts)
        if isinstance(heard, offers.Picked):
            self._take(extra)
            self._picked(heard.option)
        elif isinstance(heard, offers.Value) and not isinstance(step, Review):
            self._take(extra)
            self._set(step, heard.value)
            self.go_on()
        elif extra:
            self._take(extra)
            self.go_on()
        elif isinstance(step, Review) and (field := self._field_to_edit(text)):
            self._edit(field, offers.new_value_in(field, text) or text)
        elif looks_like_question(text) or (isinstance(heard, Invalid) and help.topic_of(text)):
            self._question(text)
        elif is_greeting(text) or is_thanks(text):
            if not self.says:
                self.say("hello" if is_greeting(text) else "thanks")
            self.ask_again()
        elif isinstance(heard, Unclear):
            self._ask_back(step, heard)
        elif isinstance(heard, Invalid):
            self._missed(step, heard)
        else:
            self.ask_again()

    def _picked(self, option: str) -> None:
        """An option that was offered: a command, an edit, a value."""
        step = self._step()
        if option in keywords.COMMANDS and (step is None or option not in offers.option_ids(step)):
            self.do(option)
        elif step is None:
            self.ask_again()
        elif isinstance(step, Review):
            self._reviewed(step, option)
        elif isinstance(step, Choose):
            self._set(step, option)
            self.go_on()
        else:
            self._set(step, None if option == step.skip else step.value_of(option))
            self.go_on()

    def _reviewed(self, step: Review, option: str) -> None:
        if option == "confirm":
            seen = self.state.answers.get(f"{step.id}.seen")
            if step.seen(self.state.answers, self.facts) != seen:
                self.say("price_changed")
                self.ask_again()
                return
            self._agreed("declaration", "confirm", step, self.state.conversation)
            self.state = walk.answered(self._flow(), self.state, step.id, "confirm")
            self.go_on()
        elif option == "edit":
            self._edit(None)
        elif option in step.fields:
            self._edit(option)
        else:
            self.ask_again()

    def _set(self, step: Choose | Ask, value: Json) -> None:
        if isinstance(step, Choose) and step.consent:
            self._agreed(step.consent, str(value), step)
        if isinstance(step, Ask) and step.private and isinstance(self.event, Said) and self.event.message:
            self.state = replace(self.state, private_message=self.event.message)
        self.state = walk.answered(self._flow(), self.state, step.id, value)

    def _agreed(
        self,
        kind: Literal["notice", "declaration"],
        choice: str,
        step: Choose | Review,
        about: str | None = None,
    ) -> None:
        _, words, _ = walk.ask(self._flow(), self.state, step, self.facts)
        self.effects.append(
            RecordConsent(kind, choice, self.state.conversation, self.state.asking, words, about)
        )

    def _take(self, found: dict[str, str]) -> None:
        """Take what a sentence said about steps; what cannot be taken is said, and asked in its turn."""
        for step_id, piece in found.items():
            step = self._flow().question(step_id)
            if step is None or isinstance(step, Review):
                continue
            if isinstance(step, Choose) and piece in step.options:
                self._set(step, piece)
                continue
            heard = offers.hear(self._flow(), step, self.state, piece, self.facts)
            if isinstance(heard, offers.Value) and step.when is not None:
                self.state = walk.note(self.state, f"{step.id}.said", heard.value)  # for its guard to weigh
            elif isinstance(heard, offers.Value):
                self._set(step, heard.value)
            elif isinstance(heard, offers.Picked):
                self._set(step, heard.option)
            elif isinstance(heard, Invalid):
                self.say(heard.key, **heard.args)

    def _unanswered(self, found: dict[str, str], step: Question) -> dict[str, str]:
        """What a sentence said beyond the answer. Only at the review may it change what is known."""
        known = self.state.answers
        free = isinstance(step, Review)
        return {
            name: piece
            for name, piece in found.items()
            if name != step.id and (free or name not in known or name in self.state.assumed)
        }

    def _other_worker(self, text: str, found: dict[str, str]) -> bool:
        """A new "daftarkan Bu Siti …" in the middle of a draft about Pak Budi."""
        named = self.state.answers.get("name")
        if self.state.flow != "nominate" or not named or not hints.wants_to_nominate(text, found):
            return False
        other = found.get("name")
        return other is not None and other.casefold() != str(named).casefold() and hints.has_verb(text)

    def _ask_back(self, step: Question, unclear: Unclear) -> None:
        self.say(unclear.key, **unclear.args)
        self.state, self.asked = walk.offer(
            self.state, step.id, walk.question_key(self._flow(), step), unclear.options
        )

    def _missed(self, step: Question, heard: Invalid | None = None) -> None:
        """A wrong answer: the reason and an example; the third in a row an easier way."""
        misses = self.state.tries.get(step.id, 0) + 1
        self.state = replace(self.state, tries={**self.state.tries, step.id: misses})
        if heard is not None:
            self.say(heard.key, **heard.args)
        if misses >= MISSES_BEFORE_AN_EASIER_WAY:
            self.say("easier", **help.office(self.facts))
            self.ask_again(easier=True)
        else:
            self.ask_again()

    def _question(self, text: str) -> None:
        """A question in between: answered, and what was asked is asked again."""
        why = self._step_help() if help.asks_why(text) else None
        self.says.extend([why] if why else help.answer(text, self.facts))
        self.ask_again(menu=False)

    # --- back and edit -----------------------------------------------------------------------------

    def _back(self) -> None:
        flow = self.flows.get(self.state.flow)
        if flow is None:
            if self._undoable():
                self._undo()
            else:
                self._resume()
            return
        step = walk.previous(flow, self.state, self.facts)
        if step is None:
            self.say("back.first")
            self.ask_again()
        else:
            self._ask(step)

    def _edit(self, field: str | None, value: str = "") -> None:
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
        elif step := self._flow().question(field):
            self.state = walk.note(self.state, f"{field}.wanted", True)
            heard = offers.hear(self._flow(), step, self.state, value, self.facts) if value else None
            if isinstance(heard, offers.Value) and not isinstance(step, Review):
                self._set(step, heard.value)
                self.go_on()
            else:
                self._ask(step)

    def _field_to_edit(self, wish: str) -> str | None:
        """The field that "gaji" means, if it can be changed now."""
        review = self._review()
        field = offers.field_named(review, wish) if review else None
        if review is None or field is None:
            return None
        return field if field in self.state.answers or self.state.waiting_on == review.id else None

    def _review(self) -> Review | None:
        flow = self.flows.get(self.state.flow)
        return next((step for step in flow.steps if isinstance(step, Review)), None) if flow else None

    # --- saying ------------------------------------------------------------------------------------

    def say(self, key: str, /, **args: Any) -> None:
        self.says.append(Say(key, args))

    def go_on(self) -> None:
        """Walk on from the answers, until something must be asked or the flow is over."""
        walked = walk.walk(self._flow(), self.state, self.facts)
        self.state = walked.state
        self.says.extend(walked.says)
        self.effects.extend(walked.effects)
        if walked.asks is not None:
            self._ask(walked.asks)
        elif walked.stopped and not walked.stopped.forget:
            self._leave(self.state)
        else:
            self._over()

    def ask_again(self, *, menu: bool = True, easier: bool = False) -> None:
        """Ask what is waited on once more; with nothing waiting, offer the menu unless told not to."""
        step = self._step()
        if step is not None:
            self._ask(step, easier=easier)
        elif self.state.flow in self.flows:
            self.go_on()
        elif self.state.flow in LISTS and self.state.waiting_on and menu:
            self._ask_list()
        elif menu:
            self._to_list("menu")

    def _ask(self, step: Question, *, easier: bool = False) -> None:
        was = self.state
        self.state, question, self.asked = walk.ask(self._flow(), self.state, step, self.facts)
        if easier:
            first = walk.previous(self._flow(), self.state, self.facts) is None
            options = (*self.asked.options, *offers.easier(self.asked.options, first=first))
            self.state = replace(was, offered=self.state.offered, answers=self.state.answers)
            self.state, asked = walk.offer(self.state, step.id, self.asked.key, options)
            self.asked = replace(asked, wants_contact=self.asked.wants_contact)
        self.says.append(question)

    # --- where we are ------------------------------------------------------------------------------

    def _flow(self) -> Flow:
        return self.flows[self.state.flow]

    def _step(self) -> Question | None:
        flow = self.flows.get(self.state.flow)
        return flow.question(self.state.waiting_on) if flow else None

    def _draft(self) -> State | None:
        """The draft that runs or waits aside."""
        flow = self.flows.get(self.state.flow)
        if flow is not None and flow.kept:
            return replace(self.state, aside=None, undo=None, undo_until=None)
        return self.state.aside

    def _whose(self, draft: State) -> dict[str, Any]:
        done, total = walk.progress(self.flows[draft.flow], draft, self.facts)
        return {"name": draft.answers.get("name") or Say("someone"), "done": done, "total": total}

    def _is_an_answer(self, command: Command, text: str) -> bool:
        """Words like "lanjut" or "menu 2" may be the label of an option that was just offered."""
        if command in ("menu", "help", "cancel", "back"):
            return False
        step = self._step()
        if step is None or isinstance(step, Ask):
            return False
        return offers.is_a_label(self.state, walk.question_key(self._flow(), step), text)

    def _would_answer(self, draft: State, text: str) -> bool:
        flow = self.flows.get(draft.flow)
        step = flow.question(draft.waiting_on) if flow else None
        if flow is None or step is None:
            return False
        return isinstance(
            offers.hear(flow, step, draft, text, self.facts), offers.Value | offers.Picked
        ) and not looks_like_question(text)

    def _recap(self) -> None:
        """Someone who comes back to a draft after hours gets one line of where they were."""
        flow = self.flows.get(self.state.flow)
        away = self.state.heard_at is not None and self.facts.now - self.state.heard_at >= RECAP_AFTER
        if flow is not None and flow.kept and away and self.state.waiting_on:
            self.say("recap", **self._whose(self.state))

    def _today(self, state: State, facts: Facts) -> State:
        """The stored state in terms of today's flows; a flow that is gone leaves the person at the menu."""
        flow = self.flows.get(state.flow)
        if state.undo_until is not None and facts.now >= state.undo_until:
            state = replace(state, undo=None, undo_until=None)
        if flow is not None:
            return walk.up_to_date(flow, state)
        if state.flow in LISTS:
            return state
        return replace(_idle(state.conversation), aside=state.aside)


def _idle(conversation: str) -> State:
    """Nothing is going on."""
    return State(flow="menu", conversation=conversation)
