"""Recordings at which the limiter has much to do: quiet ones with pops, claps and bursts, and speakers far apart.

A recording follows from its kind and its seed. Even seeds are for tuning, odd ones for reporting: no threshold was
chosen by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dialogues
import numpy as np
from scipy import signal
from synthetic_sounds import RATE, applause, noise, normalised, seconds, telephone

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray
    from synthetic_sounds import Sound

LENGTH = 60.0  # seconds


def ratio(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def dialogue(kind: str, random: Generator, half: int) -> Sound:
    """A recording of the bench of dialogues, cut to `LENGTH`."""
    sound = dialogues.generate(kind, 2 * int(random.integers(0, 1000)) + half).sound
    return np.resize(sound, int(LENGTH * RATE))


def speech(random: Generator, half: int, level: float) -> Sound:
    return normalised(dialogue("solo", random, half)) * ratio(level)


def at_random(random: Generator, sound: Sound, every: float, event: Callable[[], Sound]) -> Sound:
    """The sound with an event every few seconds."""
    total, at = sound.copy(), random.uniform(0.2, every)
    while at < LENGTH - 1:
        piece = event()
        start = int(at * RATE)
        total[start : start + piece.size] += piece[: total.size - start]
        at += random.exponential(every) + 0.05
    return total


def pops(random: Generator, half: int) -> Sound:
    """Quiet speech with plosives: the microphone's membrane is moved by air."""

    def pop() -> Sound:
        time = seconds(random.uniform(0.03, 0.12))
        hertz, height = random.uniform(15, 80), ratio(random.uniform(-12, 0))
        return height * np.sin(2 * np.pi * hertz * time) * np.exp(-time * random.uniform(15, 50))

    return at_random(random, speech(random, half, -32), 1.5, pop)


def claps(random: Generator, half: int) -> Sound:
    """Quiet speech with claps of hands and knocks on the table."""

    def clap() -> Sound:
        time = seconds(random.uniform(0.02, 0.15))
        low = random.uniform(150, 1500)
        return (
            ratio(random.uniform(-25, -8))
            * noise(random, time.size, low, 5 * low)
            * np.exp(-time * random.uniform(40, 90))
        )

    return at_random(random, speech(random, half, -32), 1.0, clap)


def bursts(random: Generator, _half: int) -> Sound:
    """Bursts of voiced, low sound whose levels lie 20 dB apart."""
    time = seconds(LENGTH)
    total = 0.0005 * random.standard_normal(time.size)
    at = 0.1
    while at < LENGTH - 1:
        piece = seconds(random.uniform(0.08, 0.4))
        pitch = random.uniform(70, 160)
        tone = sum(np.sin(2 * np.pi * pitch * n * piece) / n**1.5 for n in range(1, 25))
        tone *= np.sqrt(np.maximum(0, np.sin(np.pi * piece / piece[-1]))) * ratio(random.choice([-24, -14, -4]))
        start = int(at * RATE)
        total[start : start + piece.size] += 0.6 * tone
        at += piece[-1] + random.uniform(0.02, 0.3)
    return total


def noise_bursts(random: Generator, half: int) -> Sound:
    """Speech with bursts of noise over the whole band."""

    def burst() -> Sound:
        time = seconds(random.uniform(0.03, 0.3))
        return ratio(random.uniform(-20, -8)) * random.standard_normal(time.size) * np.exp(-time * 10)

    return at_random(random, speech(random, half, -30), 2.0, burst)


def ovation(random: Generator, half: int) -> Sound:
    """Speech with long applause."""
    return at_random(random, speech(random, half, -24), 12.0, lambda: 0.1 * applause(random, random.uniform(4, 9)))


def over_the_telephone(random: Generator, half: int) -> Sound:
    return normalised(telephone(dialogue("interview", random, half))) * ratio(-26)


KINDS: dict[str, Callable[[Generator, int], Sound]] = {
    "speech": lambda random, half: speech(random, half, -24),
    "interview": lambda random, half: dialogue("interview", random, half),
    "rooms": lambda random, half: dialogue("rooms", random, half),
    "music": lambda random, half: dialogue("music", random, half),
    "songs": lambda random, half: dialogue("songs", random, half),
    "pops": pops,
    "claps": claps,
    "telephone": over_the_telephone,
    "bursts": bursts,
    "noise bursts": noise_bursts,
    "applause": ovation,
}


def generate(kind: str, seed: int) -> NDArray[np.float32]:
    """The recording of a kind and a seed at `RATE`, shape (channels, n): mono and stereo take turns."""
    random = np.random.default_rng([list(KINDS).index(kind), seed])
    sound = KINDS[kind](random, seed % 2)
    sound = sound / max(1.0, np.abs(sound).max())
    if seed // 2 % 2:
        return sound[None].astype(np.float32)
    side = signal.lfilter([1, 0.3], [1.3], np.roll(sound, int(random.integers(3, 40)))) * ratio(random.uniform(-4, 0))
    return np.stack([sound, side]).astype(np.float32)
