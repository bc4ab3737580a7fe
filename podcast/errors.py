"""The errors that a person can correct.

    PodcastError                base class; the message says what is in the way, and what to do
    ├── ShowError               the show's files hold problems: all of them, with their places
    ├── AudioError              a recording cannot be mastered
    ├── BuildError              several of those: the other recordings are done
    ├── TemplateError           a template is broken
    ├── FileError               the disk refuses: no space, no permission
    │   ├── BusyError           another command works in this folder; try again when it is done
    │   ├── DamagedFileError    a file of the cache or of site/ has other bytes than were written
    │   └── InputChangedError   a file of the show changed while it was being used
    └── PublishError            the target refuses, or publishing would do harm

Anything else that is raised is a bug and keeps its traceback. Every error pickles, because recordings are mastered in
other processes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A problem in the show's files, with its place and its remedy.

    `line` and `column` count from 1 (0: the file as a whole); `field` is dotted, list items in brackets
    (`chapters[2].start`), empty for the file as a whole; `what` is wrong, `remedy` says what to write instead. `code`
    is the stable name of a kind of hint, by which it can be accepted; empty for a problem.
    """

    path: str
    line: int
    column: int
    field: str
    what: str
    remedy: str
    code: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        return f"{place}: {self.field + ': ' if self.field else ''}{self.what}; {self.remedy}"

    def as_json(self) -> dict[str, str | int]:
        """The problem as a JSON object, for `podcast check --json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FileProblem:
    """The reason why a file cannot be used, and the remedy: the result of a reader in place of the file's value."""

    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what}; {self.remedy}"


class PodcastError(Exception):
    """Base of all errors that a person can correct; `str()` says what is wrong and what to do."""

    exit_status = 1


class ShowError(PodcastError):
    """The show's files hold problems.

    Args:
        problems: all of them; `str()` prints one to a line.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class AudioError(PodcastError):
    """A recording cannot be mastered.

    Args:
        path: the recording.
        what: what is wrong with it.
        remedy: what to do.
    """

    def __init__(self, path: str | Path, what: str, remedy: str) -> None:
        super().__init__(path, what, remedy)
        self.path, self.what, self.remedy = str(path), what, remedy

    def __str__(self) -> str:
        return f"{self.path}: {self.what}; {self.remedy}"

    def relative_to(self, root: Path) -> AudioError:
        """The same error with its path relative to `root`."""
        return AudioError(self.path.removeprefix(f"{root}/"), self.what, self.remedy)


class BuildError(PodcastError):
    """Recordings that cannot be mastered.

    Args:
        errors: one for each; `str()` prints one to a line.
    """

    def __init__(self, errors: tuple[AudioError, ...]) -> None:
        super().__init__(errors)
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class TemplateError(PodcastError):
    """A template is broken."""


class FileError(PodcastError):
    """The disk refuses: no space, no permission, not a folder."""


class BusyError(FileError):
    """Another command works in this folder; it may be tried again when that is done."""


class DamagedFileError(FileError):
    """Damaged file of a build: its bytes are not those that were written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return _("{path}: is damaged; run `podcast build --verify`").format(path=self.path)


class InputChangedError(FileError):
    """Input that changed while a build used it: the result was made from other bytes than the file has now."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        sentence = _(
            "{path}: changed while it was being read; wait until it is written, then run the same command again"
        )
        return sentence.format(path=self.path)


class PublishError(PodcastError):
    """The target refuses, or publishing would do harm.

    Args:
        message: what is in the way and what to do.
        exit_status: 1 it cannot be; from 3 on as tabled in docs/en/commands.md.
    """

    def __init__(self, message: str, exit_status: int = 1) -> None:
        super().__init__(message, exit_status)
        self.exit_status = exit_status

    def __str__(self) -> str:
        return str(self.args[0])
