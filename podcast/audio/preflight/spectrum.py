"""What the spectrum of a recording tells: a hum from the mains, and how far up it reaches.

A telephone, and an encoder at a low bit rate, leave nothing above some frequency: not even the noise that every room
and every microphone has. So a dull voice before a real microphone is not taken for a telephone. Encoders at 56 and 64
kbit/s end where a recording ends that was sampled at 22.05 kHz: of those nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.preflight.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

_MOST = 1200  # spectra of a recording: they are taken from seconds equally far apart
_LOW = 420  # Hz, the end of what is kept in steps of about one
_BAND = 100  # Hz
_FEWEST = 8  # spectra: with fewer there is no verdict
_HEARD = 20.0  # dB

_MAINS = (50, 60)  # Hz
_OVER = 10.0  # dB over the frequencies beside it
_ALONE = 20.0  # dB, where only the mains' own frequency stands out
_EXACT = 0.3  # Hz: a bass plays other notes
_SAME = 5.0  # dB that a hum may rise and fall
_AUDIBLE = -80.0  # dBFS

_NOTHING = -113.0  # dBFS in a band: any microphone has more noise, sixteen bits have less
_CLIFFS = ((16.0, _NOTHING), (35.0, -100.0))  # dB by which it ends within 400 Hz, and dBFS that are left at most
# Hz: where encoders of low bit rates end (LAME and FFmpeg's AAC, 32 to 96 kbit/s), without the places where sounds of
# 22.05 and 32 kHz end, and synthetic voices.
_CODECS = ((4900, 5900), (7000, 8900), (12400, 15200))
_LINES = 25.0  # dB: tones without anything between them end anywhere

_VOICE, _SIBILANTS, _AIR = slice(5, 25), slice(48, 60), slice(90, 110)  # bands of 100 Hz
_MUFFLED = 35.0  # dB from voice to sibilants, of a telephone
_PART_OF_IT = 30.0  # dB below the voice
_SMALLEST_RATE = 11025  # Hz: nothing sampled so slowly has sibilants


@dataclass(frozen=True, slots=True)
class Spectra:
    """Power spectra in dBFS: `low` (n, frequencies) in steps of `step` Hz, `bands` (n, bands) of 100 Hz."""

    low: NDArray[np.float64]
    bands: NDArray[np.float64]
    step: float
    sample_rate: int


class Spectrum:
    """Gathers spectra of a second each, of the louder channel."""

    def __init__(self, sample_rate: int, seconds: float) -> None:
        self._rate = sample_rate
        self._size = sample_rate // 10 * 10
        self._every = max(1, int(seconds) // _MOST)
        self._number = 0
        self._low: list[NDArray[np.float32]] = []
        self._bands: list[NDArray[np.float32]] = []

    def add(self, block: NDArray[np.float32]) -> None:
        """The next second, shape (channels, n); shorter ones are left out."""
        import numpy as np

        self._number += 1
        if self._number % self._every or block.shape[1] != self._size:
            return
        side = block[int(np.argmax(np.einsum("cn,cn->c", block, block)))]
        window = np.hanning(self._size).astype(np.float32)
        # So that the bins of a sine of amplitude a add up to its power, a²/2 (Parseval; Hann takes 3/8 of it).
        power = np.square(np.abs(np.fft.rfft(side * window))) * (8 / 1.5 / self._size**2)
        self._low.append(power[: round(_LOW * self._size / self._rate)].astype(np.float32))
        width = round(_BAND * self._size / self._rate)
        whole = power.size // width * width
        self._bands.append(power[:whole].reshape(-1, width).sum(axis=1).astype(np.float32))

    def seen(self) -> Spectra:
        """All of them."""
        import numpy as np

        low, bands = (
            10 * np.log10(np.maximum(np.asarray(rows, np.float64), 1e-17)) for rows in (self._low, self._bands)
        )
        return Spectra(low, bands, self._rate / self._size, self._rate)


def spectrum_judged(spectra: Spectra) -> Iterator[Fault]:
    """What the spectra tell."""
    import numpy as np

    if len(spectra.low) < _FEWEST:
        return
    level = spectra.bands.max(axis=1)
    sound = level > np.percentile(level, 95) - _HEARD
    yield from _hum(spectra)
    if int(sound.sum()) >= _FEWEST:
        yield from _band(np.percentile(spectra.bands[sound], 90, axis=0), spectra.sample_rate)


def _hum(spectra: Spectra) -> Iterator[Fault]:
    """A tone at the mains' frequency and at multiples of it that never stops, whatever is said."""
    import numpy as np

    there = spectra.low[spectra.low.max(axis=1) > _AUDIBLE - 20]
    if len(there) < _FEWEST:
        return
    always, mostly = (np.percentile(there, part, axis=0) for part in (10, 50))
    for mains in _MAINS:
        over = [_over(always, mostly, mains * number / spectra.step) for number in range(1, 5)]
        clear = [height >= _OVER for height in over]
        if (clear[0] and (over[0] >= _ALONE or any(clear[1:3]))) or (clear[1] and clear[2]):
            yield Fault("hum", float(mains))


def _over(always: NDArray[np.float64], mostly: NDArray[np.float64], place: float) -> float:
    """By how many dB a steady tone stands out at a place of the spectrum; 0 where none is exactly there."""
    import numpy as np

    at = round(place)
    before, here, after = always[at - 1 : at + 2]
    if here < max(before, after, _AUDIBLE) or mostly[at] - here > _SAME:
        return 0.0
    bend = before - 2 * here + after
    if abs(at + (0.5 * (before - after) / bend if bend else 0.0) - place) > _EXACT:
        return 0.0
    beside = np.concatenate([always[at - 10 : at - 3], always[at + 4 : at + 11]])
    return float(here - np.median(beside))


def _band(highest: NDArray[np.float64], sample_rate: int) -> Iterator[Fault]:
    """Where the sound ends, if it ends as if it were cut off.

    Args:
        highest: the level of each band of 100 Hz, in dBFS, where it is strong.
        sample_rate: in Hz.
    """
    import numpy as np

    voice = float(np.median(highest[_VOICE]))
    if float(highest[_VOICE].max()) - voice > _LINES:
        return
    if sample_rate <= _SMALLEST_RATE or _muffled(highest, voice):
        end = int(np.flatnonzero(highest[:48] >= voice - _PART_OF_IT)[-1]) + 1
        yield Fault("telephone", float(end * _BAND))
    elif end := _cut_off(highest):
        yield Fault("lossy", float(end * _BAND))


def _muffled(highest: NDArray[np.float64], voice: float) -> bool:
    """Whether sibilants are missing that every voice has, and above them the noise that every microphone has."""
    import numpy as np

    sibilants, air = highest[_SIBILANTS], highest[_AIR]
    if not sibilants.size or float(np.median(sibilants)) > voice - _MUFFLED:
        return False
    return not air.size or float(np.median(air)) < _NOTHING + 8


def _cut_off(highest: NDArray[np.float64]) -> int:
    """The band with which all ends at once, where an encoder ends it, below what the sample rate can hold; 0: none."""
    import numpy as np

    left = np.maximum.accumulate(highest[::-1])[::-1]
    falls = []
    for end in range(_VOICE.stop, highest.size - 5):
        before, after = float(np.median(highest[end - 6 : end - 1])), float(left[end + 3])
        if any(before - after >= cliff and after <= most for cliff, most in _CLIFFS):
            falls.append((before - after, end))
    _fall, steepest = max(falls, default=(0.0, 0))
    return steepest if any(low < steepest * _BAND <= high for low, high in _CODECS) else 0
