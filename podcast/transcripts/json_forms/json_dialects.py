"""Forms of JSON transcripts, a row for each: the Podcast Namespace's, and what programs and services export.

Sources: podcast-namespace, transcripts.md; Podlove Publisher's export; whisper.cpp, `--output-json`; the documentation
of the interfaces of AssemblyAI, Deepgram, AWS Transcribe, Amberscript, Sonix and Trint. A new form is a new row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podcast.transcripts.cue import TIME_PATTERN, parse_seconds
from podcast.transcripts.json_forms.json_words import Segment, group_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Fields = dict[str, Any]
    Form = Callable[[Any], "Iterable[Segment] | None"]  # None: the document has another form

_MAX_SECONDS = 1e6
_TIME = re.compile(TIME_PATTERN)
_NUMBER = re.compile(r"\d{1,7}(?:\.\d{1,9})?")
_MILLISECOND = 0.001

# Names of the same field, the preferred first, and its unit in seconds.
_START = (("startTime", 1.0), ("start_ms", _MILLISECOND), ("start", 1.0))
_END = (("endTime", 1.0), ("end_ms", _MILLISECOND), ("end", 1.0))
_WORDS = ("body", "text")
_SPEAKER = ("voice", "speaker")  # Podlove's `voice` is a name, its `speaker` a number


def _fields(value: Any) -> Fields:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any] | None:
    return value if isinstance(value, list) else None


def _text(fields: Fields, names: Iterable[str]) -> str | None:
    return next((fields[name] for name in names if isinstance(fields.get(name), str)), None)


def _seconds(value: Any, unit: float = 1.0) -> float | None:
    """Return a number, or one in a text, or a time of day as seconds; None for anything else."""
    if isinstance(value, str):
        if match := _TIME.fullmatch(value.strip()):
            return parse_seconds(match.groups())
        value = float(value) if _NUMBER.fullmatch(value.strip()) else None
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value * unit < _MAX_SECONDS:
        return round(float(value * unit), 3)  # a NaN is not less than anything
    return None


def _first_time(fields: Fields, names: tuple[tuple[str, float], ...]) -> float | None:
    times = (_seconds(fields.get(name), unit) for name, unit in names)
    return next((seconds for seconds in times if seconds is not None), None)


def _segment(fields: Any, start: str, end: str, text: tuple[str, ...], unit: float = 1.0) -> Segment:
    """Return a segment or a word by the names of its fields; its speaker is a text or the number of one."""
    own = _fields(fields)
    times = (_seconds(own.get(start), unit), _seconds(own.get(end), unit))
    return Segment(*times, _speaker_label(own.get("speaker", own.get("speaker_label"))), _text(own, text))


def _speaker_label(value: Any) -> str | None:
    return f"Speaker {value}" if isinstance(value, int) and not isinstance(value, bool) else _text({"": value}, ("",))


# --- the forms -------------------------------------------------------------------------------------------------------


def _namespace(document: Any) -> Iterator[Segment] | None:
    """Return the segments of the Podcast Namespace, of Podlove (a list, flat or grouped), of Whisper and WhisperX."""
    segments = document
    if isinstance(document, dict):
        segments = _list(document.get("segments", document.get("transcripts")))
    is_list = isinstance(segments, list) and (
        isinstance(document, dict) or (segments and isinstance(segments[0], dict))
    )
    return map(_namespace_segment, _flat(segments)) if is_list and segments is not None else None


def _flat(segments: list[Any]) -> Iterator[Fields]:
    """Yield the segments, those that Podlove groups by speaker with the speaker of their group."""
    for fields in map(_fields, segments):
        if isinstance(fields.get("items"), list):
            speaker = {name: fields[name] for name in _SPEAKER if name in fields}
            yield from ({**speaker, **item} if isinstance(item, dict) else {} for item in fields["items"])
        else:
            yield fields


def _namespace_segment(fields: Fields) -> Segment:
    names = (fields[name] for name in _SPEAKER if isinstance(fields.get(name), str) and fields[name].strip())
    has_no_end = all(fields.get(name) is None for name, _unit in _END)
    start, end = _first_time(fields, _START), _first_time(fields, _END)
    return Segment(start, end, next(names, None), _text(fields, _WORDS), has_no_end)


def _whisper_cpp(document: Any) -> Iterator[Segment] | None:
    segments = _list(_fields(document).get("transcription"))
    return map(_whisper_cpp_segment, segments) if segments is not None else None


def _whisper_cpp_segment(segment: Any) -> Segment:
    fields = _fields(segment)
    offsets = _fields(fields.get("offsets"))
    times = offsets or _fields(fields.get("timestamps"))
    unit = _MILLISECOND if offsets else 1.0
    start, end = _seconds(times.get("from"), unit), _seconds(times.get("to"), unit)
    return Segment(start, end, _speaker_label(fields.get("speaker")), _text(fields, ("text",)))


def _assemblyai(document: Any) -> Iterable[Segment] | None:
    """Return the utterances, or the words if the speakers were not separated; times are whole milliseconds."""
    fields = _fields(document)
    words, utterances = _list(fields.get("words")), _list(fields.get("utterances"))
    if words is None or not {"utterances", "audio_url", "status"} & fields.keys():
        return None
    rows = [_segment(row, "start", "end", ("text",), _MILLISECOND) for row in utterances or words]
    return rows if utterances else group_words(rows)


def _deepgram(document: Any) -> Iterable[Segment] | None:
    """Return the utterances if there are any, else the words of each channel."""
    results = _fields(_fields(document).get("results"))
    channels = _list(results.get("channels"))
    if channels is None:
        return None
    if utterances := _list(results.get("utterances")):
        return [_segment(row, "start", "end", ("transcript",)) for row in utterances]
    return [segment for channel in channels for segment in group_words(_deepgram_words(channel))]


def _deepgram_words(channel: Any) -> Iterator[Segment]:
    alternatives = _list(_fields(channel).get("alternatives")) or [{}]
    for word in _list(_fields(alternatives[0]).get("words")) or []:
        yield _segment(word, "start", "end", ("punctuated_word", "word"))


def _aws(document: Any) -> Iterable[Segment] | None:
    """Return the words of AWS Transcribe; punctuation has no times and belongs to the word before."""
    results = _fields(_fields(document).get("results"))
    items = _list(results.get("items"))
    return group_words(_aws_words(items, _aws_speakers(results))) if items is not None else None


def _aws_words(items: list[Any], speakers: Mapping[Any, str]) -> Iterator[Segment]:
    for item in map(_fields, items):
        alternatives = _list(item.get("alternatives")) or [{}]
        start, end = _seconds(item.get("start_time")), _seconds(item.get("end_time"))
        speaker = _text(item, ("speaker_label",)) or speakers.get(str(item.get("start_time")))
        content = _text(_fields(alternatives[0]), ("content",))
        yield Segment(start, end, speaker, content, is_punctuation=item.get("type") == "punctuation")


def _aws_speakers(results: Fields) -> dict[Any, str]:
    """Return the speakers of the words by their start, as files of earlier years have them."""
    segments = _list(_fields(results.get("speaker_labels")).get("segments")) or []
    items = (item for segment in segments for item in _list(_fields(segment).get("items")) or [])
    pairs = ((str(_fields(item).get("start_time")), _text(_fields(item), ("speaker_label",))) for item in items)
    return {start: speaker for start, speaker in pairs if speaker}


def _amberscript(document: Any) -> Iterable[Segment] | None:
    """Return the words of segments that have no text of their own."""
    segments = _list(_fields(document).get("segments")) or []
    if not segments or not all(_has_words_only(segment) for segment in segments):
        return None
    names = _names(document, "spkid")
    rows = (
        [_renamed(_segment(word, "start", "end", ("text",)), segment, names) for word in segment["words"]]
        for segment in segments
    )
    return [segment for words in rows for segment in group_words(words)]


def _has_words_only(segment: Any) -> bool:
    fields = _fields(segment)
    return isinstance(fields.get("words"), list) and _text(fields, _WORDS) is None


def _renamed(word: Segment, owner: Fields, names: Mapping[str, str]) -> Segment:
    label = _speaker_label(owner.get("speaker"))
    return Segment(word.start, word.end, names.get(label or "", label), word.text)


def _names(document: Any, key: str) -> dict[str, str]:
    """Return the names of the speakers that a document lists, by their keys."""
    rows = [_fields(row) for row in _list(_fields(document).get("speakers")) or []]
    pairs = ((_text(row, (key,)), _text(row, ("name",))) for row in rows)
    return {label: name for label, name in pairs if label and name}


def _sonix(document: Any) -> Iterator[Segment] | None:
    segments = _list(_fields(document).get("transcript"))
    if segments is None:
        return None
    return (_segment(segment, "start_time", "end_time", ("text",)) for segment in segments)


def _trint(document: Any) -> Iterable[Segment] | None:
    """Return the words, each with the speaker of its paragraph; times and lengths are milliseconds."""
    transcript = _fields(_fields(document).get("transcript"))
    words = _list(transcript.get("words"))
    return group_words(_trint_words(words, transcript)) if words is not None else None


def _trint_words(words: list[Any], transcript: Fields) -> Iterator[Segment]:
    names = _names(transcript, "id")
    paragraphs = [_fields(row) for row in _list(transcript.get("paragraphs")) or []]
    starts = sorted(
        (start, _text(row, ("speaker",)) or "") for row in paragraphs
        if (start := _seconds(row.get("time"), _MILLISECOND)) is not None
    )  # fmt: skip
    at, label = 0, ""
    for fields in map(_fields, words):
        start, length = (_seconds(fields.get(name), _MILLISECOND) for name in ("time", "duration"))
        while start is not None and at < len(starts) and starts[at][0] <= start:
            at, label = at + 1, starts[at][1]
        end = None if start is None or length is None else round(start + length, 3)
        yield Segment(start, end, names.get(label, label) or None, _text(fields, ("value", "text")))


# What people call the form -> its reader. The first one that fits counts.
FORMS: dict[str, Form] = {
    "Amberscript": _amberscript,
    "whisper.cpp": _whisper_cpp,
    "AssemblyAI": _assemblyai,
    "Deepgram": _deepgram,
    "AWS Transcribe": _aws,
    "Sonix": _sonix,
    "Trint": _trint,
    "Podcast Namespace, Podlove, Whisper": _namespace,
}
