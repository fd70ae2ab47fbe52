"""Indonesian mobile numbers as people write them, kept as E.164 ("+6281234567890")."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from flows.types import Invalid

SHORTEST, LONGEST = 9, 12
"""digits of a mobile number after 0 or +62, as phonenumbers knows them"""

# Words around the number, never a letter that may be one of its digits ("08123456789O").
_AROUND = re.compile(
    r"^(?:[^0-9+]*[^0-9+a-z])?(?:(?:no|hp|wa|telp|tlp|nomor)(?=\d))?(?=[0-9+(])|[()]|(?<=\d)(?:\s[^0-9]*|[^0-9a-z]+(?:\s[^0-9]*)?)$",
    re.I,
)
_SPELLED = re.compile(r"[0-9+,./\s-]+")


def read_mobile(text: str) -> str | Invalid:
    """The number in E.164; with or without 0, 62 or +62 in front, and a label ("WA: 0812 …")."""
    plain = _AROUND.sub("", _plain(text))
    # Longer than any number, even one written digit by digit: not worth parsing.
    if not _SPELLED.fullmatch(plain) or len(plain) > 60 or plain.rfind("+") > 0:
        return Invalid("phone.not_a_number")
    digits = re.sub(r"\D", "", plain)
    if not digits:
        return Invalid("phone.not_a_number")
    if not plain.startswith("+") and digits.startswith(("0062", "62")):
        plain = "+" + digits.removeprefix("00")
    try:
        number = phonenumbers.parse(plain, "ID")
    except NumberParseException:
        return _wrong_length(digits) or Invalid("phone.not_a_number")
    if number.country_code != 62:
        return Invalid("phone.foreign")
    match phonenumbers.number_type(number):
        case PhoneNumberType.MOBILE:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        case PhoneNumberType.FIXED_LINE:
            return Invalid("phone.landline")
        case _:
            return _wrong_length(digits) or Invalid("phone.not_a_number")


def show_mobile(e164: str) -> str:
    """As people here write it: "0812-3456-7890"."""
    digits = "0" + e164.removeprefix("+62")
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def _plain(text: str) -> str:
    """ASCII digits, dashes and spaces for all their kinds; marks that are not seen are dropped."""
    kept = []
    for char in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(char)
        if category == "Pd":
            kept.append("-")
        elif category != "Cf":
            kept.append(str(unicodedata.decimal(char, char)))
    return "".join(kept)


def _wrong_length(digits: str) -> Invalid | None:
    """`digits` as typed: with 62, with 0, or with neither."""
    national = digits.lstrip("0").removeprefix("62")
    if len(national) < SHORTEST:
        return Invalid("phone.too_short", {"count": len(digits)})
    if len(national) > LONGEST:
        return Invalid("phone.too_long", {"count": len(digits)})
    return None
