"""A fault of a recording, as the pre-flight reports it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
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
]


Span: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a recording.

    `spans` are where, in seconds from its beginning (none: everywhere). `value` says how much, by kind: LU or dB that a
    passage is quieter, dB between the channels (positive: the left one is louder), the correlation of the channels, an
    offset of full scale 1.0, the frequency of a hum or the end of the band in Hz, a bit rate in kbit/s.
    """

    kind: Kind
    value: float = 0.0
    spans: tuple[Span, ...] = ()
