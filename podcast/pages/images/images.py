"""Images of a show in the sizes that feed, tags and site use: covers, portraits, chapter images, pictures in notes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from podcast.artifacts import ImageFormat, Picture, StoredFile
from podcast.errors import FileProblem
from podcast.pages.content.episode import notes_image_path
from podcast.pages.images import pillow
from podcast.pages.images.pillow import inspect_image
from podcast.pages.images.resize import (
    ImageSlot,
    ImageVariant,
    PictureStore,
    fingerprint,
    hash_sources,
    image_error,
    read_all,
    resize_all,
    variant_path,
)
from podcast.pages.text.episode_notes import notes_image_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from podcast.artifacts import ImageInfo
    from podcast.model.show import Episode, Show
    from podcast.pages.images.resize import Map, Sources, VariantFiles

__all__ = [
    "FeedCover",
    "PictureStore",
    "feed_covers",
    "inspect_image",
    "site_images",
    "site_variants",
    "tag_chapter_images",
    "tag_cover",
]

MIN_COVER_PIXELS, MAX_COVER_PIXELS = 1400, 3000  # Apple (podcasters.apple.com/support/896)
TAG_COVER = ImageVariant("tag", 1400, None, "jpg", 300_000)  # it is part of every download
CHAPTER_IMAGE_PIXELS, MAX_CHAPTER_IMAGE_BYTES = 600, 60_000  # as wide as phones show it
MIN_CHAPTER_IMAGE_BYTES = 2_000
MAX_ALL_CHAPTER_IMAGES_BYTES = 600_000  # with the cover, the tag stays below 1 MB
FEED_COVER = ImageVariant("feed", MAX_COVER_PIXELS, MAX_COVER_PIXELS, "jpg", 500_000)  # stores fetch it often
# What stores take at least: a picture of very fine detail is larger in bytes, not smaller in pixels.
MIN_FEED_COVER = ImageVariant("feed", MIN_COVER_PIXELS, MIN_COVER_PIXELS, "jpg", 4_000_000)
_STORE_COVER_KIND: Final = "store cover"  # of cache rows: see `_store_cover_suffix`
_STORE_SUFFIXES: Final = {"JPEG": "jpg", "PNG": "png"}
HOST_ROLES = {"host", "co-host"}  # the feed names them for the show itself
# The smallest format first; every browser, mail program and printer reads JPEG.
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# Shared images are small JPEGs: messengers drop what is larger than 300 kB.
SHARED_IMAGE = ImageVariant("share", 1200, None, "jpg", 290_000)
COVER_SLOT = ImageSlot("480", (240, 480), 480, is_square=True)
PORTRAIT_SLOT = ImageSlot("96", (96, 192), 96, is_square=True)
PROFILE_SLOT = ImageSlot("260", (260, 520), 260, is_square=True)  # on the person's own page
CHAPTER_SLOT = ImageSlot("chapter", (128,), 128, is_square=False)
NOTES_SLOT = ImageSlot("notes", (640, 1280), 1280, is_square=False)
FEED_IMAGE = ImageVariant("image", 1920, None, "jpg", 1_000_000)  # of `images:`; YouTube takes 2 MB and less
APP_IMAGE = ImageVariant("app", 1280, None, "jpg", 300_000)  # of people and chapters, for apps: all read JPEG


@dataclass(frozen=True, slots=True)
class FeedCover:
    """A cover for stores: its file, and the suffix that says its format, `jpg` or `png`."""

    file: StoredFile
    suffix: str


def feed_covers(sources: Sequence[str], store: PictureStore) -> dict[str, FeedCover]:
    """Return the covers for stores, by source: JPEG or PNG, RGB, square, 1400 to 3000 pixels.

    A source that fulfils this is used itself; others are turned upright, cropped to a centred square and made smaller.
    A cover is never enlarged.

    Raises:
        ShowError: a cover cannot be read.
        InputChangedError: a cover changed while it was used.
        FileError: the disk refuses the cache.
    """
    inputs = hash_sources(sources, store)
    suffixes = {source: _store_cover_suffix(store, store.root / source, inputs) for source in sources}
    files = resize_all({source: [FEED_COVER] for source in sources if not suffixes[source]}, store)
    too_small = [source for (source, _variant), file in files.items() if file.facts[0] < MIN_COVER_PIXELS]
    files = {**files, **resize_all({source: [MIN_FEED_COVER] for source in too_small}, store)}
    covers = {source: FeedCover(file, "jpg") for (source, _variant), file in files.items()}
    for source in sources:
        if suffixes[source]:
            path = store.root / source
            file = StoredFile(path, inputs.sha256[path], inputs.states[path].state.size)
            covers[source] = FeedCover(file, suffixes[source])
    return {source: covers[source] for source in sources}


def _store_cover_suffix(store: PictureStore, path: Path, sources: Sources) -> str:
    """The suffix of a cover that stores take as it is, empty for others; cached, as it has to be decoded for that."""
    key = fingerprint(sources.sha256[path], FEED_COVER)
    suffix = store.cache.get_json(_STORE_COVER_KIND, key)
    if suffix is None:
        info = _inspect(path)
        is_square = info.width == info.height and MIN_COVER_PIXELS <= info.width <= MAX_COVER_PIXELS
        is_suitable = is_square and info.mode == "RGB" and pillow.is_upright(path)
        suffix = _STORE_SUFFIXES.get(info.format, "") if is_suitable else ""
        sources.require_unchanged(path)
        store.cache.put_json(_STORE_COVER_KIND, key, suffix)
    return str(suffix)


def tag_cover(source: str, store: PictureStore) -> bytes:
    """Return the cover for the tags of an audio file: JPEG, RGB, at most 1400 pixels and 300 kB.

    Raises:
        ShowError: it cannot be read.
        InputChangedError: it changed while it was used.
        FileError: the disk refuses the cache.
    """
    return read_all({source: [TAG_COVER]}, store)[source]


def tag_chapter_images(episode: Episode, store: PictureStore) -> dict[str, bytes]:
    """Return the chapter images for the tags of an audio file, by source, as JPEG.

    All together have at most `MAX_ALL_CHAPTER_IMAGES_BYTES`, whatever their number.

    Raises:
        ShowError: an image cannot be read.
        InputChangedError: an image changed while it was used.
        FileError: the disk refuses the cache.
    """
    sources = [chapter.image for chapter in episode.chapters if chapter.image]
    share = MAX_ALL_CHAPTER_IMAGES_BYTES // max(1, len(sources))
    max_bytes = max(MIN_CHAPTER_IMAGE_BYTES, min(MAX_CHAPTER_IMAGE_BYTES, share))
    variant = ImageVariant("tag", CHAPTER_IMAGE_PIXELS, None, "jpg", max_bytes)
    return read_all({source: [variant] for source in sources}, store)


def site_images(show: Show, store: PictureStore, run: Map = map) -> tuple[dict[str, Picture], dict[str, StoredFile]]:
    """Return the site's images, by `<source path>@<name of slot or variant>`, and their files, by path below site/.

    Args:
        show: the show with the episodes to be shown.
        store: the show's folder and the pictures of earlier builds; a second build decodes nothing.
        run: runs several jobs at once, as `map` does one after another.

    Raises:
        ShowError: an image cannot be read.
        InputChangedError: an image changed while it was used.
        FileError: the disk refuses the cache.
    """
    formats, uses_by_source = _site_formats(), _required_images(show, store.root)
    files = resize_all(site_variants(show, store.root), store, run)
    pictures = {
        f"{source}@{use.name}": _picture(source, use, files, formats)
        for source, uses in uses_by_source.items()
        for use in uses
    }
    return pictures, {variant_path(source, variant, file): file for (source, variant), file in files.items()}


def site_variants(show: Show, root: Path) -> dict[str, list[ImageVariant]]:
    """Return the variants that the site needs of each source, by path below the show's folder."""
    formats = _site_formats()
    return {
        source: [variant for use in uses for variant in _variants(use, formats)]
        for source, uses in _required_images(show, root).items()
    }


def _site_formats() -> tuple[str, ...]:
    return tuple(name for name in MEDIA_TYPES if name != "avif" or pillow.has_avif())


def _variants(use: ImageVariant | ImageSlot, formats: Sequence[str]) -> Iterable[ImageVariant]:
    return (use,) if isinstance(use, ImageVariant) else use.variants(formats)


def _picture(source: str, use: ImageVariant | ImageSlot, files: VariantFiles, formats: Sequence[str]) -> Picture:
    """The picture of a slot with all its formats, or of a single variant."""
    if isinstance(use, ImageVariant):
        return Picture(variant_path(source, use, files[source, use]), *files[source, use].facts)
    sizes = {variant.width: files[source, variant].facts for variant in use.variants(("jpg",))}
    image_formats = []
    for name in formats:
        # A source that is smaller than several of the widths has its own width in all of them: list it once.
        paths = {
            sizes[variant.width][0]: variant_path(source, variant, files[source, variant])
            for variant in use.variants((name,))
        }
        image_formats.append(ImageFormat(MEDIA_TYPES[name], tuple((path, width) for width, path in paths.items())))
    width, height = sizes[use.default_width]
    jpeg_paths = {width: path for path, width in image_formats[-1].sizes}
    return Picture(jpeg_paths[width], width, height, tuple(image_formats))


def _required_images(show: Show, root: Path) -> dict[str, tuple[ImageVariant | ImageSlot, ...]]:
    """The slots and variants that each source is needed for."""
    required: dict[str, dict[ImageVariant | ImageSlot, None]] = {
        file: {FEED_IMAGE: None} for file in _feed_image_files(show)
    }

    def require(source: str | None, *uses: ImageVariant | ImageSlot) -> None:
        if source:
            required.setdefault(source, {}).update(dict.fromkeys(uses))

    for cover in _square_images(show):
        require(cover, SHARED_IMAGE, COVER_SLOT)
    for portrait in _host_portraits(show):
        require(portrait, APP_IMAGE)
    for episode in show.episodes:
        for person in episode.people:
            require(person.image, APP_IMAGE, PORTRAIT_SLOT, PROFILE_SLOT)
        for chapter in episode.chapters:
            require(chapter.image, APP_IMAGE, CHAPTER_SLOT)
        for source in (notes_image_path(episode, name) for name in notes_image_sources(episode)):
            if _is_inside_show(root, source):
                require(source, NOTES_SLOT)
    return {source: tuple(uses) for source, uses in required.items()}


def _host_portraits(show: Show) -> tuple[str | None, ...]:
    return tuple(person.image for person in show.people.values() if person.role in HOST_ROLES)


def _square_images(show: Show) -> tuple[str | None, ...]:
    """The covers of the show and its episodes, and the images of seasons."""
    seasons = (season.image for season in show.seasons)
    return (show.cover, *seasons, *(episode.cover for episode in show.episodes))


def _feed_image_files(show: Show) -> list[str]:
    images = (*show.images, *(image for episode in show.episodes for image in episode.images))
    return [image.file for image in images]


def _is_inside_show(root: Path, source: str) -> bool:
    """Whether a picture of show notes is a file inside the show's folder."""
    path = root / source
    return ".." not in PurePosixPath(source).parts and path.is_file() and path.resolve().is_relative_to(root.resolve())


def _inspect(path: Path) -> ImageInfo:
    info = inspect_image(path)
    if isinstance(info, FileProblem):
        raise image_error(path.name, info)
    return info
