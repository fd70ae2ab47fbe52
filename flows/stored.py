"""Conversations and messages as bytes: what is kept between turns and until a message is sent.

Read leniently: a state stored by a former release may lack what came later, and is never a reason to fail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from flows.types import NOTHING, Asked, Option, Picture, Say, State


def dump_state(state: State) -> bytes:
    return _dump(_state(state))


def load_state(data: bytes) -> State:
    return _read_state(_load(data))


class Message(NamedTuple):
    """What goes out to one person at once."""

    says: tuple[Say, ...]
    asked: Asked | None = None
    picture: Picture | None = None


def dump_message(says: Sequence[Say], asked: Asked | None = None, picture: Picture | None = None) -> bytes:
    stored = {"says": [_say(say) for say in says], "asked": _asked(asked) if asked else None}
    return _dump(stored | {"picture": _picture(picture)} if picture else stored)


def load_message(data: bytes) -> Message:
    stored = _load(data)
    says = tuple(_read_say(say) for say in stored["says"])
    return Message(says, _read_asked(stored.get("asked")), _read_picture(stored.get("picture")))


def _dump(value: object) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate, which people can send and UTF-8 does not hold: kept as an escape
        return json.dumps(value, separators=(",", ":")).encode("ascii")


def _load(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data)


def _state(state: State) -> dict[str, Any]:
    stored: dict[str, Any] = {
        "flow": state.flow,
        "conversation": state.conversation,
        "answers": dict(state.answers),
        "waiting_on": state.waiting_on,
        "asking": state.asking,
    }
    if state.assumed:
        stored["assumed"] = state.assumed
    if state.offered:
        stored["offered"] = [_option(option) for option in state.offered]
    if state.tries:
        stored["tries"] = dict(state.tries)
    if state.heard_at:
        stored["heard_at"] = state.heard_at.isoformat()
    if state.unseen:
        stored["unseen"] = True
    if state.private_message:
        stored["private_message"] = state.private_message
    if state.aside:
        stored["aside"] = _state(state.aside)
    if state.undo and state.undo_until:
        stored["undo"] = _state(state.undo)
        stored["undo_until"] = state.undo_until.isoformat()
    return stored


def _read_state(stored: Mapping[str, Any]) -> State:
    aside, undo = stored.get("aside"), stored.get("undo")
    return State(
        flow=stored["flow"],
        conversation=stored.get("conversation", ""),
        answers=stored.get("answers") or NOTHING,
        assumed=tuple(stored.get("assumed", ())),
        waiting_on=stored.get("waiting_on"),
        offered=tuple(_read_option(option) for option in stored.get("offered", ())),
        asking=stored.get("asking", 0),
        tries=stored.get("tries") or NOTHING,
        heard_at=_read_time(stored.get("heard_at")),
        private_message=stored.get("private_message"),
        unseen=stored.get("unseen", False),
        aside=_read_state(aside) if aside else None,
        undo=_read_state(undo) if undo else None,
        undo_until=_read_time(stored.get("undo_until")),
    )


def _read_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _option(option: Option) -> Any:
    match option.label:
        case None:
            return option.id
        case Say() as say:
            return [option.id, _say(say)]
        case label:
            return [option.id, label]


def _read_option(stored: Any) -> Option:
    if isinstance(stored, str):
        return Option(stored)
    label = stored[1]
    return Option(stored[0], _read_say(label) if isinstance(label, dict) else label)


def _say(say: Say) -> dict[str, Any]:
    if not say.args:
        return {"key": say.key}
    return {"key": say.key, "args": {name: _argument(value) for name, value in say.args.items()}}


def _argument(value: Any) -> Any:
    match value:
        case Say():
            return _say(value)
        case tuple():
            return [_say(line) for line in value]
        case _:
            return value


def _read_say(stored: Mapping[str, Any]) -> Say:
    args = stored.get("args")
    if not args:
        return Say(stored["key"])
    return Say(stored["key"], {name: _read_argument(value) for name, value in args.items()})


def _read_argument(value: Any) -> Any:
    match value:
        case dict():
            return _read_say(value)
        case list():
            return tuple(_read_say(line) for line in value)
        case _:
            return value


def _picture(picture: Picture) -> dict[str, Any]:
    args = {name: _argument(value) for name, value in picture.args.items()}
    return {
        "kind": picture.kind,
        "args": args,
        "caption": _say(picture.caption) if picture.caption else None,
    }


def _read_picture(stored: Mapping[str, Any] | None) -> Picture | None:
    if stored is None:
        return None
    caption = stored.get("caption")
    args = {name: _read_argument(value) for name, value in stored["args"].items()}
    return Picture(stored["kind"], args, _read_say(caption) if caption else None)


def _asked(asked: Asked) -> dict[str, Any]:
    stored: dict[str, Any] = {
        "conversation": asked.conversation,
        "asking": asked.asking,
        "step": asked.step,
        "key": asked.key,
        "options": [_option(option) for option in asked.options],
    }
    if asked.wants_contact:
        stored["wants_contact"] = True
    return stored


def _read_asked(stored: Mapping[str, Any] | None) -> Asked | None:
    if stored is None:
        return None
    return Asked(
        conversation=stored["conversation"],
        asking=stored["asking"],
        step=stored["step"],
        key=stored.get("key", ""),
        options=tuple(_read_option(option) for option in stored["options"]),
        wants_contact=stored.get("wants_contact", False),
    )
