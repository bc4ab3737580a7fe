"""What the files of a show are, as far as its rules ask: each is looked at once, and remembered until it changes.

Looking at ten thousand recordings and transcripts takes a minute; looking whether they changed takes a second. Only
what is right is remembered: what is wrong is looked at each time, and said in the language of the day.
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

from podcast.artifacts import ImageInfo, AudioInfo
from podcast.checks.facts import Facts
from podcast.checks.markdown_references import mentions
from podcast.checks.rules.files import pictures as named_pictures
from podcast.checks.rules.files import sounds as named_sounds
from podcast.errors import FileError, FileProblem, Problem, ShowError
from podcast.files import atomic
from podcast.i18n import _, os_error_reason
from podcast.show import media_files as folder
from podcast.steps import mastering_plan as planning
from podcast.transcripts import speakers
from podcast.transcripts.read_transcript import cues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.model.show import Episode, Show

    Row = list[Any]

MEMORY = "facts.json"
VERSION = 1  # of what is looked at: a higher number looks at everything anew
MOST = 20_000_000  # bytes of a transcript; ten hours of talk are one of them
_PICTURE = re.compile(r"!\[|<img", re.IGNORECASE)  # spares most notes the reading
_TRUSTED = 2_000_000_000  # nanoseconds: a file changed later than this may change once more without a later time


@dataclass(frozen=True, slots=True)
class Noticed:
    """What the files are, what is wrong with the transcripts, and their speakers whom nobody knows."""

    facts: Facts
    problems: tuple[Problem, ...] = ()
    hints: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Memory:
    """What was known before, by path, and what is known now; `now` in nanoseconds."""

    root: Path
    now: int
    before: dict[str, Row]
    after: dict[str, Row] = field(default_factory=dict)

    def told(
        self, path: str, key: str, look: Callable[[Path], list[Any] | FileProblem | None]
    ) -> list[Any] | FileProblem | None:
        """Return the cached inspection of a file, or run `look` and cache its result.

        None if the file does not exist, or if `look` gives none. Problems are not cached.
        """
        try:
            status = (self.root / path).stat()
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode):  # told elsewhere; and who opens a pipe waits for ever
            return None
        state = [status.st_size, status.st_mtime_ns, status.st_ino, key]
        row = self.before.get(path, [])
        found = row[4:] if row[:4] == state else look(self.root / path)
        if isinstance(found, list) and self.now - status.st_mtime_ns > _TRUSTED:
            self.after[path] = [*state, *found]
        return found


def noticed(show: Show, root: Path) -> Noticed:
    """What the files of a show are. Remembers it in `.podcast/`, where that may be written."""
    place = root / ".podcast" / MEMORY
    memory = _Memory(root, time.time_ns(), _remembered(place))
    sounds = {path: _sound(memory, path) for path, *_where in named_sounds(show)}
    pictures = {path: _picture(memory, path) for path, *_where in named_pictures(show)}
    found = [one for one in (_transcript(memory, show, episode) for episode in show.episodes) if one]
    if memory.after != memory.before:
        with contextlib.suppress(FileError):  # then everything is looked at again
            atomic.write(place, json.dumps({"version": VERSION, "files": memory.after}).encode())
    facts = Facts(
        {path: sound for path, sound in sounds.items() if sound},
        {path: picture for path, picture in pictures.items() if picture},
        {one.path: one.last for one in found if not one.problems},
        _notes(show, root),
        dict(_lost_pictures(show, root)),
    )
    problems = (problem for one in found for problem in one.problems)
    return Noticed(facts, tuple(problems), tuple(hint for one in found for hint in one.hints))


def _remembered(place: Path) -> dict[str, Row]:
    try:
        found = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    known = isinstance(found, dict) and found.get("version") == VERSION and isinstance(found.get("files"), dict)
    return found["files"] if known else {}


def _sound(memory: _Memory, path: str) -> AudioInfo | FileProblem | None:
    def look(file: Path) -> list[Any] | FileProblem:
        found = planning.sound(file)
        return found if isinstance(found, FileProblem) else list(asdict(found).values())

    found = memory.told(path, "sound", look)
    return AudioInfo(*found) if isinstance(found, list) else found


def _picture(memory: _Memory, path: str) -> ImageInfo | FileProblem | None:
    def look(file: Path) -> list[Any] | FileProblem:
        from podcast.pages.images import pillow as pixels

        found = pixels.look(file)
        return found if isinstance(found, FileProblem) else list(asdict(found).values())

    found = memory.told(path, "picture", look)
    return ImageInfo(*found) if isinstance(found, list) else found


# --- notes -----------------------------------------------------------------------------------------------------------


def _notes(show: Show, root: Path) -> dict[str, str]:
    """The notes.md of every episode that has one."""
    paths = {one.slug: f"episodes/{one.slug}/{folder.NOTES}" for one in show.episodes if one.notes}
    return {slug: path for slug, path in paths.items() if (root / path).is_file()}


def _lost_pictures(show: Show, root: Path) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Pictures in the notes that are no files of the episode's folder: why, and what to do."""
    root = root.resolve()
    shown = [one for one in show.episodes if one.notes and _PICTURE.search(one.notes)]
    for one in shown:
        for target in sorted({mention.target for mention in mentions(one.notes or "") if mention.kind == "picture"}):
            found = folder.named(root, f"episodes/{one.slug}", unquote(target), folder.PICTURE)
            if isinstance(found, FileProblem):
                yield (one.slug, target), (found.what, found.remedy)


# --- transcripts -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A transcript: when its last cue begins, in seconds of the recording; what is wrong; speakers nobody knows."""

    path: str
    last: float = 0.0
    problems: tuple[Problem, ...] = ()
    hints: tuple[Problem, ...] = ()


def _transcript(memory: _Memory, show: Show, episode: Episode) -> _Spoken | None:
    path = episode.transcript
    if not path:
        return None
    known = speakers.people(show, episode)
    seen: list[_Spoken] = []

    def look(file: Path) -> list[Any] | None:
        seen.append(_read(file, path, known))
        spoken = seen[0]
        return None if spoken.problems or spoken.hints else [spoken.last]

    key = hashlib.sha256(json.dumps(sorted(known.items())).encode()).hexdigest()
    found = memory.told(path, key, look)
    spoken = seen[0] if seen else _Spoken(path, *found) if isinstance(found, list) else None
    if spoken and not episode.people:  # who names nobody has not begun to
        return _Spoken(path, spoken.last, spoken.problems)
    return spoken


def _read(file: Path, path: str, known: dict[str, str]) -> _Spoken:
    try:
        with file.open("rb") as source:
            data = source.read(MOST + 1)
        found = cues(data, path, known) if len(data) <= MOST else ()
    except OSError as error:
        what = _("cannot be read ({reason})").format(reason=os_error_reason(error))
        return _Spoken(path, problems=(Problem(path, 0, 0, "", what, _("give yourself the right to read it")),))
    except ShowError as error:
        return _Spoken(path, problems=error.problems)
    if not found:
        return _Spoken(path, problems=(_too_large(path),))
    return _Spoken(path, max(cue.start for cue in found), hints=tuple(_strangers(path, speakers.unknown(found, known))))


def _too_large(path: str) -> Problem:
    what = _("is larger than {size} MB").format(size=MOST // 1_000_000)
    return Problem(path, 0, 0, "", what, _("is it a transcript? Export it anew"))


def _strangers(path: str, found: dict[str, str]) -> Iterator[Problem]:
    for name, remedy in found.items():
        yield Problem(path, 0, 0, "", _('"{name}" is none of the people of the episode').format(name=name), remedy)
