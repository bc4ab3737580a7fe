"""Draws the show's cover: three voices in the colours of the pens rise out of a steel filing cabinet.

    python docs/show/cover.py [OUT.jpg]

Writes cover.jpg (3000 × 3000, RGB) beside podcast.yaml. Lengths are in pixels of the finished picture; it is drawn
twice as large and scaled down, so that edges are smooth. Nothing vital lies in the lowest fifth, where players put
their buttons. Needs Pillow and the font package fontpkg-barlow-semi-condensed (Barlow Semi Condensed, OFL).
"""

from __future__ import annotations

import io
import math
import sys
from importlib.resources import files as resources
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from podcast.files import atomic

SIZE, FINE = 3000, 2  # pixels; how much larger it is drawn
ROOT = Path(__file__).resolve().parents[2]

INK = "#1c2326"
PAPER, WALL = "#ffffff", ("#eff3f0", "#d6dcd8")
STEEL, STEEL_LIGHT, STEEL_SHADE, STEEL_EDGE = ("#d9ddd9", "#c6ccc8"), "#f4f6f4", "#98a29f", "#7d888c"
INSIDE = ("#20272b", "#39444a")
BLUE, RED, GREEN = "#1d4f9c", "#a3222c", "#14623c"

Box = tuple[float, float, float, float]  # left, top, right, bottom


class Card(NamedTuple):
    """A card that stands up: its word, place and lean (degrees, to the left), its tab and its voice.

    `middle` is its middle from the left, `head` its tab's head from the top; `tab` is where the tab begins, as a share
    of the card's width; `voice` are the bars of its wave, as shares of the highest.
    """

    word: str
    middle: float
    head: float
    lean: float
    colour: str
    tab: float
    voice: tuple[float, ...]


CARDS = (
    Card("mitreden", 640, 300, 9, BLUE, 0.07, (0.25, 0.55, 0.85, 0.6, 1.0, 0.7, 0.4, 0.62, 0.3)),
    Card("mitgestalten", 2350, 340, -8, GREEN, 0.31, (0.3, 0.62, 0.42, 0.8, 1.0, 0.55, 0.75, 0.45, 0.22)),
    Card("mitplanen", 1470, 130, -2.5, RED, 0.23, (0.35, 0.7, 0.5, 0.9, 0.66, 1.0, 0.72, 0.5, 0.28)),
)
WIDTH, HEIGHT, TAB = 730, 1300, 108  # of a card, and how far its tab stands out


def scaled(box: tuple[float, ...]) -> list[float]:
    return [FINE * length for length in box]


def shaded(canvas: Image.Image, box: Box, colours: tuple[str, str], radius: float = 0) -> None:
    """A panel that passes from the first colour at its top to the second at its bottom."""
    left, top, right, bottom = (round(length) for length in scaled(box))
    ramp = Image.linear_gradient("L").resize((right - left, bottom - top))
    fill = Image.composite(Image.new("RGB", ramp.size, colours[1]), Image.new("RGB", ramp.size, colours[0]), ramp)
    mask = Image.new("L", ramp.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, right - left - 1, bottom - top - 1), FINE * radius, fill=255)
    canvas.paste(fill, (left, top), mask)


def shadow(canvas: Image.Image, box: Box, blur: float, strength: float) -> None:
    """A soft shadow the shape of the box; `strength` from 0 to 1."""
    mask = Image.new("L", (SIZE // 5, SIZE // 5), 0)
    ImageDraw.Draw(mask).rectangle([length / 5 for length in box], fill=round(255 * strength))
    mask = mask.filter(ImageFilter.GaussianBlur(blur / 5)).resize(canvas.size, Image.Resampling.BICUBIC)
    canvas.paste(Image.new("RGB", canvas.size, INK), (0, 0), mask)


def lines(canvas: Image.Image, *strokes: tuple[Box, str, float]) -> None:
    draw = ImageDraw.Draw(canvas)
    for box, colour, width in strokes:
        draw.line(scaled(box), fill=colour, width=round(FINE * width))


def card(canvas: Image.Image, one: Card) -> None:
    """A coloured card that leans, over its shadow."""
    margin = 260  # room for what leans out
    layer = Image.new("RGBA", (FINE * (WIDTH + 2 * margin), FINE * (HEIGHT + 2 * margin)), (0, 0, 0, 0))
    drawn(ImageDraw.Draw(layer), one, margin)
    turned = layer.rotate(one.lean, Image.Resampling.BICUBIC, center=(layer.width / 2, FINE * (margin + HEIGHT)))
    left, top = round(FINE * one.middle - layer.width / 2), round(FINE * (one.head - margin))
    dark = Image.new("RGBA", turned.size, INK)
    dark.putalpha(turned.getchannel("A").filter(ImageFilter.GaussianBlur(FINE * 16)).point(lambda a: a * 0.28))
    canvas.paste(dark, (left, top + FINE * 10), dark)
    canvas.paste(turned, (left, top), turned)


def drawn(draw: ImageDraw.ImageDraw, one: Card, at: float) -> None:
    """The card upright, its tab's head at (`at`, `at`): tab, head rule and, for its writing, the wave of a voice."""
    left, head = at + one.tab * WIDTH, at + TAB
    font = fitting("mitgestalten", "SemiBold", 350)
    right = left + font.getlength(one.word) / FINE + 90
    draw.rounded_rectangle(scaled((left, at, right, head + 60)), FINE * 34, fill=one.colour)
    draw.rounded_rectangle(scaled((at, head, at + WIDTH, at + HEIGHT)), FINE * 20, fill=one.colour)
    draw.text((FINE * (left + right) / 2, FINE * (head - 14)), one.word, PAPER, font, anchor="ms")
    draw.line(scaled((at, head + 62, at + WIDTH, head + 62)), fill=PAPER, width=FINE * 9)
    wave(draw, (at + 60, head + 150, at + WIDTH - 60, head + 560), one.voice)


def wave(draw: ImageDraw.ImageDraw, box: Box, voice: tuple[float, ...]) -> None:
    left, top, right, bottom = box
    pitch, bar = (right - left) / len(voice), 40
    for number, share in enumerate(voice):
        x, half = left + (number + 0.5) * pitch, share * (bottom - top) / 2
        middle = (top + bottom) / 2
        draw.rounded_rectangle(
            scaled((x - bar / 2, middle - half, x + bar / 2, middle + half)), FINE * bar / 2, fill=PAPER
        )


def cabinet(canvas: Image.Image) -> None:
    """The body behind the open drawer, its dark inside, and the closed drawer below."""
    shaded(canvas, (150, 740, 2850, 3000), ("#c4cac6", "#b4bcb8"), 14)
    lines(canvas, ((164, 747, 2836, 747), STEEL_LIGHT, 12))
    shaded(canvas, (240, 830, 2760, 1400), INSIDE)
    row_of_files(canvas)
    shaded(canvas, (230, 2480, 2770, 3200), ("#ced3cf", "#c2c9c5"), 10)
    lines(canvas, ((238, 2484, 2762, 2484), STEEL_LIGHT, 8))
    frame(canvas, (930, 2660, 2070, 2880))
    font = fitting("Der Kommunen-Podcast", "SemiBold", 900)
    ImageDraw.Draw(canvas).text((FINE * SIZE / 2, FINE * 2808), "Der Kommunen-Podcast", INK, font, anchor="ms")


def row_of_files(canvas: Image.Image) -> None:
    """The orderly rest of the drawer: grey files, one like the other, between its two sides."""
    for number in range(16):
        left = 300 + number * 150
        shaded(canvas, (left, 905, left + 140, 1300), ("#e9ecea", "#aeb7b4"), 12)
        lines(canvas, ((left + 30, 945, left + 110, 945), "#98a29f", 12))
    draw = ImageDraw.Draw(canvas)
    for side in ((240, 70), (2760, 2930)):  # from the cabinet forward to the front
        back, fore = side
        inward = 46 if back < SIZE / 2 else -46
        edge = (back, 960, back + inward, 960, fore + 2 * inward, 1100, fore, 1100)
        draw.polygon(scaled(edge), fill="#b4bcb8")
        lines(canvas, ((back, 960, fore, 1100), STEEL_EDGE, 6))


def frame(canvas: Image.Image, box: Box, width: float = 26) -> None:
    """A label frame of steel with white card in it."""
    left, top, right, bottom = box
    shaded(canvas, box, ("#8d989a", "#a9b2b2"), 22)
    inner = (left + 6, top + 6, right - 6, bottom - 6)
    shaded(canvas, inner, ("#b9c1bf", "#929d9e"), 18)
    shaded(canvas, (left + width, top + width, right - width, bottom - width), (PAPER, PAPER), 6)
    lines(canvas, ((left + width, top + width + 3, right - width, top + width + 3), "#c9cfcc", 6))


def handle(canvas: Image.Image, box: Box) -> None:
    left, top, right, bottom = box
    shadow(canvas, (left + 20, top + 40, right - 20, bottom + 34), 22, 0.45)
    shaded(canvas, box, ("#59666b", "#333d42"), 26)
    lines(canvas, ((left + 26, top + 10, right - 26, top + 10), "#8b979b", 8))


def front(canvas: Image.Image) -> None:
    """The pulled drawer's front, nearer to us than the rest: label, title, handle."""
    box = (70, 1090, 2930, 2440)
    shadow(canvas, (110, 1150, 2890, 2560), 60, 0.55)
    shaded(canvas, box, STEEL, 18)
    left, top, right, bottom = box
    lines(
        canvas,
        ((left + 12, top + 6, right - 12, top + 6), STEEL_LIGHT, 12),
        ((left + 12, bottom - 5, right - 12, bottom - 5), STEEL_SHADE, 10),
    )
    frame(canvas, (150, 1170, 2850, 2170), 34)
    handle(canvas, (1050, 2240, 1950, 2360))
    title(canvas)


def title(canvas: Image.Image) -> None:
    """As large as the label allows: it must be read at the size of a thumbnail."""
    draw = ImageDraw.Draw(canvas)
    for words, weight, baseline, width in (
        ("Rebellion im", "Bold", 1635, 2480),
        ("Aktenschrank", "Bold", 2064, 2480),
    ):
        draw.text((FINE * SIZE / 2, FINE * baseline), words, INK, fitting(words, weight, width), anchor="ms")


def fitting(words: str, weight: str, width: float) -> ImageFont.FreeTypeFont:
    """The font in the size in which the words are `width` wide."""
    path = resources("fontpkg_barlow_semi_condensed") / "files" / f"BarlowSemiCondensed-{weight}.ttf"
    font = ImageFont.truetype(str(path), 1000, layout_engine=ImageFont.Layout.BASIC)
    return font.font_variant(size=math.floor(1000 * FINE * width / font.getlength(words)))


def cover() -> bytes:
    """The cover as a JPEG file."""
    canvas = Image.new("RGB", (FINE * SIZE, FINE * SIZE))
    shaded(canvas, (0, 0, SIZE, SIZE), WALL)
    cabinet(canvas)
    for one in CARDS:
        card(canvas, one)
    front(canvas)
    small = canvas.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=82, optimize=True, progressive=False, subsampling=0, dpi=(72, 72))
    return out.getvalue()


if __name__ == "__main__":
    path = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "cover.jpg"
    picture = cover()
    atomic.write(path, picture)
    print(f"{path}: {len(picture) / 1000:.0f} kB")
