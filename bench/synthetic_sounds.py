"""Sounds that are no plain speech, made from figures: music, laughter, whispering, applause, field recordings, rooms.

All are float64, shape (n,), at `RATE`, with a mean power of 1 where they sound; the same for the same seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

    Sound = NDArray[np.float64]

RATE = 44100
SCALE = (0, 2, 4, 5, 7, 9, 11, 12, 14, 16)  # semitones above the key note


def normalised(sound: Sound) -> Sound:
    """The sound with a mean power of 1 over its louder half."""
    frames = np.square(sound[: sound.size // 441 * 441].reshape(-1, 441)).mean(axis=1)
    return sound / np.sqrt(np.sort(frames)[frames.size // 2 :].mean() + 1e-20)


def seconds(count: float) -> Sound:
    """The times of the samples of a sound of so many seconds."""
    return np.arange(int(count * RATE)) / RATE


def noise(random: Generator, count: int, low: float, high: float) -> Sound:
    """Noise between two frequencies in Hz, mean power 1."""
    sections = signal.butter(2, (low, high), "bandpass", fs=RATE, output="sos")
    sound = signal.sosfilt(sections, random.standard_normal(count))
    return sound / sound.std()


def room_noise(random: Generator, count: int) -> Sound:
    """Noise of a room or a preamplifier: falling by 3 dB an octave, mean power 1."""
    spectrum = np.fft.rfft(random.standard_normal(count))
    spectrum /= np.sqrt(np.maximum(np.arange(spectrum.size), 30 * count / RATE))
    sound = np.fft.irfft(spectrum, count)
    return sound / sound.std()


def reverberated(random: Generator, sound: Sound, decay: float, direct: float = 1.0) -> Sound:
    """The sound in a room: `decay` is its RT60 in seconds, `direct` the share of the direct sound."""
    time = seconds(decay)
    tail = random.standard_normal(time.size) * 10 ** (-3 * time / decay)
    tail *= 0.9 / np.sqrt(np.square(tail).sum())
    tail[0] += direct
    return signal.fftconvolve(sound, tail)[: sound.size]


def telephone(sound: Sound) -> Sound:
    """The band of a telephone."""
    return signal.sosfilt(signal.butter(4, (300, 3400), "bandpass", fs=RATE, output="sos"), sound)


def laughter(random: Generator, length: float, pitch: float) -> Sound:
    """Voiced bursts, five a second, that fall in pitch and level."""
    sound, at = np.zeros(int(length * RATE)), 0.0
    while at < length - 0.25:
        time = seconds(0.09 + 0.05 * random.random())
        fundamental = pitch * (1.5 - 0.5 * at / length) * (1 + 0.1 * random.standard_normal())
        phase = 2 * np.pi * np.cumsum(fundamental * (1 - 0.8 * time)) / RATE
        burst = sum(
            np.sin(phase * n) / n * (1 + 2 * np.exp(-(((fundamental * n - 750) / 300) ** 2))) for n in range(1, 20)
        )
        burst = (burst + 0.3 * noise(random, time.size, 500, 5000)) * np.abs(np.sin(np.pi * time / time[-1])) ** 0.7
        sound[int(at * RATE) :][: time.size] += (burst * (1 - 0.5 * at / length))[: sound.size - int(at * RATE)]
        at += 0.17 + 0.05 * random.random()
    return normalised(sound)


def whispered(random: Generator, speech: Sound) -> Sound:
    """Speech without its voice: the envelope of its spectrum, filled with noise."""
    _, _, frames = signal.stft(speech, RATE, nperseg=1024)
    envelope = np.sqrt(signal.convolve2d(np.square(np.abs(frames)), np.ones((15, 1)) / 15, "same"))
    envelope[:20] *= 0.1
    phases = np.exp(2j * np.pi * random.random(frames.shape))
    _, sound = signal.istft(envelope * phases, RATE, nperseg=1024)
    return normalised(sound[: speech.size])


def applause(random: Generator, length: float) -> Sound:
    """Many people clap."""
    time = seconds(length)
    sound = np.zeros(time.size)
    for at in np.sort(random.integers(0, time.size - 2000, int(length * 250))):
        count = int(random.integers(200, 900))
        low = 500 + 1500 * random.random()
        clap = np.exp(-np.arange(count) / count * 6) * random.standard_normal(count) * random.random()
        sound[at : at + count] += clap * np.cos(2 * np.pi * low * np.arange(count) / RATE)
    swell = np.minimum(1, np.minimum(time / 0.6, (length - time) / 1.5))
    return normalised(sound * swell)


def wind(random: Generator, length: float) -> Sound:
    """Wind with gusts."""
    count = int(length * RATE)
    gusts = signal.resample_poly(np.abs(random.standard_normal(int(length) + 2)), RATE, 1)[:count]
    return normalised(noise(random, count, 60, 700) * (0.4 + np.abs(gusts)) + 0.1 * room_noise(random, count))


def birds(random: Generator, length: float) -> Sound:
    """Chirps over a rustling forest."""
    time = seconds(length)
    sound = 0.03 * noise(random, time.size, 800, 9000)
    for _ in range(int(length * 2.5)):
        chirp = seconds(0.06 + 0.2 * random.random())
        sweep = random.uniform(2500, 5000) + random.uniform(-1500, 1500) * chirp / chirp[-1]
        tone = np.sin(2 * np.pi * np.cumsum(sweep) / RATE) * np.sin(np.pi * chirp / chirp[-1])
        at = int(random.integers(0, time.size - tone.size))
        sound[at : at + tone.size] += tone * random.random()
    return normalised(sound)


def traffic(random: Generator, length: float) -> Sound:
    """A street: a rumble, with cars that pass."""
    time = seconds(length)
    sound = noise(random, time.size, 40, 400) * 0.4
    for _ in range(max(1, int(length / 5))):
        passing = np.exp(-np.square((time - random.uniform(0, length)) / random.uniform(0.6, 2)))
        sound += noise(random, time.size, 200, 3000) * passing
    return normalised(sound)


def _tone(random: Generator, frequency: float, length: float, kind: str) -> Sound:
    """A note of one instrument."""
    time = seconds(length)
    attack, vibrato, partials, fall = {
        "strings": (0.15, 0.006, 12, 1.2),
        "organ": (0.02, 0.0, 8, 1.0),
        "piano": (0.004, 0.0, 10, 1.5),
        "bell": (0.002, 0.0, 5, 0.8),
        "flute": (0.06, 0.008, 4, 2.0),
        "brass": (0.05, 0.003, 14, 0.9),
        "guitar": (0.003, 0.0, 14, 1.1),
        "voice": (0.06, 0.012, 24, 1.0),
    }[kind]
    phase = 2 * np.pi * np.cumsum(frequency * (1 + vibrato * np.sin(2 * np.pi * 5.5 * time))) / RATE
    ratio = 1.4 if kind == "bell" else 1.0
    sound = np.zeros(time.size)
    vowel = random.choice([(700, 1100), (400, 2000), (350, 800)])
    for n in range(1, partials + 1):
        height = frequency * (1 + (n - 1) * ratio)
        if height > 9000:
            break
        weight = n**-fall
        if kind == "voice":
            weight *= 0.15 + sum(np.exp(-(((height - formant) / 200) ** 2)) for formant in vowel)
        decay = np.exp(-time * (1 + 0.4 * n) * 1.5) if kind in {"piano", "bell", "guitar"} else 1.0
        sound += weight * np.sin(phase * (1 + (n - 1) * ratio)) * decay
    release = np.minimum(1, (length - time) / 0.04)
    return sound * np.minimum(1, time / attack) * release


def _melody(random: Generator, length: float, key: float, beat: float, kind: str) -> Sound:
    """Notes of a scale, some of them held for two or four beats."""
    sound, at, degree = np.zeros(int(length * RATE)), 0.0, int(random.integers(0, 5))
    while at < length - 0.1:
        held = beat * float(random.choice([0.5, 1, 1, 2]))
        degree = int(np.clip(degree + random.integers(-2, 3), 0, len(SCALE) - 1))
        tone = _tone(random, key * 2 ** (SCALE[degree] / 12), min(held * 1.05, length - at), kind)
        sound[int(at * RATE) :][: tone.size] += tone[: sound.size - int(at * RATE)]
        at += held
    return sound


def _chords(random: Generator, length: float, key: float, beat: float, kind: str) -> Sound:
    sound, at = np.zeros(int(length * RATE)), 0.0
    while at < length - 0.1:
        root, held = int(random.choice([0, 5, 7, 9])), 4 * beat
        for step in (0, 4 if root != 9 else 3, 7):
            tone = _tone(random, key * 2 ** ((root + step) / 12), min(held, length - at), kind)
            sound[int(at * RATE) :][: tone.size] += tone[: sound.size - int(at * RATE)]
        at += held
    return sound


def _drums(random: Generator, length: float, beat: float) -> Sound:
    sound = np.zeros(int(length * RATE))
    kick_time, hat_time = seconds(0.18), seconds(0.06)
    kick = np.sin(2 * np.pi * (45 * kick_time + 6 * (1 - np.exp(-kick_time * 30)))) * np.exp(-kick_time * 18)
    for number in range(int(length / beat * 2)):
        at = int(number * beat / 2 * RATE)
        hat = random.standard_normal(hat_time.size) * np.exp(-hat_time * 80) * 0.25
        hit = (
            hat
            if number % 2
            else (kick if number % 4 == 0 else random.standard_normal(kick.size) * np.exp(-kick_time * 25) * 0.5)
        )
        sound[at:][: hit.size] += hit[: sound.size - at]
    return sound


def music(random: Generator, length: float, kind: str) -> Sound:
    """A piece of music; `kind` is one of `MUSIC`."""
    key, beat = float(random.uniform(130, 260)), float(random.uniform(0.35, 0.7))
    sound = MUSIC[kind](random, length, key, beat)
    time = seconds(length)
    return normalised(sound * np.minimum(1, np.minimum(time / 0.05, (length - time) / 0.3)))


MUSIC: dict[str, Callable[[Generator, float, float, float], Sound]] = {
    "pop": lambda r, s, k, b: _chords(r, s, k, b, "organ") + 3 * _drums(r, s, b) + _melody(r, s, 2 * k, b, "brass"),
    "piano": lambda r, s, k, b: _melody(r, s, 2 * k, b / 2, "piano") + _chords(r, s, k, b, "piano"),
    "strings": lambda r, s, k, b: _chords(r, s, k, 2 * b, "strings") * (1.2 + np.sin(2 * np.pi * seconds(s) / 5)),
    "drums": lambda r, s, _k, b: _drums(r, s, b),
    "song": lambda r, s, k, b: _melody(r, s, k, b, "voice") * 1.5 + _chords(r, s, k, b, "guitar") + _drums(r, s, b),
    "bells": lambda r, s, k, b: _melody(r, s, 4 * k, b, "bell") + _chords(r, s, k, b, "organ") * 0.5,
    # The next ones are for the reporting half alone.
    "brass": lambda r, s, k, b: _melody(r, s, k, b, "brass") + _melody(r, s, 1.5 * k, b, "brass"),
    "flute": lambda r, s, k, b: _melody(r, s, 3 * k, b, "flute"),
    "choir": lambda r, s, k, b: _chords(r, s, k, b, "voice") + _melody(r, s, 2 * k, 2 * b, "voice"),
    "band": lambda r, s, k, b: (
        _melody(r, s, k, b / 2, "guitar") + 4 * _drums(r, s, b) + _chords(r, s, k / 2, b, "guitar")
    ),
    "singer": lambda r, s, k, b: _melody(r, s, k, b, "voice"),
}
