"""Pictures of a preview: small enough for a page, and without what cameras write into files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps

if TYPE_CHECKING:
    from pathlib import Path

MAX_PIXELS: Final = 1280  # of the longer side
_QUALITY: Final = 85


@dataclass(frozen=True, slots=True)
class PreviewPicture:
    """A picture as a file: its bytes, the ending of its name, width and height in pixels."""

    data: bytes
    suffix: str
    width: int
    height: int


def preview_picture(path: Path, max_pixels: int = MAX_PIXELS) -> PreviewPicture:
    """Return a picture, upright and at most so many pixels long; as PNG if parts of it are transparent.

    Raises:
        OSError: it cannot be read.
    """
    with Image.open(path) as file:
        image = ImageOps.exif_transpose(file)
        image.thumbnail((max_pixels, max_pixels))
        is_transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
        buffer = io.BytesIO()
        if is_transparent:
            image.convert("RGBA").save(buffer, "PNG", optimize=True)
        else:
            image.convert("RGB").save(buffer, "JPEG", quality=_QUALITY, optimize=True)
        return PreviewPicture(buffer.getvalue(), ".png" if is_transparent else ".jpg", *image.size)
