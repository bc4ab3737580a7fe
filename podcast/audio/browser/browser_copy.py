"""A copy of a recording for the browser: an MP3 of constant bit rate, on the time axis of the decoded recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.audio.browser.recording_peaks import recording_peaks
from podcast.audio.mp3.encode import EncodingJob, encode, lame_attenuation
from podcast.audio.source import open_unfiltered_source
from podcast.files import atomic
from podcast.model.audio_settings import AudioTargets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.browser.recording_peaks import RecordingPeaks
    from podcast.audio.job import MasterJob
    from podcast.audio.source import Source

_BITRATE: Final = 128  # kbit/s


def measure_peaks(job: MasterJob) -> RecordingPeaks:
    """Return the peaks of a recording as it was recorded, or of the mix of its tracks.

    Raises:
        AudioError: the recording cannot be used.
        FileError: a temporary file cannot be written.
    """
    with open_unfiltered_source(job) as source:
        return recording_peaks(source.first_blocks(), source.sample_rate)


def write_browser_copy(job: MasterJob, samples: int, path: Path) -> None:
    """Encode a recording, or the mix of its tracks, completely or not at all. Nothing is done to its sound.

    Args:
        job: of its master.
        samples: of the recording at the job's sample rate.
        path: of the MP3.

    Raises:
        AudioError: the recording cannot be used.
        FileError: the disk refuses.
    """
    targets = AudioTargets(bitrate=_BITRATE, sample_rate=job.targets.sample_rate)
    with open_unfiltered_source(job) as source, atomic.atomic_path(path) as temporary:
        encode(
            EncodingJob(
                lambda start: _attenuated(source, start), samples, targets, source.channels, temporary, job.threads
            )
        )


def _attenuated(source: Source, start: int) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of a source as LAME, which lowers them, gives them back."""
    gain = 1 / lame_attenuation(_BITRATE)
    return (block * gain for block in source.blocks(start))
