"""Shapes with smooth edges for social cards and icons: boxes with round corners, shadows, gradients, a silhouette."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

    Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels
    Corners = tuple[bool, bool, bool, bool]  # which are round: upper left, upper right, lower right, lower left

ALL_CORNERS: Final = (True, True, True, True)
_SMOOTHING: Final = 4  # shapes are drawn so many times larger


def fill_gradient(image: Image, box: Box, colours: tuple[str, str]) -> None:
    """Fill a box from the first colour at its top to the second at its bottom."""
    from PIL import ImageColor

    first, last = (ImageColor.getrgb(colour)[:3] for colour in colours)
    left, top, right, bottom = box
    for row in range(top, bottom):
        share = (row - top, bottom - top - 1)
        mixed = (a + (b - a) * share[0] // share[1] for a, b in zip(first, last, strict=True))
        red, green, blue = mixed
        image.paste((red, green, blue), (left, row, right, row + 1))


def fill(image: Image, box: Box, colour: str, radius: int, corners: Corners = ALL_CORNERS) -> None:
    """Fill a box with round corners."""
    image.paste(colour, box, mask(box[2] - box[0], box[3] - box[1], radius, corners))


def darken(image: Image, box: Box, radius: int, opacity: int) -> None:
    """Lay a shadow over a box with round corners; `opacity` is 0 to 255."""
    shadow = mask(box[2] - box[0], box[3] - box[1], radius, ALL_CORNERS)
    image.paste("#000000", box, shadow.point([value * opacity // 255 for value in range(256)]))


@cache
def mask(width: int, height: int, radius: int, corners: Corners) -> Image:
    """Return the mask of a box with round, smooth corners."""
    from PIL import Image, ImageDraw

    corner = Image.new("L", (2 * radius * _SMOOTHING,) * 2, 0)
    ImageDraw.Draw(corner).ellipse((0, 0, *(side - 1 for side in corner.size)), 255)
    corner = corner.reduce(_SMOOTHING)
    box_mask = Image.new("L", (width, height), 255)
    places = ((0, 0), (width - radius, 0), (width - radius, height - radius), (0, height - radius))
    quarters = ((0, 0), (radius, 0), (radius, radius), (0, radius))
    for is_round, place, (left, top) in zip(corners, places, quarters, strict=True):
        if is_round:
            box_mask.paste(corner.crop((left, top, left + radius, top + radius)), place)
    return box_mask


@cache
def silhouette(colour: str, tint: str) -> Image:
    """Return the neutral portrait of a person without a photo, in the season's colours, 4:5."""
    from PIL import Image, ImageDraw

    width, height = 320, 400
    image = Image.new("RGB", (width * 2, height * 2), tint)
    canvas = ImageDraw.Draw(image)
    figure = Image.blend(Image.new("RGB", (1, 1), tint), Image.new("RGB", (1, 1), colour), 0.55).getpixel((0, 0))
    fill = tuple(int(value) for value in figure) if isinstance(figure, tuple) else colour
    canvas.ellipse((width - 136, 130, width + 136, 450), fill)
    canvas.rounded_rectangle((70, 500, 2 * width - 70, 2 * height + 300), 220, fill)
    return image.reduce(2)
