"""Chapters and cuts of an episode from a file of markers: `chapters:` and `cuts:` may name one, or `recording`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from podcast.errors import FileProblem, Problem, ShowError
from podcast.i18n import gettext_noop
from podcast.markers.cut_marks import cut_spans, is_cut_mark
from podcast.markers.marker import MarkerProblem
from podcast.markers.read_markers import read_markers
from podcast.show import media_files
from podcast.show.locations import Finding
from podcast.show.media_files import FileKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.markers.marker import Marker
    from podcast.show.yaml_reader import YamlValue

RECORDING_KEYWORD = "recording"
MARKERS = FileKind(
    gettext_noop("list of markers"), (".txt", ".csv", ".tsv", ".json", ".xml", ".psc", ".nhsx", ".chapters")
)
_MAX_BYTES = 1 << 24  # of a file of markers; a Hindenburg session holds more than those


@dataclass(frozen=True, slots=True)
class ChaptersFromFile:
    """The fields of an episode with chapters and cuts in place of file names, and the problems of those files.

    `from_recording` and `cuts_from_recording` are set where those that the recording carries are to be used.
    `unreadable` are the fields whose file has problems.
    """

    fields: dict[str, YamlValue]
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: frozenset[str] = frozenset()  # their names in the folder
    from_recording: bool = False
    cuts_from_recording: bool = False
    unreadable: frozenset[str] = frozenset()
    has_unused_cut_marks: bool = False  # in the file of chapters, where there is no `cuts`


def with_chapters(root: Path, folder: str, fields: Mapping[str, YamlValue], path: str) -> ChaptersFromFile:
    """Read the chapters and the cuts of an episode from the files that it names; other fields stay as they are.

    Args:
        root: of the show, resolved.
        folder: of the episode, relative to `root`.
        fields: of its `episode.yaml`, as read.
        path: of that file, for findings.
    """
    read_file = partial(_read_file, root, folder)
    named = {name: _marker_file(fields.get(name)) for name in ("chapters", "cuts")}
    results = {name: read_file(name, file) for name, file in named.items() if file and file != RECORDING_KEYWORD}
    values = {name: result.value for name, result in results.items() if result.value is not None}
    problems = {name: problem for name, result in results.items() if (problem := result.problem) is not None}
    return ChaptersFromFile(
        {name: values.get(name, value) for name, value in fields.items() if name in values or not named.get(name)},
        tuple(Finding(path, (name,), problem.what, problem.remedy) for name, problem in problems.items()),
        tuple(problem for result in results.values() for problem in result.problems),
        frozenset(result.file for result in results.values() if result.file),
        named["chapters"] == RECORDING_KEYWORD,
        named["cuts"] == RECORDING_KEYWORD,
        frozenset(results.keys() - values.keys()),
        "chapters" in results and results["chapters"].has_cut_marks and fields.get("cuts") is None,
    )


def _marker_file(value: YamlValue) -> str:
    """Return the name of a file, or the keyword; empty for a list, and for a single item, which is reported as none."""
    return value.strip() if isinstance(value, str) and not (value[:1].isdigit() and ":" in value) else ""


@dataclass(frozen=True, slots=True)
class _FileResult:
    """What a file of markers gives a field; `problem` is one of the file as a whole, `problems` those in it."""

    value: list[YamlValue] | None = None
    problem: FileProblem | None = None
    problems: tuple[Problem, ...] = ()
    file: str = ""  # its name in the folder
    has_cut_marks: bool = False


def _read_file(root: Path, folder: str, field: str, name: str) -> _FileResult:
    file = media_files.resolve_named_file(root, folder, name.removeprefix("./"), MARKERS)
    if isinstance(file, FileProblem):
        return _FileResult(problem=file)
    data = media_files.read_content(root, file, _MAX_BYTES)
    if isinstance(data, FileProblem):
        return _FileResult(problem=data)
    in_folder = file.removeprefix(f"{folder}/")
    try:
        markers = read_markers(data, file)
    except ShowError as error:
        return _FileResult(problems=error.problems, file=in_folder)
    if field == "chapters":
        chapters: list[YamlValue] = [chapter_fields(marker) for marker in markers if not is_cut_mark(marker)]
        return _FileResult(chapters, file=in_folder, has_cut_marks=len(chapters) < len(markers))
    cuts = cut_spans(markers)
    wrong = (cut for cut in cuts if isinstance(cut, MarkerProblem))
    problems = tuple(Problem(file, 0, 0, "", problem.what, problem.remedy) for problem in wrong)
    spans = (cut for cut in cuts if not isinstance(cut, MarkerProblem))
    values: list[YamlValue] = [{"from": start, "to": end} for start, end in spans]
    return _FileResult(None if problems else values, None, problems, in_folder)


def chapter_fields(marker: Marker) -> dict[str, YamlValue]:
    """Return a marker as the fields of a chapter."""
    fields: dict[str, YamlValue] = {"start": marker.start, "title": marker.title}
    optional = {"href": marker.href, "image": marker.image}
    return fields | {name: value for name, value in optional.items() if value}
