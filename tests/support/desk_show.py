"""Small shows for tests of the desk: a finished episode, a draft, and one whose file cannot be read."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

SHOW = """\
title: Kaffee im Amt
description: Worüber in Ämtern gesprochen wird.
link: https://podcast.example.org/
language: de
timezone: Europe/Berlin
author: Stadt Musterstadt
categories: [Government]
explicit: false
guid: 9f0d9d5c-6a4c-5bb9-8d4e-1b8f3f0c1a11
cover: cover.jpg
cover_alt: Eine Tasse
seasons: [{number: 1, title: Anfang}]
publish: {target: ../public}
"""
FINISHED = """\
guid: 2f1d1d0e-0000-4000-8000-000000000001
title: Der erste Kaffee  # so heißt sie
season: 1
episode: 1
date: 2024-03-01 09:00
summary: Worum es geht.
people: [{name: Erika Muster, role: host}]
topics: [Verwaltung]
"""
DRAFT = """\
guid: 2f1d1d0e-0000-4000-8000-000000000002
title: Der zweite Kaffee
draft: true
"""
BROKEN = """\
guid: 2f1d1d0e-0000-4000-8000-000000000003
title: Der dritte Kaffee
draft: true
people:
  - name: Erika Muster
    role: host
   title: Leiterin
"""


def write_desk_show(root: Path, *, broken: bool = False) -> Path:
    """Write a show with a finished episode and a draft; with `broken`, also one whose file cannot be read."""
    episodes = {"erster-kaffee": FINISHED, "zweiter-kaffee": DRAFT, **({"dritter-kaffee": BROKEN} if broken else {})}
    root.mkdir(parents=True, exist_ok=True)
    (root / "podcast.yaml").write_text(SHOW, "utf-8")
    Image.new("RGB", (1400, 1400), (20, 98, 60)).save(root / "cover.jpg")
    for slug, text in episodes.items():
        folder = root / "episodes" / slug
        folder.mkdir(parents=True)
        (folder / "episode.yaml").write_text(text, "utf-8")
    write_sound(root / "episodes" / "erster-kaffee" / "recording.wav", 3)
    return root


def write_sound(path: Path, seconds: int) -> None:
    """Write a recording of an even hum."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes([0, 8, 0, 248]) * 4000 * seconds)
