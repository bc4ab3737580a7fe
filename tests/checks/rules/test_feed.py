"""What `podcast check` says of what only the feed has: each rule with what breaks it, and what does not."""

from __future__ import annotations

import re

import pytest
import yaml

from podcast.artifacts import AudioInfo, ImageInfo
from podcast.checks.facts import Facts
from podcast.checks.rules.feed import RULES
from podcast.checks.rules.feed_hints import image_width
from podcast.checks.rules.hints import find_hints
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.show.validation import validate_fields
from podcast.timeline.time_map import TimeMap
from tests.support.feed_inputs import a_show, an_episode, full
from tests.support.paths import ENGLISH_DOCS

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
        ({"location": [{"name": "Amt"}, {"name": "Amt", "rel": "studio"}]}, "cannot be"),
        ({"location": {"name": "Amt", "country": "Deutschland"}}, '"Deutschland" is not a country code'),
        ({"location": "Amt"}, '"Amt" has to be the name of a place; write {name: Amt}'),
        ({"publisher": {"guid": "x", "url": "https://a.example/"}}, '"x" is not a UUID'),
        ({"publisher": {"guid": "29cdca4a-32d8-56ba-b48b-09a011c5daa9"}}, "is missing; add url:"),
        ({"images": [{"file": "../youtube.jpg", "alt": "Ein Schrank"}]}, "is outside its folder"),
        ({"images": [{"file": "youtube.jpg"}]}, "is missing; add alt: What the picture shows"),
        (
            {"images": [{"file": "a.jpg", "alt": "A", "purpose": "große Bühne"}]},
            '"große" is not a purpose of a picture',
        ),
        ({"images": [{"file": "a.jpg", "alt": "A", "purpose": "a" * 129}]}, "has 129 characters, at most 128"),
        ({"title": "x" * 256}, "has 256 characters, at most 255"),
        ({"moved_from": "alt.example"}, "is not a web address"),
    ],
)
def test_what_the_namespace_does_not_allow_is_refused(fields: dict, expected: str):
    [problem] = refused(ShowFields, **fields)
    assert expected in problem


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"display": "x" * 33}, "has 33 characters, at most 32"),
        ({"itunes_title": "x" * 256}, "has 256 characters, at most 255"),
        ({"language": "Englisch"}, '"Englisch" is not a language code; write de, en or de-AT'),
        ({"license": {"name": "eigene", "url": "a.example"}}, '"a.example" is not a web address'),
        ({"content_links": [{"url": "javascript:x()", "text": "x"}]}, "is not a web address"),
        ({"content_links": [{"url": "https://a.example/"}]}, "is missing; add text:"),
        ({"content_links": [{"url": "https://a.example/", "text": "x" * 129}]}, "has 129 characters, at most 128"),
        ({"location": [{"geo": "geo:1,2"}]}, "is missing; add name:"),
        ({"chapters": [{"start": "1:00", "title": "A", "end": "0:59"}]}, "ends at 0:59, but starts at 1:00; write the"),
        ({"chapters": [{"start": 0, "title": "A", "location": {"name": "Amt"}}]}, "is missing; add geo:"),
        ({"chapters": [{"start": 0, "title": "A", "end": "gleich"}]}, '"gleich" is not a time'),
    ],
)
def test_what_an_episode_may_not_say_in_apps_is_refused(fields: dict, expected: str):
    [problem] = refused(EpisodeFields, guid="g", title="t", **fields)
    assert expected in problem


@pytest.mark.parametrize(
    ("episode", "show", "expected"),
    [
        ({"language": "xx"}, {}, (("language",), '"xx" is not a language code')),
        ({"display": "Teil 1"}, {}, (("display",), "is shown instead of the number, but the episode has none in the")),
        (
            {"display": "Teil 1", "episode": 1, "type": "trailer"},
            {},
            (("display",), "is shown instead of the number, but the episode has none in the"),
        ),
        (
            {"chapters": [{"start": 0, "title": "A", "end": 75}, "1:00 B"]},
            {},
            (("chapters", 0, "end"), "ends at 1:15, after the next chapter starts (1:00)"),
        ),
        (
            {},
            {"publisher": {"guid": "0f7c2a4e-5f0e-5d3c-9a55-0d1c2b3a4f5e", "url": "https://a.example/"}},
            (("publisher", "guid"), "is the guid of this show"),
        ),
    ],
)
def test_what_contradicts_other_fields_is_a_problem_at_its_place(episode: dict, show: dict, expected: tuple):
    [(loc, what, _remedy)] = findings(an_episode(**episode), **show)
    assert loc == expected[0]
    assert what.startswith(expected[1])


def test_everything_new_in_a_show_that_uses_it_well_is_no_problem_and_gets_no_hint():
    show = full().show
    assert [finding for rule in RULES for finding in rule(show, Facts())] == []
    hinted = [finding for finding in find_hints(show) if finding.loc[0] in {"license", "itunes_title", "images"}]
    assert hinted == []


def test_licences_titles_and_pictures_that_could_be_better_get_a_hint():
    poor = an_episode(
        title="Eins\u00adzwei",
        itunes_title="Einszwei",
        license="Nur mit Erlaubnis",
        images=[{"file": "a.jpg", "alt": "A"}],
    )
    show = a_show(license={"name": "alle Rechte vorbehalten"}).with_episodes([poor])
    said = {(finding.path, finding.loc): finding.what for finding in find_hints(show)}
    assert (
        said["podcast.yaml", ("license",)] == '"alle Rechte vorbehalten" is not an SPDX identifier, and has no address'
    )
    assert said[poor.file, ("license",)].startswith('"nur mit erlaubnis" is not')
    assert said[poor.file, ("itunes_title",)] == "is the same as title"
    small = Facts({}, {"a.jpg": ImageInfo(1279, 720, "JPEG", "RGB")})
    assert [(hint.loc, hint.what) for hint in image_width(show, small)] == [
        (("images", 0, "file"), "is only 1279 × 720 pixels")
    ]
    assert list(image_width(show, Facts({}, {"a.jpg": ImageInfo(720, 1280, "JPEG", "RGB")}))) == []


@pytest.mark.parametrize("duration", [14, 121, "2:30"])
def test_a_soundbite_is_short_but_not_too_short(duration: object):
    [problem] = refused(EpisodeFields, guid="g", title="t", soundbites=[{"start": 0, "duration": duration}])
    assert "choose 15 to 120 seconds" in problem


def test_what_the_docs_show_can_be_written():
    shown = re.findall(r"```yaml\n(.*?)```", (ENGLISH_DOCS / "feed.md").read_text("utf-8"), re.DOTALL)
    show, episode, further = (yaml.safe_load(text) for text in shown)
    assert refused(ShowFields, **show) == []
    assert refused(EpisodeFields, guid="g", title="t", **episode, **further) == []
    assert set(show) | set(episode) >= {
        "funding",
        "images",
        "publisher",
        "language",
        "content_links",
        "txt",
        "podroll",
        "soundbites",
        "social_interact",
        "moved_from",
    }


def test_short_forms_are_enough():
    assert refused(ShowFields, update_frequency="alle zwei Wochen", txt=["abc"]) == []


@pytest.mark.parametrize(("shift", "starts"), [(2.5, [2.5, 12.5]), (-2.5, [0.0, 7.5])])
def test_soundbites_move_with_the_sound_also_from_its_beginning(shift: float, starts: list[float]):
    bites = [{"start": start, "duration": 20} for start in (0, 10)]
    moved = an_episode(soundbites=bites).with_master_times(TimeMap.shifted(shift), 100).soundbites
    assert [(bite.start, bite.duration) for bite in moved] == [(start, 20) for start in starts]
