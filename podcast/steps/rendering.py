"""Show and audio to everything else in site/: pictures, cards, transcripts, chapters, waveforms, pages, feeds."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

from podcast.files.staging import files_below, flush_staged
from podcast.pages.caching.render_cache import PAGE_KIND, RenderCache
from podcast.steps import social_cards, workers
from podcast.steps.linked_files import linked_files
from podcast.steps.rendering_progress import PROGRESS_STEP, RenderingProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Executor
    from pathlib import Path

    from podcast.artifacts import Artifact, Audio, Picture, StoredFile
    from podcast.files.cache import Cache
    from podcast.model.show import Show
    from podcast.pages.images.resize import PictureStore
    from podcast.pages.page import RenderInputs
    from podcast.pages.render import MapFunction
    from podcast.steps.paths import ProjectPaths

Job = TypeVar("Job")
Result = TypeVar("Result")

PARALLEL_THRESHOLD = 200  # episodes: from here on worker processes are worth their start
MIN_PARALLEL_JOBS = 4  # as above


@dataclass(frozen=True, slots=True)
class RenderingInput:
    """Where the site of a show is rendered, what is remembered from earlier builds, and how many processes may work.

    `waveform_bars` are those of `podcast.steps.waveforms`, by slug; `fingerprints` the SHA-256 of the show's files, as
    far as known; `rows` those of the last build's pages.
    """

    paths: ProjectPaths
    cache: Cache
    processes: int = 1
    waveform_bars: Mapping[str, str] = field(default_factory=dict)
    fingerprints: Mapping[Path, str] = field(default_factory=dict)
    rows: RenderCache | None = None


def render_site(
    show: Show,
    audio: Mapping[str, Audio],
    inputs: RenderingInput,
    report: Callable[[RenderingProgress], None] = lambda _event: None,
) -> dict[str, Artifact]:
    """Render everything in site/ but the audio: pictures, cards, transcripts, chapters, pages, feeds.

    Of many episodes nothing but paths is kept in memory; see `podcast.pages.render.stream_site_files`.

    Args:
        show: chapters in the masters' time.
        audio: the tagged files, by slug.
        inputs: where to work.
        report: called with the progress, in the calling thread.

    Returns:
        The artifacts by their path below site/.

    Raises:
        ShowError: a picture cannot be read.
        TemplateError: a template is broken, or something makes browsers ask another host.
        InputChangedError: a picture changed while it was used.
        FileError: the disk refuses.
    """
    from podcast.pages import render
    from podcast.pages.caching.job_planner import PreviousBuild, StagingArea
    from podcast.steps.feed_files.feed_documents import DocumentWriter
    from podcast.steps.feed_files.render_feeds import render_feeds

    paths, staged = inputs.paths, inputs.paths.cache / "staged"
    shutil.rmtree(staged, ignore_errors=True)  # left by a build that was killed
    store = _picture_store(inputs)
    feed_files: dict[str, Artifact] = {}

    def finish_parallel_work() -> None:
        feed_files.update(render_feeds(show, audio, store, pictures, writer))
        if release:
            release()  # the search index, which is made in this process, needs the memory

    with _worker_pool(show, inputs.processes) as (map_function, release):
        pictures, picture_files = _render_pictures(show, store, map_function, report)
        page_inputs = _page_inputs(show, audio, pictures, inputs)
        staging_area = StagingArea(paths.site, staged / "site", staged / "context") if release else None
        previous = PreviousBuild(inputs.rows or page_rows(paths, inputs.cache), paths.site, staging_area)
        writer = DocumentWriter(inputs.cache, paths, previous, map_function)
        map_pages = partial(_map_and_finish, map_function, finish_parallel_work)
        files = render.stream_site_files(show, page_inputs, template_folders(inputs), previous, map_pages)
        pages = dict(_with_progress(files, len(show.episodes), report))
        previous.cache.forget_unused()
        if staging_area:
            flush_staged(files_below(staged))
    return {**picture_files, **pages, **feed_files, **linked_files(show, paths, inputs.cache)}


def _picture_store(inputs: RenderingInput) -> PictureStore:
    """The pictures of earlier builds; with `--verify`, without those that were damaged."""
    from podcast.pages.images import images
    from podcast.pages.images.card_files import CARD_KIND
    from podcast.pages.images.resize import PICTURE_KIND

    store = images.PictureStore(inputs.paths.root, inputs.paths.cache / "pictures", inputs.cache)
    if inputs.cache.verify:
        for kind in (PICTURE_KIND, CARD_KIND):
            inputs.cache.discard_damaged_files(kind, store.folder)
    return store


def _page_inputs(
    show: Show, audio: Mapping[str, Audio], pictures: Mapping[str, Picture], inputs: RenderingInput
) -> RenderInputs:
    from podcast.pages.page import RenderInputs
    from podcast.steps.transcript_cues import TranscriptCues

    transcripts = TranscriptCues(show, audio, inputs.paths.root)
    digests = {slug: inputs.fingerprints.get(transcripts.path(slug), "") for slug in transcripts}
    return RenderInputs(audio, pictures, transcripts, inputs.paths.root, inputs.waveform_bars, digests)


def page_rows(paths: ProjectPaths, cache: Cache) -> RenderCache:
    """The rows of the pages of a site; a preview has rows of its own."""
    return RenderCache(cache, f"preview {PAGE_KIND}" if paths.preview else PAGE_KIND)


# --- inside ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _worker_pool(show: Show, count: int) -> Iterator[tuple[MapFunction, Callable[[], None] | None]]:
    """Choose the renderer: built-in `map`, or a process pool for shows of `PARALLEL_THRESHOLD` episodes and more.

    Yields the map function, and what ends the processes that have nothing to do; None where there are none.
    """
    if len(show.episodes) < PARALLEL_THRESHOLD or count < 2:
        yield map, None
        return
    with workers.Workers(count) as executor:
        try:
            yield partial(_map_in_parallel, executor, 3 * count), executor.release
        except BaseException:  # no process keeps writing in the background
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _map_and_finish(
    map_function: MapFunction, finish: Callable[[], None], function: Callable[[Job], Result], jobs: Iterable[Job]
) -> Iterator[Result]:
    """Map jobs, and call `finish` when the last result has been used: before the search index is made."""
    yield from map_function(function, jobs)
    finish()


def _map_in_parallel(
    executor: Executor, max_pending: int, function: Callable[[Job], Result], jobs: Iterable[Job]
) -> Iterator[Result]:
    """Map jobs in worker processes; a few are carried out in this one, sooner than a process has started."""
    remaining = iter(jobs)
    first = list(islice(remaining, MIN_PARALLEL_JOBS))
    if len(first) < MIN_PARALLEL_JOBS:
        return map(function, first)
    return workers.map_ordered(executor, function, chain(first, remaining), max_pending)


def _render_pictures(
    show: Show, store: PictureStore, map_function: MapFunction, report: Callable[[RenderingProgress], None]
) -> tuple[dict[str, Picture], dict[str, StoredFile]]:
    """The pictures, icons and social cards of the site, and their files by their path below site/."""
    from podcast.pages.images import cover_icons, images

    pictures, files = images.site_images(show, store, map_function)
    icons, icon_files = cover_icons.cover_icons(show, store)
    find_picture = partial(social_cards.find_picture, pictures, files)
    cards, card_files = social_cards.render_cards((show, find_picture), store, map_function, report)
    return {**pictures, **icons, **cards}, {**files, **icon_files, **card_files}


def template_folders(inputs: RenderingInput) -> list[Path]:
    """The folders of the theme, first match first: the show's own, the fonts, the default theme."""
    from podcast.pages import render
    from podcast.pages.images import fonts

    own = [folder for folder in (inputs.paths.root / "templates",) if folder.is_dir()]
    return [*own, fonts.font_folder(), render.default_templates()]


def _with_progress(
    files: Iterable[tuple[str, Artifact]], episodes: int, report: Callable[[RenderingProgress], None]
) -> Iterator[tuple[str, Artifact]]:
    """Yield the same files and report how many episodes' pages are done, at last that all are."""
    done, pages = 0, 0
    for path, artifact in files:
        pages += path.endswith("/index.html") and path.count("/") == 1
        if done + PROGRESS_STEP <= pages < episodes:
            done = pages
            report(RenderingProgress("pages", done, episodes))
        yield path, artifact
    report(RenderingProgress("pages", episodes, episodes))
