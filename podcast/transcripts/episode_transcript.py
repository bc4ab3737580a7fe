"""The transcript of an episode: read, cleaned, its speakers named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.transcripts import speakers
from podcast.transcripts.cue import shifted
from podcast.transcripts.glossary import replaced
from podcast.transcripts.read_transcript import cues

if TYPE_CHECKING:
    from podcast.artifacts import Audio
    from podcast.model.show import Episode, Show
    from podcast.transcripts.cue import Cue


def transcript(show: Show, episode: Episode, data: bytes) -> tuple[Cue, ...]:
    """The cues of an episode's transcript, in the recording's seconds: the glossary's words, the people's names.

    Raises:
        ShowError: it cannot be read; see `podcast.transcripts.read.cues`.
    """
    known = speakers.people(show, episode)
    found = cues(data, str(episode.transcript), known)
    return speakers.named(replaced(found, show.transcripts.replace), known)


def mastered(show: Show, episode: Episode, data: bytes, audio: Audio) -> tuple[Cue, ...]:
    """The same in the master's seconds.

    Raises:
        ShowError: it cannot be read.
    """
    return shifted(transcript(show, episode, data), audio.shift, audio.seconds)


def strangers(show: Show, episode: Episode, data: bytes) -> dict[str, str]:
    """The speakers of an episode's transcript who are none of its people -> what to do.

    Raises:
        ShowError: it cannot be read.
    """
    known = speakers.people(show, episode)
    return speakers.unknown(cues(data, str(episode.transcript), known), known)
