"""The site's pages: a show and what was made of it, in; files and their bytes, out."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from podcast import addresses, files
from podcast.built import Staged
from podcast.pages import embed, share
from podcast.pages.kit import POLICY, Kit, Opened, opened
from podcast.pages.page import Made, Page
from podcast.pages.site import other_files, site
from podcast.pages.sitemap import robots, sitemaps
from podcast.pages.theme import default_templates
from podcast.pages.tombstone import tombstones
from podcast.pages.words import speaker
from podcast.show.model import plain
from podcast.transcripts import forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Audio, Picture
    from podcast.built import Artifact
    from podcast.show.model import Episode, Show
    from podcast.transcripts.cue import Cue

    Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]

__all__ = ["POLICY", "Shelf", "default_templates", "pages", "streamed"]

AT_ONCE = 24  # pages and transcripts that a process fills before it says so


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where other processes put what they have filled: `staged`, unless `site` holds it already.

    `kit` is the file from which they take all that pages have in common.
    """

    site: Path
    staged: Path
    kit: Path

    def put(self, path: str, data: bytes) -> Artifact:
        """Keeps a file's bytes out of memory: where they are.

        Raises:
            FileError: the disk refuses.
        """
        if files.holds(self.site / path, data):
            return self.site / path
        files.write(self.staged / path, data)
        return Staged(self.staged / path)


@dataclass(frozen=True, slots=True)
class ToFill:
    """Pages and transcripts to be written out, a few at once."""

    pages: tuple[Page, ...] = ()
    transcripts: tuple[tuple[Episode, tuple[Cue, ...]], ...] = ()


def pages(
    show: Show,
    audio: Mapping[str, Audio],
    pictures: Mapping[str, Picture],
    transcripts: Mapping[str, tuple[Cue, ...]],
    templates: Sequence[Path],
) -> dict[str, bytes]:
    """The files of the site, by their path below site/, but for feed, chapters, sound and pictures.

    Args:
        show: its episodes are exactly those to show, chapters in the master's time.
        audio: the tagged files, by slug; an episode without one (a draft) gets a page without player.
        pictures: by `<source path>@<place>`, as `podcast.pages.images` makes them, and by `<address>@card`, as
            `podcast.pages.share` does; a missing one is left out.
        transcripts: the cues in the master's time, by slug.
        templates: folders in order of precedence; the last is the built-in theme.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
    """
    found = streamed(show, Made(audio, pictures, transcripts), templates)
    return {path: data for path, data in found if isinstance(data, bytes)}


def streamed(
    show: Show, made: Made, templates: Sequence[Path], run: Run = map, shelf: Shelf | None = None
) -> Iterator[tuple[str, Artifact]]:
    """The same, one after the other; with a shelf nothing but paths passes through here.

    Args:
        show: see `pages`.
        made: see `pages`; `transcripts` may read them when they are asked for.
        templates: see `pages`.
        run: fills several at once, as `map` does one by one.
        shelf: where the files go if `run` has other processes.

    Raises:
        TemplateError: see `pages`.
        FileError: the disk refuses the shelf.
    """
    stones = tuple(tombstones(show))
    show = show.current()  # nothing else speaks of what was withdrawn
    kit = Kit(show, tuple(templates), _season_feeds(show, made.audio))
    ready = opened(kit)
    yield from ready.look.assets.items()
    listed: list[str] = []
    fill: Callable[[ToFill], Iterable[tuple[str, Artifact]]] = partial(_filled, ready)
    if shelf is not None:
        files.write(shelf.kit, pickle.dumps(kit))
        fill = partial(shelved, shelf)
    for some in run(fill, _jobs(show, made, stones, listed)):
        yield from some
    for path, data in other_files(show, made):
        yield path, shelf.put(path, data) if shelf else data
    yield from embed.documents(show, made.audio)
    yield from sitemaps(show, listed)
    yield "robots.txt", robots(show)


def shelved(shelf: Shelf, job: ToFill) -> list[tuple[str, Artifact]]:
    """Fills in another process, and puts what it has filled on the shelf.

    Raises:
        TemplateError: a template is broken, or something makes browsers ask another host.
        FileError: the disk refuses.
    """
    return [(path, shelf.put(path, data)) for path, data in _filled(_taken(shelf.kit), job)]


@lru_cache(maxsize=1)
def _taken(kit: Path) -> Opened:
    """A kit that another process of ours has written down, opened once."""
    return opened(pickle.loads(kit.read_bytes()))  # noqa: S301 - our own, of this build


def _filled(ready: Opened, job: ToFill) -> list[tuple[str, bytes]]:
    made = [(addresses.file(page.address), ready.filled(page)) for page in job.pages]
    return [*made, *(one for episode, cues in job.transcripts for one in forms.files(episode, cues).items())]


def _jobs(show: Show, made: Made, stones: Sequence[Page], listed: list[str]) -> Iterator[ToFill]:
    """Everything to be filled, in order; the addresses that search engines may list go into `listed`."""
    found = chain(site(show, made), stones)
    while some := tuple(_with_card(show, made, page) for page in islice(found, AT_ONCE)):
        listed += [page.address for page in some if page.listed]
        yield ToFill(pages=some)
    told = (one for one in show.episodes if one.slug in made.transcripts)
    while episodes := tuple(islice(told, AT_ONCE)):
        yield ToFill(transcripts=tuple((one, cues) for one in episodes if (cues := made.transcripts[one.slug])))


def _with_card(show: Show, made: Made, page: Page) -> Page:
    """A page with the card that is shown where it is shared: its own, or that of the show."""
    for address in (page.address, addresses.HOME):
        if card := made.pictures.get(share.key(address)):
            title = page.title if address else show.title
            alt = speaker(show.language)("card_alt", title=plain(title))
            return replace(page, image=card, image_alt=alt)
    return page


def _season_feeds(show: Show, audio: Mapping[str, Audio]) -> dict[int, tuple[str, str]]:
    """The feed of each season that has something to hear: its address, its title."""
    numbers = sorted({one.season for one in show.episodes if one.season and one.slug in audio})
    named = ((number, show.season(number)) for number in numbers)
    return {
        number: (addresses.season_feed(show, number), f"{show.title} – {season.title if season else number}")
        for number, season in named
    }
