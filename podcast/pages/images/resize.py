"""Images in several sizes and formats: each source is decoded once, each result is cached by a fingerprint."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.errors import FileProblem, Problem, ShowError
from podcast.files import atomic, digest_cache
from podcast.i18n import _
from podcast.pages.images import pillow
from podcast.pages.images.pillow import UnreadableError
from podcast.text import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    VariantFiles = Mapping[tuple[str, "ImageVariant"], Path]  # by path of the source and variant
    Map = Callable[[Callable[..., Any], Sequence[Any]], Iterable[Any]]

MAX_SITE_IMAGE_BYTES = 400_000  # of a JPEG on a page
RESIZE_VERSION = "2"  # increase it when the same source must give other bytes


@dataclass(frozen=True, slots=True)
class ImageVariant:
    """One size and format of an image: at most `width` pixels wide, cropped to `height` if that is given."""

    name: str
    width: int
    height: int | None
    format: str
    max_bytes: int = 0  # JPEG only


@dataclass(frozen=True, slots=True)
class ImageSlot:
    """A place on a page for images: the widths that browsers may choose from, and the width of the plain `src`."""

    name: str
    widths: tuple[int, ...]  # pixels, ascending
    default_width: int  # pixels
    is_square: bool

    def variants(self, formats: Sequence[str]) -> Iterator[ImageVariant]:
        """Every size in every format."""
        for width in self.widths:
            height = width if self.is_square else None
            yield from (ImageVariant(str(width), width, height, name, MAX_SITE_IMAGE_BYTES) for name in formats)


@dataclass(frozen=True, slots=True)
class ResizeJob:
    """A source to decode once, and the variants to make of it, each with the path of its cache file."""

    path: Path
    source: str
    variants: tuple[tuple[ImageVariant, Path], ...]


def resize_all(required: Mapping[str, Sequence[ImageVariant]], root: Path, cache: Path, run: Map) -> VariantFiles:
    """Make the variants that are not in the cache yet, and return the files of all.

    Args:
        required: the variants of each source, by its path below `root`.
        root: the show's folder.
        cache: the folder of the results.
        run: runs several jobs at once, as `map` does one after another.

    Raises:
        ShowError: a source does not exist or cannot be read.
        FileError: the disk refuses the cache.
    """
    if missing := [source for source in required if not (root / source).is_file()]:
        raise image_error(missing[0], FileProblem(_("does not exist"), _("add the picture, or correct its name")))
    digests = digest_cache.fingerprints([root / source for source in required], cache / "sources.json")
    files = {
        (source, variant): cache / f"{_fingerprint(digests[root / source], variant)}.{variant.format}"
        for source, variants in required.items()
        for variant in variants
    }
    jobs = [
        ResizeJob(root / source, source, _missing(source, variants, files)) for source, variants in required.items()
    ]
    for _done in run(resize, [job for job in jobs if job.variants]):
        pass
    return files


def _missing(
    source: str, variants: Sequence[ImageVariant], files: VariantFiles
) -> tuple[tuple[ImageVariant, Path], ...]:
    return tuple((variant, files[source, variant]) for variant in variants if not files[source, variant].is_file())


def resize(job: ResizeJob) -> None:
    """Make the variants of a source.

    Raises:
        ShowError: the image cannot be read.
        FileError: the disk refuses the cache.
    """
    try:
        source = pillow.open_image(job.path)
    except UnreadableError as error:
        raise image_error(job.source, error.problem) from error
    for variant, path in job.variants:
        image = pillow.fit(source, variant.width, variant.height)
        encode = {"avif": pillow.encode_avif, "webp": pillow.encode_webp}.get(variant.format)
        atomic.write(path, encode(image) if encode else pillow.encode_jpeg(image, variant.max_bytes))


def _fingerprint(digest: str, variant: ImageVariant) -> str:
    """The fingerprint of a variant. It is part of published file names: the hashed text must not change."""
    size = f"width={variant.width}, height={variant.height}"
    described = f"Use(name={variant.name!r}, {size}, format={variant.format!r}, most={variant.max_bytes})"
    return hashlib.sha256(f"{digest} {RESIZE_VERSION} {_pillow_version()} {described}".encode()).hexdigest()


@lru_cache(maxsize=1)  # reads the package's metadata from the disk
def _pillow_version() -> str:
    return version("pillow")


def variant_path(source: str, variant: ImageVariant, file: Path) -> str:
    """The path of an image below site/. The cache file's name, a fingerprint, makes it change with its bytes."""
    return urls.asset(f"{_file_stem(source)}-{variant.name}.{variant.format}", file.stem)


def _file_stem(source: str) -> str:
    """Return the name of a picture in ASCII: mail programs damage other URLs."""
    return slugify(PurePosixPath(source).stem)[:60].strip("-") or "bild"


def image_error(source: str, problem: FileProblem) -> ShowError:
    """Return the error for a source image that cannot be used."""
    return ShowError((Problem(source, 0, 0, "", problem.what, problem.remedy),))
