"""What holds of every answer the bot gives, whatever was sent: asserted turn by turn."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flows import checks
from flows.render import LANGUAGES, Rendered, render
from flows.stored import dump_state, load_state
from flows.types import Asked, Event, Say, Turn
from flows.walk import MOST_OPTIONS
from tests.flows.stage import Stage

LONGEST_MESSAGE = 4096
"""characters of one message on Telegram"""
_SIXTEEN_DIGITS = re.compile(r"\d(?:[ .-]?\d){15}")


def answers(stage: Stage, event: Event) -> str:
    """What the bot answers; everything that is promised of an answer holds of it."""
    turn = stage.turn(event)
    again = stage.turn(event)

    assert again == turn, "the same event in the same state comes to the same"
    assert turn.state is not None
    stored = dump_state(turn.state)
    assert dump_state(load_state(stored)) == stored, "a state is the same after it was stored"
    for lang in LANGUAGES:
        rendered = render(turn.says, turn.asked, lang)
        assert rendered.text.strip(), "every message is answered"
        fits(rendered, turn.asked)
        assert not whole_niks(turn.says, turn.asked), "a NIK is only ever shown masked"
    assert waits_on_what_it_asks(turn)
    return stage.hears(event)


def fits(rendered: Rendered, asked: Asked | None) -> None:
    """The message is within what every channel carries; names of areas are cut by the channel."""
    assert len(rendered.text) <= LONGEST_MESSAGE
    assert len(rendered.options) <= MOST_OPTIONS
    longest = checks.LONGEST_BUTTON if len(rendered.options) <= 3 else checks.LONGEST_ROW
    ours = [option.id for option in asked.options if not isinstance(option.label, str)] if asked else []
    labels = [label for option, label in rendered.options if option in ours]
    assert [label for label in labels if not 0 < len(label) <= longest] == []
    assert len({label[: checks.LONGEST_BUTTON] for label in labels}) == len(labels)


def whole_niks(says: Iterable[Say], asked: Asked | None) -> list[str]:
    """NIKs that can be read in a message, but for the example in the reasons why one was not taken."""
    others = [say for say in says if not say.key.startswith("nik.")]
    return [nik for lang in LANGUAGES for nik in _SIXTEEN_DIGITS.findall(render(others, asked, lang).text)]


def waits_on_what_it_asks(turn: Turn) -> bool:
    """What a message offers is what is waited on, so that a number and a tap both find it."""
    if turn.asked is None or turn.state is None:
        return True
    state = turn.state
    return (turn.asked.step, turn.asked.asking, turn.asked.options) == (
        state.waiting_on,
        state.asking,
        state.offered,
    )
