"""Words to cues, and the cues of several tracks to one transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.transcripts.cue import Cue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podcast.speech.engine import Word

GAP = 0.7  # seconds of silence between two words that end a cue: then somebody else may be speaking
LONG = 65  # characters, one line, after which a cue ends with its sentence
TOO_LONG = 130  # characters, two lines, after which it ends anyway


def cues(words: Iterable[Word], speaker: str | None) -> Iterator[Cue]:
    """The words of one speaker as captions, cut where nobody speaks."""
    group: list[Word] = []
    for word in words:
        if not word.text:
            continue
        if group and _ends(group, word):
            yield _cue(group, speaker)
            group = []
        group.append(word)
    if group:
        yield _cue(group, speaker)


def merged(tracks: Iterable[Sequence[Cue]]) -> tuple[Cue, ...]:
    """The cues of all tracks, in the order in which they begin."""
    return tuple(sorted((cue for track in tracks for cue in track), key=lambda cue: (cue.start, cue.end)))


def _ends(group: Sequence[Word], word: Word) -> bool:
    length = sum(len(one.text) + 1 for one in group)
    if word.start - group[-1].end > GAP or length + len(word.text) > TOO_LONG:
        return True
    return length > LONG and group[-1].text.endswith((".", "?", "!", "…"))


def _cue(group: Sequence[Word], speaker: str | None) -> Cue:
    start = round(group[0].start, 3)
    end = max(round(group[-1].end, 3), start + 0.001)
    return Cue(start, round(end, 3), speaker, " ".join(" ".join(one.text for one in group).split()))
