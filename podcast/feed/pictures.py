"""Pictures of the feed: their addresses, and those beside the cover with their size, ratio and purpose."""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd
from typing import TYPE_CHECKING, TypeAlias

from podcast.artifacts import Picture
from podcast.feed.formatting import public_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.model.podcast_namespace import FeedImage
    from podcast.model.show import Episode, Show

# Source path of a picture -> its address below the base URL. A picture of `images:` has its size as well, and its key
# is that of `image_key`: the file may also be a cover or a chapter's picture, in another size.
PictureAddresses: TypeAlias = Mapping[str, "str | Picture"]

WIDE = "16/9"  # the ratio of YouTube's thumbnails
# Ratios that designers mean; a picture may miss them by a few pixels.
_USUAL_RATIOS = ((1, 1), (16, 9), (9, 16), (4, 3), (3, 4), (3, 2), (2, 3), (2, 1), (1, 2), (3, 1), (4, 1), (21, 9))
_RATIO_TOLERANCE = 0.01  # of the ratio


def image_key(file: str) -> str:
    """Return the key of a picture of `images:` in the addresses of a feed."""
    return f"{file}@image"


def picture_url(path: str | None, show: Show, covers: PictureAddresses) -> str | None:
    """Return the public URL of a picture; None if there is none, or if it is not published."""
    if path is None or path not in covers:
        return None
    picture = covers[path]
    return public_url(show, picture.path if isinstance(picture, Picture) else picture)


def feed_picture(image: FeedImage, covers: PictureAddresses) -> Picture | None:
    """Return the published picture of an entry of `images:`; None if it is not published."""
    picture = covers.get(image_key(image.file))
    return picture if isinstance(picture, Picture) else None


def aspect_ratio(width: int, height: int) -> str:
    """Return the ratio of a picture as CSS writes it: `16/9`; a usual one if it is nearly that."""
    for across, down in _USUAL_RATIOS:
        if abs(width * down / (height * across) - 1) <= _RATIO_TOLERANCE:
            return f"{across}/{down}"
    divisor = gcd(width, height)
    return f"{width // divisor}/{height // divisor}"


def thumbnail(show: Show, episode: Episode, covers: PictureAddresses) -> Picture | None:
    """Return the wide picture of an episode, for YouTube: its own, or the show's if the episode has no cover either."""
    own = _wide_picture(episode.images, covers)
    return own if own or episode.cover else _wide_picture(show.images, covers)


def _wide_picture(images: Iterable[FeedImage], covers: PictureAddresses) -> Picture | None:
    pictures = (feed_picture(image, covers) for image in images)
    return next((picture for picture in pictures if picture and _is_wide(picture)), None)


def _is_wide(picture: Picture) -> bool:
    return aspect_ratio(picture.width, picture.height) == WIDE
