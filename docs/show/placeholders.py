"""Writes the recordings of this show: placeholders, spoken by computer voices.

    python docs/show/placeholders.py [BEGINNING-OF-A-SLUG …]

Writes `recording.*` and `transcript.vtt` into the episodes' folders and prints the chapters to paste into each
`episode.yaml`. The words are those of dialogues.py, or else title and summary. See README.md beside this file.
"""

from __future__ import annotations

import math
import re
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from dialogues import DIALOGUES, Dialogue
from sound import RATE, Voice, at_loudness, speak, write_recording

from podcast.files import atomic
from podcast.text import format_time

EPISODES = Path(__file__).resolve().parents[2] / "episodes"
UNKNOWN = "(Titel nicht bekannt) "
PAUSE = 0.35  # seconds between sentences

ANNA = Voice("f2", 150, 42)
BEA = Voice("f4", 152, 48)
CARL = Voice("m3", 148, 40)
DORA = Voice("Andrea", 150, 50)
EMIL = Voice("m7", 154, 46)


class Take(NamedTuple):
    """How an episode's placeholder is made: the slug's beginning, format, Hz, channels, LUFS, silence, voices."""

    slug: str
    suffix: str
    rate: int
    channels: int
    loudness: float
    head: float  # seconds of silence before the first word
    tail: float  # seconds of silence after the last
    voices: tuple[Voice, ...]
    bits: int = 0  # per second and channel; 0: those of the format


# As differently as recordings come: every format, quiet and hot, mono and stereo, short and long silence.
TAKES = (
    Take("kinder-und-jugendbeteiligung-fuer", ".wav", 22050, 1, -23, 0.5, 1.0, (ANNA,)),
    Take("echte-beteiligung", ".flac", 44100, 2, -20, 1.2, 2.0, (ANNA, EMIL)),
    Take("miteinander-sprechen", ".mp3", 44100, 2, -18, 0.8, 1.5, (ANNA, EMIL)),
    Take("zwei-welten", ".m4a", 44100, 1, -25, 0.6, 0.7, (ANNA, EMIL)),
    Take("beteiligung-in-der-stadtplanung", ".ogg", 44100, 2, -16, 2.2, 0.5, (ANNA, CARL)),
    Take("wie-frueh", ".opus", 16000, 1, -21, 1.0, 1.0, (ANNA, CARL)),
    Take("weitere-folge", ".mp3", 22050, 1, -30, 0.5, 3.0, (ANNA,), 48_000),
    Take("kinder-und-jugendbeteiligung-digital", ".opus", 48000, 1, -19, 1.7, 0.8, (ANNA,)),
    Take("juenger-waehlen", ".m4a", 48000, 2, -28, 0.9, 1.4, (ANNA, CARL)),
    Take("im-gespraech", ".mp3", 44100, 1, -12, 3.0, 0.5, (ANNA,), 48_000),
    Take("trailer-staffel-1", ".wav", 16000, 1, -24, 0.5, 0.5, (ANNA, CARL)),
    Take("kooperatives-regieren", ".flac", 22050, 1, -14, 0.7, 2.4, (BEA, CARL)),
    Take("sozialplanung", ".mp3", 48000, 2, -22, 1.3, 1.3, (BEA, EMIL)),
    Take("jugendhilfeplanung", ".m4a", 16000, 1, -32, 2.6, 0.9, (BEA, CARL)),
    Take("auf-die-fuehrungskraefte", ".opus", 48000, 2, -17, 0.5, 0.5, (BEA, EMIL)),
    Take("agiles-arbeiten", ".ogg", 48000, 2, -33, 2.0, 3.0, (BEA, CARL)),
    Take("trailer-staffel-3", ".mp3", 16000, 1, -20, 0.6, 0.6, (DORA, EMIL)),
    Take("norderstedt", ".flac", 16000, 1, -26, 1.1, 1.9, (DORA, EMIL)),
    Take("menschenzentrierte", ".m4a", 22050, 2, -15, 0.5, 2.1, (DORA, CARL)),
    Take("wie-fuehrt-man", ".flac", 48000, 1, -35, 2.5, 2.5, (DORA,)),
    Take("vierte-folge", ".ogg", 22050, 2, -23, 0.8, 0.8, (DORA,)),
    Take("dienst-fuer-fortschritt", ".opus", 48000, 1, -29, 1.5, 1.0, (DORA, CARL)),
    Take("brauchen-wir", ".mp3", 48000, 1, -13, 0.9, 2.8, (DORA, EMIL)),
)

# Pages say that a transcript with this first word was made by a machine, see podcast/transcripts/machine_note.py.
NOTE = "Machine-generated placeholder: docs/show/placeholders.py wrote these words and had them spoken."

HEADINGS = ("Ansage", "Worum es geht", "Zum Original")  # where one voice talks

EDITION_NOTE = re.compile(r"\s*[^.?!]*Platzhalter-Ausgabe[^.?!]*\.")  # in a summary; it is not spoken


class Cue(NamedTuple):
    """A sentence in the recording: seconds, voice (0 is A), what is said."""

    start: float
    end: float
    voice: int
    text: str


def monologue(title: str, summary: str) -> Dialogue:
    """The three sections under HEADINGS, sentence by sentence, as one voice says them."""
    announcement = f"Die Folge heißt: {title}"
    if title.startswith(UNKNOWN):
        announcement = f"Der Titel dieser Folge ist nicht bekannt, nur so viel: {title.removeprefix(UNKNOWN)}"
    sections: tuple[tuple[str, ...], ...] = (
        (
            "Rebellion im Aktenschrank, der Kommunen-Podcast.",
            "Dies ist ein Platzhalter, gesprochen von einer Computerstimme.",
            announcement,
        ),
        tuple(re.split(r"(?<=[.?!]) ", EDITION_NOTE.sub("", summary))),
        (
            "Das Original hören Sie auf der Seite des Podcasts, bei Kommune 360°.",
            "Die Adresse steht in den Notizen zu dieser Folge.",
        ),
    )
    return tuple(zip(HEADINGS, sections, strict=True))


def lay_out(take: Take, sections: Dialogue) -> tuple[list[np.ndarray], list[Cue], list[int]]:
    """Speak the sentences; returns their sounds, their cues, and where the sections start, in whole seconds."""
    sounds, cues, starts, now = [], [], [], take.head
    for _, sentences in sections:
        if cues:
            now = math.ceil(now + 0.5)  # a chapter starts on a whole second, in the middle of a pause
        starts.append(int(now) if cues else 0)
        now += 0.3 if cues else 0
        for number, sentence in enumerate(sentences):
            voice = (number + len(starts) - 1) % len(take.voices)
            sounds.append(speak(sentence, take.voices[voice]))
            cues.append(Cue(now, now + sounds[-1].size / RATE, voice, sentence))
            now = cues[-1].end + PAUSE
    return sounds, cues, starts


def mix(take: Take, sounds: list[np.ndarray], cues: list[Cue]) -> np.ndarray:
    """Mix the recording, `(channels, samples)`; in stereo two voices sit a little left and a little right."""
    sound = np.zeros((take.channels, round((cues[-1].end + take.tail) * RATE)))
    for piece, cue in zip(sounds, cues, strict=True):
        sides = ((0.8, 0.6), (0.6, 0.8))[cue.voice] if take.channels == len(take.voices) == 2 else (0.7, 0.7)
        start = round(cue.start * RATE)
        end = min(start + piece.size, sound.shape[1])
        sound[:, start:end] += np.outer(sides[: take.channels], piece[: end - start])
    return sound


def transcript(cues: list[Cue]) -> str:
    """The cues as WebVTT, with a note that a program wrote them; where two voices talk, they are called A and B."""
    is_dialogue = len({cue.voice for cue in cues}) > 1

    def stamp(seconds: float) -> str:
        return f"{int(seconds) // 60:02}:{seconds % 60:06.3f}"

    def block(cue: Cue) -> str:
        text = textwrap.fill(cue.text, 45, break_on_hyphens=False)
        voice = f"<v Stimme {'AB'[cue.voice]}>" if is_dialogue else ""
        return f"{stamp(cue.start)} --> {stamp(cue.end)}\n{voice}{text}\n"

    return "\n".join(("WEBVTT\n", f"NOTE {NOTE}\n", *map(block, cues)))


def write_placeholder(take: Take) -> None:
    """Write the placeholder of one episode and print its chapters."""
    [folder] = EPISODES.glob(f"{take.slug}*")
    episode = yaml.safe_load((folder / "episode.yaml").read_bytes())
    sections = DIALOGUES.get(take.slug) or monologue(episode["title"], episode["summary"])
    sounds, cues, starts = lay_out(take, sections)
    recording = at_loudness(mix(take, sounds, cues), take.loudness)
    write_recording(recording, folder / f"recording{take.suffix}", take.rate, take.bits)
    atomic.write(folder / "transcript.vtt", transcript(cues).encode())
    print(f"{folder.name}  ({format_time(round(cues[-1].end + take.tail, 1))})\nchapters:")
    for start, (heading, _) in zip(starts, sections, strict=True):
        print(f"  - {format_time(start)} {heading}")


if __name__ == "__main__":
    for take in TAKES:
        if not sys.argv[1:] or take.slug.startswith(tuple(sys.argv[1:])):
            write_placeholder(take)
