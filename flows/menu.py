"""The menu, and the question whether to go on with a draft: lists of what can be done now, as reducers."""

from __future__ import annotations

MENU = ("nominate", "workers", "questions", "settings", "person")
DRAFT = ("resume", "begin_new")
LISTS = {"menu": MENU, "draft": DRAFT}
"""Lists that may stand in place of a flow; an option's id is the command it gives."""
