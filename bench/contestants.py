"""Who competes: a name, what has to be installed, the command line, where the result is."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import show_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = Path(__file__).resolve().parent
CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class Contestant:
    """One way from recordings to MP3s.

    `command` is given the recordings and a folder that `prepared` has made (outside the measured time).
    """

    name: str
    needs: tuple[str, ...]  # programs, or modules of Python
    command: Callable[[Sequence[Path], Path], Sequence[str | Path]]
    prepared: Callable[[Sequence[Path], Path], None]
    results: Callable[[Path], Sequence[Path]]

    @property
    def missing(self) -> str:
        """What is not installed of what it needs."""
        return ", ".join(name for name in self.needs if not program(name) and not importlib.util.find_spec(name))


def program(name: str) -> str | None:
    """Where a program is: beside this Python, or on the PATH."""
    return shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")


def _show(recordings: Sequence[Path], folder: Path) -> None:
    show_folder.write(folder, recordings, {})


def _build(_: Sequence[Path], folder: Path) -> list[str | Path]:
    return [sys.executable, "-m", "podcast", "build", "-C", folder]


def _list(recordings: Sequence[Path], folder: Path) -> None:
    """The list that xargs reads: a recording and its result a line."""
    folder.mkdir(parents=True)
    lines = (f"{path}\n{folder / f'{number:03}.mp3'}\n" for number, path in enumerate(recordings))
    (folder / "list").write_text("".join(lines), "utf-8")


def _xargs(_: Sequence[Path], folder: Path) -> list[str | Path]:
    return ["xargs", "-d", "\n", "-a", folder / "list", "-P", str(CORES), "-n", "2", *LAME]


def _results(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.mp3"))


def _plain(name: str, needs: tuple[str, ...], *before: str | Path, after: tuple[str, ...] = ()) -> Contestant:
    """A command that is given the recording and the result, in this order; `after` stands between them."""

    def command(recordings: Sequence[Path], folder: Path) -> list[str | Path]:
        return [*before, *recordings, *after, folder / "result.mp3"]

    return Contestant(name, needs, command, lambda _, folder: folder.mkdir(parents=True), _results)


def _python(name: str, needs: tuple[str, ...], *script: str) -> Contestant:
    return _plain(name, needs, sys.executable, HERE / script[0], *script[1:])


LAME = ("lame", "--quiet", "-b", "128", "-q", "3")
NORMALIZE = (
    *("--normalization-type", "ebu", "--target-level", "-16", "--true-peak", "-1"),
    *("--audio-codec", "libmp3lame", "--audio-bitrate", "128k", "--sample-rate", "44100", "--force", "--output"),
)

BARE = _plain("bare lame", ("lame",), *LAME)
OURS = Contestant("podcast build", (), _build, _show, show_folder.masters)
ALONE = _python("our mastering alone", (), "ours.py", "master")
FFMPEG_NORMALIZE = _plain(
    "ffmpeg-normalize, two passes",
    ("ffmpeg-normalize", "ffmpeg"),
    program("ffmpeg-normalize") or "ffmpeg-normalize",
    after=NORMALIZE,
)
ONE = (
    BARE,
    OURS,
    ALONE,
    _python("ffmpeg by hand: ebur128, volume, alimiter", ("ffmpeg",), "peers.py", "ffmpeg"),
    _python("pydub, peaks only", ("pydub", "ffmpeg"), "peers.py", "pydub"),
    _python("pydub and pyloudnorm", ("pydub", "pyloudnorm", "ffmpeg"), "peers.py", "pydub-pyloudnorm"),
    FFMPEG_NORMALIZE,
)
BATCH = Contestant(f"bare lame, xargs -P {CORES}", ("lame", "xargs"), _xargs, _list, _results)
MANY = (BATCH, OURS)
