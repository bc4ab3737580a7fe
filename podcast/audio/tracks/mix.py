"""Mix tracks to the samples of an episode, block by block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from podcast.audio.blocks import equal_blocks, take_samples
from podcast.audio.decode import probe, reread
from podcast.audio.gain import LoudnessTarget, limiter_headroom
from podcast.audio.tracks.alignment import Alignment, align
from podcast.audio.tracks.drift import resample_drift
from podcast.audio.tracks.gains import TrackGain, plan_gains
from podcast.audio.tracks.track import STEPS_PER_SECOND, TrackClock
from podcast.audio.tracks.track_leveling import leveling_gains
from podcast.audio.tracks.track_levels import TrackLevels, levels_in_episode, measure_track
from podcast.timeline.track_facts import TrackFacts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.job import MasterJob
    from podcast.audio.tracks.track import TracksInput

_MIN_DRIFT_SECONDS = 0.003  # over the length of a track: less is not worth resampling


@dataclass(frozen=True, slots=True)
class PlacedTrack:
    """A track as it is mixed: its first pass, where it lies, and its gain."""

    levels: TrackLevels
    alignment: Alignment
    gain: TrackGain

    @property
    def clock(self) -> TrackClock:
        """The clock that it is read by: with a rate of 1 where the drift does not matter."""
        clock, seconds = self.alignment.clock, self.levels.seconds
        if abs(clock.rate - 1) * seconds > _MIN_DRIFT_SECONDS:
            return clock
        return TrackClock(clock.start + (clock.rate - 1) * seconds / 2, 1.0)

    @property
    def facts(self) -> TrackFacts:
        """What there is to tell about it."""
        alignment = self.alignment
        return TrackFacts(
            origin=alignment.origin,
            offset=round(-alignment.clock.start / alignment.clock.rate, 4) + 0.0,
            drift=round(alignment.clock.drift, 1) + 0.0 if alignment.has_drift else None,
            is_corrected=self.clock.rate != 1,
            gain=self.gain.level,
            seconds=round(self.levels.seconds, 3),
        )


@dataclass(frozen=True, slots=True)
class TrackMix:
    """The plan of a mix, from which its samples follow: the same ones each time."""

    tracks: tuple[PlacedTrack, ...]
    sample_rate: int
    channels: int
    sample_count: int

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Return the samples in blocks of a second, shape (channels, n)."""
        import numpy as np

        readers = [track_blocks(track, self) for track in self.tracks]
        for parts in zip(*readers, strict=True):
            total = np.zeros((self.channels, parts[0].shape[1]), np.float32)
            for part in parts:  # a mono track is added to every channel
                total += part
            yield total


def plan_job_mix(job: MasterJob, tracks: TracksInput) -> TrackMix:
    """Plan the mix of a job; see `plan_mix`."""
    channels = job.targets.channel_count(max(probe(path).channels for path in tracks.paths))
    targets = job.targets
    headroom = limiter_headroom(LoudnessTarget(targets.loudness, targets.true_peak, targets.bitrate))
    return plan_mix(
        tracks, targets.sample_rate, channels, targets.loudness, leveler_headroom=headroom if targets.level else None
    )


def plan_mix(
    tracks: TracksInput, sample_rate: int, channels: int, loudness: float, *, leveler_headroom: float | None = None
) -> TrackMix:
    """Read all tracks, align them, and plan their gains.

    Args:
        tracks: what is to be mixed.
        sample_rate: in Hz, 44100 or 48000.
        channels: 1 or 2.
        loudness: that each speaker is brought to, in LUFS.
        leveler_headroom: make each speaker even along the time too, with so much headroom: see `plan_leveling`.

    Raises:
        AudioError: a track cannot be used.
    """
    import numpy as np

    is_leveled = leveler_headroom is not None
    measured = [
        measure_track(track.path, sample_rate, channels, with_speech=is_leveled and track.speaker is not None)
        for track in tracks.tracks
    ]
    placed = list(zip(measured, align(tracks, measured), strict=True))
    seconds = max((track.seconds - alignment.clock.start) / alignment.clock.rate for track, alignment in placed)
    sample_count = round(seconds * sample_rate)
    steps = -(-sample_count * STEPS_PER_SECOND // sample_rate) + 1
    levels = np.stack([levels_in_episode(track, alignment.clock, steps) for track, alignment in placed])
    leveler = None if leveler_headroom is None else partial(_leveling_gains, placed, leveler_headroom)
    gains = plan_gains(tracks, levels, loudness, leveler)
    mixed = (PlacedTrack(*parts, gain) for parts, gain in zip(placed, gains, strict=True))
    return TrackMix(tuple(mixed), sample_rate, channels, sample_count)


def _leveling_gains(
    placed: Sequence[tuple[TrackLevels, Alignment]], headroom: float, number: int, own_speech: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the leveler's gain of a track in dB at each of the episode's steps; see `leveling_gains`."""
    import numpy as np

    track, alignment = placed[number]
    if track.speech is None:
        return np.zeros(own_speech.size)
    return leveling_gains(track.speech, alignment.clock, own_speech, headroom)


def track_blocks(track: PlacedTrack, mix: TrackMix) -> Iterator[NDArray[np.float32]]:
    """Yield a track's samples in the episode's time, with its gain, in as many blocks as the mix has."""
    samples = take_samples(
        mix.sample_count, _with_silence(_aligned_blocks(track), mix.sample_rate, track.levels.channels)
    )
    for number, block in enumerate(equal_blocks(samples, mix.sample_rate)):
        first = number * STEPS_PER_SECOND
        gains = step_gains(track.gain.curve[first : first + STEPS_PER_SECOND + 1], mix.sample_rate)
        yield block * gains[: block.shape[1]]


def _aligned_blocks(track: PlacedTrack) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of a track from the episode's beginning on."""
    import numpy as np

    levels, clock = track.levels, track.clock
    start = clock.start * levels.sample_rate
    if clock.rate != 1:
        source = reread(levels.path, levels.sample_rate, levels.channels, 0, has_offset=levels.has_offset)
        yield from resample_drift(source, start, clock.rate)
        return
    first = round(start)
    for length in _lengths(-first, levels.sample_rate):
        yield np.zeros((levels.channels, length), np.float32)
    yield from reread(levels.path, levels.sample_rate, levels.channels, max(0, first), has_offset=levels.has_offset)


def _with_silence(
    blocks: Iterator[NDArray[np.float32]], sample_rate: int, channels: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the blocks, and silence behind them for ever."""
    import numpy as np

    yield from blocks
    while True:
        yield np.zeros((channels, sample_rate), np.float32)


def _lengths(total: int, longest: int) -> Iterator[int]:
    while total > 0:
        yield min(total, longest)
        total -= longest


def step_gains(curve: NDArray[np.int16], sample_rate: int) -> NDArray[np.float32]:
    """Return the gain of each sample as a ratio: straight lines between the values of a curve, 20 ms apart.

    Args:
        curve: in hundredths of a dB, one value more than there are steps; the last one is repeated if it is missing.
        sample_rate: in Hz.
    """
    import numpy as np

    ratios = np.array([_ratio(int(value)) for value in curve])
    padded = np.pad(ratios, (0, max(0, STEPS_PER_SECOND + 1 - ratios.size)), mode="edge")
    width = sample_rate // STEPS_PER_SECOND
    part = np.arange(width) / width
    lines = padded[:-1, None] + np.diff(padded)[:, None] * part
    return lines.reshape(-1).astype(np.float32)


@cache
def _ratio(hundredths: int) -> float:
    return float(10 ** (hundredths / 2000))
