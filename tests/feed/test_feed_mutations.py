"""One mistake at a time in a feed with every field: the guard of a publish refuses it, or names it before.

The mistakes are in `tests.support.feed_mutations`; what other people's readers make of each, in
docs/decisions/feed-judges.md.
"""

from __future__ import annotations

import contextlib
import io
import json

import feedparser
import podcastparser
import pytest

from podcast.feed.breaking_changes import find_breaking_changes
from podcast.feed.diff import compare_feeds
from podcast.feed.rules.judge import judge_feed, new_faults
from tests.support.feed_mutations import MUTATIONS, UNNOTICED, live_feed, mutated


def outcomes(data: bytes) -> set[str]:
    """Whatever a publish of this feed says."""
    live = live_feed().encode()
    found = {f"{fault.rule.level} {fault.rule.number}" for fault in new_faults([live], judge_feed(data))}
    changes = compare_feeds([live], [data])
    found |= {f"harm {change.kind}" for change in find_breaking_changes(changes)}
    fields = {*changes.show, *(field for change in changes.changed for field in change.fields)}
    return found | {f"change {field}" for field in fields} | {f"change {item.guid}" for item in changes.new}


def other_readers(data: bytes) -> tuple[str, str]:
    """The feed as feedparser and podcastparser read it."""
    gpodder = ""
    with contextlib.suppress(podcastparser.FeedParseError):
        url = "https://podcast.example.org/amt/feed.xml"
        gpodder = json.dumps(podcastparser.parse(url, io.BytesIO(data)), sort_keys=True, default=str)
    parsed = feedparser.parse(data)
    feed = {key: value for key, value in parsed.feed.items() if not key.startswith("updated")}
    return json.dumps([feed, *parsed.entries], sort_keys=True, default=str), gpodder


@pytest.mark.long
@pytest.mark.parametrize("mistake", MUTATIONS)
def test_a_mistake_in_the_feed_is_refused_or_named(mistake: str):
    expected, pattern, replacement = MUTATIONS[mistake]
    assert expected in outcomes(mutated(pattern, replacement))


@pytest.mark.parametrize("mistake", UNNOTICED)
def test_what_is_not_noticed_makes_no_difference_to_readers_that_are_not_ours(mistake: str):
    _reason, pattern, replacement = UNNOTICED[mistake]
    data = mutated(pattern, replacement)
    assert outcomes(data) == set()
    assert other_readers(data) == other_readers(live_feed().encode())


def test_every_must_and_should_rule_has_a_mistake_and_few_go_unnoticed():
    from podcast.feed.rules.judge import RULES

    tried = {expected for expected, *_rest in MUTATIONS.values()}
    rules = {f"{rule.level} {rule.number}" for rule in RULES if not rule.number.startswith("JSON")}
    assert rules - tried == set()
    assert len(MUTATIONS) >= 90
    assert len(UNNOTICED) <= 6
