"""Mix samples to mono or stereo, and check and correct them: offsets, inverted channels, samples that are no numbers.

A signal that both channels of a stereo recording share is as loud in mono as in stereo, so a recording that changes
from one to the other half-way stays as loud: mono is the mean of both channels, stereo from mono is two copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.errors import AudioError
from podcast.i18n import _, format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_CANCELLATION_RATIO = 10**-1.5  # -15 dB: power of the mono mix against both channels, when one inverts the other
_MIN_OFFSET = 0.005  # full scale 1.0: a smaller constant offset (-46 dB) costs no headroom worth removing
_OFFSET_STEPS = 1 << 20  # offsets are rounded to 1 / this: sums differ in their last bit between CPUs
_POWER_SUBSAMPLING = 17  # one sample in so many is enough to estimate a programme's power


def mix_to(channels: int, array: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mix samples of shape (n, samples) to (`channels`, samples), `channels` being 1 or 2."""
    import numpy as np

    if array.shape[0] == channels:
        return array
    mono = array.mean(axis=0, dtype=np.float32, keepdims=True)
    return np.repeat(mono, channels, axis=0)


def require_finite(
    path: Path, arrays: Iterable[NDArray[np.float32]], sample_rate: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the same arrays, and check that every sample is a finite number.

    Raises:
        AudioError: a sample is NaN or infinite (a faulty plug-in writes such into float WAVs); the message has its
            time.
    """
    import numpy as np

    start = 0
    for array in arrays:
        if not np.isfinite(array).all():
            seconds = (start + int(np.argmin(np.isfinite(array).all(axis=0)))) / sample_rate
            raise AudioError(
                path,
                _("contains samples that are not numbers (NaN), first at {at} s").format(at=format_number(seconds, 3)),
                _("export it again without them"),
            )
        start += array.shape[1]
        yield array


def remove_offset(
    arrays: Iterable[NDArray[np.float32]], on_offset: Callable[[], None] = lambda: None
) -> Iterator[NDArray[np.float32]]:
    """Yield the same arrays without the constant (DC) offset that a faulty sound card adds.

    The offset is inaudible, but takes the headroom that loudness needs, and hides silence. It is estimated as the mean
    of all samples so far, and moves to a new value along one array. Arrays without an offset are passed through
    unchanged.

    Args:
        arrays: float32, shape (channels, n).
        on_offset: called for each array from which an offset is removed.
    """
    import numpy as np

    total, count, previous = np.zeros(0), 0, np.zeros(0)
    for array in arrays:
        is_new = total.size != array.shape[0]
        total, count = (np.zeros(array.shape[0]), 0) if is_new else (total, count)
        total, count = total + array.sum(axis=1, dtype=np.float64), count + array.shape[1]
        offset = np.round(total / count * _OFFSET_STEPS) / _OFFSET_STEPS
        offset[np.abs(offset) < _MIN_OFFSET] = 0
        previous = offset if is_new else previous
        if offset.any() or previous.any():
            on_offset()
            ramp = np.arange(1, array.shape[1] + 1) / array.shape[1]
            yield (array - (previous[:, None] + (offset - previous)[:, None] * ramp)).astype(np.float32)
        else:
            yield array
        previous = offset


def require_in_phase(path: Path, arrays: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """Yield the same arrays; when they end, check the power of both channels mixed together.

    Raises:
        AudioError: the channels cancel each other out: on one loudspeaker, as in a telephone, nothing would be audible.
    """
    import numpy as np

    channel_power = mono_power = 0.0
    for array in arrays:
        sampled = array[:, ::_POWER_SUBSAMPLING].astype(np.float64)
        power = float(np.square(sampled.mean(axis=0)).sum())
        mono_power += power
        channel_power += float(np.square(sampled).mean(axis=0).sum()) if array.shape[0] == 2 else power
        yield array
    if mono_power < channel_power * _CANCELLATION_RATIO:
        raise AudioError(
            path,
            _("its channels cancel each other out because one is inverted: on a single loudspeaker it would be silent"),
            _("invert one of the two in your editor, or export only one of them"),
        )
