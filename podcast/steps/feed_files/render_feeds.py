"""Show and audio to the feeds, the chapters, and the artworks that they name; made again only from changed inputs."""

from __future__ import annotations

from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podcast import urls
from podcast.feed import json_feed, rss
from podcast.feed.feed_context import ChannelSources, publishable_show
from podcast.pages.text import markdown
from podcast.steps.feed_files.item_cache import ItemCache, ItemSources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.artifacts import Artifact, Audio, Picture
    from podcast.model.show import Show
    from podcast.pages.images.resize import PictureStore
    from podcast.steps.feed_files.feed_documents import DocumentWriter


def render_feeds(
    show: Show,
    audio: Mapping[str, Audio],
    store: PictureStore,
    pictures: Mapping[str, Picture],
    writer: DocumentWriter,
) -> dict[str, Artifact]:
    """Render the feeds, the chapters and the artworks.

    Of each episode a small record is in memory; the bytes of its items are in the cache.

    Args:
        show: chapters in the masters' time.
        audio: the tagged files, by slug.
        store: the show's folder, and the pictures made from it.
        pictures: those of the pages: the feed names some.
        writer: writes the documents; every episode has a row in the cache of its build by now.

    Returns:
        The artifacts by their path below site/.

    Raises:
        ShowError: a cover cannot be read.
        InputChangedError: a cover changed while it was used.
        DamagedFileError: an item or the notes of the cache are damaged.
        FileError: the disk refuses.
    """
    covers, cover_files = _feed_covers(show, store)
    covers |= {name.removesuffix("@app"): picture.path for name, picture in pictures.items() if name.endswith("@app")}
    covers |= {name: picture for name, picture in pictures.items() if name.endswith("@image")}
    notes = writer.previous.cache.notes
    items = ItemCache(writer.cache, writer.paths, ItemSources(show, audio, covers, notes))
    records = items.records(publishable_show(show, audio).episodes, writer.map_function)
    sources = ChannelSources(audio, covers, _channel_notes(show))
    plans = chain(json_feed.plan_documents(show, records, sources), rss.plan_documents(show, records, sources))
    documents = writer.documents(plans, items)
    items.forget_other_items()
    return {**cover_files, **_chapter_files(show, items, writer), **documents}


def _chapter_files(show: Show, items: ItemCache, writer: DocumentWriter) -> dict[str, Artifact]:
    """Return the chapters of each episode that has some, as JSON; a file of the site that is right stays."""
    episodes = {urls.chapters(episode): episode for episode in show.episodes if episode.slug in items.chapters_sha256}
    digests = {path: items.chapters_sha256[episode.slug] for path, episode in episodes.items()}
    unchanged, area = writer.unchanged(digests), writer.previous.staging_area
    files: dict[str, Artifact] = {path: path for path in episodes if path in unchanged}
    for path, episode in episodes.items():
        if path not in unchanged:
            data = items.chapters(episode)
            files[path] = area.stage(path, data) if area else data
    return files


def _channel_notes(show: Show) -> dict[str, str]:
    """Return the descriptions of the show and its seasons as HTML, by the addresses of their pages."""
    texts = {urls.season(show, season.number): season.description for season in show.seasons if season.description}
    return {page: markdown.html(text, show.language) for page, text in {urls.HOME: show.description, **texts}.items()}


def _feed_covers(show: Show, store: PictureStore) -> tuple[dict[str, str | Picture], dict[str, Artifact]]:
    """Return the artworks of the feed: source path -> URL path, and URL path -> the file with its bytes."""
    from podcast.pages.images import images

    sources = sorted({show.cover, *(episode.cover for episode in show.episodes if episode.cover)})
    covers = images.feed_covers(sources, store)
    addresses: dict[str, str | Picture] = {}
    files: dict[str, Artifact] = {}
    for source, cover in covers.items():
        name = "cover" if source == show.cover else PurePosixPath(source).parent.name
        addresses[source] = address = urls.asset(f"{name}.{cover.suffix}", cover.file.sha256)
        files[address] = cover.file
    return addresses, files
