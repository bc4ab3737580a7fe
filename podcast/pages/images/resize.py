"""Pictures in sizes: each source is read once, what is made of it is kept by a fingerprint."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from podcast import urls as addresses
from podcast.errors import FileProblem, Problem, ShowError
from podcast.files import atomic
from podcast.files import digest_cache as hashes
from podcast.i18n import _
from podcast.pages.images import pillow as pixels
from podcast.pages.images.pillow import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    Kept = Mapping[tuple[str, "Use"], Path]
    Run = Callable[[Callable[..., Any], Sequence[Any]], Iterable[Any]]

SITE_SIZE = 400_000  # bytes of a JPEG on a page
RECIPE = "2"  # changes when the same source must give other bytes


@dataclass(frozen=True, slots=True)
class Use:
    """What a picture is used for: at most `width` pixels wide, cut to `height` if there is one."""

    name: str
    width: int
    height: int | None
    format: str
    most: int = 0  # bytes, JPEG only


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page shows pictures: in which widths a browser may have them, and how wide the plainest form is."""

    name: str
    widths: tuple[int, ...]  # pixels, ascending
    shown: int  # pixels
    square: bool

    def uses(self, formats: Sequence[str]) -> Iterator[Use]:
        """Every size in every format."""
        for width in self.widths:
            height = width if self.square else None
            yield from (Use(str(width), width, height, one, SITE_SIZE) for one in formats)


@dataclass(frozen=True, slots=True)
class ToSize:
    """A source to be read once, and what is to be made of it: where each is kept."""

    path: Path
    source: str
    uses: tuple[tuple[Use, Path], ...]


def kept(wanted: Mapping[str, Sequence[Use]], root: Path, cache: Path, run: Run) -> Kept:
    """Where each use of each source is kept; what is not there yet is made."""
    if missing := [source for source in wanted if not (root / source).is_file()]:
        problem = FileProblem(_("is not there"), _("put the picture there, or correct its name"))
        raise refused(missing[0], problem)
    digests = hashes.fingerprints([root / source for source in wanted], cache / "sources.json")
    places = {
        (source, use): cache / f"{_fingerprint(digests[root / source], use)}.{use.format}"
        for source, uses in wanted.items()
        for use in uses
    }
    jobs = [ToSize(root / source, source, _missing(source, uses, places)) for source, uses in wanted.items()]
    for _done in run(sized, [job for job in jobs if job.uses]):
        pass
    return places


def _missing(source: str, uses: Sequence[Use], kept: Kept) -> tuple[tuple[Use, Path], ...]:
    return tuple((use, kept[source, use]) for use in uses if not kept[source, use].is_file())


def sized(job: ToSize) -> None:
    """Makes what a job asks for.

    Raises:
        ShowError: the picture cannot be read.
        FileError: the disk refuses the cache.
    """
    try:
        whole = pixels.opened(job.path)
    except UnreadableError as error:
        raise refused(job.source, error.problem) from error
    for use, path in job.uses:
        image = pixels.fitted(whole, use.width, use.height)
        encode = {"avif": pixels.avif, "webp": pixels.webp}.get(use.format)
        atomic.write(path, encode(image) if encode else pixels.jpeg(image, use.most))


def _fingerprint(digest: str, use: Use) -> str:
    return hashlib.sha256(f"{digest} {RECIPE} {_pillow()} {use}".encode()).hexdigest()


@lru_cache(maxsize=1)  # packages are looked for on the disk
def _pillow() -> str:
    return version("pillow")


def address(source: str, use: Use, kept: Path) -> str:
    """The address of a picture: its name changes with all that it is made from, so with its bytes."""
    return addresses.asset(f"{_ascii(PurePosixPath(source).stem)}-{use.name}.{use.format}", kept.stem)


def _ascii(name: str) -> str:
    """A file name in plain letters: addresses should survive every mail program."""
    german = name.lower().translate({0xE4: "ae", 0xF6: "oe", 0xFC: "ue", 0xDF: "ss"})
    letters = unicodedata.normalize("NFKD", german).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60] or "bild"


def refused(source: str, problem: FileProblem) -> ShowError:
    """Return the error for a source picture that cannot be used."""
    return ShowError((Problem(source, 0, 0, "", problem.what, problem.remedy),))
