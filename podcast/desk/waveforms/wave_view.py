"""The waveform as a page shows it: addresses of sound and peaks, lengths, and the map of times."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.desk.waveforms.episode_sound import cached_peaks

if TYPE_CHECKING:
    from podcast.desk.waveforms.episode_sound import EpisodeSound


@dataclass(frozen=True, slots=True)
class WaveView:
    """The recording of an episode and its master (empty: there is none yet), with their lengths in seconds.

    `segments` are those of the time map as JSON, empty without a master. `is_copied` tells that a browser plays a copy.
    """

    recording: str
    seconds: float
    is_copied: bool
    master: str = ""
    master_seconds: float = 0.0
    segments: str = ""


def wave_view(sound: EpisodeSound) -> WaveView:
    """Return the waveform of an episode; nothing is decoded for it.

    The length is exact where the recording was decoded before, else the one that its header states.
    """
    slug, master = sound.job.slug, sound.master
    peaks = cached_peaks(sound)
    seconds = peaks.seconds if peaks else (sound.info.seconds if sound.info else 0.0)
    recording = f"/sound/{slug}/recording?{sound.digest[:12]}"
    if master is None:
        return WaveView(recording, round(seconds, 3), sound.media_type is None)
    segments = json.dumps([list(segment) for segment in master.time_map.segments])
    address = f"/sound/{slug}/master?{sound.job.path.stem[:12]}"
    exact = peaks.seconds if peaks else master.recording_seconds or seconds
    return WaveView(recording, round(exact, 3), sound.media_type is None, address, master.seconds, segments)
