"""Images of a show in the sizes that feed, tags and site use: covers, portraits, chapter images, pictures in notes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podcast.artifacts import ImageFormat, Picture
from podcast.errors import FileProblem
from podcast.pages.content.episode import notes_image_path
from podcast.pages.images import pillow
from podcast.pages.images.pillow import inspect_image
from podcast.pages.images.resize import ImageSlot, ImageVariant, image_error, resize_all, variant_path
from podcast.pages.text.markdown import image_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from podcast.artifacts import ImageInfo
    from podcast.model.show import Episode, Show
    from podcast.pages.images.resize import Map, VariantFiles

__all__ = ["feed_covers", "inspect_image", "site_images", "tag_chapter_images", "tag_cover"]

MIN_COVER_PIXELS, MAX_COVER_PIXELS = 1400, 3000  # Apple (podcasters.apple.com/support/896)
TAG_COVER_PIXELS, MAX_TAG_COVER_BYTES = 1400, 300_000  # it is part of every download
CHAPTER_IMAGE_PIXELS, MAX_CHAPTER_IMAGE_BYTES = 600, 60_000  # as wide as phones show it
MIN_CHAPTER_IMAGE_BYTES = 2_000
MAX_ALL_CHAPTER_IMAGES_BYTES = 600_000  # with the cover, the tag stays below 1 MB
FEED_COVER = ImageVariant("feed", MAX_COVER_PIXELS, MAX_COVER_PIXELS, "jpg", 500_000)  # stores fetch it often
HOST_ROLES = {"host", "co-host"}  # the feed names them for the show itself
# The smallest format first; every browser, mail program and printer reads JPEG.
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# Shared images are small JPEGs: messengers drop what is larger than 300 kB.
SHARED_IMAGE = ImageVariant("share", 1200, None, "jpg", 290_000)
COVER_SLOT = ImageSlot("480", (240, 480), 480, is_square=True)
PORTRAIT_SLOT = ImageSlot("96", (96, 192), 96, is_square=True)
NOTES_SLOT = ImageSlot("notes", (640, 1280), 1280, is_square=False)
APP_IMAGE = ImageVariant("app", 1280, None, "jpg", 300_000)  # of people and chapters, for apps: all read JPEG


def feed_covers(sources: Sequence[str], root: Path, cache: Path) -> dict[str, Path]:
    """Return the covers for stores, by source, as files: JPEG or PNG, RGB, square, 1400 to 3000 pixels.

    A source that fulfils this is used itself; others are turned upright, cropped to a centred square and made smaller.
    A cover is never enlarged.

    Raises:
        ShowError: a cover cannot be read.
        FileError: the disk refuses the cache.
    """
    unsuitable = [source for source in sources if not _is_store_cover(root / source)]
    files = resize_all({source: [FEED_COVER] for source in unsuitable}, root, cache, map)
    return {source: files.get((source, FEED_COVER), root / source) for source in sources}


def _is_store_cover(path: Path) -> bool:
    info = _inspect(path)
    is_readable = info.format in {"JPEG", "PNG"} and info.mode == "RGB"
    is_square = info.width == info.height and MIN_COVER_PIXELS <= info.width <= MAX_COVER_PIXELS
    return is_readable and is_square and pillow.is_upright(path)


def tag_cover(path: Path) -> bytes:
    """Return the cover for the tags of an audio file: JPEG, RGB, at most 1400 pixels and 300 kB.

    Raises:
        ShowError: it cannot be read.
    """
    _inspect(path)
    return pillow.encode_jpeg(pillow.fit(pillow.open_image(path), TAG_COVER_PIXELS, None), MAX_TAG_COVER_BYTES)


def tag_chapter_images(episode: Episode, root: Path, cache: Path) -> dict[str, bytes]:
    """Return the chapter images for the tags of an audio file, by source, as JPEG.

    All together have at most `MAX_ALL_CHAPTER_IMAGES_BYTES`, whatever their number.

    Raises:
        ShowError: an image cannot be read.
        FileError: the disk refuses the cache.
    """
    sources = [chapter.image for chapter in episode.chapters if chapter.image]
    share = MAX_ALL_CHAPTER_IMAGES_BYTES // max(1, len(sources))
    max_bytes = max(MIN_CHAPTER_IMAGE_BYTES, min(MAX_CHAPTER_IMAGE_BYTES, share))
    variant = ImageVariant("tag", CHAPTER_IMAGE_PIXELS, None, "jpg", max_bytes)
    files = resize_all({source: [variant] for source in sources}, root, cache, map)
    return {source: files[source, variant].read_bytes() for source in sources}


def site_images(show: Show, root: Path, cache: Path, run: Map = map) -> tuple[dict[str, Picture], dict[str, Path]]:
    """Return the site's images, by `<source path>@<name of slot or variant>`, and their files, by path below site/.

    Args:
        show: the show with the episodes to be shown.
        root: the show's folder.
        cache: the folder of earlier results, by fingerprint; a second build decodes nothing.
        run: runs several jobs at once, as `map` does one after another.

    Raises:
        ShowError: an image cannot be read.
        FileError: the disk refuses the cache.
    """
    formats = tuple(name for name in MEDIA_TYPES if name != "avif" or pillow.has_avif())
    uses_by_source = _required_images(show, root)
    required = {
        source: [variant for use in uses for variant in _variants(use, formats)]
        for source, uses in uses_by_source.items()
    }
    files = resize_all(required, root, cache, run)
    pictures = {
        f"{source}@{use.name}": _picture(source, use, files, formats)
        for source, uses in uses_by_source.items()
        for use in uses
    }
    return pictures, {variant_path(source, variant, file): file for (source, variant), file in files.items()}


def _variants(use: ImageVariant | ImageSlot, formats: Sequence[str]) -> Iterable[ImageVariant]:
    return (use,) if isinstance(use, ImageVariant) else use.variants(formats)


def _picture(source: str, use: ImageVariant | ImageSlot, files: VariantFiles, formats: Sequence[str]) -> Picture:
    """The picture of a slot with all its formats, or of a single variant."""
    if isinstance(use, ImageVariant):
        return Picture(variant_path(source, use, files[source, use]), *pillow.image_size(files[source, use]))
    sizes = {variant.width: pillow.image_size(files[source, variant]) for variant in use.variants(("jpg",))}
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
    required: dict[str, dict[ImageVariant | ImageSlot, None]] = {show.cover: {SHARED_IMAGE: None, COVER_SLOT: None}}

    def require(source: str | None, *uses: ImageVariant | ImageSlot) -> None:
        if source:
            required.setdefault(source, {}).update(dict.fromkeys(uses))

    for person in show.people.values():
        if person.role in HOST_ROLES:
            require(person.image, APP_IMAGE)
    for episode in show.episodes:
        require(episode.cover, SHARED_IMAGE, COVER_SLOT)
        for person in episode.people:
            require(person.image, APP_IMAGE, PORTRAIT_SLOT)
        for chapter in episode.chapters:
            require(chapter.image, APP_IMAGE)
        for source in (notes_image_path(episode, name) for name in image_sources(episode.notes or "")):
            if _is_inside_show(root, source):
                require(source, NOTES_SLOT)
    return {source: tuple(uses) for source, uses in required.items()}


def _is_inside_show(root: Path, source: str) -> bool:
    """Whether a picture of show notes is a file inside the show's folder."""
    path = root / source
    return ".." not in PurePosixPath(source).parts and path.is_file() and path.resolve().is_relative_to(root.resolve())


def _inspect(path: Path) -> ImageInfo:
    info = inspect_image(path)
    if isinstance(info, FileProblem):
        raise image_error(path.name, info)
    return info
