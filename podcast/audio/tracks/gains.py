"""Gain of each track along the time: the level of its speaker, bleed turned down, music ducked.

All gains are in dB, for each step of 20 ms. Gates never move while the track's own speaker speaks; the leveler, where
it is asked for, moves slowly there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.tracks.activity import MAX_GATED_BLEED, Activity, find_activity, widened, with_gaps_closed
from podcast.audio.tracks.track import STEPS_PER_SECOND
from podcast.audio.tracks.track_levels import gated_loudness

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.tracks.track import TracksInput

    Leveler = Callable[[int, NDArray[np.bool_]], NDArray[np.float64]]

GATE_DB = 20.0  # by which bleed is turned down
MAX_GAIN_DB = 30.0
_BEFORE_SPEECH_SECONDS, _AFTER_SPEECH_SECONDS = 0.2, 0.3  # around a track's own speech in which it is fully open
_OPEN_RAMP_SECONDS, _CLOSE_RAMP_SECONDS = 0.1, 0.25  # for the whole depth of the gate
_DUCK_DOWN_SECONDS, _DUCK_UP_SECONDS = 0.6, 1.5  # for the whole depth of ducking
_MAX_DUCKED_PAUSE_SECONDS = 3.0  # music stays down in shorter pauses


@dataclass(frozen=True, slots=True)
class TrackGain:
    """The gain of a track: `level` in dB, constant, and with it the `curve` in hundredths of a dB, for each step.

    `is_closed` says for each step whether the track is turned down because others speak.
    """

    level: float
    curve: NDArray[np.int16]
    is_closed: NDArray[np.bool_]


def plan_gains(
    tracks: TracksInput, levels: NDArray[np.float32], loudness: float, leveler: Leveler | None = None
) -> tuple[TrackGain, ...]:
    """Return the gain of each track.

    Args:
        tracks: with their speakers and gains.
        levels: in dB (LUFS) at the episode's steps, shape (tracks, steps).
        loudness: that each speaker, and music, is brought to, in LUFS.
        leveler: returns the gain that makes a speaker even, in dB, from the track's number and when he speaks.
    """
    import numpy as np

    speakers = {number: track.speaker for number, track in enumerate(tracks.tracks) if track.speaker is not None}
    speech, gains = np.zeros(levels.shape[1], bool), {}
    if speakers:
        voices = list(speakers.values())
        activity = find_activity(levels[list(speakers)], voices)
        speech = np.logical_or.reduce(activity.speaking)
        even = [leveler(number, activity.speaking[row]) if leveler else 0.0 for row, number in enumerate(speakers)]
        leveled = np.stack([levels[number] + gain for number, gain in zip(speakers, even, strict=True)])
        own_levels = _speech_levels(leveled, voices, activity, loudness)
        for row, number in enumerate(speakers):
            gate, level = gate_curve(activity, voices, row), own_levels[row] + tracks.tracks[number].gain
            gains[number] = _track_gain(level, gate + even[row], gate <= -GATE_DB)
    gains |= _music_gains(tracks, levels, loudness, duck_curve(speech, tracks.duck_depth))
    return tuple(gains[number] for number in range(len(tracks.tracks)))


def _music_gains(
    tracks: TracksInput, levels: NDArray[np.float32], loudness: float, ducking: NDArray[np.float64]
) -> dict[int, TrackGain]:
    """Return the gains of the tracks without a speaker, by their numbers; see `plan_gains`."""
    import numpy as np

    gains = {}
    for number, track in enumerate(tracks.tracks):
        if track.speaker is None:
            level = _limited_gain(loudness, gated_loudness(levels[number])) + track.gain
            gains[number] = _track_gain(level, ducking, np.zeros(ducking.size, bool))
    return gains


def _track_gain(level: float, curve: NDArray[np.float64], is_closed: NDArray[np.bool_]) -> TrackGain:
    import numpy as np

    level = round(level, 2)
    return TrackGain(level, np.round((curve + level) * 100).astype(np.int16), is_closed)


def _speech_levels(
    levels: NDArray[np.floating], speakers: Sequence[int], activity: Activity, loudness: float
) -> list[float]:
    """Return the gain that brings each speaker to `loudness`: one for all tracks of a speaker."""
    import numpy as np

    gains = {}
    for speaker in dict.fromkeys(speakers):
        rows = [row for row, other in enumerate(speakers) if other == speaker]
        speech = np.concatenate([levels[row][activity.speaking[row]] for row in rows])
        gains[speaker] = _limited_gain(loudness, gated_loudness(speech))
    return [gains[speaker] for speaker in speakers]


def _limited_gain(target: float, loudness: float | None) -> float:
    return 0.0 if loudness is None else min(max(target - loudness, -MAX_GAIN_DB), MAX_GAIN_DB)


def gate_curve(activity: Activity, speakers: Sequence[int], track: int) -> NDArray[np.float64]:
    """Return the curve of a track's gate in dB: down where others speak and its own speaker does not.

    In a pause of all it stays as it was, so that the noise of the room does not come and go.
    """
    import numpy as np

    own_rows = [row for row, speaker in enumerate(speakers) if speaker == speakers[track]]
    own: NDArray[np.bool_] = np.logical_or.reduce(activity.speaking[own_rows])
    is_masked = np.zeros(own.size, bool)
    for row, speaker in enumerate(speakers):
        if speaker != speakers[track] and activity.bleed[track, row] <= MAX_GATED_BLEED:
            is_masked |= activity.speaking[row]
    is_open = widened(own, _BEFORE_SPEECH_SECONDS, _AFTER_SPEECH_SECONDS)
    decided = np.flatnonzero(is_open | is_masked)
    if not decided.size:
        return np.zeros(own.size)
    last = np.searchsorted(decided, np.arange(own.size), side="right") - 1
    target = np.where(is_open[decided[np.maximum(last, 0)]], 0.0, -GATE_DB)
    return with_ramps(target, GATE_DB / _OPEN_RAMP_SECONDS, GATE_DB / _CLOSE_RAMP_SECONDS)


def duck_curve(speech: NDArray[np.bool_], depth: float) -> NDArray[np.float64]:
    """Return the curve of the music's gain in dB: `depth` lower under speech, and in short pauses."""
    import numpy as np

    down = with_gaps_closed(speech, _MAX_DUCKED_PAUSE_SECONDS)
    if not depth:
        return np.zeros(down.size)
    return -with_ramps(np.where(down, depth, 0.0), depth / _DUCK_DOWN_SECONDS, depth / _DUCK_UP_SECONDS)


def with_ramps(target: NDArray[np.float64], before: float, after: float) -> NDArray[np.float64]:
    """Return a curve that is nowhere lower than `target`, and has ramps where that is low, beside the high parts.

    Args:
        target: in dB.
        before: slope of the ramps up to a high part, in dB per second.
        after: slope of the ramps down from it.
    """
    import numpy as np

    steps = np.arange(target.size) / STEPS_PER_SECOND
    falling = np.maximum.accumulate(target + after * steps) - after * steps
    rising = np.maximum.accumulate((target - before * steps)[::-1])[::-1] + before * steps
    curve: NDArray[np.float64] = np.maximum(falling, rising)
    return curve
