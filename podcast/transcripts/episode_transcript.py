"""Transcript of an episode: read, with the glossary applied and the speakers named."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from podcast.transcripts import speakers
from podcast.transcripts.cue import map_cues
from podcast.transcripts.glossary import apply_glossary
from podcast.transcripts.read_transcript import read_cues

if TYPE_CHECKING:
    from podcast.artifacts import Audio
    from podcast.model.show import Episode, Show
    from podcast.transcripts.cue import Cue


def episode_cues(show: Show, episode: Episode, data: bytes) -> tuple[Cue, ...]:
    """Return the cues of an episode's transcript in the recording's time, with the glossary and the people applied.

    Raises:
        ShowError: it cannot be read; see `podcast.transcripts.read_transcript.read_cues`.
    """
    names = speakers.speaker_names(show, episode)
    cues = read_cues(data, str(episode.transcript), names)
    return speakers.name_speakers(apply_glossary(cues, show.transcripts.replace), names)


def cues_in_master_time(show: Show, episode: Episode, data: bytes, audio: Audio) -> tuple[Cue, ...]:
    """Return the same cues in the master's time.

    Raises:
        ShowError: it cannot be read.
    """
    end = math.inf if episode.is_passthrough else audio.seconds  # such an episode is published as it is, late cues too
    return map_cues(episode_cues(show, episode, data), audio.time_map, end)


def unknown_speakers(show: Show, episode: Episode, data: bytes) -> dict[str, str]:
    """Return the speakers of an episode's transcript who are none of its people -> the most similar name, or none.

    Raises:
        ShowError: it cannot be read.
    """
    names = speakers.speaker_names(show, episode)
    return speakers.unknown_speakers(read_cues(data, str(episode.transcript), names), names)
