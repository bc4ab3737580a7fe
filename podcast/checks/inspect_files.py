"""Inspection of a show's files for its rules: audio, images, transcripts and notes, with a cache.

Inspecting ten thousand recordings and transcripts takes a minute, checking whether they changed a second. Only valid
files are cached: problems are found anew each time, and reported in the current language. Hints about transcripts are
cached with it, because many of them stay for ever.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import time
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from podcast.artifacts import AudioInfo, ImageInfo
from podcast.checks.caching.clean_texts import clean_texts
from podcast.checks.facts import Facts, PackedTurns
from podcast.checks.inspect_transcript import TranscriptFacts, cached_facts, read_transcript
from podcast.checks.markdown_references import MAY_HAVE_PICTURE, find_references
from podcast.checks.rules.files import audio_files, image_files
from podcast.errors import FileError, FileProblem, Problem
from podcast.files.cache import Cache, open_cache
from podcast.files.file_state import FileState, state_of
from podcast.files.fingerprints import MTIME_GRANULARITY_NS
from podcast.files.memory_cache import NO_MEMORY, MemoryCache
from podcast.i18n import _, current_language
from podcast.show import media_files
from podcast.steps.paths import ProjectPaths
from podcast.transcripts.speakers import speaker_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.model.show import Episode, Show

    Row = list[Any]  # version, key, then the values of the result
    Inspection = list[Any] | FileProblem | None

CACHE_VERSION = 10  # increase it when files are inspected for more, or for other hints: other rows are ignored


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Results of the inspection: facts for the rules, problems of transcripts, and hints about unknown speakers."""

    facts: Facts
    problems: tuple[Problem, ...] = ()
    hints: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Inspector:
    """Inspections of files, each cached until its file changes; `now` in nanoseconds, `new` are not stored yet."""

    root: Path
    now: int
    database: Path
    cache: Cache  # with what is known from earlier times
    memory: MemoryCache  # with what this run of the program has inspected
    new: list[tuple[Path, str, FileState, Row]] = field(default_factory=list)
    language: str = field(default_factory=current_language)

    def inspect(self, path: str, kind: str, look: Callable[[Path], Inspection], key: str = "") -> Inspection:
        """Return the cached inspection of a file, or run `look` and cache its result.

        Problems are not cached. None if the file does not exist, or if `look` returns None.

        Args:
            path: below the root.
            kind: of the inspection.
            look: returns the values to cache, or a problem.
            key: what the inspection depends on besides the file.
        """
        try:
            status = os.stat(f"{self.root}/{path}")  # noqa: PTH116 - of each file of the show
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):  # reported elsewhere; opening a pipe would block
            return None
        state = state_of(status)
        values: Inspection = self.memory.get(kind, path, (state, key))
        if values is not None:
            return values
        file = self.root / path
        row = self.cache.file_value(file, kind, state)
        is_known = isinstance(row, list) and row[:2] == [CACHE_VERSION, key]
        result = row[2:] if is_known else look(file)
        if isinstance(result, list) and self.now - status.st_mtime_ns > MTIME_GRANULARITY_NS:
            self.memory.put(kind, path, (state, key), result)
            if not is_known:
                self.new.append((file, kind, state, [CACHE_VERSION, key, *result]))
        return result

    def store(self) -> None:
        """Store the new inspections; without a disk that takes them, all files are inspected again."""
        if not self.new:
            return
        with contextlib.suppress(FileError), Cache(self.database, self.root) as cache, cache.transaction():
            for row in self.new:
                cache.put_file_value(*row)


def inspect_files(show: Show, root: Path, memory: MemoryCache = NO_MEMORY) -> FileFacts:
    """Inspect the files of a show, with a cache in `.podcast/` if that is writable.

    Args:
        show: that names the files.
        root: its folder.
        memory: has the inspections of this run of the program.
    """
    database = ProjectPaths(root).database
    with open_cache(database, root) as cache:
        inspector = _Inspector(root, time.time_ns(), database, cache, memory)
        audio = {name: _audio_info(inspector, name) for name, *_place in audio_files(show)}
        images = {name: _image_info(inspector, name) for name, *_place in image_files(show)}
        transcripts = _Transcripts()
        for episode in show.episodes:
            if transcript := _transcript_facts(inspector, show, episode):
                transcripts.add(*transcript)
        unusable_pictures = dict(_unusable_pictures(inspector, show))
        clean = clean_texts(show, cache)
    inspector.store()
    facts = Facts(
        {name: info for name, info in audio.items() if info},
        {name: info for name, info in images.items() if info},
        transcripts.last_cue_starts,
        {episode.slug: episode.notes_file for episode in show.episodes if episode.notes_file},
        unusable_pictures,
        transcripts.openings,
        transcripts.turns,
        clean_texts=clean,
    )
    return FileFacts(facts, tuple(transcripts.problems), tuple(transcripts.hints))


@dataclass(slots=True)
class _Transcripts:
    """Collected facts about transcripts, by path: of each only those that rules and hints need later."""

    last_cue_starts: dict[str, float] = field(default_factory=dict)
    openings: dict[str, str] = field(default_factory=dict)
    turns: PackedTurns = field(default_factory=PackedTurns)
    problems: list[Problem] = field(default_factory=list)
    hints: list[Problem] = field(default_factory=list)

    def add(self, transcript: TranscriptFacts, hints: tuple[Problem, ...]) -> None:
        """Store the facts of a transcript that rules and hints need."""
        if not transcript.problems:
            self.last_cue_starts[transcript.path] = transcript.last_cue_start
        if transcript.opening:
            self.openings[transcript.path] = transcript.opening
        if transcript.packed_turns:
            self.turns.add(transcript.path, transcript.packed_turns)
        self.problems += transcript.problems
        self.hints += hints


def _audio_info(inspector: _Inspector, path: str) -> AudioInfo | FileProblem | None:
    def look(file: Path) -> Inspection:
        from podcast.steps.mastering_plan import probe_recording

        info = probe_recording(file)
        return info if isinstance(info, FileProblem) else list(asdict(info).values())

    values = inspector.inspect(path, "sound", look)
    return AudioInfo(*values) if isinstance(values, list) else values


def _image_info(inspector: _Inspector, path: str) -> ImageInfo | FileProblem | None:
    def look(file: Path) -> Inspection:
        from podcast.pages.images import pillow

        info = pillow.inspect_image(file)
        return info if isinstance(info, FileProblem) else list(asdict(info).values())

    values = inspector.inspect(path, "picture", look)
    return ImageInfo(*values) if isinstance(values, list) else values


# --- notes -----------------------------------------------------------------------------------------------------------


def _unusable_pictures(inspector: _Inspector, show: Show) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Pictures in show notes that are no files of the folder, or that a build refuses: (slug, target), why."""
    root = inspector.root.resolve()
    for episode in show.episodes:
        if not episode.notes or not MAY_HAVE_PICTURE.search(episode.notes):
            continue
        references = find_references(episode.notes)
        for target in sorted({reference.target for reference in references if reference.kind == "picture"}):
            folder = f"episodes/{episode.slug}"
            picture = media_files.resolve_named_file(root, folder, unquote(target), media_files.PICTURE)
            if isinstance(picture, FileProblem):
                yield (episode.slug, target), (picture.what, picture.remedy)
            elif isinstance(problem := _image_info(inspector, picture), FileProblem):
                what = _('"{path}" {what}').format(path=picture, what=problem.what)
                yield (episode.slug, target), (what, problem.remedy)


# --- transcripts -----------------------------------------------------------------------------------------------------


def _transcript_facts(
    inspector: _Inspector, show: Show, episode: Episode
) -> tuple[TranscriptFacts, tuple[Problem, ...]] | None:
    """Return the facts about the transcript of an episode, and the hints about it in the current language."""
    path = episode.transcript
    if not path:
        return None
    known_names = speaker_names(show, episode)
    fresh: list[TranscriptFacts] = []

    def look(file: Path) -> Inspection:
        facts = read_transcript(file, path, known_names, len(episode.people))
        fresh.append(facts)
        return None if facts.problems else facts.values()

    key = _names_key(tuple(sorted(known_names.items())), len(episode.people))
    values = inspector.inspect(path, "transcript", look, key)
    if fresh:
        return fresh[0], fresh[0].hints
    return _remembered_facts(inspector, path, values) if isinstance(values, list) else None


@lru_cache(10_000)  # most episodes of a show have the same few people
def _names_key(known_names: tuple[tuple[str, str], ...], people: int) -> str:
    return hashlib.sha256(json.dumps([known_names, people]).encode()).hexdigest()


def _remembered_facts(
    inspector: _Inspector, path: str, values: list[Any]
) -> tuple[TranscriptFacts, tuple[Problem, ...]]:
    state = values, inspector.language
    result: tuple[TranscriptFacts, tuple[Problem, ...]] | None = inspector.memory.get("transcript hints", path, state)
    if result is None:
        facts = cached_facts(path, values)
        result = facts, facts.hints
        inspector.memory.put("transcript hints", path, state, result)
    return result
