"""Statistics of the old host beside the show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.errors import FileError
from podcast.importing.moving.statistics_history import keep_statistics

if TYPE_CHECKING:
    from pathlib import Path

CSV = b"\xef\xbb\xbfFolge;Abrufe\r\n1;\x80\r\n"  # not even text in one encoding


def test_statistics_are_kept_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "Abrufe Übersicht.CSV"
    file.write_bytes(CSV)
    copy = keep_statistics(file, tmp_path / "show")
    assert copy == tmp_path / "show/history/abrufe-uebersicht.csv"
    assert (copy.read_bytes(), file.read_bytes()) == (CSV, CSV)


def test_the_same_statistics_are_kept_once_and_others_beside_them(tmp_path: Path) -> None:
    file = tmp_path / "downloads.csv"
    names = []
    for content in (b"1", b"1", b"2", b"1", b"2"):
        file.write_bytes(content)
        names.append(keep_statistics(file, tmp_path / "show").name)
    assert names == ["downloads.csv", "downloads.csv", "downloads-2.csv", "downloads.csv", "downloads-2.csv"]
    assert [path.read_bytes() for path in sorted((tmp_path / "show/history").iterdir())] == [b"2", b"1"]


def test_a_file_that_does_not_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file; name the CSV file with the statistics"):
        keep_statistics(tmp_path / "none.csv", tmp_path / "show")
