"""Recordings for the leveler, made from figures: voices at levels of their own, music, noise."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from podcast.audio.gain import LoudnessTarget, limiter_headroom, plan_gain
from podcast.audio.leveling.features import SpeechFeatures
from podcast.audio.leveling.gain_planning import plan_leveling
from podcast.audio.limiter import limit_blocks
from podcast.audio.meter import measure_blocks
from tests.support.conversations import voice
from tests.support.sounds import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from podcast.audio.leveling.curve import GainCurve

    Samples = NDArray[np.float64]

TARGET = LoudnessTarget(-16.0, -1.0, 128)


@dataclass
class Programme:
    """A mono recording that is put together part by part; `parts` are the name, start and end (seconds) of each."""

    seed: int = 1
    sound: Samples = field(default_factory=lambda: np.zeros(int(0.5 * RATE)))
    parts: list[tuple[str, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)

    def add(self, name: str, sound: Samples, pause: float = 0.6) -> Programme:
        """Append a sound, and a pause after it."""
        start = self.sound.size / RATE
        self.parts.append((name, start, start + sound.size / RATE))
        self.sound = np.concatenate([self.sound, sound, np.zeros(int(pause * RATE))])
        return self

    def speak(self, name: str, level: float, seconds: float = 4.0, seed: int | None = None) -> Programme:
        """Append phrases of a voice at a level in dBFS; a name always has the same voice."""
        seed = sum(map(ord, name)) if seed is None else seed
        phrases, left = [], seconds
        while left > 0:
            length = min(left, float(self.random.uniform(1.2, 2.2)))
            sound = np.tanh(voice(length, seed) * 3)  # softer peaks, as a throat has
            phrases += [sound * 10 ** (level / 20) / sound.std(), np.zeros(int(0.3 * RATE))]
            left -= length
        return self.add(name, np.concatenate(phrases[:-1]))

    def recorded(self, floor: float = -66.0) -> NDArray[np.float32]:
        """The recording with the noise of a room at `floor` dBFS, shape (1, n)."""
        noise = np.cumsum(self.random.standard_normal(self.sound.size))  # brown, made whiter
        noise = np.diff(noise, prepend=0) + 0.1 * self.random.standard_normal(self.sound.size)
        noise *= 10 ** (floor / 20) / noise.std()
        return (self.sound + noise)[None].astype(np.float32)


def chords(seconds: float, level: float, seed: int = 1) -> Samples:
    """Music: chords of an organ, one every second and a half, at a level in dBFS."""
    random, sound, length = np.random.default_rng(seed), [], int(1.5 * RATE)
    time = np.arange(length) / RATE
    while len(sound) * 1.5 < seconds:
        root = 220 * 2 ** (int(random.integers(0, 8)) / 12)
        notes = [root * 2 ** (step / 12) * n for step in (0, 4, 7) for n in (1, 2, 3, 4)]
        sound.append(sum(np.sin(2 * np.pi * note * time) * root / note for note in notes))
    joined = np.concatenate(sound)[: int(seconds * RATE)]
    return joined * 10 ** (level / 20) / joined.std()


def drums(seconds: float, level: float) -> Samples:
    """A beat: two strokes a second."""
    time = np.arange(RATE // 2) / RATE
    stroke = np.random.default_rng(3).standard_normal(time.size) * np.exp(-time * 25)
    sound = np.tile(stroke, int(seconds * 2))
    return sound * 10 ** (level / 20) / sound.std()


def applause(seconds: float, level: float) -> Samples:
    """Noise that swells and fades."""
    count = int(seconds * RATE)
    sound = np.random.default_rng(4).standard_normal(count) * np.minimum(1, np.linspace(0, 8, count))
    return sound * 10 ** (level / 20) / sound.std()


def curve_of(sound: NDArray[np.float32]) -> GainCurve:
    """The leveler's curve for samples of the shape (channels, n)."""
    features = SpeechFeatures(RATE)
    measurement = measure_blocks(features.watch([sound]), RATE)
    return plan_leveling(measurement.powers, measurement.peaks, features.result(), limiter_headroom(TARGET))


def leveled(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """The samples with the leveler's gain."""
    return next(iter(curve_of(sound).apply([sound], RATE)))


def mastered(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """The samples with the leveler's gain, and gain and limiter of a master at -16 LUFS."""
    features = SpeechFeatures(RATE)
    measurement = measure_blocks(features.watch([sound]), RATE)
    curve = plan_leveling(measurement.powers, measurement.peaks, features.result(), limiter_headroom(TARGET))
    measurement = measurement.with_window_gains(curve.window_gains(measurement.powers.size))
    plan = plan_gain(measurement, TARGET)
    return np.concatenate(list(limit_blocks(curve.apply([sound], RATE), RATE, plan)), axis=1)


def part_loudness(sound: NDArray[np.float32], start: float, end: float) -> float:
    """Loudness of a part of mono samples in LUFS, by pyloudnorm."""
    import pyloudnorm

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        part = sound[0, int(start * RATE) : int(end * RATE)].astype(np.float64)
        return float(pyloudnorm.Meter(RATE).integrated_loudness(part))
