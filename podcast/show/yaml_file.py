"""A YAML file of the show, and the paths of the files that it names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podcast.errors import FileProblem
from podcast.show import media_files
from podcast.show.locations import Finding, field_name, printable_problem
from podcast.show.yaml_reader import MAX_BYTES, YamlDocument, read_yaml
from podcast.show.yaml_recovery import read_readable_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.show.media_files import FileKind
    from podcast.show.validation import FileFields
    from podcast.show.yaml_errors import Loc

    NamedFile = tuple[Loc, str, FileKind]  # the field that names a file, the name, the kind of the file


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A YAML file: its path, its bytes (None when it cannot be read), its content."""

    path: str
    data: bytes | None
    document: YamlDocument
    problem: FileProblem | None = None

    def without_fields(self) -> YamlFile:
        """Return the file without its fields, which are only needed until they are validated."""
        return replace(self, document=YamlDocument(problems=self.document.problems))


def read_yaml_file(root: Path, path: str, unsaved: Mapping[str, bytes] = MappingProxyType({})) -> YamlFile:
    """Read the YAML file at `path` below `root`. Never raises: problems are part of the result.

    Args:
        root: of the show.
        path: of the file, relative to the root.
        unsaved: bytes to read instead of the file's, by path: a change that is to be examined before it is written.
    """
    data = unsaved[path] if path in unsaved else media_files.read_content(root, path, MAX_BYTES)
    if isinstance(data, FileProblem):
        return YamlFile(path, None, YamlDocument(), data)
    return YamlFile(path, data, read_yaml(data))


def with_readable_fields(file: YamlFile) -> YamlFile:
    """Return a file whose YAML has an error with those of its fields that can be read nevertheless."""
    if file.data is None or file.document.fields is not None:
        return file
    return replace(file, document=read_readable_yaml(file.data))


def file_problems(file: YamlFile) -> Iterator[Problem]:
    """Yield the problems of the file as a whole and of its YAML."""
    if file.problem:
        yield printable_problem(file.path, (0, 0), "", (file.problem.what, file.problem.remedy))
    for problem in file.document.problems:
        yield printable_problem(file.path, problem.position, field_name(problem.loc), (problem.what, problem.remedy))


def resolve_files(
    root: Path, folder: str, fields: FileFields, path: str, files: Iterable[NamedFile]
) -> tuple[FileFields, tuple[Finding, ...]]:
    """Replace the names of files by paths from the root; a file that cannot be used is a finding.

    Of an episode such a name is removed, because it is relative to the episode's folder; the show keeps it.

    Args:
        root: of the show, resolved.
        folder: that the names start from, relative to the root; empty for the root itself.
        fields: of the YAML file.
        path: of the YAML file, for findings.
        files: the files that it names.
    """
    findings = []
    for loc, name, kind in files:
        file = media_files.resolve_named_file(root, folder, name, kind)
        if isinstance(file, FileProblem):
            findings.append(Finding(path, loc, file.what, file.remedy))
        fields = _with_value(fields, loc, (name if not folder else None) if isinstance(file, FileProblem) else file)
    return fields, tuple(findings)


def _with_value(value: Any, loc: Loc, new: object) -> Any:
    """Return a copy of a model, tuple or dict with `new` at `loc`."""
    if not loc:
        return new
    step, rest = loc[0], loc[1:]
    if isinstance(value, tuple):
        return tuple(_with_value(item, rest, new) if number == step else item for number, item in enumerate(value))
    if isinstance(value, dict):
        return {**value, step: _with_value(value[step], rest, new)}
    return value.model_copy(update={step: _with_value(getattr(value, str(step)), rest, new)})
