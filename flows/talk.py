"""One turn: what is heard before everything else, then the answer to what was asked, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, assert_never

from flows import (
    campaigns,
    consent,
    cover,
    help,
    hints,
    invite,
    keywords,
    link,
    nudged,
    offers,
    render,
    staff,
    walk,
    wishes,
)
from flows.answers import is_greeting, is_thanks, looks_like_question, yes_or_no
from flows.chosen import mine
from flows.keywords import Command
from flows.menu import LISTS
from flows.place import JOINED, Place
from flows.price import first_month
from flows.steps import Ask, Choose, Flow, Next, Question, Review, Stop, applies
from flows.types import (
    AnswerBroadcast,
    Chose,
    DeleteMessage,
    Event,
    Facts,
    Invalid,
    Invitation,
    InvitationBy,
    InvitationTo,
    Json,
    Lang,
    LastUnasked,
    OpenedInvitations,
    OptIn,
    OptOut,
    OwnCovers,
    OwnNominations,
    OwnNumber,
    OwnReminders,
    Reached,
    RememberNumber,
    Said,
    Say,
    SetLanguage,
    SetReachable,
    Shared,
    Started,
    State,
    Told,
    Turn,
    Unclear,
    WantReminders,
    Way,
    WrittenFirst,
)

MISSES_BEFORE_AN_EASIER_WAY = 3
LARGEST_PICTURE = 10 * 2**20
"""bytes"""
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
LONGEST_TEXT = 4096


class Talk:
    """A turn in the making: an event is heard, and moves the person's place."""

    def __init__(self, flows: Mapping[str, Flow], state: State | None, event: Event, facts: Facts) -> None:
        self.event = event
        self.new = state is None
        self.place = Place(flows, state, event, facts)
        self.nudge: tuple[str, Told | None] | None = nudged.answered(self.place, event)
        """the answer that this is to something they were sent unasked"""
        self.news: tuple[str, str] | None = campaigns.answered(self.place.facts, event)
        """the broadcast that this answers, and the word that stands for the answer"""

    def turn(self) -> Turn:
        """Hear the event out and say what it came to."""
        if isinstance(self.event, Reached):
            return Turn(self.place.state, effects=(SetReachable(self.event.reachable),))
        if self.place.facts.person.told_since:
            self.place.state = self.place.state.but(unseen=True)
        if self.place.was_away() and not self._needs_no_recap():
            self.place.recap()
        if not self._was_overtaken():
            self._hear(self.event)
        while follows := self.place.next:
            self.place.next = None
            self._follow(follows)
        state = self.place.state.but(
            heard_at=self.place.facts.now, changed=False, unseen=self._leaves_unseen()
        )
        return Turn(
            state, tuple(self.place.says), self.place.asked, tuple(self.place.effects), self.place.picture
        )

    def _leaves_unseen(self) -> bool:
        """Is something waited on, and not the last thing they see now?"""
        if self.place.asked is not None or self.place.step() is None:
            return False
        return bool(self.place.says) or self.place.state.unseen

    def _was_overtaken(self) -> bool:
        """What was asked is no more (the worker is gone, the bill paid): that is said, not asked again.

        A word that is heard anywhere is heard all the same.
        """
        if not self._is_ended_above() and not self._is_asked_no_more():
            return False
        self.place.walk_on()
        is_heard = isinstance(self.event, Said) and _is_heard(self.event)
        if isinstance(self.event, Started) or is_heard or self.nudge or self.news:
            self.place.says.clear()  # they went on to something else themselves
            return False
        return True

    def _is_ended_above(self) -> bool:
        """Does a stop above what is waited on hold by now?"""
        flow, state = self.place.flows.get(self.place.state.flow), self.place.state
        if flow is None or flow.kept or not any(isinstance(step, Stop) for step in flow.steps):
            return False
        stopped = walk.walk(flow, state, self.place.facts).stopped if state.waiting_on else None
        return stopped is not None and flow.order[stopped.id] <= flow.order.get(state.waiting_on or "", 0)

    def _is_asked_no_more(self) -> bool:
        """Does the guard of what is waited on no longer hold?"""
        step = self.place.step()
        return step is not None and not applies(step, self.place.state.answers, self.place.facts)

    def _needs_no_recap(self) -> bool:
        """They say themselves what is to be done with the draft, or of what, or there is no time for it."""
        if self.nudge:
            return True
        if not isinstance(self.event, Said):
            return False
        command = keywords.command(self.event.text)
        return command in ("stop", "cancel", "undo", "resume", "pause") or keywords.is_emergency(
            self.event.text
        )

    # --- what came in -------------------------------------------------------------------------------

    def _hear(self, event: Started | Said | Chose | Shared) -> None:
        match event:
            case Started(token=token):
                self._started(token)
            case Said():
                self._said(event.text[:LONGEST_TEXT])
            case Chose():
                self._chose(event)
            case Shared():
                self._shared(event)
            case _:
                assert_never(event)

    def _started(self, token: str | None) -> None:
        if not token:
            self.do("start")
        elif code := link.code_of_start(token):
            link.told(self.place, code)
        elif found := keywords.token(token):
            self._open(found, invite.way_of(token))
        else:
            self._open(token)

    def _said(self, text: str) -> None:
        command = keywords.command(text)
        if command == "console" and not staff.is_of_the_office(self.place):
            command = None  # for others it is a word like any other
        if token := keywords.token(text):
            self._open(token, invite.way_of(text))
        elif code := keywords.link_code(text):
            link.told(self.place, code)
        elif code := keywords.chat_code(text):
            staff.told(self.place, code)
        elif command == "stop":
            self.do("stop")
        elif self._told_of_death(text):
            pass
        elif keywords.is_emergency(text):
            if looks_like_question(text) or keywords.supposes(text):
                self.place.says.extend(help.about("benefits", self.place.facts))
            self.do("emergency")
            if self.place.facts.person.has_nominated and keywords.tells_of_death(text):
                self.place.say("emergency.died")
        elif self.nudge:
            self._answer_nudge(*self.nudge)
        elif self.news:
            self._answer_news(*self.news)
        elif command is not None and not self._is_an_answer(command, text):
            self.do(command)
        elif self._asked_as_worker(text):
            pass
        elif self.place.state.waiting_on is None:
            self._said_idly(text)
        elif self.place.state.flow in LISTS:
            self._said_to_a_list(text)
        else:
            self._answer(text)

    def _chose(self, event: Chose) -> None:
        state = self.place.state
        if self.nudge:
            self._answer_nudge(*self.nudge)
            return
        if self.news:
            self._answer_news(*self.news)
            return
        fresh = (event.conversation, event.asking, event.step) == (
            state.conversation,
            state.asking,
            state.waiting_on,
        )
        if fresh and any(option.id == event.option for option in state.offered):
            self._picked(event.option)
        elif event.option in LISTS.get(event.step, ()) and event.step != "draft":
            self.do(event.option)  # a menu holds no answers: an old one still opens what it names
        elif event.option == "delete_message" and event.conversation == state.conversation:
            self.do(event.option)  # nor is this an answer: what it names is still there to be deleted
        else:
            self.place.say("stale")
            if event.step == "offer" and state.flow != "consent" and self.place.facts.person.is_worker:
                self._invitation()  # what the button was for still waits, and is shown before it is answered
            else:
                self.place.ask_again()

    def _answer_nudge(self, answer: str, told: Told | None) -> None:
        if command := nudged.follow(self.place, answer, told):
            self.do(command)

    def _news(self) -> None:
        """What a template told them of, all of it."""
        facts = self.place.facts
        told: Told | None = facts.find(LastUnasked()) if facts.person.told_since else None
        if told is None or not told.news:
            self.place.say("campaign.none")
            self.place.ask_again()
            return
        content = campaigns.load_content(told.news)
        says, asked, _ = campaigns.message(
            content, told.reference, facts.lang, facts.person.name, facts.office
        )
        self.place.says.extend(says)
        self.place.effects.append(AnswerBroadcast(told.reference, "kabar"))
        if self.place.step() is None:
            self.place.asked = asked  # else a number would answer what is waited on

    def _answer_news(self, reference: str, word: str) -> None:
        self.place.effects.append(AnswerBroadcast(reference, word))
        if command := keywords.command(word):
            self.do(command)

    def _shared(self, event: Shared) -> None:
        """What is not text; the words under a picture are heard as said, where the picture itself is none."""
        step = self.place.step()
        caption = (event.caption or "")[:LONGEST_TEXT]
        if keywords.command(caption) == "stop" or keywords.is_emergency(caption):
            self._said(caption)
            return
        if isinstance(step, Ask) and step.photo and event.kind in ("photo", "document"):
            self._pictured(step, event)
            return
        if event.kind in ("photo", "document") and event.media and self._may_be_receipt(step):
            self._claim_with(event)
            return
        if caption.strip():
            self._said(caption)
            return
        if event.kind == "contact" and event.value:
            if event.own:
                self.place.effects.append(RememberNumber(event.value))
                known = {**self.place.facts.known, OwnNumber(event.value): True}
                person = replace(self.place.facts.person, has_number=True)
                self.place.facts = replace(self.place.facts, known=known, person=person)
            if isinstance(step, Ask) and step.id in ("phone", "own_number"):
                self._answer(event.value)
                return
            if event.own:
                self.place.say("shared.own_number")
                self.place.ask_again()
                return
        self.place.say(f"shared.{event.kind}")
        if step is None:
            self.place.ask_again()
        else:
            self._missed(step)

    def _pictured(self, step: Ask, event: Shared) -> None:
        """A picture as the answer, where it is one and is not too big."""
        picture = _picture_of(event)
        if isinstance(picture, Invalid):
            self._missed(step, picture)
        else:
            self.place.answer(step, picture)
            self.place.go_on()

    def _may_be_receipt(self, step: Question | None) -> bool:
        """Is there something to be paid, and nothing else asked that a picture could be meant for?"""
        if not self.place.facts.person.has_nominated or (step is not None and self.place.state.flow != "pay"):
            return False
        about = nudged.spoken_of(self.place, nudged.last(self.place))
        registered = [n for n in self.place.facts.find(OwnNominations()) if n.status == "registered"]
        return any(n.bill or n.receipt_is_missing or n in about for n in registered)

    def _claim_with(self, event: Shared) -> None:
        """A receipt that was sent without a word: "sudah bayar"."""
        picture = _picture_of(event)
        answers: dict[str, Json] = {} if isinstance(picture, Invalid) else {"receipt": picture}
        if isinstance(picture, Invalid):
            self.place.say(picture.key, **picture.args)
        if self.place.state.flow == "pay" and "worker" in self.place.state.answers:
            answers["worker"] = self.place.state.answers["worker"]
        elif len(about := nudged.spoken_of(self.place, nudged.last(self.place))) == 1:
            answers["worker"] = about[0].reference
        self.place.begin("claim", answers)

    def _follow(self, follows: Next) -> None:
        """Go on with what follows a flow that is over."""
        if follows.name == "nominate":
            self._nominate()
        elif follows.name in LISTS:
            self.place.to_list(follows.name, dict(follows.answers))
        elif follows.name == link.AGREED:
            link.join(self.place, str(follows.answers["code"]))
        else:
            self.place.begin(follows.name, dict(follows.answers))

    # --- what is heard at any time ------------------------------------------------------------------

    def do(self, command: Command | str) -> None:
        """Do what a word, or an option of a list, asks for."""
        match command:
            case "stop":
                self.place.effects.append(OptOut())
                self.place.says.append(self._stopped())
            case "emergency":
                self.place.say("emergency", **help.office(self.place.facts))
                if self.place.draft():
                    self.place.say("emergency.draft_is_safe")
            case "start":
                self._start()
            case "menu":
                self.place.to_list("menu")
            case "help":
                self._help()
            case "back":
                self.place.back()
            case "pause":
                self.place.pause()
            case "cancel":
                self.place.cancel()
            case "undo":
                self.place.undo()
            case "resume":
                self._resume()
            case "nominate":
                self._nominate()
            case "begin_new":
                self.place.begin_new()
            case "workers" | "manage" | "pay" | "claim":
                self._about_workers("manage" if command == "workers" else command)
            case "invitation":
                self._invitation()
            case "assist" | "first_message":
                self._ask_worker(command)
            case "contested" if self.place.state.flow in ("nominate", "consent"):
                self.place.edit(None)
            case "cover" | "card" | "data" | "withdraw" | "contested" | "take_over":
                self.place.begin("cover", {"wish": command})
            case "questions" | "settings":
                self.place.begin(command)
            case "news":
                self._news()
            case "person":
                self.place.say("person", **help.office(self.place.facts))
                self.place.ask_again(menu=False)
            case "indonesian" | "english":
                self._speak("id" if command == "indonesian" else "en")
            case "language":
                self.place.begin("settings", {"setting": "language"})
            case "edit":
                self.place.edit(None)
            case "delete_message":
                self._delete_message()
            case "connect":
                link.offer(self.place)
            case "disconnect":
                link.separate(self.place)
            case "tomorrow":
                nudged.snooze(self.place)
            case "no_reminders":
                nudged.end_reminders(self.place)
            case "console":
                staff.open_console(self.place)
            case _:
                raise ValueError(f"no such command: {command}")

    def _about_workers(self, flow: str) -> None:
        """What is to be done about one's own workers; who has none is told so, and keeps their place."""
        if mine(self.place.facts):
            self.place.begin(flow)
        else:
            self.place.say(f"{flow}-none")
            self.place.ask_again(menu=False)

    def _stopped(self) -> Say:
        """What STOP means for them: for who was only invited, what becomes of the invitation."""
        facts = self.place.facts
        if self.place.draft():
            return Say("stop.with_draft")
        opened = facts.find(OpenedInvitations()) if facts.person.is_worker else ()
        if not opened or facts.person.has_nominated or facts.find(OwnCovers()):
            return Say("stop")
        invitation: Invitation | None = facts.find(InvitationTo(opened[0]))
        return Say("stop.invited", {"until": invitation.until.isoformat()}) if invitation else Say("stop")

    def _start(self) -> None:
        facts = self.place.facts
        if facts.person.opted_out or not (self.new or facts.find(OwnReminders()).wanted):
            self.place.effects += [OptIn(), WantReminders(True)]
            self.place.say("start.again")
            if not self._opens_first():
                self.place.ask_again()
        else:
            self._greet()

    def _greet(self) -> None:
        facts = self.place.facts
        if self.place.draft():
            self.place.resume()
            return
        if self._opens_first():
            return
        if self.new:
            month, lowest = first_month(facts), help.lowest_premium(facts)
            self.place.say("welcome", office=facts.office.name, month=month, lowest=lowest)
        else:
            self.place.say("welcome.again", office=facts.office.name)
        self.place.to_list("menu")

    def _open(self, token: str, way: Way = "link") -> None:
        """A link was opened: what a worker is asked, unless it is none, too late, or not for them."""
        invitation: Invitation | None = self.place.facts.find(InvitationBy(token))
        if invitation is None or invitation.state in ("taken", "answered", "expired"):
            self._refuse(invitation)
        elif invitation.state == "own":
            self.place.say("invitation.own", name=invitation.name)
            self._follow(invite.afterwards(invitation.reference, invitation.name, invitation.phone))
        else:
            if self.new:
                self.place.say("welcome.invited", office=self.place.facts.office.name)
            self._follow(consent.by_link(invitation, token, way))

    def _opens_first(self) -> bool:
        """Their number was written to first, and the invitation waits: it is what they write about."""
        facts = self.place.facts
        if not facts.office.first_message or self.place.draft():
            return False
        token = facts.find(WrittenFirst())
        invitation: Invitation | None = facts.find(InvitationBy(token)) if token else None
        if token is None or invitation is None or invitation.state not in ("open", "mine"):
            return False
        self._open(token, "first_message")
        return True

    def _refuse(self, invitation: Invitation | None) -> None:
        """A link that opens nothing any more; who has a cover is shown it, since it may have been theirs."""
        self.place.say(f"invitation.{invitation.state if invitation else 'unknown'}")
        if self.new:
            self._greet()
        elif invitation and invitation.state == "answered" and self.place.facts.person.is_worker:
            self.do("cover")
        else:
            self.place.ask_again(menu=False)

    def _invitation(self) -> None:
        """The invitation that they opened and have not answered, the first of them if there are several."""
        facts = self.place.facts
        opened = facts.find(OpenedInvitations()) if facts.person.is_worker else ()
        invitation = facts.find(InvitationTo(opened[0])) if opened else None
        if invitation is None:
            self.place.say("invitation.none")
            self.place.ask_again(menu=False)
        else:
            self._follow(consent.by_link(invitation))

    def _resume(self) -> None:
        """Go on with what was being had, with the draft, or with an invitation that waits."""
        flow = self.place.flows.get(self.place.state.flow)
        if flow is not None and flow.waits:
            self.place.ask_again()
        elif (
            self.place.draft() is None
            and self.place.facts.person.is_worker
            and self.place.facts.find(OpenedInvitations())
        ):
            self._invitation()
        else:
            self.place.resume()

    def _ask_worker(self, command: Literal["assist", "first_message"]) -> None:
        """Ask the worker on this phone, or write to them: of the nomination spoken of, or the only one."""
        facts, state = self.place.facts, self.place.state
        waiting = {n.reference: n for n in facts.find(OwnNominations()) if n.status == "invited"}
        spoken_of = waiting.get(state.answers.get("nomination", "")) if state.flow == "invited" else None
        if spoken_of is None and len(waiting) == 1:
            (spoken_of,) = waiting.values()
        if spoken_of is None:
            self.do("workers")
        elif command == "assist":
            self._follow(consent.assisted(spoken_of.reference))
        else:
            self.place.says.extend(invite.written_first(spoken_of, facts))
            self.place.effects.extend(invite.write_first(spoken_of, facts))
            self.place.ask_again(menu=False)

    def _help(self) -> None:
        if own := self._step_help():
            self.place.says.append(own)
        self.place.say("help" if self.place.step() else "help.idle", **help.office(self.place.facts))
        self.place.ask_again(short=True)

    def _step_help(self) -> Say | None:
        """What the question is for, where its catalog entry says so."""
        step = self.place.step()
        key = f"{walk.question_key(self.place.flow(), step)}.help" if step else ""
        return Say(key) if key and render.has(key, self.place.facts.lang) else None

    def _speak(self, lang: Lang) -> None:
        if lang in self.place.facts.office.languages:
            self.place.effects.append(SetLanguage(lang))
            self.place.state = self.place.state.but(changed=True)  # in other words it is another question
            self.place.facts = replace(self.place.facts, lang=lang)
            self.place.say("language")
        else:
            self.place.say("language.not_spoken")
        self.place.ask_again()

    def _delete_message(self) -> None:
        if self.place.state.private_message:
            self.place.effects.append(DeleteMessage(self.place.state.private_message))
            self.place.state = self.place.state.but(private_message=None)
            self.place.say("delete_message")
        else:
            self.place.say("delete_message.nothing")
        self.place.ask_again()

    def _nominate(self, text: str = "") -> None:
        """A new nomination, from what one sentence said; a draft is asked about first."""
        if self.place.draft():
            self.place.to_list("draft", {"sentence": text} if text else {})
            return
        found = hints.read(text) if text else {}
        self.place.begin("nominate", taken=found)

    # --- the answer to what was asked ---------------------------------------------------------------

    def _said_idly(self, text: str) -> None:
        found = hints.read(text) if hints.may_hold(text) else {}
        if wish := wishes.of_worker(text, self.place.facts):
            self._wish(wish)
        elif self._refused(text):
            pass
        elif hints.wants_to_nominate(text, found) and not self._is_of_another_kind(text, found):
            self._nominate(text)
        elif (aside := self.place.state.aside) and self._would_answer(aside, text):
            self.place.return_to(aside)
            self._answer(text)
        elif aside and yes_or_no(text) is True:
            self.do("resume")
        elif looks_like_question(text):
            if help.topic_of(text) or not self._opens_first():
                self._question(text)
        elif self.new or is_greeting(text):
            self._greet()
        elif is_thanks(text):
            self.place.say("thanks")
        elif help.topic_of(text):
            self._question(text)
        elif not self._opens_first():
            self._not_understood()

    def _is_of_another_kind(self, text: str, found: Mapping[str, str]) -> bool:
        """ "Change …", or someone who is nominated already: whatever it says, nobody is to be enrolled."""
        if hints.has_verb(text):
            return False
        return wishes.begins_otherwise(text) or wishes.names_known(found, self.place.facts)

    def _wish(self, wish: wishes.Wish) -> None:
        """What they said of a worker; a new value is asked back before it changes anything."""
        self._follow(wish.next)
        step = self.place.step()
        piece = wish.said.get(step.id) if step else None
        if not isinstance(step, Ask) or piece is None:
            return
        heard = offers.hear(self.place.flow(), step, self.place.state, piece, self.place.facts)
        if isinstance(heard, offers.Value) and isinstance(heard.value, str | int):
            name = step.args(self.place.state.answers, self.place.facts)["name"]
            self.place.says.pop()
            self.place.ask_back(step, wishes.confirm(step.id, heard.value, name), piece)

    def _told_of_death(self, text: str) -> bool:
        """ "Budi meninggal": whether it is so is asked, and what the family may claim is said after that."""
        state, step = self.place.state, self.place.step()
        if not self.place.facts.person.has_nominated or not keywords.tells_of_death(text):
            return False
        if looks_like_question(text) or (step is not None and state.flow != "manage"):
            return False
        spoken_of = state.answers.get("worker") if state.flow == "manage" else None
        wish = wishes.of_death(text, self.place.facts, spoken_of, asked=state.flow == "manage")
        if wish is not None:
            self._wish(wish)
        return wish is not None

    def _refused(self, text: str) -> bool:
        """ "Tidak setuju", long after the invitation was left: it is shown, to be answered."""
        facts = self.place.facts
        if not keywords.refuses(text) or not facts.person.is_worker or not facts.find(OpenedInvitations()):
            return False
        self.place.say("shown_again.first")
        self._invitation()
        return True

    def _asked_as_worker(self, text: str) -> bool:
        """A worker's plain question about who asks, and who pays: answered as it is for them."""
        asked = help.worker_asks(text)
        state, step = self.place.state, self.place.step()
        if asked is None or (
            step is not None and not (state.flow == "consent" and "agreed" not in state.answers)
        ):
            return False
        if asked == "family":
            flow = self.place.flows.get(state.flow)
            if flow is None or not flow.waits:
                return False
            self.do("pause")
            return True
        if asked == "cover":
            return self._asked_for_cover()
        who = self._who_pays() if step is not None or not self.place.facts.person.has_nominated else None
        if who is None:
            return False
        self.place.say(f"to_worker.{asked}", asks=who, **help.office(self.place.facts))
        self.place.ask_again(menu=False, short=True)
        return True

    def _asked_for_cover(self) -> bool:
        if not self.place.facts.person.is_worker or not self.place.facts.find(OwnCovers()):
            return False
        self.do("cover")
        return True

    def _who_pays(self) -> Say | str | None:
        """Who asks this worker, or pays for them; None: they are none, or pay themselves."""
        facts = self.place.facts
        if self.place.state.flow == "consent":
            found = consent.invitation_of(self.place.state.answers, facts)
            return consent.asks(found) if found else None
        covers = facts.find(OwnCovers()) if facts.person.is_worker else ()
        paid_for = [n for n in covers if not n.is_own_payer]
        return cover.payer_of(paid_for[0]) if paid_for else None

    def _not_understood(self) -> None:
        """Nothing is asked and nothing was heard: the menu; every third time a person as well."""
        misses = self.place.state.tries.get("menu", 0) + 1
        if misses % MISSES_BEFORE_AN_EASIER_WAY:
            self.place.say("not_understood")
        else:
            self.place.say("person", **help.office(self.place.facts))
        self.place.to_list("menu")
        self.place.state = self.place.state.but(tries={"menu": misses})

    def _said_to_a_list(self, text: str) -> None:
        picked = offers.pick(self.place.state.flow, self.place.state.offered, text)
        if not isinstance(picked, Invalid):
            self._picked(picked)
        elif self.place.state.flow != "draft":
            self._said_idly(text)
        elif yes_or_no(text) is True:
            self.do("resume")
        else:  # whether to go on with the draft: asked again, so that the sentence about another is not lost
            asks = looks_like_question(text)
            answers = help.answer(text, self.place.facts) if asks else (Say(picked.key, picked.args),)
            self.place.says.extend(answers)
            self.place.ask_again()

    def _answer(self, text: str) -> None:
        """Hear the answer to the step that is waited on, and whatever else the sentence holds."""
        step = self.place.step()
        if step is None:  # it was taken away by a release: what was typed was meant for it
            self.place.go_on()
            return
        if self.place.is_editing() and not self.place.flow().kept and keywords.refuses(text):
            self.place.leave_edit()
            return
        found = hints.read(text) if self._may_say_more(step, text) and hints.may_hold(text) else {}
        if self._other_worker(text, found) or self._nominates_instead(text):
            self._nominate(text)
            return
        if (wish := keywords.field_to_edit(text)) and (edit := self.place.field_to_edit(wish)):
            self.place.edit(*edit)
            return
        if self.place.is_answered(step) and keywords.keeps(text):
            self.place.go_on()
            return
        extra = self._unanswered(found, step)
        own = found.get(step.id, text) if extra else text
        heard = offers.hear(self.place.flow(), step, self.place.state, own, self.place.facts)
        if isinstance(heard, Invalid) and not looks_like_question(text) and self.place.join(text):
            self.place.says.extend(JOINED)  # what was asked stands right above it
        elif isinstance(heard, Invalid | Unclear) and self._answers_the_review(text):
            self.place.leave_edit()
        elif extra and isinstance(step, Review):
            self.place.take(extra)
            self.place.go_on()
        elif self._is_off_the_screen(step, heard, text):
            self.place.say("shown_again" if self.place.was_away() else "shown_again.first")
            self.place.ask_again()
        elif isinstance(heard, offers.Picked):
            self.place.take(extra)
            self._picked(heard.option)
        elif isinstance(heard, offers.Value) and not isinstance(step, Review):
            self.place.take(extra)
            self.place.answer(step, heard.value)
            self.place.fill(heard.also)
            self.place.go_on()
        elif extra:
            self.place.say("noted")
            self.place.take(extra)
            self.place.go_on()
        elif isinstance(step, Review) and (edit := self._names_field(text)):
            field, value = edit
            self.place.edit(field, value or text)
        elif looks_like_question(text) or self._worries(step, text):
            self._question(text)
        elif is_greeting(text) or is_thanks(text):
            if not self.place.says:
                self.place.say("hello" if is_greeting(text) else "thanks")
            self.place.ask_again()
        elif isinstance(heard, Unclear):
            self.place.ask_back(step, heard, own)
        elif isinstance(heard, Invalid):
            self._missed(step, heard)
        else:
            self.place.ask_again()

    def _picked(self, option: str) -> None:
        """An option that was offered: a command, an edit, a value."""
        step = self.place.step()
        if option in keywords.COMMANDS and (step is None or option not in offers.option_ids(step)):
            self.do(option)
        elif step is None or (isinstance(step, Choose) and option not in step.options):
            self.place.ask_again()
        elif isinstance(step, Review):
            self._reviewed(step, option)
        else:
            self.place.choose(step, option)
            self.place.go_on()

    def _reviewed(self, step: Review, option: str) -> None:
        if option in step.final:
            seen = self.place.state.answers.get(f"{step.id}.seen")
            if step.seen(self.place.state.answers, self.place.facts) != seen:
                self.place.say("price_changed")
                self.place.ask_again()
                return
            if step.consent:
                self.place.agreed(step.consent, option, step, self.place.state.conversation)
            self.place.state = walk.decided(self.place.flow(), self.place.state, step, option)
            self.place.go_on()
        elif option == "edit":
            self.place.edit(None)
        elif option in step.fields:
            self.place.edit(option)
        elif option in keywords.COMMANDS:
            self.do(option)
        else:
            self.place.ask_again()

    def _nominates_instead(self, text: str) -> bool:
        """ "daftarkan Bu Siti …" is no answer to a question that holds nothing to be kept."""
        if self.place.flow().kept or not hints.may_hold(text) or not hints.has_verb(text):
            return False
        return not looks_like_question(text) and hints.wants_to_nominate(text, hints.read(text))

    def _may_say_more(self, step: Question, text: str) -> bool:
        """May a sentence answer other steps as well? In a nomination, and where it corrects what is shown."""
        return self.place.flow().kept or (isinstance(step, Review) and self._corrects(text))

    def _corrects(self, text: str) -> bool:
        """Is a worker correcting their data, and not speaking of what worries them?"""
        if looks_like_question(text) or keywords.supposes(text):
            return False
        return keywords.says_wrong(text) or (keywords.states_own(text) and help.topic_of(text) is None)

    def _names_field(self, text: str) -> tuple[str, str] | None:
        """The field that they name to change it; a sentence that only speaks of it is none."""
        edit = self.place.field_to_edit(text)
        if edit is None or self.place.flow().kept or len(text.split()) <= 2:
            return edit
        if looks_like_question(text) or keywords.supposes(text):
            return None
        field, value = edit
        step = self.place.flow().question(field)
        heard = (
            offers.hear(self.place.flow(), step, self.place.state, value, self.place.facts)
            if step and value
            else None
        )
        return edit if keywords.says_wrong(text) or isinstance(heard, offers.Value) else None

    def _worries(self, step: Question, text: str) -> bool:
        """ "Kalau saya tolak …", "mahal gak": something they want to know before they answer for good."""
        if self.place.flow().kept:
            return False
        return keywords.supposes(text) or (isinstance(step, Review) and help.topic_of(text) is not None)

    def _answers_the_review(self, text: str) -> bool:
        """While a field is asked again: do they say yes or no to the whole instead?"""
        if not self.place.is_editing() or self.place.flow().kept:
            return False
        return isinstance(yes_or_no(text, strict=True), bool)

    def _is_off_the_screen(self, step: Question, heard: offers.Heard, text: str) -> bool:
        """An answer for good, typed hours after it was asked for, or after something else was said.

        What it answers is then shown again first: "oke" after a notice says thanks. "Tidak setuju" is plain.
        """
        option = heard.option if isinstance(heard, offers.Picked) else getattr(heard, "value", None)
        if not isinstance(step, Review | Choose):
            return False
        if option in step.final and not self.place.flow().kept and self.place.was_away():
            return True
        is_for_good = option in step.final or (isinstance(step, Choose) and step.consent and option)
        return bool(is_for_good) and self.place.state.unseen and not keywords.refuses(text)

    def _unanswered(self, found: dict[str, str], step: Question) -> dict[str, str]:
        """What a sentence said beyond the answer. Only at the review may it change what is known."""
        known, asked = self.place.state.answers, self.place.flow().by_id
        free = isinstance(step, Review)
        return {
            name: piece
            for name, piece in found.items()
            if name != step.id
            and name in asked
            and (free or name not in known or name in self.place.state.assumed)
        }

    def _other_worker(self, text: str, found: dict[str, str]) -> bool:
        """A new "daftarkan Bu Siti …" in the middle of a draft about Pak Budi."""
        named, other = self.place.state.answers.get("name"), found.get("name")
        if self.place.state.flow != "nominate" or not named or other is None:
            return False
        is_other = other.casefold() != str(named).casefold()
        return is_other and hints.has_verb(text) and hints.wants_to_nominate(text, found)

    def _missed(self, step: Question, heard: Invalid | None = None) -> None:
        """A wrong answer: the reason and an example; the third in a row an easier way."""
        if isinstance(step, Ask) and any(option.id == "skip_all" for option in self.place.state.offered):
            self.place.say("left_out")
            self.place.choose(step, "skip_all")
            self.place.go_on()
            return
        misses = self.place.state.tries.get(step.id, 0) + 1
        self.place.state = self.place.state.but(tries={**self.place.state.tries, step.id: misses})
        if heard is not None:
            self.place.say(heard.key, **heard.args)
        self.place.may_forget_message(step)
        if misses % MISSES_BEFORE_AN_EASIER_WAY == 0:
            self.place.say("easier", **help.office(self.place.facts))
        self.place.ask_again(easier=misses >= MISSES_BEFORE_AN_EASIER_WAY, short=True)

    def _question(self, text: str) -> None:
        """A question in between: answered, and what was asked is asked again."""
        flow = self.place.flows.get(self.place.state.flow)
        whether = bool(flow and flow.waits) and help.topic_of(text) == "consent"
        why = self._step_help() if whether or help.asks_why(text) else None
        self.place.says.extend([why] if why else help.answer(text, self.place.facts))
        if self.place.step() is None:
            self.place.say("faq.more")
        self.place.ask_again(menu=False, short=True)

    def _is_an_answer(self, command: Command, text: str) -> bool:
        """Words like "lanjut" or "menu 2" may be the label of an option that was just offered."""
        if command in ("menu", "help", "cancel", "back"):
            return False
        step = self.place.step()
        if step is None or isinstance(step, Ask):
            return False
        return offers.is_a_label(self.place.state.offered, walk.question_key(self.place.flow(), step), text)

    def _would_answer(self, draft: State, text: str) -> bool:
        flow = self.place.flows.get(draft.flow)
        step = flow.question(draft.waiting_on) if flow else None
        if flow is None or step is None or _agrees(step):
            return False
        return isinstance(
            offers.hear(flow, step, draft, text, self.place.facts), offers.Value | offers.Picked
        ) and not looks_like_question(text)


def _agrees(step: Question) -> bool:
    """Would an answer to it be an agreement? Then it must be on the screen when it is given."""
    return isinstance(step, Review) or (isinstance(step, Choose) and step.consent is not None)


def _is_heard(event: Said) -> bool:
    """Does it hold a word that is heard anywhere?"""
    text = event.text[:LONGEST_TEXT]
    is_word = keywords.command(text) or keywords.token(text) or keywords.link_code(text)
    return bool(is_word) or keywords.is_emergency(text)


def _picture_of(event: Shared) -> dict[str, Json] | Invalid:
    """What was sent, as the answer to a step that wants a picture; or why it cannot be one."""
    media = event.media
    if media is None or (media.media_type is not None and media.media_type not in PICTURES):
        return Invalid("receipt.not_a_picture")
    if media.size is not None and media.size > LARGEST_PICTURE:
        return Invalid("receipt.too_big")
    return {"file": media.file, "size": media.size, "media_type": media.media_type}
