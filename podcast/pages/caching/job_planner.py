"""Comparison of a build with the last one: which pages and episodes have to be rendered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from podcast import urls
from podcast.artifacts import Staged
from podcast.files import atomic
from podcast.files.digest import bytes_digest
from podcast.files.staging import write_staged
from podcast.pages import episode_files, view_models
from podcast.pages.content.lists import list_pages, other_pages
from podcast.pages.content.moved import moved_pages
from podcast.pages.images import social_card
from podcast.pages.slugs import oldest_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from podcast.artifacts import Artifact
    from podcast.model.show import Show
    from podcast.pages.caching.render_cache import RenderCache
    from podcast.pages.episode_files import EpisodeJob
    from podcast.pages.page import Page, RenderInputs

PAGES_PER_JOB = 24
EPISODES_PER_JOB = 8


@dataclass(frozen=True, slots=True)
class StagingArea:
    """The folder `staged`, in which worker processes put files that differ from those in `site`.

    `context_path` is the file with the pickled render context, which the workers read.
    """

    site: Path
    staged: Path
    context_path: Path

    def stage(self, path: str, data: bytes) -> Artifact:
        """Write a file to the staging area, and return where it is; one that `site` has stays there.

        Raises:
            FileError: the disk refuses.
        """
        if atomic.has_content(self.site / path, data):
            return path
        write_staged(self.staged / path, data)
        digest = bytes_digest(data)
        return Staged(self.staged / path, digest.size, digest.md5, digest.sha256)


@dataclass(frozen=True, slots=True)
class PreviousBuild:
    """The cache of the last build, whose files are in `site`; None where there was no build.

    The staging area takes the files of worker processes; without one, rendering happens in this process.
    """

    cache: RenderCache
    site: Path | None = None
    staging_area: StagingArea | None = None


@dataclass(frozen=True, slots=True)
class RenderJob:
    """Some shared pages and some episodes to render, each with its fingerprint."""

    pages: tuple[tuple[Page, str], ...] = ()
    episodes: tuple[tuple[EpisodeJob, str], ...] = ()


class JobPlanner:
    """Compares pages and episodes with the last build: only those that differ become jobs.

    Attributes:
        episode_fingerprints: those of the episodes, oldest first, when all jobs are planned.
        listed_addresses: those that search engines may list, when all jobs are planned.
    """

    def __init__(self, renderer_fingerprint: str, previous_build: PreviousBuild) -> None:
        """Compare nothing yet."""
        self._renderer_fingerprint, self._previous = renderer_fingerprint, previous_build
        self._unchanged_files: list[str] = []
        self.episode_fingerprints: list[str] = []
        self.listed_addresses: list[str] = []

    def jobs(self, show: Show, inputs: RenderInputs, further: Iterable[Page]) -> Iterator[RenderJob]:
        """Yield all jobs in order; `further` pages belong to no episode and to no list."""
        cards = view_models.episode_cards(show, inputs.audio, inputs.pictures)
        with_card = partial(social_card.with_social_card, show, inputs.pictures)
        yield from self._page_jobs(map(with_card, list_pages(show, inputs, cards)))
        self.listed_addresses += [urls.episode(episode) for episode in oldest_first(show) if not episode.draft]
        yield from self._page_jobs(map(with_card, chain(other_pages(show, inputs, cards), moved_pages(show), further)))
        changed = self._changed_episodes(episode_files.episode_jobs(show, inputs, cards))
        while batch := tuple(islice(changed, EPISODES_PER_JOB)):
            yield RenderJob(episodes=batch)

    def take_unchanged_files(self) -> Iterator[tuple[str, str]]:
        """Yield the unchanged files among those that were compared since the last call."""
        paths, self._unchanged_files = self._unchanged_files, []
        return ((path, path) for path in paths)

    def _page_jobs(self, pages: Iterable[Page]) -> Iterator[RenderJob]:
        changed = self._changed_pages(pages)
        while batch := tuple(islice(changed, PAGES_PER_JOB)):
            yield RenderJob(batch)

    def _changed_pages(self, pages: Iterable[Page]) -> Iterator[tuple[Page, str]]:
        for page in pages:
            if page.listed:
                self.listed_addresses.append(page.address)
            fingerprint = episode_files.page_fingerprint(page, self._renderer_fingerprint)
            if not self._is_unchanged(episode_files.page_key(page), fingerprint):
                yield page, fingerprint

    def _changed_episodes(self, jobs: Iterable[EpisodeJob]) -> Iterator[tuple[EpisodeJob, str]]:
        for job in jobs:
            fingerprint = job.fingerprint(self._renderer_fingerprint)
            self.episode_fingerprints.append(fingerprint)
            if not self._is_unchanged(job.episode.slug, fingerprint):
                yield job, fingerprint

    def _is_unchanged(self, key: str, fingerprint: str) -> bool:
        site = self._previous.site
        files = self._previous.cache.unchanged_files(key, fingerprint, site) if site else None
        self._unchanged_files += files or ()
        return files is not None
