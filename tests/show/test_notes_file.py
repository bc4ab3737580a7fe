"""Show notes come from one place: the field, notes.md, notes.docx, or a file that the field names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.show.media_files import list_folder
from podcast.show.notes_file import read_notes
from tests.support.word_files import paragraph, word_file

if TYPE_CHECKING:
    from pathlib import Path

WORD = word_file(paragraph("Links", style="berschrift1"), "Text")


def notes(root: Path, files: dict[str, bytes], typed: str | None = None) -> tuple[dict[str, str | None], list[str]]:
    folder = root / "episodes/eins"
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    fields, findings = read_notes(root.resolve(), list_folder(folder), typed, "episodes/eins/episode.yaml")
    return fields, [f"{finding.path}: {finding.what}" for finding in findings]


@pytest.mark.parametrize(
    ("files", "typed", "file", "text"),
    [
        ({"notes.md": b"Text"}, None, "notes.md", "Text"),
        ({"notes.md": b"\xef\xbb\xbfText\r\nmehr"}, None, "notes.md", "Text\nmehr"),
        ({"notes.docx": WORD}, None, "notes.docx", "# Links\n\nText"),
        ({"notes.docx": WORD, "~$otes.docx": b"x"}, None, "notes.docx", "# Links\n\nText"),
        ({"Shownotes Folge 1.docx": WORD}, "Shownotes Folge 1.docx", "Shownotes Folge 1.docx", "# Links\n\nText"),
        ({"text.md": b"Text", "notes.md": b"x"}, "text.md", "text.md", "Text"),
    ],
)
def test_notes_are_read_from_their_file(
    files: dict[str, bytes], typed: str | None, file: str, text: str, tmp_path: Path
) -> None:
    fields, problems = notes(tmp_path, files, typed)
    assert (fields, problems) == ({"notes": text, "notes_file": f"episodes/eins/{file}"}, [])


@pytest.mark.parametrize("typed", [None, "Ein Text.", "Siehe Datei.md", "Text\nDatei.md"])
def test_a_field_with_a_text_is_the_text(typed: str | None, tmp_path: Path) -> None:
    assert notes(tmp_path, {}, typed) == ({}, [])


@pytest.mark.parametrize(
    ("files", "typed", "problem"),
    [
        ({"notes.md": b"a", "notes.docx": WORD}, None, "notes.docx: exists although there is notes.md"),
        ({"notes.docx": WORD}, "Text", "notes.docx: exists although episode.yaml has notes:"),
        ({"notes.md": b"a"}, "Text", "notes.md: exists although episode.yaml has notes:"),
        ({"notes.docx": b"{\\rtf1"}, None, "notes.docx: is an RTF file"),
        ({"notes.docx": WORD[:-30]}, None, "notes.docx: is a damaged Word file"),
        ({"notes.md": b"\xff"}, None, "notes.md: contains a byte in line 1 that is not UTF-8"),
        ({}, "notizen.docx", 'episode.yaml: "notizen.docx" does not exist'),
        ({}, "Notizen zur Folge.docx", 'episode.yaml: "Notizen zur Folge.docx" does not exist'),
        (
            {"notizen.odt": b"x"},
            "notizen.odt",
            'episode.yaml: "notizen.odt" is not a supported Markdown, Word or HTML file',
        ),
    ],
)
def test_notes_that_cannot_be_read_are_one_problem_and_no_text(
    files: dict[str, bytes], typed: str | None, problem: str, tmp_path: Path
) -> None:
    fields, problems = notes(tmp_path, files, typed)
    assert problems == [f"episodes/eins/{problem}"]
    assert not fields.get("notes")
