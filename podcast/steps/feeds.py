"""Show and audio to the feeds, the chapters, and the artworks that they name; what would come out the same stays."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.files import digest_cache as hashes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.artifacts import Artifact, Audio, Picture
    from podcast.model.show import Show
    from podcast.pages.render import Memory
    from podcast.steps import paths

_KEY = "//feeds"  # of their row; neither a slug nor a page's
_SAY = ("feedgen", "lxml")  # libraries that have a say in what feeds look like


def feeds(
    show: Show,
    audio: Mapping[str, Audio],
    places: paths.ProjectPaths,
    pictures: Mapping[str, Picture],
    memory: Memory,
) -> dict[str, Artifact]:
    """The feeds, the chapters and the artworks, by their path.

    Args:
        show: chapters in the masters' time.
        audio: the tagged files, by slug.
        places: where the show is, and what of it is kept where.
        pictures: those of the pages: the feed names some.
        memory: what is known of the files of the last build; every episode has a row in it by now.

    Raises:
        ShowError: a cover cannot be read.
        FileError: the disk refuses.
    """
    from podcast.pages import episode_files as telling
    from podcast.pages import render_cache as kept

    covers, found = _covers(show, places)
    covers |= {name.removesuffix("@app"): one.path for name, one in pictures.items() if name.endswith("@app")}
    notes = {one.slug: memory.rows[one.slug].notes for one in show.current().episodes}
    fingerprint = _fingerprint(show, audio, covers, notes)
    before = memory.rows.get(_KEY)
    if before and before.fingerprint == fingerprint and telling.as_it_was(before, places.site):
        return {**found, **{path: places.site / path for path in before.files}}
    made = _made(show, audio, covers, notes)
    digest = kept.digest(made.items(), b"", "")
    memory.rows.put(kept.Row(_KEY, fingerprint, digest, tuple(made), b"", ""))
    return {**found, **{path: memory.shelf.put(path, data) if memory.shelf else data for path, data in made.items()}}


def _made(
    show: Show, audio: Mapping[str, Audio], covers: Mapping[str, str], known: Mapping[str, str]
) -> dict[str, bytes]:
    """The feeds and the chapters; `known` are notes that are HTML already, by slug."""
    from podcast.feed import chapters, rss
    from podcast.feed import json_feed as jsonfeed
    from podcast.pages.text import markdown

    heard = [one for one in show.episodes if one.slug in audio and chapters.audible(one, audio[one.slug])]
    marks = {addresses.chapters(one): chapters.chapters(one, show, audio[one.slug], covers) for one in heard}
    texts = {addresses.HOME: show.description, **{one.slug: one.notes for one in show.episodes if one.notes}}
    texts |= {addresses.season(show, one.number): one.description for one in show.seasons if one.description}
    notes = {slug: known.get(slug) or markdown.html(text, show.language) for slug, text in texts.items()}
    return {
        **marks,
        **jsonfeed.json_feeds(show, audio, covers, notes),
        **rss.feeds(show, audio, covers, notes),
    }


def _fingerprint(show: Show, audio: Mapping[str, Audio], covers: Mapping[str, str], notes: Mapping[str, str]) -> str:
    """Changes with all that feeds are made from."""
    from podcast.pages import context as kit

    def parts() -> Iterator[object]:  # one episode after the other: together they would take the show's memory again
        yield kit.code(), [version(name) for name in _SAY], sorted(covers.items())
        yield show.model_copy(update={"episodes": ()})
        yield from ((one, audio.get(one.slug), notes.get(one.slug)) for one in show.episodes)

    found = sha256()
    for part in parts():
        found.update(sha256(repr(part).encode()).digest())
    return found.hexdigest()


def _covers(show: Show, places: paths.ProjectPaths) -> tuple[dict[str, str], dict[str, Artifact]]:
    """The artworks that the feed names: source path -> address, and address -> the file that holds it."""
    from podcast.pages.images import images

    cache = places.cache / "pictures"
    sources = sorted({show.cover, *(one.cover for one in show.episodes if one.cover)})
    kept = images.feed_covers(sources, places.root, cache)
    digests = hashes.fingerprints(kept.values(), cache / "covers.json")
    covers: dict[str, str] = {}
    for source, path in kept.items():
        name = "cover" if source == show.cover else Path(source).parent.name
        with path.open("rb") as file:
            suffix = "png" if file.read(4) == b"\x89PNG" else "jpg"
        covers[source] = addresses.asset(f"{name}.{suffix}", digests[path])
    return covers, {covers[source]: path for source, path in kept.items()}
