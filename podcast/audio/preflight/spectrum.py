"""Faults in the spectrum of a recording: a hum from the mains, and a cut-off bandwidth.

A telephone, and an encoder at a low bit rate, leave nothing above some frequency: not even the noise that every room
and every microphone has. So a dull voice before a real microphone is not taken for a telephone. Encoders at 56 and 64
kbit/s end where a recording ends that was sampled at 22.05 kHz, so these are not reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.preflight.fault import RecordingFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

_MAX_SPECTRA = 1200  # of a recording, taken from seconds at equal distances
_MAX_LOW_HZ = 420  # up to here the spectrum is kept in steps of about 1 Hz
_BAND_HZ = 100
_MIN_SPECTRA = 8  # with fewer spectra no fault is reported
_SOUND_BELOW_LOUD_DB = 20.0

_MAINS_HZ = (50, 60)
_MIN_HUM_DB = 10.0  # over the frequencies beside it
_MIN_LONE_HUM_DB = 20.0  # if only the mains' own frequency stands out, without harmonics
_MAINS_TOLERANCE_HZ = 0.3  # a bass plays other notes
_MAX_HUM_VARIATION_DB = 5.0  # a hum is steady
_MIN_AUDIBLE_DBFS = -80.0

_EMPTY_BAND_DBFS = -113.0  # of a band: any microphone has more noise, the noise of 16 bits is lower
# The drop within 400 Hz at which a sound counts as cut off, in dB, and the highest level above it, in dBFS.
_CUTOFFS = ((16.0, _EMPTY_BAND_DBFS), (35.0, -100.0))
# Where encoders of low bit rates cut off (LAME and FFmpeg's AAC, 32 to 96 kbit/s), without the frequencies at which
# sounds of 22.05 and 32 kHz end, and synthetic voices.
_CODEC_CUTOFFS_HZ = ((4900, 5900), (7000, 8900), (12400, 15200))
_MAX_TONAL_DB = 25.0  # tones with nothing between them may end anywhere

_VOICE_BANDS, _SIBILANT_BANDS, _NOISE_BANDS = slice(5, 25), slice(48, 60), slice(90, 110)  # bands of 100 Hz
_MUFFLED_DB = 35.0  # from voice to sibilants, of a telephone
_BANDWIDTH_EDGE_DB = 30.0  # below the voice
_MAX_TELEPHONE_RATE = 11025  # Hz: a lower sample rate cannot hold sibilants


@dataclass(frozen=True, slots=True)
class Spectra:
    """Power spectra in dBFS.

    `low` has shape (n, frequencies) in steps of `bin_width` Hz, `bands` (n, bands) in bands of 100 Hz.
    """

    low: NDArray[np.float64]
    bands: NDArray[np.float64]
    bin_width: float
    sample_rate: int


class SpectrumAnalyser:
    """Spectrum analyser: spectra of a second each, of the louder channel."""

    def __init__(self, sample_rate: int, seconds: float) -> None:
        self._rate = sample_rate
        self._size = sample_rate // 10 * 10
        self._interval = max(1, int(seconds) // _MAX_SPECTRA)
        self._number = 0
        self._low: list[NDArray[np.float32]] = []
        self._bands: list[NDArray[np.float32]] = []

    def add(self, block: NDArray[np.float32]) -> None:
        """Add the next second, shape (channels, n); shorter blocks are left out."""
        import numpy as np

        self._number += 1
        if self._number % self._interval or block.shape[1] != self._size:
            return
        channel = block[int(np.argmax(np.einsum("cn,cn->c", block, block)))]
        window = np.hanning(self._size).astype(np.float32)
        # So that the bins of a sine of amplitude a add up to its power, a²/2 (Parseval; Hann takes 3/8 of it).
        power = np.square(np.abs(np.fft.rfft(channel * window))) * (8 / 1.5 / self._size**2)
        self._low.append(power[: round(_MAX_LOW_HZ * self._size / self._rate)].astype(np.float32))
        width = round(_BAND_HZ * self._size / self._rate)
        used = power.size // width * width
        self._bands.append(power[:used].reshape(-1, width).sum(axis=1).astype(np.float32))

    def spectra(self) -> Spectra:
        """Return all spectra."""
        import numpy as np

        low, bands = (
            10 * np.log10(np.maximum(np.asarray(rows, np.float64), 1e-17)) for rows in (self._low, self._bands)
        )
        return Spectra(low, bands, self._rate / self._size, self._rate)


def spectrum_faults(spectra: Spectra) -> Iterator[RecordingFault]:
    """Yield the faults that the spectra show."""
    import numpy as np

    if len(spectra.low) < _MIN_SPECTRA:
        return
    levels = spectra.bands.max(axis=1)
    is_sound = levels > np.percentile(levels, 95) - _SOUND_BELOW_LOUD_DB
    yield from _hum(spectra)
    if int(is_sound.sum()) >= _MIN_SPECTRA:
        yield from _bandwidth_fault(np.percentile(spectra.bands[is_sound], 90, axis=0), spectra.sample_rate)


def _hum(spectra: Spectra) -> Iterator[RecordingFault]:
    """Yield the fault of a constant tone at the mains' frequency and at multiples of it."""
    import numpy as np

    audible = spectra.low[spectra.low.max(axis=1) > _MIN_AUDIBLE_DBFS - 20]
    if len(audible) < _MIN_SPECTRA:
        return
    minimum, median = (np.percentile(audible, percentile, axis=0) for percentile in (10, 50))
    for mains in _MAINS_HZ:
        prominences = [_tone_prominence(minimum, median, mains * number / spectra.bin_width) for number in range(1, 5)]
        is_tone = [height >= _MIN_HUM_DB for height in prominences]
        if (is_tone[0] and (prominences[0] >= _MIN_LONE_HUM_DB or any(is_tone[1:3]))) or (is_tone[1] and is_tone[2]):
            yield RecordingFault("hum", float(mains))


def _tone_prominence(minimum: NDArray[np.float64], median: NDArray[np.float64], position: float) -> float:
    """Return by how many dB a steady tone stands out at a position of the spectrum.

    0: there is no tone exactly there.
    """
    import numpy as np

    bin_number = round(position)
    before, level, after = minimum[bin_number - 1 : bin_number + 2]
    if level < max(before, after, _MIN_AUDIBLE_DBFS) or median[bin_number] - level > _MAX_HUM_VARIATION_DB:
        return 0.0
    curvature = before - 2 * level + after
    if abs(bin_number + (0.5 * (before - after) / curvature if curvature else 0.0) - position) > _MAINS_TOLERANCE_HZ:
        return 0.0
    neighbours = np.concatenate([minimum[bin_number - 10 : bin_number - 3], minimum[bin_number + 4 : bin_number + 11]])
    return float(level - np.median(neighbours))


def _bandwidth_fault(levels: NDArray[np.float64], sample_rate: int) -> Iterator[RecordingFault]:
    """Yield where the sound ends, if it ends abruptly.

    Args:
        levels: the level of each band of 100 Hz, in dBFS, where it is strong.
        sample_rate: in Hz.
    """
    import numpy as np

    voice = float(np.median(levels[_VOICE_BANDS]))
    if float(levels[_VOICE_BANDS].max()) - voice > _MAX_TONAL_DB:
        return
    if sample_rate <= _MAX_TELEPHONE_RATE or _is_muffled(levels, voice):
        end = int(np.flatnonzero(levels[:48] >= voice - _BANDWIDTH_EDGE_DB)[-1]) + 1
        yield RecordingFault("telephone", float(end * _BAND_HZ))
    elif end := _codec_cutoff_band(levels):
        yield RecordingFault("lossy", float(end * _BAND_HZ))


def _is_muffled(levels: NDArray[np.float64], voice: float) -> bool:
    """Whether sibilants are missing, which every voice has, and above them the noise that every microphone has."""
    import numpy as np

    sibilants, noise = levels[_SIBILANT_BANDS], levels[_NOISE_BANDS]
    if not sibilants.size or float(np.median(sibilants)) > voice - _MUFFLED_DB:
        return False
    return not noise.size or float(np.median(noise)) < _EMPTY_BAND_DBFS + 8


def _codec_cutoff_band(levels: NDArray[np.float64]) -> int:
    """Return the band at which the sound ends abruptly, where an encoder ends it; 0: none.

    The band is below the highest frequency that the sample rate can hold.
    """
    import numpy as np

    highest_above = np.maximum.accumulate(levels[::-1])[::-1]
    drops = []
    for end in range(_VOICE_BANDS.stop, levels.size - 5):
        before, after = float(np.median(levels[end - 6 : end - 1])), float(highest_above[end + 3])
        if any(before - after >= min_drop and after <= max_left for min_drop, max_left in _CUTOFFS):
            drops.append((before - after, end))
    _fall, steepest = max(drops, default=(0.0, 0))
    return steepest if any(low < steepest * _BAND_HZ <= high for low, high in _CODEC_CUTOFFS_HZ) else 0
