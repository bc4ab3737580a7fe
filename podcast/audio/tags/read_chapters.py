"""Read the chapters inside a recording: ID3 in MP3, M4A and films, comments of Ogg and FLAC, cue points of a WAV."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podcast.audio.containers.open_recording import audio_errors, film_start, open_container
from podcast.errors import AudioError
from podcast.i18n import _, os_error_reason
from podcast.markers import wav_cues
from podcast.markers.marker import Marker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WAV_MAGICS = (b"RIFF", b"RF64", b"BW64")
_CUE_LINE = re.compile(r'^\s*(?:TITLE\s+"?([^"\n]*)"?|INDEX\s+01\s+(\d+):(\d\d):(\d\d))\s*$', re.MULTILINE)


def read_embedded_chapters(path: Path) -> tuple[Marker, ...]:
    """Return the chapters of a recording, sorted by time; empty if it has none.

    Raises:
        AudioError: the recording cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
            if head in _WAV_MAGICS:
                file.seek(0)
                return wav_cues.chapter_points(wav_cues.read_cue_points(file))
    except OSError as error:
        raise AudioError(path, os_error_reason(error), _("copy the recording again from its source")) from error
    markers = _id3_chapters(path) or tuple(_container_chapters(path))
    return tuple(sorted(markers, key=lambda marker: marker.start))


def read_cut_marks(path: Path) -> tuple[Marker, ...]:
    """Return the markers of a WAV with the ends of regions, sorted by time; none of a file of another format.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return wav_cues.read_cue_points(file)


def _id3_chapters(path: Path) -> tuple[Marker, ...]:
    """Return the chapters of an ID3 tag, with their links (ID3v2 Chapter Frame Addendum 1.0)."""
    from mutagen import MutagenError
    from mutagen.id3 import ID3

    try:
        chapters: list[Any] = ID3(path).getall("CHAP")
    except MutagenError:
        return ()
    return tuple(_chapter_marker(chapter) for chapter in chapters)


def _chapter_marker(chapter: Any) -> Marker:
    frames = chapter.sub_frames
    title = next((str(frame.text[0]) for frame in frames.getall("TIT2") if frame.text), "")
    links = [str(frame.url) for key in ("WXXX", "WOAR", "WOAF") for frame in frames.getall(key)]
    return Marker(chapter.start_time / 1000, " ".join(title.split()), links[0] if links else None)


def _container_chapters(path: Path) -> Iterator[Marker]:
    """Yield the chapters that FFmpeg finds in a container, or those of a FLAC's cue sheet, which is a comment."""
    from av.error import FFmpegError

    try:
        with audio_errors(path), open_container(path, f"file:{path}") as container:
            chapters: list[Any] = container.chapters()
            comments = {key.lower(): value for key, value in container.metadata.items()}
            origin = film_start(container)
    except (AudioError, FFmpegError):
        return
    titled = [chapter for chapter in chapters if chapter["metadata"].get("title")]
    if not titled and "cuesheet" in comments:
        yield from _cue_sheet_chapters(comments["cuesheet"])
        return
    for chapter in titled or chapters:
        start = round(float(chapter["start"] * chapter["time_base"]) - origin, 3)
        yield Marker(max(0.0, start), " ".join(chapter["metadata"].get("title", "").split()))


def _cue_sheet_chapters(text: str) -> Iterator[Marker]:
    """Yield the tracks of a cue sheet: a title, then its start.

    The start has minutes, seconds and 75ths of a second (CD frames).
    """
    title = ""
    for match in _CUE_LINE.finditer(text):
        if match[2] is None:
            title = " ".join(match[1].split())
        else:
            yield Marker(round(int(match[2]) * 60 + int(match[3]) + int(match[4]) / 75, 3), title)
