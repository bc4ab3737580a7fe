"""Audio of a folder as its feed will state it, read from the files without publishing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.artifacts import Audio, AudioInfo
from podcast.audio.passthrough.file_format import recognise_format
from podcast.timeline.time_map import TimeMap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.checks.facts import Facts
    from podcast.importing.proof.folder_files import FolderFiles
    from podcast.model.show import Episode, Show

MP3_TYPE = "audio/mpeg"


@dataclass(frozen=True, slots=True)
class StatedAudio:
    """Audio that was not fetched: its address in the source, and the facts that the source states."""

    url: str
    audio: Audio


def folder_audio(
    show: Show, files: FolderFiles, facts: Facts, source_audio: Mapping[str, StatedAudio]
) -> dict[str, Audio]:
    """Return the audio of each episode by its slug: of its recording, or else that of the source.

    Args:
        show: the show.
        files: of its folder; the recordings are hashed.
        facts: about the recordings.
        source_audio: slug -> what the source states, which counts where the audio was not fetched.
    """
    files.hash_files(episode.recording for episode in show.episodes if episode.recording)
    stated = {
        episode.slug: source_audio[episode.slug].audio for episode in show.episodes if episode.slug in source_audio
    }
    seconds = {slug: audio.seconds for slug, audio in stated.items()}
    audio = {episode.slug: _recording_audio(episode, files, facts, seconds) for episode in show.episodes}
    return stated | {slug: recording for slug, recording in audio.items() if recording}


def _recording_audio(
    episode: Episode, files: FolderFiles, facts: Facts, stated_seconds: Mapping[str, float]
) -> Audio | None:
    """Return the audio of a recording; where its header states no length, it is that of the source."""
    path = episode.recording
    if not path or not files.is_file(path):
        return None
    info = facts.audio.get(path)
    header = info if isinstance(info, AudioInfo) else AudioInfo("", 0.0, 0, 0)
    file_format = recognise_format(header, path)
    media_type = file_format.media_type if file_format else MP3_TYPE
    seconds = header.seconds or stated_seconds.get(episode.slug, 0.0)
    return stated_audio(path, files.size(path), seconds, media_type)


def stated_audio(path: str, size: int, seconds: float, media_type: str) -> Audio:
    """Return the audio of a feed: its address below the show's, bytes, seconds and type; nothing is measured."""
    return Audio(path, size, seconds, media_type, bitrate=0, time_map=TimeMap(), loudness=0.0, true_peak=0.0)
