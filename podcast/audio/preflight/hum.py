"""Hum from the mains: steady tones at 50 or 60 Hz and their multiples.

All the time: at least two multiples (or the mains' own frequency alone, strongly) at the tenth percentile of all
seconds. In parts, as behind a noise gate: seconds in which two multiples stand out, at one level, and far more often
than at frequencies beside the mains. Tones that are nearly as loud as the programme are the programme: music.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.preflight.fault import RecordingFault
from podcast.audio.preflight.thresholds import HUM

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.preflight.spectrum import Spectra

_MAINS_HZ = (50, 60)
_OTHER_HZ = (46.6, 48.3, 53.4, 56.1, 63.7, 67.2)  # no mains has these: what is found there happens by chance


@dataclass(frozen=True, slots=True)
class Tones:
    """Multiples of a frequency in each second: shape (seconds, multiples).

    `prominence` is by how many dB a tone exactly there stands out, 0 if there is none; `level` is in dBFS.
    """

    prominence: NDArray[np.float64]
    level: NDArray[np.float64]


def hum_faults(spectra: Spectra) -> Iterator[RecordingFault]:
    """Yield the fault "hum": the mains' frequency, and its places if it stops."""
    import numpy as np

    low, bin_width = spectra.low, spectra.bin_width
    total = 10 * np.log10((10 ** (spectra.bands / 10)).sum(axis=1))
    audible = low.max(axis=1) > HUM.min_audible_dbfs - 20
    if int(audible.sum()) < HUM.min_seconds:
        return
    minimum, median = (np.percentile(low[audible], percentile, axis=0) for percentile in (10, 50))
    loud = float(np.percentile(total[audible], 95))
    for mains in _MAINS_HZ:
        steady = _tones(minimum[None], mains, bin_width)
        usual = _tones_levels(median[None], mains, bin_width)
        is_tone = (steady.prominence >= HUM.min_db) & (usual - steady.level <= HUM.max_variation_db)
        is_quieter = _sum_level(steady.level[is_tone]) <= loud - HUM.below_loud_db
        if is_quieter and (is_tone.sum() >= 2 or (is_tone[0, 0] and steady.prominence[0, 0] >= HUM.min_lone_db)):
            yield RecordingFault("hum", float(mains))
        elif not is_tone.sum() >= 2 and (spans := _bursts(low, loud, mains, bin_width)):
            times = tuple((round(first * spectra.hop, 1), round(end * spectra.hop, 1)) for first, end in spans)
            yield RecordingFault("hum", float(mains), times)


def _bursts(low: NDArray[np.float64], loud: float, mains: float, bin_width: float) -> list[tuple[int, int]]:
    """Return runs of seconds with hum; none if it may be chance, or music."""
    import numpy as np

    tones = _tones(low, mains, bin_width)
    hits, level = _hits(tones)
    if int(hits.sum()) < HUM.min_burst_seconds:
        return []
    by_chance = max(int(_hits(_tones(low, hertz, bin_width))[0].sum()) for hertz in _OTHER_HZ)
    spread = float(np.percentile(level[hits], 75) - np.percentile(level[hits], 25))
    is_music = float(np.median(level[hits])) > loud - HUM.burst_below_loud_db
    if int(hits.sum()) < HUM.times_chance * (by_chance + 1) or spread > HUM.max_burst_spread_db or is_music:
        return []
    numbers = np.flatnonzero(hits)
    ends = np.flatnonzero(np.diff(numbers) > 3)
    firsts, lasts = np.concatenate([[0], ends + 1]), np.concatenate([ends, [numbers.size - 1]])
    return [(int(numbers[first]), int(numbers[last]) + 1) for first, last in zip(firsts, lasts, strict=True)]


def _hits(tones: Tones) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which seconds have the tones, and the level of these together.

    The two multiples that stand out most often must do so together, or the first one alone, strongly.
    """
    import numpy as np

    is_tone = tones.prominence >= HUM.min_db
    first, second = np.argsort(is_tone.sum(axis=0))[-2:]
    hits: NDArray[np.bool_] = is_tone[:, first] & is_tone[:, second]
    if int(hits.sum()) < HUM.min_burst_seconds:
        hits = tones.prominence[:, 0] >= HUM.min_lone_db
    power = np.where(is_tone, 10 ** (tones.level / 10), 0.0).sum(axis=1)
    return hits, 10 * np.log10(np.maximum(power, 1e-17))


def _tones(spectra: NDArray[np.float64], mains: float, bin_width: float) -> Tones:
    """Return the multiples of a frequency that the spectra hold."""
    import numpy as np

    count = int((spectra.shape[1] - 12) * bin_width // mains)
    rows = [_prominence(spectra, mains * number / bin_width) for number in range(1, min(count, HUM.max_multiple) + 1)]
    return Tones(np.stack(rows, axis=1), _tones_levels(spectra, mains, bin_width)[:, : len(rows)])


def _tones_levels(spectra: NDArray[np.float64], mains: float, bin_width: float) -> NDArray[np.float64]:
    import numpy as np

    count = int((spectra.shape[1] - 12) * bin_width // mains)
    bins = [round(mains * number / bin_width) for number in range(1, min(count, HUM.max_multiple) + 1)]
    return spectra[:, np.asarray(bins)]


def _prominence(spectra: NDArray[np.float64], position: float) -> NDArray[np.float64]:
    """Return by how many dB a tone at a position stands out in each spectrum; 0.0 if it is not exactly there."""
    import numpy as np

    number = round(position)
    before, level, after = spectra[:, number - 1], spectra[:, number], spectra[:, number + 1]
    curvature = before - 2 * level + after
    offset = np.where(curvature < 0, 0.5 * (before - after) / np.where(curvature < 0, curvature, 1.0), 9.0)
    is_there = (level >= np.maximum(before, after)) & (level >= HUM.min_audible_dbfs)
    is_there &= np.abs(number + offset - position) <= HUM.tolerance_hz
    beside = np.concatenate([spectra[:, number - 10 : number - 3], spectra[:, number + 4 : number + 11]], axis=1)
    height: NDArray[np.float64] = np.where(is_there, level - np.median(beside, axis=1), 0.0)
    return height


def _sum_level(levels: NDArray[np.float64]) -> float:
    """Return the level of several tones together, in dBFS."""
    import numpy as np

    return float(10 * np.log10(np.maximum((10 ** (levels / 10)).sum(), 1e-17)))
