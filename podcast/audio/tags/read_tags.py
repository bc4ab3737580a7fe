"""Read title and date from the tags of a recording: ID3 of MP3, WAV and AIFF, MP4, comments of FLAC, Ogg and Opus."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_TITLES: Final = ("title", "TIT2", "\xa9nam")
_DATES: Final = ("date", "originaldate", "TDRL", "TDRC", "TDOR", "\xa9day")
_DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?")


@dataclass(frozen=True, slots=True)
class RecordingTags:
    """Title, day (2026-11-30) and time (09:00) from the tags of a recording; each may be empty."""

    title: str = ""
    day: str = ""
    time: str = ""


def read_recording_tags(path: Path) -> RecordingTags:
    """Return title and date of a recording, as far as it has any; a year alone is no date."""
    import mutagen

    try:
        file = mutagen.File(path)
        tags: Any = file.tags if file is not None else None
        if not tags:
            return RecordingTags()
        title = " ".join(next(_texts(tags, _TITLES), "").split())
        day = next((match for text in _texts(tags, _DATES) if (match := _DAY.match(text.strip()))), None)
    except (mutagen.MutagenError, OSError, ValueError):  # mutagen lets some errors of damaged tags through
        return RecordingTags()
    return RecordingTags(title, day[1], day[2] or "") if day else RecordingTags(title)


def _texts(tags: Any, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        try:
            value = tags.get(name)
        except (KeyError, ValueError):  # comments of Vorbis refuse the names of other forms
            continue
        for text in getattr(value, "text", value) or ():
            yield str(text)
