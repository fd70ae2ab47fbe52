"""A person on the fake Twilio's WhatsApp: what they write goes to the webhook, what is sent arrives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tests.fakes.twilio_messages import Media, Message, new_sid

if TYPE_CHECKING:
    from tests.fakes.twilio import Twilio


class Person:
    """Someone with a number ("+62…"), or with only the id WhatsApp gives them here ("ID.123…")."""

    def __init__(self, twilio: Twilio, address: str, name: str, scoped_id: str | None = None) -> None:
        self._twilio = twilio
        self.address, self.name, self.scoped_id = address, name, scoped_id
        self.received: list[Message] = []
        self.wrote_at: datetime | None = None
        self.has_blocked = False
        self.has_opted_out = False

    # --- what they do; each gives the message's sid ---

    def says(self, text: str, **more: str) -> str:
        return self.sends({"Body": text, "MessageType": "text", **more})

    def taps(self, title: str) -> str:
        """Tap a button of the newest message that has it."""
        id = self._option(title, "buttons")
        return self.sends({"Body": title, "ButtonText": title, "ButtonPayload": id, "MessageType": "button"})

    def chooses(self, title: str) -> str:
        """Choose from the list of the newest message that has it."""
        id = self._option(title, "list")
        return self.sends({"Body": title, "ListId": id, "ListTitle": title, "MessageType": "interactive"})

    def answers(self, title: str) -> str:
        """Tap or choose, as it is shown."""
        shown = [one for one in self.received if title in dict(one.options)]
        return self.chooses(title) if shown and shown[-1].kind == "list" else self.taps(title)

    def sends_photo(self, content: bytes, caption: str = "", media_type: str = "image/jpeg") -> str:
        media = Media(new_sid("ME"), media_type, content)
        return self.sends({"Body": caption, "MessageType": "image"}, media)

    def shares_place(self, latitude: float, longitude: float) -> str:
        place = {"Latitude": str(latitude), "Longitude": str(longitude)}
        return self.sends({"Body": "", "MessageType": "location", **place})

    def sends(self, fields: Mapping[str, str], *media: Media) -> str:
        """Anything at all."""
        return self._twilio.take_in(self, fields, list(media))

    def blocks(self) -> None:
        self.has_blocked = True

    def opts_out(self) -> None:
        """Tell the platform, not the bot, that they want no more."""
        self.has_opted_out = True

    # --- what they see ---

    @property
    def texts(self) -> list[str]:
        return [message.body for message in self.received]

    @property
    def labels(self) -> list[str]:
        """What can be tapped or chosen under the last message."""
        return [title for title, _ in self.received[-1].options] if self.received else []

    @property
    def pictures(self) -> list[bytes]:
        files = [media for message in self.received for media in message.media]
        return [media.content for media in files if media.content is not None]

    def waits_for(self, messages: int, timeout: float = 10.0) -> list[str]:
        """The texts, when there are at least so many from the bot."""
        self._twilio.wait_until(lambda: len(self.received) >= messages, timeout)
        return self.texts

    def _option(self, title: str, kind: str) -> str:
        for message in reversed(self.received):
            for shown, id in message.options:
                if shown == title and message.kind == kind:
                    return id
        raise LookupError(f"no {title!r} among {kind}; there is {self.labels}")
