"""A show on disk around the recordings of the bench."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COVER = Path(__file__).resolve().parents[1] / "cover.jpg"
SHOW = {
    "title": "Messreihe",
    "description": "Eine Sendung, an der gemessen wird.",
    "link": "https://podcast.example.org/",
    "language": "de",
    "timezone": "Europe/Berlin",
    "author": "Redaktion",
    "categories": ["Technology"],
    "explicit": False,
    "guid": "375e050f-7f52-5e9b-9cfc-9414515d1a5b",
    "cover": "cover.jpg",
    "cover_alt": "Ein Aktenschrank.",
}


def write(root: Path, recordings: Sequence[Path], audio: Mapping[str, object]) -> None:
    """Writes a show with an episode for each recording (`folge-1` is the first), mastered to `audio`.

    Recordings are linked, not copied: they lie on the same disk. JSON is YAML.
    """
    root.mkdir(parents=True)
    shutil.copyfile(COVER, root / "cover.jpg")
    (root / "podcast.yaml").write_text(json.dumps({**SHOW, "audio": dict(audio)}), "utf-8")
    for number, recording in enumerate(recordings, 1):
        folder = root / "episodes" / f"folge-{number}"
        folder.mkdir(parents=True)
        os.link(recording, folder / f"recording{recording.suffix}")
        (folder / "episode.yaml").write_text(json.dumps(_episode(number, f"Folge {number}")), "utf-8")


def rename(root: Path, title: str) -> None:
    """Gives the first episode another title."""
    (root / "episodes" / "folge-1" / "episode.yaml").write_text(json.dumps(_episode(1, title)), "utf-8")


def _episode(number: int, title: str) -> dict[str, object]:
    return {
        "guid": f"messreihe-{number}",
        "title": title,
        "date": f"2024-01-{number:02} 09:00",
        "summary": f"Worum es in Folge {number} geht.",
        "chapters": ["0:00 Anfang", "0:10 Mitte", "0:20 Schluss"],
    }


def masters(root: Path) -> list[Path]:
    """The tagged files of a show that is built, in the order of its recordings."""
    return [next(root.glob(f"site/audio/folge-{number}.*.mp3")) for number in range(1, _episodes(root) + 1)]


def limited(root: Path) -> list[float]:
    """The limiter's deepest cut in dB, for each of them."""
    from podcast.audio import master_cache
    from podcast.files.cache import Cache
    from podcast.steps import audio_record, paths

    places = paths.ProjectPaths(root)
    with Cache(places.database, root) as cache:
        slugs = [f"folge-{number}" for number in range(1, _episodes(root) + 1)]
        names = [audio_record.read_record(cache, places, slug).master for slug in slugs]
        return [master_cache.read_master(cache, places.master(name)).limited for name in names]


def _episodes(root: Path) -> int:
    return sum(1 for _ in root.glob("episodes/*"))
