"""What a form says about a recording before it is in an episode: whether it can be read, its length, a title."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from podcast.audio import decode
from podcast.audio.tags.read_tags import read_recording_tags
from podcast.authoring.copied_file import require_usable_sound

if TYPE_CHECKING:
    from podcast.desk.recordings.held_files import HeldFile

_LOWEST_KBIT: Final = {1: 64, 2: 96}  # by channels: below, it can be heard
_LOSSLESS: Final = re.compile(r"pcm|flac|alac|wavpack|ape|tta")
_DAY: Final = re.compile(
    r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)(?P<sign>[-_.]?)(?P<month>[01]\d)(?P=sign)(?P<day>[0-3]\d)"
    r"|(?P<day2>[0-3]?\d)\.(?P<month2>[01]?\d)\.(?P<year2>20\d\d))(?!\d)"
)
# What stands in names of files and in no title: dates, numbers in front, words of those who cut them.
_NUMBER_IN_FRONT: Final = re.compile(
    r"^(?:\d{4}-?\d\d-?\d\d|(?:s\d+)?e?(?:folge|episode|ep)?[ .]?\d{1,4})(?:[ .:-]+|$)", re.IGNORECASE
)
_VERSION_AT_END: Final = re.compile(
    r"[ .(\[-]+(?:final|fertig|mix(?:down)?|master(?:ed)?|schnitt|edit|export|v\d+|version ?\d*|neu|\d{8}|kopie|copy)"
    r"[)\]]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NewRecording:
    """A recording: its length in seconds (None if its header does not say), channels, size, bit rate if it is low."""

    seconds: float | None
    channels: int
    size_bytes: int
    low_kbit: int | None


def read_recording(path: Path) -> NewRecording:
    """Return what the header of a recording says, after its beginning was decoded.

    Raises:
        PodcastError: it cannot be used.
    """
    require_usable_sound(path)
    info = decode.probe(path)
    next(decode.read_blocks(path, info.sample_rate or 44100, min(info.channels, 2) or 1))
    size = path.stat().st_size
    kbit = round(size * 8 / info.seconds / 1000) if info.seconds else None
    is_low = kbit is not None and not _LOSSLESS.match(info.codec) and kbit < _LOWEST_KBIT[min(info.channels, 2) or 1]
    return NewRecording(info.seconds, info.channels, size, kbit if is_low else None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Title and date that a recording proposes for its episode, each with its source: `tags`, `name`, or empty.

    `day` is written as 2026-11-30, `time` as 09:00; it is empty where only the day is known.
    """

    title: str = ""
    title_from: Literal["tags", "name", ""] = ""
    day: str = ""
    time: str = ""
    day_from: Literal["tags", "name", ""] = ""


def proposal_of(held: HeldFile) -> Proposal:
    """Return title and date by the tags of a recording, else by its name."""
    tags, title, day = read_recording_tags(held.path), title_of(held), _day_in(Path(held.name).stem)
    return Proposal(
        tags.title or title,
        "tags" if tags.title else "name" if title else "",
        tags.day or day,
        tags.time,
        "tags" if tags.day else "name" if day else "",
    )


def _day_in(name: str) -> str:
    """Return the day in the name of a file, as 2026-11-30; empty if there is none."""
    for match in _DAY.finditer(name):
        year, month, day = (match[part] or match[f"{part}2"] for part in ("year", "month", "day"))
        with contextlib.suppress(ValueError):
            return date(int(year), int(month), int(day)).isoformat()
    return ""


def title_of(held: HeldFile) -> str:
    """Return a title from the name of a file: without its suffix, a number in front, and the word for a version."""
    words = re.sub(r"[_\s]+", " ", Path(held.name).stem).strip()
    words = re.sub(r"(?<=\w)-(?=\w)", " ", _NUMBER_IN_FRONT.sub("", words) or words)
    while (shorter := _VERSION_AT_END.sub("", words)) != words and shorter.strip():
        words = shorter
    title = words.strip(" -.")
    return title[:1].upper() + title[1:]
