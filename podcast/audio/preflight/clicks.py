"""Single wrong samples, and dropouts of some milliseconds, by the second difference of the samples.

A click is one sample, or three, far off its neighbours, with quiet around it: everything that sounds in a room rings
for longer. A dropout is a run of equal samples that begins or ends with a step in the middle of sound: a noise gate
and the pauses of a speech synthesiser fade.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.preflight.fault import RecordingFault
from podcast.audio.preflight.thresholds import CLICKS, DROPOUTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.preflight.fault import FaultKind

_PART_SECONDS = 96 / 44100  # of which the highest second difference is looked at
_MARGIN = 6  # parts: what ends nearer to a block's end is looked at with the next block


class ClickDetector:
    """Search for clicks and dropouts, block by block."""

    def __init__(self, sample_rate: int) -> None:
        import numpy as np

        self._rate = sample_rate
        self._passed = 0
        self._absolute: NDArray[np.float32] = np.zeros(0, np.float32)
        self._part = max(16, round(sample_rate * _PART_SECONDS))  # samples
        self._tail_size = int(sample_rate * DROPOUTS.max_seconds * 1.5) // self._part * self._part
        self._tails: list[NDArray[np.float32]] = []
        self._steepest: list[NDArray[np.float32]] = []
        self._clicks: list[tuple[float, float]] = []
        self._dropouts: list[tuple[float, float]] = []

    def add(self, block: NDArray[np.float32], curvature: NDArray[np.float32]) -> None:
        """Add the next samples, shape (channels, n), and their second difference."""
        import numpy as np

        size = block.shape[1] // self._part * self._part
        if len(self._tails) != block.shape[0] or any(tail.size < self._tail_size for tail in self._tails):
            self._tails = [np.full(self._tail_size, np.nan, np.float32) for _ in block]
            self._steepest = [np.ones(self._tail_size // self._part, np.float32) for _ in block]
        if not size:
            return
        if self._absolute.size < size:
            self._absolute = np.zeros(size, np.float32)
        tails, steepest = [], []
        for number, (samples, curve) in enumerate(zip(block, curvature, strict=True)):
            highest = np.abs(curve[:size], out=self._absolute[:size]).reshape(-1, self._part).max(axis=1)
            self._find_clicks(samples, curve, highest)
            both = np.concatenate([self._steepest[number], highest])
            self._find_dropouts(samples, self._tails[number], both)
            tails.append(samples[max(0, size - self._tail_size) : size].copy())
            steepest.append(both[-(self._tail_size // self._part) :])
        self._tails, self._steepest = tails, steepest
        self._passed += block.shape[1]

    def faults(self) -> Iterator[RecordingFault]:
        """Yield the faults "clicks" and "dropouts" with their places."""
        near = [(start - CLICKS.merge_seconds, end + CLICKS.merge_seconds) for start, end in self._dropouts]
        clicks = [click for click in self._clicks if not any(start <= click[0] <= end for start, end in near)]
        yield from self._faults_of("clicks", clicks)
        yield from self._faults_of("dropouts", self._dropouts)

    def _faults_of(self, kind: FaultKind, places: list[tuple[float, float]]) -> Iterator[RecordingFault]:
        spans: list[tuple[float, float]] = []
        for start, end in sorted(places):
            if not spans or start > spans[-1][1] + CLICKS.merge_seconds:
                spans.append((round(start, 3), round(end, 3)))
        if 0 < len(spans) <= CLICKS.max_per_second * self._passed / self._rate:
            yield RecordingFault(kind, float(len(spans)), tuple(spans[: CLICKS.max_places]))

    def _find_clicks(
        self, samples: NDArray[np.float32], curve: NDArray[np.float32], highest: NDArray[np.float32]
    ) -> None:
        """Look for clicks where the second difference is far above that of its surroundings."""
        import numpy as np

        if highest.size < 16:
            return
        candidates = 4 + np.flatnonzero(
            (highest[4:-4] > 2 * CLICKS.min_amplitude)
            & (highest[4:-4] > CLICKS.min_ratio * np.maximum(highest[1:-7], highest[7:-1]))
            & (highest[4:-4] > CLICKS.min_ratio * np.maximum(highest[2:-6], highest[6:-2]))
        )
        if candidates.size > CLICKS.max_per_block:
            return
        for part in candidates:
            place = int(part) * self._part + int(np.argmax(np.abs(curve[part * self._part : (part + 1) * self._part])))
            if _is_click(samples, curve, place):
                second = (self._passed + place) / self._rate
                self._clicks.append((second, second))

    def _find_dropouts(
        self, samples: NDArray[np.float32], tail: NDArray[np.float32], steepest: NDArray[np.float32]
    ) -> None:
        """Look for dropouts that end in this block, also such as begin in the one before."""
        import numpy as np

        is_flat = steepest <= DROPOUTS.max_step
        if not is_flat.any():
            return
        edges = np.flatnonzero(np.diff(np.concatenate([[False], is_flat, [False]]).astype(np.int8))).reshape(-1, 2)
        shortest, longest = (
            DROPOUTS.min_seconds * self._rate / self._part - 2,
            DROPOUTS.max_seconds * self._rate / self._part,
        )
        both: NDArray[np.float32] | None = None
        for first, end in edges:
            is_new = tail.size // self._part - _MARGIN <= end < steepest.size - _MARGIN
            if not max(1, shortest) <= end - first <= longest or not is_new:
                continue
            both = np.concatenate([tail, samples]) if both is None else both
            span = _dropout(both, int(first) * self._part, int(end) * self._part)
            if span and span[1] - span[0] >= DROPOUTS.min_seconds * self._rate:
                start = self._passed - tail.size
                self._dropouts.append(((start + span[0]) / self._rate, (start + span[1]) / self._rate))


def _is_click(samples: NDArray[np.float32], curve: NDArray[np.float32], place: int) -> bool:
    """Whether a sample stands alone: its neighbours agree with each other, and nothing rings after it."""
    import numpy as np

    reach = CLICKS.reach_samples
    if not reach <= place < samples.size - reach:
        return False
    before, after = float(samples[place - 2]), float(samples[place + 2])
    height = float(samples[place]) - (before + after) / 2
    if abs(height) < CLICKS.min_amplitude or abs(before - after) > abs(height) / 3:
        return False
    around = np.abs(curve[place - reach : place + reach + 1])
    around[reach - 3 : reach + 4] = 0
    return bool(around.max() * CLICKS.min_ratio <= abs(float(curve[place])))


def _dropout(samples: NDArray[np.float32], first: int, end: int) -> tuple[int, int] | None:
    """Return the exact dropout around flat samples; None: it fades, or there is no sound around."""
    import numpy as np

    value = float(samples[first])
    if float(np.abs(samples[first:end] - value).max()) > DROPOUTS.max_step:
        return None  # a slow wave
    while first > 0 and abs(float(samples[first - 1]) - value) <= DROPOUTS.max_step:
        first -= 1
    while end < samples.size and abs(float(samples[end]) - value) <= DROPOUTS.max_step:
        end += 1
    reach = DROPOUTS.reach_samples
    if first < reach or end + reach > samples.size:
        return None
    around = np.concatenate([samples[first - reach : first], samples[end : end + reach]])
    around_steps = np.abs(np.diff(around))
    if float(around_steps[around_steps > 0].min(initial=1.0)) > DROPOUTS.max_quantisation_step:
        return None  # samples of eight bits, or square waves, are flat by nature
    peaks = [float(np.abs(part - value).max()) for part in (samples[first - reach : first], samples[end : end + reach])]
    steps = [abs(float(samples[first - 1]) - value), abs(float(samples[end]) - value)]
    if min(peaks) < DROPOUTS.min_peak or min(peaks) * 10 < max(peaks):
        return None
    near = DROPOUTS.near_samples
    sides = zip((samples[first - near : first], samples[end : end + near]), peaks, strict=True)
    is_loud = all(float(np.abs(side - value).max()) >= DROPOUTS.min_near_peak * peak for side, peak in sides)
    is_step = is_loud and any(step >= DROPOUTS.min_step * peak for step, peak in zip(steps, peaks, strict=True))
    return (first, end) if is_step else None
