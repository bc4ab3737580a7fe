"""Dates, lengths and sizes as readers write them: `3. Mai 2022`, `45 Minuten`, `0,7 MB`, with no-break spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_decimal

from podcast.strings import translator

if TYPE_CHECKING:
    from datetime import date, datetime

    from podcast.model.show import Show

_MEGABYTE = 1_000_000  # bytes, as file managers and phone contracts count


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as people read it, and as machines do (ISO 8601 with the offset)."""

    text: str
    iso: str


def moment(date: datetime, show: Show) -> Moment:
    """A date in the show's language and time zone."""
    local = date.astimezone(ZoneInfo(show.timezone))
    return Moment(_written(local.date(), show), local.isoformat())


def day(date: date, show: Show) -> Moment:
    """A day in the show's language."""
    return Moment(_written(date, show), date.isoformat())


def _written(date: date, show: Show) -> str:
    text = format_date(date, "long", locale=_locale(show.language))
    return re.sub(r"(?<=\d\.) | (?=\d{1,2},)", "\xa0", text)


def length(seconds: float, language: str) -> str:
    """How long something lasts, to the minute: `36 Minuten`, `1 Std. 3 Min.`; under a minute to the second."""
    say = translator(language)
    if seconds < 59.5:
        return say("seconds", count=round(seconds))
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return say("minutes", count=minutes)
    return say("hours_minutes", hours=hours, minutes=minutes) if minutes else say("hours", hours=hours)


def short_length(seconds: float, language: str) -> str:
    """The same for lists: `36 Min.`."""
    minutes = round(seconds / 60)
    return translator(language)("minutes_short", count=minutes) if 1 <= minutes < 60 else length(seconds, language)


def size(count: int, language: str) -> str:
    """A file's size in megabytes: `27 MB`, below ten with a decimal: `0,7 MB`."""
    megabytes = count / _MEGABYTE
    pattern = "#,##0" if megabytes >= 9.95 else "0.0"
    text = format_decimal(max(megabytes, 0.1), format=pattern, locale=_locale(language))
    return translator(language)("megabytes", count=text)


def decimal(number: float, language: str) -> str:
    """A number as people read it: `1,25`."""
    return str(format_decimal(number, locale=_locale(language)))


def locale(language: str) -> str:
    """The language as Open Graph wants it: `de_DE`."""
    known = _locale(language)
    likely = get_global("likely_subtags").get(known.language, "")
    return f"{known.language}_{known.territory or likely.rpartition('_')[2]}".rstrip("_")


def direction(language: str) -> str:
    """Which way the language is written: `ltr`, `rtl`."""
    return str(_locale(language).text_direction)


def point(seconds: float) -> str:
    """A time as a media fragment has it (W3C Media Fragments, `#t=83.5`): seconds, no needless zeros."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


def iso_duration(seconds: float) -> str:
    """A length as ISO 8601: `PT1H2M3S`."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    parts = f"{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}{f'{rest}S' if rest else ''}"
    return f"PT{parts or '0S'}"


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except UnknownLocaleError:
        return Locale("en")
