"""Dates, durations, sizes and numbers in the show's language: `3. Mai 2022`, `45 Minuten`, `0,7 MB`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcast.cldr.date_formats import long_date
from podcast.cldr.locale_data import has_language, likely_territory, locale_formats
from podcast.cldr.number_formats import decimal_number, fixed_number
from podcast.strings import translator

if TYPE_CHECKING:
    from datetime import date, datetime

    from podcast.model.show import Show

_MEGABYTE = 1_000_000  # bytes, the unit of file managers and phone contracts


@dataclass(frozen=True, slots=True)
class LocalDate:
    """A date for people, and for programs (ISO 8601 with the offset)."""

    text: str
    iso: str


def local_date(date: datetime, show: Show) -> LocalDate:
    """Return a date in the show's language and time zone."""
    local = date.astimezone(ZoneInfo(show.timezone))
    return LocalDate(_long_date(local.date(), show), local.isoformat())


def local_day(date: date, show: Show) -> LocalDate:
    """Return a date without time in the show's language."""
    return LocalDate(_long_date(date, show), date.isoformat())


def _long_date(date: date, show: Show) -> str:
    return re.sub(r"(?<=\d\.) | (?=\d{1,2},)", "\xa0", long_date(date, show.language))


def format_duration(seconds: float, language: str) -> str:
    """Format a duration to the minute, `36 Minuten`, `1 Std. 3 Min.`; below a minute to the second."""
    translate = translator(language)
    if seconds < 59.5:
        return translate("seconds", count=int(seconds) or 1)
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return translate("minutes", count=minutes)
    return translate("hours_minutes", hours=hours, minutes=minutes) if minutes else translate("hours", hours=hours)


def format_short_duration(seconds: float, language: str) -> str:
    """Format a duration for lists: `36 Min.`, `38 Sek.`."""
    minutes = round(seconds / 60)
    if minutes >= 60:
        return format_duration(seconds, language)
    unit, count = ("seconds_short", int(seconds) or 1) if seconds < 59.5 else ("minutes_short", minutes)
    return translator(language)(unit, count=count)


def format_size(count: int, language: str) -> str:
    """Format a file size in megabytes: `27 MB`, below ten with one decimal: `0,7 MB`."""
    megabytes = count / _MEGABYTE
    text = fixed_number(max(megabytes, 0.1), language, decimals=0 if megabytes >= 9.95 else 1)
    return translator(language)("megabytes", count=text)


def localized_number(number: float, language: str) -> str:
    """Format a number in a language: `1,25`."""
    return decimal_number(number, language)


def year_range(first: int, last: int) -> str:
    """Return the years from the first to the last one: `2022`, `2021–22`, `1999–2001`."""
    if first == last:
        return str(first)
    is_short = first // 100 == last // 100
    return f"{first}–{last % 100:02}" if is_short else f"{first}–{last}"


def open_graph_locale(language: str) -> str:
    """Return a language as an Open Graph locale: `de_DE`."""
    code, _hyphen, territory = (language if has_language(language) else "en").partition("-")
    return f"{code}_{territory or likely_territory(code)}".rstrip("_")


def text_direction(language: str) -> str:
    """Return the writing direction of a language: `ltr` or `rtl`."""
    return locale_formats(language).direction


def media_fragment_time(seconds: float) -> str:
    """Format a time for a media fragment (W3C Media Fragments, `#t=83.5`): seconds without trailing zeros."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


def iso_duration(seconds: float) -> str:
    """Format a duration as ISO 8601: `PT1H2M3S`."""
    total = round(seconds)
    hours, minutes, rest = total // 3600, total // 60 % 60, total % 60
    parts = f"{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}{f'{rest}S' if rest else ''}"
    return f"PT{parts or '0S'}"
