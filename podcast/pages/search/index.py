"""The index of the search: which words stand in which episodes and fields.

Nothing is loaded before a search begins. The browser loads the buckets of the search terms
(`podcast.pages.search.segments`), and so knows all results, their rank and their number exactly; then it loads the
search files of those that it shows (`podcast.pages.search.episode_file`). Every file but the list of them,
`index.json`, has a digest of its bytes in its name: what is loaded belongs together, even while a new site is
published. docs/decisions/pages.md has the sizes for large shows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls
from podcast.files.digest import bytes_digest
from podcast.pages.search.episode_file import encode_json, search_file, search_texts
from podcast.pages.search.facets import facets
from podcast.pages.search.segments import name_digest, segment_files, segment_ranges
from podcast.pages.slugs import oldest_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from podcast.model.show import Episode, Show
    from podcast.pages.episode_card import EpisodeCard
    from podcast.pages.search.segments import SegmentRange
    from podcast.transcripts.cue import Cue

SLUG_DIGITS = 12  # of the digest of a slug in the name of a search file
RECORD_BYTES = 13  # 6 of the slug's digest, 4 of the file's (both are its name), 3 of how much of it is loaded first


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """An episode's search file (path and bytes), and its entry in the index.

    The entry is a record, then a line for each set of fields: the fields in hexadecimal, and the words that stand in
    them.
    """

    path: str
    data: bytes
    entry: bytes


def index_entry(show: Show, episode: Episode, cues: Sequence[Cue], card: EpisodeCard) -> SearchEntry:
    """Return the search file and the index entry of an episode.

    Args:
        show: the show.
        episode: to be found.
        cues: of its transcript.
        card: how it is shown in the results.
    """
    data, first_size, word_fields = search_file(episode, card, search_texts(show, episode, cues))
    name, digest = bytes_digest(episode.slug.encode()).sha256[:SLUG_DIGITS], name_digest(data)
    record = bytes.fromhex(name + digest) + first_size.to_bytes(3, "big")
    words_by_fields: defaultdict[int, list[str]] = defaultdict(list)
    for word, fields in word_fields.items():
        words_by_fields[fields].append(word)
    lines = (f"{fields:02x}{' '.join(sorted(words))}" for fields, words in sorted(words_by_fields.items()))
    return SearchEntry(f"{urls.page(show, 'search')}{name}.{digest}.bin", data, record + "\n".join(lines).encode())


def index_files(show: Show, entry: Callable[[str], bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index by path: of each segment, then the list of them.

    Memory grows with the size of a segment, not with the show.

    Args:
        show: the show.
        entry: returns an episode's entry by its slug.
    """
    paths_by_segment = {}
    for segment in show_segments(show):
        paths = paths_by_segment[segment] = list[str]()
        for path, data in files_of_segment(show, segment, entry):
            paths.append(path)
            yield path, data
    yield from list_files(show, paths_by_segment)


def show_segments(show: Show) -> list[SegmentRange]:
    """Return the segments of a show's index, from its oldest episodes on."""
    return [*segment_ranges(len(show.episodes))]


def files_of_segment(show: Show, segment: SegmentRange, entry: Callable[[str], bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a segment by path, which depend on the entries of its episodes alone.

    The last one has the records of its episodes, and before them the directory of the others, or else after them the
    block.
    """
    folder = urls.page(show, "search")
    records = bytearray()

    def words_of_episodes() -> Iterator[Mapping[int, list[str]]]:
        for episode in oldest_first(show)[segment.first : segment.end]:
            data = entry(episode.slug)  # large: one at a time
            records.extend(data[:RECORD_BYTES])
            yield _words_by_fields(data)

    for name, data in segment_files(segment, words_of_episodes(), records):
        yield folder + name, data


def list_files(show: Show, paths_by_segment: Mapping[SegmentRange, Sequence[str]]) -> Iterator[tuple[str, bytes]]:
    """Yield the facets and the list of the index's files, given the paths of the files of each segment."""
    folder = urls.page(show, "search")
    newest_first = oldest_first(show)[::-1]
    data = encode_json(facets(show, newest_first))
    facets_name = f"facets.{name_digest(data)}.json"
    yield folder + facets_name, data
    segments = [
        [segment.first, segment.end, segment.bits, paths[-1].removeprefix(folder)]
        for segment, paths in paths_by_segment.items()
    ]
    yield f"{folder}index.json", encode_json({"count": len(newest_first), "segments": segments, "facets": facets_name})


def _words_by_fields(entry: bytes) -> Mapping[int, list[str]]:
    """Return the words of an episode's entry by their fields."""
    lines = entry[RECORD_BYTES:].decode().split("\n")
    return {int(line[:2], 16): line[2:].split(" ") for line in lines if line}
