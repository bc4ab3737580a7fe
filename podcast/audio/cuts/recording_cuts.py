"""Cuts of a recording in samples, and the loudness of the rest; pure."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.cuts.splice import Splice, merged_spans, splice
from podcast.audio.k_weighting import WINDOWS_PER_SECOND
from podcast.audio.loudness import integrated_loudness, reading_powers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podcast.audio.cuts.splice import Span
    from podcast.audio.loudness import LoudnessMeasurement

_CUT_CROSSFADE_MS = 20
_PAUSE_CROSSFADE_MS = 200  # room tone into room tone


@dataclass(frozen=True, slots=True)
class RecordingCuts:
    """Cuts of a recording, in samples, before its length is known."""

    spans: tuple[Span, ...]
    sample_rate: int

    @classmethod
    def from_seconds(cls, cuts: Iterable[tuple[float, float]], sample_rate: int) -> RecordingCuts:
        """Return the cuts, whose starts and ends are in seconds of the recording."""
        spans = ((round(start * sample_rate), round(end * sample_rate)) for start, end in cuts)
        return cls(tuple(merged_spans(spans)), sample_rate)

    def splice(self, total: int = sys.maxsize, pauses: Sequence[Span] = ()) -> Splice:
        """Return the splice of a recording of `total` samples without the cuts, and without parts of its pauses."""
        cut_length, pause_length = (
            self.sample_rate * milliseconds // 1000 for milliseconds in (_CUT_CROSSFADE_MS, _PAUSE_CROSSFADE_MS)
        )
        return splice((*self.spans, *pauses), total, lambda gap: cut_length if gap in self.spans else pause_length)


def spliced_loudness(recorded: LoudnessMeasurement, remainder: Splice, sample_rate: int) -> float:
    """Return the loudness of a spliced recording in LUFS, from the windows of the recording that no cut touches."""
    import numpy as np

    width = sample_rate // WINDOWS_PER_SECOND
    is_left = np.zeros(recorded.powers.size, bool)
    for start, end in remainder.spans:
        is_left[-(-start // width) : end // width] = True
    return integrated_loudness(reading_powers(recorded.powers[is_left]))
