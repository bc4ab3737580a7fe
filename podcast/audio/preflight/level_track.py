"""The level of a recording along its time, as a short text for the cache.

With it the levels of speakers are known as soon as there is a transcript, without reading the recording again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.preflight.thresholds import SPEAKERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.audio.preflight.frames import Frames

READINGS_PER_SECOND = 5
_FRAMES_PER_READING = 10
_STEPS_PER_DB = 2
_LOUD_SHARE = 0.75  # of a speaker's readings that are quieter than the one that stands for them


def encode_levels(frames: Frames) -> str:
    """Return the level of every 0.2 s, a byte each in steps of 0.5 dB below full scale, in Base64."""
    import base64

    import numpy as np

    count = frames.level.size // _FRAMES_PER_READING
    power = 10.0 ** (frames.level[: count * _FRAMES_PER_READING].astype(np.float64) / 10)
    level = 10 * np.log10(np.maximum(power.reshape(count, _FRAMES_PER_READING).mean(axis=1), 1e-12))
    steps = np.clip(np.rint(-level * _STEPS_PER_DB), 0, 255).astype(np.uint8)
    return base64.b64encode(steps.tobytes()).decode("ascii")


@dataclass(frozen=True, slots=True)
class SpeakerGap:
    """The quietest and the loudest speaker, and by how many dB they differ."""

    quiet: str
    loud: str
    decibels: float


def speaker_gap(levels: str, turns: Iterable[tuple[str, float, float]]) -> SpeakerGap | None:
    """Return by how much speakers differ; None if fewer than two speak long enough.

    Args:
        levels: from `encode_levels`.
        turns: speaker, start and end in seconds of the recording.
    """
    import base64

    own: defaultdict[str, bytearray] = defaultdict(bytearray)
    readings = base64.b64decode(levels)
    for name, start, end in turns:
        own[name] += readings[round(start * READINGS_PER_SECOND) : round(end * READINGS_PER_SECOND)]
    usual = {
        name: -sorted(steps)[int((1 - _LOUD_SHARE) * len(steps))] / _STEPS_PER_DB
        for name, steps in own.items()
        if len(steps) >= SPEAKERS.min_seconds_by_transcript * READINGS_PER_SECOND
    }
    if len(usual) < 2:
        return None
    quiet, loud = min(usual, key=lambda name: usual[name]), max(usual, key=lambda name: usual[name])
    return SpeakerGap(quiet, loud, usual[loud] - usual[quiet])
