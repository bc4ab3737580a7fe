"""Channels in an order of their own, as QuickTime and CAF files may have them, brought into FFmpeg's order.

PyAV (18.1) frees the description of such an order twice, for each frame and each look at it, and the process ends. So
the decoder is told that the positions are unknown, and the frames are rearranged here.
"""

from __future__ import annotations

import ctypes
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# FFmpeg's order of channels (libavutil/channel_layout.h).
_ORDER = (
    *("FL", "FR", "FC", "LFE", "BL", "BR", "FLC", "FRC", "BC", "SL", "SR", "TC", "TFL", "TFC", "TFR", "TBL", "TBC"),
    *("TBR", "DL", "DR", "WL", "WR", "SDL", "SDR", "LFE2"),
)
_CUSTOM_NAME = re.compile(r"\d+ channels \((.+)\)")


def take_custom_order(context: Any) -> tuple[str, ...]:
    """Return the channels of a decoder in their own order, and let it decode them without positions.

    Empty: they are in FFmpeg's order, and nothing is changed. A position that FFmpeg does not name leaves all of them
    unknown.
    """
    layout = context.layout
    match = _CUSTOM_NAME.fullmatch(layout.name)
    if match is None:
        return ()
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(layout))  # it must never be freed: the decoder frees it, too
    count = layout.nb_channels
    context.layout = f"{count} channels"
    names = tuple(match[1].split("+"))
    return names if len(set(names)) == len(names) == count and set(names) <= set(_ORDER) else ()


def in_native_order(frames: Iterator[Any], names: tuple[str, ...]) -> Iterator[Any]:
    """Yield the frames with their channels in FFmpeg's order; `names` are the channels in the frames' own."""
    from av import AudioFrame

    places = sorted(range(len(names)), key=lambda place: _ORDER.index(names[place]))
    layout = "+".join(names[place] for place in places)
    for frame in frames:
        array = frame.to_ndarray()
        is_planar = frame.format.is_planar
        channels = array[places] if is_planar else array.reshape(frame.samples, -1)[:, places].reshape(1, -1)
        arranged = AudioFrame.from_ndarray(channels.copy(), format=frame.format.name, layout=layout)
        arranged.sample_rate, arranged.pts, arranged.time_base = frame.sample_rate, frame.pts, frame.time_base
        yield arranged
