"""Pictures as they are read and written: one door to Pillow.

Whatever comes in (a phone's rotated photo, CMYK from the printer's, a palette, transparency, a wide gamut) is upright
sRGB without alpha after `opened`, and carries nothing but its pixels when written.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from podcast.artifacts import ImageInfo
from podcast.errors import FileProblem
from podcast.i18n import _, os_error_reason

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "WEBP")
MOST = 64_000_000  # pixels; a small file can unfold to gigabytes
_QUALITIES = (90, 84, 78, 70, 62, 54)  # JPEG, tried from the best until it is small enough
_ORIENTATION = 0x0112  # Exif


class UnreadableError(Exception):
    """A picture that cannot be read; `problem` says why, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.problem = FileProblem(what, remedy)


def look(path: Path) -> ImageInfo | FileProblem:
    """Return what a picture is, or why it cannot be read. Decodes it once, so that a truncated file is noticed."""
    try:
        with _header(path) as image:
            form = "JPEG" if image.format == "MPO" else image.format or ""  # a phone's: JPEG, and more behind it
            found = ImageInfo(image.width, image.height, form, image.mode)
            image.draft("L", (image.width // 8 or 1, image.height // 8 or 1))  # JPEG: an eighth of the work
            _decoded(image)
    except UnreadableError as error:
        return error.problem
    return found


def upright(path: Path) -> bool:
    """Whether the picture is stored the way it is meant to be seen (Exif orientation)."""
    with _header(path) as image:
        return int(image.getexif().get(_ORIENTATION, 1)) == 1


def size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, from the header."""
    with _header(path) as image:
        return image.size


def opened(path: Path) -> Image:
    """The picture as upright sRGB pixels on white.

    Raises:
        UnreadableError: it is broken, no picture, or too large.
    """
    from PIL import Image, ImageOps

    with _header(path) as image:
        _decoded(image)
        profile = image.info.get("icc_profile")
        turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith(("I", "F")):  # 16 bits of grey: Pillow would cut them off, not scale them
        turned = turned.convert("I").point(lambda value: value / 256).convert("L")
    if turned.mode in {"P", "PA", "LA", "RGBA", "La", "RGBa"} or "transparency" in turned.info:
        turned = turned.convert("RGBA")
        paper = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(paper, turned).convert("RGB")
    return _srgb(turned, profile)


def fitted(image: Image, width: int, height: int | None) -> Image:
    """The picture at most `width` wide; with a height cut to this shape from its middle. Never larger than it was."""
    from PIL import Image, ImageOps

    if height is None:
        if image.width <= width:
            return image
        return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
    scale = min(1.0, image.width / width, image.height / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def webp(image: Image) -> bytes:
    """The pixels as WebP."""
    file = io.BytesIO()
    image.save(file, "WEBP", quality=82, method=6)
    return file.getvalue()


def avif(image: Image) -> bytes:
    """The pixels as AVIF; on one thread, because the number of threads changes the bytes."""
    file = io.BytesIO()
    image.save(file, "AVIF", quality=62, speed=6, max_threads=1)
    return file.getvalue()


def has_avif() -> bool:
    """Whether this Pillow writes AVIF: its wheels do, one that somebody built may not."""
    from PIL import features

    return bool(features.check("avif"))


def jpeg(image: Image, most: int) -> bytes:
    """The pixels as JPEG of `most` bytes at most: less quality first, then fewer pixels."""
    for quality in _QUALITIES:
        file = io.BytesIO()
        clean = image.copy()
        clean.info.clear()
        sampling = 0 if quality > 80 else 2
        try:
            clean.save(file, "JPEG", quality=quality, optimize=True, progressive=False, subsampling=sampling)
        except OSError:  # more than a byte a pixel, as of noise: Pillow gives its encoder no more room
            continue
        if len(file.getvalue()) <= most:
            return file.getvalue()
    return jpeg(fitted(image, image.width * 3 // 4, None), most)


# --- inside ----------------------------------------------------------------------------------------------------------


def _header(path: Path) -> Image:
    """The picture, its header read; the caller closes it."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is below theirs
            image = Image.open(path, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large(_("far more than we read")) from error
    except (UnidentifiedImageError, SyntaxError, ValueError) as error:
        raise UnreadableError(_("is no picture that we can read"), _("save it as JPEG or PNG")) from error
    except OSError as error:
        raise UnreadableError(os_error_reason(error), _("see that the file can be read")) from error
    if image.width * image.height > MOST:
        image.close()
        raise _too_large(f"{image.width} × {image.height}")
    if getattr(image, "is_animated", False) and image.format != "MPO":
        image.close()
        raise UnreadableError(_("moves"), _("save one picture of it as JPEG or PNG"))
    return image


def _too_large(pixels: str) -> UnreadableError:
    what = _("holds too many pixels ({pixels})").format(pixels=pixels)
    return UnreadableError(what, _("save it at 3000 × 3000 or less"))


def _decoded(image: Image) -> None:
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableError(_("is broken"), _("copy it again from where it came, or save it anew")) from error


def _srgb(image: Image, profile: bytes | None) -> Image:
    """The colours that a profile means, in sRGB; without a profile as they are."""
    from PIL import ImageCms

    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):  # a broken profile says nothing
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")
