"""FFmpeg with what every CPU of its kind has: the same bits on all of them."""

from __future__ import annotations

import contextlib
import ctypes
import platform
import threading
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONE_AT_A_TIME = threading.Lock()
# libavutil's names for MMX, MMXEXT, SSE and SSE2, which every 64-bit x86 has; of other kinds, plain C.
_COMMON = {"x86_64": 0x1B, "AMD64": 0x1B}


@contextlib.contextmanager
def plain() -> Iterator[None]:
    """What is opened or configured in this block computes the same on every CPU of a kind for as long as it lives.

    FFmpeg's hand-written code for AVX, FMA and so on rounds differently, and so a lossy recording would give other
    samples, and another master, from one CPU to the next. Which code is used is decided when a decoder is opened or a
    graph configured. docs/decisions/audio.md has what it costs. PyAV has no word for it, so libavutil's own is called.
    """
    with _ONE_AT_A_TIME:
        before = _libavutil().av_get_cpu_flags()
        _libavutil().av_force_cpu_flags(_COMMON.get(platform.machine(), 0))
        try:
            yield
        finally:
            _libavutil().av_force_cpu_flags(before)


@cache
def _libavutil() -> Any:
    """The library that PyAV brings along: any of its modules leads there."""
    import av.logging

    return ctypes.CDLL(av.logging.__file__)
