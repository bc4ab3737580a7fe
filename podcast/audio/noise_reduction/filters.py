"""Filters of FFmpeg that take rumble, hum and noise out of a stream of samples, without moving or losing one.

Each channel has a graph of its own, because each has a noise of its own: two people are often recorded to the left
and the right.
"""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from podcast.audio.channels.resampling import pull_samples
from podcast.audio.cpu_flags import baseline_cpu

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

_NOISE_REDUCTION_DB = 20  # at most
_NOISE_MARGIN_DB = 3.0  # above the measured noise: with less, half of it stays; with more, speech loses
_MIN_NOISE_DB, _MAX_NOISE_DB = -80.0, -20.0  # of the filter; less is not audible
_PROFILE_RANGE_DB = 24.0  # from the loudest band down: the filter allows each band so much from the mean of all
_DELAY_PARTS_PER_SECOND = 80  # the filter takes this part of a second at a time, and is late by two
_LEAD_INS_PER_SECOND = 10  # before the first sample, the filters get so much of the sound backwards


def highpass(frequency: float) -> str:
    """Return the filter that takes off what is lower than a frequency in Hz: by 12 dB an octave (Butterworth)."""
    return f"highpass=f={frequency:g}:p=2:r=f64"


def hum_notches(frequencies: Iterable[float]) -> list[str]:
    """Return a filter for each frequency of a hum in Hz; its width leaves room for a mains that is not quite exact."""
    return [f"bandreject=f={frequency:g}:t=h:w={1 + frequency / 100:g}:r=f64" for frequency in frequencies]


def noise_filters(profile: Sequence[float]) -> list[str]:
    """Return the filter that lowers the noise of a profile; none if there is no noise, or none that is audible.

    The profile is that of `NoiseSurvey`, in dBFS of each band. It stays as it is: FFmpeg's own tracking of the noise
    (`tn`) was worse on every recording.
    """
    if not profile:
        return []
    levels = [max(level, max(profile) - _PROFILE_RANGE_DB) for level in profile]
    mean = sum(levels) / len(levels)
    floor, bands = mean + _NOISE_MARGIN_DB, "|".join(f"{level - mean:.1f}" for level in levels)
    if floor < _MIN_NOISE_DB:
        return []
    return [f"afftdn=nr={_NOISE_REDUCTION_DB}:nf={min(floor, _MAX_NOISE_DB):.1f}:nt=custom:bn={bands}"]


def noise_filter_delay(sample_rate: int) -> int:
    """Return by how many samples `noise_filters` is late: two of the three steps of its window."""
    return 2 * (sample_rate // _DELAY_PARTS_PER_SECOND)


def filtered_blocks(
    blocks: Iterable[NDArray[np.float32]], filters: Sequence[Sequence[str]], sample_rate: int
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Yield each block with its filtered samples, which have the same place and length, shape (channels, n).

    Args:
        blocks: the samples, shape (channels, n).
        filters: of each channel.
        sample_rate: in Hz.
    """
    import numpy as np

    channels = [_ChannelFilter(names, sample_rate) for names in filters]
    pending: deque[NDArray[np.float32]] = deque()
    for block in blocks:
        pending.append(block)
        for channel, samples in zip(channels, block, strict=True):
            channel.push(samples)
        while pending and min(channel.count for channel in channels) >= pending[0].shape[1]:
            before = pending.popleft()
            yield before, np.stack([channel.take(before.shape[1]) for channel in channels])
    for channel in channels:
        channel.finish()
    for before in pending:
        yield before, np.stack([channel.take(before.shape[1]) for channel in channels])


class _ChannelFilter:
    """The filters of one channel: samples go in and come out in any pieces, without the filters' delay."""

    def __init__(self, names: Sequence[str], sample_rate: int) -> None:
        self._graph = _filter_graph(names, sample_rate)
        self._rate = sample_rate
        self._delay = sum(noise_filter_delay(sample_rate) for name in names if name.startswith("afftdn="))
        self._lead_in = sample_rate // _LEAD_INS_PER_SECOND
        self._late = self._delay + self._lead_in  # samples that are still to be dropped
        self._pieces: deque[NDArray[np.float32]] = deque()
        self.count = 0  # of samples that are ready

    def push(self, samples: NDArray[np.float32]) -> None:
        """Add samples, shape (n,)."""
        import numpy as np
        from av import AudioFrame

        if self._lead_in:  # the filters' first windows know nothing yet, and would take a part of the sound
            mirrored = samples[: self._lead_in][::-1]
            samples = np.concatenate([np.zeros(self._lead_in - mirrored.size, np.float32), mirrored, samples])
            self._lead_in = 0
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples[None]), format="fltp", layout="mono")
        frame.sample_rate = self._rate
        self._graph.push(frame)
        self._collect(pull_samples(self._graph))

    def finish(self) -> None:
        """End the stream: all samples that were added are ready then."""
        import numpy as np

        if self._delay:
            self.push(np.zeros(self._delay, np.float32))
        self._collect(pull_samples(self._graph, ended=True))

    def take(self, count: int) -> NDArray[np.float32]:
        """Return the next samples, shape (count,)."""
        import numpy as np

        pieces: list[NDArray[np.float32]] = []
        while count:
            piece = self._pieces.popleft()
            pieces.append(piece[:count])
            if piece.size > count:
                self._pieces.appendleft(piece[count:])
            count -= pieces[-1].size
            self.count -= pieces[-1].size
        return np.concatenate(pieces)

    def _collect(self, arrays: Iterable[NDArray[np.float32]]) -> None:
        for (samples,) in arrays:
            rest = samples[self._late :]
            self._late -= samples.size - rest.size
            if rest.size:
                self._pieces.append(rest)
                self.count += rest.size


def _filter_graph(names: Sequence[str], sample_rate: int) -> Any:
    """Return a graph of filters for one channel in float32; it gives frames of a second, and a last one."""
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=sample_rate, format="fltp", layout="mono", time_base=Fraction(1, sample_rate)
    )
    filters = [graph.add(*name.split("=", 1)) for name in (*names, "aformat=sample_fmts=fltp")]
    graph.link_nodes(source, *filters, graph.add("asetnsamples", f"n={sample_rate}:p=0"), graph.add("abuffersink"))
    with baseline_cpu():
        graph.configure()
    return graph
