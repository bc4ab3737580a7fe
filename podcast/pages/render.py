"""Rendering of the site: from a show and its files to all pages, with their paths and bytes."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.artifacts import Staged
from podcast.files import atomic
from podcast.pages import episode_files, view_models
from podcast.pages.content.lists import list_pages, other_pages, series_data
from podcast.pages.content.moved import moved_pages
from podcast.pages.content.subscribe import qr_address, qr_code
from podcast.pages.content.withdrawn import withdrawn_pages
from podcast.pages.context import Renderer, create_renderer, render_context
from podcast.pages.csp import POLICY
from podcast.pages.images import social_card
from podcast.pages.page import Page, RenderInputs
from podcast.pages.render_cache import RenderCache
from podcast.pages.search import index
from podcast.pages.sitemap import robots_txt, sitemaps
from podcast.pages.slugs import oldest_first
from podcast.pages.theme import default_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Artifact, Audio, Picture
    from podcast.model.show import Show
    from podcast.pages.episode_files import EpisodeJob
    from podcast.pages.render_cache import CacheRow
    from podcast.transcripts.cue import Cue

    MapFunction = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]

__all__ = ["POLICY", "PreviousBuild", "StagingArea", "default_templates", "site_files", "stream_site_files"]

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
        """Write a file to the staging area unless `site` has it, and return where it is.

        Raises:
            FileError: the disk refuses.
        """
        if atomic.has_content(self.site / path, data):
            return self.site / path
        atomic.write_staged(self.staged / path, data)
        return Staged(self.staged / path)


@dataclass(frozen=True, slots=True)
class RenderJob:
    """Some shared pages and some episodes to render, each with its cache row of the last build, made in `site`."""

    pages: tuple[tuple[Page, CacheRow | None], ...] = ()
    episodes: tuple[tuple[EpisodeJob, CacheRow | None], ...] = ()
    site: Path | None = None


@dataclass(frozen=True, slots=True)
class RenderResult:
    """The files of a `RenderJob`, by path, and the cache rows of those that were rendered."""

    files: tuple[tuple[str, Artifact], ...]
    rows: tuple[CacheRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviousBuild:
    """The cache of the last build, whose files are in `site`; None where there was no build.

    The staging area takes the files of worker processes; without one, rendering happens in this process.
    """

    cache: RenderCache
    site: Path | None = None
    staging_area: StagingArea | None = None


def site_files(
    show: Show,
    audio: Mapping[str, Audio],
    pictures: Mapping[str, Picture],
    transcripts: Mapping[str, tuple[Cue, ...]],
    template_folders: Sequence[Path],
) -> dict[str, bytes]:
    """Return the files of the site by their path below site/, without feeds, chapters, audio and pictures.

    Args:
        show: its episodes are exactly those to show, chapters in the master's time.
        audio: the tagged files, by slug; an episode without one (a draft) gets a page without player.
        pictures: by `<source path>@<use>`, as `podcast.pages.images.images` makes them, and by `<address>@card`, as
            `podcast.pages.images.social_card` does; a missing one is left out.
        transcripts: the cues in the master's time, by slug.
        template_folders: in order of precedence; the last is the built-in theme.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
    """
    with RenderCache() as cache:
        inputs = RenderInputs(audio, pictures, transcripts)
        files = stream_site_files(show, inputs, template_folders, PreviousBuild(cache))
        return {path: data for path, data in files if isinstance(data, bytes)}


def stream_site_files(
    show: Show,
    inputs: RenderInputs,
    template_folders: Sequence[Path],
    previous_build: PreviousBuild,
    map_function: MapFunction = map,
) -> Iterator[tuple[str, Artifact]]:
    """Yield the files of `site_files` one after the other; with a staging area, only their paths are in this process.

    Args:
        show: see `site_files`.
        inputs: see `site_files`; `transcripts` may read them lazily.
        template_folders: see `site_files`.
        previous_build: the cache of the last build; it has a staging area if `map_function` uses other processes.
        map_function: runs the jobs in order, as `map` does, or several at once.

    Raises:
        TemplateError: see `site_files`.
        FileError: the disk refuses the staging area.
    """
    withdrawn = tuple(withdrawn_pages(show))
    show = show.without_withdrawn()  # no other page names withdrawn episodes
    staging_area = previous_build.staging_area
    season_feeds = _season_feeds(show, inputs.audio)
    context = render_context(show, template_folders, season_feeds, series_data(show, inputs.pictures))
    renderer = create_renderer(context)
    yield from renderer.theme.assets.items()
    listed_addresses: list[str] = []
    run_job: Callable[[RenderJob], RenderResult] = partial(_run_job, renderer)
    if staging_area is not None:
        atomic.write(staging_area.context_path, pickle.dumps(context))
        run_job = partial(render_in_worker, staging_area)
    for result in map_function(run_job, _render_jobs(show, inputs, withdrawn, listed_addresses, previous_build)):
        yield from result.files
        for row in result.rows:
            previous_build.cache.put(row)
    yield qr_address(show), qr_code(show)
    for path, data in index.index_files(show, previous_build.cache.search_entry):
        yield path, staging_area.stage(path, data) if staging_area else data
    yield from sitemaps(show, listed_addresses)
    yield "robots.txt", robots_txt(show)


def render_in_worker(staging_area: StagingArea, job: RenderJob) -> RenderResult:
    """Run a job in a worker process, and put its files into the staging area.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
        FileError: the disk refuses.
    """
    result = _run_job(_load_renderer(staging_area.context_path), job)
    files = (
        (path, staging_area.stage(path, artifact) if isinstance(artifact, bytes) else artifact)
        for path, artifact in result.files
    )
    return replace(result, files=tuple(files))


@lru_cache(maxsize=1)
def _load_renderer(context_path: Path) -> Renderer:
    """Create the renderer from the pickled render context, once for each worker process."""
    return create_renderer(pickle.loads(context_path.read_bytes()))  # noqa: S301 - our own, of this build


def _run_job(renderer: Renderer, job: RenderJob) -> RenderResult:
    files: list[tuple[str, Artifact]] = []
    rows = []
    pages = (episode_files.render_page(renderer, page, cached, job.site) for page, cached in job.pages)
    episodes = (episode_files.render_episode(renderer, episode, cached, job.site) for episode, cached in job.episodes)
    for rendered in chain(pages, episodes):
        rows += [rendered.row] if rendered.files else []
        files += rendered.files or [(path, job.site / path) for path in rendered.row.files if job.site]
    return RenderResult(tuple(files), tuple(rows))


def _render_jobs(
    show: Show,
    inputs: RenderInputs,
    withdrawn: Sequence[Page],
    listed_addresses: list[str],
    previous_build: PreviousBuild,
) -> Iterator[RenderJob]:
    """Yield all jobs in order; adds the addresses that search engines may list to `listed_addresses`."""
    cards = view_models.episode_cards(show, inputs.audio)
    yield from _page_jobs(show, inputs, list_pages(show, inputs, cards), listed_addresses, previous_build)
    listed_addresses += [urls.episode(episode) for episode in oldest_first(show) if not episode.draft]
    pages = chain(other_pages(show, inputs, cards), moved_pages(show), withdrawn)
    yield from _page_jobs(show, inputs, pages, listed_addresses, previous_build)
    jobs = episode_files.episode_jobs(show, inputs, cards)
    while batch := tuple(islice(jobs, EPISODES_PER_JOB)):
        episodes = tuple((job, previous_build.cache.get(job.episode.slug)) for job in batch)
        yield RenderJob(episodes=episodes, site=previous_build.site)


def _page_jobs(
    show: Show,
    inputs: RenderInputs,
    pages: Iterator[Page],
    listed_addresses: list[str],
    previous_build: PreviousBuild,
) -> Iterator[RenderJob]:
    pages_with_cards = (social_card.with_social_card(show, inputs.pictures, page) for page in pages)
    while batch := tuple(islice(pages_with_cards, PAGES_PER_JOB)):
        listed_addresses += [page.address for page in batch if page.listed]
        rows = tuple((page, previous_build.cache.get(episode_files.page_key(page))) for page in batch)
        yield RenderJob(rows, site=previous_build.site)


def _season_feeds(show: Show, audio: Mapping[str, Audio]) -> dict[int, tuple[str, str]]:
    """Return address and title of the feed of each season that has audio."""
    numbers = sorted({episode.season for episode in show.episodes if episode.season and episode.slug in audio})
    seasons = ((number, show.season(number)) for number in numbers)
    return {
        number: (urls.season_feed(show, number), f"{show.title} – {season.title if season else number}")
        for number, season in seasons
    }
