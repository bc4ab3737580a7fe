"""Any field of any file of the tests' shows: an edit changes bytes within its lines, and undo restores them all."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from podcast.authoring.edited_file import EditedFile
from podcast.authoring.edits.yaml_removal import outermost_removal
from podcast.authoring.yaml_nodes import node_at, parse_source, value_end
from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.history import History
from podcast.desk.saving.outcomes import Conflict, Refused
from podcast.desk.saving.undo_steps import TakenBack, take_back
from podcast.show.locations import field_name
from podcast.show.yaml_reader import read_yaml
from tests.support.paths import ROOT, SHOWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.show.yaml_errors import Loc

_SUFFIX = "Ende – und „mehr“: 1 # so"
_MAX_DEPTH = 3


@dataclass(frozen=True)
class DeskOfFiles:
    """What a save needs of the desk."""

    root: Path
    history: History


def corpus() -> list[Path]:
    """The YAML files of shows that can be read, those of the shipped show included."""
    files = [*SHOWS.rglob("podcast.yaml"), *SHOWS.rglob("episode.yaml"), ROOT / "podcast.yaml"]
    files += (ROOT / "episodes").rglob("episode.yaml")
    distinct = {file.read_bytes(): file for file in sorted(files, reverse=True)}
    return sorted(file for data, file in distinct.items() if not read_yaml(data).problems)


CORPUS = corpus()
KINDS = (b"\r\n", b"\xef\xbb\xbf", b">-", b": |", b"# ", b"'", b"- {")


def copied(file: Path, tmp_path: Path) -> tuple[DeskOfFiles, str | None, Path]:
    """A show with this file and its podcast.yaml alone: the desk, the slug, the file."""
    root = tmp_path / "show"
    if file.name == "podcast.yaml":
        root.mkdir()
        return DeskOfFiles(root, History(root)), None, Path(shutil.copy(file, root))
    folder = root / "episodes" / "folge"
    folder.mkdir(parents=True)
    shutil.copy(file.parents[2] / "podcast.yaml", root)
    return DeskOfFiles(root, History(root)), "folge", Path(shutil.copy(file, folder))


def places(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    """All values of a file with their paths, groups and lists included."""
    if loc:
        yield loc, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        if len(loc) < _MAX_DEPTH:
            yield from places(part, (*loc, step))


def other_value(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, list):
        return [*value[1:], *value[:1]] if len(value) > 1 else None
    return None if isinstance(value, dict) else f"{value} {_SUFFIX}"


def span(data: bytes, loc: Loc) -> tuple[int, int]:
    """The lines of a value with its key, as positions in the bytes."""
    source = parse_source(data)
    parent, node = node_at(source.tree, loc[:-1]), node_at(source.tree, loc)
    assert node is not None
    start = node.start_mark.index
    if isinstance(parent, yaml.MappingNode):
        start = next(key.start_mark.index for key, _value in parent.value if key.value == loc[-1])
    begin = max(source.text.rfind("\n", 0, start), source.text.rfind("\r", 0, start)) + 1
    end = source.line_end(max(value_end(source, node), start))
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    return mark + len(source.text[:begin].encode()), mark + len(source.text[:end].encode())


def require_within_span(before: bytes, after: bytes, loc: Loc) -> None:
    """All bytes before the lines of the value, and all after them, are as they were."""
    begin, end = span(before, loc)
    tail = before[end:].lstrip(b"\r\n ")  # a comment below may lose its indent
    assert after.startswith(before[:begin].rstrip(b"\r\n")), (loc, after)
    assert after.endswith(tail), (loc, after)
    assert len(after) >= begin - 2 + len(tail), (loc, after)


def edit_and_undo(file: Path, tmp_path: Path, every: int) -> None:
    """Change and remove each value of a file, or every n-th one, and take it back."""
    desk, slug, path = copied(file, tmp_path)
    original, saved = path.read_bytes(), 0
    fields = EditedFile.read(desk.root, slug).fields
    digest = desk.history.versions.add(original)
    edits = [(loc, value, new) for loc, value in places(fields) for new in (other_value(value), None)]
    for loc, value, new in edits[::every]:
        outcome = save_field(desk, FieldEdit(slug, field_name(loc), value, new, digest))
        assert not isinstance(outcome, Conflict), (loc, value)
        if isinstance(outcome, Refused) or not outcome.is_changed:
            assert path.read_bytes() == original
            continue
        saved += 1
        require_within_span(original, path.read_bytes(), loc if new is not None else outermost_removal(fields, loc))
        assert isinstance(take_back(desk, is_redo=False), TakenBack)
        assert path.read_bytes() == original, (loc, new)
    assert saved or not fields.keys() - {"guid"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_stays_within_its_lines_and_undo_restores_the_file(kind: bytes, tmp_path: Path) -> None:
    file = min((file for file in CORPUS if kind in file.read_bytes()), key=lambda file: file.stat().st_size)
    edit_and_undo(file, tmp_path, every=2)


@pytest.mark.long
@pytest.mark.parametrize("file", CORPUS, ids=lambda file: str(file.relative_to(ROOT)))
def test_edits_of_all_files_stay_within_their_lines(file: Path, tmp_path: Path) -> None:
    edit_and_undo(file, tmp_path, every=1)
