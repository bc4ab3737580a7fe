"""One YAML file of the show, read from the disk; and the files that it names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from podcast.errors import FileProblem
from podcast.show import media_files as folder
from podcast.show.locations import Finding, field_name, problem
from podcast.show.media_files import Kind
from podcast.show.yaml_reader import MAX_BYTES, Document, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.show.validation import Form
    from podcast.show.yaml_errors import Loc

    Named = tuple[Loc, str, Kind]  # the field that names a file, the name, what the file must be


@dataclass(frozen=True, slots=True)
class File:
    """A YAML file: where it is, its bytes (None when it cannot be read), what they say."""

    path: str
    data: bytes | None
    document: Document
    wrong: FileProblem | None = None

    def used(self) -> File:
        """The file without its fields, which nobody needs once they have become values."""
        return replace(self, document=Document(faults=self.document.faults))


def file_read(root: Path, path: str) -> File:
    """The YAML file at `path` below `root`; whatever it holds, this does not raise."""
    data = folder.content(root, path, MAX_BYTES)
    if isinstance(data, FileProblem):
        return File(path, None, Document(), data)
    return File(path, data, read(data))


def faults(file: File) -> Iterator[Problem]:
    """What is wrong with the file as such, and with its YAML."""
    if file.wrong:
        yield problem(file.path, (0, 0), "", (file.wrong.what, file.wrong.remedy))
    for fault in file.document.faults:
        yield problem(file.path, fault.place, field_name(fault.loc), (fault.what, fault.remedy))


def with_files(
    root: Path, home: str, form: Form, path: str, files: Iterable[Named]
) -> tuple[Form, tuple[Finding, ...]]:
    """The form with the files it names as paths from the root; a file that cannot be used is a finding.

    An episode loses such a file, so that nobody looks for it in the wrong folder; the show keeps the name.
    """
    findings = []
    for loc, name, kind in files:
        file = folder.named(root, home, name, kind)
        if isinstance(file, FileProblem):
            findings.append(Finding(path, loc, file.what, file.remedy))
        form = _put(form, loc, (name if not home else None) if isinstance(file, FileProblem) else file)
    return form, tuple(findings)


def _put(value: Any, loc: Loc, new: object) -> Any:
    """The same value with `new` at `loc`."""
    if not loc:
        return new
    step, rest = loc[0], loc[1:]
    if isinstance(value, tuple):
        return tuple(_put(item, rest, new) if number == step else item for number, item in enumerate(value))
    if isinstance(value, dict):
        return {**value, step: _put(value[step], rest, new)}
    return value.model_copy(update={step: _put(getattr(value, str(step)), rest, new)})
