"""The whole command line by the rules of Windows: without fcntl, fork and /proc, with spawn, cp1252 and CR LF.

A simulation, not Windows: `tests/support/windows_like` says what it plays. Its own claims are tested here, too, so that
it cannot play nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.support import podcast_process, windows
from tests.support.complete_show import write_complete_show
from tests.support.small_show import change, write_show
from tests.tools.prove_kills import digests

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

INIT = (
    *("init", "--title", "Ämter und Akten", "--description", "Über Ämter → Akten.", "--link", "https://example.org/"),
    *("--language", "de", "--timezone", "Europe/Berlin", "--author", "Amt", "--category", "Government"),
    *("--not-explicit", "--cover-alt", "Bild", "--owner-email", "a@example.org", "--country", "none"),
)


def run(root: Path, *words: str | Path, status: int = 0, **more: str) -> str:
    """Run a command in the show's folder; what it has printed, results first."""
    done = windows.podcast(*words, at=root, **more)
    assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Warning" not in done.stderr.replace("DeprecationWarning: 'audioop'", "")
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_complete_show(tmp_path_factory.mktemp("material") / "show")


def test_a_show_goes_all_the_way_from_init_to_unpublish(material: Path, tmp_path: Path) -> None:
    root, target = tmp_path / "show", tmp_path / "web"
    root.mkdir()
    recording = material / "episodes" / "folge-1" / "recording.wav"
    run(root, *INIT, "--cover", material / "cover.jpg", "--target", target)
    assert b"\r" not in (root / "podcast.yaml").read_bytes()
    for title, date in (("Erste Folge", "2026-01-08 09:00"), ("Zweite Folge", "2026-01-15 09:00")):
        options = ("--summary", "Worum es geht", "--ready", "--date", date)
        run(root, "new", title, "--recording", recording, *options)
    assert "no problems: 2 episodes" in run(root, "check")
    assert "2 episodes" in run(root, "build", "--jobs", "2")
    assert "erste-folge" in run(root, "status")
    assert "published" in run(root, "publish", "--yes")
    assert "all present and unchanged" in run(root, "verify")
    run(root, "set", "erste-folge", "title", "Neuer Titel")
    run(root, "build")
    run(root, "publish", "--yes")
    assert "Neuer Titel" in (target / "feed.xml").read_text("utf-8")
    run(root, "undo", "--yes")
    assert "Neuer Titel" not in (target / "feed.xml").read_text("utf-8")
    assert "all present and unchanged" in run(root, "verify")
    run(root, "archive", tmp_path / "show.zip")
    run(root, "archive", tmp_path / "show.zip", "--verify")
    run(root, "listen", "erste-folge")
    (root / ".podcast" / "masters" / "left.mp3").write_bytes(b"x")
    run(root, "clean", "--yes")
    run(root, "unpublish", "erste-folge", "--reason", "Rechte", "--yes")
    assert "Erste Folge" not in (target / "feed.xml").read_text("utf-8")


def test_the_site_has_the_bytes_that_linux_builds(material: Path, tmp_path: Path) -> None:
    root, other = (shutil.copytree(material, tmp_path / name) for name in ("windows", "linux"))
    run(root, "build")
    assert podcast_process.run("build", at=other).returncode == 0
    assert digests(root / "site") == digests(other / "site")
    assert len(digests(root / "site")) > 60


def test_a_show_with_the_line_ends_of_windows_builds_the_same_site(material: Path, tmp_path: Path) -> None:
    root, other = (shutil.copytree(material, tmp_path / name) for name in ("crlf", "lf"))
    texts = [path for path in root.rglob("*") if path.suffix in {".yaml", ".md", ".vtt", ".txt", ".json"}]
    for path in texts:
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert len(texts) >= 4
    run(root, "build")
    assert podcast_process.run("build", at=other).returncode == 0
    assert digests(root / "site") == digests(other / "site")


def test_a_changed_field_keeps_the_line_ends_of_windows(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show")
    path = root / "episodes" / "folge-1" / "episode.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    run(root, "set", "folge-1", "title", "Anders")
    lines = path.read_bytes().split(b"\n")
    assert b"title: Anders\r" in lines
    assert all(line.endswith(b"\r") for line in lines[:-1])


@pytest.mark.parametrize("moment", [0.3, 1.0, 2.0, 3.5])
def test_the_build_after_a_killed_one_is_right(material: Path, tmp_path: Path, moment: float) -> None:
    root, other = (shutil.copytree(material, tmp_path / name) for name in ("killed", "whole"))
    process = subprocess.Popen(
        [sys.executable, "-m", "podcast", "build"],
        cwd=root,
        env=windows.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(moment)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    run(root, "build")
    assert podcast_process.run("build", at=other).returncode == 0
    assert digests(root / "site") == digests(other / "site")
    assert not list((root / ".podcast").rglob("*.part"))


def test_messages_speak_the_language_of_the_desktop(tmp_path: Path) -> None:
    assert "Aufruf: podcast" in run(tmp_path, "--help", LANGUAGE="")
    assert "Usage: podcast" in run(tmp_path, "--help", LANGUAGE="", WINDOWS_LIKE_LANGUAGE=str(0x0409))


def test_a_character_that_the_console_lacks_ends_no_command(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show")
    assert "Akte ? und ?" in run(root, "set", "folge-1", "title", "Akte ✓ und Ω")
    assert "Akte ✓ und Ω" in (root / "episodes" / "folge-1" / "episode.yaml").read_text("utf-8")
    done = windows.podcast("set", "folge-1", "title", "Akte Ω", "--json", at=root)
    assert json.loads(done.stdout)["fields"] == {"title": "Akte Ω"}


def test_a_path_that_is_too_long_is_said_with_its_remedy(tmp_path: Path) -> None:
    root = write_show(tmp_path / ("x" * 100) / ("y" * 100))
    assert "closer to the root of the disk" in run(root, "build", status=1)


def test_a_file_that_a_program_keeps_open_is_said_with_its_remedy(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show")
    program = "import subprocess, sys; file = open('site/feed.xml'); "
    program += "run = subprocess.run([sys.executable, '-m', 'podcast', 'build']); sys.exit(run.returncode)"
    run(root, "build")
    change(root / "podcast.yaml", "title: ", "title: Neu ")
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env=windows.environment(LANGUAGE="en"),
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == 1
    assert "close the program that has it open" in done.stderr
    run(root, "build")


# --- podcast serve ---------------------------------------------------------------------------------------------------


class Preview:
    """`podcast serve`, listening, with its first build done."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "podcast", "serve"],
            cwd=root,
            env=windows.environment(LANGUAGE="en"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="cp1252",
            start_new_session=True,
        )
        assert self.process.stdout
        self.url = self.process.stdout.readline().strip()
        self.rebuilt = threading.Condition()
        self.messages: list[str] = []
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with self.rebuilt:
                self.messages.append(line)
                self.rebuilt.notify_all()

    def until(self, count: int) -> None:
        """Wait for so many builds."""
        with self.rebuilt:
            done = self.rebuilt.wait_for(lambda: "".join(self.messages).count("rebuilt in") >= count, windows.PATIENCE)
        assert done, "".join(self.messages)

    def end(self, number: signal.Signals) -> int:
        os.killpg(self.process.pid, number)
        try:
            return self.process.wait(windows.PATIENCE)
        finally:
            self.process.kill()
            self.listener.join(windows.PATIENCE)
            for stream in (self.process.stdout, self.process.stderr):
                assert stream
                stream.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGUSR1], ids=["Ctrl-C", "CTRL_BREAK"])
def test_a_preview_rebuilds_and_ends_when_it_is_asked_to(tmp_path: Path, number: signal.Signals) -> None:
    root = write_show(tmp_path / "show")
    preview = Preview(root)
    try:
        preview.until(1)
        change(root / "podcast.yaml", "title: ", "title: Geändert ")
        preview.until(2)
        with urllib.request.urlopen(preview.url) as answer:  # noqa: S310 -- of this machine
            assert "Geändert" in answer.read().decode()
    finally:
        status = preview.end(number)
    assert status == 0, "".join(preview.messages)
    assert "stopped; nothing from the preview was published" in "".join(preview.messages)


def test_two_previews_do_not_listen_at_one_port(tmp_path: Path) -> None:
    previews = [Preview(write_show(tmp_path / name)) for name in ("one", "two")]
    for preview in previews:
        preview.end(signal.SIGKILL)
    assert len({preview.url for preview in previews}) == 2


# --- the simulation itself -------------------------------------------------------------------------------------------

SIMULATED = """
import os, sys
from pathlib import Path
folder = Path(sys.argv[1])
def refused(change):
    try:
        change()
    except OSError as error:
        return type(error).__name__
    return "done"
(folder / "a").write_bytes(b"a"); (folder / "b").write_bytes(b"b"); (folder / "c").write_text("ä\\n")
print((folder / "c").read_bytes())
with (folder / "a").open("rb") as file:
    print(refused(lambda: (folder / "b").replace(folder / "a")), refused((folder / "a").unlink))
    print(refused(lambda: os.fsync(file.fileno())))
print(refused(lambda: (folder / "a").rename(folder / "b")))
(folder / "b").chmod(0o400)
print(refused((folder / "b").unlink), refused(lambda: (folder / "a").replace(folder / "b")))
print(refused(lambda: (folder / "aux.mp3").touch()), refused(lambda: (folder / "a:b").mkdir()))
print(refused(lambda: (folder / ("x" * 255)).touch()), refused(lambda: Path("/proc/self/stat").read_text()))
"""


def test_the_simulation_refuses_what_windows_refuses(tmp_path: Path) -> None:
    assert windows.run_python(SIMULATED, tmp_path).splitlines() == [
        r"b'\xe4\r\n'",
        "PermissionError PermissionError",
        "OSError",
        "FileExistsError",
        "PermissionError PermissionError",
        "OSError OSError",
        "FileNotFoundError FileNotFoundError",
    ]


_VIEWED = """
import os, signal, sys
print(hasattr(os, "fork"), hasattr(os, "sync"), hasattr(signal, "SIGKILL"), sys.platform)
try:
    import fcntl
except ImportError:
    print("no fcntl")
"""
HIDDEN = f"""
import podcast.platform
for name in ("podcast.module", "library.module"):
    exec({_VIEWED!r}, {{"__name__": name}})
"""


def test_the_simulation_hides_from_the_program_alone_what_windows_lacks() -> None:
    printed = windows.run_python(HIDDEN).splitlines()
    assert printed == ["False False False win32", "no fcntl", f"True True True {sys.platform}"]
