"""Facts on the tracks of an episode that were mixed: when each begins, its clock, its gain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

# How it is known when a track begins: the first one counts; `given` in the episode's file; found by the sound that it
# shares with another one; unclear: it is taken to begin with the first one; music does so too, unless it is given.
Origin: TypeAlias = Literal["first", "given", "found", "unclear", "music"]


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """A track as it was mixed.

    `offset` is when it begins in the episode, in seconds (negative: its beginning was left out). `drift` is how much
    faster its clock ran than that of the first track, in ppm; None: not measured. `is_corrected` says whether the track
    was resampled for it. `gain` brought it to the level of the others, in dB.
    """

    origin: Origin
    offset: float
    drift: float | None
    is_corrected: bool
    gain: float
    seconds: float
