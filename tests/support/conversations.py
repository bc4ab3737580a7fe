"""Conversations in front of several microphones, made from figures: voices, rooms, recorders with clocks of their own.

Everything that a test asks for is known: who speaks when, how loud a voice is at the other microphones, when a recorder
was started, and how wrong its clock is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tests.support.sounds import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float64]

SPEED_OF_SOUND = 343.0  # m/s
_SINC_TAPS = 12  # on either side
_FORMANTS = ((280, 2300), (600, 1000), (750, 1300), (400, 800), (350, 1900), (500, 1500))  # Hz, of some vowels


def voice(seconds: float, seed: int, rate: int = RATE) -> Samples:
    """A voice without a pause between phrases: syllables of vowels and hisses, shape (n,), RMS 0.1 while it sounds."""
    random = np.random.default_rng(seed)
    base = random.uniform(90, 230)
    parts, length = [], 0
    while length < seconds * rate:
        count = int(random.uniform(0.11, 0.28) * rate)
        parts.append(_syllable(random, count, base, rate))
        length += count
    sound = np.concatenate(parts)[: int(seconds * rate)]
    return sound * (0.1 / np.sqrt(np.mean(sound**2)))


def _syllable(random: np.random.Generator, count: int, base: float, rate: int) -> Samples:
    """A hiss, then a vowel: noise and a pulse train through two resonances."""
    time = np.arange(count) / rate
    pitch = base * (1 + random.uniform(-0.15, 0.15) + random.uniform(-0.2, 0.2) * time / time[-1])
    phase = np.cumsum(pitch) / rate + random.uniform()
    pulses = np.diff(np.floor(phase), prepend=np.floor(phase[0]))
    spectrum = np.fft.rfft(pulses)
    frequency = np.fft.rfftfreq(count, 1 / rate)
    low, high = _FORMANTS[random.integers(len(_FORMANTS))]
    shape = sum(g / (1 + ((frequency - f) / w) ** 2) for f, w, g in ((low, 90, 1), (high, 140, 0.5), (3200, 300, 0.15)))
    vowel = np.fft.irfft(spectrum * shape, count)
    vowel *= np.hanning(count) ** 0.5 / (np.abs(vowel).max() + 1e-9)
    hiss = np.fft.irfft(np.fft.rfft(random.standard_normal(count)) * (frequency > 2500) * (frequency < 9000), count)
    start = np.exp(-time / 0.02) * random.uniform(0, 0.25)
    return random.uniform(0.5, 1.0) * (vowel + start * hiss)


@dataclass(frozen=True)
class Turn:
    """A voice speaks from `start` to `end`, in seconds."""

    speaker: int
    start: float
    end: float


def alternate(seconds: float, speakers: int, seed: int, pause: float = 0.5) -> list[Turn]:
    """Turns of 2 to 5 s, the speakers in random order, each different from the one before."""
    random = np.random.default_rng(seed)
    turns, now, speaker = [], 0.8, 0
    while now < seconds - 1.5:
        end = min(now + random.uniform(2, 5), seconds - 0.5)
        turns.append(Turn(speaker, now, end))
        now = end + random.uniform(0.3, 2) * pause
        speaker = (speaker + 1 + int(random.integers(max(1, speakers - 1)))) % speakers
    return turns


def dry_voices(turns: list[Turn], seconds: float, speakers: int, seed: int, rate: int = RATE) -> Samples:
    """Each voice alone and without a room, shape (speakers, n)."""
    dry = np.zeros((speakers, int(seconds * rate)))
    for number, turn in enumerate(turns):
        sound = voice(turn.end - turn.start, seed * 1000 + turn.speaker * 7 + number * 100, rate)
        fade = int(0.02 * rate)
        sound[:fade] *= np.linspace(0, 1, fade)
        sound[-fade:] *= np.linspace(1, 0, fade)
        first = int(turn.start * rate)
        dry[turn.speaker, first : first + sound.size] += sound
    return dry


@dataclass(frozen=True)
class Microphones:
    """How a conversation is recorded: each speaker has a microphone, and is heard by all others.

    `bleed` is the level of a voice at another microphone, in dB against its own; `distance` of it in metres. `levels`
    are the levels of the voices in dB. `late` is how long after the first one a recorder was started, in seconds, and
    `drift` how much faster its clock runs, in ppm; both by number of the microphone.
    """

    bleed: float = -20.0
    distance: float = 1.0
    levels: tuple[float, ...] = ()
    late: dict[int, float] = field(default_factory=dict)
    drift: dict[int, float] = field(default_factory=dict)
    noise: float = -70.0  # dBFS
    reverberation: float = 0.15  # seconds to -60 dB
    seed: int = 1

    def record(self, dry: Samples, rate: int = RATE) -> list[Samples]:
        """Return what each microphone records, shape (n,) each."""
        return [self._track(dry, microphone, rate) for microphone in range(len(dry))]

    def own_voice(self, dry: Samples, microphone: int, rate: int = RATE) -> Samples:
        """Return what a microphone would record of its own speaker alone, without noise."""
        return self._clocked(self._room_sound(dry, microphone, microphone, rate), microphone, rate)

    def _track(self, dry: Samples, microphone: int, rate: int) -> Samples:
        random = np.random.default_rng(self.seed * 77 + microphone)
        sound = sum(self._room_sound(dry, speaker, microphone, rate) for speaker in range(len(dry)))
        track = self._clocked(sound, microphone, rate)
        return track + 10 ** (self.noise / 20) * random.standard_normal(track.size)

    def _room_sound(self, dry: Samples, speaker: int, microphone: int, rate: int) -> Samples:
        random = np.random.default_rng(self.seed * 999 + speaker * 31 + microphone)
        is_own = speaker == microphone
        level = (self.levels[speaker] if self.levels else 0.0) + (0.0 if is_own else self.bleed)
        delay = (0.05 if is_own else self.distance) / SPEED_OF_SOUND
        count = int(self.reverberation * rate) + 1
        room = random.standard_normal(count) * 10 ** (-3 * np.arange(count) / count) * (0.02 if is_own else 0.06)
        room[0] = 1.0
        size = 1 << (dry.shape[1] + count + rate).bit_length()
        spectrum = np.fft.rfft(dry[speaker], size) * np.fft.rfft(room, size)
        spectrum *= np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / rate) * delay)
        return 10 ** (level / 20) * np.fft.irfft(spectrum, size)[: dry.shape[1]]

    def _clocked(self, sound: Samples, microphone: int, rate: int) -> Samples:
        """What a recorder with this clock has on its card: it begins late, and counts too fast."""
        late, ratio = self.late.get(microphone, 0.0), 1 + self.drift.get(microphone, 0.0) * 1e-6
        if not late and ratio == 1:
            return sound
        count = int((sound.size - late * rate) * ratio)
        return interpolate(sound, late * rate + np.arange(count) / ratio)


def interpolate(sound: Samples, positions: Samples) -> Samples:
    """The values of a sound at positions between its samples, by a windowed sinc; silence outside."""
    padded = np.pad(sound, (_SINC_TAPS, _SINC_TAPS + 1))
    result = np.zeros(positions.size)
    before = np.floor(positions).astype(int)
    part = positions - before
    valid = (before >= 0) & (before < sound.size)
    before = np.clip(before, 0, sound.size - 1)
    sine = np.sin(np.pi * part) / np.pi
    for tap in range(-_SINC_TAPS + 1, _SINC_TAPS + 1):
        distance = part - tap
        window = 1 - (distance / (_SINC_TAPS + 1)) ** 2
        core = np.where(np.abs(distance) < 1e-9, 1.0, (-1) ** tap * sine / np.where(distance == 0, 1, distance))
        result += padded[before + tap + _SINC_TAPS] * core * window * window
    return result * valid
