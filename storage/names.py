"""By what letters of a name people are found: the first three are kept in clear, the name is sealed."""

from __future__ import annotations

LETTERS = 3


def start_of(name: str) -> str:
    """The first letters, to search by; only letters, which every text column takes."""
    return letters_of(name)[:LETTERS]


def letters_of(name: str) -> str:
    """All letters of a name, as they are compared."""
    return "".join(letter for letter in name.casefold() if letter.isalpha())
