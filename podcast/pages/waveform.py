"""The waveform of an episode, so that a player can draw it without the audio: in its page, and as a small JSON file.

A page has the bars of its own player, one request less; controls that play another episode ask for that one's file.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = 1
MAX_BARS = 250  # in a page: the widest player shows 220
FULL_SCALE = 100  # a sample peak of 1.0 (0 dBFS)


def peaks_json(peaks: Sequence[float], seconds: float) -> bytes:
    """Return `{"version": 1, "seconds": 12.3, "peaks": [0, 47, …]}`: at most 1000 peaks, equally spaced, 0 to 100.

    Peaks are amplitudes, not decibels. The list is empty where the peaks of the master are not known.

    Args:
        peaks: of the master, 0 to 1; see `podcast.artifacts.Levels`.
        seconds: the length of the master.
    """
    percent = [round(min(max(peak, 0.0), 1.0) * FULL_SCALE) for peak in peaks]
    return json.dumps({"version": VERSION, "seconds": seconds, "peaks": percent}, separators=(",", ":")).encode()


def waveform_bars(data: bytes) -> str:
    """Return the peaks of a file from `peaks_json` as a page has them: `0,47,…`, at most `MAX_BARS`, each the highest.

    Empty where the file has none.
    """
    peaks = json.loads(data)["peaks"]
    count = min(len(peaks), MAX_BARS)
    limits = [len(peaks) * number // max(count, 1) for number in range(count + 1)]
    return ",".join(str(max(peaks[start:end])) for start, end in pairwise(limits))
