"""A worker is asked for their own consent: on their own chat, or on the participant's phone."""

from __future__ import annotations

from flows.steps import Choose, Flow

CONSENT = Flow("consent", (Choose("who", options=("me", "not_me")),))
