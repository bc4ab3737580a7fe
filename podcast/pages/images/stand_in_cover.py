"""A cover for a show that has none yet: its title in white on the neutral colour of social cards.

Stores take it: square, 1400 pixels, JPEG. It has the same bytes on every computer, see `card_drawing`.
"""

from __future__ import annotations

from typing import Final

from podcast.pages.images import fonts, pillow
from podcast.pages.images.card_shapes import fill
from podcast.pages.images.card_text import draw_text, width_function
from podcast.pages.images.line_breaking import TextBox, fit_text
from podcast.pages.images.social_card import INK

SIDE: Final = 1400  # pixels: the least that Apple takes
_MAX_BYTES: Final = 500_000
_FRAME, _MARGIN = 70, 140  # pixels
_FRAME_COLOUR, _TEXT_COLOUR = "#7d888c", "#ffffff"
_TITLE_BOX: Final = TextBox(SIDE - 2 * _MARGIN, SIDE - 2 * _MARGIN, (*range(200, 40, -12), 32))


def draw_stand_in_cover(title: str) -> bytes:
    """Draw a cover with a title, and return it as JPEG; without the title where the font lacks one of its letters.

    Args:
        title: of the show.
    """
    from PIL import Image

    image = Image.new("RGB", (SIDE, SIDE), INK)
    fill(image, (_FRAME, _FRAME, SIDE - _FRAME, SIDE - _FRAME), _FRAME_COLOUR, 24)
    fill(image, (_FRAME + 6, _FRAME + 6, SIDE - _FRAME - 6, SIDE - _FRAME - 6), INK, 20)
    if title.strip() and not fonts.missing_characters(title):
        text = fit_text(title, _TITLE_BOX, width_function(fonts.LABEL))
        draw_text(image, text, (_MARGIN, (SIDE - text.height) // 2), _TEXT_COLOUR)
    return pillow.encode_card(image, _MAX_BYTES)
