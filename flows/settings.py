"""What people set for themselves: the language, their own number, reminders, and by which clock they come."""

from __future__ import annotations

from flows.answers import yes_or_no
from flows.rules.phone import read_mobile
from flows.rules.zones import ZONES, letters_of
from flows.steps import Ask, Choose, Do, Flow, Tell, chose
from flows.types import (
    Answers,
    Effect,
    Facts,
    Invalid,
    Json,
    RememberNumber,
    Say,
    SetLanguage,
    SetZone,
    State,
    WantReminders,
)

CLOCKS = {letters_of(zone).lower(): zone for zone in ZONES}
"""by what people call it: "wib" """


def own_number(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    return read_mobile(text)


def on_or_off(text: str, answers: Answers, facts: Facts) -> str | None:
    said = yes_or_no(text)
    return None if isinstance(said, Invalid) else ("on" if said else "off")


def set_language(state: State, facts: Facts) -> tuple[Effect, ...]:
    return (SetLanguage("en" if state.answers["language"] == "en" else "id"),)


def remember_number(state: State, facts: Facts) -> tuple[Effect, ...]:
    return (RememberNumber(state.answers["own_number"]),)


def set_reminders(state: State, facts: Facts) -> tuple[Effect, ...]:
    return (WantReminders(state.answers["reminders"] == "on"),)


def set_zone(state: State, facts: Facts) -> tuple[Effect, ...]:
    return (SetZone(CLOCKS[state.answers["zone"]]),)


def language_set(state: State, facts: Facts) -> tuple[Say, ...]:
    return (Say("language"),)


def number_kept(state: State, facts: Facts) -> tuple[Say, ...]:
    return (Say("settings-number_kept"),)


def reminders_set(state: State, facts: Facts) -> tuple[Say, ...]:
    """Who said STOP before is told what still stands in the way."""
    if state.answers["reminders"] == "on" and facts.person.opted_out:
        return (Say("nudged.stopped"),)
    return (Say(f"settings-reminders_{state.answers['reminders']}"),)


def zone_set(state: State, facts: Facts) -> tuple[Say, ...]:
    hour = f"{facts.office.nudges.hour:%H:%M}"
    return (Say("settings-zone_set", {"zone": state.answers["zone"].upper(), "at": hour}),)


SETTINGS = Flow(
    "settings",
    (
        Choose("setting", options=("language", "number", "reminders", "zone")),
        Choose("language", options=("id", "en"), when=chose("setting", "language")),
        Do("set_language", set_language, when=chose("setting", "language")),
        Tell("language_set", language_set, when=chose("setting", "language")),
        Ask(
            "own_number",
            parse=own_number,
            when=chose("setting", "number"),
            contact=True,
            examples=("081234567890",),
        ),
        Do("remember_number", remember_number, when=chose("setting", "number")),
        Tell(
            "number_kept",
            number_kept,
            when=chose("setting", "number"),
        ),
        Choose("reminders", options=("on", "off"), when=chose("setting", "reminders"), heard=on_or_off),
        Do("set_reminders", set_reminders, when=chose("setting", "reminders")),
        Tell(
            "reminders_set",
            reminders_set,
            when=chose("setting", "reminders"),
        ),
        Choose("zone", options=tuple(CLOCKS), when=chose("setting", "zone")),
        Do("set_zone", set_zone, when=chose("setting", "zone")),
        Tell("zone_set", zone_set, when=chose("setting", "zone")),
    ),
)
