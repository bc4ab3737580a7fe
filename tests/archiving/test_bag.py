"""An archive holds the whole show, says what it is, reads as BagIt elsewhere, and every changed byte of it is named."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from types import SimpleNamespace

import pytest

from podcast.archiving import bag_format
from podcast.archiving.bag_contents import read_contents, require_outside
from podcast.archiving.verify_bag import verify_bag
from podcast.archiving.write_bag import write_bag
from podcast.errors import FileError, PodcastError
from tests.support import podcast_process
from tests.support.podcast_command import podcast

DAY = "1764460800"  # 2025-11-30


@pytest.fixture(scope="module")
def written(small_show, tmp_path_factory):
    """The small show, and its archive."""
    folder = tmp_path_factory.mktemp("archive")
    shutil.copytree(small_show, folder / "show")
    (folder / "show" / "episodes" / "folge-1" / "100%.md").write_text("x", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        write_bag(read_contents(folder / "show"), folder / "sendung.zip")
    return folder


@pytest.fixture
def bag(written, tmp_path):
    """A copy of the archive, to be damaged."""
    return shutil.copy2(written / "sendung.zip", tmp_path / "sendung.zip")


def names(path):
    with zipfile.ZipFile(path) as archive:
        return [entry.filename for entry in archive.infolist()]


def faults(path):
    return [(fault.kind, fault.file) for fault in verify_bag(path).faults]


def rewritten(path, change, *, leave_out=()):
    """Writes the archive again, with other bytes: `change` maps names to bytes; new names are added."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files = {name: data for name, data in {**files, **change}.items() if name not in leave_out}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_an_archive_has_recordings_masters_site_and_texts(written):
    found = {name.removeprefix("sendung/") for name in names(written / "sendung.zip")}
    assert {"README.txt", "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha512.txt"} <= found
    assert {"data/show/podcast.yaml", "data/show/episodes/folge-1/recording.wav", "data/site/feed.xml"} <= found
    assert {"data/masters/folge-1.mp3", "data/masters/folge-2.mp3", "data/site/folge-1/index.html"} <= found
    audio = [name for name in found if name.startswith("data/site/audio/")]
    assert len(audio) == 2
    assert not any("/.podcast/" in name or "/." in name for name in found)


def test_the_library_of_congress_reads_it(written, tmp_path):
    """bagit-python, on the command line, with every checksum."""
    with zipfile.ZipFile(written / "sendung.zip") as archive:
        archive.extractall(tmp_path)
    (tmp_path / "sendung" / "data" / "show" / "episodes" / "folge-1" / "100%.md").rename(
        tmp_path / "sendung" / "data" / "show" / "episodes" / "folge-1" / "100%25.md"
    )  # the library does not decode percent signs, as RFC 8493 demands
    command = [sys.executable, "-m", "bagit", "--validate", "--processes", "1", tmp_path / "sendung"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "is valid" in run.stderr


def test_bag_info_says_what_it_is(written):
    with zipfile.ZipFile(written / "sendung.zip") as archive:
        info = archive.read("sendung/bag-info.txt").decode()
        assert archive.read("sendung/bagit.txt") == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert "Source-Organization: Redaktion\n" in info
    assert "Bagging-Date: 2025-11-30\n" in info
    assert "External-Identifier: 375e050f-7f52-5e9b-9cfc-9414515d1a5b https://podcast.example.org/\n" in info
    size, count = bag_format.payload_oxum(info.encode())
    verified = verify_bag(written / "sendung.zip")
    assert (verified.payload_size, verified.file_count) == (size, count)
    assert not verified.faults


def test_the_readme_explains_everything_in_german_and_english(written):
    with zipfile.ZipFile(written / "sendung.zip") as archive:
        text = archive.read("sendung/README.txt").decode()
    assert archive.infolist()[0].filename == "sendung/README.txt", "the first thing that a person finds"
    for word in ("WAS DAS IST", "WHAT THIS IS", "„Kleine Sendung“", "“Kleine Sendung”", "data/masters/", "RFC 8493"):
        assert word in text
    assert "{" not in text
    assert all(len(line) <= 120 for line in text.splitlines())


def test_the_same_show_gives_the_same_bytes(written, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    copy = tmp_path / "elsewhere"
    shutil.copytree(written / "show", copy)
    for path in copy.rglob("*"):
        os.utime(path, (1, 1))
    write_bag(read_contents(copy), tmp_path / "sendung.zip")
    assert (tmp_path / "sendung.zip").read_bytes() == (written / "sendung.zip").read_bytes()


def test_nothing_is_compressed_so_a_damaged_byte_costs_one_file(written):
    with zipfile.ZipFile(written / "sendung.zip") as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# --- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_damaged_byte_is_named_in_whatever_file_it_is(bag):
    whole = bag.read_bytes()
    with zipfile.ZipFile(bag) as archive:
        entries = [entry for entry in archive.infolist() if entry.file_size]
    for entry in entries:
        start = entry.header_offset + 30 + len(entry.filename.encode())
        data = bytearray(whole)
        data[start + entry.file_size // 2] ^= 1
        bag.write_bytes(data)
        assert ("damaged", entry.filename.removeprefix("sendung/")) in faults(bag)


@pytest.mark.long
def test_whatever_byte_of_the_zip_itself_changes_a_verification_comes_to_its_end(bag):
    whole = bag.read_bytes()
    with zipfile.ZipFile(bag) as archive:
        first, start = archive.infolist()[1], archive.start_dir
    header = range(first.header_offset, first.header_offset + 30)
    end = range(len(whole) - 22, len(whole))
    for place in (*header, *range(start, len(whole), (len(whole) - start) // 40), *end):
        data = bytearray(whole)
        data[place] ^= 0x08
        bag.write_bytes(data)
        found = verify_bag(bag).faults
        if place in header and place - first.header_offset not in {4, 5}:  # the version that reading needs
            assert found, place - first.header_offset


def test_a_damaged_byte_with_a_matching_crc_is_found_by_its_checksum(bag):
    rewritten(bag, {"sendung/data/show/podcast.yaml": b"title: another\n"})
    found = verify_bag(bag).faults
    assert [(fault.kind, fault.file) for fault in found] == [
        ("invalid", "bag-info.txt"),
        ("damaged", "data/show/podcast.yaml"),
    ]
    assert "sha256, sha512" in found[1].detail


def test_missing_and_additional_files_are_named(bag):
    rewritten(
        bag,
        {"sendung/data/foreign.txt": b"x", "sendung/foreign.txt": b"x"},
        leave_out={"sendung/data/masters/folge-1.mp3", "sendung/README.txt"},
    )
    assert {*faults(bag)} >= {
        ("additional", "data/foreign.txt"),
        ("additional", "foreign.txt"),
        ("missing", "data/masters/folge-1.mp3"),
        ("missing", "README.txt"),
    }


def test_a_file_that_was_cut_off_names_where(bag):
    whole = bag.read_bytes()
    with zipfile.ZipFile(bag) as archive:
        entries = archive.infolist()
    middle = next(entry for entry in entries if entry.filename.endswith("recording.wav"))
    bag.write_bytes(whole[: middle.header_offset + 1000])
    (fault,) = verify_bag(bag).faults
    assert (fault.kind, fault.file) == ("truncated", middle.filename)
    assert f"{entries.index(middle)} files before it are whole" in fault.detail
    bag.write_bytes(whole[:-1])
    assert [kind for kind, _file in faults(bag)] == ["truncated"]
    bag.write_bytes(whole[: len(whole) // 2].replace(b"title: Folge 1", b"title: Folge 3"))
    assert ("damaged", "sendung/data/show/episodes/folge-1/episode.yaml") in faults(bag)


def test_what_is_no_archive_is_said(tmp_path):
    other = tmp_path / "other.zip"
    other.write_bytes(b"no zip at all" * 10)
    assert faults(other) == [("invalid", "")]
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a/readme.txt", "x")
    assert faults(other) == [("invalid", "")]
    with pytest.raises(FileError):
        verify_bag(tmp_path / "missing.zip")


def test_names_with_line_breaks_and_percent_signs_come_back():
    checksums = {"data/a\nb.md": "ab", "data/100%.md": "cd", "data/ä ö.md": "ef"}
    assert bag_format.parse_manifest(bag_format.manifest_text(checksums)) == checksums


# --- writing ---------------------------------------------------------------------------------------------------------


def test_an_archive_that_exists_is_never_overwritten(written, bag):
    with pytest.raises(FileError, match="exists"):
        write_bag(read_contents(written / "show"), bag)


def test_a_disk_without_room_is_known_before(written, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1000))
    with pytest.raises(FileError, match=r"has 1\.0 kB left"):
        write_bag(read_contents(written / "show"), tmp_path / "a.zip")
    assert not list(tmp_path.iterdir())


def test_a_site_that_is_not_whole_is_not_archived(written, tmp_path):
    root = tmp_path / "show"
    shutil.copytree(written / "show", root)
    next((root / "site" / "audio").glob("folge-1*")).unlink()
    with pytest.raises(PodcastError, match=r"audio/folge-1.*podcast pull"):
        read_contents(root)
    shutil.rmtree(root / "site")
    with pytest.raises(PodcastError, match="podcast build"):
        read_contents(root)


def test_an_archive_does_not_contain_itself(written):
    root = written / "show"
    require_outside(root, root / "backup.zip")
    for folder in ("site", "episodes"):
        with pytest.raises(PodcastError, match=f"{folder}/"):
            require_outside(root, root / folder / "backup.zip")


@pytest.mark.long
def test_a_command_that_is_killed_leaves_nothing_in_the_way(written, tmp_path):
    file = tmp_path / "sendung.zip"
    with open(os.devnull, "r+b") as null:  # noqa: PTH123 -- no path, a place of the system
        process = podcast_process.start(
            ("archive", file), streams=(null, null, null), at=written / "show", session=True
        )
        while not list(tmp_path.glob(".*.part")) and process.poll() is None:
            time.sleep(0.001)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert podcast("archive", file, at=written / "show").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["sendung.zip"]


@pytest.mark.long
def test_the_command_writes_and_verifies(written, tmp_path):
    file = tmp_path / "sendung.zip"
    run = podcast("archive", file, "--json", at=written / "show")
    document = json.loads(run.stdout)
    assert (document["bytes"], document["verified"], document["exit_status"]) == (file.stat().st_size, False, 0)
    whole = podcast("archive", file, "--verify", at=tmp_path)
    assert whole.returncode == 0
    assert "every byte as it was archived" in whole.stdout
    file.write_bytes(file.read_bytes()[:5000])
    cut = podcast("archive", file, "--verify", "--json", at=tmp_path)
    assert cut.returncode == 1
    assert json.loads(cut.stdout)["faults"][0]["kind"] == "truncated"
    wrong = podcast("archive", tmp_path / "sendung.tar", at=written / "show")
    assert wrong.returncode == 2


def test_an_archive_that_does_not_exist_is_no_fault_of_the_disk(tmp_path):
    with pytest.raises(FileError, match="there is no such file; check the path"):
        verify_bag(tmp_path / "missing.zip")
