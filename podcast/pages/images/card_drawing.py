"""The drawing of social cards: an index card in the season's colour that stands in a drawer, 1200 × 630 pixels.

From the back to the front: the ground; the card with its tab, head line, title and names; at the right a framed cover
or portrait, and below it up to three faces; before them the front of the drawer with the show's name.

Text is laid out by Pillow itself, without a layout engine of the system. Shadows and gradients are computed with
integers, and edges are smoothed by reducing larger shapes: the same card has the same bytes on every computer.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from podcast.pages.images import fonts, pillow
from podcast.pages.images.card_shapes import ALL_CORNERS, darken, fill, fill_gradient, mask, silhouette
from podcast.pages.images.card_text import draw_text, typeset_width, width_function
from podcast.pages.images.line_breaking import TextBox, fit_text
from podcast.pages.images.social_card import COLOURS, HEIGHT, INK, WIDTH

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from podcast.pages.images.card_shapes import Box
    from podcast.pages.images.social_card import SocialCard

GROUND, WHITE = "#f2f4f2", "#ffffff"
STEEL, STEEL_LIGHT, STEEL_LINE = "#cbd0cc", "#dce0dd", "#7d888c"
GRIP_LIGHT, GRIP_DARK = "#6f7a7e", "#4f5a5e"

MEDIUM: Final = fonts.NUMBERS
CARD: Final = (48, 90, 1152, HEIGHT)  # the front of the drawer hides its lower end
HEAD_LINE: Final = (114, 117)  # rows of pixels
TAB_TOP: Final = 28
FRONT_TOP: Final = 522
TEXT_LEFT: Final = 105
TEXT_BOTTOM: Final = FRONT_TOP - 20
FRAME: Final = (842, 138, 1104, 400)  # of the cover, with its white border
PORTRAIT_FRAME: Final = (842, 170, 1104, HEIGHT)  # of a large portrait, which stands in the drawer
FACES_TOP: Final = 416
FACE_WIDTH: Final = 87  # pixels, with its border
FACE_STEP: Final = 91
FACE_SIZE: Final = (79, 100)  # pixels, without its border
MAX_FACES: Final = 3

LABEL_BOX: Final = TextBox(WIDTH - 2 * CARD[0] - 120, 50, (36, 32, 28, 24, 20))
TITLE_SIZES: Final = (92, 88, 84, 80, 76, 72, 68, 62, 56, 50, 46, 42, 38, 34, 30, 27, 24)
SUBTITLE_SIZES: Final = (44, 40, 36, 33, 30, 27, 24)
MAX_SUBTITLE_HEIGHT: Final = 110  # pixels: two lines
NAMES_SIZES: Final = (33, 30, 27, 24)
MAX_NAMES_HEIGHT: Final = 80  # pixels: two lines
TEXT_GAP: Final = 16  # pixels
NAME_BOX: Final = TextBox(760, 48, (36, 32, 28, 24, 20))
_SHADOW_STEPS: Final = 14
_MAX_BACKGROUNDS: Final = 6  # in memory, 3 MB each; the cards of a season come one after the other
_LABEL_WIDTH: Final = width_function(fonts.LABEL)
_MEDIUM_WIDTH: Final = width_function(MEDIUM)


def draw(card: SocialCard) -> Image:
    """Draw a card.

    Raises:
        UnreadableError: one of its pictures is damaged.
    """
    colour, tint = COLOURS[card.season_colour]
    image = _background(colour, card.frame).copy()
    _draw_tab(image, card.label, colour)
    _draw_pictures(image, card, (colour, tint))
    _draw_texts(image, card)
    image.paste(_named_front(card.show_name), (0, FRONT_TOP))
    return image


# --- background and drawer -------------------------------------------------------------------------------------------


@lru_cache(maxsize=_MAX_BACKGROUNDS)
def _background(colour: str, frame: str) -> Image:
    """Return the ground and the card in this colour, with the frame for a picture (`cover`, `portrait` or none)."""
    from PIL import Image

    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    fill(image, CARD, colour, 14, (False, True, False, False))
    image.paste(WHITE, (CARD[0], HEAD_LINE[0], CARD[2], HEAD_LINE[1] + 1))
    if frame:
        box = FRAME if frame == "cover" else PORTRAIT_FRAME
        for step in range(_SHADOW_STEPS):
            spread = _SHADOW_STEPS - step
            shadow = (box[0] - spread, box[1] - spread + 5, box[2] + spread, box[3] + spread + 5)
            darken(image, shadow, 8 + spread, 6)
        fill(image, box, WHITE, 8)
    for row in range(10):  # the shadow of the front of the drawer
        top = FRONT_TOP - 10 + row
        image.paste("#000000", (0, top, WIDTH, top + 1), Image.new("L", (WIDTH, 1), 4 * row))
    return image


@cache
def _cabinet_front() -> Image:
    """Return the front of the drawer: steel with a grip."""
    from PIL import Image

    image = Image.new("RGB", (WIDTH, HEIGHT - FRONT_TOP))
    fill_gradient(image, (0, 0, *image.size), (STEEL_LIGHT, STEEL))
    image.paste(STEEL_LINE, (0, 0, WIDTH, 2))
    image.paste(WHITE, (0, 2, WIDTH, 3))
    box = (920, 44, 1110, 70)
    darken(image, (box[0], box[1] + 4, box[2], box[3] + 4), 8, 40)
    grip = Image.new("RGB", (box[2] - box[0], box[3] - box[1]))
    fill_gradient(grip, (0, 0, *grip.size), (GRIP_LIGHT, GRIP_DARK))
    image.paste(grip, box[:2], mask(*grip.size, 8, (False, False, True, True)))
    return image


@lru_cache(maxsize=4)  # nearly all cards of a show have its name
def _named_front(name: str) -> Image:
    """Return the front of the drawer with the show's name in a frame."""
    image = _cabinet_front().copy()
    text = fit_text(name, NAME_BOX, _LABEL_WIDTH)
    right = 84 + typeset_width(text) + 31
    for margin, colour in ((0, STEEL_LINE), (2, STEEL), (7, STEEL_LINE), (8, WHITE)):
        fill(image, (53 + margin, 18 + margin, right - margin, 95 - margin), colour, 3)
    draw_text(image, text, (84, 57 - text.height // 2), INK)
    return image


# --- pictures --------------------------------------------------------------------------------------------------------


def _draw_pictures(image: Image, card: SocialCard, colours: tuple[str, str]) -> None:
    """Draw the cover or the large portrait into its frame, and the faces below."""
    if card.frame == "cover" and card.cover:
        _draw_picture(image, FRAME, 8, _fitted(card.cover.path, (246, 246), 0.5))
    elif card.frame == "portrait":
        portrait = _fitted(card.cover.path, (246, 336), 0.2) if card.cover else _fitted_silhouette(*colours, (246, 336))
        _draw_picture(image, PORTRAIT_FRAME, 8, portrait)
    faces = card.faces[:MAX_FACES] if card.frame != "portrait" else ()
    right = FRAME[2] + 4
    for number, face in enumerate(faces):
        left = right - FACE_WIDTH - FACE_STEP * (len(faces) - 1 - number)
        box = (left, FACES_TOP, left + FACE_WIDTH, FRONT_TOP + 12)
        fill(image, box, WHITE, 8)
        portrait = _fitted(face.path, FACE_SIZE, 0.2) if face else _fitted_silhouette(*colours, FACE_SIZE)
        _draw_picture(image, box, 4, portrait)


@lru_cache(maxsize=64)  # many cards have the show's cover, and the same faces
def _fitted(path: Path, size: tuple[int, int], centre: float) -> Image:
    """Return a picture in this size; of what is cut off above and below, `centre` is above."""
    from PIL import Image, ImageOps

    return ImageOps.fit(pillow.open_image(path), size, Image.Resampling.LANCZOS, centering=(0.5, centre))


@cache
def _fitted_silhouette(colour: str, tint: str, size: tuple[int, int]) -> Image:
    from PIL import Image, ImageOps

    return ImageOps.fit(silhouette(colour, tint), size, Image.Resampling.LANCZOS)


def _draw_picture(image: Image, frame: Box, border: int, picture: Image) -> None:
    """Draw a picture with round corners into a frame, below its border."""
    image.paste(picture, (frame[0] + border, frame[1] + border), mask(*picture.size, 5, ALL_CORNERS))


# --- texts -----------------------------------------------------------------------------------------------------------


def _draw_tab(image: Image, label: str, colour: str) -> None:
    text = fit_text(label, LABEL_BOX, _LABEL_WIDTH)
    right = CARD[0] + 68 + typeset_width(text)
    fill(image, (CARD[0], TAB_TOP, right, HEAD_LINE[0]), colour, 14, (True, True, False, False))
    draw_text(image, text, (CARD[0] + 34, TAB_TOP + 36 - text.height // 2), WHITE)


def _draw_texts(image: Image, card: SocialCard) -> None:
    """Draw title, subtitle and names, in the middle between the head line and the drawer."""
    width = (FRAME[0] - 47 if card.frame else CARD[2] - 57) - TEXT_LEFT
    small = (
        (card.subtitle, TextBox(width, MAX_SUBTITLE_HEIGHT, SUBTITLE_SIZES)),
        (card.names, TextBox(width, MAX_NAMES_HEIGHT, NAMES_SIZES)),
    )
    below = [fit_text(text, box, _MEDIUM_WIDTH) for text, box in small if text]
    top = HEAD_LINE[1] + 20
    space = TEXT_BOTTOM - top - sum(text.height + TEXT_GAP for text in below)
    title = fit_text(card.title, TextBox(width, space, TITLE_SIZES), _LABEL_WIDTH)
    top += (space - title.height) // 2
    draw_text(image, title, (TEXT_LEFT, top), WHITE)
    top += title.height
    for text in below:
        draw_text(image, text, (TEXT_LEFT, top + TEXT_GAP), WHITE, MEDIUM)
        top += TEXT_GAP + text.height
