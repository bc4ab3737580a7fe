"""Chapters of an episode from a file: `chapters:` may name a file of markers in its folder, or `recording`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import FileProblem, Problem, ShowError
from podcast.i18n import gettext_noop
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
    """The fields of an episode with the chapters in place of the file's name, and the problems of that file.

    `from_recording` is set where the chapters that the recording carries are to be used.
    """

    fields: dict[str, YamlValue]
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    file: str = ""  # its name in the folder, if there is one
    from_recording: bool = False


def with_chapters(root: Path, folder: str, fields: Mapping[str, YamlValue], path: str) -> ChaptersFromFile:
    """Read the chapters of an episode from the file that it names; other fields stay as they are.

    Args:
        root: of the show, resolved.
        folder: of the episode, relative to `root`.
        fields: of its `episode.yaml`, as read.
        path: of that file, for findings.
    """
    value = fields.get("chapters")
    if not isinstance(value, str) or (value[:1].isdigit() and ":" in value):  # a single chapter: reported as no list
        return ChaptersFromFile({**fields})
    other_fields = {name: field for name, field in fields.items() if name != "chapters"}
    if value.strip() == RECORDING_KEYWORD:
        return ChaptersFromFile(other_fields, from_recording=True)
    file = media_files.resolve_named_file(root, folder, value.strip().removeprefix("./"), MARKERS)
    if isinstance(file, FileProblem):
        return ChaptersFromFile(other_fields, (_finding(path, file),))
    data = media_files.read_content(root, file, _MAX_BYTES)
    if isinstance(data, FileProblem):
        return ChaptersFromFile(other_fields, (_finding(path, data),))
    name = file.removeprefix(f"{folder}/")
    try:
        chapters: list[YamlValue] = [chapter_fields(marker) for marker in read_markers(data, file)]
    except ShowError as error:
        return ChaptersFromFile(other_fields, problems=error.problems, file=name)
    return ChaptersFromFile({**fields, "chapters": chapters}, file=name)


def _finding(path: str, problem: FileProblem) -> Finding:
    return Finding(path, ("chapters",), problem.what, problem.remedy)


def chapter_fields(marker: Marker) -> dict[str, YamlValue]:
    """Return a marker as the fields of a chapter."""
    fields: dict[str, YamlValue] = {"start": marker.start, "title": marker.title}
    optional = {"href": marker.href, "image": marker.image}
    return fields | {name: value for name, value in optional.items() if value}
