"""Reader of JSON transcripts, in any of the forms of `podcast.transcripts.json_forms.json_dialects`."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from podcast.i18n import _, gettext_noop
from podcast.transcripts.cue import Cue, TranscriptProblem, normalize_spaces, spoken_seconds
from podcast.transcripts.json_forms.json_dialects import FORMS

if TYPE_CHECKING:
    from podcast.transcripts.cue import ParsedCues
    from podcast.transcripts.json_forms.json_words import Segment

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
        what = _("has none of the known forms of JSON: {forms}").format(forms=", ".join(reversed(FORMS)))
        return [], [TranscriptProblem(1, what, _("export it as .vtt or .srt"))]
    starts = sorted(segment.start for segment in segments if segment.start is not None)
    results = [_cue(segment, number, starts) for number, segment in enumerate(segments, start=1)]
    problems = [result for result in results if isinstance(result, TranscriptProblem)]
    return [result for result in results if isinstance(result, Cue) and result.text], problems


def _segments(document: Any) -> list[Segment] | None:
    """Return the segments of a document in the first form that it has."""
    readings = (form(document) for form in FORMS.values())
    return next((list(segments) for segments in readings if segments is not None), None)


def _cue(segment: Segment, number: int, starts: list[float]) -> Cue | TranscriptProblem:
    start, end = segment.start, segment.end
    words = None if segment.text is None else normalize_spaces(segment.text)
    if start is not None and words is not None and segment.has_no_end:  # until the next one begins
        following = bisect_right(starts, start)
        end = starts[following] if following < len(starts) else round(start + spoken_seconds(words), 3)
    if start is None or end is None or end < start or words is None:
        return TranscriptProblem(
            0, _("segment {number} lacks startTime, endTime or body").format(number=number), _(_REMEDY)
        )
    return Cue(start, end, normalize_spaces(segment.speaker or "") or None, words)
