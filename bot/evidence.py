"""What `sertakan check` finds out about consents and the audit trail: are they as they were written?"""

from __future__ import annotations

from dataclasses import dataclass

from bot.app import read_secrets
from bot.settings import Settings
from storage import Store, audit, evidence
from storage.marks import mark


@dataclass(frozen=True, slots=True)
class Looked:
    """`problems` is empty when all is well; `line` says what was looked at."""

    problems: list[str]
    line: str


def look(settings: Settings, noted_head: str | None) -> Looked:
    """Look at both chains, and change nothing. `noted_head`: as this said it earlier, or None.

    Raises WrongKey when the keys are not those of the database, ValueError for what is no head.
    """
    if noted_head:
        evidence.read_head(noted_head)
    file = settings.database.file
    if file is not None and not file.exists():
        gone = ["consents: a head was noted down, but there is no database"] if noted_head else []
        return Looked(gone, "there is no database yet, so no consents to check")
    store = Store(settings.database.url, read_secrets(settings))
    try:
        if not store.is_current():
            return Looked([], "the database is of another release: start this one, then check its consents")
        with store.reading() as connection:
            store.secrets.check_value(mark(connection, "keys"))
            problems = evidence.verify(connection, store.secrets, noted_head)
            trail = audit.verify(connection, store.secrets)
            end = evidence.head(connection)
    finally:
        store.close()
    found = [f"consents: {problem}" for problem in problems]
    found += [f"audit trail: {problem}" for problem in trail]
    if end is None:
        return Looked(found, "no consents are sealed yet")
    return Looked(found, f"{end.position} consents are sealed; note down their head: {end}")
