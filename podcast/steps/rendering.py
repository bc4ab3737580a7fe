"""Show and audio to everything else in site/: pictures, cards, transcripts, chapters, waveforms, pages, feeds."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal

from podcast import urls
from podcast.audio import master
from podcast.files import atomic
from podcast.steps import feeds, workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from podcast.artifacts import Artifact, Audio, Master, Picture
    from podcast.model.show import Show
    from podcast.pages.images.social_card import SocialCard
    from podcast.pages.render import MapFunction
    from podcast.steps.mastering_plan import MasteringPlan
    from podcast.steps.paths import ProjectPaths
    from podcast.transcripts.cue import Cue

PARALLEL_THRESHOLD = 200  # episodes: from here on worker processes are worth their start
MAX_CACHED_TRANSCRIPTS = 300  # kept in memory
PROGRESS_STEP = 8  # cards or pages between two events


@dataclass(frozen=True, slots=True)
class RenderingProgress:
    """The number of cards or pages that are rendered, of how many."""

    kind: Literal["cards", "pages"]
    done: int
    total: int


def render_site(
    show: Show,
    audio: Mapping[str, Audio],
    paths: ProjectPaths,
    processes: int = 1,
    report: Callable[[RenderingProgress], None] = lambda _event: None,
) -> dict[str, Artifact]:
    """Render everything in site/ but the audio: pictures, cards, transcripts, chapters, pages, feeds.

    Of many episodes nothing but paths is kept in memory; see `podcast.pages.render.streamed`.

    Args:
        show: chapters in the masters' time.
        audio: the tagged files, by slug.
        paths: of the show.
        processes: how many may work at once.
        report: called with the progress, in the calling thread.

    Returns:
        The artifacts by their path below site/.

    Raises:
        ShowError: a picture cannot be read.
        TemplateError: a template is broken, or something makes browsers ask another host.
        FileError: the disk refuses.
    """
    from podcast.pages import render, render_cache
    from podcast.pages.images import images
    from podcast.pages.page import RenderInputs

    staged = paths.cache / "staged"
    shutil.rmtree(staged, ignore_errors=True)  # left by a build that was killed
    with _worker_pool(show, processes) as (map_function, is_parallel):
        pictures, picture_files = images.site_images(show, paths.root, paths.cache / "pictures", map_function)
        cards, card_files = _render_cards(show, paths.cache / "pictures", map_function, report)
        inputs = RenderInputs(audio, {**pictures, **cards}, TranscriptCues(show, audio, paths.root), paths.root)
        staging_area = render.StagingArea(paths.site, staged / "site", staged / "kit") if is_parallel else None
        with render_cache.RenderCache(paths.record.with_name("render-cache.db")) as cache:
            previous = render.PreviousBuild(cache, paths.site, staging_area)
            files = render.stream_site_files(show, inputs, _template_folders(paths), previous, map_function)
            pages = dict(_with_progress(files, len(show.episodes), report))
            feed_files = feeds.render_feeds(show, audio, paths, pictures, previous)
        if is_parallel:
            atomic.sync_all()
    return {**picture_files, **card_files, **pages, **feed_files}


def waveforms(show: Show, plan: MasteringPlan, masters: Mapping[str, Master]) -> dict[str, bytes]:
    """The waveform of every episode that has a master, by its path below site/."""
    from podcast.pages.waveform import peaks_json

    mastered = [episode for episode in show.episodes if episode.slug in masters]
    levels = {episode.slug: master.read_levels(plan.jobs[episode.slug].path) for episode in mastered}
    return {
        urls.peaks(episode): peaks_json(levels[episode.slug], masters[episode.slug].seconds) for episode in mastered
    }


class TranscriptCues(Mapping[str, "tuple[Cue, ...]"]):
    """The transcripts in the master's time, by slug: read on access, the last ones cached."""

    def __init__(self, show: Show, audio: Mapping[str, Audio], root: Path) -> None:
        """Read no transcript yet."""
        self._episodes = {
            episode.slug: episode for episode in show.episodes if episode.transcript and episode.slug in audio
        }
        self._read = lru_cache(maxsize=MAX_CACHED_TRANSCRIPTS)(partial(self._shifted, show, audio, root))

    def __getitem__(self, slug: str) -> tuple[Cue, ...]:
        """The cues of an episode."""
        if slug not in self._episodes:
            raise KeyError(slug)
        return self._read(slug)

    def __contains__(self, slug: object) -> bool:
        """Whether an episode has a transcript, which is not read for that."""
        return slug in self._episodes

    def __iter__(self) -> Iterator[str]:
        """The slugs."""
        return iter(self._episodes)

    def __len__(self) -> int:
        """The number of transcripts."""
        return len(self._episodes)

    def _shifted(self, show: Show, audio: Mapping[str, Audio], root: Path, slug: str) -> tuple[Cue, ...]:
        from podcast.transcripts.episode_transcript import cues_in_master_time

        episode = self._episodes[slug]
        return cues_in_master_time(show, episode, (root / str(episode.transcript)).read_bytes(), audio[slug])


# --- inside ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _worker_pool(show: Show, count: int) -> Iterator[tuple[MapFunction, bool]]:
    """Choose the renderer: built-in `map`, or a process pool for shows of `PARALLEL_THRESHOLD` episodes and more.

    Yields the map function and whether it is parallel.
    """
    if len(show.episodes) < PARALLEL_THRESHOLD or count < 2:
        yield map, False
        return
    with workers.Workers(count) as executor:
        try:
            yield lambda function, jobs: workers.map_ordered(executor, function, jobs, 3 * count), True
        except BaseException:  # no process keeps writing in the background
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _render_cards(
    show: Show, cache: Path, map_function: MapFunction, report: Callable[[RenderingProgress], None]
) -> tuple[dict[str, Picture], dict[str, Path]]:
    """The social cards: pictures by the URLs of their pages, and the cached files by their path below site/."""
    from podcast.pages.images import social_card

    cards = social_card.social_cards(show)
    jobs = [card for card in cards if not card.cached_path(cache).is_file()]
    chunks = [jobs[at : at + PROGRESS_STEP] for at in range(0, len(jobs), PROGRESS_STEP)]
    for number, _done in enumerate(map_function(partial(_draw_cards, cache), chunks), start=1):
        report(RenderingProgress("cards", min(number * PROGRESS_STEP, len(jobs)), len(jobs)))
    pictures = {social_card.picture_key(card.page): card.picture for card in cards}
    return pictures, {card.picture.path: card.cached_path(cache) for card in cards}


def _draw_cards(cache: Path, cards: Sequence[SocialCard]) -> None:
    from podcast.pages.images import social_card

    for card in cards:
        social_card.draw_to_cache(card, cache)


def _template_folders(paths: ProjectPaths) -> list[Path]:
    """The folders of the theme, first match first: the show's own, the fonts, the default theme."""
    from podcast.pages import render
    from podcast.pages.images import fonts

    own = [folder for folder in (paths.root / "templates",) if folder.is_dir()]
    return [*own, fonts.font_folder(paths.cache / "fonts"), render.default_templates()]


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
