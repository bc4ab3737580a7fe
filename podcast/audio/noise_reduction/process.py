"""Take rumble, hum and noise out of a source, as the targets of a job ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from podcast.audio.blocks import equal_blocks
from podcast.audio.noise_reduction.filters import filtered_blocks, highpass, hum_notches, noise_filters
from podcast.audio.noise_reduction.pause_limit import limit_pauses
from podcast.audio.noise_reduction.survey import NoiseSurvey, RecordingSurvey

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.model.audio_settings import AudioTargets


class Rereadable(Protocol):
    """Samples that can be read again; `podcast.audio.source.Source` is one."""

    sample_rate: int
    channels: int

    def first_blocks(self) -> Iterator[NDArray[np.float32]]:
        """Read all samples for the first time."""

    def blocks(self, start: int = 0) -> Iterator[NDArray[np.float32]]:
        """Read the same samples from `start` on."""


def reduced_blocks(source: Rereadable, targets: AudioTargets, seconds: float) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of a source that has not been read yet, filtered.

    Noise reduction reads it twice: its noise and its hum have to be known first.

    Args:
        source: of the recording.
        targets: ask for filters.
        seconds: the expected length of the recording; 0: unknown.

    Raises:
        AudioError: the recording cannot be used.
        FileError: a temporary file cannot be written or read.
    """
    rate = source.sample_rate
    filters = [[highpass(targets.highpass_hz)]] * source.channels
    blocks = source.first_blocks()
    if targets.denoise:
        survey = _survey(source, seconds)
        filters = _noise_filters(survey, filters)
        blocks = equal_blocks(source.blocks(), rate)
    return limit_pauses(filtered_blocks(blocks, filters, rate), rate)


def _survey(source: Rereadable, seconds: float) -> NoiseSurvey:
    survey = RecordingSurvey(source.sample_rate, seconds)
    for block in source.first_blocks():
        survey.add(block)
    return survey.result()


def _noise_filters(survey: NoiseSurvey, filters: list[list[str]]) -> list[list[str]]:
    """Return the filters of each channel, with those for its hum and its noise."""
    profiles = survey.profiles or ((),) * len(filters)
    notches = hum_notches(survey.hum)
    return [[*names, *notches, *noise_filters(profile)] for names, profile in zip(filters, profiles, strict=True)]
