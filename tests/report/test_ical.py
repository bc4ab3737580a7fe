"""The plan as a calendar, read back by somebody else's reader."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from podcast.model.groups import Withdrawn
from podcast.model.show import Episode, Show
from podcast.report.ical import calendar

BERLIN = ZoneInfo("Europe/Berlin")
STAMP = datetime(2024, 1, 1, 12, tzinfo=UTC)


def episode(number: int = 1, **fields) -> Episode:
    known = {"slug": f"folge-{number}", "guid": f"guid-{number}", "title": f"Folge {number}", "draft": False}
    date = datetime(2024, 3, number, 9, tzinfo=BERLIN)
    return Episode.model_construct(**{**known, "date": date, **fields})


def show(*episodes: Episode, title: str = "Kleine Sendung") -> Show:
    return Show.model_construct(title=title, link="https://podcast.example.org/", language="de", episodes=episodes)


def events(*episodes: Episode):
    return Calendar.from_ical(calendar(show(*episodes), STAMP)).walk("VEVENT")


def test_every_episode_with_a_date_is_an_event_at_its_moment():
    first, second = events(episode(2), episode(1), episode(3, date=None))
    assert (first["UID"], first.decoded("DTSTART")) == ("guid-1", datetime(2024, 3, 1, 8, tzinfo=UTC))
    assert second["SUMMARY"] == "Kleine Sendung: Folge 2"
    assert second["URL"] == "https://podcast.example.org/folge-2/"
    assert second.decoded("DTSTAMP") == STAMP


def test_the_hour_that_exists_twice_is_two_moments():
    """On 27 October 2024 at 3:00 clocks in Berlin went back to 2:00."""
    twice = [datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN, fold=fold) for fold in (0, 1)]
    calendar_events = events(*(episode(number, date=date) for number, date in enumerate(twice, 1)))
    assert [event.decoded("DTSTART").hour for event in calendar_events] == [0, 1]


def test_a_draft_is_tentative_and_what_was_withdrawn_is_left_out():
    gone = Withdrawn.model_construct(on=STAMP.date(), reason="x")
    calendar_events = events(episode(1, draft=True), episode(2), episode(3, withdrawn=gone))
    assert [str(event["STATUS"]) for event in calendar_events] == ["TENTATIVE", "CONFIRMED"]


def test_a_show_without_dates_is_an_empty_calendar():
    assert Calendar.from_ical(calendar(show(), STAMP)).walk("VEVENT") == []


@pytest.mark.parametrize("sign", [";", ",", "\\", "\\n", ":", '"', "\n", "ä" * 200, "🎙" * 60, "\u00ad"])
def test_whatever_a_title_holds_comes_back(sign: str):
    (event,) = events(episode(title=f"a{sign}b", summary=f"{sign} c"))
    assert event["SUMMARY"] == f"Kleine Sendung: a{sign}b".replace("\u00ad", "")
    assert event["DESCRIPTION"] == f"{sign} c".replace("\u00ad", "")


TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), min_size=1, max_size=200)


@given(TEXTS)
def test_lines_have_75_octets_at_most_and_no_character_is_cut(title: str):
    data = calendar(show(episode(title=title)), STAMP)
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and line.decode() is not None for line in lines)
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert str(event["SUMMARY"]) == f"Kleine Sendung: {title}".replace("\u00ad", "")
