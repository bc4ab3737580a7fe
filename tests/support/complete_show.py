"""A small show with every kind of file: pictures everywhere, transcripts, an intro, three formats, two seasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from tests.support.small_show import change, write_show
from tests.support.sounds import speech, write

if TYPE_CHECKING:
    from pathlib import Path

SECOND_SEASON = "  - {number: 1, title: Erste Staffel}\n  - {number: 2, title: Zweite Staffel}\n"
EXTRAS = """\
people:
  ada: {name: Ada Lovelace, role: host, image: people/ada.jpg, image_alt: Ada Lovelace am Mikrofon}
audio: {intro: audio/intro.flac, formats: [mp3, opus]}
publish:"""
CHAPTERS = """\
chapters:
  - {start: "0:00", title: Anfang, image: kapitel.png}
  - 0:01 Mitte
"""
TRANSCRIPT = """\
WEBVTT

00:00.000 --> 00:01.000
<v Ada Lovelace>Guten Tag.

00:01.000 --> 00:02.000
<v Ada Lovelace>Bis bald.
"""


def write_complete_show(root: Path) -> Path:
    """Write the show: two episodes, each in a season of its own."""
    write_show(root, episodes=2)
    change(root / "podcast.yaml", "  - {number: 1, title: Erste Staffel}\n", SECOND_SEASON)
    change(root / "podcast.yaml", "publish:", EXTRAS)
    write(root / "audio" / "intro.flac", speech(1, seed=9))
    write_picture(root / "people" / "ada.jpg", (120, 80, 60))
    change(root / "episodes" / "folge-2" / "episode.yaml", "season: 1", "season: 2\naudio: {formats: [mp3, m4a]}")
    for number in (1, 2):
        folder = root / "episodes" / f"folge-{number}"
        write_picture(folder / "kapitel.png", (30 * number, 90, 160))
        write_picture(folder / "notiz.jpg", (200, 40 * number, 20))
        write_picture(folder / "cover.jpg", (10, 60 * number, 90), size=1400)
        (folder / "transcript.vtt").write_text(TRANSCRIPT, "utf-8")
        yaml = folder / "episode.yaml"
        change(yaml, "chapters:\n  - 0:00 Anfang\n  - 0:01 Mitte\n", CHAPTERS)
        change(yaml, "notes: Mit", "people: [ada]\ntopics: [Beteiligung]\nnotes: |\n  ![Ein Bild](notiz.jpg)\n\n  Mit")
        change(yaml, "season:", "cover_alt: Eine Fläche.\nseason:")
    return root


def write_picture(path: Path, colour: tuple[int, int, int], size: int = 700) -> None:
    """Write a picture with a gradient, so that its compressed data is longer than its header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    gradient = Image.linear_gradient("L").resize((size, size))
    Image.merge("RGB", [gradient.point(lambda value, part=part: (value + part) % 256) for part in colour]).save(path)
