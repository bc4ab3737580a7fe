"""Files of the site that need no audio, made ahead of `podcast.steps.rendering`: pictures and social cards.

The process that waits for masters makes them meanwhile, as a core is often idle then: the first pass over a recording
is one long sequence. Rendering finds them in the cache; what is not there yet, it makes itself.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from podcast.steps import social_cards
from podcast.steps.rendering import PARALLEL_THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.files.cache import Cache
    from podcast.model.show import Show
    from podcast.pages.images.resize import ImageVariant, PictureStore
    from podcast.steps.paths import ProjectPaths


def prerender(show: Show, paths: ProjectPaths, cache: Cache) -> Iterator[None]:
    """Make what rendering and tagging would make: a file or the sizes of one picture for each step.

    A build that verifies all files makes nothing here, because rendering discards the damaged ones first. Nor does one
    of a large show, which rendering divides among processes: to find out what is missing takes long there.

    Raises:
        ShowError: a picture cannot be read.
        InputChangedError: a picture changed while it was used.
        FileError: the disk refuses.
    """
    from podcast.pages.images import images

    if cache.verify or len(show.episodes) >= PARALLEL_THRESHOLD:
        return
    store = images.PictureStore(paths.root, paths.cache / "pictures", cache)
    yield from _resize_pictures(show, store)
    yield from _draw_cards(show, store)


def _resize_pictures(show: Show, store: PictureStore) -> Iterator[None]:
    """Make all sizes of one picture after the other, so that each is decoded once; then the covers for stores."""
    from podcast.pages.images import images
    from podcast.pages.images.resize import resize_all

    for source, variants in _all_variants(show, store).items():
        resize_all({source: variants}, store)
        yield
    for source in dict.fromkeys((show.cover, *(episode.cover for episode in show.episodes if episode.cover))):
        images.feed_covers([source], store)
        yield


def _all_variants(show: Show, store: PictureStore) -> dict[str, list[ImageVariant]]:
    """The sizes of the site, the cover's icons, and the covers of the tags, by source."""
    from podcast.pages.images import cover_icons, images

    variants = images.site_variants(show, store.root)
    variants.setdefault(show.cover, []).extend(cover_icons.ICON_VARIANTS.values())
    covers = dict.fromkeys(episode.cover or show.cover for episode in show.episodes if episode.has_recording)
    for cover in covers:
        variants.setdefault(cover, []).append(images.TAG_COVER)
    return variants


def _draw_cards(show: Show, store: PictureStore) -> Iterator[None]:
    """Draw one card after the other; a damaged picture on one of them is an error of rendering."""
    from podcast.pages.images import card_files, card_list, images
    from podcast.pages.images.picture_types import UnreadableError

    pictures, files = images.site_images(show, store)
    for card in card_list.social_cards(show, partial(social_cards.find_picture, pictures, files)):
        if card_files.cached_card(card, store):
            continue
        try:
            sha256 = card_files.draw_to_file(card, store.folder)
        except UnreadableError:
            return
        card_files.store_card(card, store, sha256)
        yield
