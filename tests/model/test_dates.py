"""Dates as people write them in German and English: each is understood, or refused with the true reason."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from podcast.errors import PodcastError
from podcast.model.dates import Date, Day, normalise_date, parse_date, read_moment

DATE, DAY = TypeAdapter(Date), TypeAdapter(Day)
BERLIN = {"timezone": "Europe/Berlin"}
GERMAN_MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905
)


def refusal(text: str, adapter: TypeAdapter = DATE) -> str:
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(text, context=BERLIN)
    return str(caught.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24 09:00",
        "2026-11-24T09:00",
        "2026-11-24T09:00:00",
        "2026-11-24T09:00:00.000",
        "2026-11-24, 9:00",
        "2026/11/24 09:00",
        "24.11.2026 09:00",
        "24.11.2026 9:00",
        "24.11.2026, 9 Uhr",
        "24.11.2026, 9.00 Uhr",
        "24.11.2026 um 9 Uhr",
        "24.11.2026 – 9 Uhr",
        "24.11.26 9:00",
        "24. 11. 2026 09:00",
        "24. November 2026 9.00 Uhr",
        "24. Nov. 2026 9 Uhr 00",
        "Dienstag, 24. November 2026, 9 Uhr",
        "Di, 24.11.2026 09:00",
        "24 November 2026 09:00",
        "24 nov 2026 9h",
        "24th November 2026 at 9:00",
        "November 24, 2026 9:00 am",
        "Nov 24th, 2026, 9 a.m.",
        "Tuesday, November 24, 2026 at 9:00 AM",
        "24/11/2026 09:00",
        "11/24/2026 09:00",
        "24-11-2026 09:00",
        "24.11.2026\u00a009:00",
    ],
)
def test_a_date_is_understood_in_every_form_and_written_in_one(text: str) -> None:
    assert parse_date(text) == datetime(2026, 11, 24, 9)  # noqa: DTZ001 - a local time
    assert normalise_date(text) == "2026-11-24 09:00"
    assert DATE.validate_python(text, context=BERLIN) == DATE.validate_python("2026-11-24 09:00", context=BERLIN)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("24.11.2026 09:00:30", "2026-11-24 09:00:30"),
        ("24.11.2026 09:00 +0100", "2026-11-24 09:00+01:00"),
        ("24.11.2026 9 Uhr MEZ", "2026-11-24 09:00+01:00"),
        ("2026-11-24T08:00:00Z", "2026-11-24 08:00Z"),
        ("24 November 2026 8 am UTC", "2026-11-24 08:00Z"),
        ("24.11.2026 12 am", "2026-11-24 00:00"),
        ("24.11.2026 12:30 pm", "2026-11-24 12:30"),
        ("1. MÄRZ 2026 21 Uhr 15", "2026-03-01 21:15"),
        ("1. Ma\u0308rz 2026", "2026-03-01"),  # as macOS decomposes letters
        ("4/4/2026", "2026-04-04"),  # both readings are the same
        ("3/4/2026", "3/4/2026"),  # not a date that can be normalised
        ("24. Dezember", "24. Dezember"),
    ],
)
def test_seconds_and_offsets_stay_in_the_normal_form(text: str, normal: str) -> None:
    assert normalise_date(text) == normal


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("31.11.2026", '"{}" does not exist: November 2026 has 30 days', "write another day, such as 2026-11-30 09:00"),
        ("2026-11-31", '"{}" does not exist: November 2026 has 30 days', "write another day, such as 2026-11-30 09:00"),
        (
            "2026-11-31 18:30",
            '"{}" does not exist: November 2026 has 30 days',
            "write another day, such as 2026-11-30 18:30",
        ),
        (
            "29.2.2027 9 Uhr",
            '"{}" does not exist: February 2027 has 28 days',
            "write another day, such as 2027-02-28 09:00",
        ),
        (
            "2026-24-11 09:00",
            '"{}" does not exist: there is no month 24',
            "write year-month-day, such as 2021-11-23 09:00",
        ),
        ("3/4/2026 9:00", '"{}" can mean 3 April or March 4', "write 2026-04-03 09:00 or 2026-03-04 09:00"),
        ("3/4/2026", '"{}" can mean 3 April or March 4', "write 2026-04-03 09:00 or 2026-03-04 09:00"),
        ("24.11.2026", "{} has no time of day", "add it, as in 24.11.2026 09:00"),
        ("2026-11-24", "{} has no time of day", "add it, as in 2026-11-24 09:00"),
        ("24.11.2026 25:00", '"{}" has a time of day that does not exist', "write a time from 00:00 to 23:59"),
        ("24.11.2026 24:00", '"{}" has a time of day that does not exist', "write a time from 00:00 to 23:59"),
        ("24.11.2026 13 pm", '"{}" has a time of day that does not exist', "write a time from 00:00 to 23:59"),
        ("Mo, 24.11.2026 9:00", '"{}" does not exist: that day is a Tuesday', "write 2026-11-24 09:00, or another day"),
        ("24.11.", '"{}" is not a date', "write day and time, such as 2021-11-23 09:00"),
        ("24.11.2026 9", '"{}" is not a date', "write day and time, such as 2021-11-23 09:00"),
        ("24.11.1026 9:00", '"{}" is not a date', "write day and time, such as 2021-11-23 09:00"),
        ("24/11/26 9:00", '"{}" is not a date', "write day and time, such as 2021-11-23 09:00"),
        ("morgen", '"{}" is not a date', "write day and time, such as 2021-11-23 09:00"),
        (
            "31.3.2024 02:30",
            "2024-03-31 02:30 does not exist in Europe/Berlin: clocks go forward then",
            "choose another hour",
        ),
        (
            "27.10.2024, 2 Uhr 30",
            "2024-10-27 02:30 exists twice in Europe/Berlin: clocks go back then",
            "add the offset from UTC, as in 2024-10-27 02:30+02:00",
        ),
    ],
)
def test_a_date_is_refused_with_the_true_reason_and_a_remedy_that_is_valid(text: str, what: str, remedy: str) -> None:
    assert refusal(text) == f"{what.format(text)}; {remedy}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31.11.2026", '"31.11.2026" does not exist: November 2026 has 30 days; write another day, such as 2026-11-30'),
        ("3/4/2026", '"3/4/2026" can mean 3 April or March 4; write 2026-04-03 or 2026-03-04'),
        ("24.11.2026 09:00", "24.11.2026 09:00 has a time of day; write only the day, 2026-11-24"),
        ("gestern", '"gestern" is not a day; write year-month-day, such as 2021-11-23'),
    ],
)
def test_a_day_is_refused_with_the_true_reason(text: str, message: str) -> None:
    assert refusal(text, DAY) == message


@pytest.mark.parametrize("text", ["2026-11-24", "24.11.2026", "24.11.26", "24. November 2026", "Nov 24, 2026"])
def test_a_day_is_understood_in_every_form(text: str) -> None:
    assert DAY.validate_python(text) == date(2026, 11, 24)


def test_a_moment_on_the_command_line_is_read_the_same_way() -> None:
    assert read_moment("24.11.2026, 9 Uhr") == read_moment("2026-11-24 09:00")
    with pytest.raises(PodcastError, match="November 2026 has 30 days"):
        read_moment("31.11.2026 9:00")


MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
OFFSETS = st.none() | st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(MOMENTS, OFFSETS, st.sampled_from(["T", " "]), st.booleans(), st.booleans())
def test_what_was_valid_before_is_the_same_moment(
    moment: datetime,
    offset: timezone | None,
    separator: str,
    is_short: bool,  # noqa: FBT001 - hypothesis passes by position
    has_colon: bool,  # noqa: FBT001
) -> None:
    moment = moment.replace(second=0) if is_short else moment
    text = f"{moment:%Y-%m-%d}{separator}{moment:%H:%M}{'' if is_short else f'{moment:%S}'.rjust(3, ':')}"
    text += moment.replace(tzinfo=offset).isoformat()[19:] if offset else ""
    expected = moment.replace(tzinfo=offset)
    assert parse_date(text if has_colon or not offset else text[:-3] + text[-2:]) == expected


@given(MOMENTS)
def test_the_forms_of_a_date_are_the_same_date(moment: datetime) -> None:
    day, month, year = moment.day, moment.month, moment.year
    times = (f"{moment:%H:%M:%S}", f"{moment.hour}:{moment:%M:%S}", f"{moment:%H.%M.%S} Uhr", f"{moment:%I:%M:%S %p}")
    days = (
        f"{day}.{month}.{year}",
        f"{day}. {GERMAN_MONTHS[month - 1]} {year}",
        f"{moment:%d %B %Y}",
        f"{moment:%B %d, %Y}",
        f"{moment:%A, %d %b %Y}",
    )
    assert {
        parse_date(f"{written}{separator}{time}") for written in days for separator in (" ", ", ") for time in times
    } == {moment}


@given(st.text(max_size=30) | st.from_regex(r"[0-9./: -]{1,20}", fullmatch=True))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    for adapter in (DATE, DAY):
        try:
            adapter.validate_python(text, context={"timezone": None})
        except ValidationError as error:
            assert error.errors()[0]["type"] == "wrong"  # noqa: PT017 - most texts are refused, some are not


@given(st.from_regex(r"[0-3]?[0-9][./-][01]?[0-9][./-]20[0-9]{2}( [0-2]?[0-9]:[0-6][0-9])?", fullmatch=True))
def test_an_example_in_a_refusal_is_a_date(text: str) -> None:
    try:
        parse_date(text)
    except PydanticCustomError as error:
        remedy = (error.context or {})["remedy"]
        examples = re.findall(r"\d[\d./-]+ \d\d:\d\d(?! to)", remedy.replace("00:00 to 23:59", ""))
        assert all(parse_date(example) for example in examples)
        assert examples or "00:00 to 23:59" in remedy
