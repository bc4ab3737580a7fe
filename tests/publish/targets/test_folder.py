"""The folder as a target: what a power cut leaves of it, who can read it, and what the dead have left there."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from podcast.errors import PublishError
from podcast.publish.targets.body import body_of
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.target import ABSENT, EXIT_FAILED, EXIT_REFUSED, Headers

HTML = Headers("text/html; charset=utf-8", "public, max-age=300")
HEAD = ".podcast/head.json"


class Disk:
    """Knows which names would be lost in a power cut: those whose folder was not flushed since they were written."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.lost, self.flushed = root, set[str](), list[str]()
        self.lost_at: dict[str, set[str]] = {}
        replace, mkdir, fsync = os.replace, os.mkdir, os.fsync

        def replaced(source, path, **options):
            self.lost_at[self.name(path)] = {name for name in self.lost if not name.endswith(".part")}
            replace(source, path, **options)
            self.lost.add(self.name(path))

        def created(path, *arguments, **options):
            mkdir(path, *arguments, **options)
            self.lost.add(self.name(path))

        def synced(handle):
            fsync(handle)
            path = Path(f"/proc/self/fd/{handle}").readlink()
            if path.is_dir():
                self.flushed.append(self.name(path))
                self.lost -= {name for name in self.lost if (root / name).parent == path}

        monkeypatch.setattr(os, "replace", replaced)
        monkeypatch.setattr(os, "mkdir", created)
        monkeypatch.setattr(os, "fsync", synced)

    def name(self, path: Path | str) -> str:
        return os.path.relpath(path, self.root)


def test_no_name_is_on_the_disk_before_those_that_it_names(tmp_path, monkeypatch):
    disk = Disk(tmp_path / "public", monkeypatch)
    unchecked = FolderTarget(tmp_path / "public")
    target = unchecked.for_writing(lambda: None, unchecked.detect_capabilities("probe"))
    unchecked.put(".podcast/intents/1-1a2b3c4d.json", body_of(b"intent"), HTML, ABSENT)
    unchecked.put(HEAD, body_of(b"one"), HTML, None)
    assert disk.lost_at[HEAD] <= {HEAD}
    assert disk.lost == set()
    keys = [f"audio/{name}.mp3" for name in "abc"] + ["assets/a.css", "a/index.html", "b/index.html", "index.html"]
    for key in (*keys, "feed.xml", ".podcast/manifests/2-1a2b3c4d.json"):
        target.put(key, body_of(key.encode()), HTML, ABSENT)
    assert disk.lost_at["feed.xml"] == set()
    assert disk.lost_at["index.html"] <= {"a", "b", "a/index.html", "b/index.html"}
    assert disk.lost_at["assets/a.css"] <= {"assets"}
    unchecked.put(HEAD, body_of(b"two"), HTML, None)
    assert disk.lost_at[HEAD] == set()
    assert disk.lost == set()
    target.delete("a/index.html")
    unchecked.put(HEAD, body_of(b"three"), HTML, None)
    assert disk.flushed[-3:].count(".") == 1  # the name of the folder a


def test_a_folder_is_flushed_once_in_a_phase(tmp_path, monkeypatch):
    target = FolderTarget(tmp_path / "public")
    target.put(HEAD, body_of(b"one"), HTML, None)
    disk = Disk(tmp_path / "public", monkeypatch)
    for number in range(50):
        target.put(f"audio/{number}.mp3", body_of(b"sound"), HTML, ABSENT)
    target.put("feed.xml", body_of(b"feed"), HTML, ABSENT)
    assert sorted(disk.flushed) == [".", "audio"]


@pytest.fixture(params=[0o022, 0o077, 0o002], ids=oct)
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_web_server_can_read_the_site_and_the_records_follow_the_umask(tmp_path, umask):
    public = tmp_path / "public"
    target = FolderTarget(public)
    target.put("a/b/index.html", body_of(b"one"), HTML, ABSENT)
    target.put(HEAD, body_of(b"one"), HTML, None)
    assert mode(public / "a/b/index.html") == 0o644
    assert {mode(folder) for folder in (public, public / "a", public / "a/b")} == {0o775 & ~umask | 0o755}
    assert mode(public / HEAD) == 0o666 & ~umask
    assert mode(public / ".podcast") == 0o777 & ~umask


def test_what_was_made_private_by_hand_stays_private(tmp_path):
    public = tmp_path / "public"
    public.mkdir()
    public.chmod(0o750)
    target = FolderTarget(public)
    etag = target.put("a/index.html", body_of(b"one"), HTML, ABSENT)
    (public / "a").chmod(0o700)
    (public / "a/index.html").chmod(0o600)
    target.put("a/index.html", body_of(b"two"), HTML, etag)
    target.put("a/b.html", body_of(b"new"), HTML, ABSENT)
    assert [mode(path) for path in (public, public / "a", public / "a/index.html", public / "a/b.html")] == [
        *(0o750, 0o700),
        *(0o600, 0o644),
    ]


COPYING = """
import sys, time; from pathlib import Path; from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.target import Headers, ABSENT; from podcast.errors import PublishError
from podcast.publish.targets.body import body_of
def stop():
    print("copied", flush=True); time.sleep(60)
target = FolderTarget(Path(sys.argv[1]))
target = target.for_writing(stop, target.detect_capabilities("probe"))
target.put("audio/secret.mp3", body_of(b"not to be published"), Headers("", ""), ABSENT)
"""


def test_what_a_killed_publish_left_goes_when_the_next_has_begun_and_that_of_the_living_stays(tmp_path):
    public = tmp_path / "public"

    def partial_files():
        return [path.name for path in public.rglob("*.part")]

    (public / "assets").mkdir(parents=True)
    (public / "assets" / "mine.part").write_text("by hand")
    with subprocess.Popen([sys.executable, "-c", COPYING, public], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"copied\n"
        other = FolderTarget(public)
        other.put("index.html", body_of(b"page"), HTML, ABSENT)
        other.put(HEAD, body_of(b"other"), HTML, None)
        assert len(partial_files()) == 2
        process.kill()
        process.wait()
    next_target = FolderTarget(public)
    next_target.put(".podcast/intents/1-1a2b3c4d.json", body_of(b"intent"), HTML, ABSENT)
    assert len(partial_files()) == 2
    next_target.put(HEAD, body_of(b"next"), HTML, None)
    assert partial_files() == ["mine.part"]
    assert [stored.key for stored in next_target.list("a")] == ["assets/mine.part"]


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [
        (errno.ENOSPC, EXIT_FAILED, "no space left on device; free some space"),
        (errno.EDQUOT, EXIT_FAILED, "free some space"),
        (errno.EIO, EXIT_FAILED, "check the disk"),
        (errno.EACCES, EXIT_REFUSED, "is not writable (d"),
        (errno.EROFS, EXIT_REFUSED, "make the disk writable"),
    ],
)
def test_a_disk_that_refuses_has_the_exit_status_of_the_table_and_names_the_file(
    tmp_path, monkeypatch, number, status, words
):
    """Never a temporary file: its name says nothing to those who have to give the permission."""
    target, create, access = FolderTarget(tmp_path / "public"), os.open, os.access
    target.put("a/index.html", body_of(b"one"), HTML, None)

    def refuse(path, *arguments, **options):
        if str(path).endswith(".part"):
            raise OSError(number, os.strerror(number), str(path))
        return create(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "access", lambda path, mode: number != errno.EACCES and access(path, mode))
    with pytest.raises(PublishError) as error:
        target.put("a/index.html", body_of(b"two"), HTML, None)
    assert error.value.exit_status == status
    assert words in str(error.value)
    assert f"{tmp_path}/public/a/index.html: " in str(error.value)
    assert ".part" not in str(error.value)


def test_a_feed_is_gone_from_the_disk_before_what_it_names(tmp_path, monkeypatch):
    disk = Disk(tmp_path / "public", monkeypatch)
    target = FolderTarget(tmp_path / "public")
    for key in ("audio/a.mp3", "a/index.html", "feed.xml"):
        target.put(key, body_of(key.encode()), HTML, ABSENT)
    disk.flushed.clear()
    target.delete("feed.xml")
    target.delete("a/index.html")
    assert disk.flushed == ["."]
