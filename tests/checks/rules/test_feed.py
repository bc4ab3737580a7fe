"""What `podcast check` says of what only the feed has: each rule with what breaks it, and what does not."""

from __future__ import annotations

import re

import pytest
import yaml

from podcast.artifacts import AudioInfo
from podcast.checks.facts import Facts
from podcast.checks.rules.feed import RULES
from podcast.model.show import EpisodeFields, ShowFields
from podcast.show.validation import validate_fields
from tests.support.feed_inputs import a_show, an_episode
from tests.support.paths import DOCS

SHOW = {
    "title": "Amt",
    "description": "Worum es geht.",
    "link": "https://a.example/",
    "language": "de",
    "timezone": "Europe/Berlin",
    "author": "Amt",
    "categories": ["Government"],
    "explicit": False,
    "guid": "0f7c2a4e-5f0e-5d3c-9a55-0d1c2b3a4f5e",
    "cover": "cover.jpg",
    "cover_alt": "Ein Schrank",
}


def findings(*episodes, facts: Facts | None = None, **fields) -> list[tuple[tuple, str, str]]:
    """Where, what is wrong, what to write instead."""
    show = a_show(**fields).with_episodes(episodes)
    return [(finding.loc, finding.what, finding.remedy) for rule in RULES for finding in rule(show, facts or Facts())]


def refused(form: type, **fields) -> list[str]:
    """What is wrong with the form of a file, and what to write instead."""
    values = fields if form is EpisodeFields else SHOW | fields
    problems = validate_fields(form, values, "x.yaml", {"timezone": "Europe/Berlin", "people": {}})
    return [f"{finding.what}; {finding.remedy}" for finding in problems] if isinstance(problems, list) else []


def test_a_good_show_has_no_problems():
    assert findings(an_episode(), copyright="Amt e.V.", moved_from="https://alt.example/feed") == []


@pytest.mark.parametrize(("link", "good"), [("http://a.example/", False), ("http://127.0.0.1:8000/", True)])
def test_a_show_is_published_by_https_but_tried_out_at_home(link: str, good: bool):  # noqa: FBT001 -- a column of a table
    assert (findings(link=link) == []) is good
    if not good:
        assert findings(link=link)[0][2] == "write https://a.example/"


@pytest.mark.parametrize(
    ("language", "good"), [("de", True), ("de-AT", True), ("gsw", True), ("xx", False), ("ge", False)]
)
def test_a_language_is_one_that_there_is(language: str, good: bool):  # noqa: FBT001 -- a column of a table
    assert (findings(language=language) == []) is good


@pytest.mark.parametrize("notice", ["© Amt", "Copyright Amt", "(c) Amt", "2024 Amt", "Amt 1999"])
def test_copyright_is_the_holder_alone(notice: str):
    [(loc, _, remedy)] = findings(copyright=notice)
    assert (loc, remedy) == (("copyright",), "write only the holder's name")


def test_the_name_of_a_season_is_shown_whole():
    assert [loc for loc, *_ in findings(seasons=[{"number": 1, "title": "x" * 129}])] == [("seasons", 0, "title")]


def test_a_show_has_moved_from_elsewhere():
    assert [loc for loc, *_ in findings(moved_from="https://podcast.example.org/amt/feed.xml")] == [("moved_from",)]


def test_a_soundbite_ends_before_the_audio():
    facts = Facts({"e/a.wav": AudioInfo("wav", 60.0, 44100, 1)})
    good = an_episode(recording="e/a.wav", soundbites=[{"start": 45, "duration": 15}])
    late = an_episode(recording="e/a.wav", soundbites=[{"start": 45, "duration": 16}])
    assert findings(good, facts=facts) == []
    [(loc, what, _)] = findings(late, facts=facts)
    assert (loc, what) == (("soundbites", 0), "ends at 1:01, after the audio ends (1:00)")


def test_comments_are_wanted_or_not():
    post = {"protocol": "activitypub", "uri": "https://a.example/1"}
    assert findings(an_episode(social_interact=[post])) == []
    assert findings(an_episode(social_interact=[{"protocol": "disabled"}])) == []
    assert [loc for loc, *_ in findings(an_episode(social_interact=[post, {"protocol": "disabled"}]))] == [
        ("social_interact", 1)
    ]


RIGHT = ("FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "BYDAY=MO,WE;FREQ=MONTHLY", "FREQ=YEARLY")
YEARLY = ("FREQ=YEARLY;BYDAY=+4TH;BYMONTH=11", "FREQ=DAILY;UNTIL=20251231T000000Z", "FREQ=MONTHLY;BYMONTHDAY=-1")
WRONG = ("WEEKLY", "FREQ=OFTEN", "INTERVAL=2", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=DAILY;BYDAY=MI", "FREQ=DAILY;")


@pytest.mark.parametrize("rule", [*RIGHT, *YEARLY])
def test_a_recurrence_rule_is_one_of_calendars(rule: str):
    assert refused(ShowFields, update_frequency={"text": "oft", "rrule": rule}) == []


@pytest.mark.parametrize("rule", [*WRONG, "FREQ=DAILY;COUNT=10"])
def test_a_rule_that_no_calendar_knows_is_refused(rule: str):
    [problem] = refused(ShowFields, update_frequency={"text": "oft", "rrule": rule})
    assert "write it like FREQ=WEEKLY;INTERVAL=2;BYDAY=TU" in problem


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"funding": [{"url": "https://a.example/", "text": "x" * 129}]}, "has 129 characters, at most 128"),
        ({"funding": [{"text": "Spenden"}]}, "is missing; add url: https://example.org/"),
        ({"txt": ["x" * 4001]}, "has 4001 characters, at most 4000"),
        ({"podroll": [{"guid": "x"}]}, '"x" is not a UUID'),
        ({"location": {"name": "Amt", "geo": "51.96,7.62"}}, "is not a map location"),
        ({"location": {"name": "Amt", "osm": "62591"}}, "is not an OpenStreetMap object"),
        ({"social_interact": [{"protocol": "mastodon", "uri": "x"}]}, "cannot be"),
        ({"social_interact": [{"protocol": "activitypub"}]}, "has no uri"),
        ({"social_interact": [{"protocol": "disabled", "uri": "x"}]}, "is disabled but has a uri"),
        ({"title": "x" * 256}, "has 256 characters, at most 255"),
        ({"moved_from": "alt.example"}, "is not a web address"),
    ],
)
def test_what_the_namespace_does_not_allow_is_refused(fields: dict, expected: str):
    [problem] = refused(ShowFields, **fields)
    assert expected in problem


@pytest.mark.parametrize("duration", [14, 121, "2:30"])
def test_a_soundbite_is_short_but_not_too_short(duration: object):
    [problem] = refused(EpisodeFields, guid="g", title="t", soundbites=[{"start": 0, "duration": duration}])
    assert "choose 15 to 120 seconds" in problem


def test_what_the_docs_show_can_be_written():
    shown = re.findall(r"```yaml\n(.*?)```", (DOCS / "feed.md").read_text("utf-8"), re.DOTALL)
    show, episode = (yaml.safe_load(text) for text in shown)
    assert refused(ShowFields, **show) == []
    assert refused(EpisodeFields, guid="g", title="t", **episode) == []
    assert set(show) | set(episode) >= {"funding", "txt", "podroll", "soundbites", "social_interact", "moved_from"}


def test_short_forms_are_enough():
    assert refused(ShowFields, update_frequency="alle zwei Wochen", txt=["abc"]) == []


def test_soundbites_move_with_the_sound():
    bite = an_episode(soundbites=[{"start": 10, "duration": 20}]).with_shifted_times(2.5, 100).soundbites[0]
    assert (bite.start, bite.duration) == (12.5, 20)
