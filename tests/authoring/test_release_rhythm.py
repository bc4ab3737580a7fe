"""When the next episode would usually appear."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.authoring.release_rhythm import ReleaseHistory, format_date, next_free_slot

BERLIN = ZoneInfo("Europe/Berlin")


def moment(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def following(days: list[str], now: str, *, clock: str = "09:00", extras: tuple[str, ...] = ()) -> str | None:
    """The next slot of full episodes on these days, at the same time of day, with extras on others."""
    dates = [(moment(f"{day} {clock}" if len(day) == 10 else day), True) for day in days]
    dates += [(moment(extra), False) for extra in extras]
    found = next_free_slot(ReleaseHistory.from_dates(dates, BERLIN), moment(now), BERLIN)
    return format_date(found) if found else None


@pytest.mark.parametrize(
    ("days", "now", "slot"),
    [
        (["2026-01-06", "2026-01-13"], "2026-01-14 12:00", "2026-01-20 09:00"),
        (["2026-01-06", "2026-01-20", "2026-02-03"], "2026-02-04 12:00", "2026-02-17 09:00"),
        (["2026-01-06", "2026-01-19", "2026-02-03", "2026-02-17"], "2026-02-18 12:00", "2026-03-03 09:00"),
        (["2026-01-06", "2026-02-03", "2026-03-03"], "2026-03-04 12:00", "2026-04-07 09:00"),
        (["2025-11-25", "2025-12-30", "2026-01-27"], "2026-02-01 12:00", "2026-02-24 09:00"),
        (["2026-01-01", "2026-02-01", "2026-03-01"], "2026-03-04 12:00", "2026-04-01 09:00"),
        (["2026-01-15", "2026-04-15", "2026-07-15"], "2026-07-16 12:00", "2026-10-15 09:00"),
        (["2025-08-31", "2025-10-31", "2025-12-31"], "2026-01-01 12:00", "2026-08-31 09:00"),
        ([f"2026-01-{day:02}" for day in (5, 6, 7, 8, 9)], "2026-01-09 12:00", "2026-01-12 09:00"),
        (["2026-01-06", "2026-01-09", "2026-01-13", "2026-01-16"], "2026-01-17 12:00", "2026-01-20 09:00"),
        ([f"2026-01-{day:02}" for day in range(4, 12)], "2026-01-11 12:00", "2026-01-12 09:00"),
    ],
    ids=[
        *("weekly", "fortnightly", "a day early once", "first Tuesday", "last Tuesday", "first of the month"),
        *("quarterly", "the 31st where there is one", "weekdays", "Tuesday and Friday", "daily"),
    ],
)
def test_the_rhythm_of_the_last_episodes_goes_on(days: list[str], now: str, slot: str) -> None:
    assert following(days, now) == slot


@pytest.mark.parametrize(
    "days",
    [[], ["2026-01-06"], ["2026-01-06", "2026-01-30", "2026-03-02"], ["2026-01-06 09:00", "2026-01-13 17:30"]],
    ids=["none", "one", "no rhythm", "no usual time"],
)
def test_where_there_is_no_rhythm_nothing_is_invented(days: list[str]) -> None:
    assert following(days, "2026-04-01 12:00") is None


def test_a_show_that_slept_goes_on_in_its_rhythm_and_not_in_the_past() -> None:
    assert following(["2024-01-02", "2024-01-16", "2024-01-30"], "2026-03-02 12:00") == "2026-03-10 09:00"


def test_a_slot_that_is_taken_is_passed_over_and_a_hole_is_filled() -> None:
    scheduled = ["2026-01-06", "2026-01-13", "2026-01-20", "2026-02-03"]
    assert following(scheduled[:3], "2026-01-07 12:00") == "2026-01-27 09:00"
    assert following(scheduled, "2026-01-14 12:00") == "2026-01-27 09:00"


def test_an_extra_takes_a_day_but_tells_no_rhythm() -> None:
    extras = ("2026-01-20 18:00", "2026-01-08 11:11", "2026-01-09 12:12")
    assert following(["2026-01-06", "2026-01-13"], "2026-01-14 12:00", extras=extras) == "2026-01-27 09:00"


def test_today_counts_until_its_hour() -> None:
    days = ["2026-01-06", "2026-01-13"]
    assert following(days, "2026-01-20 08:59") == "2026-01-20 09:00"
    assert following(days, "2026-01-20 09:00") == "2026-01-27 09:00"


def test_summer_time_does_not_move_the_hour() -> None:
    days = ["2026-03-10", "2026-03-17", "2026-03-24"]
    assert following(days, "2026-03-25 12:00") == "2026-03-31 09:00"
    assert following(["2026-10-13", "2026-10-20"], "2026-10-21 12:00") == "2026-10-27 09:00"


def test_an_hour_that_does_not_exist_is_passed_over_and_one_that_exists_twice_is_its_first() -> None:
    spring = ["2026-03-08", "2026-03-15", "2026-03-22"]
    assert following(spring, "2026-03-23 12:00", clock="02:30") == "2026-03-29 03:30"
    autumn = ["2026-10-04", "2026-10-11", "2026-10-18"]
    assert following(autumn, "2026-10-19 12:00", clock="02:30") == "2026-10-25 02:30+02:00"


def test_days_are_those_of_the_shows_zone() -> None:
    zone = ZoneInfo("Pacific/Auckland")
    dates = [(datetime(2026, 7, day, 20, 0, tzinfo=UTC), True) for day in (6, 13, 20)]  # Tuesday, 8 o'clock there
    found = next_free_slot(ReleaseHistory.from_dates(dates, zone), datetime(2026, 7, 21, tzinfo=UTC), zone)
    assert found is not None
    assert format_date(found) == "2026-07-28 08:00"


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2027, 1, 1)), max_size=9),
    st.dates(date(2020, 1, 1), date(2028, 1, 1)),
    st.integers(0, 23),
)
def test_a_slot_is_free_and_to_come_whatever_the_history(days: list[date], today: date, hour: int) -> None:
    dates = [(datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN), True) for day in days]
    now = datetime(today.year, today.month, today.day, 12, tzinfo=BERLIN)
    found = next_free_slot(ReleaseHistory.from_dates(dates, BERLIN), now, BERLIN)
    if found:
        assert found.astimezone(UTC) > now.astimezone(UTC)
        assert found.date() not in days


@given(st.dates(date(2020, 1, 1), date(2027, 1, 1)), st.integers(1, 8), st.integers(3, 7))
def test_every_rhythm_of_weeks_is_found(start: date, weeks: int, episodes: int) -> None:
    days = [start + timedelta(7 * weeks * number) for number in range(episodes + 1)]
    dates = [(datetime(day.year, day.month, day.day, 9, tzinfo=BERLIN), True) for day in days[:-1]]
    last = dates[-1][0]
    found = next_free_slot(ReleaseHistory.from_dates(dates, BERLIN), last, BERLIN)
    assert found is not None
    monthly = len({(day.day - 1) // 7 for day in days[-5:-1]}) == 1 and weeks in {4, 8}  # a Tuesday of each month
    assert monthly or found.date() == days[-1]
