"""Loudness and true peak of an MP3, by other people's code: miniaudio decodes, pyloudnorm weighs, scipy oversamples.

    python bench/meter.py FILE.mp3 …

Nothing of it is shared with the program. pyloudnorm holds a whole programme in memory several times over; here it is
read in parts, with pyloudnorm's own filters, and gated as ITU-R BS.1770-4 says.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

OVERSAMPLED = 16
MARGIN = 64  # samples on either side of a part that are only neighbours
STEP = 1024  # samples that are oversampled at once, or not at all
HOPS = 100  # steps of 0.1 s in a part
WEIGHTS = (1.0, 1.0)  # of left and right, BS.1770-4, table 3


@dataclass(frozen=True, slots=True)
class Heard:
    """What the meter reads."""

    seconds: float
    loudness: float  # LUFS, integrated
    true_peak: float  # dBTP


def heard(path: Path) -> Heard:
    """The readings of an MP3."""
    import miniaudio

    info = miniaudio.get_file_info(str(path))
    return read(_parts(path, info.nchannels, info.sample_rate), info.sample_rate)


def read(parts: Iterable[NDArray[np.float64]], rate: int) -> Heard:
    """The readings of a programme.

    Args:
        parts: shape (n, channels), full scale 1.0; n a multiple of a tenth of a second, but for the last part.
        rate: in Hz, a multiple of 10.
    """
    import numpy as np

    weigh = _weighing(rate)
    powers, peak, samples, before = [], 0.0, 0, None
    for part in parts:
        before = np.zeros((2 * MARGIN, part.shape[1])) if before is None else before
        window = np.concatenate([before, part])
        peak, before = _peak(window, peak), window[-2 * MARGIN :]
        powers.append(weigh(part))
        samples += len(part)
    if before is not None:
        peak = _peak(np.concatenate([before, np.zeros((2 * MARGIN, before.shape[1]))]), peak)
    return Heard(samples / rate, gated(np.concatenate(powers)), float(20 * np.log10(max(peak, 1e-7))))


def gated(steps: NDArray[np.float64]) -> float:
    """Integrated loudness in LUFS from the mean power of each tenth of a second (BS.1770-4, equations 3 to 7)."""
    import numpy as np

    if len(steps) < 4:
        return float("-inf")
    blocks = np.lib.stride_tricks.sliding_window_view(steps, 4).mean(axis=1)
    levels = -0.691 + 10 * np.log10(np.maximum(blocks, 1e-20))
    loud = blocks[levels > -70]
    if not loud.size:
        return float("-inf")
    threshold = -0.691 + 10 * np.log10(loud.mean()) - 10
    return float(-0.691 + 10 * np.log10(blocks[(levels > -70) & (levels > threshold)].mean()))


def _parts(path: Path, channels: int, rate: int) -> Iterator[NDArray[np.float64]]:
    """The decoded file in parts of ten seconds."""
    import miniaudio
    import numpy as np

    wanted, kept = HOPS * rate // 10, np.empty((0, channels))
    form = miniaudio.SampleFormat.FLOAT32
    stream = miniaudio.stream_file(str(path), form, channels, rate, frames_to_read=wanted)
    for some in stream:
        kept = np.concatenate([kept, np.asarray(some, np.float64).reshape(-1, channels)])
        if len(kept) >= wanted:
            yield kept[:wanted]
            kept = kept[wanted:]
    if len(kept):
        yield kept


def _weighing(rate: int):
    """A function that gives a part's mean K-weighted power for each whole tenth of a second, the filters going on."""
    import numpy as np
    import pyloudnorm
    from scipy.signal import lfilter

    filters = pyloudnorm.Meter(rate)._filters.values()  # noqa: SLF001 it names them nowhere else
    states: list[NDArray[np.float64] | None] = [None] * len(filters)

    def weigh(part: NDArray[np.float64]) -> NDArray[np.float64]:
        for number, one in enumerate(filters):
            state = states[number]
            state = np.zeros((2, part.shape[1])) if state is None else state
            part, states[number] = lfilter(one.b, one.a, part, axis=0, zi=state)
            part = part * one.passband_gain
        steps = len(part) * 10 // rate
        squares = part[: steps * (rate // 10)].reshape(steps, rate // 10, -1) ** 2
        return squares.mean(axis=1) @ np.array(WEIGHTS[: part.shape[1]])

    return weigh


@cache
def _taps() -> tuple[NDArray[np.float64], float]:
    """The low-pass of the oversampling, ten samples to either side; the most by which it can exceed the samples."""
    import numpy as np
    from scipy.signal import firwin

    taps = firwin(20 * OVERSAMPLED + 1, 1 / OVERSAMPLED, window=("kaiser", 5.0))
    return taps, max(float(np.abs(taps[phase::OVERSAMPLED]).sum()) * OVERSAMPLED for phase in range(OVERSAMPLED))


def _peak(window: NDArray[np.float64], so_far: float) -> float:
    """The highest oversampled value of a window, or `so_far` if that is higher.

    `MARGIN` samples at either end are left to the neighbours. What is too quiet to exceed the peak so far is not
    oversampled: the loudest steps come first.
    """
    import numpy as np
    from scipy.signal import resample_poly

    taps, overshoot = _taps()
    steps = [window[at : at + STEP + 2 * MARGIN] for at in range(0, len(window) - 2 * MARGIN, STEP)]
    inner = slice(MARGIN * OVERSAMPLED, -MARGIN * OVERSAMPLED)
    for loudest, step in sorted(((float(np.abs(step).max()), step) for step in steps), key=itemgetter(0), reverse=True):
        if loudest * overshoot <= so_far:
            break
        finer = resample_poly(step, OVERSAMPLED, 1, axis=0, window=taps)[inner]
        so_far = max(so_far, float(np.abs(finer).max(initial=0)))
    return so_far


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, heard(name))
