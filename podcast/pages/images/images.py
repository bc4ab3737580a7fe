"""Covers for feed and tags, and pictures for the site in the sizes that are used."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podcast.artifacts import ImageFormat, Picture
from podcast.errors import FileProblem
from podcast.pages.content.episode import notes_image
from podcast.pages.images import pillow as pixels
from podcast.pages.images import resize as sizing
from podcast.pages.images.pillow import look
from podcast.pages.images.resize import Place, Use
from podcast.pages.text.markdown import images

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from podcast.artifacts import ImageInfo
    from podcast.model.show import Episode, Show
    from podcast.pages.images.resize import Kept, Run

__all__ = ["feed_covers", "look", "pictures", "tag_chapters", "tag_cover"]

LEAST, MOST = 1400, 3000  # pixels: Apple's bounds for a cover (podcasters.apple.com/support/896)
TAG_WIDTH, TAG_SIZE = 1400, 300_000  # pixels, bytes: it is carried by every single download
CHAPTER_WIDTH, CHAPTER_SIZE = 600, 60_000  # pixels, bytes: as wide as phones draw it
LEAST_SIZE = 2_000  # bytes that a picture needs
CHAPTERS_SIZE = 600_000  # bytes of all chapters; with the cover the tag stays below 1 MB
FEED = Use("feed", MOST, MOST, "jpg", 500_000)  # stores fetch it often
HOSTS = {"host", "co-host"}  # the feed names them beside the show itself
# The smallest first; JPEG is what every browser, mail program and printer knows.
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# Shared pictures are JPEG, and small: messengers drop what is larger than 300 kB.
SHARE = Use("share", 1200, None, "jpg", 290_000)
COVER = Place("480", (240, 480), 480, square=True)
PORTRAIT = Place("96", (96, 192), 96, square=True)
NOTES = Place("notes", (640, 1280), 1280, square=False)
APP = Use("app", 1280, None, "jpg", 300_000)  # apps fetch people and chapters from the feed: JPEG all of them know


def feed_covers(sources: Sequence[str], root: Path, cache: Path) -> dict[str, Path]:
    """The covers that stores fetch, by source, as files: JPEG or PNG, RGB, square, 1400 to 3000 pixels.

    The source itself where it is that already; otherwise what was made so: turned upright, cut to a square from the
    middle, made smaller. A cover is never blown up.

    Raises:
        ShowError: one cannot be read.
        FileError: the disk refuses the cache.
    """
    others = [source for source in sources if not _for_stores(root / source)]
    made = sizing.kept({source: [FEED] for source in others}, root, cache, map)
    return {source: made.get((source, FEED), root / source) for source in sources}


def _for_stores(path: Path) -> bool:
    found = _seen(path)
    good = found.format in {"JPEG", "PNG"} and found.mode == "RGB"
    return good and found.width == found.height and LEAST <= found.width <= MOST and pixels.upright(path)


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
    most = max(LEAST_SIZE, min(CHAPTER_SIZE, CHAPTERS_SIZE // max(1, len(sources))))
    use = Use("tag", CHAPTER_WIDTH, None, "jpg", most)
    kept = sizing.kept({source: [use] for source in sources}, root, cache, map)
    return {source: kept[source, use].read_bytes() for source in sources}


def pictures(show: Show, root: Path, cache: Path, run: Run = map) -> tuple[dict[str, Picture], dict[str, Path]]:
    """The site's pictures, by `<source path>@<place>`, and the files that hold them, by address.

    Args:
        show: the show with the episodes to be shown.
        root: the show's folder.
        cache: a folder for what was made before, by fingerprint; a second build decodes nothing.
        run: makes several at once, as `map` does one by one.

    Raises:
        ShowError: a picture cannot be read.
        FileError: the disk refuses the cache.
    """
    formats = tuple(one for one in MEDIA_TYPES if one != "avif" or pixels.has_avif())
    wanted = _wanted(show, root)
    uses = {source: [use for one in ones for use in _uses(one, formats)] for source, ones in wanted.items()}
    kept = sizing.kept(uses, root, cache, run)
    found = {
        f"{source}@{one.name}": _picture(source, one, kept, formats) for source, ones in wanted.items() for one in ones
    }
    return found, {sizing.address(source, use, path): path for (source, use), path in kept.items()}


def _uses(one: Use | Place, formats: Sequence[str]) -> Iterable[Use]:
    return (one,) if isinstance(one, Use) else one.uses(formats)


def _picture(source: str, one: Use | Place, kept: Kept, formats: Sequence[str]) -> Picture:
    """A picture for a place, with all its forms; or for a single use."""
    if isinstance(one, Use):
        return Picture(sizing.address(source, one, kept[source, one]), *pixels.size(kept[source, one]))
    seen = {use.width: pixels.size(kept[source, use]) for use in one.uses(("jpg",))}
    forms = []
    for name in formats:
        # A small source has its own width alone: each width once.
        widths = {seen[use.width][0]: sizing.address(source, use, kept[source, use]) for use in one.uses((name,))}
        forms.append(ImageFormat(MEDIA_TYPES[name], tuple((address, width) for width, address in widths.items())))
    width, height = seen[one.shown]
    plainest = {width: address for address, width in forms[-1].sizes}
    return Picture(plainest[width], width, height, tuple(forms))


def _wanted(show: Show, root: Path) -> dict[str, tuple[Use | Place, ...]]:
    """Which sources are needed for what, each once."""
    wanted: dict[str, dict[Use | Place, None]] = {show.cover: {SHARE: None, COVER: None}}

    def want(source: str | None, *uses: Use | Place) -> None:
        if source:
            wanted.setdefault(source, {}).update(dict.fromkeys(uses))

    for person in show.people.values():
        if person.role in HOSTS:
            want(person.image, APP)
    for episode in show.episodes:
        want(episode.cover, SHARE, COVER)
        for person in episode.people:
            want(person.image, APP, PORTRAIT)
        for chapter in episode.chapters:
            want(chapter.image, APP)
        for source in (notes_image(episode, name) for name in images(episode.notes or "")):
            if _is_ours(root, source):
                want(source, NOTES)
    return {source: tuple(uses) for source, uses in wanted.items()}


def _is_ours(root: Path, source: str) -> bool:
    """Whether a picture of the notes is a file inside the show's folder."""
    path = root / source
    return ".." not in PurePosixPath(source).parts and path.is_file() and path.resolve().is_relative_to(root.resolve())


def _seen(path: Path) -> ImageInfo:
    found = look(path)
    if isinstance(found, FileProblem):
        raise sizing.refused(path.name, found)
    return found
