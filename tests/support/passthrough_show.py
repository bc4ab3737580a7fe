"""A show whose recordings are published as they are: an episode for each format, two seconds long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.media_formats import write_film
from tests.support.small_show import EPISODE, write_show
from tests.support.sounds import speech, write

if TYPE_CHECKING:
    from pathlib import Path

RATE = 48000  # Hz, that every encoder knows
# Slug and ending of the recording -> the type that the feed states.
MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "opus": "audio/ogg",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "mp4": "video/mp4",
}
PASSTHROUGH = "audio: {passthrough: true}\n"


def write_passthrough_show(root: Path, endings: tuple[str, ...] = (*MEDIA_TYPES,)) -> Path:
    """Write the show: an episode for each ending, with the ending as its slug."""
    write_show(root, episodes=0)
    for number, ending in enumerate(endings, 1):
        write_passthrough_episode(root, ending, number)
    return root


def write_passthrough_episode(root: Path, ending: str, number: int = 1, fields: str = PASSTHROUGH) -> Path:
    """Write an episode's folder; return the recording."""
    folder = root / "episodes" / ending
    recording = folder / f"recording.{ending}"
    sound = speech(2, rate=RATE, seed=number, channels=1 if ending == "mp4" else 2)
    if ending == "mp4":
        folder.mkdir(parents=True)
        write_film(recording, [sound])
    else:
        write(recording, sound, RATE)
    (folder / "episode.yaml").write_text(f"{EPISODE.format(number=number)}{fields}", "utf-8")
    return recording
