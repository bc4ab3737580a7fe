"""Voices of the pre-flight's bench: espeak-ng and the shipped placeholders, in rooms, at microphones, in conversation.

Everything follows from a seed. Even seeds are for tuning, odd ones for the report; each half has voices of its own.
"""

from __future__ import annotations

import io
import subprocess
import wave
from dataclasses import dataclass
from functools import cache
from itertools import cycle

import numpy as np
import recordings
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

Sound = NDArray[np.float64]

SECONDS = 60
SPOKEN_DBFS = -24.0  # mean power of a clip without its pauses
# The voices of each half; the placeholders' two voices are in the second.
VOICES = (
    ("de", "de+f3", "de+m3", "en-us", "en-us+f2", "en-gb+m7", "de+klatt3", "en-gb-scotland+f4"),
    ("de+m5", "de+f5", "de+croak", "en-gb", "en-gb-x-rp+f1", "en-us-nyc+m2", "de+m1", "en-029+f2", "placeholder"),
)
WHISPERS = (("de+whisper", "en-us+whisper"), ("de+whisperf", "en-gb+whisperf"))
TEXTS = {
    "de": (
        "Willkommen zu unserer Sendung. Heute sprechen wir über Beteiligung, Jugendräte und Haushalte.",
        "Das ist eine gute Frage, und ich glaube, dass wir sie so schnell nicht beantworten können.",
        "Zwischen den Sitzungen haben wir mit vielen Menschen gesprochen, die sonst niemand fragt.",
        "Ja, genau. Sechs Stadtteile, sechs Werkstätten, und am Ende ein Beschluss des Rates.",
        "Was hat Sie dabei am meisten überrascht? Mich hat die Geduld der Jugendlichen beeindruckt.",
        "Am Anfang stand ein leeres Blatt, und niemand wusste, wie es weitergehen soll.",
    ),
    "en": (
        "Welcome to our show. Today we talk about parks, budgets, and why so few people come to meetings.",
        "That is a good question, and I do not think that we can answer it as quickly as we would like.",
        "Between the sessions we spoke with many people whom nobody asks in an ordinary year.",
        "Yes, exactly. Six districts, six workshops, and in the end a decision of the council.",
        "What surprised you most? I was impressed by how patiently the younger ones listened.",
        "In the beginning there was a blank sheet, and nobody knew what would come of it.",
    ),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A seed's own random numbers, half (0 or 1) and sample rate in Hz."""

    random: np.random.Generator
    half: int
    rate: int

    @classmethod
    def of(cls, seed: int) -> Scene:
        """The scene of a seed."""
        random = np.random.default_rng(seed)
        return cls(random, seed % 2, int(random.choice([44100, 48000])))

    @property
    def size(self) -> int:
        """The number of samples."""
        return SECONDS * self.rate

    @property
    def time(self) -> Sound:
        """Seconds since the beginning."""
        return np.arange(self.size) / self.rate


def gain(decibels: float) -> float:
    """A factor of amplitude."""
    return float(10 ** (decibels / 20))


def filtered(sound: Sound, kind: str, hertz: float | list[float], rate: int, order: int = 4) -> Sound:
    """A sound behind a Butterworth filter."""
    return sosfilt(butter(order, hertz, kind, fs=rate, output="sos"), sound, axis=-1)


@cache
def sentence(voice: str, number: int, rate: int) -> Sound:
    """A sentence at `SPOKEN_DBFS`, shape (n,)."""
    if voice == "placeholder":
        clips = recordings._clips(rate)  # noqa: SLF001 -- decoded once
        clip = clips[number % len(clips)][: 8 * rate]
    else:
        texts = TEXTS[voice[:2]]
        command = ["espeak-ng", "-v", voice, "-s", str(150 + 7 * (number % 5)), "--stdout", texts[number % len(texts)]]
        spoken = subprocess.run(command, capture_output=True, check=True).stdout
        with wave.open(io.BytesIO(spoken)) as file:
            clip = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        clip = resample_poly(clip, rate // 150, 22050 // 150)
    loud = clip[np.abs(clip) > 0.03 * np.abs(clip).max()]
    return clip * gain(SPOKEN_DBFS) / np.sqrt(np.mean(loud**2))


def room(sound: Sound, scene: Scene, seconds: float, direct_db: float) -> Sound:
    """A sound in a room whose sound decays by 60 dB in `seconds`; `direct_db` from the reverberation to the voice."""
    time = np.arange(int(1.2 * seconds * scene.rate)) / scene.rate
    tail = scene.random.normal(size=time.size) * np.exp(-6.908 * time / seconds) * (time > 0.004)
    tail = filtered(tail, "lowpass", 7000, scene.rate, 1)
    tail *= gain(-direct_db) / np.sqrt(np.sum(tail**2))
    tail[0] += 1
    return fftconvolve(sound, tail)[: sound.size]


def noise(scene: Scene, size: int, colour: str = "pink") -> Sound:
    """Noise of power 1."""
    white = scene.random.normal(size=size)
    if colour != "white":
        spectrum = np.fft.rfft(white)
        hertz = np.fft.rfftfreq(size, 1 / scene.rate)
        slope = {"pink": 0.5, "brown": 1.0}[colour]
        white = np.fft.irfft(spectrum / np.maximum(hertz, 20) ** slope, size)
    return white / np.sqrt(np.mean(white**2))


def opened(scene: Scene, key: Sound, hold: float) -> Sound:
    """A gate, 0 to 1, that is open where `key` sounds, and `hold` seconds before and after."""
    loud = filtered(np.abs(key), "lowpass", 8, scene.rate, 1) > gain(-50)
    held = maximum_filter1d(loud, int(2 * hold * scene.rate))
    return np.clip(filtered(held.astype(float), "lowpass", 20, scene.rate, 1), 0, 1)


def voices(scene: Scene, count: int) -> list[str]:
    """So many voices of the scene's half."""
    return [str(voice) for voice in scene.random.choice(VOICES[scene.half], count, replace=False)]


def turns(scene: Scene, speakers: list[str], sentences: tuple[int, int] = (1, 3)) -> list[Sound]:
    """What each speaker says, one channel each, in turns; every sentence at a slightly different level."""
    channels = [np.zeros(scene.size) for _ in speakers]
    position = int(0.4 * scene.rate)
    for number in cycle(range(len(speakers))):
        if position >= scene.size:
            break
        for _ in range(int(scene.random.integers(sentences[0], sentences[1] + 1))):
            clip = sentence(speakers[number], int(scene.random.integers(40)), scene.rate)
            clip = (clip * gain(scene.random.normal(0, 0.8)))[: max(0, scene.size - position)]
            channels[number][position : position + clip.size] += clip
            position += clip.size + int(scene.random.uniform(0.15, 0.6) * scene.rate)
        position += int(scene.random.uniform(0.1, 0.6) * scene.rate)
    return channels


def microphone(sound: Sound, scene: Scene, level: float = -68.0) -> Sound:
    """A sound with a microphone's noise, for any shape."""
    own = noise(scene, sound.size, "white").reshape(sound.shape)
    return sound + gain(level - 3) * own + gain(level - 3) * noise(scene, sound.size).reshape(sound.shape)


def dry(scene: Scene, count: int = 2) -> list[Sound]:
    """Speakers in turn in a furnished room, one channel each, without noise."""
    spread = scene.random.uniform(-1.2, 1.2, count)
    channels = turns(scene, voices(scene, count))
    return [
        room(channel, scene, scene.random.uniform(0.15, 0.35), scene.random.uniform(8, 14)) * gain(decibels)
        for channel, decibels in zip(channels, spread, strict=True)
    ]


def conversation(scene: Scene, noise_level: float = -68.0) -> Sound:
    """A recording in which nothing is wrong: one to three people, in mono, stereo or panned apart."""
    channels = dry(scene, int(scene.random.integers(1, 4)))
    kind = scene.random.choice(["mono", "same", "panned"])
    if kind == "panned":
        positions = scene.random.uniform(0.35, 0.65, len(channels))
        stereo = sum(
            np.stack([np.sqrt(1 - place), np.sqrt(place)])[:, None] * channel * 1.41
            for place, channel in zip(positions, channels, strict=True)
        )
        return microphone(stereo, scene, noise_level)
    mono = microphone(np.sum(channels, axis=0)[None], scene, noise_level)
    return np.repeat(mono, 2, axis=0) if kind == "same" else mono
