"""Dates of feeds in every notation that hosts write, with their own offset from UTC.

RFC 822 and 2822 with what hosts make of them (names of days and months in German, missing seconds, zones by name), ISO
8601, and days in numbers: `12.03.2019, 14:30`, `2019/03/12`. Days with slashes and the year at the end are American,
month first, unless the first number can only be a day. Without a zone a date is in UTC. Days of the week are ignored.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MIN_YEAR: Final = 1900
MAX_DATE_CHARACTERS: Final = 200
MAX_OFFSET_HOURS: Final = 14  # of any zone
_CENTURY: Final = 50  # RFC 2822, 4.3: years of two digits from 50 on are those of the 20th century
# Offsets in hours: RFC 822 and 2822, Central, Western and Eastern Europe, Japan, India, Australia.
_ZONES: Final[Mapping[str, float]] = {
    **dict.fromkeys(("gmt", "ut", "utc", "z", "wet", "wez"), 0),
    **dict.fromkeys(("bst", "west", "wesz", "cet", "mez", "met"), 1),
    **dict.fromkeys(("cest", "mesz", "mest", "eet", "oez", "sast"), 2),
    **dict.fromkeys(("eest", "oesz", "msk"), 3),
    "ist": 5.5,
    "jst": 9,
    "aest": 10,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
    "edt": -4,
    "est": -5,
    "cdt": -5,
    "cst": -6,
    "mdt": -6,
    "mst": -7,
    "pdt": -7,
    "pst": -8,
    "hst": -10,
}
_MONTH_NAMES: Final = (
    "jan jän jaen",
    "feb",
    "mar mär maer mrz mrs",
    "apr",
    "may mai",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct okt",
    "nov",
    "dec dez",
)
_MONTHS: Final[Mapping[str, int]] = {
    name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()
}
_COMMENT: Final = re.compile(r"\([^()]*\)")
_TIME: Final = re.compile(
    r"(?<![\d.])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_ISO_JOINED: Final = re.compile(r"^(\d{4})-?(\d{2})-?(\d{2})T(\d{2})(\d{2})(\d{2})?(?![:\d])", re.IGNORECASE)
_OFFSET: Final = re.compile(
    r"(?<![\d-])(?:gmt|utc|ut)?\s*(?P<sign>[+\u2212-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?$", re.IGNORECASE
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_YEAR_FIRST: Final = re.compile(
    r"(?<!\d)(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?!\d)|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)"
)
_YEAR_LAST: Final = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?!\d)")
_NUMBER: Final = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_STANDARD: Final = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|GMT|UT|[ECMP][SD]T)"
)  # RFC 2822, 3.3, and the names of zones of RFC 822, with years of four digits


@lru_cache(maxsize=4096)  # mapping and proof read a date several times
def parse_date(text: str) -> datetime | None:
    """Return a date with its own offset from UTC; None if it cannot be read. Without a zone it is in UTC.

    Args:
        text: of pubDate and its like.
    """
    if len(text) > MAX_DATE_CHARACTERS:
        return None
    text = _plain(text)
    time = _TIME.search(text)
    before, after = (text[: time.start()], text[time.end() :]) if time else (text, "")
    after, offset = _split_offset(after)
    day = _day(before) or _day(f"{before} {after}")
    clock = _clock(time) if time else timedelta()
    if day is None or clock is None:
        return None
    try:
        return (day + clock).replace(tzinfo=_zone(offset))
    except (OverflowError, ValueError):
        return None


def is_standard_date(text: str) -> bool:
    """Whether a date is written as RFC 822 wants it, with a year of four digits."""
    return _STANDARD.fullmatch(text.strip()) is not None


def has_zone(text: str) -> bool:
    """Whether a date that can be read names its time zone."""
    time = _TIME.search(_plain(text))
    return time is not None and _split_offset(time.string[time.end() :])[1] is not None


def _plain(text: str) -> str:
    """Return a date without comments (RFC 822, 3.4.3), with colons in the time of ISO 8601's basic format."""
    text = " ".join(_COMMENT.sub(" ", text.replace("\u2212", "-")).split())
    return _ISO_JOINED.sub(
        lambda match: f"{'-'.join(match.groups()[:3])}T{match[4]}:{match[5]}:{match[6] or '00'}", text
    )


def _split_offset(text: str) -> tuple[str, timedelta | None]:
    """Return what follows a time without its zone, and the zone's offset; None if there is none that is known."""
    text = text.strip().rstrip(".")
    if match := _OFFSET.search(text):
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        if offset <= timedelta(hours=MAX_OFFSET_HOURS):
            return text[: match.start()], -offset if match["sign"] == "-" else offset
        return text[: match.start()], None
    for word in _WORD.findall(text):
        if word.lower() in _ZONES:
            return text.replace(word, " "), timedelta(hours=_ZONES[word.lower()])
    return text, None


def _zone(offset: timedelta | None) -> timezone:
    return timezone(offset) if offset else UTC


def _clock(time: re.Match[str]) -> timedelta | None:
    """Return the time of day; 24:00 is the end of the day, a 60th second that of a leap second (ISO 8601)."""
    hour, minute, second = int(time["hour"]), int(time["minute"]), int(time["second"] or 0)
    if time["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if time["half"].lower() == "p" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _day(text: str) -> datetime | None:
    """Return midnight of the day in a text; None if there is none, or it is not in the calendar."""
    if match := _YEAR_FIRST.search(text):
        year, month, day = (int(part) for part in match.groups() if part)
        return _midnight(year, month, day)
    if match := _YEAR_LAST.search(text):
        first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
        is_american = match[2] == "/" and first <= 12
        return _midnight(year, first, second) if is_american else _midnight(year, second, first)
    return _named_day(text)


def _named_day(text: str) -> datetime | None:
    """Return midnight of a day whose month is a word: `2 May 2019`, `2. Mai 2019`, `May 2nd, 2019`."""
    words = [word.lower() for word in _WORD.findall(text)]
    month = next((_MONTHS[name] for word in words for name in (word[:4], word[:3]) if name in _MONTHS), None)
    numbers = _NUMBER.findall(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text))
    if month is None or len(numbers) != 2:
        return None
    day, year = (numbers[1], numbers[0]) if len(numbers[0]) == 4 else numbers
    return _midnight(_full_year(year), month, int(day))


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (1900 if year >= _CENTURY else 2000)


def _midnight(year: int, month: int, day: int) -> datetime | None:
    if year < MIN_YEAR:
        return None
    try:
        return datetime(year, month, day)  # noqa: DTZ001 -- its zone is added with the time
    except ValueError:
        return None
