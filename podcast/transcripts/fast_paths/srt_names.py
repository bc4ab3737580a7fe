"""Whether SubRip, which has no speakers, is read back with the right names: without a cue for each reading."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from podcast.transcripts.captions import visible_lines
from podcast.transcripts.cue import label, normalize_spaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podcast.transcripts.cue import Cue


def is_unambiguous(cues: Sequence[Cue], texts: Iterable[str]) -> bool:
    """Whether a reader splits these texts into the right names and words, whichever names it knows.

    A reader who knows all the names before a colon takes each for a speaker. One who knows none takes those that occur
    twice, if the first text has one (`podcast.transcripts.cue.split_speakers`). Both have to be right.

    Args:
        cues: that the texts were made from.
        texts: as they are written, without marks.
    """
    names = []
    for cue, text in zip(cues, texts, strict=True):
        shown = visible_lines(text)
        name = label(shown)
        if (normalize_spaces(name) or None) != cue.speaker:
            return False
        if normalize_spaces(shown[len(name) + 1 :] if name else shown) != cue.text:
            return False
        names.append(name)
    counts = Counter(names)
    return not any(names) or (bool(names[0]) and all(counts[name] > 1 for name in counts if name))
