"""How loud a programme is: EBU R 128 / ITU-R BS.1770-4, by FFmpeg's `ebur128`.

Unlike the output of FFmpeg's `loudnorm`, its readings do not depend on the CPU.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from podcast.artifacts import Measured
from podcast.audio import truepeak

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

SILENCE = -70.0  # LUFS: the absolute gate; nothing below it counts
_FLOOR = 1e-7  # full scale 1.0: -140 dBTP


def decibel(ratio: float) -> float:
    """A ratio of amplitudes in dB; silence is -140."""
    return 20 * math.log10(max(ratio, _FLOOR))


def ratio(decibels: float) -> float:
    """Decibels as a ratio of amplitudes."""
    return float(10 ** (decibels / 20))


def measure(blocks: Iterable[NDArray[np.float32]], sample_rate: int) -> Measured:
    """Integrated loudness with both gates, loudness range and true peak of a programme.

    Args:
        blocks: float32, shape (channels, n), full scale 1.0, every block but the last at least `truepeak.REACH` long.
        sample_rate: in Hz.

    Returns:
        Loudness -70 LUFS where all is silent or shorter than the 400 ms that a measurement takes.
    """
    meter, peak = None, 0.0
    last: dict[str, str] = {}
    for block, window in truepeak.windows(blocks, truepeak.REACH):
        peak = truepeak.highest(window, peak)
        meter = meter or _meter(sample_rate, block.shape[0])
        last = _heard(meter, block, sample_rate) or last
    last = (_heard(meter, None, sample_rate) if meter else {}) or last
    loudness, loudness_range = (float(last.get(f"lavfi.r128.{key}", default)) for key, default in _READINGS)
    return Measured(max(loudness, SILENCE), round(decibel(peak), 2), loudness_range)


_READINGS = (("I", SILENCE), ("LRA", 0.0))
_LAYOUTS = {1: "mono", 2: "stereo"}


def _meter(sample_rate: int, channels: int) -> Any:
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=sample_rate, format="fltp", layout=_LAYOUTS[channels], time_base=Fraction(1, sample_rate)
    )
    meter = graph.add("ebur128", "metadata=1:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph


def _heard(meter: Any, block: NDArray[np.float32] | None, sample_rate: int) -> dict[str, str]:
    """Lets the meter hear a block (None: the end); the readings of the last tenth of a second that was full."""
    import numpy as np
    from av import AudioFrame
    from av.error import BlockingIOError as NothingYet
    from av.error import EOFError as Ended

    frame = None
    if block is not None:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout=_LAYOUTS[block.shape[0]])
        frame.sample_rate = sample_rate
    meter.push(frame)
    readings: dict[str, str] = {}
    while True:
        try:
            readings = dict(meter.pull().metadata) or readings
        except (NothingYet, Ended):
            return readings
