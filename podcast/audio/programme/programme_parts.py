"""Loudness of parts of a programme: of each speaker, of all speech (dialogue), and the level of the pauses.

Sources: ITU-R BS.1770-4 (blocks of 400 ms, both gates); EBU Tech 3341 and AES TD1008 (dialogue: the same over speech
alone). A block counts if it lies in the part with its whole length.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from podcast.artifacts import PartLoudness, ProgrammeParts
from podcast.audio.loudness import ABSOLUTE_GATE_LUFS, READINGS_PER_SECOND, integrated_loudness
from podcast.audio.programme.programme_levels import gain_in_decibels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.programme.programme_levels import ProgrammeLevels

    Spans = Sequence[tuple[float, float]]
    Masks = tuple[dict[str, NDArray[np.bool_]], NDArray[np.bool_]]

_VOICES = ("louder", "quieter")
_LUFS_OFFSET = -0.691  # loudness of a power of 1 (BS.1770-4, equation 2)
_ABSOLUTE_GATE_POWER = 10 ** ((ABSOLUTE_GATE_LUFS - _LUFS_OFFSET) / 10)
_BLOCK = 4  # tenths of a second: a gating block of 400 ms
_MAX_PAUSE_IN_TURN = 10  # tenths of a second
_MIN_PAUSE_LU = -70.0  # against the programme: digital silence is no quieter to anyone
_PAUSE_MARGIN = 1  # tenths of a second after a phrase that are no pause: the room still sounds


def programme_parts(levels: ProgrammeLevels, speakers: Mapping[str, Spans]) -> ProgrammeParts:
    """Return what the levels of a programme say of its parts.

    Args:
        levels: of the programme.
        speakers: the times at which each speaks, in seconds of the master; empty where a transcript does not tell, then
            voices are told apart by their level.
    """
    count = min(levels.before.size, levels.after.size)
    if speakers:
        source, (voices, speech) = "transcript", _speaker_masks(count, speakers)
    else:
        source, (voices, speech) = "turns", _voice_masks(count, levels)
    parts = (_part(name, mask, levels) for name, mask in voices.items())
    return ProgrammeParts(
        speakers=tuple(part for part in parts if part),
        speakers_from=source if voices else "",
        dialogue=_part("", speech, levels),
        pauses=_pauses(levels, count),
        limiter=tuple(gain_in_decibels(gain) for gain in levels.limiter.tolist()),
        leveler=tuple(gain_in_decibels(gain) for gain in levels.leveler.tolist()),
        trimmed=levels.trimmed,
    )


def _speaker_masks(count: int, speakers: Mapping[str, Spans]) -> Masks:
    """Return when each speaks alone, and when anyone does."""
    import numpy as np

    masks = {name: _mask(count, _tenths(spans)) for name, spans in speakers.items()}
    speaking: NDArray[np.int16] = np.sum(list(masks.values()), axis=0, dtype=np.int16)
    alone = speaking == 1
    return {name: mask & alone for name, mask in masks.items()}, speaking.astype(np.bool_)


def _voice_masks(count: int, levels: ProgrammeLevels) -> Masks:
    """Return when the louder and the quieter of two voices speak (none: there are not two), and when anyone does."""
    turns = _turns(levels)
    speech = _mask(count, (turn[:2] for turn in turns))
    if not levels.phrases[:, 2].any():
        return {}, speech
    voices = {name: [turn[:2] for turn in turns if turn[2] == is_quiet] for is_quiet, name in enumerate(_VOICES)}
    return {name: _mask(count, spans) for name, spans in voices.items()}, speech


def _turns(levels: ProgrammeLevels) -> list[list[int]]:
    """Return the phrases of a voice as one turn where the pauses between them are short; see `ProgrammeLevels`.

    The gates of the measurement leave such pauses out.
    """
    turns: list[list[int]] = []
    for start, end, is_quiet in levels.phrases.tolist():
        if turns and turns[-1][2] == is_quiet and start - turns[-1][1] <= _MAX_PAUSE_IN_TURN:
            turns[-1][1] = end
        else:
            turns.append([start, end, is_quiet])
    return turns


def _tenths(spans: Spans) -> Iterable[tuple[int, int]]:
    return ((round(start * READINGS_PER_SECOND), round(end * READINGS_PER_SECOND)) for start, end in spans)


def _mask(count: int, spans: Iterable[Iterable[int]]) -> NDArray[np.bool_]:
    """Return which tenths of a second are in the spans."""
    import numpy as np

    mask = np.zeros(count, np.bool_)
    for start, end in spans:
        mask[max(0, start) : max(0, end)] = True
    return mask


def _part(name: str, mask: NDArray[np.bool_], levels: ProgrammeLevels) -> PartLoudness | None:
    """Return the loudness of a part; None if it has no whole block that is louder than the absolute gate."""
    before, after = (_gated_loudness(power, mask) for power in (levels.power_before(), levels.power_after()))
    if before is None or after is None:
        return None
    return PartLoudness(name, int(mask.sum()) / READINGS_PER_SECOND, round(before, 1), round(after, 1))


def _gated_loudness(powers: NDArray[np.float64], mask: NDArray[np.bool_]) -> float | None:
    """Return the loudness of the tenths in the mask in LUFS; None if none of their blocks is audible."""
    import numpy as np

    if powers.size < _BLOCK:
        return None
    is_covered = np.convolve(mask[: powers.size], np.ones(_BLOCK, np.int64), "valid") == _BLOCK
    blocks = np.lib.stride_tricks.sliding_window_view(powers, _BLOCK).mean(axis=1)[is_covered]
    loud = blocks[blocks > _ABSOLUTE_GATE_POWER]
    if not loud.size:
        return None
    return _LUFS_OFFSET + 10 * math.log10(float(loud[loud > 0.1 * loud.mean()].mean()))


def _pauses(levels: ProgrammeLevels, count: int) -> PartLoudness | None:
    """Return the level of the pauses between phrases against the loudness of the whole, in LU; None without pauses."""
    import numpy as np

    if not len(levels.phrases):
        return None
    first, last = int(levels.phrases[0, 0]), int(levels.phrases[-1, 1])
    near = _mask(count, ((start - _PAUSE_MARGIN, end + _PAUSE_MARGIN) for start, end in levels.phrases[:, :2].tolist()))
    mask = ~near
    mask[:first] = mask[last:] = False
    if not mask.any():
        return None
    relative = [
        10 * float(np.log10(power[mask].mean() + 1e-12)) + _LUFS_OFFSET - integrated_loudness(power)
        for power in (levels.power_before(), levels.power_after())
    ]
    before, after = (max(round(level, 1), _MIN_PAUSE_LU) for level in relative)
    return PartLoudness("", int(mask.sum()) / READINGS_PER_SECOND, before, after)
