"""JSON transcripts of the Podcast Namespace, of Podlove (flat or grouped by speaker), and of speech recognition.

Sources: podcast-namespace, transcripts.md; Podlove Publisher's export.
A new dialect is a new entry of the tables below.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from podcast.i18n import _, gettext_noop
from podcast.transcripts.cue import TIME_PATTERN, Cue, TranscriptProblem, normalize_spaces, parse_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.transcripts.cue import ParsedCues

# Names of the same field, the preferred first, and its unit in seconds.
_START = (("startTime", 1.0), ("start_ms", 0.001), ("start", 1.0))
_END = (("endTime", 1.0), ("end_ms", 0.001), ("end", 1.0))
_WORDS = ("body", "text")
_SPEAKER = ("voice", "speaker")  # Podlove's `voice` is a name, its `speaker` a number
_MAX_SECONDS = 1e6
_TIME = re.compile(TIME_PATTERN)
_REMEDY = gettext_noop("give startTime and endTime in seconds, and words as text in body")


def parse_json(text: str) -> ParsedCues:
    """Return the cues of a JSON transcript, and its problems."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        return [], [
            TranscriptProblem(error.lineno, _("is not JSON: {msg}").format(msg=error.msg), _("export it again"))
        ]
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        return [], [
            TranscriptProblem(0, _("is nested too deeply, or contains an invalid number"), _("export it again"))
        ]
    segments = _segments(document)
    if segments is None:
        return [], [
            TranscriptProblem(1, _("has no list of segments"), _('write {"version": "1.0.0", "segments": […]}'))
        ]
    results = [_cue(fields, number) for number, fields in enumerate(_flat_segments(segments), start=1)]
    problems = [result for result in results if isinstance(result, TranscriptProblem)]
    return [result for result in results if isinstance(result, Cue) and result.text], problems


def _segments(document: Any) -> list[Any] | None:
    """Return the list of segments; the file of Podlove is a list of groups itself."""
    if isinstance(document, dict):
        document = document.get("segments", document.get("transcripts"))
        return document if isinstance(document, list) else None
    return document if isinstance(document, list) and document and isinstance(document[0], dict) else None


def _flat_segments(segments: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the segments, those that Podlove groups by speaker with the speaker of their group."""
    for segment in segments:
        fields = segment if isinstance(segment, dict) else {}
        items = fields.get("items")
        if isinstance(items, list):
            speaker = {name: fields[name] for name in _SPEAKER if name in fields}
            yield from ({**speaker, **item} if isinstance(item, dict) else {} for item in items)
        else:
            yield fields


def _cue(fields: dict[str, Any], number: int) -> Cue | TranscriptProblem:
    start, end = _time(fields, _START), _time(fields, _END)
    words = next((fields[name] for name in _WORDS if isinstance(fields.get(name), str)), None)
    if start is None or end is None or end < start or words is None:
        return TranscriptProblem(
            0, _("segment {number} lacks startTime, endTime or body").format(number=number), _(_REMEDY)
        )
    return Cue(start, end, _speaker(fields), normalize_spaces(words))


def _speaker(fields: dict[str, Any]) -> str | None:
    names = (normalize_spaces(fields[name]) for name in _SPEAKER if isinstance(fields.get(name), str))
    return next((name for name in names if name), None)


def _time(fields: dict[str, Any], names: tuple[tuple[str, float], ...]) -> float | None:
    for name, unit in names:
        value = fields.get(name)
        if isinstance(value, str) and (match := _TIME.fullmatch(value.strip())):
            return parse_seconds(match.groups())
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value * unit < _MAX_SECONDS:
            return round(float(value * unit), 3)  # a NaN is not less than anything
    return None
