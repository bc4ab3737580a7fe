"""When the next episode would usually appear: the next free slot in the rhythm of the last episodes. Pure.

A rhythm is told by days on the calendar and a time on the clock of the show's zone, so daylight saving moves nothing:
an hour that does not exist on that day is passed over as the clock does it, one that exists twice is its first.
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

_MONTHS, _WEEKS, _DAYS = 4, 6, 10  # the last episodes that tell a rhythm of such a kind
_WEEK = 7  # days

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReleaseHistory:
    """When full episodes appeared or will, and the days on which anything does; all in the show's zone."""

    full: tuple[datetime, ...]
    occupied: frozenset[date]

    @classmethod
    def from_dates(cls, dates: Iterable[tuple[datetime, bool]], zone: ZoneInfo) -> ReleaseHistory:
        """From the dates of all episodes, each with whether it is a full one."""
        local = [(one.astimezone(zone), full) for one, full in dates]
        return cls(tuple(sorted(one for one, full in local if full)), frozenset(one.date() for one, _ in local))


def next_free_slot(history: ReleaseHistory, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The next free slot after `now`; None where the last episodes have no rhythm."""
    today = now.astimezone(zone)
    all_days = [one.date() for one in history.full]
    clock = _majority([one.time().replace(second=0, microsecond=0) for one in history.full[-_WEEKS:]])
    if clock is None:
        return None
    for rhythm, last in RHYTHMS:
        days = all_days[-last:]
        if following := rhythm(days):
            past = [day for day in days if day <= today.date()]
            return _first_free(following(past[-1] if past else days[0]), (history.occupied, clock), now, zone)
    return None


def _first_free(days: Days, free: tuple[frozenset[date], time], now: datetime, zone: ZoneInfo) -> datetime:
    """The first of the days that is neither taken nor past, at the usual time."""
    taken, clock = free
    moments = (_moment(day, clock, zone) for day in days if day not in taken)
    return next(one for one in moments if one.astimezone(UTC) > now.astimezone(UTC))


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """That time on that day; where the clock is put forward over it, an hour later."""
    return datetime.combine(day, clock, zone).astimezone(UTC).astimezone(zone)


def format_date(moment: datetime) -> str:
    """A date as `episode.yaml` has it, in its zone; with its offset where the clock shows that time twice."""
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
        return None  # it may be a matter of weeks as well
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
    """On the same day of the week, every so many weeks; an episode that came a little early or late is no matter."""
    weekday = _majority([day.weekday() for day in days])
    if weekday is None or len(days) < 2:
        return None
    even = [_nearest_weekday(day, weekday) for day in days]
    weeks = _majority([(after - before).days // _WEEK for before, after in pairwise(even)])
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
    """What more than half of the values are."""
    if not values:
        return None
    value, times = Counter(reversed(values)).most_common(1)[0]
    return value if times * 2 > len(values) else None


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
