"""Feeds of several shows that are given to readers that are not ours, with what each feed has in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from podcast.feed.formatting import clean_text
from tests.support.feed_inputs import HOSTILE, an_episode, full, inputs, small_limits
from tests.support.feed_judges import READERS, episodes_read, newsboat_titles, read_all
from tests.support.feed_rules import broken
from tests.support.shipped_feeds import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RULES, NEWSBOAT = "rules of the tests", "newsboat"
JUDGES = (RULES, *READERS, NEWSBOAT)


class JudgedShow(NamedTuple):
    """A feed, and the titles and guids that it should have."""

    feed: bytes
    episodes: list[tuple[str, str]]


def judged_shows() -> dict[str, JudgedShow]:
    """Every show by its name."""
    hostile = [
        an_episode(f"e{number}", title=title, summary=title, date=f"2024-01-{number + 1:02} 09:00")
        for number, title in enumerate(HOSTILE)
    ]
    english = [an_episode("one", season=1, language="en-GB"), an_episode("two", season=2, date="2024-03-13 09:00")]
    many = [an_episode(f"n{number}", date=f"2024-02-{number:02} 09:00") for number in range(1, 29)]
    paged = inputs(*many).all(small_limits(4000))
    feeds = {
        "every field": full().bytes(),
        "its season": full().all()["staffel-1/feed.xml"],
        "the least": inputs(an_episode()).bytes(),
        "hostile titles": inputs(*hostile).bytes(),
        "two seasons in English": inputs(*english, language="en").bytes(),
        "a feed with archives": paged["feed.xml"],
        "its first archive": paged["feed.archive-1.rss"],
        "the shipped show": shipped()["feed.xml"],
    }
    return {name: JudgedShow(feed, _written(feed)) for name, feed in feeds.items()}


def _written(feed: bytes) -> list[tuple[str, str]]:
    items = etree.fromstring(feed).iterfind("channel/item")
    pairs = ((clean_text(item.findtext("title", "")), item.findtext("guid", "")) for item in items)
    return sorted((" ".join(title.split()), guid) for title, guid in pairs)


def judgements(shows: Mapping[str, JudgedShow]) -> dict[str, dict[str, str]]:
    """What each judge says of each show: `all` episodes with title and guid as written, or the broken rules.

    Judges that are not installed say nothing.
    """
    readings = read_all({name: show.feed for name, show in shows.items()})
    table: dict[str, dict[str, str]] = {}
    for name, show in shows.items():
        rules = sorted(broken(show.feed))
        table[name] = {RULES: f"rule {', '.join(rules)}" if rules else "none broken"}
        table[name] |= {reader: _share(show.episodes, episodes_read(read)) for reader, read in readings[name].items()}
        if (titles := newsboat_titles(show.feed)) is not None:
            expected = [title for title, _guid in show.episodes]
            table[name][NEWSBOAT] = _share(sorted(expected), titles)
    return table


def _share(expected: Iterable[object], episodes: Iterable[object]) -> str:
    expected_counts = Counter(expected)
    count = (expected_counts & Counter(episodes)).total()
    return "all" if count == expected_counts.total() else f"{count} of {expected_counts.total()}"
