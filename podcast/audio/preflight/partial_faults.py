"""Faults of a part of a recording: a channel that fails for a while, and a guest on the telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.preflight.fault import RecordingFault
from podcast.audio.preflight.thresholds import DEAD_PART, TELEPHONE_PART

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray


def dead_part_faults(power: NDArray[np.float64], duration: float) -> Iterator[RecordingFault]:
    """Yield the fault of a channel that is silent in a part of the recording, while both sound elsewhere.

    Two people on a channel each fall silent in turn: there, the channels are hardly ever equally loud.

    Args:
        power: of each reading, shape (channels, n).
        duration: of a reading in seconds.
    """
    import numpy as np

    if power.shape[0] != 2 or not power.any():
        return
    levels = 10 * np.log10(np.maximum(power, 1e-14))
    louder = levels.max(axis=0)
    sounds = louder > np.percentile(louder, 95) - DEAD_PART.below_loud_db
    difference = levels[0] - levels[1]
    for side, lead in ((1, difference), (-1, -difference)):
        is_dead = sounds & (lead >= DEAD_PART.min_difference_db)
        spans = [
            (first, end)
            for first, end in _long_spans(is_dead, sounds, round(DEAD_PART.min_seconds / duration))
            if float(np.median(lead[first:end][sounds[first:end]])) >= DEAD_PART.min_usual_difference_db
        ]
        inside = np.zeros(sounds.size, bool)
        for first, end in spans:
            inside[first:end] = True
        outside = sounds & ~inside
        together = np.abs(difference[outside]) < DEAD_PART.max_other_difference_db
        if spans and together.size >= DEAD_PART.min_seconds / duration and together.mean() >= DEAD_PART.min_share:
            times = tuple((round(first * duration, 1), round(end * duration, 1)) for first, end in spans)
            yield RecordingFault("dead channel", side * round(float(np.median(lead[is_dead])), 1), times)


def _long_spans(mask: NDArray[np.bool_], counted: NDArray[np.bool_], minimum: int) -> list[tuple[int, int]]:
    """Return the runs of the mask, of which only `counted` readings can end one, with at least `minimum` readings."""
    import numpy as np

    numbers = np.flatnonzero(counted)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask[numbers], [False]]).astype(np.int8))).reshape(-1, 2)
    spans = ((int(numbers[first]), int(numbers[end - 1]) + 1) for first, end in edges)
    return [(first, end) for first, end in spans if end - first >= minimum]


def telephone_part_faults(bands: NDArray[np.float64], hop: float) -> Iterator[RecordingFault]:
    """Yield the fault of passages of telephone quality, in a recording that has treble elsewhere.

    Args:
        bands: level of each band of 100 Hz, in dBFS, shape (n, bands).
        hop: seconds from one row to the next.
    """
    import numpy as np

    if bands.shape[1] < 60 or bands.shape[0] < TELEPHONE_PART.min_spectra:
        return
    highest = bands.max(axis=1)
    sounds = highest > np.percentile(highest, 95) - TELEPHONE_PART.below_loud_db
    treble = np.median(bands[:, 42:56], axis=1)
    drop = np.median(bands[:, 27:33], axis=1) - treble
    bass_drop = np.median(bands[:, 4:10], axis=1) - bands[:, :2].max(axis=1)
    is_narrow = (drop >= TELEPHONE_PART.min_drop_db) | _is_sloping(drop, bass_drop, sounds)
    spans = _long_spans(sounds & is_narrow, sounds, TELEPHONE_PART.min_spectra)
    inside = np.zeros(sounds.size, bool)
    for first, end in spans:
        inside[first:end] = True
    outside = sounds & ~inside
    if not spans or int(outside.sum()) < TELEPHONE_PART.min_spectra:
        return
    if np.median(drop[outside]) > TELEPHONE_PART.max_usual_drop_db:
        return
    if np.median(treble[outside]) - np.median(treble[inside & sounds]) < TELEPHONE_PART.min_treble_db:
        return
    if hop * sum(end - first for first, end in spans) >= TELEPHONE_PART.min_seconds:
        times = tuple((round(first * hop, 1), round(end * hop, 1)) for first, end in spans)
        yield RecordingFault("telephone", 3400.0, times)


def _is_sloping(
    drop: NDArray[np.float64], bass_drop: NDArray[np.float64], sounds: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return where both ends of the band are missing, though not abruptly, and elsewhere are not.

    Args:
        drop: of each spectrum from 3 to 5 kHz, in dB.
        bass_drop: from 400 to 1000 Hz to what is below 200 Hz.
        sounds: spectra with sound.
    """
    import numpy as np

    is_sloping = np.zeros(sounds.size, bool)
    numbers = np.flatnonzero(sounds)
    if numbers.size < TELEPHONE_PART.min_spectra:
        return is_sloping
    treble_fall, bass_fall = (_median_of_three(values[numbers]) for values in (drop, bass_drop))
    is_sloping[numbers] = (treble_fall >= TELEPHONE_PART.min_sloping_drop_db) & (
        bass_fall >= TELEPHONE_PART.min_bass_drop_db
    )
    usual = bass_drop[sounds & ~is_sloping]
    has_bass = usual.size > 0 and float(np.median(usual)) <= TELEPHONE_PART.max_usual_bass_drop_db
    return is_sloping if has_bass else np.zeros(sounds.size, bool)


def _median_of_three(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the median of each value and its neighbours."""
    import numpy as np

    padded = np.pad(values, 1, mode="edge")
    medians: NDArray[np.float64] = np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0)
    return medians
