"""Times in JSON: seconds, milliseconds or times of day, as numbers or as texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from podcast.transcripts.cue import parse_seconds
from podcast.transcripts.editing.clock_times import CLOCK, clock_like
from podcast.transcripts.editing.source_text import TextSplice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.transcripts.editing.json_nodes import JsonNode

START_KEYS: Final = ("startTime", "start_ms", "start", "start_time", "offsets", "timestamps")
END_KEYS: Final = ("endTime", "end_ms", "end", "end_time", "offsets", "timestamps")
_NUMBER: Final = re.compile(r"\d{1,10}(?:\.(\d{1,9}))?(?:[eE][+-]?\d+)?")
_TOLERANCE_SECONDS: Final = 0.0006


def time_splices(text: str, nodes: Sequence[JsonNode], before: float, after: float) -> list[TextSplice] | None:
    """Return the splices for another time in all nodes that state it.

    Args:
        text: the file.
        nodes: that state a time, each in a form of its own.
        before: the time that they state, in seconds; it tells the unit of a number.
        after: the new time.

    Returns:
        None if a node states something else.
    """
    splices = []
    for node in nodes:
        quote = '"' if isinstance(node.value, str) else ""
        written = text[node.start + len(quote) : node.end - len(quote)]
        new = _time_like(written.strip(), before, after)
        if new is None:
            return None
        splices.append(TextSplice(node.start, node.end, f"{quote}{new}{quote}"))
    return splices


def _time_like(written: str, before: float, after: float) -> str | None:
    if (match := CLOCK.fullmatch(written)) and abs(parse_seconds(match.groups()) - before) <= _TOLERANCE_SECONDS:
        return clock_like(written, after)
    if not _NUMBER.fullmatch(written):
        return None
    if abs(float(written) - before) <= _TOLERANCE_SECONDS:
        seconds = round(after, 3)
        return repr(seconds) if "." in written or not seconds.is_integer() else str(int(seconds))
    return str(round(after * 1000)) if abs(float(written) / 1000 - before) <= _TOLERANCE_SECONDS else None
