"""An edited recording behind gain and limiter: the samples that are encoded."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from podcast.audio import limiter, true_peak
from podcast.audio.blocks import equal_blocks, skip_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.first_pass import EditedRecording
    from podcast.audio.limiter import GainPlan


def ignore_reduction(_ratio: float) -> None:
    """Do nothing with a reduction of the gain."""


@dataclass(frozen=True, slots=True)
class LimitedRecording:
    """A recording and its gain plan; can be read any number of times, with the same samples each time.

    `on_reduction` is called with the lowest gain of each place that the limiter turns down, as a ratio.
    """

    recording: EditedRecording
    plan: GainPlan
    on_reduction: Callable[[float], None] = ignore_reduction

    def blocks(self, start: int = 0) -> Iterator[NDArray[np.float32]]:
        """Return the limited samples from the sample `start` on, in blocks of shape (channels, n)."""
        rate = self.recording.sample_rate
        begin = max(0, start - limiter.lead_in_samples(rate))
        blocks = limiter.limit_blocks(self.recording.blocks(begin), rate, self.plan, begin, self.on_reduction)
        return skip_samples(start - begin, blocks)

    def seconds(self, numbers: Collection[int], lead_in: int) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yield some whole seconds of the limited samples by number, each behind `lead_in` samples before it.

        The limiter works on these only: elsewhere the recording is just read. Seconds are those of the measurement: of
        the recording, also where silence is trimmed from its beginning; of the programme where that is rearranged.
        """
        import numpy as np

        rate, around = self.recording.sample_rate, limiter.lead_in_samples(self.recording.sample_rate)
        trimmed = 0 if self.recording.is_rearranged else self.recording.trim.start
        before = np.zeros((self.recording.channels, trimmed % rate), np.float32)  # up to the beginning of a second
        blocks = equal_blocks(chain([before], self.recording.blocks()), rate)
        windows = true_peak.blocks_with_neighbours(blocks, around + lead_in)
        for number, (block, window) in enumerate(windows, trimmed // rate):
            if number in numbers and block.shape[1] == rate:
                start = number * rate - trimmed - around - lead_in
                limited = np.concatenate(list(limiter.limit_blocks([window], rate, self.plan, start)), axis=1)
                yield number, limited[:, around : limited.shape[1] - around - lead_in]
