"""Limit FFmpeg to the instructions that every CPU of an architecture has, for the same bits on all of them."""

from __future__ import annotations

import contextlib
import ctypes
import platform
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_FLAGS_LOCK = threading.Lock()
# libavutil's flags for MMX, MMXEXT, SSE and SSE2, which every 64-bit x86 has; other architectures use the C code.
_BASELINE_FLAGS = {"x86_64": 0x1B, "AMD64": 0x1B}


@contextlib.contextmanager
def baseline_cpu() -> Iterator[None]:
    """Make decoders and graphs that are opened in this block compute the same on every CPU of an architecture.

    FFmpeg's hand-written code for AVX, FMA and so on rounds differently, so a lossy recording would give other samples,
    and another master, from one CPU to the next. FFmpeg chooses the code when a decoder is opened or a graph is
    configured, for as long as that lives. docs/decisions/audio.md has the cost. PyAV has no function for it, so
    libavutil's own is called.
    """
    with _FLAGS_LOCK:
        before = _libavutil().av_get_cpu_flags()
        _libavutil().av_force_cpu_flags(_BASELINE_FLAGS.get(platform.machine(), 0))
        try:
            yield
        finally:
            _libavutil().av_force_cpu_flags(before)


@cache
def _libavutil() -> Any:
    """Return the libavutil that PyAV brings along.

    It can be reached through any of PyAV's extension modules; on Windows only by its own name, which is loaded already.
    """
    import av.logging

    library = ctypes.CDLL(av.logging.__file__)
    if hasattr(library, "av_get_cpu_flags"):
        return library
    return ctypes.CDLL(str(libavutil_of_wheel(Path(av.__file__).parents[1] / "av.libs")))


def libavutil_of_wheel(folder: Path) -> Path:
    """Return the libavutil among the libraries of PyAV's wheel, whose name has its version: `avutil-60-1a2b3c.dll`."""
    return next(iter(sorted(folder.glob("*avutil-*"))))
