"""Spectra of a recording, and the fault of a cut-off bandwidth.

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

    `low` has shape (n, frequencies) in steps of `bin_width` Hz, `bands` (n, bands) in bands of 100 Hz. `hop` are the
    seconds from one spectrum to the next.
    """

    low: NDArray[np.float64]
    bands: NDArray[np.float64]
    bin_width: float
    sample_rate: int
    hop: float


class SpectrumAnalyser:
    """Spectrum analyser: spectra of a second each, of the louder channel."""

    def __init__(self, sample_rate: int, seconds: float) -> None:
        import numpy as np

        self._rate = sample_rate
        self._size = sample_rate // 10 * 10
        self._interval = max(1, int(seconds) // _MAX_SPECTRA)
        self._window = np.hanning(self._size).astype(np.float32)
        self.bin_width = sample_rate / self._size  # Hz
        self._number = 0
        self._low: list[NDArray[np.float32]] = []
        self._bands: list[NDArray[np.float32]] = []

    def add(self, block: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """Add the next second, shape (channels, n), and return its power spectrum.

        None: the block is shorter, or is not one of the seconds that are looked at.
        """
        import numpy as np

        self._number += 1
        if self._number % self._interval or block.shape[1] != self._size:
            return None
        channel = block[int(np.argmax(np.einsum("cn,cn->c", block, block)))]
        # So that the bins of a sine of amplitude a add up to its power, a²/2 (Parseval; Hann takes 3/8 of it).
        power = (np.abs(np.fft.rfft(channel * self._window)) ** 2 * (8 / 1.5 / self._size**2)).astype(np.float32)
        self._low.append(power[: round(_MAX_LOW_HZ * self._size / self._rate)].astype(np.float32))
        width = round(_BAND_HZ * self._size / self._rate)
        used = power.size // width * width
        self._bands.append(power[:used].reshape(-1, width).sum(axis=1).astype(np.float32))
        return power

    def spectra(self) -> Spectra:
        """Return all spectra."""
        import numpy as np

        low, bands = (
            10 * np.log10(np.maximum(np.asarray(rows, np.float64), 1e-17)) for rows in (self._low, self._bands)
        )
        return Spectra(low, bands, self.bin_width, self._rate, self._interval * self._size / self._rate)


def spectrum_faults(spectra: Spectra) -> Iterator[RecordingFault]:
    """Yield the fault of a bandwidth that is cut off: "telephone" or "lossy"."""
    import numpy as np

    if len(spectra.low) < _MIN_SPECTRA:
        return
    levels = spectra.bands.max(axis=1)
    is_sound = levels > np.percentile(levels, 95) - _SOUND_BELOW_LOUD_DB
    if int(is_sound.sum()) >= _MIN_SPECTRA:
        yield from _bandwidth_fault(np.percentile(spectra.bands[is_sound], 90, axis=0), spectra.sample_rate)


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
