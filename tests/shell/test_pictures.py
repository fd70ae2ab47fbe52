"""The pictures: read by a phone's camera, drawn whatever the name, and the same for the same card."""

from __future__ import annotations

import io
from typing import Any

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot.coverage.pictures import QR_SCALE, SIZE, draw
from flows.types import Lang, Picture, Say

LINK = "https://sertakan.example.org/kartu/0123456789ABCDEFGHJKMNPQRS"
INVITATION = "https://t.me/sertakan_test_bot?start=0123456789ABCDEFGHJKMNPQRS"
CARD: dict[str, Any] = {
    "name": "Budi Santoso",
    "nik": "6202••••••••0009",
    "number": "26011234567",
    "programmes": "JKK + JKM",
    "paid_through": "2026-12",
    "office": "Kantor Cabang Palangka Raya",
    "link": LINK,
    "made_on": "2026-11-22",
}
LONGEST_NAME = "Raden Mas Ontowiryo Sosrokusumo Hadiningrat Purbonegoro Kusumawardhani"
LANGUAGES: tuple[Lang, ...] = ("id", "en")


def card(lang: Lang = "id", **changes: Any) -> bytes:
    return draw(Picture("card", CARD | changes), lang).png


def image(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def as_seen(picture: Image.Image, part: float) -> Image.Image:
    """Made smaller and sent on as a messenger does: a JPEG of poor quality."""
    smaller = picture.resize((int(picture.width * part), int(picture.height * part)))
    file = io.BytesIO()
    smaller.save(file, "JPEG", quality=40)
    return Image.open(file)


def read(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("part", [1, 0.7, 0.5])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_camera_reads_the_code_of_a_card_that_was_sent_on(lang: Lang, part: float) -> None:
    assert read(as_seen(image(card(lang, name=LONGEST_NAME)), part)) == [LINK]


@pytest.mark.parametrize("link", [INVITATION, "https://wa.me/6281200000000?text=Halo%20" + "A" * 120])
@pytest.mark.parametrize("part", [1, 0.5])
def test_a_camera_reads_an_invitation(link: str, part: float) -> None:
    drawing = draw(Picture("qr", {"link": link}, Say("any")), "id")

    assert drawing.link == link
    assert read(as_seen(image(drawing.png), part)) == [link]


def test_a_code_has_large_modules_and_a_quiet_border() -> None:
    code = image(draw(Picture("qr", {"link": INVITATION}), "id").png)

    quiet = 4 * QR_SCALE
    assert min(code.size) >= 400
    assert {code.getpixel((place, row)) for place in range(code.width) for row in range(quiet)} == {
        (255, 255, 255)
    }


def test_a_card_is_the_same_bytes_each_time_and_few_of_them() -> None:
    first = card(name="Siti")
    draw.__globals__["_card"].cache_clear()

    assert card(name="Siti") == first
    assert card(name="Sita") != first
    assert len(first) < 60_000
    assert image(first).size == SIZE


def test_a_card_is_read_in_the_language_of_whom_it_is_for() -> None:
    assert card("id") != card("en")


def test_without_a_public_address_a_card_carries_no_code() -> None:
    drawing = draw(Picture("card", CARD | {"link": ""}), "id")

    assert drawing.link == ""
    assert read(image(drawing.png)) == []


def test_the_longest_name_leaves_the_rest_of_the_card_as_it_is() -> None:
    short, long = image(card(name="Budi")), image(card(name=LONGEST_NAME))

    below_the_name = (0, 268, SIZE[0], SIZE[1])
    apart = ImageChops.difference(short.crop(below_the_name), long.crop(below_the_name))
    assert apart.convert("L").point(lambda light: light > 24).getbbox() is None  # each has its own palette


@pytest.mark.parametrize("name", ["Zoë Ñandú-Đỗ", "李雷", "عمر", "😀😀", "", "\ud800", "a" * 200, "\x00\n\t"])
def test_whatever_the_name_is_a_card_is_drawn(name: str) -> None:
    assert image(card(name=name)).size == SIZE


@settings(max_examples=15, deadline=None)
@given(name=st.text(max_size=80), office=st.text(min_size=1, max_size=80))
def test_any_name_and_any_office_can_be_drawn(name: str, office: str) -> None:
    assert image(card(name=name, office=office)).size == SIZE


def test_a_card_without_what_it_must_say_is_not_drawn() -> None:
    with pytest.raises(KeyError):
        draw(Picture("card", {"link": ""}), "id")
