"""What apps take from where: each claim names its source, and is compared with an item that another parser reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import etree

from podcast.desk.previewing.app_support import APP_CLAIMS, APPS, TOPICS, UNKNOWN, app_cells
from podcast.feed import rss
from podcast.feed.feed_context import item_context
from podcast.model.groups import Chapter
from tests.support.feed_inputs import a_show, an_audio, an_episode

CHAPTERS = tuple(Chapter(start=start, title=title) for start, title in ((0, "Eins"), (60, "Zwei"), (120, "Drei")))
NAMESPACES = {
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
HEAD = b'<rss xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters" '
HEAD += b'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom" '
HEAD += b'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">'
# Where a claim is to be found in an item, by an XPath that knows nothing of the table.
PLACES = {
    "feed": "//podcast:chapters[@type='application/json+chapters']",
    "simple": "//psc:chapters/psc:chapter",
    "description": "//description[contains(., '00:00:00 Eins')]",
    "speakers": "//podcast:transcript[@type='text/vtt']",
    "json": "//podcast:transcript[@type='application/json']",
    "subrip": "//podcast:transcript[@type='application/x-subrip']",
}


def item(*, chapters: bool, transcript: bool) -> bytes:
    episode = an_episode(
        summary="Worum es geht.",
        date=datetime(2024, 1, 1, tzinfo=UTC),
        chapters=CHAPTERS if chapters else (),
        transcript="episodes/folge/transcript.vtt" if transcript else None,
    )
    return rss.render_item(item_context(a_show(), episode, an_audio(), {}, ""))


@pytest.mark.parametrize("chapters", [True, False])
@pytest.mark.parametrize("transcript", [True, False])
def test_every_cell_shows_what_the_feed_has(*, chapters: bool, transcript: bool) -> None:
    data = item(chapters=chapters, transcript=transcript)
    tree = etree.fromstring(HEAD + data + b"</rss>")
    shown = {claim for row in app_cells(data, has_file_chapters=chapters) for cell in row for claim in cell.claims}
    for claim in APP_CLAIMS:
        is_there = chapters if claim.way == "file" else bool(tree.xpath(PLACES[claim.way], namespaces=NAMESPACES))
        assert (claim in shown) == is_there, claim
    assert bool(shown) == (chapters or transcript)


def test_every_cell_has_a_source_or_is_said_to_be_unknown() -> None:
    cells = {(app, topic) for app in APPS for topic in TOPICS}
    assert {(claim.app, claim.topic) for claim in APP_CLAIMS} | UNKNOWN == cells
    assert all(claim.source for claim in APP_CLAIMS)
    assert not {(claim.app, claim.topic) for claim in APP_CLAIMS} & UNKNOWN
    assert {cell.is_known for row in app_cells(b"", has_file_chapters=False) for cell in row} == {True, False}
