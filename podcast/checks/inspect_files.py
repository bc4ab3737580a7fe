"""Inspection of a show's files for its rules: audio, images, transcripts and notes, with a cache.

Inspecting ten thousand recordings and transcripts takes a minute, checking whether they changed a second. Only valid
files are cached: problems are found anew each time, and reported in the current language.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import stat
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from podcast.artifacts import AudioInfo, ImageInfo
from podcast.checks.facts import Facts
from podcast.checks.markdown_references import find_references
from podcast.checks.rules.files import audio_files, image_files
from podcast.errors import FileError, FileProblem, Problem, ShowError
from podcast.files import atomic
from podcast.i18n import _, os_error_reason
from podcast.show import media_files
from podcast.transcripts.read_transcript import read_cues
from podcast.transcripts.speakers import speaker_names, unknown_speakers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.model.show import Episode, Show

    Row = list[Any]  # size, mtime, inode, key, then the values of the result
    Inspection = list[Any] | FileProblem | None

CACHE_FILE = "facts.json"
CACHE_VERSION = 1  # increase it when files are inspected for more: a cache of another version is ignored
MAX_TRANSCRIPT_BYTES = 20_000_000  # ten hours of talk are one million
_MTIME_GRANULARITY_NS = 2_000_000_000  # a file changed later than this may change again without a new mtime
_PICTURE = re.compile(r"!\[|<img", re.IGNORECASE)  # most notes have no picture and need not be parsed


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Results of the inspection: facts for the rules, problems of transcripts, and hints about unknown speakers."""

    facts: Facts
    problems: tuple[Problem, ...] = ()
    hints: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _FactsCache:
    """Inspections by path: those of the last time, and those of this time; `now` in nanoseconds."""

    root: Path
    now: int
    previous: dict[str, Row]
    current: dict[str, Row] = field(default_factory=dict)

    def inspect(self, path: str, key: str, look: Callable[[Path], Inspection]) -> Inspection:
        """Return the cached inspection of a file, or run `look` and cache its result.

        Problems are not cached. None if the file does not exist, or if `look` returns None.

        Args:
            path: below the root.
            key: what the inspection depends on besides the file.
            look: returns the values to cache, or a problem.
        """
        try:
            status = (self.root / path).stat()
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):  # reported elsewhere; opening a pipe would block
            return None
        state = [status.st_size, status.st_mtime_ns, status.st_ino, key]
        row = self.previous.get(path, [])
        result = row[4:] if row[:4] == state else look(self.root / path)
        if isinstance(result, list) and self.now - status.st_mtime_ns > _MTIME_GRANULARITY_NS:
            self.current[path] = [*state, *result]
        return result


def inspect_files(show: Show, root: Path) -> FileFacts:
    """Inspect the files of a show, with a cache in `.podcast/` if that is writable."""
    path = root / ".podcast" / CACHE_FILE
    cache = _FactsCache(root, time.time_ns(), _read_cache(path))
    audio = {name: _audio_info(cache, name) for name, *_place in audio_files(show)}
    images = {name: _image_info(cache, name) for name, *_place in image_files(show)}
    inspected = (_transcript_facts(cache, show, episode) for episode in show.episodes)
    transcripts = [transcript for transcript in inspected if transcript]
    if cache.current != cache.previous:
        with contextlib.suppress(FileError):  # without a cache all files are inspected again
            atomic.write(path, json.dumps({"version": CACHE_VERSION, "files": cache.current}).encode())
    facts = Facts(
        {name: info for name, info in audio.items() if info},
        {name: info for name, info in images.items() if info},
        {transcript.path: transcript.last_cue_start for transcript in transcripts if not transcript.problems},
        _notes_files(show, root),
        dict(_missing_pictures(show, root)),
    )
    problems = (problem for transcript in transcripts for problem in transcript.problems)
    return FileFacts(facts, tuple(problems), tuple(hint for transcript in transcripts for hint in transcript.hints))


def _read_cache(path: Path) -> dict[str, Row]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    is_current = isinstance(document, dict) and document.get("version") == CACHE_VERSION
    return document["files"] if is_current and isinstance(document.get("files"), dict) else {}


def _audio_info(cache: _FactsCache, path: str) -> AudioInfo | FileProblem | None:
    def look(file: Path) -> Inspection:
        from podcast.steps.mastering_plan import probe_recording

        info = probe_recording(file)
        return info if isinstance(info, FileProblem) else list(asdict(info).values())

    values = cache.inspect(path, "sound", look)
    return AudioInfo(*values) if isinstance(values, list) else values


def _image_info(cache: _FactsCache, path: str) -> ImageInfo | FileProblem | None:
    def look(file: Path) -> Inspection:
        from podcast.pages.images import pillow

        info = pillow.inspect_image(file)
        return info if isinstance(info, FileProblem) else list(asdict(info).values())

    values = cache.inspect(path, "picture", look)
    return ImageInfo(*values) if isinstance(values, list) else values


# --- notes -----------------------------------------------------------------------------------------------------------


def _notes_files(show: Show, root: Path) -> dict[str, str]:
    """The path of notes.md of every episode that has one, by slug."""
    paths = {episode.slug: f"episodes/{episode.slug}/{media_files.NOTES}" for episode in show.episodes if episode.notes}
    return {slug: path for slug, path in paths.items() if (root / path).is_file()}


def _missing_pictures(show: Show, root: Path) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Pictures in show notes that are not files of the episode's folder: slug and target, reason and remedy."""
    root = root.resolve()
    for episode in show.episodes:
        if not episode.notes or not _PICTURE.search(episode.notes):
            continue
        references = find_references(episode.notes)
        for target in sorted({reference.target for reference in references if reference.kind == "picture"}):
            folder = f"episodes/{episode.slug}"
            picture = media_files.resolve_named_file(root, folder, unquote(target), media_files.PICTURE)
            if isinstance(picture, FileProblem):
                yield (episode.slug, target), (picture.what, picture.remedy)


# --- transcripts -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _TranscriptFacts:
    """A transcript: the start of its last cue in seconds of the recording, problems, and unknown speakers as hints."""

    path: str
    last_cue_start: float = 0.0
    problems: tuple[Problem, ...] = ()
    hints: tuple[Problem, ...] = ()


def _transcript_facts(cache: _FactsCache, show: Show, episode: Episode) -> _TranscriptFacts | None:
    path = episode.transcript
    if not path:
        return None
    known_names = speaker_names(show, episode)
    fresh: list[_TranscriptFacts] = []

    def look(file: Path) -> Inspection:
        facts = _read_transcript(file, path, known_names)
        fresh.append(facts)
        return None if facts.problems or facts.hints else [facts.last_cue_start]

    key = hashlib.sha256(json.dumps(sorted(known_names.items())).encode()).hexdigest()
    values = cache.inspect(path, key, look)
    facts = fresh[0] if fresh else _TranscriptFacts(path, *values) if isinstance(values, list) else None
    if facts and not episode.people:  # no hints about speakers before the first person is named
        return _TranscriptFacts(path, facts.last_cue_start, facts.problems)
    return facts


def _read_transcript(file: Path, path: str, known_names: dict[str, str]) -> _TranscriptFacts:
    try:
        with file.open("rb") as source:
            data = source.read(MAX_TRANSCRIPT_BYTES + 1)
        cues = read_cues(data, path, known_names) if len(data) <= MAX_TRANSCRIPT_BYTES else ()
    except OSError as error:
        what = _("cannot be read ({reason})").format(reason=os_error_reason(error))
        return _TranscriptFacts(path, problems=(_problem(path, what, _("give yourself permission to read it")),))
    except ShowError as error:
        return _TranscriptFacts(path, problems=error.problems)
    if not cues:
        what = _("is larger than {size} MB").format(size=MAX_TRANSCRIPT_BYTES // 1_000_000)
        return _TranscriptFacts(
            path, problems=(_problem(path, what, _("check that it is a transcript, and export it again")),)
        )
    hints = tuple(
        _problem(path, _('"{name}" is not one of the episode\'s people').format(name=name), remedy)
        for name, remedy in unknown_speakers(cues, known_names).items()
    )
    return _TranscriptFacts(path, max(cue.start for cue in cues), hints=hints)


def _problem(path: str, what: str, remedy: str) -> Problem:
    return Problem(path, 0, 0, "", what, remedy)
