"""The plan of a show as a calendar (RFC 5545), for the calendars of those who work on it: an event for each episode.

It names drafts and what is not out yet: it is for the editors, and no part of site/.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from podcast.model.show import Episode, Show

_LONGEST = 75  # octets of a line, without its end (RFC 5545, 3.1)
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})  # RFC 5545, 3.3.11


def calendar(show: Show, stamp: datetime) -> bytes:
    """The episodes that have a date, oldest first; one that was withdrawn is left out, a draft is tentative.

    Args:
        show: with all its episodes.
        stamp: when the calendar is made; with a time zone.
    """
    dated = sorted(
        ((one.date.astimezone(UTC), one) for one in show.episodes if one.date and not one.withdrawn),
        key=lambda pair: (pair[0], pair[1].slug),
    )
    name = _text(plain(show.title))
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//podcast-from-a-folder//plan//EN", "CALSCALE:GREGORIAN"]
    events = [line for date, one in dated for line in _event(show, one, date, stamp)]
    return _folded([*head, f"X-WR-CALNAME:{name}", *events, "END:VCALENDAR"])


def _event(show: Show, episode: Episode, date: datetime, stamp: datetime) -> Iterator[str]:
    """An event that lasts no time and keeps nobody busy."""
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(episode.guid)}"
    yield f"DTSTAMP:{_moment(stamp.astimezone(UTC))}"
    yield f"DTSTART:{_moment(date)}"
    yield f"SUMMARY:{_text(f'{plain(show.title)}: {plain(episode.title)}')}"
    if episode.summary:
        yield f"DESCRIPTION:{_text(plain(episode.summary))}"
    yield f"URL:{addresses.absolute(show, addresses.episode(episode))}"
    yield f"STATUS:{'TENTATIVE' if episode.draft else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(date: datetime) -> str:
    return f"{date:%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    return value.translate(_ESCAPED)


def _folded(lines: Iterable[str]) -> bytes:
    """The lines, each ended by CRLF; what is longer goes on in the next line after a space, no character cut in two."""
    return b"".join(part + b"\r\n" for line in lines for part in _parts(line.encode()))


def _parts(line: bytes) -> Iterator[bytes]:
    begin = b""
    while len(begin) + len(line) > _LONGEST:
        at = _LONGEST - len(begin)
        while line[at] & 0xC0 == 0x80:  # inside a character of UTF-8
            at -= 1
        yield begin + line[:at]
        line, begin = line[at:], b" "
    yield begin + line
