"""The search file of an episode: how it is shown as a result, and where its texts have which words.

The file begins with a line of JSON, then has a Bloom filter for each chunk of the texts, then the chunks of what is
written. What is spoken is not in it: the line has the places of the paragraphs in the text form of the transcript,
which is published anyway. The browser reads the first part, then the chunks that may contain a word.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from podcast import urls
from podcast.files.digest import bytes_digest
from podcast.pages.search import tokens
from podcast.pages.search.gender_forms import gender_forms
from podcast.pages.search.passages import Field, Passage, spoken_passages, written_passages
from podcast.text import strip_soft_hyphens
from podcast.transcripts.sections import sections
from podcast.transcripts.write import format_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from podcast.model.show import Episode, Show
    from podcast.pages.episode_card import EpisodeCard
    from podcast.transcripts.cue import Cue

CHUNK_CHARACTERS = 2000  # about
BLOOM_BITS = 1 << 10  # of the Bloom filter of a chunk
MAX_FIRST_BYTES = 8000  # of a file that is loaded as a whole; of a larger one the chunks are loaded apart
FORM_SEPARATOR = ">"  # between another form of a word and the word; no normalised word has it


@dataclass(frozen=True, slots=True)
class SearchTexts:
    """What an episode's search file is made from.

    Attributes:
        written: the chunks of its texts that are written, not spoken.
        spoken: the chunks of its transcript.
        transcript: the transcript as text, as it is published.
    """

    written: list[list[Passage]]
    spoken: list[list[Passage]]
    transcript: bytes


def search_texts(show: Show, episode: Episode, cues: Sequence[Cue]) -> SearchTexts:
    """Return the texts of an episode in chunks; `cues` are those of its transcript."""
    parts = sections(cues, episode.chapters)
    written = _chunked(written_passages(show, episode))
    return SearchTexts(written, _chunked(spoken_passages(parts)), format_text(parts))


def search_file(episode: Episode, card: EpisodeCard, texts: SearchTexts) -> tuple[bytes, int, dict[str, int]]:
    """Return the search file of an episode, how much of it is loaded first, and the episode's words with their fields.

    Bit n of a word's fields is set if it stands in the field of number n. Another form of a word for people is a key
    with `FORM_SEPARATOR` and the word itself.
    """
    chunk_words = _chunk_words(texts.written + texts.spoken)
    encoded = [_encode_chunk(chunk, with_times=card.audio is not None) for chunk in texts.written]
    facts = [card.date.text if card.date else "", card.short_length]
    values = {
        "title": card.title,
        "kicker": card.kicker,
        "page": card.address,
        "season_colour": card.season_colour,
        "facts": " · ".join(filter(None, facts)),
        "cover": card.cover.formats[0].sizes[0][0] if card.cover and card.cover.formats else "",
        "tab": card.tab,
        "ends": [*accumulate(map(len, encoded))],
        **_transcript_values(episode, texts, with_times=card.audio is not None),
    }
    head = b"".join((encode_json(values), b"\n", *tokens.bloom_filters(chunk_words, BLOOM_BITS)))
    data = b"".join((head, *encoded))
    first_size = len(data) if len(data) <= MAX_FIRST_BYTES else len(head)
    return data, first_size, _word_fields(texts, chunk_words[len(texts.written) :])


def encode_json(data: object) -> bytes:
    """Return the shortest JSON, as UTF-8."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _chunk_words(chunks: Iterable[Iterable[Passage]]) -> list[set[str]]:
    """Return the normalised words of each chunk; a word of the episode is normalised once."""
    raw_words = [{word for passage in chunk for word in passage.text.split()} for chunk in chunks]
    normalised = tokens.normalised_words(set().union(*raw_words))
    return [{word for raw in chunk for word in normalised[raw]} for chunk in raw_words]


def _word_fields(texts: SearchTexts, spoken_words: Iterable[set[str]]) -> dict[str, int]:
    """Return the words of an episode with their fields; those that are spoken are known."""
    spoken = set().union(*spoken_words, _forms(passage for chunk in texts.spoken for passage in chunk))
    fields = dict.fromkeys(spoken, 1 << Field.SPEECH)
    written = [passage for chunk in texts.written for passage in chunk]
    for field in sorted({passage.field for passage in written}):
        in_field = [passage for passage in written if passage.field == field]
        for word in set().union(*_chunk_words([in_field]), _forms(in_field)):
            fields[word] = fields.get(word, 0) | 1 << field
    return fields


def _forms(passages: Iterable[Passage]) -> Iterator[str]:
    text = "\n".join(passage.text for passage in passages)
    return map(FORM_SEPARATOR.join, gender_forms(text))


def _chunked(passages: Iterable[Passage]) -> list[list[Passage]]:
    """Return the passages that have a text in chunks of about `CHUNK_CHARACTERS`."""
    chunks: list[list[Passage]] = []
    size = 0
    for passage in filter(lambda passage: strip_soft_hyphens(passage.text), passages):
        if not chunks or size + len(passage.text) > CHUNK_CHARACTERS:
            chunks.append([])
            size = 0
        chunks[-1].append(passage)
        size += len(passage.text)
    return chunks


def _encode_chunk(chunk: Sequence[Passage], *, with_times: bool) -> bytes:
    """Return a chunk as the browser loads it, without times if the episode has no audio."""
    return encode_json([[passage.field, _time(passage, with_times=with_times), passage.text] for passage in chunk])


def _transcript_values(episode: Episode, texts: SearchTexts, *, with_times: bool) -> Mapping[str, object]:
    """Return the address of the transcript, and for each chunk its first byte and the places of its paragraphs.

    The place of a paragraph is its time, how many bytes stand before it since the one before, and its own bytes. The
    query of the address changes with the transcript: places never meet an older one from a cache.
    """
    if not texts.spoken:
        return {}
    chunks = []
    end = 0
    for chunk in texts.spoken:
        places: list[float | None] = []
        first = None
        for passage in chunk:
            text = passage.text.encode()
            start = texts.transcript.index(text, end)
            first = start if first is None else first
            places += [_time(passage, with_times=with_times), start - (end if places else first), len(text)]
            end = start + len(text)
        chunks.append([first, end, places])
    digest = bytes_digest(texts.transcript).sha256[:8]
    return {"transcript": f"{urls.transcript(episode, 'txt')}?{digest}", "spoken": chunks}


def _time(passage: Passage, *, with_times: bool) -> float | None:
    """Return the time of a passage in seconds, as the shortest JSON number."""
    if passage.time is None or not with_times:
        return None
    return int(passage.time) if passage.time == int(passage.time) else round(passage.time, 2)
