"""The waveform of an episode for the player, as small JSON: nobody has to download and decode the sound to draw it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcast.artifacts import Levels

VERSION = 1
FULL = 100  # what a sample peak of 1.0 (0 dBFS) is written as


def peaks(levels: Levels | None, seconds: float) -> bytes:
    """`{"version": 1, "seconds": 12.3, "peaks": [0, 47, …]}`: at most 1000 peaks, equally spaced, 0 to 100.

    Peaks are amplitudes, not decibels. There are none when the levels of the master are not known.

    Args:
        levels: of the master.
        seconds: its length.
    """
    heights = [round(min(max(peak, 0.0), 1.0) * FULL) for peak in levels.peaks] if levels else []
    return json.dumps({"version": VERSION, "seconds": seconds, "peaks": heights}, separators=(",", ":")).encode()
