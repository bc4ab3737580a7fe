"""What a compiled module would save: a recording mastered with and without kernels.c, in turn, to the same bytes.

python bench/kernels.py RECORDING.wav [ROUNDS]    needs a C compiler
"""

# ruff: noqa: SLF001 what is measured is inside of modules

from __future__ import annotations

import ctypes
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from podcast.audio import k_weighting, limiter, master, true_peak
from podcast.audio.job import MasterJob
from podcast.audio.mp3 import encode
from podcast.model.audio_settings import AudioTargets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FLAGS = ("-std=c99", "-O2", "-fno-math-errno", "-ffp-contract=off", "-shared", "-fPIC")
SIZE, FLOAT, DOUBLE = ctypes.c_ssize_t, ctypes.c_float, ctypes.c_double
Functions = dict[tuple[Any, str], Any]  # what stands in a module or a class, by name


def compiled(folder: Path) -> ctypes.CDLL:
    """Compile the kernels."""
    library = folder / "kernels.so"
    subprocess.run(["cc", *FLAGS, "-o", library, Path(__file__).with_suffix(".c")], check=True)
    kernels = ctypes.CDLL(str(library))
    kernels.true_peaks_near.restype = SIZE
    return kernels


def pointer(array: np.ndarray, skipped: int = 0) -> ctypes.c_void_p:
    """The address of an array, behind so many of its elements."""
    return ctypes.c_void_p(array.ctypes.data + skipped * array.itemsize)


def replacements(kernels: ctypes.CDLL) -> Functions:
    """The functions that call the kernels, by what they stand for."""
    return {
        (k_weighting.PowerMeter, "_process"): lambda meter, block: window_powers(kernels, meter, block),
        (true_peak, "true_peaks_near"): partial(true_peaks_near, kernels),
        (limiter, "_sliding_minimum"): lambda needed, _width: needed,  # all three at once, in `Smoothed`
        (limiter, "_sliding_sum"): lambda values, width: smoothed(kernels, values, width - 1),
        (encode, "_pcm_feeds"): partial(pcm_feeds, kernels),
    }


def window_powers(kernels: ctypes.CDLL, meter: Any, block: np.ndarray) -> np.ndarray:
    samples, width = np.ascontiguousarray(block), meter._sample_rate // k_weighting.WINDOWS_PER_SECOND
    if meter._graph is None:
        filters = k_weighting.weighting_coefficients(meter._sample_rate)
        meter._graph = np.array(filters).ravel(), np.zeros(8 * len(block))
    powers = np.empty(-(-samples.shape[1] // width), np.float32)
    arguments = (SIZE(samples.shape[1]), len(samples), *map(pointer, meter._graph), width, pointer(powers))
    kernels.window_powers(pointer(samples), *arguments)
    return powers


def true_peaks_near(
    kernels: ctypes.CDLL, samples: np.ndarray, ceiling: float, max_ratio: float = true_peak.MAX_INTERSAMPLE_RATIO
) -> tuple[np.ndarray, np.ndarray]:
    samples, limits = np.ascontiguousarray(samples), np.array([ceiling, max_ratio, 1.3], np.float32)
    count = -(-(samples.shape[1] - true_peak.TAPS) // true_peak.STEP_SAMPLES)
    steps, heights = np.empty(count, np.int64), np.empty((count, true_peak.STEP_SAMPLES), np.float32)
    inputs = (pointer(samples), SIZE(samples.shape[1]), len(samples), pointer(true_peak._phases()), pointer(limits))
    found = kernels.true_peaks_near(*inputs, pointer(steps), pointer(heights))
    return steps[:found], heights[:found]


def smoothed(kernels: ctypes.CDLL, values: np.ndarray | Smoothed, reach: int) -> Smoothed:
    return values if isinstance(values, Smoothed) else Smoothed(values, reach, kernels)


def pcm_feeds(kernels: ctypes.CDLL, job: encode.EncodingJob, start: int, length: int) -> Iterator[bytes]:
    scale, channels = FLOAT(32768 / encode.lame_attenuation(job.targets.bitrate)), job.channels
    feed, filled = np.empty(length * channels, "<i2"), 0
    for block in job.read_samples(start):
        samples, offset = np.ascontiguousarray(block), 0
        while offset < samples.shape[1]:
            count = min(length - filled, samples.shape[1] - offset)
            inputs = (pointer(samples, offset), SIZE(count), SIZE(samples.shape[1]), channels, scale)
            kernels.to_pcm(*inputs, pointer(feed, filled * channels))
            filled, offset = filled + count, offset + count
            if filled == length:
                yield feed.tobytes()
                filled = 0
    if filled:
        yield feed[: filled * channels].tobytes()


class Smoothed:
    """The limiter's smoothed gain, which is computed when it is divided by its unity."""

    def __init__(self, needed: np.ndarray, reach: int, kernels: ctypes.CDLL) -> None:
        self._needed, self._reach, self._kernels = needed, reach, kernels

    def __truediv__(self, unity: float) -> np.ndarray:
        """Return the gain as ratios."""
        count = self._needed.size
        gain, work = np.empty(count - 4 * self._reach, np.float32), np.empty(count, np.int64)
        inputs = (pointer(self._needed), SIZE(count), self._reach, DOUBLE(unity))
        self._kernels.smooth_gain(*inputs, pointer(work), pointer(gain))
        return gain


def put(functions: Functions) -> None:
    """Put functions into their places."""
    for (place, name), function in functions.items():
        setattr(place, name, function)


def measure(recording: Path, folder: Path) -> tuple[float, str]:
    """Return the processor time of mastering on one core, and the digest of the MP3."""
    job = MasterJob("bench", recording, AudioTargets(), None, None, folder / "result.mp3", "new")
    begin = time.process_time()
    output = master.master(job)
    return time.process_time() - begin, output.sha256["mp3"]


def main(recording: str, rounds: str = "3") -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        in_c = replacements(compiled(folder))
        as_it_is: Functions = {key: getattr(*key) for key in in_c}
        variants: dict[str, Callable[[], None]] = {"numpy": lambda: put(as_it_is), "C": lambda: put(in_c)}
        digests = set()
        for _round in range(int(rounds)):
            for variant, choose in variants.items():
                choose()
                seconds, digest = measure(Path(recording), folder)
                digests.add(digest)
                print(f"{variant:6} {seconds:.2f} s", flush=True)
        print("the same bytes" if len(digests) == 1 else "OTHER BYTES")


if __name__ == "__main__":
    main(*sys.argv[1:])
