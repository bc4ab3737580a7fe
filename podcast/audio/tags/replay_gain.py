"""Loudness in the tags: players that know it play every file at the same loudness.

Sources: ReplayGain 2.0 (reference -18 LUFS, peak as a share of full scale), in ID3 as TXXX and in MP4 as the freeform
atoms that taggers write; RFC 7845, section 5.2.1 (Ogg Opus: R128_TRACK_GAIN to -23 LUFS, as Q7.8, instead of
ReplayGain).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import LoudnessValues

_REPLAY_GAIN_LUFS = -18.0
_R128_LUFS = -23.0
_Q7_8 = 256  # steps of a dB
_MIN_Q7_8, _MAX_Q7_8 = -32768, 32767


def id3_texts(values: LoudnessValues) -> Iterator[tuple[str, str]]:
    """Yield description and value of the TXXX frames of an MP3; none for silence, which has no loudness."""
    if gain := track_gain(values):
        yield "REPLAYGAIN_TRACK_GAIN", gain
        yield "REPLAYGAIN_TRACK_PEAK", f"{10 ** (values.true_peak / 20):.6f}"


def track_gain(values: LoudnessValues) -> str:
    """Return the gain to -18 LUFS, such as `-2.00 dB`; empty for silence."""
    return f"{round(_REPLAY_GAIN_LUFS - values.loudness, 2) + 0:.2f} dB" if _is_measured(values) else ""


def r128_gain(values: LoudnessValues) -> str:
    """Return the gain to -23 LUFS in 1/256 dB; empty for silence. The header of our Opus files has no gain."""
    steps = round((_R128_LUFS - values.loudness) * _Q7_8) if _is_measured(values) else None
    return "" if steps is None else str(min(_MAX_Q7_8, max(_MIN_Q7_8, steps)))


def _is_measured(values: LoudnessValues) -> bool:
    return math.isfinite(values.loudness) and math.isfinite(values.true_peak)
