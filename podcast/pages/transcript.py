"""Transcripts: read from WebVTT, SubRip or JSON, moved into the master's time, written as WebVTT and SubRip.

Sources of the forms: WebVTT is the W3C's (https://www.w3.org/TR/webvtt1/), the JSON is the Podcast Namespace's
(transcripts.md), SubRip has only its habits. We read what people's tools write and write what every player reads.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeGuard

from podcast.errors import Problem, ShowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Cue:
    """What somebody says between two times, in seconds; `speaker` is None where the transcript names nobody."""

    start: float  # seconds
    end: float  # seconds
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class _Fault:
    line: int
    what: str
    remedy: str


_Read = tuple[list[Cue], list[_Fault]]
_ARROW = "-->"
_TIME = r"(?:(\d+):)?(\d{1,2}):([0-5]\d)[.,](\d{3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_HOW = f"write it as in 00:01:02.500 {_ARROW} 00:01:05.000"
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|</>|<[\d:.]+>|\{\\[^}]*\}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_BESIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_LABEL = re.compile(
    r"((?:[A-ZÄÖÜ][\w.’'-]*|\d{1,2}|von|van|de|der)(?: (?:[A-ZÄÖÜ][\w.’'-]*|\d{1,2}|von|van|de|der)){0,3}):\s+"
)


def cues(data: bytes, path: str) -> tuple[Cue, ...]:
    """The cues of a transcript, in the order of time, in the recording's seconds.

    Args:
        data: the file's bytes: UTF-8, with or without a byte order mark, any line ends.
        path: the file's name relative to the show's root; its suffix (.vtt, .srt or .json) says the form.

    Raises:
        ShowError: the transcript cannot be read; every problem in it, with its line.
    """
    form = path.rpartition(".")[2].lower()
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(path, [_Fault(line, "is not UTF-8", "save the file as UTF-8")]) from error
    if form not in _READERS:
        raise _refused(path, [_Fault(0, f'".{form}" is no form of a transcript', "bring it as .vtt, .srt or .json")])
    found, faults = _READERS[form](text)
    if not found and not faults:
        faults = [_Fault(0, "holds no words", "take it away, or export it again")]
    if faults:
        raise _refused(path, faults)
    return tuple(sorted(found, key=lambda cue: cue.start))


def shifted(cues: Iterable[Cue], shift: float, end: float) -> tuple[Cue, ...]:
    """The cues in the master's time: `shift` seconds later, kept within 0 and `end` seconds; what lies outside goes."""
    moved = (replace(cue, start=_within(cue.start + shift, end), end=_within(cue.end + shift, end)) for cue in cues)
    return tuple(cue for cue in moved if cue.end > cue.start)


def vtt(cues: Iterable[Cue]) -> bytes:
    """The cues as WebVTT, speakers as voices."""
    return "\n".join(
        ["WEBVTT\n", *(f"{_timing(cue, '.')}\n{_voice(cue)}{_escaped(cue.text)}\n" for cue in cues)]
    ).encode()


def srt(cues: Iterable[Cue]) -> bytes:
    """The cues as SubRip; a speaker's name stands before the words."""
    blocks = (
        f"{number}\n{_timing(cue, ',')}\n{cue.speaker + ': ' if cue.speaker else ''}{cue.text}\n"
        for number, cue in enumerate(cues, start=1)
    )
    return "\n".join(blocks).encode()


# --- reading ---------------------------------------------------------------------------------------------------------


def _vtt(text: str) -> _Read:
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        return [], [_Fault(1, "does not begin with WEBVTT", "write WEBVTT on the first line, then an empty line")]
    blocks = list(_blocks(text))[1:]  # the first one is the head
    return _timed([block for block in blocks if not _BESIDE.match(block[1][0])], _voices)


def _srt(text: str) -> _Read:
    found, faults = _timed(_blocks(text), lambda lines: [(None, _clean(" ".join(lines)))])
    return _labelled(found), faults


def _json(text: str) -> _Read:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        return [], [_Fault(error.lineno, f"is no JSON: {error.msg}", "export it again")]
    except RecursionError:
        return [], [_Fault(0, "is nested too deeply", "export it again")]
    segments = document.get("segments") if isinstance(document, dict) else None
    if not isinstance(segments, list):
        return [], [_Fault(1, "has no list of segments", 'write {"version": "1.0.0", "segments": […]}')]
    read = [_segment(segment, number) for number, segment in enumerate(segments, start=1)]
    faults = [item for item in read if isinstance(item, _Fault)]
    return [item for item in read if isinstance(item, Cue) and item.text], faults


def _segment(segment: Any, number: int) -> Cue | _Fault:
    fields = segment if isinstance(segment, dict) else {}
    start, end, body = fields.get("startTime"), fields.get("endTime"), fields.get("body")
    if not _is_time(start) or not _is_time(end) or end < start or not isinstance(body, str):
        return _Fault(
            0, f"segment {number} lacks startTime, endTime or body", "give times in seconds, and words as text"
        )
    speaker = fields.get("speaker")
    name = _spaced(speaker) if isinstance(speaker, str) else ""
    return Cue(round(float(start), 3), round(float(end), 3), name or None, _spaced(body))


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6  # a NaN is not, either


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The paragraphs of a file, each with the number of its first line."""
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            lines.append(line)
        elif lines:
            yield number - len(lines), lines
            lines = []


def _timed(blocks: Iterable[tuple[int, list[str]]], said: Callable[[list[str]], list[tuple[str | None, str]]]) -> _Read:
    """Cues out of blocks: a line for the name at most, a line of times, lines of words."""
    found: list[Cue] = []
    faults: list[_Fault] = []
    for first, lines in blocks:
        at = next((index for index, line in enumerate(lines[:2]) if _ARROW in line), 0)
        match = _TIMING.fullmatch(lines[at])
        if match is None:
            faults.append(_Fault(first + at, f'"{lines[at].strip()[:40]}" is no line of times', _HOW))
            continue
        start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
        if end < start:
            faults.append(_Fault(first + at, "ends before it starts", "put the two times in order"))
        found += [Cue(start, end, who, text) for who, text in said(lines[at + 1 :]) if text]
    return found, faults


def _seconds(parts: Iterable[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return round(hours * 3600 + minutes * 60 + seconds + thousandths / 1000, 3)


def _voices(lines: list[str]) -> list[tuple[str | None, str]]:
    """Who says what in one cue: `<v Ada>Yes.</v> <v Ben>No.</v>` is two."""
    head, *rest = _VOICE.split("\n".join(lines))
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return [(None, _clean(head)), *((_spaced(html.unescape(name)) or None, _clean(text)) for name, text in pairs)]


def _labelled(found: list[Cue]) -> list[Cue]:
    """SubRip knows no speakers. Where the first cue begins `Ada Lovelace: `, names that come twice are speakers."""
    labels = [_LABEL.match(cue.text) for cue in found]
    if not labels or not labels[0]:
        return found
    names = [label[1] if label else None for label in labels]
    often = {name for name in names if name and names.count(name) > 1}
    return [
        replace(cue, speaker=label[1], text=cue.text[label.end() :]) if label and label[1] in often else cue
        for cue, label in zip(found, labels, strict=True)
    ]


def _clean(text: str) -> str:
    return _spaced(html.unescape(_TAG.sub("", text)))


def _spaced(text: str) -> str:
    return " ".join(text.split())


_READERS: dict[str, Callable[[str], _Read]] = {"vtt": _vtt, "srt": _srt, "json": _json}


def _refused(path: str, faults: list[_Fault]) -> ShowError:
    return ShowError(tuple(Problem(path, each.line, int(each.line > 0), "", each.what, each.remedy) for each in faults))


# --- writing ---------------------------------------------------------------------------------------------------------


def _within(seconds: float, end: float) -> float:
    return round(min(max(seconds, 0.0), end), 3)


def _timing(cue: Cue, comma: str) -> str:
    return f"{_stamp(cue.start, comma)} {_ARROW} {_stamp(cue.end, comma)}"


def _stamp(seconds: float, comma: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{comma}{thousandths:03}"


def _voice(cue: Cue) -> str:
    return f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
