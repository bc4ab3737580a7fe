"""Audio files of the last build that were made from the same inputs: nothing of them is computed again."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from podcast.files.program_state import code_fingerprint
from podcast.model.show import episode_fingerprint
from podcast.steps import audio_record, audio_takeover

if TYPE_CHECKING:
    from podcast.artifacts import Audio, Master
    from podcast.files.cache import Cache
    from podcast.model.show import Episode, Show
    from podcast.steps.audio_record import AudioRecord
    from podcast.steps.mastering_plan import MasteringPlan
    from podcast.steps.paths import ProjectPaths


class LastTagging:
    """The records of the last build's audio files.

    Args:
        show: chapters in the recordings' time.
        plan: the masters' inputs.
        paths: of the show.
        cache: has the records; with `verify` none is trusted.
    """

    def __init__(self, show: Show, plan: MasteringPlan, paths: ProjectPaths, cache: Cache) -> None:
        """Read nothing yet."""
        self._show, self._plan, self._paths, self._cache = show, plan, paths, cache

    def unchanged(self, recorded: Episode, master: Master) -> tuple[AudioRecord, Audio] | None:
        """Return the record and the audio of an episode if its files are in the site, made from the same inputs.

        Args:
            recorded: the episode, with its chapters in the recording's time.
            master: the master that it has now.
        """
        last = audio_record.read_record(self._cache, self._paths, recorded.slug)
        if last is None or self._cache.verify or self.is_replaced(recorded.slug):
            return None
        audio = audio_takeover.audio_from_json(last.audio)
        formats = {master.format, *self._plan.jobs[recorded.slug].formats}
        if audio is None or last.files.keys() != formats or last.key != self.key(recorded, master):
            return None
        has_all = all(audio_record.has_same_state(self._paths.site, file) for file in last.files.values())
        return (last, audio) if has_all else None

    def key(self, recorded: Episode, master: Master) -> str:
        """Return the fingerprint of everything that the record of an episode's files is computed from."""
        plan, job = self._plan, self._plan.jobs[recorded.slug]
        embedded = recorded.transcript if self._show.audio_settings(recorded).transcript else None
        images = (chapter.image for chapter in recorded.chapters)
        pictures = (recorded.cover or self._show.cover, *images)
        digests = [plan.fingerprints[plan.root / path] for path in (*pictures, embedded) if path]
        recording = plan.recorded_digest(job)
        parts = (
            self._shared_key,
            episode_fingerprint(recorded),
            recording,
            job.path.stem,
            job.formats,
            digests,
            master,
        )
        return sha256(repr(parts).encode()).hexdigest()

    def is_replaced(self, slug: str) -> bool:
        """Whether new audio was asked for."""
        return not self._requested.isdisjoint({"*", slug})

    @cached_property
    def _shared_key(self) -> str:
        parts = (code_fingerprint(), self._show.with_episodes(()))
        return sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()

    @cached_property
    def _requested(self) -> frozenset[str]:
        return frozenset(self._cache.get_json(*audio_takeover.REQUEST) or ())
