"""How well the gain is chosen before the encoder runs, and what mends cost: a table of kinds of recordings.

    python bench/one_encoding.py [--tuning] [--seeds 4] [--bitrate 128 …]

Reported are recordings that nothing was tuned with (odd seeds). `deviation` is the largest distance of the finished
MP3's loudness from its target, `peak` its highest true peak, `encoded` the most that the encoder was given, in lengths
of the recording, excerpts and mends included; `mend` is the median length of what was encoded for a place.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import wave
from pathlib import Path
from typing import TYPE_CHECKING

import limited_sounds
import numpy as np

from podcast.audio.encoding import to_target
from podcast.audio.job import MasterJob
from podcast.audio.master import master
from podcast.model.audio_settings import AudioTargets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

    from podcast.audio.mp3.patch import PatchResult


class Counter:
    """Counts full encodings and the lengths of mends while recordings are mastered."""

    def __init__(self) -> None:
        self.encodings, self.mends = 0, list[float]()
        self._encode, self._patch = to_target.encode, to_target.patch_mp3
        to_target.encode, to_target.patch_mp3 = self.encode, self.patch

    def encode(self, job: Any) -> None:
        """Encode in full, and count it."""
        self.encodings += 1
        self._encode(job)

    def patch(self, job: Any, *arguments: Any) -> PatchResult:
        """Mend, and count the seconds of each mend."""
        result = self._patch(job, *arguments)
        length = result.encoded_samples / job.targets.sample_rate
        self.mends += [length / len(result.changed_spans)] * len(result.changed_spans)
        return result


def written(path: Path, sound: NDArray[np.float32]) -> Path:
    """The sound as a WAV of 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.shape[0])
        file.setsampwidth(2)
        file.setframerate(limited_sounds.RATE)
        file.writeframes((np.clip(sound.T, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def row(kind: str, bitrate: int, seeds: range, folder: Path, counter: Counter) -> str:
    """A row of the table."""
    deviations, peaks, shares = [], [], []
    before = counter.encodings
    for seed in seeds:
        recording = written(folder / "r.wav", limited_sounds.generate(kind, seed))
        targets = AudioTargets(bitrate=bitrate, trim_silence=False)
        output = master(MasterJob("a", recording, targets, None, None, folder / "a.mp3", "bench"))
        deviations.append(output.master.after.loudness - targets.loudness)
        peaks.append(output.master.after.true_peak)
        shares.append(output.encoded_seconds / output.master.seconds)
    again = counter.encodings - before - len(deviations)
    cells = (kind, bitrate, f"{max(deviations, key=abs):+.2f}", f"{max(peaks):.2f}", f"{max(shares):.2f}", again)
    return f"| {' | '.join(map(str, cells))} |".replace("-", "−")


def rows(arguments: argparse.Namespace) -> Iterator[str]:
    """The table."""
    yield "| recording | kbit/s | deviation, LU | peak, dBTP | encoded | encoded twice |"
    yield "|---|---|---|---|---|---|"
    counter = Counter()
    seeds = range(0 if arguments.tuning else 1, 2 * arguments.seeds, 2)
    with tempfile.TemporaryDirectory() as folder:
        for kind in limited_sounds.KINDS:
            for bitrate in arguments.bitrate:
                yield row(kind, bitrate, seeds, Path(folder), counter)
    if counter.mends:
        yield f"\nMends: {len(counter.mends)}, median {statistics.median(counter.mends):.1f} s each."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tuning", action="store_true", help="the half that was used for tuning")
    parser.add_argument("--seeds", type=int, default=4, help="recordings of each kind")
    parser.add_argument("--bitrate", type=int, nargs="+", default=[128, 64])
    for line in rows(parser.parse_args()):
        print(line, flush=True)


if __name__ == "__main__":
    main()
