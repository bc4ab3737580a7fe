"""The plan of a show as an iCalendar file (RFC 5545) with an event for each episode.

It names drafts and unreleased episodes: it is for the editors, and not part of site/.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from podcast import urls
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from podcast.model.show import Episode, Show

_MAX_LINE_OCTETS = 75  # without the line break (RFC 5545, 3.1)
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})  # RFC 5545, 3.3.11


def calendar(show: Show, stamp: datetime) -> bytes:
    """Return the calendar of the dated episodes, oldest first; drafts are tentative, withdrawn episodes left out.

    Args:
        show: with all its episodes.
        stamp: when the calendar is made; with a time zone.
    """
    dated = sorted(
        (
            (episode.date.astimezone(UTC), episode)
            for episode in show.episodes
            if episode.date and not episode.withdrawn
        ),
        key=lambda pair: (pair[0], pair[1].slug),
    )
    name = _text(strip_soft_hyphens(show.title))
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//podcast-from-a-folder//plan//EN", "CALSCALE:GREGORIAN"]
    events = [line for date, episode in dated for line in _event(show, episode, date, stamp)]
    return _fold([*head, f"X-WR-CALNAME:{name}", *events, "END:VCALENDAR"])


def _event(show: Show, episode: Episode, date: datetime, stamp: datetime) -> Iterator[str]:
    """An event without a duration, which does not mark its time as busy."""
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(episode.guid)}"
    yield f"DTSTAMP:{_date_time(stamp.astimezone(UTC))}"
    yield f"DTSTART:{_date_time(date)}"
    yield f"SUMMARY:{_text(f'{strip_soft_hyphens(show.title)}: {strip_soft_hyphens(episode.title)}')}"
    if episode.summary:
        yield f"DESCRIPTION:{_text(strip_soft_hyphens(episode.summary))}"
    yield f"URL:{urls.absolute_url(show, urls.episode(episode))}"
    yield f"STATUS:{'TENTATIVE' if episode.draft else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _date_time(date: datetime) -> str:
    return f"{date:%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    return value.translate(_ESCAPED)


def _fold(lines: Iterable[str]) -> bytes:
    """Join lines with CRLF; a longer line continues after CRLF and a space, without splitting a character."""
    return b"".join(part + b"\r\n" for line in lines for part in _line_parts(line.encode()))


def _line_parts(line: bytes) -> Iterator[bytes]:
    prefix = b""
    while len(prefix) + len(line) > _MAX_LINE_OCTETS:
        end = _MAX_LINE_OCTETS - len(prefix)
        while line[end] & 0xC0 == 0x80:  # inside a character of UTF-8
            end -= 1
        yield prefix + line[:end]
        line, prefix = line[end:], b" "
    yield prefix + line
