"""Times of marks: as the desk shows them, and as people type them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.markers.marker import parse_seconds
from podcast.text import format_time

if TYPE_CHECKING:
    from podcast.artifacts import Master


def shown_time(seconds: float, language: str) -> str:
    """Return a time with the decimal sign of a language: `0:17,4` in German."""
    text = format_time(seconds)
    return text.replace(".", ",") if language == "de" else text


def typed_time(text: str) -> float | None:
    """Return the seconds of a time that was typed, `1:02:03,5` or seconds alone; None if it is no time."""
    return parse_seconds(text)


def master_time(master: Master, start: float, end: float | None) -> float | None:
    """Return where a span of the recording begins in the master; None if the master has nothing of it.

    Args:
        master: of the recording.
        start: of the span, in seconds of the recording.
        end: of the span; None: the end of the recording.
    """
    time_map = master.time_map
    seconds = max(time_map.to_master(start), 0.0)
    is_removed = end is not None and time_map.removes(start, end)
    return None if is_removed or seconds >= master.seconds else seconds
