"""What Twilio signed is believed, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

from bot.channels.whatsapp_updates import Pairs
from bot.web.twilio_signature import SETTINGS, SIGNATURE, Signatures

DATA = json.loads(
    (Path(__file__).parent.parent / "data" / "twilio-signature-vectors.json").read_text("utf-8")
)
PUBLIC = "https://office.example"
PATH = "/whatsapp/status?m=7.0&x=%2F+a"
FORM = [("Body", "Ya, betul é"), ("Label", ""), ("Digits", "5"), ("Digits", "1"), ("Digits", "5")]
TOKEN, NEXT_TOKEN, KEY = "invented-token", "invented-next", "invented-shared-secret"


def signed(secret: str, algorithm: str | None = None, url: str = PUBLIC + PATH, form: Pairs = FORM) -> str:
    signature = RequestValidator(secret).compute_signature(url, ImmutableMultiDict(form), algorithm)
    return str(signature)


def by_key(key: str, secret: str = KEY, algorithm: str = "HMAC_SHA256") -> dict[str, str]:
    return {SIGNATURE: signed(secret, "HMAC_SHA256"), SETTINGS: f"key={key},algorithm={algorithm}"}


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda vector: vector["name"])
def test_twilios_own_examples_are_judged_as_they_say(vector: dict[str, Any]) -> None:
    url = urlsplit(vector["url"])
    signatures = Signatures([DATA["token"]], {}, f"{url.scheme}://{url.netloc}")
    form: Any = [*vector.get("params", {}).items()] or [tuple(pair) for pair in vector.get("params_list", [])]
    if "body" in vector:
        form = vector["body"].encode()

    got = signatures.is_genuine(f"{url.path}?{url.query}", {SIGNATURE: vector["signature"]}, form)

    assert got is vector["valid"]


def test_both_tokens_are_good_while_one_is_changed_for_the_other() -> None:
    signatures = Signatures([TOKEN, NEXT_TOKEN], {}, PUBLIC)

    assert signatures.is_genuine(PATH, {SIGNATURE: signed(TOKEN)}, FORM)
    assert signatures.is_genuine(PATH, {SIGNATURE: signed(NEXT_TOKEN)}, FORM)
    assert not signatures.is_genuine(PATH, {SIGNATURE: signed("another")}, FORM)


def test_the_key_that_is_named_is_the_one_that_counts() -> None:
    signatures = Signatures([TOKEN], {"old": "older-shared-secret", "new": KEY}, PUBLIC)

    assert signatures.is_genuine(PATH, by_key("new"), FORM)
    assert not signatures.is_genuine(PATH, by_key("old"), FORM)
    assert not signatures.is_genuine(PATH, by_key("third"), FORM)
    assert not signatures.is_genuine(PATH, by_key("new", TOKEN), FORM)
    assert not signatures.is_genuine(PATH, by_key("new", algorithm="HMAC_MD5"), FORM)


def test_without_a_token_the_older_way_of_signing_is_refused() -> None:
    signatures = Signatures([], {"new": KEY}, PUBLIC)
    older = {SIGNATURE: signed(KEY), SETTINGS: "key=new,algorithm=HMAC_SHA1"}

    assert not signatures.is_genuine(PATH, {SIGNATURE: signed(KEY)}, FORM)
    assert not signatures.is_genuine(PATH, older, FORM)


def test_blank_fields_are_signed_too() -> None:
    signatures = Signatures([TOKEN], {}, PUBLIC)
    raw = urlencode(FORM)

    assert signatures.is_genuine(PATH, {SIGNATURE: signed(TOKEN)}, parse_qsl(raw, keep_blank_values=True))
    assert not signatures.is_genuine(PATH, {SIGNATURE: signed(TOKEN)}, parse_qsl(raw))


@pytest.mark.parametrize(
    "url", ["http://office.example", "https://office.example/", "https://other.example", "https://office.example:1"]
)  # fmt: skip
def test_it_is_signed_over_the_address_that_is_configured(url: str) -> None:
    genuine = {SIGNATURE: signed(TOKEN)}

    got = Signatures([TOKEN], {}, url).is_genuine(PATH, genuine, FORM)

    # a slash at the end of the setting, and a port on https, make no difference
    assert got is ("https://office.example" in url)


@given(st.text(), st.text(), st.text(max_size=50))
def test_no_header_is_an_error(signature: str, how: str, path: str) -> None:
    signatures = Signatures([TOKEN], {"new": KEY}, PUBLIC)

    assert not signatures.is_genuine(f"/{path}", {SIGNATURE: signature, SETTINGS: how}, FORM)
    assert not signatures.is_genuine(PATH, {}, FORM)
    assert not signatures.is_genuine(PATH, {SIGNATURE: signature}, b"body")
