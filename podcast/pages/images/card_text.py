"""Text on social cards, in whole pixels: each letter of a font is measured once in a size, and drawn once.

Pillow loads and draws every letter of a text anew each time that it measures or draws the text, which is most of the
work for a card. Its own layout (`Layout.BASIC`) sets one letter after the other, each as far on as its hinted width, a
whole number of pixels; so the sum of the widths is the width of the text, and the same pixels come from the letters'
images.
"""

from __future__ import annotations

from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from podcast.pages.images import fonts
from podcast.pages.images.line_breaking import LINE_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

    from podcast.pages.images.line_breaking import TypesetText


def width_function(font: fonts.Font) -> Callable[[str, int], float]:
    """Return the function that measures a text in a size of this font; see `line_breaking.Width`."""
    return partial(_width, font)


def typeset_width(text: TypesetText, font: fonts.Font = fonts.LABEL) -> int:
    """Return the width in pixels of the longest line."""
    return max(_width(font, line, text.size) for line in text.lines)


def draw_text(
    image: Image, text: TypesetText, at: tuple[int, int], colour: str, font: fonts.Font = fonts.LABEL
) -> None:
    """Draw the lines of a text; `at` is left and top of the first one."""
    from PIL import ImageColor

    left, top = at
    ink = ImageColor.getrgb(colour)
    widths = _letter_widths(font, text.size)
    for number, line in enumerate(text.lines):
        base, left_edge = top + round((number + 0.82) * text.size * LINE_HEIGHT), left
        for letter in line:
            if glyph := _glyph(font, text.size, letter):
                letter_image, right, down = glyph
                image.paste(ink, (left_edge + right, base + down), letter_image)
            left_edge += widths[letter]


@lru_cache(maxsize=50_000)  # breaking lines measures the same words again and again
def _word_width(font: fonts.Font, size: int, word: str) -> int:
    return sum(map(_letter_widths(font, size).__getitem__, word))


def _width(font: fonts.Font, text: str, size: int) -> int:
    words = text.split(" ")
    return sum(_word_width(font, size, word) for word in words) + (len(words) - 1) * _word_width(font, size, " ")


class _LetterWidths(dict[str, int]):
    """The width of each letter of a font, in pixels."""

    def __init__(self, font: FreeTypeFont) -> None:
        """Measure no letter yet."""
        super().__init__()
        self._font = font

    def __missing__(self, letter: str) -> int:
        """Measure a letter."""
        width = self[letter] = round(self._font.getlength(letter))
        return width


@cache
def _letter_widths(font: fonts.Font, size: int) -> _LetterWidths:
    return _LetterWidths(_font(font, size))


@cache
def _glyph(font: fonts.Font, size: int, letter: str) -> tuple[Image, int, int] | None:
    """Return the image of a letter, and its distance from the pen: to the right, and down. A space has none."""
    from PIL import Image, ImageDraw

    left, top, right, bottom = (round(edge) for edge in _font(font, size).getbbox(letter, anchor="ls"))
    if right <= left or bottom <= top:
        return None
    image = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(image).text((-left, -top), letter, 255, _font(font, size), anchor="ls")
    return image, left, top


@cache
def _font(font: fonts.Font, size: int) -> FreeTypeFont:
    """Return the font, laid out by Pillow itself: its better engine is a library of the system, if installed."""
    from PIL import ImageFont

    return ImageFont.truetype(font.path, size, layout_engine=ImageFont.Layout.BASIC)
