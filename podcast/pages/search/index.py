"""The search: a page, a file of words for each episode, and an index that says in which episodes a word may stand.

Nothing is loaded before somebody asks. The index is a table of bits: a row for each run of letters (see `folding`), a
column for each episode, the newest first. Whoever looks for a word loads a few rows (bytes, by HTTP Range), then the
heads of the first episodes whose bit is set in all of them, and of those the portions in which the words may stand.
Portions are looked through in the browser, so a wrong bit costs a request and never a wrong hit. Every file but the
list of them, `index.json`, is named by its bytes: what is loaded fits together, also while something is published.
How it grows is in docs/decisions/pages.md.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from markupsafe import Markup

from podcast import urls as addresses
from podcast.files.digest import bytes_digest
from podcast.pages.page import Page
from podcast.pages.search import bit_table as bits
from podcast.pages.search import tokens as folding
from podcast.pages.slugs import oldest_first
from podcast.pages.text import markdown
from podcast.strings import translator
from podcast.text import strip_soft_hyphens
from podcast.transcripts import sections as reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.model.show import Episode, Show
    from podcast.pages.page import RenderInputs
    from podcast.pages.view_models import EpisodeCard, SeasonSummary
    from podcast.transcripts.cue import Cue

PORTION = 4000  # characters of a portion, about
SKETCH = 1 << 11  # rows of a portion's column in the head
BAND = 1 << 15  # rows of a file of the index
FALSE = 5  # episodes that three letters alone may mean wrongly
FULL = 0.4  # the part of the rows that may be set: beyond it, what is said everywhere is in the way of what is not
RECORD = 13  # bytes: six of the slug's digest, four of the file's (both are its name), three say how long its head is
_LEAST, _MOST = 4, 12  # rows that a word asks for
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
class Sought:
    """What the search has of an episode: a file, and its entry in the index (a record, a column of all rows)."""

    address: str
    data: bytes
    entry: bytes


def search_page(show: Show, made: RenderInputs, drawers: Sequence[SeasonSummary]) -> Page:
    """The page with the field; without JavaScript it leads to the seasons."""
    say = translator(show.language)
    return Page(
        address=addresses.page(show, "search"),
        template="search.html",
        title=strip_soft_hyphens(say("page_title", title=say("search_title"), show=show.title)),
        description=strip_soft_hyphens(say("search_description", show=show.title)),
        image=made.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        values={
            "drawers": drawers,
            "told": {name.removeprefix("search_"): say(name, query="{query}", count="{count}") for name in _TOLD},
        },
    )


def index(show: Show, entry: Callable[[str], bytes]) -> Iterator[tuple[str, bytes]]:
    """The table of bits, the records, and the list of these files.

    Args:
        show: the show.
        entry: gives an episode's entry, by its slug; it is asked for once for each file of the table, so that only one
            file is in memory at a time.
    """
    home = addresses.page(show, "search")
    slugs = [episode.slug for episode in reversed(oldest_first(show))]  # the newest comes first in the results
    records, set_bits = bytearray(), 0
    for one in map(entry, slugs):
        records += one[:RECORD]
        set_bits += bits.count(one[RECORD:])
    rows, ask = extent(len(slugs), set_bits / (folding.ROWS * max(1, len(slugs))))
    width = -(-len(slugs) // 8)
    named = {"files": f"files.{_digest(records)}.bin"}
    yield home + named["files"], bytes(records)
    tables: list[str] = []
    for first in range(0, rows if slugs else 0, BAND):
        columns = (bits.folded(entry(slug)[RECORD:], rows)[first // 8 : (first + BAND) // 8] for slug in slugs)
        band = bits.table(columns, width, BAND)
        tables.append(f"bits-{first // BAND}.{_digest(band)}.bin")
        yield home + tables[-1], band
    known = {"count": len(slugs), "width": width, "rows": rows, "band": BAND, "ask": ask}
    yield f"{home}index.json", _json({**known, **named, "bits": tables})


def extent(episodes: int, full: float) -> tuple[int, int]:
    """How many rows the table needs, and how many a word asks for.

    So few rows that three letters alone mean few episodes wrongly, and so few questions that a longer word means one.

    Args:
        episodes: how many.
        full: which part of the rows of a column is set, at the table's largest.
    """
    rows = BAND
    most = min(FULL, (FALSE / max(episodes, 1)) ** (1 / folding.TIMES))
    while rows < folding.ROWS and _filled(full, rows) > most:
        rows *= 2
    ask = math.log(max(episodes, 2)) / -math.log(min(max(_filled(full, rows), 0.01), 0.9))
    return rows, min(max(math.ceil(ask) + 1, _LEAST), _MOST)


def _filled(full: float, rows: int) -> float:
    """The part of the rows that is set when there are fewer of them."""
    return 1 - (1 - full) ** (folding.ROWS // rows)


def sought(show: Show, episode: Episode, cues: Sequence[Cue], card: EpisodeCard) -> Sought:
    """What the search has of an episode; `card` is the episode's.

    The file: a line of JSON, the column of each portion's words, the portions (JSON), whose ends the first line tells.
    """
    portions = [*_portions((*_told(show, episode), *_said(episode, cues)))]
    written = [_written(one, heard=card.audio is not None) for one in portions]
    ends = [*accumulate(map(len, written))]
    shown = {"title": card.title, "kicker": card.kicker, "page": card.address, "pen": card.season_colour, "ends": ends}
    words = [folding.words("\n".join(text for _, text in one)) for one in portions]
    head = b"".join((_json(shown), b"\n", *map(_sketch, words)))
    data = b"".join((head, *written))
    name, digest = _digest(episode.slug.encode(), 12), _digest(data)
    record = bytes.fromhex(name + digest) + len(head).to_bytes(3, "big")
    return Sought(
        f"{addresses.page(show, 'search')}{name}.{digest}.bin",
        data,
        record + bits.column(folding.rows(set().union(*words)), folding.ROWS),
    )


def _portions(said: Sequence[Said]) -> Iterator[Sequence[Said]]:
    first = size = 0
    for number, (_, text) in enumerate(said):
        if size and size + len(text) > PORTION:
            yield said[first:number]
            first, size = number, 0
        size += len(text)
    yield said[first:]


def _written(portion: Sequence[Said], *, heard: bool) -> bytes:
    """A portion as the browser loads it; without sound it has no moments."""
    return _json([[_number(at) if heard and at is not None else None, text] for at, text in portion])


def _sketch(words: set[str]) -> bytes:
    """The column of a portion: one row for each run of three letters."""
    return bits.column({folding.row(run) % SKETCH for run in folding.runs(words)}, SKETCH)


def _told(show: Show, episode: Episode) -> Iterator[Said]:
    """Title, summary, people, topics, chapters, notes."""
    yield None, strip_soft_hyphens(episode.title)
    if episode.summary:
        yield None, strip_soft_hyphens(episode.summary)
    for person in episode.people:
        yield None, ", ".join(filter(None, (person.name, person.title)))
    if episode.topics:
        yield None, ", ".join(episode.topics)
    yield from ((chapter.start, strip_soft_hyphens(chapter.title)) for chapter in episode.chapters)
    for block in _BLOCK_END.split(markdown.html(episode.notes or "", show.language)):
        if text := Markup(block).striptags():  # noqa: S704 - read, not written
            yield None, strip_soft_hyphens(text)


def _said(episode: Episode, cues: Sequence[Cue]) -> Iterator[Said]:
    for section in reading.sections(cues, episode.chapters):
        yield from ((said.start, strip_soft_hyphens(said.text)) for said in section.paragraphs)


def _number(seconds: float) -> float:
    """Seconds as JSON writes them shortest."""
    return int(seconds) if seconds == int(seconds) else round(seconds, 2)


def _digest(data: bytes | bytearray, size: int = 8) -> str:
    return bytes_digest(bytes(data)).sha256[:size]


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
