"""The transcripts of a show in the masters' time, read when they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.artifacts import Audio
    from podcast.model.show import Show
    from podcast.transcripts.cue import Cue

MAX_CACHED_TRANSCRIPTS = 300  # kept in memory


class TranscriptCues(Mapping[str, "tuple[Cue, ...]"]):
    """The transcripts in the master's time, by slug: read on access, the last ones cached."""

    def __init__(self, show: Show, audio: Mapping[str, Audio], root: Path) -> None:
        """Read no transcript yet."""
        self._root = root
        self._episodes = {
            episode.slug: episode for episode in show.episodes if episode.transcript and episode.slug in audio
        }
        self._read = lru_cache(maxsize=MAX_CACHED_TRANSCRIPTS)(partial(self._mapped, show, audio, root))

    def path(self, slug: str) -> Path:
        """The file of an episode's transcript."""
        return self._root / str(self._episodes[slug].transcript)

    def __getitem__(self, slug: str) -> tuple[Cue, ...]:
        """The cues of an episode."""
        if slug not in self._episodes:
            raise KeyError(slug)
        return self._read(slug)

    def __contains__(self, slug: object) -> bool:
        """Whether an episode has a transcript, which is not read for that."""
        return slug in self._episodes

    def __iter__(self) -> Iterator[str]:
        """The slugs."""
        return iter(self._episodes)

    def __len__(self) -> int:
        """The number of transcripts."""
        return len(self._episodes)

    def _mapped(self, show: Show, audio: Mapping[str, Audio], root: Path, slug: str) -> tuple[Cue, ...]:
        from podcast.transcripts.episode_transcript import cues_in_master_time

        episode = self._episodes[slug]
        return cues_in_master_time(show, episode, (root / str(episode.transcript)).read_bytes(), audio[slug])
