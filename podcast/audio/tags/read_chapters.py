"""The chapters that a recording carries itself: ID3 in MP3, M4A, comments of Ogg and FLAC, cue points of a WAV."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podcast.errors import AudioError
from podcast.i18n import _, os_error_reason
from podcast.markers import wav_cues as wave
from podcast.markers.marker import Marker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WAVES = (b"RIFF", b"RF64", b"BW64")
_CUE = re.compile(r'^\s*(?:TITLE\s+"?([^"\n]*)"?|INDEX\s+01\s+(\d+):(\d\d):(\d\d))\s*$', re.MULTILINE)


def embedded(path: Path) -> tuple[Marker, ...]:
    """The chapters of a recording, by their times; none where it has none.

    Raises:
        AudioError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
            if head in _WAVES:
                file.seek(0)
                return wave.cues(file)
    except OSError as error:
        raise AudioError(path, os_error_reason(error), _("copy the recording again from where it was made")) from error
    found = _tagged(path) or tuple(_contained(path))
    return tuple(sorted(found, key=lambda one: one.start))


def _tagged(path: Path) -> tuple[Marker, ...]:
    """The chapters of an ID3 tag, with their links (ID3v2 Chapter Frame Addendum 1.0)."""
    from mutagen import MutagenError
    from mutagen.id3 import ID3

    try:
        chapters: list[Any] = ID3(path).getall("CHAP")
    except MutagenError:
        return ()
    return tuple(_framed(one) for one in chapters)


def _framed(chapter: Any) -> Marker:
    inside = chapter.sub_frames
    title = next((str(frame.text[0]) for frame in inside.getall("TIT2") if frame.text), "")
    links = [str(frame.url) for key in ("WXXX", "WOAR", "WOAF") for frame in inside.getall(key)]
    return Marker(chapter.start_time / 1000, " ".join(title.split()), links[0] if links else None)


def _contained(path: Path) -> Iterator[Marker]:
    """The chapters as FFmpeg finds them in a container; a FLAC's may stand in a cue sheet that is a comment."""
    import av

    av.logging.set_level(av.logging.PANIC)
    options = {"protocol_whitelist": "file", "format_whitelist": "flac,mov,ogg,mp3"}
    try:
        with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
            chapters: list[Any] = container.chapters()
            comments = {key.lower(): value for key, value in container.metadata.items()}
    except av.error.FFmpegError:
        return
    named = [one for one in chapters if one["metadata"].get("title")]
    if not named and "cuesheet" in comments:
        yield from _cue_sheet(comments["cuesheet"])
        return
    for one in named or chapters:
        start = round(float(one["start"] * one["time_base"]), 3)
        yield Marker(max(0.0, start), " ".join(one["metadata"].get("title", "").split()))


def _cue_sheet(text: str) -> Iterator[Marker]:
    """The tracks of a cue sheet: a title, then where it begins, in minutes, seconds and 75ths of them (CDs)."""
    title = ""
    for match in _CUE.finditer(text):
        if match[2] is None:
            title = " ".join(match[1].split())
        else:
            yield Marker(round(int(match[2]) * 60 + int(match[3]) + int(match[4]) / 75, 3), title)
