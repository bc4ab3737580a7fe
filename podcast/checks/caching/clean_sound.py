"""Episodes whose recordings and masters have nothing to report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.preflight import analysis
from podcast.checks.caching.clean_keys import CleanKeys
from podcast.checks.facts import Facts, PackedTurns, pack_turns
from podcast.checks.master_hints import last_master
from podcast.model.show import episode_fingerprint
from podcast.steps import audio_record
from podcast.steps.recorded_inputs import recorded_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.files.cache import Cache
    from podcast.model.show import Episode, Show
    from podcast.steps.paths import ProjectPaths


@dataclass(frozen=True, slots=True)
class SoundSources:
    """Inputs of the hints about sound beside the show: the SHA-256 of recordings, facts of transcripts."""

    paths: ProjectPaths
    cache: Cache
    fingerprints: Mapping[Path, str]
    facts: Facts


class CleanSound:
    """The episodes of a show that had no hint about their sound, whose inputs and audio are the same since.

    Args:
        show: with the settings of the audio.
        sources: of the hints.
        digests: the SHA-256 of recordings by their names: a Path for each would take as long as all else here.
    """

    def __init__(self, show: Show, sources: SoundSources, digests: Mapping[str, str]) -> None:
        """Read the keys, and the inputs of the audio of all episodes."""
        self._digests = digests
        self._show, self._sources = show, sources
        self._settings = repr(show.audio)
        self._records = audio_record.record_checksums(sources.cache, sources.paths)
        self._analyses = sources.cache.checksums(analysis.CACHE_KIND)
        self._keys = CleanKeys(sources.cache, "sound")

    def has(self, episode: Episode) -> bool:
        """Whether an episode has no hint, as is known from earlier."""
        key = self._key(episode)
        return key is not None and self._keys.has(key)

    def add(self, episode: Episode) -> None:
        """Note an episode without a hint, if all that could lead to one is known by now."""
        key = self._key(episode)
        if key is not None and self._is_analysed(episode):
            self._keys.add(key)

    def store(self) -> None:
        """Store the episodes that were added."""
        self._keys.store()

    def _key(self, episode: Episode) -> str | None:
        """Return a text of everything that the hints of an episode depend on; None if something is not known."""
        facts, analyses = self._sources.facts, self._analysis_checksums(episode)
        if analyses is None:
            return None
        transcript, turns = episode.transcript or "", facts.speaker_turns
        packed = turns.packed(transcript) if isinstance(turns, PackedTurns) else pack_turns(turns.get(transcript, ()))
        record, last_cue_start = self._records.get(episode.slug), facts.last_cue_starts.get(transcript)
        values = self._settings, episode_fingerprint(episode), analyses, record, last_cue_start
        return f"{values!r}{packed.hex()}"

    def _is_analysed(self, episode: Episode) -> bool:
        cache, digests = self._sources.cache, self._recording_digests(episode)
        if not all(analysis.read_cached(cache, sha256) for sha256 in digests):
            return False
        recording = digests[0] if digests else None
        has_master = last_master(episode, recording, self._sources.paths, cache) is not None
        return has_master or episode.slug not in self._records

    def _analysis_checksums(self, episode: Episode) -> tuple[tuple[str, bytes], ...] | None:
        """Return the digests of an episode's recordings with checksums of their analyses; None if one has none."""
        rows = [(sha256, self._analyses.get(sha256)) for sha256 in self._recording_digests(episode)]
        analysed = tuple((sha256, checksum) for sha256, checksum in rows if checksum)
        return analysed if len(analysed) == len(rows) else None

    def _recording_digests(self, episode: Episode) -> tuple[str, ...]:
        return tuple(self._digests.get(name, "") for name in recorded_files(episode))
