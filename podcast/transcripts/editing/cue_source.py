"""Cue as it stands in its file, and what each form of transcript knows about edits of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.transcripts.editing.pieces import Piece
    from podcast.transcripts.editing.source_text import TextSplice


@dataclass(frozen=True, slots=True)
class SplitPoint:
    """Where a cue becomes two: after `characters` of its text, at `seconds`."""

    characters: int
    seconds: float


class TranscriptForm(Protocol):
    """A transcript in one form, and the splices of edits; cues are numbered in the order of the file.

    Splices are proposals, the preferred first: an edit is made only if the reader then reads what it should.
    """

    has_ends: bool  # False: a cue ends where the next one begins, or when its words have been spoken

    def pieces(self, index: int) -> Sequence[Piece]:
        """The words of a cue; none if they do not stand in the file as they are read."""

    @property
    def escapes(self) -> Sequence[Callable[[str], str]]:
        """How words are written, the preferred first."""

    def speaker_splices(self, index: int, name: str | None) -> Iterator[list[TextSplice]]:
        """Yield proposals for another speaker of a cue, or none."""

    def split_splices(self, index: int, point: SplitPoint) -> Iterator[list[TextSplice]]:
        """Yield proposals for two cues in place of one."""

    def join_splices(self, index: int, following: int) -> Iterator[list[TextSplice]]:
        """Yield proposals for one cue in place of two."""

    def removal_splices(self, index: int) -> Iterator[list[TextSplice]]:
        """Yield proposals without a cue."""
