"""Rendering of the site: from a show and its files to all pages, with their paths and bytes."""

from __future__ import annotations

import operator
import pickle
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.files import atomic
from podcast.files.cache import Cache
from podcast.pages import episode_files
from podcast.pages.caching.job_planner import JobPlanner, PreviousBuild, RenderJob, StagingArea
from podcast.pages.caching.render_cache import RenderCache, RenderedUnit, content_digest, joined_digest
from podcast.pages.content.lists import series_data
from podcast.pages.content.redirect_pages import redirect_pages
from podcast.pages.content.subscribe import qr_address, qr_code
from podcast.pages.content.widget import widget_script
from podcast.pages.content.withdrawn import withdrawn_pages
from podcast.pages.context import Renderer, create_renderer, render_context
from podcast.pages.csp import POLICY
from podcast.pages.metadata.index_now import key_files
from podcast.pages.metadata.redirect_rules import redirect_rules
from podcast.pages.metadata.site_icons import icon_files
from podcast.pages.metadata.sitemap import robots_txt, sitemaps
from podcast.pages.page import RenderInputs
from podcast.pages.search import index
from podcast.pages.theme import default_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Artifact, Audio, Picture
    from podcast.model.show import Show
    from podcast.pages.search.segments import SegmentRange
    from podcast.transcripts.cue import Cue

    MapFunction = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]

__all__ = ["POLICY", "PreviousBuild", "StagingArea", "default_templates", "site_files", "stream_site_files"]

_INDEX_KEY = "//search"  # of the cache; neither a slug nor the key of a page


@dataclass(frozen=True, slots=True)
class RenderResult:
    """The files of a `RenderJob`, by path, and what they leave in the cache."""

    files: tuple[tuple[str, Artifact], ...]
    units: tuple[RenderedUnit, ...] = ()


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
    with Cache() as cache:
        inputs = RenderInputs(audio, pictures, transcripts)
        files = stream_site_files(show, inputs, template_folders, PreviousBuild(RenderCache(cache)))
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
    further = chain(withdrawn_pages(show), redirect_pages(show.with_episodes(()), show))
    rules = dict(redirect_rules(show))
    show = with_listed_chapters(show.without_withdrawn())  # no other page names withdrawn episodes
    staging_area = previous_build.staging_area
    season_feeds = season_feeds_of(show, inputs.audio)
    context = render_context(show, template_folders, season_feeds, series_data(show, inputs.pictures), inputs.pictures)
    renderer = create_renderer(context)
    yield from renderer.theme.assets.items()
    yield from icon_files(show, context.icons, renderer.theme)
    yield urls.WIDGET, widget_script(show, inputs.audio, renderer.theme)
    run_job: Callable[[RenderJob], RenderResult] = partial(_run_job, renderer)
    if staging_area is not None:
        atomic.write(staging_area.context_path, pickle.dumps(context))
        _renderers[staging_area.context_path] = renderer
        run_job = partial(render_in_worker, staging_area)
    planner = JobPlanner(renderer.fingerprint, previous_build)
    for result in map_function(run_job, planner.jobs(show, inputs, further)):
        yield from planner.take_unchanged_files()
        yield from result.files
        previous_build.cache.put(result.units)
    yield from planner.take_unchanged_files()
    yield qr_address(show), qr_code(show)
    yield from _search_index(show, planner, previous_build)
    yield from sitemaps(show, planner.listed_addresses)
    yield "robots.txt", robots_txt(show)
    yield from key_files(show)
    yield from rules.items()


def with_listed_chapters(show: Show) -> Show:
    """Return the show with the chapters that its pages show; the same show where no chapter is hidden."""
    episodes = tuple(episode.with_listed_chapters() for episode in show.episodes)
    unchanged = all(map(operator.is_, episodes, show.episodes))
    return show if unchanged else show.model_copy(update={"episodes": episodes})


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


_renderers: dict[Path, Renderer] = {}  # of this process, by the file with their pickled context


def _load_renderer(context_path: Path) -> Renderer:
    """Return the renderer of this process; a worker creates it once, from the pickled render context."""
    if context_path not in _renderers:
        context = pickle.loads(context_path.read_bytes())  # noqa: S301 - our own, of this build
        _renderers[context_path] = create_renderer(context)
    return _renderers[context_path]


def _run_job(renderer: Renderer, job: RenderJob) -> RenderResult:
    pages = (episode_files.render_page(renderer, page, fingerprint) for page, fingerprint in job.pages)
    episodes = (episode_files.render_episode(renderer, episode, fingerprint) for episode, fingerprint in job.episodes)
    rendered = [*pages, *episodes]
    files = tuple(file for result in rendered for file in result.files)
    return RenderResult(files, tuple(result.unit for result in rendered))


def _search_index(show: Show, planner: JobPlanner, previous_build: PreviousBuild) -> Iterator[tuple[str, Artifact]]:
    """Yield the files of the search index: a segment depends on its episodes alone, the list of all on all."""
    entry, fingerprints = previous_build.cache.search_entry, planner.episode_fingerprints
    paths_by_segment: dict[SegmentRange, list[str]] = {}
    for segment in index.show_segments(show):
        key, fingerprint = f"{_INDEX_KEY}/{segment.first}", joined_digest(fingerprints[segment.first : segment.end])
        files = index.files_of_segment(show, segment, entry)
        paths = paths_by_segment[segment] = []
        for path, artifact in _unless_unchanged(key, fingerprint, files, previous_build):
            paths.append(path)
            yield path, artifact
    files = index.list_files(show, paths_by_segment)
    yield from _unless_unchanged(_INDEX_KEY, joined_digest(fingerprints), files, previous_build)


def _unless_unchanged(
    key: str, fingerprint: str, files: Iterable[tuple[str, bytes]], previous_build: PreviousBuild
) -> Iterator[tuple[str, Artifact]]:
    """Yield the files of a unit, which are made when they are iterated over, or the paths of those that stay."""
    cache, site, area = previous_build.cache, previous_build.site, previous_build.staging_area
    if site and (unchanged := cache.unchanged_files(key, fingerprint, site)) is not None:
        yield from ((path, path) for path in unchanged)
        return
    paths, digests = list[str](), list[str]()
    for path, data in files:
        paths.append(path)
        digests.append(content_digest(path, data))
        yield path, area.stage(path, data) if area else data
    cache.put([RenderedUnit(key, fingerprint, joined_digest(digests), tuple(paths))])


def season_feeds_of(show: Show, audio: Mapping[str, Audio]) -> dict[int, tuple[str, str]]:
    """Return address and title of the feed of each season that has audio."""
    numbers = sorted({episode.season for episode in show.episodes if episode.season and episode.slug in audio})
    seasons = ((number, show.season(number)) for number in numbers)
    return {
        number: (urls.season_feed(show, number), f"{show.title} – {season.title if season else number}")
        for number, season in seasons
    }
