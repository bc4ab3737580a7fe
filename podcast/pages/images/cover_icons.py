"""The icons for browser tabs and home screens, resized from the show's cover; cached like its other pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.artifacts import Picture
from podcast.pages.images.resize import ImageVariant, resize_all
from podcast.pages.metadata.site_icons import APP_ICONS, FAVICON, TOUCH_ICON

if TYPE_CHECKING:
    from podcast.artifacts import StoredFile
    from podcast.model.show import Show
    from podcast.pages.images.resize import PictureStore

ICON_VARIANTS: Final = {
    FAVICON: ImageVariant("favicon", 32, 32, "ico"),
    TOUCH_ICON: ImageVariant("icon", 180, 180, "png"),  # iPhones; others make it smaller
    **{name: ImageVariant("icon", pixels, pixels, "png") for name, pixels in APP_ICONS.items()},
}


def cover_icons(show: Show, store: PictureStore) -> tuple[dict[str, Picture], dict[str, StoredFile]]:
    """Return the icons by name, and their files by path below site/.

    Raises:
        ShowError: the cover cannot be read.
        InputChangedError: the cover changed while it was used.
        FileError: the disk refuses the cache.
    """
    resized = resize_all({show.cover: [*ICON_VARIANTS.values()]}, store)
    files = {name: resized[show.cover, variant] for name, variant in ICON_VARIANTS.items()}
    return {name: Picture(name, *file.facts) for name, file in files.items()}, files
