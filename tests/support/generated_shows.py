"""The shows of tests/shows, put on a disk: what a repository cannot keep, or should not, is made as `made.txt` says."""

from __future__ import annotations

import os
import shutil
import wave
from pathlib import Path

from PIL import Image

from tests.support.paths import SHOWS

NAMES = sorted(path.parent.name for path in SHOWS.glob("*/made.txt"))


def put(name: str, folder: Path) -> Path:
    """The show in a folder of its own below `folder`; links that leave it find something there."""
    root = Path(shutil.copytree(SHOWS / name, folder / "show", ignore=shutil.ignore_patterns("*.txt")))
    (folder / "outside.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nGeheim.\n", "utf-8")
    for line in (SHOWS / name / "made.txt").read_text("utf-8").splitlines():
        path, _, how = line.partition("\t")
        place = root / path.replace("\\n", "\n").replace("\\u0308", "\u0308")
        place.parent.mkdir(parents=True, exist_ok=True)
        make(place, *how.split(" ", 1), root=root)
    return root


def make(place: Path, kind: str, how: str = "", *, root: Path) -> None:
    """One file, as `KINDS` says."""
    KINDS[kind](place, how, root)


def picture(place: Path, how: str, _root: Path) -> None:
    width, height, mode = how.split()
    Image.new(mode, (int(width), int(height))).save(place)


def sound(place: Path, how: str, _root: Path) -> None:
    with wave.open(str(place), "wb") as file:
        file.setparams((1, 1, 8000, 0, "NONE", ""))
        file.writeframes(bytes([128]) * 8000 * int(how))


def repeated(place: Path, how: str, _root: Path) -> None:
    count, _, text = how.partition(" ")
    place.write_text(text * int(count), "utf-8")


def numbered(place: Path, how: str, _root: Path) -> None:
    count, _, text = how.partition(" ")
    place.write_text("".join(f"{text.format(line_number)}\n" for line_number in range(int(count))), "utf-8")


def sparse(place: Path, how: str, _root: Path) -> None:
    with place.open("wb") as file:
        file.truncate(int(how))


KINDS = {
    "picture": picture,  # WIDTH HEIGHT MODE
    "sound": sound,  # SECONDS
    "repeat": repeated,  # COUNT TEXT
    "numbered": numbered,  # COUNT TEXT, a line each, {} is its number
    "sparse": sparse,  # BYTES
    "empty": lambda place, _how, _root: place.touch(),
    "folder": lambda place, _how, _root: place.mkdir(),
    "fifo": lambda place, _how, _root: os.mkfifo(place),
    "link": lambda place, how, _root: place.symlink_to(how),  # TARGET
    "copy": lambda place, how, root: shutil.copyfile(root / how, place),  # FILE
}
