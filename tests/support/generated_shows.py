"""The shows of tests/shows, put on a disk: what a repository cannot keep, or should not, is made as `made.txt` says."""

from __future__ import annotations

import os
import shutil
import wave
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image
from pillow_heif import register_heif_opener

from tests.support.media_formats import RATE, write_film, write_recording
from tests.support.paths import SHOWS
from tests.support.sounds import speech
from tests.support.word_files import word_file

NAMES = sorted(path.parent.name for path in SHOWS.glob("*/made.txt"))


def put(name: str, folder: Path) -> Path:
    """The show in a folder of its own below `folder`; links that leave it find something there."""
    root = Path(shutil.copytree(SHOWS / name, folder / "show", ignore=shutil.ignore_patterns("*.txt", ".podcast")))
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
    place.write_bytes(black_picture(place.suffix, *how.split()))


@cache
def black_picture(suffix: str, width: str, height: str, mode: str) -> bytes:
    """A picture file of one colour."""
    if suffix == ".heic":
        register_heif_opener()
    file = BytesIO()
    Image.new(mode, (int(width), int(height))).save(file, Image.registered_extensions()[suffix])
    return file.getvalue()


def sound(place: Path, how: str, _root: Path) -> None:
    with wave.open(str(place), "wb") as file:
        file.setparams((1, 1, 8000, 0, "NONE", ""))
        file.writeframes(bytes([128]) * 8000 * int(how))


def recording(place: Path, how: str, _root: Path) -> None:
    write_recording(place, float(how))


def film(place: Path, how: str, _root: Path) -> None:
    tracks, seconds = how.split()
    write_film(place, [speech(float(seconds), RATE, seed=number) for number in range(int(tracks))])


def protected(place: Path, how: str, _root: Path) -> None:
    data = write_recording(place.with_name("plain.m4b"), float(how))[0].read_bytes()
    place.with_name("plain.m4b").unlink()
    position = data.index(b"mp4a", data.index(b"stsd"))
    place.write_bytes(data[:position] + b"drms" + data[position + 4 :])


def archive(place: Path, how: str, _root: Path) -> None:
    with zipfile.ZipFile(place, "w") as file:
        file.writestr(how, b"RIFF")


def repeated(place: Path, how: str, _root: Path) -> None:
    count, _, text = how.partition(" ")
    place.write_text(text * int(count), "utf-8")


def numbered(place: Path, how: str, _root: Path) -> None:
    count, _, text = how.partition(" ")
    place.write_text("".join(f"{text.format(line_number)}\n" for line_number in range(int(count))), "utf-8")


def sparse(place: Path, how: str, _root: Path) -> None:
    with place.open("wb") as file:
        file.truncate(int(how))


def word(place: Path, how: str, _root: Path) -> None:
    place.write_bytes(word_file(*how.split(" ¶ ")))


KINDS = {
    "picture": picture,  # WIDTH HEIGHT MODE
    "sound": sound,  # SECONDS
    "recording": recording,  # SECONDS, of the kind that the suffix says
    "film": film,  # TRACKS SECONDS
    "protected": protected,  # SECONDS
    "archive": archive,  # NAME of the only file inside
    "repeat": repeated,  # COUNT TEXT
    "numbered": numbered,  # COUNT TEXT, a line each, {} is its number
    "sparse": sparse,  # BYTES
    "word": word,  # PARAGRAPH ¶ PARAGRAPH …
    "empty": lambda place, _how, _root: place.touch(),
    "folder": lambda place, _how, _root: place.mkdir(),
    "fifo": lambda place, _how, _root: os.mkfifo(place),
    "link": lambda place, how, _root: place.symlink_to(how),  # TARGET
    "gone": lambda place, _how, _root: place.unlink(),
    "copy": lambda place, how, root: shutil.copyfile(root / how, place),  # FILE
}
