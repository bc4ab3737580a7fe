"""What the pre-flight finds and where it errs: a table of classes of faults and levels, on generated recordings.

    .venv/bin/python bench/preflight.py                  # the reporting half, eight seeds: some minutes on two cores
    .venv/bin/python bench/preflight.py --half tuning    # the half that thresholds were set with
    .venv/bin/python bench/preflight.py --cpu RECORDING  # CPU seconds of the pre-flight

Each recording has 60 seconds. A hit is the class's own fault; every other fault is a false alarm. espeak-ng has to be
installed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import wave
import zlib
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from preflight_clean import CLEAN
from preflight_faults import FAULTS
from preflight_voices import Scene, Sound

from podcast.audio.preflight.analysis import analyse

HALVES = {"tuning": 0, "reporting": 1}


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording of the bench: class, level (None: nothing is wrong) and seed."""

    name: str
    level: float | None
    seed: int

    def sound(self) -> tuple[Sound, int]:
        """Samples and sample rate."""
        scene = Scene.of(1000 * self.seed + 2 * (zlib.crc32(self.name.encode()) % 400) + self.seed % 2)
        sound = CLEAN[self.name](scene) if self.level is None else FAULTS[self.name].make(scene, self.level)
        return sound, scene.rate


def main() -> None:
    """Print the table, or the CPU time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--half", choices=[*HALVES], default="reporting")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--only", nargs="*", help="names of classes")
    parser.add_argument("--cpu", type=Path)
    options = parser.parse_args()
    if options.cpu:
        print(f"{cpu_seconds(options.cpu):.2f} s of CPU time")
        return
    seeds = [2 * number + HALVES[options.half] for number in range(options.seeds)]
    recordings = [Recording(name, None, seed) for name in CLEAN for seed in seeds]
    recordings += [
        Recording(name, level, seed) for name, fault in FAULTS.items() for level in fault.levels for seed in seeds
    ]
    recordings = [recording for recording in recordings if not options.only or recording.name in options.only]
    with ProcessPoolExecutor(2) as executor:
        kinds = dict(zip(recordings, executor.map(found_kinds, recordings, chunksize=4), strict=True))
    sys.stdout.writelines(f"{line}\n" for line in table(kinds, len(seeds)))


def found_kinds(recording: Recording) -> tuple[str, ...]:
    """The kinds of faults that the pre-flight finds in a recording."""
    sound, rate = recording.sound()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording.wav"
        write(path, sound, rate)
        return tuple(fault.kind for fault in analyse(path).faults)


def write(path: Path, sound: Sound, rate: int) -> None:
    """Write a WAV of 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.shape[0])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.rint(np.clip(sound.T, -1, 1) * 32767).astype("<i2").tobytes())


def table(kinds: dict[Recording, tuple[str, ...]], seeds: int) -> list[str]:
    """The lines of a table in Markdown."""
    lines = [f"| {seeds} recordings each | found, by level | false alarms |", "|---|---|---|"]
    for name in dict.fromkeys(recording.name for recording in kinds):
        own = {recording: found for recording, found in kinds.items() if recording.name == name}
        fault = FAULTS.get(name)
        hits = []
        for level in fault.levels if fault else ():
            found = sum(fault.kind in kinds for recording, kinds in own.items() if recording.level == level)
            hits.append(f"{level:g} {fault.unit}: {found}{' (to stay silent)' if level in fault.quiet else ''}")
        others = Counter(kind for found in own.values() for kind in found if not fault or kind != fault.kind)
        alarms = ", ".join(f"{kind} {count}" for kind, count in others.items()) or "0"
        lines.append(f"| {name} | {'; '.join(hits) or '–'} | {alarms}{f' of {len(own)}' if others else ''} |")
    return lines


def cpu_seconds(path: Path) -> float:
    """CPU seconds of the pre-flight of a recording, the second time."""
    analyse(path)
    start = time.process_time()
    analyse(path)
    return time.process_time() - start


if __name__ == "__main__":
    main()
