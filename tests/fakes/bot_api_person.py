"""A person with Telegram on their phone: what they write, tap and share, and what they see of the bot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.bot_api import BotApi

NOW = 1_795_000_100


class Person:
    """One private chat with the bot. `received` are the bot's messages that are still there, in order;
    `written` the ids of their own."""

    def __init__(
        self,
        api: BotApi,
        first_name: str,
        *,
        id: int,
        last_name: str | None = None,
        language_code: str | None = "id",
        phone: str = "6281200000001",
    ) -> None:
        self.id = id
        self.phone = phone
        self.has_blocked = False
        self.received: list[dict[str, Any]] = []
        self._api = api
        self.written: set[int] = set()
        self._keys: list[list[dict[str, Any]]] = []
        known = {"last_name": last_name, "language_code": language_code}
        self.user: dict[str, Any] = {
            "id": id,
            "is_bot": False,
            "first_name": first_name,
            **{name: value for name, value in known.items() if value is not None},
        }
        self.chat = {"id": id, "type": "private", "first_name": first_name}

    # --- what they do; each returns the number of the update ---

    def says(self, text: str) -> int:
        return self.sends(text=text)

    def starts(self, token: str | None = None) -> int:
        """Press Start, perhaps by a link that carries a token."""
        return self.says("/start" if token is None else f"/start {token}")

    def sends(self, **content: Any) -> int:
        """Any message: `photo=[…]`, `location={…}`; the fields as the Bot API names them."""
        message = self._message(content)
        self.written.add(message["message_id"])
        return self._api.give("message", message)

    def sends_photo(self, content: bytes, **message: Any) -> int:
        """A photo, as Telegram has it: in several sizes, the largest last."""
        file = self._api.keeps(content)
        sizes = [
            {"file_id": id, "file_unique_id": f"u-{id}", "width": width, "height": width, "file_size": size}
            for id, width, size in ((f"small-{file}", 90, 900), (file, 1280, len(content)))
        ]
        return self.sends(photo=sizes, **message)

    def sends_document(self, content: bytes, media_type: str, **message: Any) -> int:
        file = self._api.keeps(content)
        told = {"file_id": file, "file_unique_id": f"u-{file}", "file_size": len(content)}
        return self.sends(document={**told, "mime_type": media_type}, **message)

    def edits(self, text: str) -> int:
        return self._api.give("edited_message", {**self._message({"text": text}), "edit_date": NOW + 60})

    def shares_contact(self, number: str | None = None, of: Person | None = None) -> int:
        """Their own number; with `of` someone else's card, with `number` alone one of nobody here."""
        owner = of or (self if number is None else None)
        card: dict[str, Any] = {"phone_number": number or (of or self).phone, "first_name": "Kartu"}
        if owner is not None:
            card["user_id"] = owner.id
        return self.sends(contact=card)

    def taps(self, label: str) -> int:
        """Tap what reads `label`: under the newest message that has it, else a key below the chat."""
        for message in reversed(self.received):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == label:
                        return self.taps_data(button["callback_data"], message)
        for key in (key for row in self._keys for key in row if key["text"] == label):
            return self.shares_contact() if key.get("request_contact") else self.says(label)
        raise LookupError(f"no {label!r}; there is {self.labels}")

    def taps_data(self, data: str, message: Mapping[str, Any] | None = None) -> int:
        """Tap a button with this data, whatever message it stood under."""
        under = message or {"message_id": 1, "chat": self.chat, "date": 0}
        tap = {
            "id": f"tap-{self.id}-{self._api.new_message_id()}",
            "from": self.user,
            "chat_instance": "1",
            "message": dict(under),
            "data": data,
        }
        return self._api.give("callback_query", tap)

    def blocks(self) -> int:
        self.has_blocked = True
        return self._changes("member", "kicked")

    def unblocks(self) -> int:
        self.has_blocked = False
        return self._changes("kicked", "member")

    # --- what they see ---

    @property
    def texts(self) -> list[str]:
        """Of a picture, what stands under it."""
        return [message.get("text") or message.get("caption", "") for message in self.received]

    @property
    def pictures(self) -> list[bytes]:
        return [
            self._api.file(message["photo"][-1]["file_id"]) for message in self.received if "photo" in message
        ]

    @property
    def labels(self) -> list[str]:
        """What can be tapped now: under the last message, and below the chat."""
        last = self.received[-1] if self.received else {}
        rows = [*last.get("reply_markup", {}).get("inline_keyboard", []), *self._keys]
        return [button["text"] for row in rows for button in row]

    def waits_for(self, messages: int, timeout: float = 10.0) -> list[str]:
        """The texts, when there are at least so many from the bot."""
        self._api.wait_until(lambda: len(self.received) >= messages, timeout)
        return self.texts

    def has_written(self, message_id: int) -> bool:
        """Does the chat still show this message of theirs?"""
        return message_id in self.written

    # --- what the server does with them ---

    def receive(self, message: dict[str, Any], markup: Mapping[str, Any]) -> None:
        self.received.append(message)
        if "keyboard" in markup:
            self._keys = markup["keyboard"]
        elif markup.get("remove_keyboard"):
            self._keys = []

    def lose(self, message_id: int) -> bool:
        """Delete a message of either side; False: there was none."""
        before = len(self.received) + len(self.written)
        self.received = [message for message in self.received if message["message_id"] != message_id]
        self.written.discard(message_id)
        return len(self.received) + len(self.written) < before

    def _message(self, content: Mapping[str, Any]) -> dict[str, Any]:
        number = self._api.new_message_id()
        return {"message_id": number, "from": self.user, "chat": self.chat, "date": NOW, **content}

    def _changes(self, old: str, new: str) -> int:
        def member(status: str) -> dict[str, Any]:
            bot = {"id": int(self._api.token.partition(":")[0]), "is_bot": True, "first_name": "Sertakan"}
            until = {"until_date": 0} if status == "kicked" else {}
            return {"status": status, "user": bot, **until}

        change = {"chat": self.chat, "from": self.user, "date": NOW}
        return self._api.give(
            "my_chat_member", {**change, "old_chat_member": member(old), "new_chat_member": member(new)}
        )
