"""Words with times, as speech recognition writes them into JSON, grouped to segments that can be read as captions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_PAUSE_SECONDS = 1.0  # a longer silence ends a segment
SENTENCE_CHARACTERS = 65  # a longer segment ends with its sentence
MAX_SEGMENT_CHARACTERS = 200  # a segment never gets longer
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！", "؟")


@dataclass(frozen=True, slots=True)
class Segment:
    """A word, or the words of a segment; missing and invalid values are None."""

    start: float | None  # seconds
    end: float | None
    speaker: str | None
    text: str | None
    has_no_end: bool = False  # the form allows it
    is_punctuation: bool = False  # belongs to the word before, without a space


def group_words(words: Iterable[Segment]) -> Iterator[Segment]:
    """Yield the words as segments, divided at pauses, at sentences, and where another person speaks."""
    group: list[Segment] = []
    length = 0
    for word in words:
        if group and not word.is_punctuation and _ends_before(group[-1], word, length):
            yield _joined(group)
            group, length = [], 0
        group.append(word)
        length += len(word.text or "") + 1
    if group:
        yield _joined(group)


def _ends_before(last: Segment, word: Segment, length: int) -> bool:
    """Whether a segment of so many characters ends between two words."""
    if last.speaker != word.speaker or length + len(word.text or "") > MAX_SEGMENT_CHARACTERS:
        return True
    if last.end is not None and word.start is not None and word.start - last.end > MAX_PAUSE_SECONDS:
        return True
    return length > SENTENCE_CHARACTERS and (last.text or "").endswith(_SENTENCE_ENDS)


def _joined(words: list[Segment]) -> Segment:
    """Return words as a segment; a word without times or text makes it one without, so that it is a problem."""
    timed = [word for word in words if not word.is_punctuation]
    is_complete = timed and all(None not in (word.start, word.end, word.text) for word in timed)
    if not is_complete:
        return Segment(None, None, None, None)
    text = "".join(word.text or "" if word.is_punctuation else f" {word.text}" for word in words)
    return Segment(timed[0].start, max(word.end or 0.0 for word in timed), timed[0].speaker, text)
