"""The voice of each track as it is in the mix, for speech recognition: at its time, silent where others speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.audio.channels.resampling import resample
from podcast.audio.tracks.mix import step_gains, track_blocks
from podcast.audio.tracks.track import STEPS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.tracks.mix import TrackMix


def voice_samples(mix: TrackMix, number: int, sample_rate: int) -> NDArray[np.float32]:
    """Return the samples of a track in the episode's time, mixed to one channel, shape (n,).

    Args:
        mix: of the episode.
        number: of the track.
        sample_rate: in Hz. An hour at 16 kHz is 230 MB.

    Raises:
        AudioError: the track has changed since the mix was planned.
    """
    import numpy as np

    parts = [array[0] for array in resample(_frames(_voice_blocks(mix, number), mix.sample_rate), sample_rate)]
    return np.concatenate([np.zeros(0, np.float32), *parts])


def _voice_blocks(mix: TrackMix, number: int) -> Iterator[NDArray[np.float32]]:
    """Yield blocks of a second, mono, at the mix's rate; what the gate turns down is silent."""
    import numpy as np

    audible = np.where(mix.tracks[number].gain.is_closed, -30000, 0).astype(np.int16)
    for second, block in enumerate(track_blocks(mix.tracks[number], mix)):
        first = second * STEPS_PER_SECOND
        gains = step_gains(audible[first : first + STEPS_PER_SECOND + 1], mix.sample_rate)
        yield (block.mean(axis=0, keepdims=True) * gains[: block.shape[1]]).astype(np.float32)


def _frames(blocks: Iterable[NDArray[np.float32]], sample_rate: int) -> Iterator[Any]:
    import numpy as np
    from av import AudioFrame

    for block in blocks:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="mono")
        frame.sample_rate = sample_rate
        yield frame
