"""The show as JSON Feed 1.1: what the standard demands, and the same as feed.xml says."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from hypothesis import HealthCheck, given, settings

from tests.support.feed_inputs import Inputs, an_episode, any_inputs, full, inputs
from tests.support.feed_rules import text

REQUIRED = {"version", "title", "items"}
HTTP = ("http://", "https://")


def document(show_inputs: Inputs) -> dict:
    return json.loads(show_inputs.json()["feed.json"])


def complaints(feed: dict) -> list[str]:
    """Return the violations of the standard (https://www.jsonfeed.org/version/1.1/)."""
    faults = [f"{name} is missing" for name in REQUIRED - set(feed)]
    faults += [f"{name} is empty" for name, held in feed.items() if held in ("", None, {}) or held == []]
    for item in feed["items"]:
        if not isinstance(item.get("id"), str) or not item["id"]:
            faults.append("an item has no id")
        if "content_html" not in item and "content_text" not in item:
            faults.append(f"{item['id']} has no content")
        for attachment in item.get("attachments", []):
            if not attachment["url"].startswith(HTTP) or "/" not in attachment["mime_type"]:
                faults.append(f"{item['id']} has an attachment without address or type")
            if attachment["size_in_bytes"] < 1 or attachment["duration_in_seconds"] < 1:
                faults.append(f"{item['id']} has an attachment of no length")
    ids = [item["id"] for item in feed["items"]]
    return faults + ["an id stands twice"] * (len(set(ids)) < len(ids))


def test_a_show_with_every_field_is_a_json_feed():
    feed = document(full())
    assert complaints(feed) == []
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_the_formats_of_one_audio_have_one_title():
    [_, item, _] = document(full())["items"]
    assert {attachment["title"] for attachment in item["attachments"]} == {"Über eins"}
    assert [attachment["mime_type"] for attachment in item["attachments"]] == ["audio/mpeg", "audio/ogg"]


def test_a_show_that_goes_on_has_not_expired():
    assert "expired" not in document(inputs(an_episode()))


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(any_inputs())
def test_any_show_says_the_same_in_json_as_in_xml(show_inputs: Inputs):
    feed = document(show_inputs)
    assert [complaint for complaint in complaints(feed) if complaint != "items is empty"] == []
    xml = ET.fromstring(show_inputs.bytes())  # noqa: S314 -- our own bytes, and expat does not load entities
    for item, element in zip(feed["items"], xml.iter("item"), strict=True):
        assert item["id"] == text(element, "guid")
        assert item["title"] == text(element, "title")
        enclosure = element.find("enclosure")
        assert item["attachments"][0]["url"] == enclosure.get("url")
        assert str(item["attachments"][0]["size_in_bytes"]) == enclosure.get("length")
        assert item["content_html"] == (text(element, "content:encoded") or text(element, "description"))


def test_the_same_show_gives_the_same_bytes():
    assert full().json() == full().json()


def test_the_description_is_the_long_one_as_plain_text():
    show = inputs(an_episode(), notes={"": "<p>Erster &amp; <em>langer</em><br>Absatz.</p>\n<ul><li>Punkt</li></ul>"})
    assert document(show)["description"] == "Erster & langer\nAbsatz.\nPunkt"
    assert document(inputs(an_episode()))["description"] == "Ein Podcast über die Verwaltung von morgen."
