"""What people type, read as a value: yes or no, a choice, a name, a date, a number of months.

The one door to the readers. Each takes any text at all and never raises: what cannot be read is an `Invalid`
that says why. Readers of the scheme's own values (NIK, phone, rupiah, region) are in `flows.rules`.
"""

from flows.choices import Choices, choice
from flows.dates import a_date, months, months_said
from flows.person_names import person_name
from flows.without import has_none
from flows.words import is_greeting, is_thanks, looks_like_question, normal
from flows.yes_no import yes_or_no

__all__ = [
    "Choices",
    "a_date",
    "choice",
    "has_none",
    "is_greeting",
    "is_thanks",
    "looks_like_question",
    "months",
    "months_said",
    "normal",
    "person_name",
    "yes_or_no",
]
