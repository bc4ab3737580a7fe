"""The search: a page, the words in portions, and an index that says in which portions a word may stand.

Nothing is loaded before somebody asks. The index is a table of bits: a row for each run of letters (see `folding`), a
column for each portion. Whoever looks for a word loads the few rows of its runs (bytes, by HTTP Range), and then only
the portions whose bit is set in all of them. Portions are looked through in the browser, so a wrong bit costs a request
and never a wrong hit. How it grows is in docs/decisions/pages.md.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from podcast import addresses
from podcast.pages import folding, markdown
from podcast.pages.page import Page
from podcast.pages.slugs import oldest_first
from podcast.pages.words import speaker
from podcast.show.model import plain
from podcast.transcripts import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from podcast.pages.page import Made
    from podcast.pages.views import Card, Drawer
    from podcast.show.model import Episode, Show
    from podcast.transcripts.cue import Cue

PORTION = 9000  # characters of a portion, about
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|td|th|dt|dd|pre|blockquote)>|<br>|<hr>")
_TOLD = (
    "search_running",
    "search_none",
    "search_found_1",
    "search_found",
    "search_found_more",
    "search_short",
    "search_failed",
)

Said = tuple[float | None, str]  # when (seconds), if at a time; what


@dataclass(frozen=True, slots=True)
class Portion:
    """A piece of what an episode says, to be loaded at once."""

    address: str
    said: tuple[Said, ...]


def search_page(show: Show, made: Made, drawers: Sequence[Drawer]) -> Page:
    """The page with the field; without JavaScript it leads to the seasons."""
    say = speaker(show.language)
    return Page(
        address=addresses.page(show, "search"),
        template="search.html",
        title=plain(say("page_title", title=say("search_title"), show=show.title)),
        description=plain(say("search_description", show=show.title)),
        image=made.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        values={
            "drawers": drawers,
            "told": {name.removeprefix("search_"): say(name, query="{query}", count="{count}") for name in _TOLD},
        },
    )


def index(show: Show, columns: Callable[[str], Iterable[bytes]]) -> Iterator[tuple[str, bytes]]:
    """The table of bits, and the list that says which column is which portion's.

    Args:
        show: the show.
        columns: gives the columns of an episode's portions, by its slug.
    """
    home = addresses.page(show, "search")
    eights: list[bytes] = []
    waiting: list[bytes] = []
    listed: list[tuple[str, int]] = []
    for episode in reversed(oldest_first(show)):  # the newest comes first in the results
        found = [*columns(episode.slug)]
        listed.append((episode.slug, len(found)))
        waiting += found
        while len(waiting) >= 8:
            eights.append(eight(waiting[:8]))
            del waiting[:8]
    eights += [eight(waiting)] if waiting else []
    yield f"{home}bits.bin", table(eights)
    yield f"{home}index.json", _json({"rows": folding.ROWS, "width": len(eights), "episodes": listed})


def portions(show: Show, episode: Episode, cues: Sequence[Cue]) -> Iterator[Portion]:
    """What is told of an episode, then what is said in it, in portions; one at least."""
    pieces: list[list[Said]] = [[]]
    size = 0
    for said in (*_told(show, episode), *_said(episode, cues)):
        if size and size + len(said[1]) > PORTION:
            pieces.append([])
            size = 0
        pieces[-1].append(said)
        size += len(said[1])
    home = f"{addresses.page(show, 'search')}{episode.slug}"
    yield from (Portion(f"{home}-{number}.json", tuple(piece)) for number, piece in enumerate(pieces))


def _told(show: Show, episode: Episode) -> Iterator[Said]:
    """Title, summary, people, topics, chapters, notes."""
    yield None, plain(episode.title)
    if episode.summary:
        yield None, plain(episode.summary)
    for person in episode.people:
        yield None, ", ".join(filter(None, (person.name, person.title)))
    if episode.topics:
        yield None, ", ".join(episode.topics)
    yield from ((chapter.start, plain(chapter.title)) for chapter in episode.chapters)
    for block in _BLOCK_END.split(markdown.html(episode.notes or "", show.language)):
        if text := Markup(block).striptags():  # noqa: S704 - read, not written
            yield None, plain(text)


def _said(episode: Episode, cues: Sequence[Cue]) -> Iterator[Said]:
    for section in reading.sections(cues, episode.chapters):
        yield from ((said.start, plain(said.text)) for said in section.paragraphs)


def portion(portion: Portion, card: Card) -> bytes:
    """What the browser loads of a portion; `card` is the episode's."""
    heard = card.audio is not None
    said = [[_number(at) if heard and at is not None else None, text] for at, text in portion.said]
    return _json({"title": card.title, "kicker": card.kicker, "page": card.address, "pen": card.pen, "said": said})


def _number(seconds: float) -> float:
    """Seconds as JSON writes them shortest."""
    return int(seconds) if seconds == int(seconds) else round(seconds, 2)


def column(portion: Portion) -> bytes:
    """A byte for each row: 1 where a word of the portion has it."""
    words = folding.words("\n".join(text for _, text in portion.said))
    return marked(set().union(*map(folding.rows, words)))


def marked(rows: Iterable[int]) -> bytes:
    """A byte for each row of the index, 1 for these."""
    found = bytearray(folding.ROWS)
    for row in rows:
        found[row] = 1
    return bytes(found)


def eight(columns: Sequence[bytes]) -> bytes:
    """Up to eight columns as one byte of each row, the first in the lowest bit."""
    found = 0
    for bit, one in enumerate(columns):  # as one number, the rows are shifted all at once
        found |= int.from_bytes(one, "big") << bit
    return found.to_bytes(folding.ROWS, "big")


def table(eights: Sequence[bytes]) -> bytes:
    """The bits row by row, from what `eight` makes of the columns."""
    found = bytearray(folding.ROWS * len(eights))
    for place, one in enumerate(eights):
        found[place :: len(eights)] = one
    return bytes(found)


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
