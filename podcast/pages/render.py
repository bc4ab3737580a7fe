"""The site's pages: a show and what was made of it, in; files and their bytes, out."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from podcast import urls as addresses
from podcast.artifacts import Staged
from podcast.files import atomic
from podcast.pages import episode_files as telling
from podcast.pages import view_models as views
from podcast.pages.content.lists import lists, others, series
from podcast.pages.content.subscribe import qr_address, qr_code
from podcast.pages.content.withdrawn import tombstones
from podcast.pages.context import Renderer, render_context, create_renderer
from podcast.pages.csp import POLICY
from podcast.pages.images import social_card as share
from podcast.pages.page import RenderInputs, Page
from podcast.pages.render_cache import Kept
from podcast.pages.search import index as search
from podcast.pages.sitemap import robots_txt, sitemaps
from podcast.pages.slugs import oldest_first
from podcast.pages.theme import default_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Artifact, Audio, Picture
    from podcast.model.show import Show
    from podcast.pages.episode_files import EpisodeJob
    from podcast.pages.render_cache import Row
    from podcast.transcripts.cue import Cue

    Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]

__all__ = ["POLICY", "PreviousBuild", "StagingArea", "default_templates", "site_files", "streamed"]

AT_ONCE = 24  # pages that a process fills before it says so
FEW = 8  # episodes


@dataclass(frozen=True, slots=True)
class StagingArea:
    """Where other processes put what they have filled: `staged`, unless `site` holds it already.

    `kit` is the file from which they take all that pages have in common.
    """

    site: Path
    staged: Path
    context_path: Path

    def stage(self, path: str, data: bytes) -> Artifact:
        """Keeps a file's bytes out of memory: where they are.

        Raises:
            FileError: the disk refuses.
        """
        if atomic.holds(self.site / path, data):
            return self.site / path
        atomic.lay(self.staged / path, data)
        return Staged(self.staged / path)


@dataclass(frozen=True, slots=True)
class RenderJob:
    """Pages to be filled, a few at once, and episodes, each with what is known of its files in `site`."""

    pages: tuple[tuple[Page, Row | None], ...] = ()
    episodes: tuple[tuple[EpisodeJob, Row | None], ...] = ()
    site: Path | None = None


@dataclass(frozen=True, slots=True)
class RenderResult:
    """The files of a `ToFill`, by path, and what is to be known of those that were made."""

    files: tuple[tuple[str, Artifact], ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviousBuild:
    """What is known of the files that are in `site` (without one, nothing is); the shelf for those made elsewhere."""

    cache: Kept
    site: Path | None = None
    staging_area: StagingArea | None = None


def site_files(
    show: Show,
    audio: Mapping[str, Audio],
    pictures: Mapping[str, Picture],
    transcripts: Mapping[str, tuple[Cue, ...]],
    template_folders: Sequence[Path],
) -> dict[str, bytes]:
    """The files of the site, by their path below site/, but for feed, chapters, sound and pictures.

    Args:
        show: its episodes are exactly those to show, chapters in the master's time.
        audio: the tagged files, by slug; an episode without one (a draft) gets a page without player.
        pictures: by `<source path>@<place>`, as `podcast.pages.images.images` makes them, and by `<address>@card`, as
            `podcast.pages.images.social_card` does; a missing one is left out.
        transcripts: the cues in the master's time, by slug.
        templates: folders in order of precedence; the last is the built-in theme.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
    """
    with Kept() as rows:
        found = streamed(show, RenderInputs(audio, pictures, transcripts), template_folders, PreviousBuild(rows))
        return {path: data for path, data in found if isinstance(data, bytes)}


def streamed(
    show: Show,
    inputs: RenderInputs,
    template_folders: Sequence[Path],
    previous_build: PreviousBuild,
    run: Run = map,
) -> Iterator[tuple[str, Artifact]]:
    """The same, one after the other; where memory has a shelf, nothing but paths passes through here.

    Args:
        show: see `pages`.
        made: see `pages`; `transcripts` may read them when they are asked for.
        templates: see `pages`.
        memory: what is known of the files that are there (see `podcast.pages.episode_files`); it has a shelf if `run`
            has other processes.
        run: fills several at once, as `map` does one by one.

    Raises:
        TemplateError: see `pages`.
        FileError: the disk refuses the shelf.
    """
    stones = tuple(tombstones(show))
    show = show.current()  # nothing else speaks of what was withdrawn
    shelf = previous_build.staging_area
    common = render_context(show, template_folders, _season_feeds(show, inputs.audio), series(show, inputs.pictures))
    ready = create_renderer(common)
    yield from ready.theme.assets.items()
    listed: list[str] = []
    fill: Callable[[RenderJob], RenderResult] = partial(_filled, ready)
    if shelf is not None:
        atomic.write(shelf.context_path, pickle.dumps(common))
        fill = partial(shelved, shelf)
    for some in run(fill, _jobs(show, inputs, stones, listed, previous_build)):
        yield from some.files
        for row in some.rows:
            previous_build.cache.put(row)
    yield qr_address(show), qr_code(show)
    for path, data in search.index(show, previous_build.cache.entry):
        yield path, shelf.stage(path, data) if shelf else data
    yield from sitemaps(show, listed)
    yield "robots.txt", robots_txt(show)


def shelved(shelf: StagingArea, job: RenderJob) -> RenderResult:
    """Fills in another process, and puts what it has filled on the shelf.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
        FileError: the disk refuses.
    """
    done = _filled(_taken(shelf.context_path), job)
    files = ((path, shelf.stage(path, one) if isinstance(one, bytes) else one) for path, one in done.files)
    return replace(done, files=tuple(files))


@lru_cache(maxsize=1)
def _taken(kit: Path) -> Renderer:
    """A kit that another process of ours has written down, opened once."""
    return create_renderer(pickle.loads(kit.read_bytes()))  # noqa: S301 - our own, of this build


def _filled(ready: Renderer, job: RenderJob) -> RenderResult:
    files: list[tuple[str, Artifact]] = []
    rows = []
    pages = (telling.render_page(ready, page, before, job.site) for page, before in job.pages)
    episodes = (telling.render_episode(ready, episode, before, job.site) for episode, before in job.episodes)
    for told in chain(pages, episodes):
        rows += [told.row] if told.files else []
        files += told.files or [(path, job.site / path) for path in told.row.files if job.site]
    return RenderResult(tuple(files), tuple(rows))


def _jobs(show: Show, made: RenderInputs, stones: Sequence[Page], listed: list[str], memory: PreviousBuild) -> Iterator[RenderJob]:
    """Everything to be filled, in order; the addresses that search engines may list go into `listed`."""
    cards = views.episode_cards(show, made.audio)
    yield from _pages(show, made, lists(show, made, cards), listed, memory)
    listed += [addresses.episode(one) for one in oldest_first(show) if not one.draft]
    yield from _pages(show, made, chain(others(show, made, cards), stones), listed, memory)
    jobs = telling.episode_jobs(show, made, cards)
    while episodes := tuple((job, memory.cache.get(job.episode.slug)) for job in islice(jobs, FEW)):
        yield RenderJob(episodes=episodes, site=memory.site)


def _pages(show: Show, made: RenderInputs, found: Iterator[Page], listed: list[str], memory: PreviousBuild) -> Iterator[RenderJob]:
    while some := tuple(share.with_card(show, made.pictures, page) for page in islice(found, AT_ONCE)):
        listed += [page.address for page in some if page.listed]
        yield RenderJob(tuple((page, memory.cache.get(telling.page_key(page))) for page in some), site=memory.site)


def _season_feeds(show: Show, audio: Mapping[str, Audio]) -> dict[int, tuple[str, str]]:
    """The feed of each season that has something to hear: its address, its title."""
    numbers = sorted({one.season for one in show.episodes if one.season and one.slug in audio})
    named = ((number, show.season(number)) for number in numbers)
    return {
        number: (addresses.season_feed(show, number), f"{show.title} – {season.title if season else number}")
        for number, season in named
    }
