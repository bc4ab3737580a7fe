"""Reading and writing of images with Pillow.

`open_image` turns every input (a phone's rotated photo, CMYK from print, a palette, transparency, a wide gamut) into
upright sRGB without alpha. Written files contain pixels only, no metadata.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from podcast.artifacts import ImageInfo
from podcast.i18n import _, os_error_reason
from podcast.pages.images import picture_types
from podcast.pages.images.picture_types import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from podcast.errors import FileProblem

READABLE_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF", "BMP")
MAX_PIXELS = 150_000_000  # a small file can decompress to gigabytes
_MAX_PROCESSED_PIXELS = 64_000_000  # a picture with more is halved first, to save memory
_STILL_FORMATS = frozenset({"MPO", "TIFF", "HEIF"})  # several pictures in one file are no animation: the first is meant
_QUALITIES = (90, 84, 78, 70, 62, 54)  # JPEG, tried from the best until it is small enough
_CARD_QUALITY = 76  # some 50 kB: the smallest in which no edge of a letter shows, at twice its size
_MAX_PNG_BYTES = 60_000
_ORIENTATION = 0x0112  # Exif


def inspect_image(path: Path) -> ImageInfo | FileProblem:
    """Return size, format and mode of an image, or why it cannot be read. Decodes it, which finds truncated files."""
    try:
        with _open_header(path) as image:
            format_name = "JPEG" if image.format == "MPO" else image.format or ""  # MPO: a JPEG with appended images
            upright, transparent = _orientation(image) == 1, image.has_transparency_data
            info = ImageInfo(image.width, image.height, format_name, image.mode, upright, transparent)
            image.draft("L", (image.width // 8 or 1, image.height // 8 or 1))  # JPEG: an eighth of the work
            _decode(image)
    except UnreadableError as error:
        return error.problem
    return info


def is_upright(path: Path) -> bool:
    """Whether the pixels are stored in the orientation in which the image is shown (Exif)."""
    with _open_header(path) as image:
        return _orientation(image) == 1


def _orientation(image: Image) -> int:
    return int(image.getexif().get(_ORIENTATION, 1))


def image_size(path: Path) -> tuple[int, int]:
    """Return width and height in pixels, read from the header."""
    with _open_header(path) as image:
        return image.size


def open_image(path: Path) -> Image:
    """Read an image as upright sRGB pixels on white.

    Raises:
        UnreadableError: it is damaged, not an image, or too large.
    """
    from PIL import Image, ImageOps

    with _open_header(path) as image:
        if image.width * image.height > _MAX_PROCESSED_PIXELS:
            image.draft(image.mode, (image.width // 2, image.height // 2))  # JPEG: decodes only what is needed
        _decode(image)
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(image)
    if upright.mode == "F":
        upright = _scale_floats(upright)
    elif upright.mode.startswith("I"):  # 16-bit grey, which Pillow would clip instead of scaling it
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    is_transparent = upright.mode in {"P", "PA", "LA", "RGBA", "La", "RGBa"} or "transparency" in upright.info
    upright = _halve(upright.convert("RGBA") if is_transparent else upright)
    if is_transparent:
        background = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(background, upright).convert("RGB")
    return _to_srgb(upright, profile)


def _scale_floats(image: Image) -> Image:
    """Return grey floating-point pixels, of which 1.0 or else the largest value is white, as 8-bit grey."""
    _smallest, largest = image.getextrema()
    largest = max(1.0, largest) if isinstance(largest, float) else 1.0
    return image.point(lambda value: value * (255 / largest) + 0.5).convert("L")


def _halve(image: Image) -> Image:
    """Halve a picture of very many pixels; others are returned as they are."""
    if image.width * image.height <= _MAX_PROCESSED_PIXELS or image.mode not in {"RGB", "RGBA", "L", "CMYK"}:
        return image
    return image.reduce(2)


def fit(image: Image, width: int, height: int | None) -> Image:
    """Scale an image down to `width`; with a height, crop it to that shape around its centre. Never enlarges."""
    from PIL import Image, ImageOps

    if height is None:
        if image.width <= width:
            return image
        return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
    scale = min(1.0, image.width / width, image.height / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def encode_webp(image: Image) -> bytes:
    """Encode an image as WebP."""
    file = io.BytesIO()
    image.save(file, "WEBP", quality=82, method=6)
    return file.getvalue()


def encode_avif(image: Image) -> bytes:
    """Encode an image as AVIF, on one thread: the number of threads changes the bytes."""
    file = io.BytesIO()
    image.save(file, "AVIF", quality=62, speed=6, max_threads=1)
    return file.getvalue()


def encode_png(image: Image) -> bytes:
    """Encode an image as PNG; one with many colours, such as a photo, is reduced to 256 of them."""
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    if len(file.getvalue()) <= _MAX_PNG_BYTES:
        return file.getvalue()
    file = io.BytesIO()
    image.quantize(256).save(file, "PNG", optimize=True)
    return file.getvalue()


def encode_ico(image: Image) -> bytes:
    """Encode an image as an icon file with 32 and 16 pixels."""
    file = io.BytesIO()
    image.save(file, "ICO", sizes=[(32, 32), (16, 16)])
    return file.getvalue()


def has_avif() -> bool:
    """Whether the installed Pillow writes AVIF: its wheels do, one built from source may not."""
    from PIL import features

    return bool(features.check("avif"))


def encode_jpeg(image: Image, max_bytes: int) -> bytes:
    """Encode an image as JPEG of at most `max_bytes`: with less quality first, then with fewer pixels."""
    for quality in _QUALITIES:
        file = io.BytesIO()
        clean = image.copy()
        clean.info.clear()
        sampling = 0 if quality > 80 else 2
        try:
            clean.save(file, "JPEG", quality=quality, optimize=True, progressive=False, subsampling=sampling)
        except OSError:  # noise needs more than a byte for each pixel, and Pillow's buffer is not larger
            continue
        if len(file.getvalue()) <= max_bytes:
            return file.getvalue()
    return encode_jpeg(fit(image, image.width * 3 // 4, None), max_bytes)


def encode_card(image: Image, max_bytes: int) -> bytes:
    """Encode a picture of large areas and text as JPEG, in one pass; as `encode_jpeg` if it has more than `max_bytes`.

    Half of the colour samples are enough: what the eye sees of letters is their brightness, which keeps all samples.
    """
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_CARD_QUALITY, optimize=True, subsampling=2)
    return file.getvalue() if len(file.getvalue()) <= max_bytes else encode_jpeg(image, max_bytes)


def _open_header(path: Path) -> Image:
    """Open an image and read its header; the caller closes it."""
    from PIL import Image, UnidentifiedImageError

    formats = (*READABLE_FORMATS, "HEIF") if picture_types.needs_heif(path) else READABLE_FORMATS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # MAX_PIXELS is below its limit
            image = Image.open(path, formats=formats)
    except Image.DecompressionBombError as error:
        raise _too_large(_("far more than the limit")) from error
    except (UnidentifiedImageError, SyntaxError, ValueError) as error:
        raise picture_types.unreadable_error(path) from error
    except OSError as error:
        raise UnreadableError(os_error_reason(error), _("make sure that the file is readable")) from error
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise _too_large(f"{image.width} × {image.height}")
    if getattr(image, "is_animated", False) and image.format not in _STILL_FORMATS:
        image.close()
        raise UnreadableError(_("is animated"), _("save a single frame as JPEG or PNG"))
    return image


def _too_large(pixels: str) -> UnreadableError:
    what = _("has too many pixels ({pixels})").format(pixels=pixels)
    return UnreadableError(what, _("save it at 3000 × 3000 or less"))


def _decode(image: Image) -> None:
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableError(_("is damaged"), _("copy it again from its source, or save it again")) from error


def _to_srgb(image: Image, profile: bytes | None) -> Image:
    """Convert colours from an ICC profile to sRGB; without a profile they are taken as sRGB."""
    from PIL import ImageCms

    if image.mode == "LAB":  # print programs write it into TIFFs
        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB") or image
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):  # a damaged profile is ignored
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")
