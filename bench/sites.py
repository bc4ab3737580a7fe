"""Sites to publish: files as a build leaves them, made of noise, so that nothing can be packed or left out."""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LINK = "https://podcast.example.org/"
SMALL = 2000  # bytes of a page


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is to publish: audio files of so many bytes each, and pages."""

    audio: int
    each: int  # bytes
    pages: int

    def __str__(self) -> str:
        audio = f"{self.audio} MP3s of {self.each / 1e6:g} MB and " if self.audio else ""
        return f"{audio}{self.pages} files of {SMALL / 1000:g} kB"


def make(folder: Path, size: Size) -> None:
    """Writes a site: the audio with digests in its names, pages in folders, a feed that names the audio."""
    shutil.rmtree(folder, ignore_errors=True)
    noise = random.Random(1)  # noqa: S311 -- the same noise each time
    items = "".join(_audio(folder, number, noise.randbytes(size.each)) for number in range(size.audio))
    for number in range(size.pages):
        path = folder / f"folge-{number:05}" / "index.html"
        path.parent.mkdir(parents=True)
        path.write_bytes(noise.randbytes(SMALL))
    feed = f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{items}</channel></rss>'
    (folder / "feed.xml").write_text(feed, "utf-8")


def _audio(folder: Path, number: int, data: bytes) -> str:
    path = folder / "audio" / f"folge-{number:05}.{sha256(data).hexdigest()[:8]}.mp3"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    url = f"{LINK}audio/{path.name}"
    return f'<item><guid>{number}</guid><enclosure url="{url}" length="{len(data)}" type="audio/mpeg"/></item>'


def change_a_page(folder: Path, number: int) -> None:
    """Another page each time, and another length."""
    (folder / "folge-00000" / "index.html").write_bytes(b"changed " * (SMALL // 8 + 1 + number))


def touch(folder: Path) -> None:
    """As if all had been built anew: the same bytes, later times."""
    for path in folder.rglob("*"):
        if path.is_file():
            last = path.stat().st_mtime_ns + 60_000_000_000
            os.utime(path, ns=(last, last))


def settle(folder: Path) -> None:
    """Makes every file an hour old: what has just been written is nobody's usual case."""
    for path in folder.rglob("*"):
        if path.is_file():
            last = path.stat().st_mtime_ns - 3_600_000_000_000
            os.utime(path, ns=(last, last))
