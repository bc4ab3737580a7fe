"""Covers for feed and tags, and pictures for the site in the sizes that are used."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podcast import addresses, files
from podcast.artifacts import Picture
from podcast.errors import Problem, ShowError
from podcast.pages import pixels
from podcast.pages.episode import notes_image
from podcast.pages.markdown import images
from podcast.pages.pixels import UnreadableError, look

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.artifacts import Pixels
    from podcast.show.model import Episode, Show

__all__ = ["feed_cover", "look", "pictures", "tag_chapters", "tag_cover"]

LEAST, MOST = 1400, 3000  # pixels: Apple's bounds for a cover (podcasters.apple.com/support/896)
TAG_WIDTH, TAG_SIZE = 1400, 300_000  # pixels, bytes: it is carried by every single download
CHAPTER_WIDTH, CHAPTER_SIZE = 600, 60_000  # pixels, bytes: as wide as phones draw it
LEAST_SIZE = 2_000  # bytes that a picture needs
CHAPTERS_SIZE = 600_000  # bytes of all chapters; with the cover the tag stays below 1 MB
FEED_SIZE = 500_000  # bytes; stores fetch it often
HOSTS = {"host", "co-host"}  # the feed names them beside the show itself
RECIPE = "1"  # changes when the same source must give other bytes


@dataclass(frozen=True, slots=True)
class Use:
    """What a picture is used for: at most `width` pixels wide, cut to `height` if there is one."""

    name: str
    width: int
    height: int | None
    format: str  # "webp", or "jpg" where other people's programs fetch it
    most: int = 0  # bytes, JPEG only


# WebP: every browser since 2020. Shared pictures are JPEG, and small: messengers drop what is larger than 300 kB.
SHARE = Use("share", 1200, None, "jpg", 290_000)
COVER = Use("480", 480, 480, "webp")
PORTRAITS = (Use("96", 96, 96, "webp"), Use("192", 192, 192, "webp"))
NOTES = Use("notes", 1280, None, "webp")
APP = Use("app", 1280, None, "jpg", 300_000)  # apps fetch people and chapters from the feed: JPEG all of them know


def feed_cover(path: Path) -> bytes:
    """The cover that stores fetch: JPEG or PNG, RGB, square, 1400 to 3000 pixels.

    The file's own bytes where they are that already; otherwise made so: turned upright, cut to a square from the
    middle, made smaller. A cover is never blown up.

    Raises:
        ShowError: it cannot be read.
    """
    found = _seen(path)
    good = found.format in {"JPEG", "PNG"} and found.mode == "RGB"
    if good and found.width == found.height and LEAST <= found.width <= MOST and pixels.upright(path):
        return path.read_bytes()
    side = min(found.width, found.height, MOST)
    return pixels.jpeg(pixels.fitted(pixels.opened(path), side, side), FEED_SIZE)


def tag_cover(path: Path) -> bytes:
    """The cover inside the audio file: JPEG, RGB, 1400 pixels and 300 kB at most.

    Raises:
        ShowError: it cannot be read.
    """
    _seen(path)
    return pixels.jpeg(pixels.fitted(pixels.opened(path), TAG_WIDTH, None), TAG_SIZE)


def tag_chapters(episode: Episode, root: Path, cache: Path) -> dict[str, bytes]:
    """The pictures of an episode's chapters inside the audio file, by source: JPEG.

    Together they take `CHAPTERS_SIZE` bytes at most, be they three or three hundred.

    Raises:
        ShowError: one cannot be read.
        FileError: the disk refuses the cache.
    """
    sources = [chapter.image for chapter in episode.chapters if chapter.image]
    use = Use(
        "tag", CHAPTER_WIDTH, None, "jpg", max(LEAST_SIZE, min(CHAPTER_SIZE, CHAPTERS_SIZE // max(1, len(sources))))
    )
    return {source: _sized(root / source, source, use, cache)[0] for source in sources}


def pictures(show: Show, root: Path, cache: Path) -> tuple[dict[str, Picture], dict[str, bytes]]:
    """The site's pictures, by `<source path>@<use>`, and their bytes by address.

    Args:
        show: the show with the episodes to be shown.
        root: the show's folder.
        cache: a folder for what was made before, by fingerprint; a second build decodes nothing.

    Raises:
        ShowError: a picture cannot be read.
        FileError: the disk refuses the cache.
    """
    found: dict[str, Picture] = {}
    made: dict[str, bytes] = {}
    for source, use in _wanted(show, root):
        data, width, height = _sized(root / source, source, use, cache)
        name = f"{_ascii(PurePosixPath(source).stem)}-{use.name}.{use.format}"
        address = addresses.asset(name, hashlib.sha256(data).hexdigest())
        found[f"{source}@{use.name}"] = Picture(address, width, height)
        made[address] = data
    return found, made


def _wanted(show: Show, root: Path) -> Iterator[tuple[str, Use]]:
    """Which sources are needed for what, each once."""
    wanted: dict[tuple[str, Use], None] = {(show.cover, SHARE): None, (show.cover, COVER): None}
    hosts = (person for person in show.people.values() if person.role in HOSTS)
    people = (*hosts, *(person for episode in show.episodes for person in episode.people))
    wanted |= {(person.image, APP): None for person in people if person.image}
    for episode in show.episodes:
        if episode.cover:
            wanted |= {(episode.cover, SHARE): None, (episode.cover, COVER): None}
        wanted |= {(person.image, use): None for person in episode.people if person.image for use in PORTRAITS}
        wanted |= {(chapter.image, APP): None for chapter in episode.chapters if chapter.image}
        sources = (notes_image(episode, name) for name in images(episode.notes or ""))
        wanted |= {(source, NOTES): None for source in sources if _is_ours(root, source)}
    yield from wanted


def _is_ours(root: Path, source: str) -> bool:
    """Whether a picture of the notes is a file inside the show's folder."""
    path = root / source
    return ".." not in PurePosixPath(source).parts and path.is_file() and path.resolve().is_relative_to(root.resolve())


def _sized(path: Path, source: str, use: Use, cache: Path) -> tuple[bytes, int, int]:
    """A source's bytes for a use, with width and height in pixels: from the cache, or made now."""
    if not path.is_file():
        raise _refused(source, "is not there; put the picture there, or correct its name")
    recipe = f"{RECIPE} {version('pillow')} {use}"
    fingerprint = hashlib.sha256(f"{files.digest(path).sha256} {recipe}".encode()).hexdigest()
    kept = cache / f"{fingerprint}.{use.format}"
    if not kept.is_file():
        try:
            image = pixels.fitted(pixels.opened(path), use.width, use.height)
        except UnreadableError as error:
            raise _refused(source, str(error)) from error
        files.write(kept, pixels.jpeg(image, use.most) if use.format == "jpg" else pixels.webp(image))
    width, height = pixels.size(kept)
    return kept.read_bytes(), width, height


def _ascii(name: str) -> str:
    """A file name in plain letters: addresses should survive every mail program."""
    german = name.lower().translate({0xE4: "ae", 0xF6: "oe", 0xFC: "ue", 0xDF: "ss"})
    letters = unicodedata.normalize("NFKD", german).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60] or "bild"


def _seen(path: Path) -> Pixels:
    found = look(path)
    if isinstance(found, str):
        raise _refused(path.name, found)
    return found


def _refused(source: str, words: str) -> ShowError:
    what, _, remedy = words.partition("; ")
    return ShowError((Problem(source, 0, 0, "", what, remedy),))
