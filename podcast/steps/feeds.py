"""Show and audio to the feeds, the chapters, and the artworks that they name; made again only from changed inputs."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from podcast import urls
from podcast.files import digest_cache

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.artifacts import Artifact, Audio, Picture
    from podcast.model.show import Show
    from podcast.pages.render import PreviousBuild
    from podcast.steps.paths import ProjectPaths

_CACHE_KEY = "//feeds"  # neither a slug nor the key of a page
_LIBRARIES = ("feedgen", "lxml")  # those whose version changes the bytes of feeds


def render_feeds(
    show: Show,
    audio: Mapping[str, Audio],
    paths: ProjectPaths,
    pictures: Mapping[str, Picture],
    previous: PreviousBuild,
) -> dict[str, Artifact]:
    """Render the feeds, the chapters and the artworks.

    Args:
        show: chapters in the masters' time.
        audio: the tagged files, by slug.
        paths: of the show.
        pictures: those of the pages: the feed names some.
        previous: the files of the last build; every episode has a row in its cache by now.

    Returns:
        The artifacts by their path below site/.

    Raises:
        ShowError: a cover cannot be read.
        FileError: the disk refuses.
    """
    from podcast.pages import episode_files, render_cache

    covers, cover_files = _feed_covers(show, paths)
    covers |= {name.removesuffix("@app"): picture.path for name, picture in pictures.items() if name.endswith("@app")}
    notes = {episode.slug: previous.cache[episode.slug].notes for episode in show.without_withdrawn().episodes}
    fingerprint = _fingerprint(show, audio, covers, notes)
    before = previous.cache.get(_CACHE_KEY)
    if before and before.fingerprint == fingerprint and episode_files.is_unchanged(before, paths.site):
        return {**cover_files, **{path: paths.site / path for path in before.files}}
    files = _feed_files(show, audio, covers, notes)
    digest = render_cache.files_digest(files.items(), b"", "")
    previous.cache.put(render_cache.CacheRow(_CACHE_KEY, fingerprint, digest, tuple(files), b"", ""))
    return {
        **cover_files,
        **{
            path: previous.staging_area.stage(path, data) if previous.staging_area else data
            for path, data in files.items()
        },
    }


def _feed_files(
    show: Show, audio: Mapping[str, Audio], covers: Mapping[str, str], rendered_notes: Mapping[str, str]
) -> dict[str, bytes]:
    """The feeds and the chapters; `rendered_notes` are notes that are HTML already, by slug."""
    from podcast.feed import chapters, json_feed, rss
    from podcast.pages.text import markdown

    chapter_files = {
        urls.chapters(episode): chapters.chapters_json(episode, show, audio[episode.slug], covers)
        for episode in show.episodes
        if episode.slug in audio and chapters.audible_chapters(episode, audio[episode.slug])
    }
    texts = {urls.HOME: show.description, **{episode.slug: episode.notes for episode in show.episodes if episode.notes}}
    texts |= {urls.season(show, season.number): season.description for season in show.seasons if season.description}
    notes = {slug: rendered_notes.get(slug) or markdown.html(text, show.language) for slug, text in texts.items()}
    return {
        **chapter_files,
        **json_feed.build_json_feeds(show, audio, covers, notes),
        **rss.build_feeds(show, audio, covers, notes),
    }


def _fingerprint(show: Show, audio: Mapping[str, Audio], covers: Mapping[str, str], notes: Mapping[str, str]) -> str:
    """Hash of everything that feeds are made from."""
    from podcast.pages import context

    def parts() -> Iterator[object]:  # one episode after the other: all at once would need the memory of the show again
        yield context.code_fingerprint(), [version(name) for name in _LIBRARIES], sorted(covers.items())
        yield show.model_copy(update={"episodes": ()})
        yield from ((episode, audio.get(episode.slug), notes.get(episode.slug)) for episode in show.episodes)

    digest = sha256()
    for part in parts():
        digest.update(sha256(repr(part).encode()).digest())
    return digest.hexdigest()


def _feed_covers(show: Show, paths: ProjectPaths) -> tuple[dict[str, str], dict[str, Artifact]]:
    """The artworks that the feed names: source path -> URL path, and URL path -> the file with its bytes."""
    from podcast.pages.images import images

    cache = paths.cache / "pictures"
    sources = sorted({show.cover, *(episode.cover for episode in show.episodes if episode.cover)})
    cover_files = images.feed_covers(sources, paths.root, cache)
    digests = digest_cache.fingerprints(cover_files.values(), cache / "covers.json")
    covers: dict[str, str] = {}
    for source, path in cover_files.items():
        name = "cover" if source == show.cover else Path(source).parent.name
        with path.open("rb") as file:
            suffix = "png" if file.read(4) == b"\x89PNG" else "jpg"
        covers[source] = urls.asset(f"{name}.{suffix}", digests[path])
    return covers, {covers[source]: path for source, path in cover_files.items()}
