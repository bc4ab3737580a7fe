"""Audio that `podcast pull` has brought back: its records, so that a build goes on without the recordings.

The files are in site/, noted in the cache as if a build of this folder had written them. `.podcast/pulled.json` names
the episodes: only for these does a build accept that the recording is not here, and only while their audio is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from podcast.files import atomic
from podcast.files.cache import Cache
from podcast.steps import audio_record, site_record
from podcast.steps.audio_record import AudioRecord, TaggedFile
from podcast.steps.audio_takeover import LiveAudio, audio_from_json, audio_paths
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.files.digest import Digest

_FORMAT: Final = 1
NAME: Final = "pulled.json"  # in .podcast/


def read_pulled_audio(root: Path) -> LiveAudio:
    """The records of the audio that was pulled into a show's folder; none in other folders."""
    try:
        value = json.loads((ProjectPaths(root).cache / NAME).read_bytes())
        records = value["audio"] if value["format"] == _FORMAT else {}
    except (OSError, ValueError, KeyError, TypeError):
        return LiveAudio()
    return LiveAudio(records, pulled=frozenset(records)) if isinstance(records, dict) else LiveAudio()


def store_pulled_audio(root: Path, records: Mapping[str, Any], digests: Mapping[str, Digest]) -> None:
    """Note audio that is in site/ as if a build of this folder had written it.

    Args:
        root: the show's folder.
        records: what the audio of each episode was made from, by slug, as the target's manifest has it.
        digests: of all files that are in site/, by their paths below it.

    Raises:
        FileError: the disk refuses.
    """
    paths = ProjectPaths(root)
    with Cache(paths.database, paths.root) as cache:
        site_record.record_files(cache, paths.site_kind, digests)
        for slug, record in records.items():
            store_pulled_record(cache, paths, slug, record, digests)
    value = {"format": _FORMAT, "audio": records}
    atomic.write(paths.cache / NAME, json.dumps(value, sort_keys=True).encode())


def store_pulled_record(
    cache: Cache, paths: ProjectPaths, slug: str, record: Any, digests: Mapping[str, Digest]
) -> None:
    """Note the audio of one episode, if all of its files are in site/; for the arguments see `store_pulled_audio`."""
    if audio_row := _audio_record(record, digests):
        audio_record.store_record(cache, paths, slug, audio_row)


def pulled_paths(record: Any) -> tuple[str, ...]:
    """The paths of an episode's audio files, below site/, by its record; none if that is damaged."""
    audio = audio_from_json(record["audio"]) if isinstance(record, dict) and "audio" in record else None
    return tuple(audio_paths(audio)) if audio else ()


def _audio_record(record: Any, digests: Mapping[str, Digest]) -> AudioRecord | None:
    """The record of an episode's audio in site/; None if one of its files is not there."""
    paths = pulled_paths(record)
    if not paths or not all(path in digests for path in paths):
        return None
    files = {path.rpartition(".")[2]: _tagged_file(path, digests[path]) for path in paths}
    chapters = tuple((start, title, href) for start, title, href in record.get("chapters", ()))
    return AudioRecord(
        recording=str(record.get("recording", "")),
        master="",
        fingerprint="",
        inputs=str(record.get("inputs", "")),
        files=files,
        audio=record["audio"],
        chapters=chapters,
    )


def _tagged_file(path: str, digest: Digest) -> TaggedFile:
    return TaggedFile(path, digest.size, digest.md5, digest.sha256)
