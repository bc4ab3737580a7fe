"""`chapters:` that names a file of markers in the episode's folder, or the recording, whose own chapters are meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.errors import FileProblem, Problem, ShowError
from podcast.i18n import gettext_noop
from podcast.markers.read_markers import markers
from podcast.show import media_files as folder
from podcast.show.locations import Finding
from podcast.show.media_files import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.markers.marker import Marker

RECORDING = "recording"
MARKERS = Kind(gettext_noop("list of markers"), (".txt", ".csv", ".tsv", ".json", ".xml", ".psc", ".nhsx", ".chapters"))
_MOST = 1 << 24  # bytes: a Hindenburg session holds more than its markers


@dataclass(frozen=True, slots=True)
class Marked:
    """The fields with the chapters in place of the file's name; what is wrong; the file; whether the recording is."""

    fields: dict[str, Any]
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    file: str = ""  # its name in the folder, if there is one
    recorded: bool = False


def with_chapters(root: Path, home: str, fields: dict[str, Any], path: str) -> Marked:
    """Reads the chapters of an episode from the file that it names; other fields stay as they are.

    Args:
        root: of the show, resolved.
        home: the episode's folder, relative to it.
        fields: of its `episode.yaml`, as read.
        path: of that file, for findings.
    """
    named = fields.get("chapters")
    if not isinstance(named, str) or (named[:1].isdigit() and ":" in named):  # a chapter alone: told as no list
        return Marked(fields)
    without = {name: value for name, value in fields.items() if name != "chapters"}
    if named.strip() == RECORDING:
        return Marked(without, recorded=True)
    file = folder.named(root, home, named.strip().removeprefix("./"), MARKERS)
    data = folder.content(root, file, _MOST) if isinstance(file, str) else file
    if isinstance(file, FileProblem) or isinstance(data, FileProblem):
        wrong = file if isinstance(file, FileProblem) else data
        found = (Finding(path, ("chapters",), wrong.what, wrong.remedy),) if isinstance(wrong, FileProblem) else ()
        return Marked(without, found)
    name = file.removeprefix(f"{home}/")
    try:
        chapters = [as_chapter(one) for one in markers(data, file)]
    except ShowError as error:
        return Marked(without, problems=error.problems, file=name)
    return Marked({**fields, "chapters": chapters}, file=name)


def as_chapter(marker: Marker) -> Mapping[str, Any]:
    """A marker as the fields of a chapter."""
    optional = {"href": marker.href, "image": marker.image}
    return {"start": marker.start, "title": marker.title} | {name: said for name, said in optional.items() if said}
