"""Facts about a show's files: the input of the rules, which read no files themselves."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podcast.artifacts import AudioInfo, ImageInfo
    from podcast.errors import FileProblem
    from podcast.model.show import Episode, Show
    from podcast.show.locations import Finding

    SpeakerTurn: TypeAlias = tuple[str, float, float]  # speaker, start and end in seconds of the recording
    Rule: TypeAlias = Callable[["Show", "Facts"], Iterable[Finding]]


def pack_turns(turns: Iterable[SpeakerTurn]) -> bytes:
    """Return turns as `PackedTurns` keeps them; no bytes if there are none."""
    rows = [*turns]
    return zlib.compress(json.dumps(rows).encode(), 1) if rows else b""


class PackedTurns(Mapping[str, "tuple[SpeakerTurn, ...]"]):
    """Who speaks when in each transcript, by its path: packed to a twentieth, and unpacked for one at a time."""

    def __init__(self) -> None:
        """Hold no transcript yet."""
        self._packed: dict[str, bytes] = {}

    def add(self, path: str, packed: bytes) -> None:
        """Add those of a transcript, see `pack_turns`."""
        self._packed[path] = packed

    def packed(self, path: str) -> bytes:
        """Return those of a transcript as they are kept; no bytes if there are none."""
        return self._packed.get(path, b"")

    def __getitem__(self, path: str) -> tuple[SpeakerTurn, ...]:
        """Return those of a transcript."""
        rows = json.loads(zlib.decompress(self._packed[path]))
        return tuple((name, start, end) for name, start, end in rows)

    def __contains__(self, path: object) -> bool:
        """Whether there are turns of a transcript; nothing is unpacked."""
        return path in self._packed

    def __iter__(self) -> Iterator[str]:
        """The paths."""
        return iter(self._packed)

    def __len__(self) -> int:
        """The number of transcripts."""
        return len(self._packed)


@dataclass(frozen=True, slots=True)
class Facts:
    """Results of the file inspection, by path below the show's root.

    A `FileProblem` stands for a file that cannot be read. Files that were not inspected are left out, and the rules
    report nothing about them.
    """

    audio: Mapping[str, AudioInfo | FileProblem] = field(default_factory=dict)
    images: Mapping[str, ImageInfo | FileProblem] = field(default_factory=dict)
    last_cue_starts: Mapping[str, float] = field(default_factory=dict)  # of transcripts, in seconds
    notes_files: Mapping[str, str] = field(default_factory=dict)  # slug -> path of the notes
    unusable_pictures: Mapping[tuple[str, str], tuple[str, str]] = field(
        default_factory=dict
    )  # (slug, picture) -> (what, remedy)
    openings: Mapping[str, str] = field(default_factory=dict)  # the first words of transcripts
    speaker_turns: Mapping[str, tuple[SpeakerTurn, ...]] = field(default_factory=dict)  # of transcripts
    incomplete: frozenset[str] = frozenset()  # see `rules.incomplete_fields`
    clean_texts: frozenset[str] = frozenset()  # fingerprints of episodes whose texts have nothing to report

    def with_unclean_texts(self, show: Show) -> Iterator[Episode]:
        """Yield the episodes of a show whose texts have to be judged."""
        return (episode for episode in show.episodes if episode.fingerprint not in self.clean_texts)
