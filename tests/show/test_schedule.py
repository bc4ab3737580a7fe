"""What is due, at which moment; and that what is not due yet leaves no trace."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from podcast import pipeline
from podcast.model.show import Episode, Show
from podcast.show.schedule import due_episodes, next_scheduled, not_live
from tests.support.small_show import change, write_episode, write_show

BERLIN, SYDNEY = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Sydney")


def at(text, zone=UTC, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def show(*dates, draft=False):
    episodes = [Episode.model_construct(slug=f"folge-{n}", date=date, draft=draft) for n, date in enumerate(dates)]
    return Show.model_construct(episodes=tuple(episodes))


def slugs(*arguments):
    return [one.slug for one in due_episodes(*arguments)]


def test_what_became_due_since_then_is_due_and_nothing_else():
    dates = ("2024-03-01 09:00", "2024-03-08 09:00", "2024-03-15 09:00")
    some = show(*(at(text) for text in dates))
    assert slugs(some, at("2024-03-02"), at("2024-03-10")) == ["folge-1"]
    assert slugs(some, at("2024-03-02"), at("2024-03-05")) == []
    assert slugs(some, None, at("2024-03-10")) == ["folge-0", "folge-1"]


def test_an_episode_is_due_at_its_very_moment_and_never_twice():
    some, moment = show(at("2024-03-01 09:00")), at("2024-03-01 09:00")
    assert slugs(some, moment - timedelta(seconds=1), moment) == ["folge-0"]
    assert slugs(some, moment, moment + timedelta(days=1)) == []
    assert slugs(some, None, moment - timedelta(microseconds=1)) == []


def test_a_draft_is_never_due():
    assert slugs(show(at("2024-03-01"), draft=True), None, at("2030-01-01")) == []


def test_an_episode_without_a_date_is_never_due():
    assert slugs(show(None), None, at("2030-01-01")) == []


@pytest.mark.parametrize("zone", [UTC, BERLIN, SYDNEY, ZoneInfo("America/St_Johns")])
def test_every_clock_tells_the_same_moment(zone):
    some = show(at("2024-07-01 09:00", BERLIN))
    moment = at("2024-07-01 07:00").astimezone(zone)
    assert slugs(some, moment - timedelta(minutes=1), moment) == ["folge-0"]


def test_the_hour_that_exists_twice_is_two_hours():
    """On 27 October 2024 at 3:00 clocks in Berlin went back to 2:00."""
    first, second = at("2024-10-27 02:30", BERLIN), at("2024-10-27 02:30", BERLIN, fold=1)
    some = show(first, second)
    assert slugs(some, at("2024-10-27 02:00", BERLIN), first) == ["folge-0"]
    assert slugs(some, first, at("2024-10-27 02:15", BERLIN, fold=1)) == []
    assert slugs(some, first, second) == ["folge-1"]
    assert next_scheduled(some, first).slug == "folge-1"


def test_the_hour_that_is_skipped_lasts_no_time():
    """On 31 March 2024 at 2:00 clocks in Berlin went on to 3:00."""
    some = show(at("2024-03-31 03:00", BERLIN))
    before = at("2024-03-31 01:59", BERLIN)
    assert slugs(some, before, before + timedelta(0)) == []
    assert slugs(some, before, (before.astimezone(UTC) + timedelta(minutes=1)).astimezone(BERLIN)) == ["folge-0"]


def test_the_next_one_is_the_earliest_of_those_to_come():
    some = show(at("2024-03-15"), at("2024-03-08"), at("2024-03-01"))
    assert next_scheduled(some, at("2024-03-02")).slug == "folge-1"
    assert next_scheduled(some, at("2024-03-15")) is None


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2024, 12, 31), timezones=st.sampled_from([UTC, BERLIN, SYDNEY]))  # noqa: DTZ001 -- hypothesis adds the zone


@given(st.lists(MOMENTS, max_size=6), st.lists(MOMENTS, min_size=3, max_size=3))
def test_looking_more_often_publishes_each_episode_exactly_once(dates, moments):
    some = show(*dates)
    first, second, third = sorted(moments, key=lambda moment: moment.astimezone(UTC))
    assert slugs(some, first, second) + slugs(some, second, third) == slugs(some, first, third)
    assert slugs(some, None, first) + slugs(some, first, third) == slugs(some, None, third)


@given(st.lists(MOMENTS, max_size=6), MOMENTS)
def test_what_is_due_and_has_no_page_is_not_live(dates, now):
    some = show(*dates)
    all_due = [one.slug for one in due_episodes(some, None, now)]
    live = {f"{slug}/index.html" for slug in all_due[::2]}
    assert [one.slug for one in not_live(some, live, now)] == all_due[1::2]
    assert not not_live(some, {f"{slug}/index.html" for slug in all_due}, now)


# --- no trace --------------------------------------------------------------------------------------------------------

MARKS = ("zzqx", "Geheimgast", "Verratene Staffel", "little-2", "folge-2")


@pytest.fixture(scope="module")
def future(tmp_path_factory):
    """A show whose second episode comes out later: with a guest of the registry, a cover, a season of its own."""
    root = write_show(tmp_path_factory.mktemp("future") / "show", episodes=1)
    folder = write_episode(root, 2)
    Image.new("RGB", (1400, 1400), (200, 0, 0)).save(folder / "cover.jpg")
    Image.new("RGB", (300, 300), (0, 0, 200)).save(root / "gast.jpg")
    change(root / "podcast.yaml", "seasons:\n", "seasons:\n  - {number: 2, title: Verratene Staffel}\n")
    people = "people:\n  gast: {name: Geheimgast, role: guest, image: gast.jpg, image_alt: Zzqx}\n"
    change(root / "podcast.yaml", "seasons:\n", f"{people}seasons:\n")
    change(folder / "episode.yaml", "title: Folge 2", "title: Zzqx")
    change(folder / "episode.yaml", "season: 1", "season: 2")
    change(folder / "episode.yaml", "notes: ", "people: [gast]\ncover_alt: Zzqx\nnotes: Zzqx ")
    (folder / "transcript.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nZzqx\n", "utf-8")
    return root


def built(root, now, *, drafts=False):
    shown = pipeline.load_show(root).due(now, drafts=drafts)
    with ThreadPoolExecutor(1) as executor:
        return pipeline.build_show(shown, root, executor, lambda _: None)


def traces(made):
    """Where a mark of the future stands: in a file's name or in its bytes."""
    found = []
    for path in made.files:
        data = (made.site / path).read_bytes().decode("utf-8", "ignore").casefold()
        found += [f"{path}: {mark}" for mark in MARKS if mark.casefold() in data or mark.casefold() in path.casefold()]
    return found


def test_an_episode_that_is_not_due_leaves_no_trace_in_the_site(future):
    assert traces(built(future, at("2024-01-01 12:00"))) == []


def test_the_site_is_the_one_of_a_show_without_the_scheduled_episode(future, tmp_path):
    made = built(future, at("2024-01-01 12:00"))
    alone = built(write_show(tmp_path / "alone", episodes=1), at("2024-01-01 12:00"))
    assert {path: (made.site / path).read_bytes() for path in made.files} == {
        path: (alone.site / path).read_bytes() for path in alone.files
    }


@pytest.mark.long
def test_what_was_built_to_be_looked_at_is_gone_when_it_is_built_to_be_published(future):
    shown = traces(built(future, at("2024-01-01 12:00"), drafts=True))
    assert all(any(trace.endswith(mark) for trace in shown) for mark in MARKS)  # the marks can be found
    assert traces(built(future, at("2024-01-01 12:00"))) == []


def test_the_address_of_audio_cannot_be_guessed_before_it_is_published(future):
    """It holds 32 bits of a digest of the sound, which nobody has who has not heard it."""
    made = built(future, at("2024-06-01"))
    path = made.audio["folge-2"].path
    assert (
        path.removeprefix("audio/folge-2.").removesuffix(".mp3")
        == sha256((made.site / path).read_bytes()).hexdigest()[:8]
    )
