"""Audio that is out and was made from the same inputs: it is taken over as it is, whatever version made it.

An update of the program, of a library, or another computer never changes the audio of an episode whose recording,
settings, words and pictures are the same. What is live counts first, then what the last build has left in site/.
"""

from __future__ import annotations

import dataclasses
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.artifacts import AlternateFormat, Audio
from podcast.files.digest import bytes_digest
from podcast.model.groups import Chapter
from podcast.steps import audio_record, recorded_inputs, site_record
from podcast.steps.recorded_inputs import recorded_files
from podcast.timeline.time_map import TimeMap

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.files.cache import Cache
    from podcast.files.digest import Digest
    from podcast.model.show import Episode, Show
    from podcast.steps.audio_record import AudioRecord
    from podcast.steps.mastering_plan import MasteringPlan
    from podcast.steps.paths import ProjectPaths

_THREADS = 8  # that read waveforms from the target
_TRACK_FILE = re.compile(r"tracks\[\d+\]\.file")
CONTENT = "content"  # in a record: the digests of all that readers meet of the episode, where approvals are needed
REQUEST = ("request", "remaster")  # kind and key of the cache row with the slugs that are mastered again; "*" for all


@dataclass(frozen=True, slots=True)
class LiveAudio:
    """The audio on a target: its records by slug, the digests of its files by key, and how a file is read.

    `missing` are the problems of episodes whose recording or tracks are not here, by slug. `manifest_sha256` is that of
    the target's manifest; empty if a publish was interrupted, or none was made. `pulled` are the slugs of episodes that
    `podcast pull` has brought here: while the recording is missing, their audio stays as it was published, even if its
    words or settings have changed since. `elsewhere` are the paths of audio files that are at another place than
    podcast.yaml wants them; `fetch` saves one of them as a file, and returns its digest, None if it is gone or damaged.
    `keys` are those of all objects that are live.
    """

    records: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Digest] = field(default_factory=dict)
    read: Callable[[str], bytes | None] = lambda _key: None
    missing: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    manifest_sha256: str = ""
    pulled: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    fetch: Callable[[str, Path], Digest | None] = lambda _path, _file: None
    keys: Collection[str] = ()

    def is_kept(self, slug: str) -> bool:
        """Whether the audio of an episode stays as it was published, because the recording is not here."""
        return slug in self.pulled and slug in self.missing

    def ignorable_problems(self, show: Show, problems: Iterable[Problem]) -> dict[str, tuple[Problem, ...]]:
        """The problems that a recording is not here, by slug: they do not matter where its audio is taken over.

        So are those of tracks.

        Args:
            show: with all its episodes.
            problems: of the show.
        """
        recordings = {path: episode.slug for episode in show.episodes for path in recorded_files(episode)}
        files = {episode.file: episode.slug for episode in show.episodes}
        ignorable: dict[str, tuple[Problem, ...]] = {}
        for problem in problems:
            is_recorded = problem.field == "recording" or _TRACK_FILE.fullmatch(problem.field)
            slug = files.get(problem.path) if is_recorded else recordings.get(problem.path)
            if slug is not None and slug in self.records:
                ignorable[slug] = (*ignorable.get(slug, ()), problem)
        return ignorable


@dataclass(frozen=True, slots=True)
class Takeover:
    """Audio that is taken over, by slug; the digests of those files that only the target has; the waveforms.

    `outdated` are the slugs of those whose words or settings have changed since (`LiveAudio.pulled`).
    """

    audio: Mapping[str, Audio] = field(default_factory=dict)
    remote_files: Mapping[str, Digest] = field(default_factory=dict)
    waveforms: Mapping[str, bytes] = field(default_factory=dict)
    outdated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeoverInput:
    """What a takeover is decided from."""

    paths: ProjectPaths
    cache: Cache
    plan: MasteringPlan
    live: LiveAudio


def take_over(show: Show, inputs: TakeoverInput) -> Takeover:
    """Find the audio that need not be made again.

    Args:
        show: chapters in the recordings' time.
        inputs: plan and records.

    Raises:
        FileError: the disk refuses.
        PublishError: the target refuses.
    """
    requested = inputs.cache.get_json(*REQUEST) or []
    audio: dict[str, Audio] = {}
    waveforms: dict[str, bytes] = {}
    live_episodes: list[Episode] = []
    for episode in show.episodes:
        if episode.withdrawn or episode.slug in requested or "*" in requested:
            continue
        if live := _live_audio(show, episode, inputs):
            audio[episode.slug] = live
            live_episodes.append(episode)
        elif local := _local_audio(show, episode, inputs):
            audio[episode.slug] = local
            waveforms |= _local_waveform(episode, inputs)
    remote = {path: inputs.live.files[path] for episode in live_episodes for path in audio_paths(audio[episode.slug])}
    with ThreadPoolExecutor(_THREADS) as threads:
        for waveform in threads.map(partial(_live_waveform, inputs=inputs), live_episodes):
            waveforms |= waveform
    return Takeover(audio, remote, waveforms, tuple(_outdated(show, inputs, audio)))


def _outdated(show: Show, inputs: TakeoverInput, slugs: Collection[str]) -> Iterator[str]:
    """The slugs of the episodes whose audio is kept although it would be made anew from other inputs."""
    for episode in show.episodes:
        if episode.slug in slugs and inputs.live.is_kept(episode.slug):
            row = inputs.live.records[episode.slug]
            if not _has_same_inputs(show, episode, inputs, row):
                yield episode.slug


def _has_same_inputs(show: Show, episode: Episode, inputs: TakeoverInput, row: Mapping[str, Any]) -> bool:
    """Whether the audio of a record was made from what an episode has now."""
    digest = recorded_inputs.inputs_digest(show, episode, inputs.plan, str(row.get("recording", "")))
    return bool(row.get("inputs") == digest)


def _live_waveform(episode: Episode, inputs: TakeoverInput) -> dict[str, bytes]:
    """The waveform on the target, by its path; from site/ if the same file is there. Empty if the target has none."""
    path = urls.peaks(episode)
    data = _read_file(inputs.paths.site / path, inputs.live.files.get(path)) or inputs.live.read(path)
    return {} if data is None else {path: data}


def _local_waveform(episode: Episode, inputs: TakeoverInput) -> dict[str, bytes]:
    """The waveform of the last build, by its path; empty if the file is not as it was written."""
    path = urls.peaks(episode)
    digest = site_record.recorded_files(inputs.cache, inputs.paths.site_kind, path).get(path)
    data = _read_file(inputs.paths.site / path, digest)
    return {} if data is None else {path: data}


def _read_file(path: Path, digest: Digest | None) -> bytes | None:
    """Return the bytes of a file that has this digest; None if it does not."""
    try:
        data = path.read_bytes() if digest else b""
    except OSError:
        return None
    return data if digest and bytes_digest(data) == digest else None


def audio_paths(audio: Audio) -> Iterator[str]:
    """The paths of an episode's audio files, below site/."""
    yield audio.path
    yield from (alternate.path for alternate in audio.alternate_formats)


def live_record(record: AudioRecord) -> dict[str, Any]:
    """The record of an episode's audio for a target, as JSON."""
    chapters = {"chapters": record.chapters} if record.chapters else {}
    return {"inputs": record.inputs, "recording": record.recording, "audio": record.audio, **chapters}


def with_recorded_chapters(show: Show, live: LiveAudio) -> Show:
    """The show with the chapters of those recordings that are not here, as they were when they were published."""
    return show.with_episodes(
        episode.model_copy(update={"chapters": _recorded_chapters(live.records.get(episode.slug))})
        if episode.chapters_from_recording and episode.slug in live.missing
        else episode
        for episode in show.episodes
    )


def _recorded_chapters(record: Any) -> tuple[Chapter, ...]:
    """The chapters in a record; none if they are damaged."""
    rows = record.get("chapters", ()) if isinstance(record, dict) else ()
    try:
        return tuple(Chapter(start=start, title=title, href=href) for start, title, href in rows)
    except (TypeError, ValueError):
        return ()


def _live_audio(show: Show, episode: Episode, inputs: TakeoverInput) -> Audio | None:
    """The audio on the target, unless it is here as well, or was made from other inputs."""
    row = inputs.live.records.get(episode.slug)
    audio = audio_from_json(row["audio"]) if isinstance(row, dict) and "audio" in row else None
    if row is None or audio is None or not all(path in inputs.live.files for path in audio_paths(audio)):
        return None
    if not inputs.live.is_kept(episode.slug) and not _has_same_inputs(show, episode, inputs, row):
        return None
    local = audio_record.read_record(inputs.cache, inputs.paths, episode.slug)
    is_here = local is not None and local.inputs == row["inputs"] and _is_here(local, inputs)
    return None if local and is_here and (local.remastered or local.audio.get("path") == audio.path) else audio


def _local_audio(show: Show, episode: Episode, inputs: TakeoverInput) -> Audio | None:
    """The audio of the last build, where this version would make another one, or none without the recording."""
    job = inputs.plan.jobs.get(episode.slug)
    if episode.slug not in inputs.live.missing and (job is None or not job.reason):  # nothing is to be made
        return None
    record = audio_record.read_record(inputs.cache, inputs.paths, episode.slug)
    if record is None or not _is_here(record, inputs):
        return None
    is_same = record.inputs == recorded_inputs.inputs_digest(show, episode, inputs.plan, record.recording)
    if not is_same and not inputs.live.is_kept(episode.slug):
        return None
    return audio_from_json(record.audio)


def _is_here(record: AudioRecord, inputs: TakeoverInput) -> bool:
    files, verify = record.files.values(), inputs.cache.verify
    return bool(files) and all(audio_record.is_intact(inputs.paths.site, file, verify=verify) for file in files)


def audio_from_json(value: Any) -> Audio | None:
    """Return audio facts from JSON; None if they are damaged, or of another version."""
    try:
        alternates = tuple(AlternateFormat(**alternate) for alternate in value["alternate_formats"])
        time_map = TimeMap.from_json(value["time_map"])
        audio = Audio(**value | {"alternate_formats": alternates, "time_map": time_map})
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    has_valid_types = _has_valid_types(audio) and all(map(_has_valid_types, alternates))
    return audio if has_valid_types else None


def _has_valid_types(facts: Audio | AlternateFormat) -> bool:
    """Whether texts are texts and numbers are numbers: the fields' annotations name them."""
    types: dict[str, Any] = {"str": str, "int": int, "float": int | float}
    return all(
        isinstance(getattr(facts, fact.name), types.get(str(fact.type), object)) for fact in dataclasses.fields(facts)
    )
