"""Rendering of one unit: an episode with all its files, or one shared page.

The files of an episode (its page, the embedded player, the transcript's formats, its search file) depend on an
`EpisodeJob` and a renderer alone: templates get a show with this one episode and the pictures of this episode. So the
fingerprint of job and renderer tells whether the files of the last build are still right.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from podcast import urls
from podcast.files.digest import file_sha256
from podcast.model.show import episode_fingerprint
from podcast.pages import slugs
from podcast.pages.caching.render_cache import RenderedUnit, files_digest
from podcast.pages.content import embed, topics
from podcast.pages.content.episode import ShowIndexes, episode_pages
from podcast.pages.content.transcript_document import transcript_document
from podcast.pages.images import social_card
from podcast.pages.page import RenderInputs
from podcast.pages.search import index
from podcast.pages.slugs import oldest_first
from podcast.pages.text.episode_notes import feed_notes
from podcast.text import normalized_topic
from podcast.transcripts import write
from podcast.transcripts.episode_transcript import cues_in_master_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Audio, Picture
    from podcast.model.show import Episode, Show
    from podcast.pages.context import Renderer
    from podcast.pages.episode_card import EpisodeCard
    from podcast.pages.page import Page
    from podcast.pages.slugs import PersonIdentity
    from podcast.pages.view_models import NeighbouringCards
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
        transcript_sha256: of that file, as far as known.
        waveform: the bars of its player.
    """

    episode: Episode
    audio: Audio | None
    pictures: Mapping[str, Picture]
    neighbouring_cards: NeighbouringCards
    person_slugs: Mapping[PersonIdentity, str]
    topic_slugs: Mapping[str, str]
    cues: tuple[Cue, ...] = ()
    transcript: Path | None = None
    waveform: str = ""
    transcript_sha256: str = ""

    def fingerprint(self, renderer_fingerprint: str) -> str:
        """Return the fingerprint of job and renderer.

        The transcript's bytes are part of it, its path is not: the show's folder may be moved.
        """
        transcript = self.transcript_sha256 or (file_sha256(self.transcript) if self.transcript else "")
        shown = (self.audio, self.pictures, self.neighbouring_cards, self.person_slugs, self.topic_slugs)
        parts = (renderer_fingerprint, transcript, episode_fingerprint(self.episode), shown, self.cues, self.waveform)
        return _digest(repr(parts))


@dataclass(frozen=True, slots=True)
class RenderedFiles:
    """The files of an episode or a page, by path, and what they leave in the cache."""

    unit: RenderedUnit
    files: tuple[tuple[str, bytes], ...]


def episode_jobs(show: Show, inputs: RenderInputs, cards: Sequence[EpisodeCard]) -> Iterator[EpisodeJob]:
    """Yield a job for each episode, oldest first; `cards` are those of all episodes in this order."""
    people = slugs.person_directory(show)
    topic_slugs = topics.topic_index(show).slugs
    pictures = _pictures_by_source(inputs.pictures)
    neighbours = zip([None, *cards][: len(cards)], cards, [*cards, None][1:], strict=True)
    for episode, neighbouring_cards in zip(oldest_first(show), neighbours, strict=True):
        identities = {people.identity(person) for person in episode.people}
        normalized_topics = {normalized_topic(topic) for topic in episode.topics}
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
            waveform=inputs.waveforms.get(episode.slug, ""),
            transcript_sha256=inputs.transcript_digests.get(episode.slug, "") if has_file else "",
        )


def page_key(page: Page) -> str:
    """Return the key of a shared page's cache row; no slug begins with a slash."""
    return f"/{page.address}"


def page_fingerprint(page: Page, renderer_fingerprint: str) -> str:
    """Return the fingerprint of a shared page and the renderer."""
    return _digest(f"{renderer_fingerprint}\0{page!r}")


def render_page(renderer: Renderer, page: Page, fingerprint: str) -> RenderedFiles:
    """Render a shared page.

    Args:
        renderer: the renderer.
        page: the page.
        fingerprint: of both.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
    """
    files = ((urls.file_path(page.address), renderer.render(page)),)
    return RenderedFiles(RenderedUnit(page_key(page), fingerprint, files_digest(files), tuple(dict(files))), files)


def render_episode(renderer: Renderer, job: EpisodeJob, fingerprint: str) -> RenderedFiles:
    """Render the files of an episode.

    Args:
        renderer: the renderer.
        job: the episode.
        fingerprint: of both.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
        ShowError: the transcript cannot be read.
    """
    files, search_entry, notes = render_files(renderer, job)
    paths = tuple(dict(files))
    unit = RenderedUnit(job.episode.slug, fingerprint, files_digest(files), paths, search_entry, notes)
    return RenderedFiles(unit, files)


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def render_files(renderer: Renderer, job: EpisodeJob) -> tuple[tuple[tuple[str, bytes], ...], bytes, str]:
    """Return the files by path, the episode's entry for the search index, and the notes as HTML for the feed."""
    episode, card = job.episode, job.neighbouring_cards[1]
    show = renderer.bare_show.model_copy(update={"episodes": (episode,)})
    audio = {episode.slug: job.audio} if job.audio else {}
    cues = _cues(show, job)
    transcripts, waveforms = {episode.slug: cues} if cues else {}, {episode.slug: job.waveform}
    inputs = RenderInputs(audio, job.pictures, transcripts, waveforms=waveforms)
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
        *(transcript_document(show, episode, cues).items() if cues else ()),
        *embed.oembed_documents(show, audio, inputs.pictures),
        (search_file.path, search_file.data),
    )
    return files, search_file.entry, feed_notes(episode, show.language)


def _cues(show: Show, job: EpisodeJob) -> tuple[Cue, ...]:
    """Return the transcript in the time of the audio."""
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
