"""Records of the inputs of a build's audio, for the manifest of a target: read when a publish asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from podcast.files.cache import open_cache
from podcast.steps import audio_record
from podcast.steps.audio_takeover import live_record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from podcast.steps.audio_takeover import LiveAudio, Takeover
    from podcast.steps.paths import ProjectPaths


class TargetRecords(Mapping[str, Any]):
    """The records of the audio of some episodes as JSON, by slug; a build without a publish reads none of them.

    Args:
        paths: the show's, with the records of audio that is here.
        live: the audio on the target.
        takeover: the audio that was taken over from there.
        slugs: of all episodes with audio.
    """

    def __init__(self, paths: ProjectPaths, live: LiveAudio, takeover: Takeover, slugs: Collection[str]) -> None:
        """Read nothing yet."""
        taken_over = {slug for slug, audio in takeover.audio.items() if audio.path in takeover.remote_files}
        self._paths, self._slugs = paths, slugs
        self._live = {slug: live.records[slug] for slug in slugs if slug in taken_over}

    def __getitem__(self, slug: str) -> Any:
        """Return the record of an episode's audio."""
        return self._records[slug]

    def __iter__(self) -> Iterator[str]:
        """The slugs of the episodes whose audio has a record."""
        return iter(self._records)

    def __len__(self) -> int:
        """The number of records."""
        return len(self._records)

    @cached_property
    def _records(self) -> dict[str, Any]:
        records = dict(self._live)
        with open_cache(self._paths.database, self._paths.root) as cache:
            for slug in self._slugs:
                if slug not in records and (record := audio_record.read_record(cache, self._paths, slug)):
                    records[slug] = live_record(record)
        return records
