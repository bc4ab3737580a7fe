"""A small site with sound: three episodes with a real recording, chapters, transcripts, waveforms and pictures."""

from __future__ import annotations

import math
import subprocess
from typing import TYPE_CHECKING

from podcast.artifacts import Picture
from podcast.model.groups import Chapter
from podcast.pages.render import site_files
from podcast.pages.theme import default_templates
from podcast.pages.waveform import peaks_json
from podcast.transcripts.cue import Cue
from tests.support import rendered_pages
from tests.support.rendered_pages import episode, write_files

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 60.0
STARTS = (0.0, 10.0, 25.0, 40.0)
CHAPTERS = tuple(
    Chapter(start=start, title=title)
    for start, title in zip(
        STARTS, ("Ansage", "Worum es geht", "Ein Workshop, ein Foto – und dann?", "Zum Original"), strict=True
    )
)
CUES = tuple(
    Cue(start, start + 3.0, "Ada" if index % 4 < 2 else "Ben", f"Satz {index} über Beteiligung in der Gemeinde.")
    for index, start in enumerate(range(0, 60, 3))
)
TITLES = ("Echte Beteiligung? Wie macht man das?", "Jünger wählen?", "Wie führt man kooperativ?")


def write_player_site(folder: Path, templates: tuple[Path, ...] = (), **fields: object) -> None:
    """Write the site with its sound; the third episode has neither chapters nor a transcript; `fields` of the show."""
    episodes = (
        episode(1, title=TITLES[0], chapters=CHAPTERS),
        episode(2, title=TITLES[1], chapters=CHAPTERS[:2], season=2),
        episode(3, title=TITLES[2], season=3),
    )
    slugs = [each.slug for each in episodes]
    pictures = {"cover.jpg@480": Picture("assets/cover.png", 480, 480)}
    sound = write_recording(folder / "recording.mp3")
    audio_by_slug = rendered_pages.audio(*episodes, size=len(sound), seconds=SECONDS)
    waveform = peaks_json(PEAKS, SECONDS)
    files = site_files(
        rendered_pages.show(**fields).with_episodes(episodes),
        audio_by_slug,
        pictures,
        dict.fromkeys(slugs[:2], CUES),
        [*templates, default_templates()],
    )
    for slug, audio in audio_by_slug.items():
        files[audio.path] = sound
        files[f"{slug}/peaks.json"] = waveform
    files["assets/cover.png"] = PIXEL
    write_files(files, folder)


PEAKS = tuple(abs(math.sin(index / 17) * math.sin(index / 3.1)) * 0.9 + 0.06 for index in range(1000))
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360607400000001000100ae4d6e2e0000000049454e44ae426082"
)


def write_recording(path: Path) -> bytes:
    """Write a minute of a quiet tone as MP3, and return its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    source = f"sine=frequency=220:duration={SECONDS:g}:sample_rate=22050"
    command = ("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, "-b:a", "32k", str(path))
    subprocess.run(command, check=True, timeout=60)
    return path.read_bytes()
