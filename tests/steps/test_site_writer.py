from pathlib import Path

import pytest

from podcast.steps import site_writer as built
from podcast.steps.site_writer import AudioRecord, BuildRecord

AUDIO = {"eins": AudioRecord("aa", "bb", "cc", "audio/eins.12345678.mp3", 12)}


def paths(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def put(root: Path, artifacts: dict[str, bytes], before: BuildRecord) -> built.SiteChanges:
    return built.write_site(root / "site", artifacts, (), before, root / "built.json")


def test_a_record_is_read_as_it_was_kept(tmp_path: Path) -> None:
    record = BuildRecord(frozenset({"index.html"}), AUDIO)
    built.save_record(tmp_path / "built.json", record)
    assert built.read_record(tmp_path / "built.json") == record


@pytest.mark.parametrize("damage", [None, "", "{", "[]", '{"files": []}', '{"files": [], "audio": {"a": {"x": 1}}}'])
def test_without_a_record_that_can_be_read_nothing_is_known(tmp_path: Path, damage: str | None) -> None:
    if damage is not None:
        (tmp_path / "built.json").write_text(damage)
    assert built.read_record(tmp_path / "built.json") == BuildRecord()


def test_what_only_an_earlier_build_wanted_goes_and_its_empty_folders_too(tmp_path: Path) -> None:
    put(tmp_path, {"index.html": b"1", "folge/index.html": b"2"}, BuildRecord())
    changes = put(tmp_path, {"index.html": b"1"}, BuildRecord(frozenset({"index.html", "folge/index.html"})))
    assert (changes.written, changes.unchanged, changes.removed) == ((), ("index.html",), ("folge/index.html",))
    assert not (tmp_path / "site" / "folge").exists()


def test_what_no_build_made_is_left_alone_and_named(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "CNAME").write_text("meins")
    (tmp_path / "site" / ".gitignore").write_text("*")
    changes = put(tmp_path, {"index.html": b"1"}, BuildRecord())
    assert changes.foreign == ("CNAME",)
    assert paths(tmp_path / "site") == {"CNAME", ".gitignore", "index.html"}


def test_the_feed_is_written_after_all_that_it_names(tmp_path: Path) -> None:
    changes = put(tmp_path, {"feed.xml": b"f", "a.html": b"a", "z.html": b"z"}, BuildRecord())
    assert changes.written[-1] == "feed.xml"


def test_a_build_that_is_killed_leaves_no_file_that_no_record_names(tmp_path: Path) -> None:
    (tmp_path / "site" / "b").mkdir(parents=True)  # in the way of the file b: the disk refuses in the middle
    with pytest.raises(Exception, match="folder is in the place of a file"):
        put(tmp_path, {"a": b"1", "b": b"2"}, BuildRecord())
    assert built.read_record(tmp_path / "built.json").files >= {"a", "b"}
