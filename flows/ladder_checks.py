"""What a ladder lacks before anyone is reminded by it: texts and templates of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows import render, templates
from flows.rules import nudges
from flows.rules.nudges import Step


def problems(steps: Sequence[Step]) -> Iterator[str]:
    """A sentence for each thing that is missing."""
    yield from nudges.problems(steps)
    for step in steps:
        for key in _keys(step):
            yield from (
                f"the step {step.id}: the text '{key}' is missing in {lang}.ftl"
                for lang in render.LANGUAGES
                if not render.has(key, lang)
            )
            if templates.of_key(key) is None:
                text = f"template-{templates.of_nudge(key)}"
                yield f"the step {step.id}: WhatsApp has no template for '{key}'; write the text {text}"


def _keys(step: Step) -> Iterator[str]:
    """The texts with which what is said of it can begin; an invitation goes to whom it may concern."""
    if step.on == "invite" or "participant" in step.to:
        yield f"nudge-{step.words}"
        yield f"nudge-{step.words}.several"
    if step.on == "invite" or ("worker" in step.to and step.on != "draft"):
        yield f"nudge-{step.words}.worker"
