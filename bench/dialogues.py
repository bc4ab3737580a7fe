"""Recordings of people who talk, with the turns that are in them: the voices are those of the program espeak-ng.

Its sentences have peaks 15 to 21 dB above their loudness, and turning their phases changes that by a decibel at most.
So every recording exists twice: as espeak-ng speaks, and with sentences whose peaks are 12 to 14 dB above their
loudness.

A recording follows from its kind and its seed. Even seeds are for tuning, odd ones for reporting: they have other
voices, other sentences and other music, and no threshold was chosen by them.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import tempfile
import wave
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyloudnorm
from scipy import ndimage, signal
from synthetic_sounds import (
    MUSIC,
    RATE,
    applause,
    birds,
    laughter,
    music,
    noise,
    normalised,
    reverberated,
    room_noise,
    telephone,
    traffic,
    whispered,
    wind,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from synthetic_sounds import Sound

CACHE = Path(tempfile.gettempdir()) / "podcast-bench-voices"
PITCHES = {"m": 95.0, "f": 190.0}
VOICES = {  # for tuning, for reporting
    0: ("de+m1", "de+f1", "en-gb+m3", "en-us+f2", "de+m7", "de+f5", "en-gb+f4", "de+m4"),
    1: ("de+m2", "de+f3", "en-us+m5", "en-gb+f3", "de+m6", "de+f2", "en-us+m8", "de+m3"),
}
SENTENCES = {
    ("de", 0): (
        "Guten Tag, wir sprechen heute über die Brücken der Stadt.",
        "Das habe ich so noch nie gehört, aber es leuchtet mir ein.",
        "Vor zwanzig Jahren stand hier ein Bahnhof, und davor, so sagt man, eine kleine Kapelle.",
        "Nein.",
        "Genau das ist der Punkt: Wer nicht fragt, der bekommt auch keine Antwort.",
        "Ich erinnere mich an einen Sommer, in dem es acht Wochen lang nicht geregnet hat.",
        "Und was haben Sie dann gemacht?",
        "Wir haben gewartet. Und dann haben wir noch länger gewartet.",
    ),
    ("de", 1): (
        "Willkommen zu einer neuen Folge, heute mit einem Gast aus dem Rathaus.",
        "Ja, natürlich.",
        "Der Haushalt ist kein Geheimnis, man muss ihn nur lesen wollen, Seite für Seite.",
        "Am Anfang waren wir zu dritt, am Ende des Jahres schon über hundert.",
        "Wie kommt man denn auf so eine Idee?",
        "Meine Großmutter hat immer gesagt: Erst messen, dann sägen.",
        "Das Wasser kam in der Nacht, leise und ohne Warnung.",
        "Ich glaube nicht, dass sich das noch einmal ändern lässt. Leider.",
    ),
    ("en", 0): (
        "Good morning, and thank you for having me on the show.",
        "We found three boxes of letters in the attic, and nobody knew who had written them.",
        "Right.",
        "It took us most of a year to understand what the numbers were telling us.",
        "So what happened next?",
        "The river rose by two metres in a single night, and the old mill was gone.",
        "I would not say that I was surprised. Perhaps a little.",
        "People often ask me how long it takes to learn the trade.",
    ),
    ("en", 1): (
        "Tell us a little about where you grew up.",
        "My father ran the only garage in the village, and I spent every afternoon there.",
        "No, not at all.",
        "There is a difference between being busy and getting something done.",
        "The council voted twice, and twice the answer was no.",
        "Do you still believe that today?",
        "After the storm we counted the trees, one by one, along the whole avenue.",
        "That is a good question, and I am afraid I do not have a short answer.",
    ),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of sound: `kind` is speech, laughter, whispering, cross talk or music; times in seconds."""

    speaker: int
    start: float
    end: float
    kind: str = "speech"


@dataclass(slots=True)
class Recording:
    """A recording that is being put together."""

    name: str
    random: Generator
    half: int
    is_soft: bool = False  # whether peaks are softened
    sound: Sound = field(default_factory=lambda: np.zeros(0))
    voices: Sound = field(default_factory=lambda: np.zeros(0))  # all that people utter, without noise
    turns: list[Turn] = field(default_factory=list)

    @property
    def position(self) -> float:
        """Length so far, in seconds."""
        return self.sound.size / RATE

    def add(self, sound: Sound, turn: tuple[int, str] | None = None, *, is_voice: bool = True) -> None:
        """Append a sound; `turn` is its speaker and kind."""
        if turn:
            self.turns.append(Turn(turn[0], self.position, self.position + sound.size / RATE, turn[1]))
        self.sound = np.concatenate([self.sound, sound])
        self.voices = np.concatenate([self.voices, sound if is_voice else np.zeros(sound.size)])

    def pause(self, low: float, high: float) -> None:
        """Append silence of so many seconds."""
        self.add(np.zeros(int(self.random.uniform(low, high) * RATE)))


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice with its level in dBFS and what its sound goes through."""

    number: int
    voice: str
    level: float
    speed: int
    pitch: int
    chain: Callable[[Sound], Sound]


def spoken(voice: str, speed: int, pitch: int, text: str) -> Sound:
    """A sentence at `RATE`, without the silence around it, mean power 1."""
    name = hashlib.sha256(f"{voice}|{speed}|{pitch}|{text}".encode()).hexdigest()[:24]
    path = CACHE / f"{name}.wav"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        command = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", text]
        path.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
    data = path.read_bytes()
    with wave.open(io.BytesIO(data)) as file:
        rate = file.getframerate()
    samples = np.frombuffer(data[44 : len(data) - len(data) % 2], "<i2") / 32768
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return normalised(signal.resample_poly(samples[loud[0] : loud[-1] + 1], RATE, rate))


def softened(sound: Sound, crest: float) -> Sound:
    """The sound with peaks at most `crest` dB above its loudness: what is louder in 10 ms is turned down."""
    width = RATE // 100
    for _ in range(4):
        loudness = pyloudnorm.Meter(RATE).integrated_loudness(np.resize(sound, max(sound.size, RATE // 2)))
        peaks = ndimage.maximum_filter1d(np.abs(sound), 2 * width + 1)
        gains = np.minimum(1, ratio(loudness + crest) / np.maximum(peaks, 1e-9))
        sound = sound * ndimage.uniform_filter1d(gains, width)
    return sound


def ratio(decibels: float) -> float:
    return 10 ** (decibels / 20)


def cast(recording: Recording, levels: list[float], chains: tuple[Callable[[Sound], Sound], ...] = ()) -> list[Speaker]:
    """Speakers with these levels in dBFS, each with another voice."""
    random = recording.random
    voices = random.permutation(len(VOICES[recording.half]))
    chains = (*chains, *[lambda sound: sound] * len(levels))
    return [
        Speaker(
            number,
            VOICES[recording.half][voices[number]],
            level,
            int(random.integers(140, 185)),
            int(random.integers(35, 65)),
            chains[number],
        )
        for number, level in enumerate(levels)
    ]


def speak(recording: Recording, speaker: Speaker, sentences: int, kind: str = "speech") -> Sound:
    """Some sentences of a speaker with short pauses between them, as loud as that speaker is, give or take."""
    random = recording.random
    texts = SENTENCES[(speaker.voice[:2], recording.half)]
    parts = []
    for _ in range(sentences):
        text = texts[int(random.integers(len(texts)))]
        sentence = spoken(speaker.voice, speaker.speed, speaker.pitch, text)
        if recording.is_soft:
            sentence = normalised(softened(sentence, 12.0 + speaker.pitch % 5 / 2))
        if kind == "whispering":
            sentence = whispered(random, sentence) * ratio(-12)
        slope = np.linspace(random.uniform(-1, 1), random.uniform(-2.5, 0), sentence.size)
        parts += [
            sentence * 10 ** ((slope + random.normal(0, 1)) / 20),
            np.zeros(int(random.uniform(0.25, 0.7) * RATE)),
        ]
    level = speaker.level + random.normal(0, 1)
    return speaker.chain(np.concatenate(parts[:-1])) * ratio(level)


def converse(recording: Recording, speakers: list[Speaker], turns: int) -> None:
    """Speakers take turns, of one to four sentences."""
    random, last = recording.random, -1
    for _ in range(turns):
        number = int(random.choice([n for n in range(len(speakers)) if n != last or len(speakers) == 1]))
        recording.add(speak(recording, speakers[number], int(random.integers(1, 5))), (number, "speech"))
        recording.pause(0.12, 0.9)
        last = number


def overlap(recording: Recording, speakers: list[Speaker]) -> None:
    """Two speakers at once."""
    first, second = (speak(recording, speaker, 2) for speaker in speakers[:2])
    both = np.zeros(max(first.size, second.size))
    both[: first.size] += first
    both[-second.size :] += second
    recording.add(both, (-1, "cross talk"))
    recording.pause(0.3, 0.8)


def finish(recording: Recording, floor: float) -> Recording:
    """Add the noise of the room, at `floor` dBFS, and some silence at the end."""
    recording.pause(0.5, 1)
    recording.sound = recording.sound + room_noise(recording.random, recording.sound.size) * ratio(floor)
    top = np.abs(recording.sound).max()
    if top > 0.98:
        recording.sound, recording.voices = recording.sound * 0.98 / top, recording.voices * 0.98 / top
    return recording


# --- kinds of recordings ---------------------------------------------------------------------------------------------


def _levels(random: Generator, count: int, widest: float) -> list[float]:
    """Levels of speakers in dBFS: the first two are `widest` dB apart."""
    top = random.uniform(-22, -19)
    levels = [top, top - widest, *(top - random.uniform(0, widest, max(0, count - 2)))]
    return list(random.permutation(levels[:count]))


def interview(recording: Recording) -> Recording:
    random = recording.random
    converse(recording, cast(recording, _levels(random, 2, random.uniform(9, 14))), 14)
    return finish(recording, random.uniform(-72, -62))


def near(recording: Recording) -> Recording:
    """Two speakers only 3 to 6 dB apart."""
    random = recording.random
    converse(recording, cast(recording, _levels(random, 2, random.uniform(3, 6))), 14)
    return finish(recording, random.uniform(-72, -58))


def table(recording: Recording) -> Recording:
    """Three or four speakers."""
    random = recording.random
    converse(recording, cast(recording, _levels(random, int(random.integers(3, 5)), random.uniform(8, 14))), 18)
    return finish(recording, random.uniform(-70, -62))


def noisy(recording: Recording) -> Recording:
    """Two speakers in one noisy room: the quiet one is 18 dB above the noise."""
    random = recording.random
    speakers = cast(recording, _levels(random, 2, 10.0))
    converse(recording, speakers, 12)
    return finish(recording, min(speaker.level for speaker in speakers) - 18)


def rooms(recording: Recording) -> Recording:
    """One speaker at the microphone, one far away in the room."""
    random = recording.random
    near_by, far = (_room(random, random.uniform(0.2, 0.4), 1.0), _room(random, random.uniform(0.4, 0.8), 0.5))
    converse(recording, cast(recording, [-21.0, -21 - random.uniform(7, 12)], (near_by, far)), 12)
    return finish(recording, random.uniform(-68, -60))


def _room(random: Generator, decay: float, direct: float) -> Callable[[Sound], Sound]:
    return lambda sound: reverberated(random, np.pad(sound, (0, int(decay * RATE / 2))), decay, direct)


def phone_guest(recording: Recording) -> Recording:
    """A quiet guest over the telephone, with the line's noise while the guest speaks."""
    random = recording.random

    def line(sound: Sound) -> Sound:
        return telephone(sound + 0.02 * noise(random, sound.size, 300, 3400))

    converse(recording, cast(recording, [-21.0, -21 - random.uniform(8, 13)], (lambda sound: sound, line)), 12)
    return finish(recording, random.uniform(-75, -66))


def solo(recording: Recording) -> Recording:
    """One person alone."""
    converse(recording, cast(recording, [-24.0]), 8)
    return finish(recording, recording.random.uniform(-75, -60))


def events(recording: Recording) -> Recording:
    """Two speakers who laugh, whisper and interrupt each other."""
    random = recording.random
    speakers = cast(recording, _levels(random, 2, random.uniform(6, 11)))
    for _ in range(2):
        converse(recording, speakers, 4)
        for kind in random.permutation(["laughter", "whispering", "cross talk"]):
            speaker = speakers[int(random.integers(2))]
            if kind == "cross talk":
                overlap(recording, speakers)
                continue
            if kind == "laughter":
                pitch = PITCHES["f" if "+f" in speaker.voice else "m"] * 1.6
                sound = laughter(random, random.uniform(1.5, 3), pitch) * ratio(speaker.level + random.uniform(2, 5))
            else:
                sound = speak(recording, speaker, 2, "whispering")
            recording.add(sound, (speaker.number, str(kind)))
            recording.pause(0.3, 0.8)
    converse(recording, speakers, 3)
    return finish(recording, random.uniform(-75, -66))


def _music(recording: Recording, length: float, level: float) -> None:
    """Music, or rather the kinds that belong to this half, alone."""
    kinds = list(MUSIC)[:6] if recording.half == 0 else list(MUSIC)
    kind = str(recording.random.choice(kinds))
    recording.add(music(recording.random, length, kind) * ratio(level), (-1, "music"), is_voice=False)


def jingles(recording: Recording) -> Recording:
    """Two speakers, with a jingle at the beginning, in the middle and at the end."""
    random = recording.random
    speakers = cast(recording, _levels(random, 2, random.uniform(6, 12)))
    for _ in range(2):
        _music(recording, random.uniform(3.5, 9), random.uniform(-26, -18))
        recording.pause(0.2, 0.8)
        converse(recording, speakers, 6)
    _music(recording, random.uniform(3.5, 9), random.uniform(-26, -18))
    return finish(recording, random.uniform(-75, -64))


def songs(recording: Recording) -> Recording:
    """A radio show: talk, songs, applause."""
    random = recording.random
    speakers = cast(recording, _levels(random, 2, random.uniform(6, 12)))
    for _ in range(2):
        converse(recording, speakers, 5)
        _music(recording, random.uniform(15, 25), random.uniform(-24, -17))
        sound = applause(random, random.uniform(3, 6)) * ratio(random.uniform(-32, -24))
        recording.add(sound, (-1, "applause"), is_voice=False)
        recording.pause(0.3, 1)
    converse(recording, speakers, 4)
    return finish(recording, random.uniform(-75, -64))


def bed(recording: Recording) -> Recording:
    """Two speakers over a bed of music that begins and ends alone."""
    random = recording.random
    speakers = cast(recording, _levels(random, 2, random.uniform(5, 9)))
    recording.pause(5, 6)
    start = recording.position
    converse(recording, speakers, 8)
    end = recording.position
    recording.pause(5, 6)
    kind = str(random.choice(list(MUSIC)[:6] if recording.half == 0 else list(MUSIC)))
    under = music(random, recording.position + 0.1, kind)[: recording.sound.size] * ratio(
        min(s.level for s in speakers) - random.uniform(14, 18)
    )
    times = np.arange(under.size) / RATE
    louder = np.interp(times, [start - 1, start, end, end + 1], [random.uniform(6, 12), 0, 0, random.uniform(6, 12)])
    recording.sound = recording.sound + under * 10 ** (louder / 20)
    recording.turns += [Turn(-1, 0, start - 1, "music"), Turn(-1, end + 1, recording.position, "music")]
    return finish(recording, -75)


def field_recording(recording: Recording) -> Recording:
    """A reporter: speech, and sounds from outside alone."""
    random = recording.random
    speakers = cast(recording, _levels(random, 2, random.uniform(6, 10)))
    for _ in range(2):
        converse(recording, speakers, 4)
        kind = (wind, birds, traffic)[int(random.integers(3))]
        sound = kind(random, random.uniform(8, 14)) * ratio(random.uniform(-38, -28))
        recording.add(sound, (-1, "ambience"), is_voice=False)
        recording.pause(0.2, 0.6)
    converse(recording, speakers, 3)
    return finish(recording, random.uniform(-72, -62))


def only_music(recording: Recording) -> Recording:
    for _ in range(3):
        _music(recording, recording.random.uniform(12, 20), recording.random.uniform(-26, -17))
        recording.pause(0.5, 2)
    return finish(recording, -80)


KINDS: dict[str, Callable[[Recording], Recording]] = {
    "interview": interview,
    "near": near,
    "table": table,
    "noisy": noisy,
    "rooms": rooms,
    "phone guest": phone_guest,
    "solo": solo,
    "events": events,
    "jingles": jingles,
    "songs": songs,
    "bed": bed,
    "field": field_recording,
    "music": only_music,
}


def generate(kind: str, seed: int, *, is_soft: bool = False) -> Recording:
    """The recording of a kind and a seed, as espeak-ng speaks or with softer peaks."""
    number = list(KINDS).index(kind)
    return KINDS[kind](Recording(f"{kind} {seed}", np.random.default_rng([number, seed]), seed % 2, is_soft))
