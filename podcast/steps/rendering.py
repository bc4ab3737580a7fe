"""Show and audio to everything else in site/: pictures, cards, transcripts, chapters, waveforms, pages, feed."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.audio import master
from podcast.files import atomic
from podcast.steps import feeds as syndicating
from podcast.steps import workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from podcast.artifacts import Artifact, Audio, Master, Picture
    from podcast.model.show import Show
    from podcast.pages.images.social_card import Card
    from podcast.pages.render import Run
    from podcast.steps import mastering_plan as planning
    from podcast.steps import paths
    from podcast.transcripts.cue import Cue

    Say = Callable[[object], None]

MANY = 200  # episodes: from here on processes of their own are worth their start
KEPT = 300  # transcripts that are kept in memory
AT_ONCE = 8  # cards that a process draws before it says so


@dataclass(frozen=True, slots=True)
class Rendering:
    """How far it is: what is being made (`pictures`, `cards`, `pages`), how many of how many are done."""

    what: str
    done: int
    total: int


def rendered(
    show: Show, audio: Mapping[str, Audio], places: paths.ProjectPaths, count: int = 1, say: Say = lambda _: None
) -> dict[str, Artifact]:
    """Everything in site/ but the audio: pictures, transcripts, chapters, pages, feed.

    Of many episodes nothing but paths is kept in memory; see `podcast.pages.render.streamed`.

    Args:
        show: chapters in the masters' time.
        audio: the tagged files, by slug.
        places: where the show is, and what of it is kept where.
        count: how many processes may work at once.
        say: is told of `Rendering` as it goes on.

    Raises:
        ShowError: a picture cannot be read.
        TemplateError: a template is broken, or something makes browsers ask another host.
        FileError: the disk refuses.
    """
    from podcast.pages import render
    from podcast.pages import render_cache as kept
    from podcast.pages.images import images
    from podcast.pages.page import RenderInputs

    staged = places.cache / "staged"
    shutil.rmtree(staged, ignore_errors=True)  # what a build that was killed has left there
    with _hands(show, count) as (run, several):
        pictures, picture_files = images.pictures(show, places.root, places.cache / "pictures", run)
        cards, card_files = _cards(show, places.cache / "pictures", run, say)
        made = RenderInputs(audio, {**pictures, **cards}, Cues(show, audio, places.root), places.root)
        shelf = render.StagingArea(places.site, staged / "site", staged / "kit") if several else None
        with kept.Kept(places.record.with_name("told.db")) as rows:
            memory = render.PreviousBuild(rows, places.site, shelf)
            found = render.streamed(show, made, _templates(places), memory, run)
            pages = dict(_counted(found, len(show.episodes), say))
            feeds = syndicating.feeds(show, audio, places, pictures, memory)
        if several:
            atomic.settle()
    return {**picture_files, **card_files, **pages, **feeds}


def waveforms(show: Show, plan: planning.Plan, masters: Mapping[str, Master]) -> dict[str, bytes]:
    """The waveform of every episode that can be heard."""
    from podcast.pages.waveform import peaks_json

    heard = [one for one in show.episodes if one.slug in masters]
    levels = {one.slug: master.read_levels(plan.jobs[one.slug].path) for one in heard}
    return {addresses.peaks(one): peaks_json(levels[one.slug], masters[one.slug].seconds) for one in heard}


class Cues(Mapping[str, "tuple[Cue, ...]"]):
    """The transcripts in the master's time, by slug; read when they are asked for, a few kept."""

    def __init__(self, show: Show, audio: Mapping[str, Audio], root: Path) -> None:
        """Reads nothing yet."""
        self._told = {one.slug: one for one in show.episodes if one.transcript and one.slug in audio}
        self._read = lru_cache(maxsize=KEPT)(partial(self._shifted, show, audio, root))

    def __getitem__(self, slug: str) -> tuple[Cue, ...]:
        """The cues of an episode."""
        if slug not in self._told:
            raise KeyError(slug)
        return self._read(slug)

    def __contains__(self, slug: object) -> bool:
        """Whether an episode has a transcript; it is not read for that."""
        return slug in self._told

    def __iter__(self) -> Iterator[str]:
        """The slugs."""
        return iter(self._told)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._told)

    def _shifted(self, show: Show, audio: Mapping[str, Audio], root: Path, slug: str) -> tuple[Cue, ...]:
        from podcast.transcripts.episode_transcript import mastered

        one = self._told[slug]
        return mastered(show, one, (root / str(one.transcript)).read_bytes(), audio[slug])


# --- inside ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _hands(show: Show, count: int) -> Iterator[tuple[Run, bool]]:
    """Who renders: this process, or several others if that is worth their start. Gives `map` or its like, and which."""
    if len(show.episodes) < MANY or count < 2:
        yield map, False
        return
    with workers.Workers(count) as executor:
        try:
            yield lambda function, jobs: workers.in_order(executor, function, jobs, 3 * count), True
        except BaseException:  # nothing goes on behind our back
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _cards(show: Show, cache: Path, run: Run, say: Say) -> tuple[dict[str, Picture], dict[str, Path]]:
    """The cards that are shown where pages are shared, by the pages' addresses, and their files by their own."""
    from podcast.pages.images import social_card as share

    cards = share.cards(show)
    jobs = [card for card in cards if not card.kept(cache).is_file()]
    chunks = [jobs[at : at + AT_ONCE] for at in range(0, len(jobs), AT_ONCE)]
    for number, _done in enumerate(run(partial(_drawn, cache), chunks), start=1):
        say(Rendering("cards", min(number * AT_ONCE, len(jobs)), len(jobs)))
    pictures = {share.key(card.address): card.picture for card in cards}
    return pictures, {card.picture.path: card.kept(cache) for card in cards}


def _drawn(cache: Path, cards: Sequence[Card]) -> None:
    from podcast.pages.images import social_card as share

    for card in cards:
        share.draw(card, cache)


def _templates(places: paths.ProjectPaths) -> list[Path]:
    """The folders of the theme: the show's own, the fonts, ours."""
    from podcast.pages import render
    from podcast.pages.images import fonts

    own = [folder for folder in (places.root / "templates",) if folder.is_dir()]
    return [*own, fonts.folder(places.cache / "fonts"), render.default_templates()]


def _counted(found: Iterable[tuple[str, Artifact]], episodes: int, say: Say) -> Iterator[tuple[str, Artifact]]:
    """The same files; how many episodes' pages are done is told as they come, and once that all are."""
    done, pages = 0, 0
    for path, artifact in found:
        pages += path.endswith("/index.html") and path.count("/") == 1
        if done + AT_ONCE <= pages < episodes:
            done = pages
            say(Rendering("pages", done, episodes))
        yield path, artifact
    say(Rendering("pages", episodes, episodes))
