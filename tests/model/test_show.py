"""The fields of podcast.yaml and episode.yaml: what each of them takes, and how it is refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from podcast.model import types as words
from podcast.model.dates import Date
from podcast.model.fields import EpisodeFields
from podcast.model.groups import Category, Person
from podcast.model.podcast_namespace import Location
from podcast.model.show import Episode, Show
from podcast.model.values.recording_times import Seconds, parse_time
from podcast.text import format_time, strip_soft_hyphens
from podcast.timeline.time_map import TimeMap

BERLIN = {"timezone": "Europe/Berlin", "people": {"ada": Person(name="Ada Amt", role="host")}}
EPISODE = {"guid": "g", "title": "Eins"}


def taken(kind, value):
    return TypeAdapter(kind).validate_python(value, context=BERLIN)


def refused(kind, value):
    with pytest.raises(ValidationError) as caught:
        taken(kind, value)
    return caught.value.errors()[0].get("ctx", {}).get("what") or caught.value.errors()[0]["type"]


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("0:00", 0.0),
        ("1:23.5", 83.5),
        ("1:23,5", 83.5),
        ("62:03", 3723.0),
        ("1:02:03", 3723.0),
        ("01:02:03.500", 3723.5),
        (" 4:05 ", 245.0),
        (90, 90.0),
        (90.1234, 90.123),
    ],
)
def test_a_time_is_read_as_people_type_it(typed, seconds):
    assert taken(Seconds, typed) == seconds


@pytest.mark.parametrize(
    "typed", ["1:60", "1:99", "90", "1:75:00", "-0:01", -1, 1e9, True, "", "später", [], "1" * 5000 + ":00"]
)
def test_what_is_no_time_is_refused(typed):
    assert refused(Seconds, typed)


@given(st.integers(0, 99 * 3600 * 1000))
def test_a_time_that_is_written_reads_back_as_itself(milliseconds):
    assert round(parse_time(format_time(milliseconds / 1000)) * 1000) == milliseconds


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2021-11-23 09:00", datetime(2021, 11, 23, 8, 0, tzinfo=UTC)),
        ("2021-07-23T09:00:30", datetime(2021, 7, 23, 7, 0, 30, tzinfo=UTC)),
        ("2021-11-23 09:00Z", datetime(2021, 11, 23, 9, 0, tzinfo=UTC)),
        ("2021-11-23 09:00+0500", datetime(2021, 11, 23, 4, 0, tzinfo=UTC)),
        ("2021-11-23 09:00 +05:00", datetime(2021, 11, 23, 4, 0, tzinfo=UTC)),
        ("2024-10-27 02:30+02:00", datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
        ("2024-10-27 02:30+01:00", datetime(2024, 10, 27, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_date_is_in_the_shows_time_zone_unless_it_brings_its_own(typed, moment):
    assert taken(Date, typed) == moment


@pytest.mark.parametrize(
    ("typed", "words_of_it"),
    [
        ("2021-11-23", "no time of day"),
        ("2024-03-31 02:30", "does not exist"),
        ("2024-10-27 02:30", "exists twice"),
        ("2024-02-30 09:00", "February 2024 has 29 days"),
        ("2021-11-23 24:00", "time of day that does not exist"),  # Python 3.14 would take it
        ("2021-11-23T24:00:00+01:00", "time of day that does not exist"),
        ("2021-11-23 09:00+99:00", "offset from UTC that does not exist"),
        ("0001-01-01 00:00", "is not a date"),
        ("9999-12-31 23:59", "is not a date"),
        ("23.11.2021", "no time of day"),
        (20211123, "is not a date"),
        (["2021"], "is not a date"),
    ],
)
def test_a_date_that_is_none_or_two_is_refused(typed, words_of_it):
    assert words_of_it in refused(Date, typed)


@given(st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)), st.sampled_from(["Europe/Berlin", "Asia/Kathmandu"]))  # noqa: DTZ001 # as typed: without a zone
def test_every_minute_is_one_moment_or_refused(typed, zone):
    text = typed.strftime("%Y-%m-%d %H:%M").rjust(16, "0")
    candidates = {
        moment
        for fold in (0, 1)
        if (moment := datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC))
        .astimezone(ZoneInfo(zone))
        .strftime("%Y-%m-%d %H:%M")
        .rjust(16, "0")
        == text
    }
    try:
        taken_as = TypeAdapter(Date).validate_python(text, context={"timezone": zone})
    except ValidationError:
        assert len(candidates) != 1
    else:
        assert candidates == {taken_as.astimezone(UTC)}


@pytest.mark.parametrize(
    ("kind", "typed", "is_taken_as"),
    [
        (words.Text, "  U\u0308ber\r\nuns \n", "Über\nuns"),
        (words.Title, "Bürger*innen 🎙", "Bürger*innen 🎙"),
        (words.Url, "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (words.BaseUrl, "https://example.org", "https://example.org/"),
        (words.BaseUrl, "http://localhost:8000/podcast/", "http://localhost:8000/podcast/"),
        (words.RelativePath, "bilder//u\u0308.jpg", "bilder/ü.jpg"),
        (words.Language, "de-AT", "de-AT"),
        (words.TimeZone, "UTC", "UTC"),
        (words.Email, "a+b@example.org", "a+b@example.org"),
        (words.Geo, "geo:51.96,-7.62", "geo:51.96,-7.62"),
        (Category, "Education > Courses", "Education > Courses"),
        (words.Text, "a\vb\u2028c\u2029d\ufeff", "a\nb\nc\n\nd"),  # as Word and web pages break lines
    ],
)
def test_a_word_is_taken_in_one_form(kind, typed, is_taken_as):
    assert taken(kind, typed) == is_taken_as


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (words.Text, " \n"),
        (words.Text, "a\x07b"),
        (words.Line, "a\u2028b"),
        (words.Text, "a\x85b"),
        (words.Text, "\ud800"),
        (words.Line, "a\nb"),
        (words.Title, "a" * 256),
        (words.Url, "example.org"),
        (words.Url, "ftp://example.org/"),
        (words.Url, "https://"),
        (words.Url, "https://[1/"),
        (words.Url, "https://example.org:port/"),
        (words.Url, "https://example.org/a b"),
        (words.Url, "https://user:secret@example.org/"),
        (words.BaseUrl, "https://example.org/?a"),
        (words.BaseUrl, "https://example.org/feed.xml"),
        (words.BaseUrl, "https://köln.example/"),
        (words.RelativePath, "../a"),
        (words.RelativePath, "/a"),
        (words.RelativePath, "a\\b"),
        (words.RelativePath, "."),
        (words.Language, "deutsch"),
        (words.TimeZone, "Berlin"),
        (words.TimeZone, "localtime"),
        (words.TimeZone, "../../etc/passwd"),
        (words.TimeZone, "Europe"),
        (words.Email, "redaktion"),
        (words.Uuid, "3F0C0000-0000-0000-0000-000000000000"),
        (words.Geo, "geo:91,0"),
        (words.Geo, "51.96,7.62"),
        (Category, "goverment"),
        (words.Number, 0),
        (words.Number, True),
        (words.Number, "1"),
    ],
)
def test_a_word_that_does_not_fit_is_refused(kind, typed):
    assert refused(kind, typed)


@pytest.mark.long
@given(st.text())
def test_no_text_makes_a_field_crash(text):
    for kind in (words.Text, words.Url, words.BaseUrl, words.RelativePath, words.TimeZone, Date, Seconds):
        try:
            taken(kind, text)
        except ValidationError:
            continue


def test_a_field_left_empty_counts_as_left_out():
    assert EpisodeFields.model_validate({**EPISODE, "chapters": None, "draft": None, "notes": None}).chapters == ()
    with pytest.raises(ValidationError):
        EpisodeFields.model_validate({**EPISODE, "title": None})


def test_a_person_may_be_a_key_of_the_registry():
    episode = EpisodeFields.model_validate(
        {**EPISODE, "people": ["ada", {"name": "Bo", "role": "GUEST"}]}, context=BERLIN
    )
    assert [(person.name, person.role) for person in episode.people] == [("Ada Amt", "host"), ("Bo", "guest")]


def test_an_unknown_registry_makes_no_further_problem_of_its_keys():
    assert (
        EpisodeFields.model_validate({**EPISODE, "people": ["eve"]}, context={"people": None}).people[0].name == "eve"
    )


def test_chapters_come_in_both_forms():
    episode = EpisodeFields.model_validate(
        {**EPISODE, "chapters": ["1:23.5 Frage: was", {"start": 90, "title": "Ende"}]}
    )
    assert [(chapter.start, chapter.title) for chapter in episode.chapters] == [(83.5, "Frage: was"), (90.0, "Ende")]


def test_values_cannot_be_changed_and_know_their_fields():
    place = Location(name="Münster")
    with pytest.raises(ValidationError):
        place.name = "Köln"
    assert issubclass(Location, BaseModel)
    with pytest.raises(ValidationError):
        Location.model_validate({"name": "Münster", "ort": "x"})


def episode(slug, **fields):
    return Episode.model_validate({**EPISODE, "slug": slug, **fields})


def show(*episodes):
    return Show.model_construct(seasons=(), episodes=()).with_episodes(episodes)


def test_episodes_are_newest_first_and_undated_ones_last():
    day = datetime(2024, 1, 1, tzinfo=UTC)
    some = show(episode("b"), episode("old", date=day), episode("a"), episode("new", date=day + timedelta(1)))
    assert [one.slug for one in some.episodes] == ["new", "old", "a", "b"]


def test_only_what_is_due_and_no_draft_is_shown_unless_drafts_are_wanted():
    now = datetime(2024, 1, 1, tzinfo=UTC)
    some = show(
        episode("due", date=now),
        episode("future", date=now + timedelta(seconds=1)),
        episode("draft", date=now, draft=True),
        episode("undated"),
    )
    assert [one.slug for one in some.due(now).episodes] == ["due"]
    assert len(some.due(now, drafts=True).episodes) == 4


def test_chapters_move_with_the_recording_but_the_first_stays_at_zero():
    moved = episode("a", chapters=["0:00 A", "0:10 B", "1:00 C"]).with_master_times(TimeMap.shifted(-2.5), 60.0)
    assert [(chapter.start, chapter.title) for chapter in moved.chapters] == [(0.0, "A"), (7.5, "B"), (57.5, "C")]
    assert TimeMap.shifted(2.0004).to_master(1.0) == 3.0


def test_chapters_that_trimming_leaves_nothing_of_are_gone():
    moved = episode("a", chapters=["0:00 A", "0:01 B", "1:00 C", "1:10 D"]).with_master_times(
        TimeMap.shifted(-2.5), 60.0
    )
    assert [(chapter.start, chapter.title) for chapter in moved.chapters] == [(0.0, "B"), (57.5, "C")]


def test_plain_text_has_no_soft_hyphens():
    assert strip_soft_hyphens("Bürger\u00admeister") == "Bürgermeister"


def test_the_identifier_of_an_episode_keeps_the_characters_that_it_was_published_with() -> None:
    decomposed = "https://alt.example.org/Ausgabe-fu\u0308r-alle"
    assert Episode(slug="a", guid=f" {decomposed} ", title="Eins").guid == decomposed
