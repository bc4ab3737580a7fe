"""Every form of an episode's transcript that is published, by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.transcripts import write
from podcast.transcripts.sections import sections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.model.show import Episode
    from podcast.transcripts.cue import Cue


def files(episode: Episode, cues: Sequence[Cue]) -> dict[str, bytes]:
    """The files of a transcript, below site/.

    Args:
        episode: its chapters in the master's time.
        cues: in the master's time.
    """
    written = {
        "vtt": write.vtt(cues),
        "srt": write.srt(cues),
        "json": write.json(cues),
        "txt": write.text(sections(cues, episode.chapters)),
    }
    return {addresses.transcript(episode, form): data for form, data in written.items()}
