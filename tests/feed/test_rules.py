"""The rules of a feed: what the product writes breaks none, and documents of any origin are judged without harm."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from podcast.feed.rules.item_rules import NO_TRANSCRIPT
from podcast.feed.rules.judge import RULES, judge_feed, new_faults
from tests.support.feed_inputs import Inputs, any_inputs, full
from tests.support.paths import DOCS, GOLDEN_FEEDS

HOSTILE = {
    "nothing": (b"", "1"),
    "a page": (b"<!DOCTYPE html><html><head><title>404</title></head><body>gone<br></body></html>", "1"),
    "bytes": (bytes(range(256)), "1"),
    "Atom": (b'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"/>', "3"),
    "rss without a channel": (b'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"/>', "3"),
    "Latin-1": (b'<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0"><channel>\xfc</channel></rss>', "1"),
    "JSON": (b'{"version": 1, "items": [{"attachments": 3}, 4, {"attachments": {"url": 2}}]}', "JSON 1"),
    "broken JSON": (b"{", "JSON 1"),
    "deep JSON": (b'{"a":' * 100_000, "JSON 1"),
}


def faults_of(data: bytes, level: str = "MUST") -> list[str]:
    """The numbers of the rules that a document breaks."""
    return [fault.rule.number for fault in judge_feed(data) if fault.rule.level == level]


@pytest.mark.parametrize(
    ("wrong", "number"),
    [
        ({"banner_image": "assets/wide.jpg"}, "JSON 8"),
        ({"image": "data:image/png;base64,x"}, "JSON 8"),
        ({"language": "Englisch (GB)"}, "JSON 9"),
    ],
)
def test_a_json_feed_with_one_mistake_is_named(wrong: dict[str, str], number: str):
    feed = json.loads(full().json()["feed.json"])
    assert judge_feed(json.dumps(feed).encode()) == ()
    feed["items"][1] |= wrong
    assert [fault.rule.number for fault in judge_feed(json.dumps(feed).encode())] == [number]


def test_a_feed_with_every_field_breaks_no_rule():
    faults = [fault for fault in judge_feed(full().bytes()) if fault.rule != NO_TRANSCRIPT]
    assert faults == []


@pytest.mark.parametrize("path", sorted(GOLDEN_FEEDS.glob("*.xml")), ids=lambda path: path.name)
def test_a_golden_feed_breaks_no_rule_that_stores_enforce(path):
    assert faults_of(path.read_bytes()) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_documents_that_are_no_feed_get_a_fault_and_no_traceback(name: str):
    data, number = HOSTILE[name]
    assert number in faults_of(data)


def test_a_bomb_of_entities_is_a_fault_and_costs_nothing():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    head = f'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE rss [{entities}]>'
    bomb = f'{head}<rss version="2.0"><channel><title>&a11;</title></channel></rss>'
    assert "2" in faults_of(bomb.encode())


def test_every_rule_is_documented_with_its_number():
    text = (DOCS / "decisions" / "feed.md").read_text("utf-8")
    assert {rule.number for rule in RULES if f"| {rule.number} |" not in text} == set()


def test_a_fault_that_the_live_feed_has_is_not_new_and_one_that_all_its_episodes_have_is_not_new_elsewhere():
    good = full().bytes()
    live = good.replace(b' isPermaLink="false"', b"")
    faults = judge_feed(live)
    assert {fault.rule.number for fault in faults if fault.rule.level == "MUST"} == {"48"}
    assert new_faults([live], faults) == ()
    assert {fault.rule.number for fault in new_faults([good], faults)} == {"48"}
    renamed = judge_feed(live.replace(b"guid-eins", b"guid-new"))
    assert [fault.rule.number for fault in new_faults([live], renamed) if fault.rule.level == "MUST"] == []


def test_a_sentence_names_the_rule_the_episode_and_the_value():
    data = full().bytes().replace(b'type="audio/mpeg"', b'type="audio/mp3"')
    sentence, *_rest = [fault.sentence for fault in judge_feed(data) if fault.rule.number == "45"]
    assert sentence.startswith("rule 45: ")
    assert "audio/mp3" in sentence


@pytest.mark.parametrize(("ending", "media_type"), [("ogg", "audio/ogg"), ("flac", "audio/flac")])
def test_a_format_that_apple_does_not_take_is_no_reason_to_refuse_a_feed(ending: str, media_type: str):
    data = full().bytes().replace(b'.mp3" length', f'.{ending}" length'.encode())
    data = data.replace(b'type="audio/mpeg"', f'type="{media_type}"'.encode())
    assert "45" not in faults_of(data)
    assert "45" in faults_of(data, "SHOULD")


@pytest.mark.long
@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(any_inputs())
def test_no_show_that_the_model_allows_is_refused_by_the_guard(show_inputs: Inputs):
    left = {"40", "62"}  # no episode: the build decides; numbers of a serial show: `podcast check` does
    found = {address: set(faults_of(data)) - left for address, data in show_inputs.all().items()}
    found |= {address: set(faults_of(data)) for address, data in show_inputs.json().items()}
    assert {address: rules for address, rules in found.items() if rules} == {}
