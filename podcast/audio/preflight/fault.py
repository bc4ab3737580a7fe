"""A fault of a recording, found by the pre-flight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

FaultKind: TypeAlias = Literal[
    "clipping",
    "digital silence",
    "pause",
    "dead channel",
    "imbalance",
    "inverted",
    "offset",
    "hum",
    "quiet passage",
    "telephone",
    "lossy",
    "low bit rate",
    "speakers apart",
    "noise",
    "reverberation",
    "clicks",
    "dropouts",
    "echo",
    "soft clipping",
    "plosives",
]


FaultSpan: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RecordingFault:
    """A fault of a recording.

    `spans` are its places, in seconds from the beginning (none: everywhere). `value` depends on the kind: LU or dB by
    which a passage is quieter, dB between the channels (positive: the left one is louder), the correlation of the
    channels, an offset of full scale 1.0, the frequency of a hum or the end of the band in Hz, a bit rate in kbit/s, dB
    between speakers or from a noise to the voices, an echo's delay in ms, the number of clicks, dropouts or plosives. A
    dead channel, a hum and a telephone have places only if they do not last all the time.
    """

    kind: FaultKind
    value: float = 0.0
    spans: tuple[FaultSpan, ...] = ()
