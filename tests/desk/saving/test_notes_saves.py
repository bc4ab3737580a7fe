"""Notes are saved by paragraph, in their file or in `episode.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from podcast.desk.saving.history import History
from podcast.desk.saving.notes_saves import read_notes_source, save_notes
from podcast.desk.saving.outcomes import Conflict, Saved
from podcast.desk.saving.undo_steps import take_back
from tests.support.desk_show import write_desk_show

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "erster-kaffee"
WRAPPED = "Ein Absatz, der hier\r\numbrochen ist, und zwar\r\nmehrmals.\r\n\r\nEin zweiter.\r\n"


@dataclass
class DeskOfFiles:
    root: Path
    history: History


@pytest.fixture(name="desk")
def a_desk(tmp_path: Path) -> DeskOfFiles:
    root = write_desk_show(tmp_path / "show")
    return DeskOfFiles(root, History(root))


def notes(desk: DeskOfFiles, data: bytes | None = None) -> Path:
    path = desk.root / "episodes" / SLUG / "notes.md"
    if data is not None:
        path.write_bytes(data)
    return path


def test_a_wrapped_file_flows_in_the_form_and_is_wrapped_again(desk: DeskOfFiles) -> None:
    path = notes(desk, b"\xef\xbb\xbf" + WRAPPED.encode())
    source = read_notes_source(desk, SLUG)
    assert source.text == "Ein Absatz, der hier umbrochen ist, und zwar mehrmals.\n\nEin zweiter.\n"
    new = source.text.replace("mehrmals", "gleich mehrmals").replace("\n", "\r\n")  # as browsers send it
    assert isinstance(save_notes(desk, SLUG, source.text, new, source.digest), Saved)
    assert path.read_bytes() == b"\xef\xbb\xbf" + WRAPPED.replace("mehrmals", "gleich mehrmals").encode()


def test_two_windows_that_change_different_paragraphs_keep_both(desk: DeskOfFiles) -> None:
    path = notes(desk, WRAPPED.encode())
    source = read_notes_source(desk, SLUG)
    for old, new in [("zweiter", "dritter"), ("mehrmals", "oft")]:
        assert isinstance(save_notes(desk, SLUG, source.text, source.text.replace(old, new), source.digest), Saved)
    assert path.read_bytes() == WRAPPED.replace("zweiter", "dritter").replace("mehrmals", "oft").encode()
    assert take_back(desk, is_redo=False)
    assert path.read_bytes() == WRAPPED.replace("zweiter", "dritter").encode()


def test_the_same_paragraph_in_two_windows_is_a_conflict(desk: DeskOfFiles) -> None:
    path = notes(desk, WRAPPED.encode())
    source = read_notes_source(desk, SLUG)
    save_notes(desk, SLUG, source.text, source.text.replace("zweiter", "dritter"), source.digest)
    late = save_notes(desk, SLUG, source.text, source.text.replace("zweiter", "vierter"), source.digest)
    assert isinstance(late, Conflict)
    assert desk.history.conflicts[late.id].mine == "Ein vierter.\n"
    assert path.read_bytes() == WRAPPED.replace("zweiter", "dritter").encode()


def test_first_notes_become_a_file_and_undo_removes_it(desk: DeskOfFiles) -> None:
    save_notes(desk, SLUG, "", "Erste Notizen.", "")
    assert notes(desk).read_bytes() == b"Erste Notizen.\n"
    take_back(desk, is_redo=False)
    assert not notes(desk).exists()
    take_back(desk, is_redo=True)
    assert notes(desk).read_bytes() == b"Erste Notizen.\n"


def test_notes_that_are_emptied_leave_no_empty_file(desk: DeskOfFiles) -> None:
    path = notes(desk, b"Eins.\n")
    source = read_notes_source(desk, SLUG)
    save_notes(desk, SLUG, source.text, " ", source.digest)
    assert not path.exists()
    take_back(desk, is_redo=False)
    assert path.read_bytes() == b"Eins.\n"


def test_notes_in_the_field_stay_there(desk: DeskOfFiles) -> None:
    path = desk.root / "episodes" / SLUG / "episode.yaml"
    before = path.read_text()
    block = "notes: |\n  Ein Absatz, der\n  umbrochen ist.\n\n  Ein zweiter.\n"
    path.write_text(before + block)
    source = read_notes_source(desk, SLUG)
    assert source.text.startswith("Ein Absatz, der umbrochen ist.\n")
    new = source.text.replace("zweiter", "dritter")
    assert isinstance(save_notes(desk, SLUG, source.text, new, source.digest), Saved)
    assert path.read_text() == before + block.replace("zweiter", "dritter")
