"""Time expressions of TTML: a changed one has the form of the one that it replaces (TTML2, 12.3.1)."""

from __future__ import annotations

import re
from typing import Final

_CLOCK: Final = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d\d)(?:(\.)(\d{1,9}))?")
_OFFSET: Final = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|t)?")
_UNITS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "": 1.0}
_MIN_DECIMALS: Final = 3


def moved_time(written: str, seconds: float, tick_rate: int) -> str | None:
    """Return a time expression that many seconds later.

    Args:
        written: the expression.
        seconds: may be negative.
        tick_rate: ticks a second; 0 if the file states none.

    Returns:
        None if it is none, or would be before zero.
    """
    written = written.strip()
    if match := _CLOCK.fullmatch(written):
        hours, minutes, full_seconds, _point, fraction = match.groups()
        total = int(hours or 0) * 3600 + int(minutes) * 60 + int(full_seconds) + float(f"0.{fraction or 0}") + seconds
        return _clock(total, len(hours) if hours else 0, len(fraction or "")) if total >= 0 else None
    match = _OFFSET.fullmatch(written)
    if match is None:
        return None
    unit = match[2] or ""
    if unit == "t":
        ticks = float(match[1]) + seconds * tick_rate
        return f"{round(ticks)}t" if tick_rate and ticks >= 0 else None
    total = float(match[1]) * _UNITS[unit] + seconds
    number = f"{round(total / _UNITS[unit], 9 if unit in {'h', 'm'} else 3):.9f}".rstrip("0").rstrip(".")
    return f"{number}{unit}" if total >= 0 else None


def _clock(seconds: float, hour_digits: int, decimals: int) -> str:
    thousandths = round(seconds * 1000)
    full_seconds, rest = divmod(thousandths, 1000)
    digits = max(decimals, _MIN_DECIMALS if rest else 0)
    tail = f".{rest:03}".ljust(digits + 1, "0")[: digits + 1] if digits else ""
    if 0 < digits < _MIN_DECIMALS and rest % 10 ** (_MIN_DECIMALS - digits):
        tail = f".{rest:03}"
    hours = f"{full_seconds // 3600:0{hour_digits or 2}}:" if hour_digits or full_seconds >= 3600 else ""
    return f"{hours}{full_seconds // 60 % 60:02}:{full_seconds % 60:02}{tail}"
