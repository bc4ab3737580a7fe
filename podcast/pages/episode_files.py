"""Rendering of one unit: an episode with all its files, or one shared page.

The files of an episode (its page, the embedded player, the transcript's formats, its search file) depend on an
`EpisodeJob` and a renderer alone: templates get a show with this one episode and the pictures of this episode. So the
fingerprint of job and renderer tells whether the files of the last build are still right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast import urls
from podcast.files.digest import bytes_digest
from podcast.pages import render_cache, slugs
from podcast.pages.content import embed, topics
from podcast.pages.content.episode import ShowIndexes, episode_pages
from podcast.pages.images import social_card
from podcast.pages.page import RenderInputs
from podcast.pages.search import index
from podcast.pages.slugs import oldest_first
from podcast.pages.text import markdown
from podcast.transcripts import write
from podcast.transcripts.episode_transcript import cues_in_master_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Audio, Picture
    from podcast.model.show import Episode, Show
    from podcast.pages.context import Renderer
    from podcast.pages.page import Page
    from podcast.pages.render_cache import CacheRow
    from podcast.pages.slugs import PersonIdentity
    from podcast.pages.view_models import EpisodeCard, NeighbouringCards
    from podcast.transcripts.cue import Cue


@dataclass(frozen=True, slots=True)
class EpisodeJob:
    """Everything that an episode's files are made from, the renderer apart; it can be pickled.

    Attributes:
        episode: the episode.
        audio: its tagged file; None for a draft without recording.
        pictures: those that its pages may show, by `<source path>@<use>`.
        neighbouring_cards: of the episode before, of this one, and of the one after.
        person_slugs: the slugs of the episode's people.
        topic_slugs: the slugs of the episode's topics, by normalized topic.
        cues: the transcript in the master's time, unless it is read from `transcript`.
        transcript: the transcript's file, read where it is needed.
    """

    episode: Episode
    audio: Audio | None
    pictures: Mapping[str, Picture]
    neighbouring_cards: NeighbouringCards
    person_slugs: Mapping[PersonIdentity, str]
    topic_slugs: Mapping[str, str]
    cues: tuple[Cue, ...] = ()
    transcript: Path | None = None

    def fingerprint(self, renderer_fingerprint: str) -> str:
        """Return the fingerprint of job and renderer.

        The transcript's bytes are part of it, its path is not: the show's folder may be moved.
        """
        transcript = bytes_digest(self.transcript.read_bytes()).sha256 if self.transcript else ""
        return bytes_digest(f"{renderer_fingerprint}\0{transcript}\0{replace(self, transcript=None)!r}".encode()).sha256


@dataclass(frozen=True, slots=True)
class RenderedFiles:
    """The files of an episode or a page, by path; empty where those of the last build are still right."""

    row: CacheRow
    files: tuple[tuple[str, bytes], ...] = ()


def episode_jobs(show: Show, inputs: RenderInputs, cards: Sequence[EpisodeCard]) -> Iterator[EpisodeJob]:
    """Yield a job for each episode, oldest first; `cards` are those of all episodes in this order."""
    people = slugs.person_directory(show)
    topic_slugs = topics.topic_index(show).slugs
    pictures = _pictures_by_source(inputs.pictures)
    neighbours = zip([None, *cards][: len(cards)], cards, [*cards, None][1:], strict=True)
    for episode, neighbouring_cards in zip(oldest_first(show), neighbours, strict=True):
        identities = {people.identity(person) for person in episode.people}
        normalized_topics = {topics.normalized_topic(topic) for topic in episode.topics}
        has_file = inputs.root is not None and episode.slug in inputs.transcripts
        yield EpisodeJob(
            episode=episode,
            audio=inputs.audio.get(episode.slug),
            pictures=_episode_pictures(show, episode, pictures),
            neighbouring_cards=neighbouring_cards,
            person_slugs={identity: people.slugs[identity] for identity in sorted(identities)},
            topic_slugs={topic: topic_slugs[topic] for topic in sorted(normalized_topics)},
            cues=() if inputs.root else tuple(inputs.transcripts.get(episode.slug, ())),
            transcript=inputs.root / str(episode.transcript) if inputs.root and has_file else None,
        )


def page_key(page: Page) -> str:
    """Return the key of a shared page's cache row; no slug begins with a slash."""
    return f"/{page.address}"


def render_page(renderer: Renderer, page: Page, cached: CacheRow | None, site: Path | None) -> RenderedFiles:
    """Render a shared page, unless its file in `site` is still right; see `render_episode`.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
    """
    fingerprint = bytes_digest(f"{renderer.fingerprint}\0{page!r}".encode()).sha256
    if cached and site and cached.fingerprint == fingerprint and is_unchanged(cached, site):
        return RenderedFiles(cached)
    files = ((urls.file_path(page.address), renderer.render(page)),)
    digest = render_cache.files_digest(files, b"", "")
    return RenderedFiles(render_cache.CacheRow(page_key(page), fingerprint, digest, tuple(dict(files)), b"", ""), files)


def render_episode(renderer: Renderer, job: EpisodeJob, cached: CacheRow | None, site: Path | None) -> RenderedFiles:
    """Render the files of an episode, unless those in `site` are still right.

    Args:
        renderer: the renderer.
        job: the episode.
        cached: the cache row of the last build.
        site: the folder with the files of the last build.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
        ShowError: the transcript cannot be read.
    """
    fingerprint = job.fingerprint(renderer.fingerprint)
    if cached and site and cached.fingerprint == fingerprint and is_unchanged(cached, site):
        return RenderedFiles(cached)
    files, search_entry, notes = render_files(renderer, job)
    digest = render_cache.files_digest(files, search_entry, notes)
    row = render_cache.CacheRow(job.episode.slug, fingerprint, digest, tuple(dict(files)), search_entry, notes)
    return RenderedFiles(row, files)


def is_unchanged(row: CacheRow, site: Path) -> bool:
    """Return whether the files in `site`, and the row itself, are those that the last build made."""
    files = ((path, (site / path).read_bytes()) for path in row.files)
    try:
        return render_cache.files_digest(files, row.search_entry, row.notes) == row.digest
    except OSError:  # missing, or not a file: it is rendered again, and writing it reports what is in the way
        return False


def render_files(renderer: Renderer, job: EpisodeJob) -> tuple[tuple[tuple[str, bytes], ...], bytes, str]:
    """Return the files by path, the episode's entry for the search index, and the notes as HTML for the feed."""
    episode, card = job.episode, job.neighbouring_cards[1]
    show = renderer.bare_show.model_copy(update={"episodes": (episode,)})
    audio = {episode.slug: job.audio} if job.audio else {}
    cues = _cues(show, job)
    inputs = RenderInputs(audio, job.pictures, {episode.slug: cues} if cues else {})
    indexes = ShowIndexes(
        slugs.PersonDirectory(show, renderer.person_keys, job.person_slugs),
        topics.TopicIndex(show, job.topic_slugs, {}),
    )
    pages = [
        social_card.with_social_card(show, inputs.pictures, page)
        for page in episode_pages(show, inputs, (episode, job.neighbouring_cards), indexes, dict(renderer.series))
    ]
    search_file = index.index_entry(show, episode, cues, card)
    files = (
        *((urls.file_path(page.address), renderer.render(page)) for page in pages),
        *(write.transcript_files(episode, cues).items() if cues else ()),
        *embed.oembed_documents(show, audio),
        (search_file.path, search_file.data),
    )
    return files, search_file.entry, markdown.html(episode.notes, show.language) if episode.notes else ""


def _cues(show: Show, job: EpisodeJob) -> tuple[Cue, ...]:
    if job.transcript is None or job.audio is None:
        return job.cues
    return cues_in_master_time(show, job.episode, job.transcript.read_bytes(), job.audio)


def _pictures_by_source(pictures: Mapping[str, Picture]) -> dict[str, dict[str, Picture]]:
    """Return the pictures by source path; those of an episode's notes by the episode's folder as well."""
    by_source: dict[str, dict[str, Picture]] = {}
    for name, picture in pictures.items():
        source = name.rpartition("@")[0]
        by_source.setdefault(source, {})[name] = picture
        if source.startswith("episodes/"):
            by_source.setdefault("/".join(source.split("/", 2)[:2]), {})[name] = picture
    return by_source


def _episode_pictures(
    show: Show, episode: Episode, by_source: Mapping[str, Mapping[str, Picture]]
) -> dict[str, Picture]:
    """Return the pictures that an episode's pages may show, by name."""
    paths = {show.cover, episode.cover, *(person.image for person in episode.people)}
    addresses = {urls.HOME, urls.episode(episode), urls.embed(show, episode)}  # social cards
    sources = sorted(source for source in {*paths, *addresses, f"episodes/{episode.slug}"} if source is not None)
    return {name: picture for source in sources for name, picture in sorted(by_source.get(source, {}).items())}
