"""What an episode's audio is made from: one recording, or tracks; and the digests that stand for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from podcast.audio.tracks.episode_tracks import tracks_input
from podcast.files.digest import bytes_digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.audio.tracks.track import TracksInput
    from podcast.model.show import Episode, Show


class HashedFiles(Protocol):
    """The SHA-256 of the files of a show, whose folder is `root`."""

    @property
    def fingerprints(self) -> Mapping[Path, str]:
        """The digests by path."""

    @property
    def root(self) -> Path:
        """The show's folder."""


def recorded_files(episode: Episode) -> tuple[str, ...]:
    """Return the recording or the tracks of an episode that are here, below the show's root."""
    tracks = (track.file for track in episode.mixed_tracks)
    return tuple(file for file in (episode.recording, *tracks) if file)


def recorded_digest(recording: Path, tracks: TracksInput | None, digests: Mapping[Path, str]) -> str:
    """Return the SHA-256 of the recording, or one that stands for the files of all tracks."""
    return _digest([digests[track.path] for track in tracks.tracks]) if tracks else digests[recording]


def mix_digest(recorded: str, tracks: TracksInput) -> str:
    """Return what stands for a mix where a recording has its SHA-256; `recorded` is from `recorded_digest`."""
    return _digest([recorded, tracks.settings])


def inputs_digest(show: Show, episode: Episode, plan: HashedFiles, recording: str = "") -> str:
    """The digest of what an episode's audio files are made from, whatever version of the program makes them.

    Only what the producer wrote counts, not what this version makes of it: settings that are not their defaults, the
    fields that the tags take their words from, the digests of files. A field that is empty is left out, so that a
    later version may add fields.

    Args:
        show: the words that are the same in all episodes.
        episode: its chapters in the recording's time.
        plan: the digests of all files.
        recording: SHA-256 to be taken for the recording, where that is not in the show's folder.
    """
    if not episode.is_tagged:
        sha256 = plan.fingerprints[plan.root / episode.recording] if episode.recording else recording
        return bytes_digest(json.dumps(["passthrough", sha256]).encode()).sha256
    settings, tracks = show.audio_settings(episode), tracks_input(show, episode, plan.root)
    files = {"recording": episode.recording, "intro": settings.intro, "outro": settings.outro}
    files |= {"cover": episode.cover or show.cover, "transcript": episode.transcript if settings.transcript else None}
    digests = {name: plan.fingerprints[plan.root / path] for name, path in files.items() if path}
    if tracks and episode.has_recording:
        recording = recorded_digest(plan.root, tracks, plan.fingerprints)
    digests.setdefault("recording", recording)
    images = [plan.fingerprints[plan.root / chapter.image] for chapter in episode.chapters if chapter.image]
    chapters = [[chapter.start, chapter.title, chapter.href or ""] for chapter in episode.chapters]
    fields = {
        "settings": settings.model_dump(mode="json", exclude={"intro", "outro"}, exclude_defaults=True),
        "show": [show.title, show.author, show.copyright, show.language, show.link, show.timezone],
        "category": show.categories[:1],
        "episode": [episode.slug, episode.guid, episode.title, episode.summary, episode.date and str(episode.date)],
        "numbers": [episode.season, episode.episode],
        "topics": episode.topics,
        "language": episode.language,
        "chapters": chapters,
        "images": images,
        "speakers": [person.name for person in episode.people] if "transcript" in digests else [],
        "tracks": tracks.settings if tracks else [],
        "cuts": "recording" if episode.cuts_from_recording else episode.cut_spans,
    }
    if episode.is_passthrough:
        fields |= {"settings": {}, "passthrough": "tags"}
    made_from = [digests, {name: value for name, value in fields.items() if value}]
    return bytes_digest(json.dumps(made_from, sort_keys=True).encode()).sha256


def _digest(values: list[Any]) -> str:
    return bytes_digest(json.dumps(values, sort_keys=True).encode()).sha256
