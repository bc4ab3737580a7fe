"""Release rhythm of a show: the next free slot in the rhythm of its last episodes.

A rhythm consists of days and a time of day in the show's time zone, so that daylight saving time does not move it: an
hour that does not exist on a day becomes the one after, of an hour that exists twice the first is used.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, pairwise
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    Days = Iterator[date]
    Rhythm = Callable[[Sequence[date]], Callable[[date], Days] | None]

_MONTHS, _WEEKS, _DAYS = 4, 6, 10  # the number of last episodes by which such a rhythm is recognised
_WEEK = 7  # days

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReleaseHistory:
    """Dates of full episodes, past and scheduled, and the days with any episode; in the show's time zone."""

    full: tuple[datetime, ...]
    occupied: frozenset[date]

    @classmethod
    def from_dates(cls, dates: Iterable[tuple[datetime, bool]], zone: ZoneInfo) -> ReleaseHistory:
        """Return the history for the dates of all episodes, each with whether it is a full one."""
        local = [(date.astimezone(zone), is_full) for date, is_full in dates]
        full = tuple(sorted(date for date, is_full in local if is_full))
        return cls(full, frozenset(date.date() for date, _is_full in local))


def next_free_slot(history: ReleaseHistory, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the next free slot after `now`; None if the last episodes have no rhythm."""
    today = now.astimezone(zone)
    all_days = [date.date() for date in history.full]
    clock = _majority([date.time().replace(second=0, microsecond=0) for date in history.full[-_WEEKS:]])
    if clock is None:
        return None
    for rhythm, last in RHYTHMS:
        days = all_days[-last:]
        if following := rhythm(days):
            past = [day for day in days if day <= today.date()]
            return _first_free(following(past[-1] if past else days[0]), (history.occupied, clock), now, zone)
    return None


def _first_free(days: Days, free: tuple[frozenset[date], time], now: datetime, zone: ZoneInfo) -> datetime:
    """Return the first of the days that is neither occupied nor past, at the usual time."""
    occupied, clock = free
    moments = (_moment(day, clock, zone) for day in days if day not in occupied)
    return next(moment for moment in moments if moment.astimezone(UTC) > now.astimezone(UTC))


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return that time on that day; an hour later if the clock is put forward over it."""
    return datetime.combine(day, clock, zone).astimezone(UTC).astimezone(zone)


def format_date(moment: datetime) -> str:
    """Return a date as `episode.yaml` has it, in its zone; with its offset if that time exists twice."""
    twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    text = f"{moment:%Y-%m-%d %H:%M}"
    return text + moment.isoformat()[-6:] if twice else text


# --- rhythms: the days of the last episodes -> from a day on, the days that follow ------------------------------------


def _monthly(days: Sequence[date]) -> Callable[[date], Days] | None:
    """On the same day of the month, every so many months."""
    step = _common_value([_month_number(after) - _month_number(before) for before, after in pairwise(days)])
    if not step or _common_value([day.day for day in days]) is None:
        return None
    if len(days) < 3 and (days[-1] - days[0]).days % _WEEK == 0:
        return None  # it may be a weekly rhythm as well
    return lambda start: (
        date(*_year_month(_month_number(start) + step * number), start.day)
        for number in count(1)
        if _has_day(_month_number(start) + step * number, start.day)
    )


def _weekday_of_month(days: Sequence[date]) -> Callable[[date], Days] | None:
    """On the first Tuesday (the second, … the last) of the month, every so many months."""
    step = _common_value([_month_number(after) - _month_number(before) for before, after in pairwise(days)])
    weekday = _common_value([day.weekday() for day in days])
    if not step or weekday is None or len(days) < 3:
        return None
    nth = _common_value([(day.day - 1) // _WEEK for day in days])
    last = all((day + timedelta(_WEEK)).month != day.month for day in days)
    if nth is None and not last:
        return None

    def following(start: date) -> Days:
        for number in count(1):
            first = date(*_year_month(_month_number(start) + step * number), 1)
            day = first + timedelta((weekday - first.weekday()) % _WEEK + _WEEK * (4 if last else nth or 0))
            yield day if day.month == first.month else day - timedelta(_WEEK)

    return following


def _weekly(days: Sequence[date]) -> Callable[[date], Days] | None:
    """On the same day of the week, every so many weeks; an episode may be a few days early or late."""
    weekday = _majority([day.weekday() for day in days])
    if weekday is None or len(days) < 2:
        return None
    regular = [_nearest_weekday(day, weekday) for day in days]
    weeks = _majority([(after - before).days // _WEEK for before, after in pairwise(regular)])
    if not weeks:
        return None
    return lambda start: (_nearest_weekday(start, weekday) + timedelta(_WEEK * weeks * number) for number in count(1))


def _several_days_a_week(days: Sequence[date]) -> Callable[[date], Days] | None:
    """On several days of the week, as from Monday to Friday."""
    if len(days) < 4 or any((after - before).days >= _WEEK for before, after in pairwise(days)):
        return None
    weekdays = {day.weekday() for day in days}
    return lambda start: (day for number in count(1) if (day := start + timedelta(number)).weekday() in weekdays)


RHYTHMS: tuple[tuple[Rhythm, int], ...] = (
    (_monthly, _MONTHS),
    (_weekday_of_month, _MONTHS),
    (_several_days_a_week, _DAYS),
    (_weekly, _WEEKS),
)


def _majority(values: Sequence[T]) -> T | None:
    """Return the value that more than half of the values have."""
    if not values:
        return None
    value, number = Counter(reversed(values)).most_common(1)[0]
    return value if number * 2 > len(values) else None


def _common_value(values: Sequence[T]) -> T | None:
    return values[0] if values and len(set(values)) == 1 else None


def _nearest_weekday(day: date, weekday: int) -> date:
    return day + timedelta((weekday - day.weekday() + 3) % _WEEK - 3)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _year_month(months: int) -> tuple[int, int]:
    return months // 12, months % 12 + 1


def _has_day(months: int, day: int) -> bool:
    """Whether a month has such a day."""
    try:
        date(*_year_month(months), day)
    except ValueError:
        return False
    return True
