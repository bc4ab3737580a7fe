"""The search: a page, a file of texts for each episode, and an index of the episodes that may contain a word.

Nothing is loaded before a search begins. The index is a bit matrix with a row for each sequence of letters (see
`podcast.pages.search.tokens`) and a column for each episode, newest first. The browser loads a few rows of a word
(bytes, by HTTP Range), then the heads of the first episodes whose bit is set in all of them, and of those the chunks
that may contain the words. Chunks are searched in the browser: a false positive costs a request, never a wrong result.
Every file but the list of them, `index.json`, has a digest of its bytes in its name: what is loaded belongs together,
even while a new site is published. docs/decisions/pages.md has the sizes for large shows.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from markupsafe import Markup

from podcast import urls
from podcast.files.digest import bytes_digest
from podcast.pages.page import Page
from podcast.pages.search import bit_table, tokens
from podcast.pages.slugs import oldest_first
from podcast.pages.text import markdown
from podcast.strings import translator
from podcast.text import strip_soft_hyphens
from podcast.transcripts.sections import sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.model.show import Episode, Show
    from podcast.pages.page import RenderInputs
    from podcast.pages.view_models import EpisodeCard, SeasonSummary
    from podcast.transcripts.cue import Cue

CHUNK_CHARACTERS = 4000  # about
BLOOM_BITS = 1 << 11  # of the Bloom filter of a chunk
BAND_ROWS = 1 << 15  # of a file of the index
FALSE_POSITIVES = 5  # episodes, for a search term of three letters
MAX_FILL = 0.4  # share of set rows; beyond it, frequent words cause false positives for rare ones
RECORD_BYTES = (
    13  # 6 of the digest of the slug, 4 of that of the file (both are its name), 3 for the length of its head
)
_MIN_QUERY_ROWS, _MAX_QUERY_ROWS = 4, 12  # rows that a word loads
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|td|th|dt|dd|pre|blockquote)>|<br>|<hr>")
_STATUS_KEYS = (
    "search_running",
    "search_none",
    "search_found_1",
    "search_found",
    "search_found_more",
    "search_short",
    "search_failed",
)

Passage = tuple[float | None, str]  # its time in seconds if it has one, and its text


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """An episode's search file (path and bytes), and its entry in the index: a record, then a column of all rows."""

    path: str
    data: bytes
    entry: bytes


def search_page(show: Show, inputs: RenderInputs, seasons: Sequence[SeasonSummary]) -> Page:
    """Return the search page; without JavaScript it links to the seasons."""
    translate = translator(show.language)
    return Page(
        address=urls.page(show, "search"),
        template="search.html",
        title=strip_soft_hyphens(translate("page_title", title=translate("search_title"), show=show.title)),
        description=strip_soft_hyphens(translate("search_description", show=show.title)),
        image=inputs.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        values={
            "seasons": seasons,
            "status_messages": {
                key.removeprefix("search_"): translate(key, query="{query}", count="{count}") for key in _STATUS_KEYS
            },
        },
    )


def index_files(show: Show, entry: Callable[[str], bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index by path: the records, the bit matrix, and the list of these files.

    Args:
        show: the show.
        entry: returns an episode's entry by its slug; it is called again for each file of the matrix, so that only one
            file is in memory at a time.
    """
    folder = urls.page(show, "search")
    slugs = [episode.slug for episode in reversed(oldest_first(show))]  # the newest comes first in the results
    records, set_bits = bytearray(), 0
    for episode_entry in map(entry, slugs):
        records += episode_entry[:RECORD_BYTES]
        set_bits += bit_table.count_bits(episode_entry[RECORD_BYTES:])
    rows, query_rows = index_size(len(slugs), set_bits / (tokens.MAX_ROWS * max(1, len(slugs))))
    width = -(-len(slugs) // 8)
    records_file = f"files.{_digest(records)}.bin"
    yield folder + records_file, bytes(records)
    band_files: list[str] = []
    for first in range(0, rows if slugs else 0, BAND_ROWS):
        columns = (
            bit_table.fold_column(entry(slug)[RECORD_BYTES:], rows)[first // 8 : (first + BAND_ROWS) // 8]
            for slug in slugs
        )
        band = bit_table.transpose(columns, width, BAND_ROWS)
        band_files.append(f"bits-{first // BAND_ROWS}.{_digest(band)}.bin")
        yield folder + band_files[-1], band
    sizes = {"count": len(slugs), "width": width, "rows": rows, "band": BAND_ROWS, "ask": query_rows}
    yield f"{folder}index.json", _json({**sizes, "files": records_file, "bits": band_files})


def index_size(episodes: int, fill: float) -> tuple[int, int]:
    """Return the number of rows of the index, and the number of rows that a word loads.

    The fewest rows with which three letters have few false positives, and the fewest requests with which a longer word
    has about one.

    Args:
        episodes: their number.
        fill: share of the rows that are set in the largest index.
    """
    rows = BAND_ROWS
    max_fill = min(MAX_FILL, (FALSE_POSITIVES / max(episodes, 1)) ** (1 / tokens.ROWS_PER_TRIGRAM))
    while rows < tokens.MAX_ROWS and _fill_with(fill, rows) > max_fill:
        rows *= 2
    needed = math.log(max(episodes, 2)) / -math.log(min(max(_fill_with(fill, rows), 0.01), 0.9))
    return rows, min(max(math.ceil(needed) + 1, _MIN_QUERY_ROWS), _MAX_QUERY_ROWS)


def _fill_with(fill: float, rows: int) -> float:
    """The share of rows that are set in an index of fewer rows."""
    return 1 - (1 - fill) ** (tokens.MAX_ROWS // rows)


def index_entry(show: Show, episode: Episode, cues: Sequence[Cue], card: EpisodeCard) -> SearchEntry:
    """Return the search file and the index entry of an episode.

    The file has a line of JSON, the Bloom filter of each chunk, and the chunks (JSON), whose ends the line lists.

    Args:
        show: the show.
        episode: to be found.
        cues: of its transcript.
        card: how it is shown in the results.
    """
    chunks = [*_chunks((*_metadata_passages(show, episode), *_transcript_passages(episode, cues)))]
    encoded = [_encode_chunk(chunk, with_times=card.audio is not None) for chunk in chunks]
    ends = [*accumulate(map(len, encoded))]
    card_values = {
        "title": card.title,
        "kicker": card.kicker,
        "page": card.address,
        "season_colour": card.season_colour,
        "ends": ends,
    }
    words = [tokens.word_tokens("\n".join(text for _time, text in chunk)) for chunk in chunks]
    head = b"".join((_json(card_values), b"\n", *map(_bloom_filter, words)))
    data = b"".join((head, *encoded))
    name, digest = _digest(episode.slug.encode(), 12), _digest(data)
    record = bytes.fromhex(name + digest) + len(head).to_bytes(3, "big")
    column = bit_table.bit_column(tokens.token_rows(set().union(*words)), tokens.MAX_ROWS)
    return SearchEntry(f"{urls.page(show, 'search')}{name}.{digest}.bin", data, record + column)


def _chunks(passages: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    first = size = 0
    for number, (_time, text) in enumerate(passages):
        if size and size + len(text) > CHUNK_CHARACTERS:
            yield passages[first:number]
            first, size = number, 0
        size += len(text)
    yield passages[first:]


def _encode_chunk(chunk: Sequence[Passage], *, with_times: bool) -> bytes:
    """A chunk as the browser loads it, without times if the episode has no audio."""
    return _json([[_number(time) if with_times and time is not None else None, text] for time, text in chunk])


def _bloom_filter(words: set[str]) -> bytes:
    """The Bloom filter of a chunk: one bit for each trigram."""
    rows = {tokens.first_row(hashed) % BLOOM_BITS for hashed in tokens.trigram_hashes(words)}
    return bit_table.bit_column(rows, BLOOM_BITS)


def _metadata_passages(show: Show, episode: Episode) -> Iterator[Passage]:
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
        if text := Markup(block).striptags():  # noqa: S704 - only its text is used
            yield None, strip_soft_hyphens(text)


def _transcript_passages(episode: Episode, cues: Sequence[Cue]) -> Iterator[Passage]:
    for section in sections(cues, episode.chapters):
        yield from ((paragraph.start, strip_soft_hyphens(paragraph.text)) for paragraph in section.paragraphs)


def _number(seconds: float) -> float:
    """Seconds as the shortest JSON number."""
    return int(seconds) if seconds == int(seconds) else round(seconds, 2)


def _digest(data: bytes | bytearray, size: int = 8) -> str:
    return bytes_digest(bytes(data)).sha256[:size]


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
