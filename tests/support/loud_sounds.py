"""Sounds that a meter and a limiter are tried with, by seed: shape (channels, n), float32."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.support.sounds import speech

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

    Sound = NDArray[np.float32]


def talk(seconds: float, rate: int = 44100, channels: int = 1, seed: int = 1) -> Sound:
    """Something like speech."""
    return speech(seconds, rate, channels, seed).astype(np.float32)


def music(seconds: float, rate: int = 44100, channels: int = 1, seed: int = 1) -> Sound:
    """Chords with a beat, and noise like cymbals."""
    random, time = np.random.default_rng(seed), _times(seconds, rate)
    tones = sum(np.sin(2 * np.pi * hertz * time + hertz) for hertz in (55, 110, 277.2, 329.6, 440, 1318.5))
    beat = np.exp(-6 * (time * 2 % 1))
    sides = [tones * (0.4 + 0.6 * beat) + beat * random.standard_normal(time.size) for _ in range(channels)]
    return (np.stack(sides) * 0.05).astype(np.float32)


def bursts(seconds: float, rate: int = 44100, channels: int = 1, seed: int = 1) -> Sound:
    """Bursts of low, voiced sound whose levels lie 20 dB apart, in silence."""
    random, time = np.random.default_rng(seed), _times(seconds, rate)
    levels = np.repeat(random.choice([0.05, 0.1, 0.5], int(seconds * 2) + 1), rate // 2 + 1)[: time.size]
    voice = sum(np.sin(2 * np.pi * 90 * number * time) / number**1.5 for number in range(1, 20))
    return np.repeat((levels * (time % 0.5 < 0.2) * voice)[None], channels, axis=0).astype(np.float32)


def pops(seconds: float, rate: int = 44100, channels: int = 1, seed: int = 1) -> Sound:
    """Quiet speech with plosives."""

    def pop(random: Generator, time: NDArray[np.float64]) -> NDArray[np.float64]:
        return random.uniform(0.3, 0.9) * np.sin(2 * np.pi * random.uniform(20, 80) * time) * np.exp(-time * 30)

    return _with_events(talk(seconds, rate, channels, seed) * 0.08, rate, seed, pop)


def claps(seconds: float, rate: int = 44100, channels: int = 1, seed: int = 1) -> Sound:
    """Quiet speech with claps of hands."""

    def clap(random: Generator, time: NDArray[np.float64]) -> NDArray[np.float64]:
        ring = np.sin(2 * np.pi * random.uniform(700, 2500) * time) * random.standard_normal(time.size)
        return random.uniform(0.1, 0.4) * ring * np.exp(-time * 60)

    return _with_events(talk(seconds, rate, channels, seed) * 0.08, rate, seed, clap)


def telephone(seconds: float, rate: int = 44100, channels: int = 1, seed: int = 1) -> Sound:
    """Speech in the band of a telephone."""
    spectrum = np.fft.rfft(talk(seconds, rate, channels, seed) * 0.3)
    hertz = np.fft.rfftfreq(int(seconds * rate), 1 / rate)
    spectrum[:, (hertz < 300) | (hertz > 3400)] = 0
    return np.fft.irfft(spectrum, int(seconds * rate)).astype(np.float32)


LOUD_SOUNDS: tuple[Callable[..., Sound], ...] = (talk, music, bursts, pops, claps, telephone)


def _times(seconds: float, rate: int) -> NDArray[np.float64]:
    return np.arange(int(seconds * rate)) / rate


def _with_events(
    sound: Sound, rate: int, seed: int, event: Callable[[Generator, NDArray[np.float64]], NDArray[np.float64]]
) -> Sound:
    """The sound with an event every second or so, in all channels."""
    random, total, at = np.random.default_rng(seed), sound.copy(), rate // 3
    while at < sound.shape[1] - rate:
        piece = event(random, _times(0.2, rate))
        total[:, at : at + piece.size] += piece
        at += int(random.uniform(0.5, 1.5) * rate)
    return total
