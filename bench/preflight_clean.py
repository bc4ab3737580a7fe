"""Sounds in which nothing is wrong, for the pre-flight's bench: whatever it says about them is a false alarm."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import av
import numpy as np
from preflight_voices import (
    WHISPERS,
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
from scipy.signal import fftconvolve

if TYPE_CHECKING:
    from collections.abc import Callable

SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 3, 5, 7, 10))  # major, minor, pentatonic


def peak(sound: Sound, level: float) -> Sound:
    """A sound with its peak at `level` dBFS."""
    return sound / np.abs(sound).max() * gain(level)


def stereo(scene: Scene, sound: Sound) -> Sound:
    """Two channels that differ a little."""
    return np.stack([sound, 0.9 * np.roll(sound, int(0.0004 * scene.rate))])


# --- music -----------------------------------------------------------------------------------------------------------


def note(scene: Scene, pitch: float, seconds: float, kind: str) -> Sound:
    """One note of an instrument."""
    time = np.arange(int(seconds * scene.rate)) / scene.rate
    decay = {"piano": 2.5, "plucked": 6.0, "pad": 0.0, "organ": 0.0, "bass": 3.0, "synth": 0.0}[kind]
    parts = [n for n in range(1, 16) if n * pitch < 12000]
    detune = 0.003 if kind == "pad" else 0.0
    slope = {"pad": 1.6, "organ": 1.2, "synth": 1.0}.get(kind, 1.4)
    sound = sum(
        np.sin(2 * np.pi * n * pitch * (1 + detune * scene.random.normal()) * time + scene.random.uniform(0, 6))
        * np.exp(-decay * time * (1 + 0.15 * n)) / n**slope
        for n in parts
    )  # fmt: skip
    attack, release = {"pad": (0.4, 0.5), "organ": (0.02, 0.05), "synth": (0.01, 0.05)}.get(kind, (0.004, 0.03))
    return sound * np.minimum(1, time / attack) * np.minimum(1, (time[-1] - time) / release)


def melody(scene: Scene, kind: str, octave: int, beat: float, chord: int = 1) -> Sound:
    """Notes of a scale, one or several at a time."""
    out = np.zeros(scene.size)
    scale, key = SCALES[int(scene.random.integers(3))], int(scene.random.integers(12))
    position = 0.0
    while position < scene.size / scene.rate - beat * 4:
        length = float(scene.random.choice([beat, beat, 2 * beat, 4 * beat]))
        for _ in range(chord):
            tone = 12 * octave + key + scale[int(scene.random.integers(len(scale)))]
            sound = note(scene, 16.3516 * 2 ** (tone / 12), length * 1.1, kind)
            start = int(position * scene.rate)
            sound = sound[: out.size - start]
            out[start : start + sound.size] += sound * scene.random.uniform(0.5, 1)
        position += length if scene.random.random() > 0.1 else 2 * length
    return out


def drums(scene: Scene, beat: float) -> Sound:
    """Bass drum, snare and hi-hat."""
    out = np.zeros(scene.size)
    time = np.arange(int(0.3 * scene.rate)) / scene.rate
    kick = np.sin(2 * np.pi * (50 * time + 6 * (1 - np.exp(-25 * time)))) * np.exp(-14 * time)
    snare = 0.7 * scene.random.normal(size=time.size) * np.exp(-22 * time) + 0.4 * np.sin(1150 * time) * np.exp(
        -25 * time
    )
    hat = 0.25 * filtered(scene.random.normal(size=time.size), "highpass", 7000, scene.rate) * np.exp(-60 * time)
    for number in range(int(scene.size / scene.rate / beat * 2) - 2):
        start = int(number * beat / 2 * scene.rate)
        hit = hat + (kick if number % 4 == 0 or scene.random.random() < 0.1 else 0) + (snare if number % 4 == 2 else 0)
        out[start : start + time.size] += hit[: max(0, out.size - start)]
    return out


def music(scene: Scene) -> Sound:
    """A piece for one to four instruments, with dynamics."""
    beat = 60 / scene.random.uniform(60, 150)
    kinds = scene.random.choice(["piano", "plucked", "pad", "organ", "bass", "synth", "drums"], 3, replace=False)
    octaves = {"bass": 2, "pad": 3, "organ": 3, "piano": 4, "plucked": 4, "synth": 4}
    chords = {"pad": 3, "organ": 3, "piano": 2}
    total = np.zeros(scene.size)
    for kind in kinds[: int(scene.random.integers(1, 4))]:
        part = drums(scene, beat) if kind == "drums" else melody(scene, kind, octaves[kind], beat, chords.get(kind, 1))
        total += peak(part, scene.random.uniform(-8, 0))
    swell = 10 ** (scene.random.uniform(0, 0.4) * np.sin(scene.time * 6.283 / scene.random.uniform(15, 50)))
    total = room(total * swell, scene, scene.random.uniform(0.4, 2.0), scene.random.uniform(-2, 8))
    return microphone(peak(stereo(scene, total), scene.random.uniform(-6, -0.3)), scene, -75)


def held_chord(scene: Scene) -> Sound:
    """A synthesizer's chord of multiples of the mains' frequency, held for the whole piece, or for half of it."""
    mains = float(scene.random.choice([50, 60]))
    chord = sum(np.sin(2 * np.pi * mains * n * scene.time) / n for n in (1, 2, 3, 4))
    if scene.random.random() < 0.5:
        chord = chord * (scene.time > 20) * (scene.time < 45) + 0.4 * melody(scene, "piano", 4, 0.5, 2)
    return microphone(peak(chord[None], -6), scene, -75)


def compressed_music(scene: Scene) -> Sound:
    """Loud music: saturated, at full scale."""
    piece = music(scene)
    return np.tanh(3 * piece / np.abs(piece).max()) * 0.97


# --- speech, theatre, places -----------------------------------------------------------------------------------------


def show(scene: Scene) -> Sound:
    """Speech with jingles and music below it."""
    speech = conversation(scene)
    tune = peak(music(scene)[0], -8)
    fade = np.interp(scene.time, [0, 4, 6, 15, 18, 45, 46, 50, 52], [1, 1, 0.08, 0.08, 0, 0, 0.8, 0.8, 0])
    loud = np.interp(scene.time, [0, 4.5, 5, 45, 46, 52, 53], [0, 0, 1, 1, 0, 0, 1])
    return speech * loud + fade * tune


def theatre(scene: Scene) -> Sound:
    """Actors at all distances, from a whisper to a shout, in a hall; steps, doors, thunder, and music."""
    cast = turns(scene, voices(scene, 3), (1, 1))
    whisperer = turns(scene, [str(scene.random.choice(WHISPERS[scene.half]))], (1, 1))[0]
    total = np.zeros(scene.size)
    for channel in [*cast, whisperer * 0.3]:
        knots = np.arange(0, 61, 3)
        levels = np.interp(scene.time, knots, scene.random.uniform(-16, 4, knots.size))
        total += channel * 10 ** (levels / 20)
    total = room(total, scene, scene.random.uniform(0.5, 0.9), scene.random.uniform(4, 9))
    for _ in range(12):
        thump(scene, total, float(scene.random.uniform(-22, -8)))
    tune = peak(music(scene)[0], -18) * np.interp(scene.time, [0, 5, 7, 40, 44, 60], [1, 1, 0, 0, 1, 1])
    return microphone((peak(total, -3) + tune)[None], scene, -66)


def thump(scene: Scene, total: Sound, level: float) -> None:
    """A step, a door or a table."""
    time = np.arange(int(0.4 * scene.rate)) / scene.rate
    body = np.sin(2 * np.pi * scene.random.uniform(60, 200) * time) + 0.5 * scene.random.normal(size=time.size)
    start = int(scene.random.integers(total.size - time.size))
    total[start : start + time.size] += gain(level) * body * np.exp(-time * scene.random.uniform(15, 60))


def whispering(scene: Scene) -> Sound:
    """Somebody whispers, close to the microphone."""
    voice = str(scene.random.choice(WHISPERS[scene.half]))
    return microphone(room(turns(scene, [voice])[0], scene, 0.2, 10)[None], scene, -66)


def field(scene: Scene) -> Sound:
    """A place: wind or a brook, birds, cars, rain, insects."""
    wind = noise(scene, scene.size, "brown") * np.interp(
        scene.time, np.arange(0, 61, 2), scene.random.uniform(0.2, 1, 31)
    )
    total = 0.02 * wind + gain(-48) * noise(scene, scene.size)
    kind = scene.random.choice(["birds", "cars", "rain", "insects", "steps"])
    if kind in {"birds", "steps"}:
        for _ in range(80):
            (bird if kind == "birds" else lambda *args: thump(*args, -24.0))(scene, total)
    elif kind == "cars":
        for start in scene.random.uniform(0, 55, 6):
            total += 0.05 * noise(scene, scene.size) * np.exp(-(((scene.time - start) / 2.5) ** 2))
    elif kind == "rain":
        drops = scene.random.random(scene.size) < 60 / scene.rate
        total += ringing(drops * scene.random.exponential(0.06, scene.size), scene) + 0.01 * noise(scene, scene.size)
    else:
        total += 0.02 * np.sin(2 * np.pi * 4300 * scene.time) * (np.sin(2 * np.pi * 28 * scene.time) > 0)
    return microphone(peak(stereo(scene, total), scene.random.uniform(-12, -3)), scene, -72)


def ringing(impulses: Sound, scene: Scene) -> Sound:
    """Impulses that ring for some thousandths of a second, as drops on a leaf do."""
    time = np.arange(int(0.02 * scene.rate)) / scene.rate
    ring = np.sin(2 * np.pi * 2500 * time) * np.exp(-time * 400)
    return fftconvolve(impulses, ring)[: impulses.size]


def bird(scene: Scene, total: Sound) -> None:
    """A chirp."""
    time = np.arange(int(scene.random.uniform(0.05, 0.3) * scene.rate)) / scene.rate
    sweep = scene.random.uniform(2500, 6000) * time + scene.random.uniform(-4000, 4000) * time**2
    start = int(scene.random.integers(total.size - time.size))
    total[start : start + time.size] += (
        scene.random.uniform(0.01, 0.2) * np.sin(2 * np.pi * sweep) * np.hanning(time.size)
    )


def applause(scene: Scene) -> Sound:
    """Speech, and applause after it."""
    claps = np.zeros(scene.size)
    length = int(0.05 * scene.rate)
    for start in scene.random.integers(0, scene.size - length, 60 * SECONDS_OF_CLAPS):
        claps[start : start + length] += (
            scene.random.normal(size=length)
            * np.exp(-np.arange(length) / (0.006 * scene.rate))
            * scene.random.uniform(0.1, 1)
        )
    ends = np.interp(scene.time, [0, 25, 27, 35, 40, 60], [0, 0, 1, 1, 0, 0])
    talk = conversation(scene)
    return talk * (1 - ends) + 0.25 * claps / np.abs(claps).max() * ends


SECONDS_OF_CLAPS = 60


def laughter(scene: Scene) -> Sound:
    """A conversation with bursts of laughter."""
    total = np.sum(dry(scene, 2), axis=0)
    for start in scene.random.uniform(2, 55, 6):
        for number in range(8):
            time = np.arange(int(0.12 * scene.rate)) / scene.rate
            pitch = scene.random.uniform(180, 350)
            ha = sum(np.sin(2 * np.pi * pitch * n * time) / n for n in range(1, 12)) + 0.5 * scene.random.normal(
                size=time.size
            )
            place = int((start + 0.2 * number) * scene.rate)
            total[place : place + time.size] += 0.15 * ha * np.hanning(time.size) * gain(-number)
    return microphone(total[None], scene)


def broadcast(scene: Scene) -> Sound:
    """A finished programme: compressed, with its peaks held by a look-ahead limiter."""
    speech = conversation(scene) * gain(10)
    window = int(0.005 * scene.rate)
    highest = np.abs(speech).max(axis=0)
    blocks = highest[: highest.size // window * window].reshape(-1, window).max(axis=1)
    around = np.maximum.reduce([np.roll(blocks, shift) for shift in range(-4, 5)])
    steps = np.minimum(1, 0.8 / np.maximum(around, 1e-9))
    smooth = np.convolve(steps, np.ones(7) / 7, "same")
    curve = np.interp(np.arange(highest.size), (np.arange(blocks.size) + 0.5) * window, np.minimum(steps, smooth))
    return speech * curve


def coded(scene: Scene) -> Sound:
    """A conversation that an encoder has been at, as of a phone or a recorder."""
    name, bit_rate = [("libmp3lame", 128_000), ("aac", 96_000), ("libopus", 64_000)][int(scene.random.integers(3))]
    sound = conversation(scene)
    rate = 48000 if name == "libopus" else scene.rate
    layout = "mono" if sound.shape[0] == 1 else "stereo"
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as container:
        stream = container.add_stream(name, rate=rate, layout=layout)
        stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.astype(np.float32)), "fltp", layout)
        frame.sample_rate, frame.pts = scene.rate, 0
        resampler = av.AudioResampler(stream.format.name, layout, rate, frame_size=stream.codec_context.frame_size)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    with av.open(io.BytesIO(file.getvalue())) as container:
        resampler = av.AudioResampler("fltp", layout, scene.rate)
        frames = (part for frame in container.decode(audio=0) for part in resampler.resample(frame))
        return np.concatenate([frame.to_ndarray() for frame in frames], axis=1).astype(np.float64)


def gated(scene: Scene) -> Sound:
    """A conversation behind a noise gate that opens and closes gently."""
    total = microphone(np.sum(dry(scene, 2), axis=0), scene)
    return (total * opened(scene, total, 0.2))[None]


def two_microphones(scene: Scene) -> Sound:
    """Two people, each on a channel of their own, hard left and right, with a little bleed."""
    left, right = dry(scene, 2)
    bleed = gain(scene.random.uniform(-35, -15))
    return microphone(np.stack([left + bleed * right, right + bleed * left]), scene)


def steps(scene: Scene) -> Sound:
    """Square waves: what old computers played."""
    pitch = 220 * 2 ** (scene.random.integers(0, 12, 240)[(scene.time * 4).astype(int)] / 12)
    return 0.3 * np.sign(np.sin(2 * np.pi * np.cumsum(pitch) / scene.rate))[None]


CLEAN: dict[str, Callable[[Scene], Sound]] = {
    "conversation": conversation,
    "show with music": show,
    "music": music,
    "loud music": compressed_music,
    "held chord": held_chord,
    "theatre": theatre,
    "whispering": whispering,
    "field recording": field,
    "applause": applause,
    "laughter": laughter,
    "finished programme": broadcast,
    "noise gate": gated,
    "decoded": coded,
    "two microphones": two_microphones,
    "square waves": steps,
}
