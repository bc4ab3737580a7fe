"""Survey of a recording: its noise, channel by channel, and its hum, for the settings of the filters.

The noise is measured where the recording is quietest: in the pauses. Everything follows from the recording alone, and
is rounded before it is used, so that it is the same on every CPU.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.preflight.hum import hum_faults
from podcast.audio.preflight.spectrum import SpectrumAnalyser

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Centres in Hz of the 15 bands that FFmpeg's `afftdn` takes a noise profile for (its own constants).
BAND_CENTRES = (80, 120, 180, 270, 410, 620, 930, 1400, 2100, 3150, 4750, 7150, 10700, 16000, 24000)
_HALF_BAND = 1.5**0.5  # a band reaches from its centre divided by this to its centre times this
_FRAMES_PER_SECOND = 10
_FRAMES_FIT = 2  # a frame is as long as the space between two
_NOISE_SHARE = 10  # percent of the frames: the quietest ones hold nothing but noise
_FRAMES_AROUND = 3
_SILENT_POWER = 1e-10  # full scale 1.0: -100 dBFS. Quieter frames are silence that an editor or a gate made
# Where pauses are silence (a gate, an editor, a synthetic voice), the quietest frames are speech: its bands differ from
# frame to frame by 3.4 to 18 dB, those of noise by 0.5 to 1.6 dB.
_MAX_NOISE_SPREAD_DB = 2.5
_STEADY_BANDS = slice(6, None)  # from 760 Hz on: with fewer frequencies in a band, noise itself differs
_MIN_FRAMES = 5  # of noise: with fewer there is no profile
_MAX_MULTIPLE = 6  # of the mains' frequency that is filtered
_BURST_MULTIPLES = 3
_TONE_WIDTH_HZ = 60  # a tone reaches so far in the spectra that bands are made from
_MAX_SLOPE_DB = 1.5  # from a band to the one below it
_MIN_TONE_DB = 8.0  # over the frequencies beside it: a multiple of the hum that is filtered


@dataclass(frozen=True, slots=True)
class NoiseSurvey:
    """What the filters of a recording are set by.

    `profiles` has the noise of each channel: its power in dBFS in each band of `BAND_CENTRES`, as that of white noise
    as strong as this; empty if the channel has none to be measured. `hum` are the frequencies of tones from the mains
    in Hz.
    """

    profiles: tuple[tuple[float, ...], ...]
    hum: tuple[float, ...] = ()


class RecordingSurvey:
    """Collects what a survey needs, block by block: some hundred bytes of each second are kept."""

    def __init__(self, sample_rate: int, seconds: float) -> None:
        """`sample_rate` is in Hz; `seconds` is the expected length: of a long recording, not every second is kept."""
        self._rate = sample_rate
        self._spectrum = SpectrumAnalyser(sample_rate, seconds)
        self._bands: list[NDArray[np.float32]] = []

    def add(self, block: NDArray[np.float32]) -> None:
        """Add the next second, shape (channels, n); a shorter block at the end is left out."""
        if block.shape[1] == self._rate:
            self._spectrum.add(block)
            self._bands.append(_band_powers(block, self._rate))

    def result(self) -> NoiseSurvey:
        """Return the survey of all seconds."""
        import numpy as np

        if not self._bands:
            return NoiseSurvey(())
        bands = np.concatenate(self._bands, axis=1)
        hum = _hum_frequencies(self._spectrum)
        return NoiseSurvey(tuple(_without_hum(_noise_profile(channel), hum) for channel in bands), hum)


def _band_powers(block: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Return the power of each band in each frame of a second, shape (channels, frames, bands).

    A band of white noise of power 1 has the power 1.
    """
    import numpy as np

    size = sample_rate // _FRAMES_PER_SECOND // _FRAMES_FIT
    frames = block[:, : size * _FRAMES_FIT * _FRAMES_PER_SECOND].reshape(block.shape[0], _FRAMES_PER_SECOND, -1)
    window = np.blackman(size)  # of a hum, it lets little into other bands
    powers = np.square(np.abs(np.fft.rfft(frames[:, :, :size] * window))) / np.square(window).sum()
    limits = [round(centre / _HALF_BAND * size / sample_rate) for centre in BAND_CENTRES]
    starts = np.minimum(np.maximum(limits, np.arange(1, len(limits) + 1)), powers.shape[2] - 1)
    sums = np.add.reduceat(powers, starts, axis=2)
    widths = np.maximum(np.diff([*starts, powers.shape[2]]), 1)
    return (sums / widths).astype(np.float32)


def _noise_profile(bands: NDArray[np.float32]) -> tuple[float, ...]:
    """Return the profile of a channel's noise in dBFS from the powers of its frames, shape (frames, bands)."""
    import numpy as np

    audible = bands[bands.mean(axis=1) > _SILENT_POWER]
    if len(audible) < _MIN_FRAMES * 100 // _NOISE_SHARE:
        return ()
    # A single frame of noise may be quiet by chance: its neighbours are looked at, too.
    around = np.convolve(audible.mean(axis=1, dtype=np.float64), np.ones(_FRAMES_AROUND), "same")
    around[[0, -1]] = around[[1, -2]]
    quietest = np.maximum(audible[around <= np.percentile(around, _NOISE_SHARE)].astype(np.float64), _SILENT_POWER)
    spread = (10 * np.log10(quietest[:, _STEADY_BANDS])).std(axis=0)
    if float(np.median(spread)) > _MAX_NOISE_SPREAD_DB:
        return ()
    noise = quietest.mean(axis=0)
    return tuple(round(float(level), 1) for level in 10 * np.log10(np.maximum(noise, _SILENT_POWER)))


def _hum_frequencies(spectrum: SpectrumAnalyser) -> tuple[float, ...]:
    """Return the frequencies of the hum that the pre-flight finds.

    Of one that never stops, they are the multiples of the mains' frequency that stand out; of one that comes and goes,
    the first ones.
    """
    import numpy as np

    spectra = spectrum.spectra()
    tones: set[float] = set()
    for hum in hum_faults(spectra):
        levels = np.percentile(spectra.low, 10, axis=0)
        multiples = [hum.value * number for number in range(1, _MAX_MULTIPLE + 1)]
        steady = {tone for tone in multiples if _stands_out(levels, round(tone / spectra.bin_width))}
        tones |= set(multiples[:_BURST_MULTIPLES]) if hum.spans else steady
    return tuple(sorted(tones))


def _stands_out(levels: NDArray[np.float64], position: int) -> bool:
    """Whether a tone stands out at a position of a spectrum in dB."""
    import numpy as np

    beside = np.concatenate([levels[position - 10 : position - 3], levels[position + 4 : position + 11]])
    return bool(beside.size) and float(levels[position - 1 : position + 2].max() - np.median(beside)) >= _MIN_TONE_DB


def _without_hum(profile: tuple[float, ...], hum: tuple[float, ...]) -> tuple[float, ...]:
    """Return a profile without the hum, which has filters of its own: it would take speech off around it.

    A band with a tone is taken to be hardly stronger than the band above it.
    """
    levels = list(profile)
    for number in reversed(range(len(levels) - 1)):
        centre = BAND_CENTRES[number]
        if any(centre / _HALF_BAND - _TONE_WIDTH_HZ < tone < centre * _HALF_BAND + _TONE_WIDTH_HZ for tone in hum):
            levels[number] = round(min(levels[number], levels[number + 1] + _MAX_SLOPE_DB), 1)
    return tuple(levels)
