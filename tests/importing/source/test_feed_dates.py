"""Dates of feeds in all notations that were seen in real ones; the offset is that of the text."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.importing.source.feed_dates import has_zone, is_standard_date, parse_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Thu, 02 May 2019 10:00:00 +0200", "2019-05-02T10:00:00+02:00"),
        ("Thu, 2 May 2019 10:00 GMT", "2019-05-02T10:00:00+00:00"),
        ("Thu, 02 May 19 10:00:00 EST", "2019-05-02T10:00:00-05:00"),
        ("Wed,02-Oct-2019 08:00:00 GMT", "2019-10-02T08:00:00+00:00"),
        ("Thu, 02 May 2019 10:00:00 CEST", "2019-05-02T10:00:00+02:00"),
        ("Thu, 02 May 2019 10:00:00 +02:00 (CEST)", "2019-05-02T10:00:00+02:00"),
        ("Thu, 02 May 2019 10:00:00 GMT+2", "2019-05-02T10:00:00+02:00"),
        ("Thu, 02 May 2019 10:00:00 -0330", "2019-05-02T10:00:00-03:30"),
        ("Thu, 02 May 2019 24:00:00 +0000", "2019-05-03T00:00:00+00:00"),
        ("Thu May  2 10:00:00 CEST 2019", "2019-05-02T10:00:00+02:00"),
        ("May 2nd, 2019 10:00 pm PDT", "2019-05-02T22:00:00-07:00"),
        ("Do, 02 Mai 2019 10:00:00 +0200", "2019-05-02T10:00:00+02:00"),
        ("Donnerstag, 2. März 2019 um 10:00 Uhr", "2019-03-02T10:00:00+00:00"),
        ("Di., 03 Dez 2019 10:00:00 MEZ", "2019-12-03T10:00:00+01:00"),
        ("02. Jänner 2019", "2019-01-02T00:00:00+00:00"),
        ("12.03.2019, 14:30", "2019-03-12T14:30:00+00:00"),
        ("02/13/2019 5:00:00 PM", "2019-02-13T17:00:00+00:00"),
        ("03/02/2019", "2019-03-02T00:00:00+00:00"),
        ("13/02/2019", "2019-02-13T00:00:00+00:00"),
        ("2019-05-02T10:00:00.123+02:00", "2019-05-02T10:00:00+02:00"),
        ("2019-05-02 10:00:00 +0200", "2019-05-02T10:00:00+02:00"),
        ("20190502T100000Z", "2019-05-02T10:00:00+00:00"),
        ("2019-05-02", "2019-05-02T00:00:00+00:00"),
    ],
)
def test_a_date_is_read_with_its_offset(text: str, date: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed.isoformat() == date


@pytest.mark.parametrize(
    "text",
    ["", "soon", "99.99.9999, 99:99", "0000-00-00 00:00:00", "Thu, 31 Feb 2019 10:00:00 +0000", "2 May 2019 25:00"],
)
def test_a_date_that_is_none_is_not_guessed(text: str) -> None:
    assert parse_date(text) is None


def test_only_rfc_822_is_the_standard_and_only_known_zones_count() -> None:
    assert is_standard_date(" Thu, 02 May 2019 10:00:00 +0200\n")
    assert not is_standard_date("Do, 02 Mai 2019 10:00:00 +0200")
    assert has_zone("2019-05-02T10:00:00Z")
    assert not has_zone("Thu, 02 May 2019 10:00:00")
    assert not has_zone("Thu, 02 May 2019 10:00:00 XYZ")


@pytest.mark.long
@given(st.text())
def test_no_text_raises_an_error(text: str) -> None:
    date = parse_date(text)
    assert date is None or date.tzinfo is not None


OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1900, 1, 1), timezones=OFFSETS)  # noqa: DTZ001 -- the zones are separate


@given(MOMENTS, st.sampled_from(["%a, %d %b %Y %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%d.%m.%Y, %H:%M:%S %z"]))
def test_every_date_of_the_usual_notations_comes_back(moment: datetime, notation: str) -> None:
    assert parse_date(moment.strftime(notation)) == moment.replace(microsecond=0)
