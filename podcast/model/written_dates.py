"""Reader of dates as people write them: `2026-11-24 09:00`, `24.11.2026, 9 Uhr`, `24 November 2026 9:00 am`.

A date is read as written, without a time zone. One that can be read in two ways is refused, as is a day that does not
exist; the result is `WrittenDate`, whose text is the same for all forms.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from podcast.i18n import _, gettext_noop
from podcast.model.types import invalid

MIN_YEAR, MAX_YEAR = 1900, 2199
_EXAMPLE_TIME = "09:00"
_CENTURY = 2000  # of years with two digits

_MONTHS = (
    gettext_noop("January"), gettext_noop("February"), gettext_noop("March"), gettext_noop("April"),
    gettext_noop("May"), gettext_noop("June"), gettext_noop("July"), gettext_noop("August"),
    gettext_noop("September"), gettext_noop("October"), gettext_noop("November"), gettext_noop("December"),
)  # fmt: skip
_WEEKDAYS = (
    gettext_noop("Monday"), gettext_noop("Tuesday"), gettext_noop("Wednesday"), gettext_noop("Thursday"),
    gettext_noop("Friday"), gettext_noop("Saturday"), gettext_noop("Sunday"),
)  # fmt: skip

# As people write them in English and German, in lower case.
_MONTH_NAMES = (
    "january januar jänner jan", "february februar feber feb", "march märz maerz mär mrz mar", "april apr", "may mai",
    "june juni jun", "july juli jul", "august aug", "september sept sep", "october oktober okt oct",
    "november nov", "december dezember dez dec",
)  # fmt: skip
_WEEKDAY_NAMES = (
    "monday montag mon mo", "tuesday dienstag tue tues di", "wednesday mittwoch wed mi",
    "thursday donnerstag thu thur thurs do", "friday freitag fri fr", "saturday samstag sonnabend sat sa",
    "sunday sonntag sun so",
)  # fmt: skip
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_WEEKDAY_NUMBER = {name: number for number, names in enumerate(_WEEKDAY_NAMES) for name in names.split()}
_OFFSETS = {"z": "Z", "utc": "Z", "gmt": "Z", "cet": "+01:00", "mez": "+01:00", "cest": "+02:00", "mesz": "+02:00"}


def _any_of(names: dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_MONTH = rf"(?P<name>{_any_of(_MONTH_NUMBER)})"
_ORDINAL = r"(?:\.|st|nd|rd|th)?"
_DAYS = (
    r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d\d)",
    r"(?P<first>\d{1,2})(?P<sign>[-/])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4})",
    rf"(?P<day>\d{{1,2}}){_ORDINAL}[\s-]*{_MONTH}\.?,?[\s-]*(?P<year>\d{{4}})",
    rf"{_MONTH}\.?\s+(?P<day>\d{{1,2}}){_ORDINAL},?\s+(?P<year>\d{{4}})",
)
_TIME = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d)(?:[:.](?P<seconds>\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(?P<clock>(?:uhr|h)\s*(?P<spoken>\d\d)?|[ap]\.?m\.?)?"
)
_OFFSET = rf"(?P<offset>{_any_of(_OFFSETS)}|[+-]\d\d(?::?\d\d)?)"
_FORMS = tuple(
    re.compile(
        rf"(?:(?P<weekday>{_any_of(_WEEKDAY_NUMBER)})\.?,?\s+(?:(?:den|the)\s+)?)?{day}"
        rf"(?:(?:t|\s*,\s*|\s+[–—-]\s+|\s+)(?:(?:um|at)\s+)?{_TIME}(?:\s*{_OFFSET})?)?",
        re.ASCII,
    )
    for day in _DAYS
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it is written: its day, its time of day (`09:00`) and its offset from UTC (`+01:00`, `Z`)."""

    day: date
    time: str = ""
    offset: str = ""

    def __str__(self) -> str:
        return f"{self.day.isoformat()}{' ' if self.time else ''}{self.time}{self.offset}"


def read_written_date(text: str, *, needs_time: bool) -> WrittenDate | None:
    """Return the date that a text is, None if it is none.

    Args:
        text: as it was written, in German or English.
        needs_time: whether the examples of messages have a time of day.

    Raises:
        PydanticCustomError: it can be read in two ways, or there is no such day or time of day.
    """
    spaced = unicodedata.normalize("NFC", " ".join(text.split())).lower()
    match = next((match for form in _FORMS if (match := form.fullmatch(spaced))), None)
    if match is None or not MIN_YEAR <= _year(match) <= MAX_YEAR:
        return None
    groups = match.groupdict()
    if groups["hour"] and not (groups["minute"] or groups["clock"]):
        return None  # a single number is no time of day
    time = _time(match, text)
    example_time = (time or _EXAMPLE_TIME) if needs_time else ""
    day = _day(match, text, example_time)
    if groups["weekday"] and _WEEKDAY_NUMBER[groups["weekday"]] != day.weekday():
        what = _('"{text}" does not exist: that day is a {weekday}')
        example = WrittenDate(day, example_time)
        raise invalid(
            what.format(text=text, weekday=_(_WEEKDAYS[day.weekday()])),
            _("write {example}, or another day").format(example=example),
        )
    return WrittenDate(day, time, _offset(groups["offset"], text))


def _year(match: re.Match[str]) -> int:
    year = int(match["year"])
    return year if len(match["year"]) > 2 else _CENTURY + year


def _day(match: re.Match[str], text: str, time: str) -> date:
    """The day of a date; `time` is for the examples of messages."""
    groups, year = match.groupdict(), _year(match)
    if groups.get("first"):
        month, day = _month_and_day(match, text, time)
    else:
        month = _MONTH_NUMBER[groups["name"]] if groups.get("name") else int(groups["month"])
        day = int(groups["day"])
    if not 1 <= month <= 12:
        what = _('"{text}" does not exist: there is no month {month}').format(text=text, month=month)
        example = WrittenDate(date(2021, 11, 23), time)
        raise invalid(what, _("write year-month-day, such as {example}").format(example=example))
    count = calendar.monthrange(year, month)[1]
    if not 1 <= day <= count:
        sentence = _('"{text}" does not exist: {month} {year} has {count} days')
        what = sentence.format(text=text, month=_(_MONTHS[month - 1]), year=year, count=count)
        example = WrittenDate(date(year, month, count), time)
        raise invalid(what, _("write another day, such as {example}").format(example=example))
    return date(year, month, day)


def _month_and_day(match: re.Match[str], text: str, time: str) -> tuple[int, int]:
    """The month and the day of `3/4/2026`, which people write in both orders; only one of them may be possible."""
    first, second, year = int(match["first"]), int(match["second"]), _year(match)
    if first > 12 or first == second:
        return second, first
    if not 1 <= min(first, second) <= max(first, second) <= 12:
        return first, second
    readings = {"day_first": (date(year, second, first), time), "month_first": (date(year, first, second), time)}
    sentence = _('"{text}" can mean {first} {second_month} or {first_month} {second}')
    what = sentence.format(
        text=text, first=first, second=second, first_month=_(_MONTHS[first - 1]), second_month=_(_MONTHS[second - 1])
    )
    remedy = _("write {day_first} or {month_first}")
    raise invalid(what, remedy.format(**{name: WrittenDate(*reading) for name, reading in readings.items()}))


def _time(match: re.Match[str], text: str) -> str:
    """The time of day as `09:00`, with seconds unless they are 0; empty if there is none."""
    if not match["hour"]:
        return ""
    hour, minute = int(match["hour"]), int(match["minute"] or match["spoken"] or 0)
    seconds, clock = int(match["seconds"] or 0), match["clock"] or ""
    is_possible = hour <= 23
    if clock[:1] in {"a", "p"}:  # 12 am is midnight, 12 pm is noon
        is_possible = 1 <= hour <= 12
        hour = hour % 12 + (12 if clock[0] == "p" else 0)
    if not is_possible or minute > 59 or seconds > 59:
        what = _('"{text}" has a time of day that does not exist').format(text=text)
        raise invalid(what, _("write a time from 00:00 to 23:59"))
    return f"{hour:02}:{minute:02}{f':{seconds:02}' if seconds else ''}"


def _offset(offset: str | None, text: str) -> str:
    """The offset from UTC as `+01:00` or `Z`; empty if there is none."""
    if not offset or offset in _OFFSETS:
        return _OFFSETS[offset] if offset else ""
    sign, digits = offset[0], offset[1:].replace(":", "").ljust(4, "0")
    if digits[:2] > "23" or digits[2:] > "59":
        what = _('"{text}" has an offset from UTC that does not exist').format(text=text)
        raise invalid(what, _("write one such as +01:00, or remove it"))
    return f"{sign}{digits[:2]}:{digits[2:]}"
