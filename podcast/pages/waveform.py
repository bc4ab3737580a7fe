"""The waveform of an episode as small JSON, so that a player can draw it without the whole audio."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcast.artifacts import Levels

VERSION = 1
FULL_SCALE = 100  # a sample peak of 1.0 (0 dBFS)


def peaks_json(levels: Levels | None, seconds: float) -> bytes:
    """Return `{"version": 1, "seconds": 12.3, "peaks": [0, 47, …]}`: at most 1000 peaks, equally spaced, 0 to 100.

    Peaks are amplitudes, not decibels. The list is empty where the levels of the master are not known.

    Args:
        levels: of the master.
        seconds: the length of the master.
    """
    peaks = [round(min(max(peak, 0.0), 1.0) * FULL_SCALE) for peak in levels.peaks] if levels else []
    return json.dumps({"version": VERSION, "seconds": seconds, "peaks": peaks}, separators=(",", ":")).encode()
