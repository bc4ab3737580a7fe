"""The transcript of an episode as its file is now, for the page and for edits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from podcast.errors import ShowError
from podcast.transcripts.editing.transcript_edits import edited_transcript
from podcast.transcripts.read_transcript import read_cues
from podcast.transcripts.speakers import speaker_names

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Episode, Show
    from podcast.transcripts.cue import Cue
    from podcast.transcripts.editing.transcript_edits import EditedTranscript


_CACHED_VERSIONS: Final = 8


@dataclass(frozen=True, slots=True)
class DeskTranscript:
    """A transcript: its path below the root, its bytes, and the names of people before a colon.

    `cues` are none if it cannot be read, and `problem` tells why; `edited` is None if its form cannot be edited.
    """

    path: str
    data: bytes
    names: tuple[str, ...]
    cues: tuple[Cue, ...]
    edited: EditedTranscript | None
    problem: str = ""

    def version(self, data: bytes) -> EditedTranscript | None:
        """Return another version of the file, such as the one that a page was loaded from."""
        return read_version(data, self.path, self.names)


@lru_cache(_CACHED_VERSIONS)
def read_version(data: bytes, path: str, names: tuple[str, ...]) -> EditedTranscript | None:
    """Return a version of a transcript, see `edited_transcript`; those that are edited now are read once."""
    return edited_transcript(data, path, names)


def read_transcript_file(root: Path, show: Show, episode: Episode) -> DeskTranscript | None:
    """Return the transcript of an episode; None if it has none."""
    if not episode.transcript:
        return None
    names = tuple(speaker_names(show, episode))
    try:
        data = (root / episode.transcript).read_bytes()
        edited = read_version(data, episode.transcript, names)
        cues = edited.cues if edited else read_cues(data, episode.transcript, names)
    except OSError as error:
        return DeskTranscript(episode.transcript, b"", names, (), None, error.strerror or str(error))
    except ShowError as error:
        return DeskTranscript(episode.transcript, data, names, (), None, str(error))
    return DeskTranscript(episode.transcript, data, names, cues, edited)
