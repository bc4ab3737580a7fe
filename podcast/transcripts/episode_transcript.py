"""The transcript of an episode: read, cleaned, its speakers named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.transcripts import speakers
from podcast.transcripts.cue import shift_cues
from podcast.transcripts.glossary import apply_glossary
from podcast.transcripts.read_transcript import read_cues

if TYPE_CHECKING:
    from podcast.artifacts import Audio
    from podcast.model.show import Episode, Show
    from podcast.transcripts.cue import Cue


def episode_cues(show: Show, episode: Episode, data: bytes) -> tuple[Cue, ...]:
    """The cues of an episode's transcript, in the recording's seconds: the glossary's words, the people's names.

    Raises:
        ShowError: it cannot be read; see `podcast.transcripts.read.cues`.
    """
    known = speakers.speaker_names(show, episode)
    found = read_cues(data, str(episode.transcript), known)
    return speakers.name_speakers(apply_glossary(found, show.transcripts.replace), known)


def cues_in_master_time(show: Show, episode: Episode, data: bytes, audio: Audio) -> tuple[Cue, ...]:
    """The same in the master's seconds.

    Raises:
        ShowError: it cannot be read.
    """
    return shift_cues(episode_cues(show, episode, data), audio.shift, audio.seconds)


def unknown_speakers(show: Show, episode: Episode, data: bytes) -> dict[str, str]:
    """The speakers of an episode's transcript who are none of its people -> what to do.

    Raises:
        ShowError: it cannot be read.
    """
    known = speakers.speaker_names(show, episode)
    return speakers.unknown_speakers(read_cues(data, str(episode.transcript), known), known)
