"""A little show on disk: few words, short sounds, everything in its place."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from tests.support.sounds import speech, write

if TYPE_CHECKING:
    from pathlib import Path

SHOW = """\
title: Kleine Sendung
description: Eine Sendung für Tests.
link: https://podcast.example.org/
language: de
timezone: Europe/Berlin
author: Redaktion
categories: [Government]
explicit: false
guid: 375e050f-7f52-5e9b-9cfc-9414515d1a5b
cover: cover.jpg
cover_alt: Ein Schrank.
seasons:
  - {number: 1, title: Erste Staffel}
publish: {target: published}
"""

EPISODE = """\
guid: little-{number}
title: Folge {number} & „mehr“
season: 1
episode: {number}
date: 2024-01-{number:02} 09:00
summary: Worum es in Folge {number} geht.
notes: Mit *Absicht* kurz, für Bürger*innen.
chapters:
  - 0:00 Anfang
  - 0:01 Mitte
  - 0:01.5 Schluss
"""


def write_show(root: Path, *, episodes: int = 2, suffix: str = "wav", seconds: float = 2) -> Path:
    """The show's folder, with so many episodes."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "podcast.yaml").write_text(SHOW, "utf-8")
    (root / "cover.jpg").write_bytes(cover())
    for number in range(1, episodes + 1):
        write_episode(root, number, suffix, seconds)
    return root


@cache
def cover() -> bytes:
    """A picture of one colour, as large as stores want it at least."""
    file = BytesIO()
    Image.new("RGB", (1400, 1400), (20, 98, 60)).save(file, "JPEG")
    return file.getvalue()


def write_episode(root: Path, number: int, suffix: str = "wav", seconds: float = 2) -> Path:
    """An episode's folder."""
    folder = root / "episodes" / f"folge-{number}"
    write(folder / f"recording.{suffix}", speech(seconds, seed=number, channels=1 + number % 2))
    (folder / "episode.yaml").write_text(EPISODE.format(number=number), "utf-8")
    return folder


def change(path: Path, before: str, after: str) -> None:
    """Changes a file as an editor would."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
