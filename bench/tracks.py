"""What mixing tracks does to conversations whose construction is known: a table of kinds, worst and middle values.

    .venv/bin/python -m bench.tracks                  # the reporting half, four seeds of each kind: some minutes
    .venv/bin/python -m bench.tracks --half tuning    # other voices, sentences and seeds

espeak-ng has to be installed: its voices speak in front of microphones in a simulated room. Thresholds were chosen with
other sounds: the synthetic voices of tests/support/conversations.py.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from dialogues import SENTENCES, VOICES, spoken

from podcast.audio.tracks.mix import plan_mix
from podcast.audio.tracks.track import TrackInput, TracksInput
from tests.support.conversations import Microphones
from tests.support.sounds import RATE, loudness, write

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from podcast.audio.tracks.mix import TrackMix

    Samples = NDArray[np.float64]

SECONDS = 120
STEP = RATE // 50
TARGET = -16.0
SPEECH_DB = 35.0  # a step is speech if the voice is at most so much below its loudest
# Kind -> number of speakers, share of turns that begin before the one before ends, microphones.
KINDS = {
    "two, table": (2, 0.0, Microphones(bleed=-18, distance=1.2, reverberation=0.3)),
    "two, 12 dB apart": (2, 0.0, Microphones(bleed=-24, levels=(0, -12), distance=1.5, reverberation=0.2)),
    "three, interrupting": (3, 0.3, Microphones(bleed=-20, levels=(0, -6, -9), reverberation=0.25)),
    "two, noisy room": (2, 0.1, Microphones(bleed=-20, noise=-52, reverberation=0.4)),
    "two, hardly any bleed": (2, 0.1, Microphones(bleed=-45, noise=-75)),
}


@dataclass(frozen=True)
class Figures:
    """What came out: see `COLUMNS`."""

    offset: float
    drift: float
    gap: float
    bleed: float
    touched: float
    missed: float


COLUMNS = {
    "offset": "ms, error of the offset",
    "drift": "ppm, error of the drift",
    "gap": "LU between the loudest and the quietest speaker in the mix",
    "bleed": "dB by which bleed is turned down while others speak alone",
    "touched": "dB by which a track's gain moves within its own speech",
    "missed": "share of own speech that is turned down by more than 0.5 dB, in percent",
}


def conversation(
    speakers: int, interrupting: float, seed: int, half: int
) -> tuple[Samples, list[tuple[int, int, int]]]:
    """The dry voices, shape (speakers, n), and the turns: speaker, first and last sample."""
    random = np.random.default_rng(seed)
    names = random.permutation(len(VOICES[half]))[:speakers]
    dry, turns, now, speaker = np.zeros((speakers, SECONDS * RATE)), [], RATE, 0
    while True:
        voice = VOICES[half][names[speaker]]
        sentences = SENTENCES["de" if voice.startswith("de") else "en", half]
        text = " ".join(sentences[number] for number in random.permutation(len(sentences))[: random.integers(1, 4)])
        sound = spoken(voice, int(140 + 5 * names[speaker]), 50, text) * 0.07
        if now + sound.size > dry.shape[1] - RATE:
            return dry, turns
        dry[speaker, now : now + sound.size] += sound
        turns.append((speaker, now, now + sound.size))
        now += sound.size
        now += (
            -int(random.uniform(0.2, 0.8) * RATE)
            if random.uniform() < interrupting
            else int(random.uniform(0.1, 1.5) * RATE)
        )
        speaker = (speaker + int(random.integers(1, speakers))) % speakers


def figures(kind: str, seed: int, half: int, folder: Path) -> Figures:
    """Record a conversation, mix it, and compare."""
    speakers, interrupting, microphones = KINDS[kind]
    random = np.random.default_rng(seed + 1)
    late = {number: float(np.round(random.uniform(0, 8), 4)) for number in range(1, speakers)}
    drift = {number: float(np.round(random.uniform(-60, 60), 1)) for number in range(1, speakers)}
    dry, turns = conversation(speakers, interrupting, seed, half)
    microphones = replace(microphones, late=late, drift=drift, seed=seed)
    paths = [write(folder / f"{number}.flac", track[None]) for number, track in enumerate(microphones.record(dry))]
    mix = plan_mix(TracksInput(tuple(TrackInput(path, number) for number, path in enumerate(paths))), RATE, 1, TARGET)
    facts = [track.facts for track in mix.tracks]
    offsets = [abs(facts[number].offset - late[number]) * 1000 for number in late]
    drifts = [abs((facts[number].drift or 0.0) - drift[number]) for number in drift]
    return Figures(
        max(offsets), max(drifts), _gap(mix, turns), *_gates(mix, replace(microphones, late={}, drift={}), dry)
    )


def _gap(mix: TrackMix, turns: list[tuple[int, int, int]]) -> float:
    sound = np.concatenate(list(mix.blocks()), axis=1)[0]
    speakers = {speaker for speaker, _first, _last in turns}
    spoken_sound = {
        speaker: np.concatenate([sound[first:last] for other, first, last in turns if other == speaker])
        for speaker in speakers
    }
    values = [loudness(part[:, None], RATE) for part in spoken_sound.values()]
    return float(max(values) - min(values))


def _gates(mix: TrackMix, microphones: Microphones, dry: Samples) -> tuple[float, float, float]:
    count = min(mix.sample_count, dry.shape[1]) // STEP
    own = [_levels(microphones.own_voice(dry, number))[:count] for number in range(len(dry))]
    speaks = [level > level.max() - SPEECH_DB for level in own]
    for number, track in enumerate(mix.tracks):
        speaks[number][: int(max(0.0, track.facts.offset) * 50) + 1] = False  # before the recorder was started
    reduction, touched, missed = [], [], []
    for number, track in enumerate(mix.tracks):
        curve = track.gain.curve[:count] / 100 - track.gain.level
        others = np.logical_or.reduce([speaks[other] for other in range(len(dry)) if other != number])
        alone = others & ~speaks[number]
        reduction.append(-10 * np.log10(np.mean(10 ** (curve[alone] / 10))))
        touched.append(float(np.abs(curve[speaks[number]]).max()))
        missed.append(float(np.mean(curve[speaks[number]] < -0.5)) * 100)
    return float(min(reduction)), max(touched), max(missed)


def _levels(sound: Samples) -> Samples:
    steps = sound[: sound.size // STEP * STEP].reshape(-1, STEP)
    return 10 * np.log10(np.square(steps).mean(axis=1) + 1e-12)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=["tuning", "reporting"], default="reporting")
    parser.add_argument("--seeds", type=int, default=4)
    arguments = parser.parse_args()
    half = int(arguments.half == "reporting")
    print("| kind | " + " | ".join(COLUMNS) + " |\n|---|" + "---|" * len(COLUMNS))
    for kind in KINDS:
        rows = []
        for seed in range(100 + half, 100 + half + 2 * arguments.seeds, 2):
            with tempfile.TemporaryDirectory() as folder:
                rows.append(figures(kind, seed, half, Path(folder)))
        worst = {name: (min if name == "bleed" else max)(getattr(row, name) for row in rows) for name in COLUMNS}
        middle = {name: float(np.median([getattr(row, name) for row in rows])) for name in COLUMNS}
        cells = (f"{middle[name]:.2f} ({worst[name]:.2f})" for name in COLUMNS)
        print(f"| {kind} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
