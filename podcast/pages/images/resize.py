"""Images in several sizes and formats: each source is decoded once, each result is cached by a fingerprint.

The name of a cached file is the fingerprint of everything that it was made from; the name that is published has the
digest of its bytes. A row of the cache leads from one to the other, so that no picture is read for its name or size.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from podcast import urls
from podcast.errors import DamagedFileError, FileProblem, Problem, ShowError
from podcast.files import atomic, fingerprints
from podcast.files.cache import read_stored
from podcast.files.digest import bytes_digest
from podcast.i18n import _
from podcast.pages.images import pillow
from podcast.pages.images.picture_types import UnreadableError
from podcast.text import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from PIL.Image import Image

    from podcast.artifacts import StoredFile
    from podcast.files.cache import Cache
    from podcast.files.fingerprints import InputState

    VariantFiles = Mapping[tuple[str, "ImageVariant"], StoredFile]  # by path of the source and variant
    Map = Callable[[Callable[..., Any], Sequence[Any]], Iterable[Any]]

MAX_SITE_IMAGE_BYTES = 400_000  # of a JPEG on a page
RESIZE_VERSION = "2"  # increase it when the same source must give other bytes
_ENCODERS: Final = {  # by format; JPEG has a limit of bytes instead
    "avif": pillow.encode_avif,
    "webp": pillow.encode_webp,
    "png": pillow.encode_png,
    "ico": pillow.encode_ico,
}
PICTURE_KIND: Final = "picture"  # of cache rows; their facts are width and height in pixels


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
class PictureStore:
    """The show's folder, and the folder of the pictures made from its files; `cache` has a row for each of them."""

    root: Path
    folder: Path
    cache: Cache


@dataclass(frozen=True, slots=True)
class Sources:
    """The pictures of a show that are to be used: their SHA-256, and their states before they were hashed, by path."""

    sha256: Mapping[Path, str]
    states: Mapping[Path, InputState]

    def require_unchanged(self, path: Path) -> None:
        """Refuse a picture that is not the one that was hashed.

        Raises:
            InputChangedError: it has changed.
        """
        fingerprints.require_unchanged({path: self.states[path]}, self.sha256)


@dataclass(frozen=True, slots=True)
class ResizeJob:
    """A source to decode once, and the variants to make of it, each with the path of its cache file."""

    path: Path
    source: str
    variants: tuple[tuple[ImageVariant, Path], ...]


@dataclass(frozen=True, slots=True)
class ResizedPicture:
    """A file that a `ResizeJob` has written."""

    path: Path
    sha256: str
    width: int  # pixels
    height: int  # pixels


def resize_all(required: Mapping[str, Sequence[ImageVariant]], store: PictureStore, run: Map = map) -> VariantFiles:
    """Make the variants that are not in the cache yet, and return the files of all.

    Args:
        required: the variants of each source, by its path below the show's folder.
        store: the show's folder and the folder of the results.
        run: runs several jobs at once, as `map` does one after another.

    Raises:
        ShowError: a source does not exist or cannot be read.
        InputChangedError: a source changed while it was used; nothing of it is cached.
        FileError: the disk refuses the cache.
    """
    sources = hash_sources(required, store)
    paths = {
        (source, variant): store.folder
        / f"{fingerprint(sources.sha256[store.root / source], variant)}.{variant.format}"
        for source, variants in required.items()
        for variant in variants
    }
    stored = {use: store.cache.stored_file(PICTURE_KIND, path.name, path) for use, path in paths.items()}
    files = {use: file for use, file in stored.items() if file}
    missing = {
        source: tuple((variant, paths[source, variant]) for variant in variants if (source, variant) not in files)
        for source, variants in required.items()
    }
    jobs = [ResizeJob(store.root / source, source, variants) for source, variants in missing.items() if variants]
    for job, pictures in zip(jobs, run(resize, jobs), strict=True):
        sources.require_unchanged(job.path)
        for (variant, path), picture in zip(job.variants, pictures, strict=True):
            size = [picture.width, picture.height]
            file = store.cache.store_file(PICTURE_KIND, path.name, path, size, picture.sha256)
            files[job.source, variant] = file
    return files


def hash_sources(names: Iterable[str], store: PictureStore) -> Sources:
    """Hash pictures of the show, by path below its folder.

    Raises:
        ShowError: one does not exist.
        FileError: the disk refuses.
    """
    paths = {name: store.root / name for name in names}
    if missing := [name for name, path in paths.items() if not path.is_file()]:
        raise image_error(missing[0], FileProblem(_("does not exist"), _("add the picture, or correct its name")))
    states = fingerprints.input_states(paths.values())  # before they are hashed: a change during that is one, too
    return Sources(fingerprints.fingerprints(paths.values(), store.cache), states)


def resize(job: ResizeJob) -> tuple[ResizedPicture, ...]:
    """Make the variants of a source; returns them in the order of the job.

    Raises:
        ShowError: the image cannot be read.
        FileError: the disk refuses the cache.
    """
    try:
        source = pillow.open_image(job.path)
    except UnreadableError as error:
        raise image_error(job.source, error.problem) from error
    fit = cache(partial(pillow.fit, source))  # a size in several formats is scaled once
    return tuple(_write_variant(fit(variant.width, variant.height), variant, path) for variant, path in job.variants)


def _write_variant(image: Image, variant: ImageVariant, path: Path) -> ResizedPicture:
    encode = _ENCODERS.get(variant.format)
    data = encode(image) if encode else pillow.encode_jpeg(image, variant.max_bytes)
    atomic.write(path, data, durable=False)
    width, height = image.size if encode else pillow.image_size(path)  # a JPEG may have fewer pixels
    return ResizedPicture(path, bytes_digest(data).sha256, width, height)


def read_all(required: Mapping[str, Sequence[ImageVariant]], store: PictureStore) -> dict[str, bytes]:
    """Return the bytes of variants, one for each source; a damaged file is made again once.

    Raises:
        DamagedFileError: a file that was made again is damaged, too.
        ShowError: see `resize_all`.
        InputChangedError: see `resize_all`.
        FileError: see `resize_all`.
    """
    try:
        return _read_all(resize_all(required, store), store)
    except DamagedFileError:  # its row is deleted
        return _read_all(resize_all(required, store), store)


def _read_all(files: VariantFiles, store: PictureStore) -> dict[str, bytes]:
    return {
        source: read_stored(store.cache, PICTURE_KIND, file.path.name, file)
        for (source, _variant), file in files.items()
    }


def fingerprint(sha256: str, variant: ImageVariant) -> str:
    """The fingerprint of a variant of a source with this SHA-256."""
    parts = f"{sha256} {RESIZE_VERSION} {_pillow_version()} {variant!r}"
    return hashlib.sha256(parts.encode()).hexdigest()


@lru_cache(maxsize=1)  # reads the package's metadata from the disk
def _pillow_version() -> str:
    return version("pillow")


def variant_path(source: str, variant: ImageVariant, file: StoredFile) -> str:
    """The path of an image below site/, with the digest of its bytes."""
    return urls.asset(f"{_file_stem(source)}-{variant.name}.{variant.format}", file.sha256)


def _file_stem(source: str) -> str:
    """Return the name of a picture in ASCII: mail programs damage other URLs."""
    return slugify(PurePosixPath(source).stem)[:60].strip("-") or "bild"


def image_error(source: str, problem: FileProblem) -> ShowError:
    """Return the error for a source image that cannot be used."""
    return ShowError((Problem(source, 0, 0, "", problem.what, problem.remedy),))
