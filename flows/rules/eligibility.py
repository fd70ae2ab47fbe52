"""Who may be nominated by age; the scheme's other conditions are checked by BPJS at registration."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from flows.rules.calendar import age_on

TOO_OLD = 65
"""the age that may no longer register (medium confidence, docs/scheme.md)"""
FREE_FROM = 17
PERSON_FROM = 15
"""below 17 a person at the office decides, below 15 it is refused: our own rule, no source sets a minimum"""

Eligibility: TypeAlias = Literal["ok", "ask_person", "too_young", "too_old"]


def eligibility(birth_date: date, today: date) -> Eligibility:
    """May someone born that day be nominated today? On their birthday they have the new age."""
    age = age_on(birth_date, today)
    if age >= TOO_OLD:
        return "too_old"
    if age >= FREE_FROM:
        return "ok"
    return "ask_person" if age >= PERSON_FROM else "too_young"
