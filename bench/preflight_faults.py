"""Recordings with one fault each, at several levels, for the pre-flight's bench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from preflight_voices import (
    Scene,
    Sound,
    conversation,
    dry,
    filtered,
    gain,
    microphone,
    noise,
    opened,
    room,
    turns,
    voices,
)
from scipy.ndimage import uniform_filter1d
from scipy.signal import resample_poly

if TYPE_CHECKING:
    from collections.abc import Callable

MULTIPLES = ((1,), (1, 2, 3), (2, 4, 6), (2, 6), (3, 5), (2, 4), (1, 3, 5, 7))


@dataclass(frozen=True, slots=True)
class Class:
    """A class of faults: what it is called in the analysis, what makes it, its levels and their unit.

    Of `quiet` levels nothing may be said.
    """

    kind: str
    make: Callable[[Scene, float], Sound]
    levels: tuple[float, ...]
    unit: str
    quiet: tuple[float, ...] = ()


def hum(scene: Scene, level: float) -> Sound:
    """A tone at multiples of the mains' frequency; a mains is never exactly right."""
    mains = float(scene.random.choice([50, 60])) * (1 + scene.random.uniform(-4e-4, 4e-4))
    multiples = MULTIPLES[int(scene.random.integers(len(MULTIPLES)))]
    total = sum(
        gain(-4.0 * place) * np.sin(2 * np.pi * mains * n * scene.time + scene.random.uniform(0, 6))
        for place, n in enumerate(multiples)
    )
    return total * gain(level) / np.sqrt(np.mean(total**2))


def with_hum(scene: Scene, level: float) -> Sound:
    return conversation(scene) + hum(scene, level)


def hum_in_turns(scene: Scene, level: float) -> Sound:
    """One of two microphones hums, and is open while its speaker speaks."""
    first, second = dry(scene, 2)
    return microphone((first + (second + hum(scene, level)) * opened(scene, second, 0.4))[None], scene)


def hum_behind_gate(scene: Scene, level: float) -> Sound:
    """All of it behind a gate."""
    talk = microphone(np.sum(dry(scene, 2), axis=0), scene) + hum(scene, level)
    return (talk * opened(scene, np.sum(dry(scene, 1), axis=0), 0.25))[None]


def apart(scene: Scene, level: float) -> Sound:
    """Two or three speakers, one of them quieter."""
    channels = dry(scene, int(scene.random.integers(2, 4)))
    channels[0] = channels[0] * gain(-level)
    return microphone(np.sum(channels, axis=0)[None] * gain(3), scene)


def noisy(scene: Scene, level: float) -> Sound:
    """Speech so many dB over noise."""
    talk = np.sum(dry(scene, 2), axis=0)
    spoken = talk[np.abs(talk) > 0.02]
    colour = str(scene.random.choice(["white", "pink", "brown"]))
    own = noise(scene, scene.size, colour)
    audible = filtered(own, "highpass", 80, scene.rate)
    own = own / np.sqrt(np.mean(audible**2)) * np.sqrt(np.mean(spoken**2)) * gain(-level)
    return (talk + own)[None]


def reverberant(scene: Scene, level: float) -> Sound:
    """In a room of so many seconds; the longer it decays, the farther the microphone."""
    talk = np.sum(turns(scene, voices(scene, 2)), axis=0)
    distant = room(talk, scene, level, 6.0 - 7.5 * level)
    return microphone(distant[None] * 0.5 / np.abs(distant).max(), scene)


def clicks(scene: Scene, level: float) -> Sound:
    """Single samples that are wrong."""
    sound = conversation(scene)
    for place in scene.random.integers(scene.rate, scene.size - scene.rate, 6):
        sound[:, place] += gain(level) * scene.random.choice([-1, 1])
    return sound


def dropouts(scene: Scene, level: float) -> Sound:
    """So many milliseconds are missing, several times, where somebody speaks."""
    sound = conversation(scene)
    loud = np.flatnonzero(np.abs(sound[0]) > 0.05)
    for place in scene.random.choice(loud, 6):
        sound[:, place : place + int(level / 1000 * scene.rate)] = 0
    return sound


def echo(scene: Scene, level: float) -> Sound:
    """The same again, tens of milliseconds later, `level` dB below."""
    sound = conversation(scene)
    delay = int(scene.random.uniform(0.02, 0.09) * scene.rate)
    return sound + gain(level) * np.pad(sound, ((0, 0), (delay, 0)))[:, : sound.shape[1]]


def half_dead(scene: Scene, level: float) -> Sound:
    """One channel fails for so many seconds."""
    sound = conversation(scene)
    sound = np.repeat(sound, 2, axis=0) if sound.shape[0] == 1 else sound
    start = int(scene.random.uniform(5, 55 - level) * scene.rate)
    left = gain(-70) * noise(scene, int(level * scene.rate), "white") if scene.random.random() < 0.5 else 0
    sound[int(scene.random.integers(2)), start : start + int(level * scene.rate)] = left
    return sound


def telephone(scene: Scene, level: float) -> Sound:
    """A guest on the telephone, `level` seconds long at a time."""
    first, second = turns(scene, voices(scene, 2), (1, 2) if level < 12 else (3, 4))
    first = microphone(room(first, scene, 0.2, 10), scene)
    narrow = filtered(second, "bandpass", [300, 3400], scene.rate, 5)
    if scene.random.random() < 0.5:
        narrow = resample_poly(resample_poly(second, 80, scene.rate // 100), scene.rate // 100, 80)[: second.size]
    return (first * opened(scene, first * (np.abs(first) > 0.002), 0.2) + narrow)[None]


def saturated(scene: Scene, level: float) -> Sound:
    """Driven so many dB into a soft ceiling, and turned down afterwards."""
    sound = conversation(scene)
    return np.tanh(sound / np.abs(sound).max() * gain(level)) * gain(scene.random.uniform(-12, -1))


def plosives(scene: Scene, level: float) -> Sound:
    """Pops before words, `level` dB above the speech's highest peak."""
    sound = conversation(scene)
    envelope = uniform_filter1d(np.abs(sound[0]), 441)
    starts = np.flatnonzero((envelope[4410:] > 0.02) & (envelope[:-4410] < 0.002)) + 4410
    time = np.arange(int(0.09 * scene.rate)) / scene.rate
    loudest = np.abs(sound).max()
    for place in scene.random.choice(starts[starts < scene.size - scene.rate], 10):
        pop = np.sin(2 * np.pi * scene.random.uniform(18, 45) * time) * np.hanning(time.size)
        sound[:, place - time.size // 2 : place - time.size // 2 + time.size] += loudest * gain(level) * pop
    return sound * min(1.0, 0.95 / np.abs(sound).max())


FAULTS: dict[str, Class] = {
    "hum": Class("hum", with_hum, (-40, -50, -60), "dBFS"),
    "hum, one of two microphones": Class("hum", hum_in_turns, (-40, -50, -60), "dBFS"),
    "hum behind a gate": Class("hum", hum_behind_gate, (-40, -50, -60), "dBFS"),
    "speakers apart": Class("speakers apart", apart, (4, 6, 8, 12, 16), "dB", (4,)),
    "noise": Class("noise", noisy, (35, 25, 20, 15, 10, 6), "dB SNR", (35, 25)),
    "reverberation": Class("reverberation", reverberant, (0.4, 0.8, 1.2, 2.0), "s", (0.4,)),
    "clicks": Class("clicks", clicks, (-40, -30, -20, -6), "dBFS"),
    "dropouts": Class("dropouts", dropouts, (5, 10, 20, 50), "ms"),
    "echo": Class("echo", echo, (-24, -16, -12, -8), "dB", (-24,)),
    "channel dead for a part": Class("dead channel", half_dead, (5, 10, 20), "s"),
    "telephone in a part": Class("telephone", telephone, (5, 20), "s a turn"),
    "soft clipping": Class("soft clipping", saturated, (0, 6, 12, 18), "dB", (0,)),
    "plosives": Class("plosives", plosives, (-12, -6, 0, 6), "dB", (-12,)),
}
