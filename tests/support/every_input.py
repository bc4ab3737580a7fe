"""A show with every kind of file that a build reads, small enough to be built from nothing in a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from tests.support.media_formats import write_film
from tests.support.small_show import change, write_show
from tests.support.sounds import speech, write

if TYPE_CHECKING:
    from pathlib import Path

SHOW_FIELDS = """\
about: about.md
easy_language: leicht.md
legal: {imprint: legal/impressum.md}
people:
  ada: {name: Ada Lovelace, role: host, image: people/ada.png, image_alt: Ada Lovelace am Mikrofon}
topics: {Beteiligung: Wer mitredet.}
transcripts: {replace: {Tach: Tag}}
images: [{file: banner.png, alt: Ein Banner.}]
sign_language: dgs.mp4
audio: {intro: audio/intro.flac}
extra_xml: "<itunes:keywords>Verwaltung</itunes:keywords>"
"""
EPISODE = """\
guid: {slug}
title: Titel von {slug}
season: 1
episode: {number}
date: 2024-02-{number:02} 09:00
summary: Worum es in {slug} geht.
"""
FIRST_FIELDS = """\
people: [ada]
topics: [Beteiligung]
chapters: kapitel.txt
easy_language: leicht.md
sign_language: dgs.mp4
transcript_files: [{file: captions.srt, language: en}]
redirects: [/alt/erste/]
extra_xml: |
  <itunes:keywords>Beteiligung</itunes:keywords>
"""
TRACKS = "tracks: [{file: a.flac, speaker: Ada Lovelace}, {file: b.flac, music: true}]\n"
TRANSCRIPT = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada Lovelace>Guten Tach.\n"


def write_every_input(root: Path) -> Path:
    """Write the show: an episode with everything, one from tracks, a draft, and one that is due in the year 2040."""
    write_show(root, episodes=0)
    change(root / "podcast.yaml", "publish:", f"{SHOW_FIELDS}publish:")
    for name, colour in (("people/ada.png", (120, 80, 60)), ("banner.png", (9, 80, 60))):
        write_picture(root / name, colour)
    for name in ("about.md", "leicht.md", "legal/impressum.md"):
        write_text(root / name, f"Der Text von {name}.\n")
    write_text(root / "templates" / "assets" / "logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    write_text(root / "templates" / "footer-note.html", "<p>Eine Zeile.</p>\n")
    write_text(root / "templates" / "about.html", '{% extends "built-in/about.html" %}\n')
    write(root / "audio" / "intro.flac", speech(0.5, seed=9))
    write_film(root / "dgs.mp4", [])
    folder = write_folder(root, "erste", 1)
    change(folder / "episode.yaml", "season:", f"{FIRST_FIELDS}season:")
    write(folder / "recording.flac", speech(2, seed=1))
    write_text(folder / "transcript.vtt", TRANSCRIPT)
    write_text(folder / "captions.srt", "1\n00:00:00,000 --> 00:00:01,000\nHello.\n")
    write_text(folder / "notes.md", "Mit *Absicht* kurz.\n\n![Ein Bild](notiz.png)\n")
    write_text(folder / "kapitel.txt", "0:00 Anfang\n0:01 Mitte\n0:01.5 Schluss\n")
    write_text(folder / "leicht.md", "Das ist leicht.\n")
    write_film(folder / "dgs.mp4", [])
    for name in ("cover.png", "notiz.png"):
        write_picture(folder / name, (10, 60, 90), size=1400 if name == "cover.png" else 200)
    change(folder / "episode.yaml", "summary:", "cover_alt: Eine Fläche.\nsummary:")
    write_other_episodes(root)
    return root


def write_other_episodes(root: Path) -> None:
    """Write an episode from two tracks, one that is published as it is, a draft, and one that is due in 2040."""
    tracks = write_folder(root, "spuren", 2)
    change(tracks / "episode.yaml", "season:", f"{TRACKS}season:")
    for number, name in enumerate(("a.flac", "b.flac")):
        write(tracks / name, speech(2, seed=3 + number))
    unchanged = write_folder(root, "unveraendert", 6)
    change(unchanged / "episode.yaml", "season:", "audio: {passthrough: true}\nseason:")
    write(unchanged / "recording.mp3", speech(2, seed=8))
    write_text(tracks / "notes.html", "<p class='a'>Aus dem alten Feed, <img src='notiz.png' alt='ein Bild'>.")
    write_picture(tracks / "notiz.png", (10, 60, 90), size=200)
    draft = write_folder(root, "entwurf", 3)
    change(draft / "episode.yaml", "season:", "draft: true\nseason:")
    later = write_folder(root, "spaeter", 4)
    change(later / "episode.yaml", "2024-02-04", "2040-02-04")
    for folder in (draft, later):
        write(folder / "recording.flac", speech(2, seed=5))


def write_folder(root: Path, slug: str, number: int) -> Path:
    """Write the folder of an episode, without a recording."""
    folder = root / "episodes" / slug
    write_text(folder / "episode.yaml", EPISODE.format(slug=slug, number=number))
    return folder


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def write_picture(path: Path, colour: tuple[int, int, int], size: int = 300) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (size, size), colour).save(path)
