"""Segment words to cues, and merge the cues of several tracks to one transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.transcripts.cue import Cue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podcast.speech.engine import Word

MAX_GAP_SECONDS = 0.7  # a longer silence between two words ends a cue: another person may be speaking
MAX_LINE_CHARACTERS = 65  # one line; a longer cue ends with its sentence
MAX_CUE_CHARACTERS = 130  # two lines; a cue never gets longer


def build_cues(words: Iterable[Word], speaker: str | None) -> Iterator[Cue]:
    """Yield the words of one speaker as captions, divided at pauses."""
    group: list[Word] = []
    for word in words:
        if not word.text:
            continue
        if group and _ends_before(group, word):
            yield _cue(group, speaker)
            group = []
        group.append(word)
    if group:
        yield _cue(group, speaker)


def merge_tracks(tracks: Iterable[Sequence[Cue]]) -> tuple[Cue, ...]:
    """Return the cues of all tracks, sorted by their start."""
    return tuple(sorted((cue for track in tracks for cue in track), key=lambda cue: (cue.start, cue.end)))


def _ends_before(group: Sequence[Word], word: Word) -> bool:
    """Whether a cue of these words ends before the next `word`."""
    length = sum(len(spoken_word.text) + 1 for spoken_word in group)
    if word.start - group[-1].end > MAX_GAP_SECONDS or length + len(word.text) > MAX_CUE_CHARACTERS:
        return True
    return length > MAX_LINE_CHARACTERS and group[-1].text.endswith((".", "?", "!", "…"))


def _cue(group: Sequence[Word], speaker: str | None) -> Cue:
    start = round(group[0].start, 3)
    end = max(round(group[-1].end, 3), start + 0.001)
    return Cue(start, round(end, 3), speaker, " ".join(" ".join(word.text for word in group).split()))
