"""What `denoise: light` does to speech in noise: a table of kinds of noise, worst values and medians.

    .venv/bin/python bench/noise_reduction.py                  # the reporting half: some minutes
    .venv/bin/python bench/noise_reduction.py --half tuning    # the half that the filter was set with
    .venv/bin/python bench/noise_reduction.py --speed          # how many times faster than real time

espeak-ng has to be installed. PESQ and STOI are measured where their packages are (bench/noises.txt).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from dialogues import SENTENCES, VOICES, ratio, spoken
from scipy import signal
from scipy.io import wavfile
from synthetic_sounds import RATE, noise, reverberated, room_noise, seconds, traffic

from podcast.audio.job import MasterJob
from podcast.audio.source import open_source
from podcast.model.audio_settings import AudioTargets

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from synthetic_sounds import Sound

HALVES = {"tuning": 0, "reporting": 1}
LENGTH = 20  # seconds of a recording
SPEECH = -23.0  # dBFS
RATIOS = (12, 18, 24, 30, 38)  # dB from speech to noise
NEAR_SPEECH = 0.3  # seconds around speech that are no pause: rooms ring
SETTINGS = {"high-pass": {"highpass": True}, "light": {"denoise": "light"}}


def hiss(random: Generator, count: int) -> Sound:
    return random.standard_normal(count)


def fan(random: Generator, count: int) -> Sound:
    """Dull noise, and the tones of its blades."""
    time, base = seconds(count / RATE)[:count], random.uniform(90, 180)
    tones = [np.sin(2 * np.pi * base * number * time + random.uniform(0, 6)) / number for number in range(1, 5)]
    return noise(random, count, 30, 500) + 0.25 * np.sum(tones, axis=0)


def preamplifier(random: Generator, count: int) -> Sound:
    """Noise that rises with the frequency, up to 16 kHz."""
    return noise(random, count, 2000, 16000) + 0.5 * random.standard_normal(count)


def street(random: Generator, count: int) -> Sound:
    return traffic(random, count / RATE + 1)[:count]


def hum(random: Generator, count: int) -> Sound:
    """A room, and the mains at 50 Hz with multiples."""
    time = seconds(count / RATE)[:count]
    tones = [np.sin(2 * np.pi * 50 * number * time) / number for number in range(1, 5)]
    return room_noise(random, count) + 1.5 * np.sum(tones, axis=0)


NOISES: dict[str, Callable[[Generator, int], Sound]] = {
    "hiss": hiss, "room": room_noise, "fan": fan, "preamplifier": preamplifier, "traffic": street, "hum": hum,
}  # fmt: skip


def recording(kind: str, wanted: int, half: int) -> tuple[Sound, Sound, Sound]:
    """Speech as it was spoken, the same as the microphone hears it, and that with noise."""
    random = np.random.default_rng([half, wanted, *kind.encode()])
    voice = str(random.choice(VOICES[half]))
    parts, pitch, count = [np.zeros(RATE)], int(random.integers(35, 65)), RATE
    while count < LENGTH * RATE:
        text = str(random.choice(SENTENCES[(voice[:2], half)]))
        parts += [
            spoken(voice, int(random.integers(140, 185)), pitch, text),
            np.zeros(int(random.uniform(0.4, 1.6) * RATE)),
        ]
        count += parts[-2].size + parts[-1].size
    dry = np.concatenate(parts)[: LENGTH * RATE] * ratio(SPEECH)
    heard = reverberated(random, dry, random.uniform(0.2, 0.5)) if random.random() < 0.3 else dry
    background = NOISES[kind](random, dry.size)
    return dry, heard, heard + background / background.std() * ratio(SPEECH - wanted)


def processed(sound: Sound, settings: dict[str, object]) -> Sound:
    """The sound as a master is made of it, before anything is done to its loudness."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording.wav"
        wavfile.write(path, RATE, sound.astype(np.float32))
        job = MasterJob("a", path, AudioTargets(**settings), None, None, Path(folder) / "masters" / "a.mp3", "")
        with open_source(job) as source:
            return np.concatenate(list(source.first_blocks()), axis=1)[0].astype(np.float64)


def measured(dry: Sound, heard: Sound, sound: Sound) -> tuple[float, float, float, float]:
    """From speech to pauses in dB; PESQ, STOI against what the microphone heard (nan: not installed); speech in dB."""
    spoken_at = np.abs(dry) > 1e-3
    width = int(NEAR_SPEECH * RATE)
    sums = np.cumsum(np.concatenate([np.zeros(width + 1), spoken_at, np.zeros(width)]))
    pause = sums[2 * width + 1 :] == sums[: -2 * width - 1]
    speech, rest = (10 * np.log10(np.square(sound[where]).mean() + 1e-14) for where in (spoken_at, pause))
    if not (util.find_spec("pesq") and util.find_spec("pystoi")):
        return speech - rest, np.nan, np.nan, speech
    from pesq import pesq
    from pystoi import stoi

    clean, degraded = (signal.resample_poly(samples, 160, 441) for samples in (heard, sound))
    return speech - rest, pesq(16000, clean, degraded, "wb"), stoi(clean, degraded, 16000), speech


def compared(case: tuple[str, int], half: int) -> tuple[str, list[tuple[float, ...]]]:
    kind, wanted = case
    dry, heard, sound = recording(kind, wanted, half)
    return kind, [measured(dry, heard, each) for each in (sound, *(processed(sound, s) for s in SETTINGS.values()))]


def speed() -> None:
    _, _, sound = recording("room", 30, 1)
    long = np.tile(sound, 15)
    for name, settings in {"as it is": {}, **SETTINGS}.items():
        start = time.process_time()
        processed(long, settings)
        print(f"{name:10} {long.size / RATE / (time.process_time() - start):6.0f} × real time, mono")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=HALVES, default="reporting")
    parser.add_argument("--speed", action="store_true")
    arguments = parser.parse_args()
    if arguments.speed:
        speed()
        return
    cases = [(kind, wanted) for kind in NOISES for wanted in RATIOS]
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(partial(compared, half=HALVES[arguments.half]), cases))
    print("| noise | SNR | gain | least | high-pass alone | PESQ | gain | least | STOI, least |")
    print("|---|---|---|---|---|---|---|---|---|")
    for kind in (*NOISES, "all"):
        rows = np.array([values for name, values in results if kind in (name, "all")])
        before, filtered, light = rows[:, 0], rows[:, 1], rows[:, 2]
        gain, highpassed = light - before, filtered - before
        print(
            f"| {kind} | {before[:, 0].min():.0f}–{before[:, 0].max():.0f} dB | {np.median(gain[:, 0]):.1f} dB "
            f"| {gain[:, 0].min():.1f} dB | {np.median(highpassed[:, 0]):.1f} dB | {np.median(before[:, 1]):.2f} "
            f"| {np.median(gain[:, 1]):+.2f} | {gain[:, 1].min():+.2f} | {gain[:, 2].min():+.3f} |"
        )


if __name__ == "__main__":
    main()
