"""Pictures that go with messages: a QR code, and the card that confirms a cover. Drawn when they are sent.

Equal pictures are equal bytes, so that a picture sent to two people is drawn once, and a test can hold it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

import segno
from PIL import Image, ImageDraw, ImageFont, ImageOps

from bot.channels import Drawing
from flows.render import LANGUAGES, text
from flows.types import Lang, Picture, Say

SIZE = (1000, 630)
QR_SCALE = 6
"""pixels of a module at least: what a cheap phone reads from another phone's screen"""
_QR_WIDTH = 600
"""pixels of a QR code that stands alone, about"""

_Color = tuple[int, int, int]
_INK: _Color = (17, 34, 51)
_QUIET: _Color = (91, 107, 124)
_NIGHT: _Color = (15, 61, 94)
_PALE: _Color = (205, 224, 238)
_AMBER: _Color = (242, 169, 59)
_WHITE: _Color = (255, 255, 255)
_GREEN: _Color = (10, 110, 74)
_MINT: _Color = (227, 245, 236)

_PANEL = (30, 148, 970, 524)
_LEFT, _RIGHT, _BESIDE_QR = 64, 936, 654
"""where the text begins, where it ends, and where it ends beside a QR code"""
_QR_ROOM = 250
"""pixels that the QR code of a card has, around which the panel is white"""


def draw(picture: Picture, lang: Lang, *, is_demo: bool = False) -> Drawing:
    """The picture as a PNG with the texts of `lang`; raises KeyError where an argument is missing.

    `is_demo`: a card says on its face that it is none.
    """
    args = {name: _argument(value, lang) for name, value in picture.args.items()}
    link = args["link"]
    png = _qr(link) if picture.kind == "qr" else _card(tuple(sorted(args.items())), lang, is_demo=is_demo)
    return Drawing(png, link)


def warm_up() -> None:
    """Load what pictures are drawn with, so that nobody waits for it."""
    for lang in LANGUAGES:
        _card(tuple(_ANYONE.items()), lang)


_ANYONE = {
    "link": "https://example.org/",
    "made_on": "2026-11-22",
    "name": "",
    "nik": "",
    "number": "",
    "office": "",
    "paid_through": "2026-12",
    "programmes": "",
}


def _argument(value: object, lang: Lang) -> str:
    """On one line, whatever it holds."""
    return " ".join((text(value, lang) if isinstance(value, Say) else str(value)).split())


@lru_cache(maxsize=64)
def _qr(link: str) -> bytes:
    code = ImageOps.expand(_modules(link), border=4, fill=255)
    file = io.BytesIO()
    _enlarged(code, max(QR_SCALE, _QR_WIDTH // code.width)).save(file, "PNG", bits=1)
    return file.getvalue()


def _modules(link: str) -> Image.Image:
    """The code, a pixel a module. One mask for all: to weigh all eight takes four times as long."""
    code = segno.make_qr(link, error="m", boost_error=False, mask=_MASK)
    rows = b"".join(bytes(row).translate(_AS_GREY) for row in code.matrix)
    return Image.frombytes("L", (len(code.matrix[0]), len(code.matrix)), rows)


_MASK = 4
_AS_GREY = bytes([255, 0]) + bytes(254)


def _enlarged(code: Image.Image, scale: int) -> Image.Image:
    return code.resize((code.width * scale, code.height * scale), Image.Resampling.NEAREST)


@lru_cache(maxsize=64)
def _card(args: tuple[tuple[str, str], ...], lang: Lang, *, is_demo: bool = False) -> bytes:
    card = _ground().copy()
    pen = ImageDraw.Draw(card)
    given = dict(args)
    _head(pen, lang)
    if is_demo:
        _band(pen, lang)
    if given["link"]:
        _put_qr(card, pen, given["link"], lang)
    _facts(pen, given, _BESIDE_QR if given["link"] else _RIGHT, lang)
    _foot(pen, given, lang)
    return _as_png(card)


# --- the parts of a card -----------------------------------------------------------------------------


@cache
def _ground() -> Image.Image:
    """What all cards have; drawn three times as large, because Pillow's own curves are jagged."""
    large = Image.new("RGB", (SIZE[0] * 3, SIZE[1] * 3), _NIGHT)
    pen = ImageDraw.Draw(large)
    pen.rectangle((0, 116 * 3, SIZE[0] * 3, 123 * 3), _AMBER)
    pen.rounded_rectangle([3 * place for place in _PANEL], 28 * 3, _WHITE)
    return large.resize(SIZE, Image.Resampling.BOX)


def _head(pen: ImageDraw.ImageDraw, lang: Lang) -> None:
    _line(pen, (_LEFT, 16), _words("title", lang), 50, _WHITE, _RIGHT - _LEFT, bold=True)
    _line(pen, (_LEFT, 74), _words("subtitle", lang), 27, _PALE, _RIGHT - _LEFT)


def _band(pen: ImageDraw.ImageDraw, lang: Lang) -> None:
    """Across the whole card, above everything that it seems to confirm."""
    pen.rectangle((0, 110, SIZE[0], 147), _AMBER)
    words = _words("demo", lang)
    font = _fitting(words, 29, SIZE[0] - 40, bold=True)
    pen.text((SIZE[0] / 2 - font.getlength(words) / 2, 111), words, _INK, font)


def _put_qr(card: Image.Image, pen: ImageDraw.ImageDraw, link: str, lang: Lang) -> None:
    code = _modules(link)
    picture = _enlarged(code, max(1, _QR_ROOM // code.width))
    middle = (_BESIDE_QR + _PANEL[2]) // 2
    card.paste(picture, (middle - picture.width // 2, 190 + (_QR_ROOM - picture.height) // 2))
    words = _words("scan", lang)
    font = _fitting(words, 26, 280)
    pen.text((middle - font.getlength(words) / 2, 456), words, _QUIET, font)


def _facts(pen: ImageDraw.ImageDraw, given: Mapping[str, str], right: int, lang: Lang) -> None:
    room = right - _LEFT
    _label(pen, (_LEFT, 160), "name", lang)
    _name(pen, given["name"], room)
    half = room * 56 // 100
    for place, field in ((_LEFT, "nik"), (_LEFT + half, "number")):
        _label(pen, (place, 268), field, lang)
        width = half - 16 if place == _LEFT else room - half
        _line(pen, (place, 293), given[field], 36, _INK, width, bold=True)
    _label(pen, (_LEFT, 347), "programmes", lang)
    words = _words("programmes", lang)
    beside = _LEFT + int(_font(24).getlength(words)) + 14
    _line(pen, (beside, 343), given["programmes"], 32, _INK, right - beside, bold=True)
    _until(pen, given["paid_through"], room, lang)


def _until(pen: ImageDraw.ImageDraw, month: str, room: int, lang: Lang) -> None:
    """Until when: what is looked for first."""
    box = (_LEFT, 398, _LEFT + room, 506)
    pen.rounded_rectangle(box, 14, _MINT, corners=(False, True, True, False))
    pen.rectangle((box[0], box[1], box[0] + 9, box[3]), _GREEN)
    _line(pen, (_LEFT + 30, 404), _words("until", lang), 27, _GREEN, room - 50)
    _line(pen, (_LEFT + 30, 432), _words("month", lang, month=month), 56, _GREEN, room - 50, bold=True)


def _foot(pen: ImageDraw.ImageDraw, given: Mapping[str, str], lang: Lang) -> None:
    note = _words("note", lang, office=given["office"])
    room = _RIGHT - _LEFT
    lines = [note] if _font(25).getlength(note) <= room else _wrapped(note, _font(25), room)[:2]
    top = 534 + 16 * (2 - len(lines))
    for number, line in enumerate(lines):
        _line(pen, (_LEFT, top + 29 * number), line, 25, _WHITE, room)
    made = _words("made_on", lang, day=given["made_on"])
    _line(pen, (_LEFT, top + 29 * len(lines)), made, 24, _PALE, room)


def _name(pen: ImageDraw.ImageDraw, name: str, room: int) -> None:
    """As large as it fits on a line; a long one on two, the second as small as it must be."""
    if _font(40, bold=True).getlength(name) <= room:
        _line(pen, (_LEFT, 188), name, 60, _INK, room, bold=True)
        return
    first, *others = _wrapped(name, _font(36, bold=True), room)
    for number, line in enumerate((first, " ".join(others))):
        _line(pen, (_LEFT, 186 + 38 * number), line, 36, _INK, room, bold=True)


# --- words -------------------------------------------------------------------------------------------


def _words(key: str, lang: Lang, **args: str) -> str:
    return text(Say(f"card-picture.{key}", args), lang)


def _label(pen: ImageDraw.ImageDraw, place: tuple[int, int], key: str, lang: Lang) -> None:
    pen.text(place, _words(key, lang), _QUIET, _font(24))


def _line(
    pen: ImageDraw.ImageDraw,
    place: tuple[int, int],
    words: str,
    size: int,
    color: _Color,
    room: int,
    *,
    bold: bool = False,
) -> None:
    """One line, smaller where there is no room, on the baseline that it has at its full size."""
    font = _fitting(words, size, room, bold=bold)
    lower = _font(size, bold=bold).getmetrics()[0] - font.getmetrics()[0]
    pen.text((place[0], place[1] + lower), words, color, font)


def _fitting(words: str, size: int, room: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    font = _font(size, bold=bold)
    while size > 8 and font.getlength(words) > room:
        size -= 1
        font = _font(size, bold=bold)
    return font


def _wrapped(words: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Source Sans Pro (SIL Open Font License); the plain layout draws the same on every machine."""
    name = "SourceSansPro-Semibold.ttf" if bold else "SourceSansPro-Regular.ttf"
    file = resources.files("font_source_sans_pro").joinpath("files", name)
    return ImageFont.truetype(io.BytesIO(file.read_bytes()), size, layout_engine=ImageFont.Layout.BASIC)


def _as_png(card: Image.Image) -> bytes:
    file = io.BytesIO()
    card.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG", compress_level=6)
    return file.getvalue()
