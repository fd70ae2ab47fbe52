"""Whether a request is Twilio's own: its signature, over the address as it is outside and the whole form.

Signed is `server.public_url` with the path and query as they came, then each field's name and value in the
order of names, blank ones too (https://www.twilio.com/docs/usage/security#validating-requests). By default
with the auth token and SHA-1; with a shared key, which a header names, and SHA-256.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator, add_port, remove_port

from bot.channels.whatsapp_updates import Pairs

SIGNATURE = "x-twilio-signature"
SETTINGS = "x-twilio-webhooks-signature-settings"
_FORM = re.compile(r"[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=")
"""base64 of what SHA-1 or SHA-256 makes"""


def may_be_signed(headers: Mapping[str, str]) -> bool:
    """Do these headers (of lower-case names) hold what looks like a signature? It proves nothing."""
    return _FORM.fullmatch(headers.get(SIGNATURE, "")) is not None


class Signatures:
    """Knows the tokens and keys that are good now: two tokens while one is changed for another."""

    def __init__(self, auth_tokens: Sequence[str], shared_keys: Mapping[str, str], public_url: str) -> None:
        """`shared_keys`: secrets by the id of their key. Without a token, SHA-1 is refused."""
        self._by_token = [RequestValidator(token) for token in auth_tokens]
        self._by_key = {name: RequestValidator(secret) for name, secret in shared_keys.items()}
        self._public_url = public_url.rstrip("/")

    def is_genuine(self, path_and_query: str, headers: Mapping[str, str], form: Pairs | bytes) -> bool:
        """Is one of the good signatures in these headers (of lower-case names)?

        `form` as bytes: a body that is no form; its hash is in the address, which is signed.
        """
        url = self._public_url + path_and_query
        if isinstance(form, bytes):
            if not _is_hash_of(form, url):
                return False
            form = ()
        algorithm, validators = self._named(headers.get(SETTINGS, ""))
        given = headers.get(SIGNATURE, "").encode("utf-8", "replace")
        fields = _Fields()
        for name, value in form:
            fields.setdefault(name, []).append(value)
        return any(  # made one by one: nearly always the first one fits
            hmac.compare_digest(validator.compute_signature(address, fields, algorithm).encode(), given)
            for address in _without_and_with_port(url)
            for validator in validators
        )

    def _named(self, settings: str) -> tuple[str, Sequence[RequestValidator]]:
        """How it says it was signed, and what we would have signed it with so; nothing: by none of ours."""
        named = dict(_settings(settings))
        algorithm = named.get("algorithm", HMAC_SHA1).upper()
        if algorithm == HMAC_SHA1:
            return algorithm, self._by_token
        key = self._by_key.get(named.get("key", ""))
        return HMAC_SHA256, [key] if key and algorithm == HMAC_SHA256 else []


class _Fields(dict[str, list[str]]):
    """As Twilio's validator asks for the values of a field first, so that it need not try other ways."""

    getall = dict.__getitem__


def _settings(header: str) -> Iterator[tuple[str, str]]:
    for part in header.split(","):
        name, _, value = part.partition("=")
        yield name.strip(), value.strip()


@lru_cache(maxsize=256)
def _without_and_with_port(url: str) -> tuple[str, str]:
    """Twilio signs either, as its own validator says."""
    parts = urlsplit(url)
    return remove_port(parts), add_port(parts)


def _is_hash_of(body: bytes, url: str) -> bool:
    named = parse_qs(urlsplit(url).query).get("bodySHA256", [""])[0]
    return hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), named.encode("utf-8", "replace"))
