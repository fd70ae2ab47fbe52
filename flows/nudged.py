"""What is said to a nudge: a tap on one of its answers, its number or label, a word that can only mean it.

Their place knows nothing of what they were sent unasked: a tap names it, and for what is typed the store is
asked, where something was sent after their last turn. Whatever else they say is heard as ever.
"""

from __future__ import annotations

from flows import consent, digest, keywords, offers
from flows.choices import number_of
from flows.chosen import listed, mine
from flows.place import Place
from flows.rules.nudges import tomorrow
from flows.rules.zones import letters_of
from flows.types import (
    Chose,
    ClaimPayment,
    Event,
    LastUnasked,
    Nomination,
    NudgeBy,
    Option,
    OwnReminders,
    Reminders,
    Said,
    Snooze,
    TellStaff,
    Told,
    WantReminders,
)

LONGEST = 60
_MEANT = {"pay": "pay", "claim": "claim", "pause": "tomorrow"}
"""the answer that a word means right after a nudge that offers it"""


def answered(place: Place, event: Event) -> tuple[str, Told | None] | None:
    """Which answer of which nudge they gave; None: it is none. A tap may be on one that is known no more."""
    match event:
        case Chose(step=digest.STEP, option=answer) if answer in digest.ANSWERS:
            return answer, place.facts.find(NudgeBy(event.conversation))
        case Said(text=text) if len(text) <= LONGEST and (told := last(place)) and not told.news:
            meant = _answer(place, told, text)
            return (meant, told) if meant else None
        case _:
            return None


def last(place: Place) -> Told | None:
    """What they were sent last, if it is what they see last."""
    found: Told | None = place.facts.find(LastUnasked()) if place.facts.person.told_since else None
    return found


def _answer(place: Place, told: Told, text: str) -> str | None:
    derived = digest.options_of(told.items, place.facts.office.nudges)
    options = tuple(map(Option, told.options)) or derived  # a line may have been left out when it went
    command = keywords.command(text)
    answer = _MEANT.get(command) if command else None
    if command == "pause" and place.step() is not None:
        return None  # "nanti" is meant for what they are in the middle of
    if number_of(text) is not None or offers.is_a_label(options, digest.ANSWER, text):
        picked = offers.pick(digest.ANSWER, options, text)
        answer = picked if isinstance(picked, str) else answer
    return answer if any(option.id == answer for option in options) else None


def follow(place: Place, answer: str, told: Told | None) -> str | None:
    """Do what an answer asks for about what they were told of; or the command that does it."""
    about = spoken_of(place, told)
    covered = [n for n in about if n.status == "registered"]
    invited = [n for n in about if n.status == "invited"]
    own = [item.subject for item in told.items if item.role == "worker"] if told else []
    match answer:
        case "pay" if len(covered) == 1:
            place.begin("pay", {"worker": covered[0].reference})
        case "claim" if covered and told:
            _claim(place, covered, told)
        case "take_over" if len(own) == 1:
            place.begin("cover", {"wish": "take_over", "which": own[0]})
        case "assist" if len(invited) == 1:
            place.next = consent.assisted(invited[0].reference)
        case "resume" if place.draft() is None:
            place.say("nudged.no_draft")
            return "menu"
        case _:
            return answer
    return None


def spoken_of(place: Place, told: Told | None) -> tuple[Nomination, ...]:
    """Those of their workers that it was about."""
    subjects = {item.subject for item in told.items if item.role == "participant"} if told else set()
    return tuple(n for n in mine(place.facts) if n.reference in subjects) if subjects else ()


def _claim(place: Place, covered: list[Nomination], told: Told) -> None:
    """Their word is kept at once, so that nobody reminds them of it any more; then the receipt is asked for.

    A month that was paid since, or that they said so of before, is not claimed again.
    """
    months = {item.subject: item.month for item in digest.to_be_paid(told.items, place.facts.office.nudges)}
    unpaid = [n for n in covered if (due := months.get(n.reference)) and not any(m >= due for m in n.paid)]
    if not unpaid:
        place.say("nudged.paid_already", name=listed([n.name for n in covered]))
        place.ask_again(menu=False)
        return
    new = [n for n in unpaid if not n.receipt_waits]
    for n in new:
        claim = ClaimPayment(n.reference, f"{place.event.id}-told-{n.reference}")
        place.effects += [claim, TellStaff("receipt_waits", n.reference)]
    if new:
        place.say("nudged.claimed", name=listed([n.name for n in new]), office=place.facts.office.name)
    if len(unpaid) == 1:
        place.begin("claim", {"worker": unpaid[0].reference})
    else:
        place.begin("claim", {"workers": [n.reference for n in unpaid]})


def snooze(place: Place) -> None:
    """Remind them tomorrow, and leave them alone until then."""
    facts = place.facts
    own: Reminders = facts.find(OwnReminders())
    if facts.person.opted_out:
        place.say("nudged.stopped")
    else:
        zone = own.zone or facts.office.zone
        at = tomorrow(facts.now, zone, facts.office.nudges)
        place.effects += [] if own.wanted else [WantReminders(True)]
        place.effects.append(Snooze(at))
        local = at.astimezone(zone)
        clock = {"at": f"{local:%H:%M}", "zone": letters_of(zone.key)}
        place.say("nudged.tomorrow", day=local.date().isoformat(), **clock)
    place.ask_again(menu=False)


def end_reminders(place: Place) -> None:
    """No reminder any more; what answers them, and other news, comes as before."""
    place.effects.append(WantReminders(False))
    place.say("nudged.no_reminders")
    place.ask_again(menu=False)
