"""What the preview adds to pages and feeds: pure text in, text out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as some

from podcast.preview import byte_ranges as ranges
from podcast.preview.panel import add_panel, overview_page, panel_html
from podcast.preview.rewrite_feed import rewrite_urls
from podcast.preview.server import qr_code
from podcast.preview.view import PreviewAddress, View

BASE = PreviewAddress("127.0.0.1", 8360)
VIEW = View(
    files={"index.html": "a", "folge-1/index.html": "b", "404.html": "c"},
    link="https://podcast.example.org/",
    marks={"folge-1": "Draft"},
)
EVIL = "episodes/x/episode.yaml:1:1: title: <script>alert(\"x\")</script> & 'more'"
POLICY = '<meta http-equiv="Content-Security-Policy" content="{}">'


class Names(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_what_a_producer_typed_stays_text_in_the_panel() -> None:
    view = replace(VIEW, problems=(EVIL,), activity=EVIL, title=EVIL, rebuilt=(EVIL,), marks={"folge-1": EVIL})
    for page in (panel_html(view, "folge-1/", BASE), overview_page(view, BASE)):
        assert "script" not in [tag for tag, _ in Names(page).tags]
        assert EVIL in unescape(page)
    page = add_panel("<body></body>", 'folge-1/"><b>', view, BASE)
    assert "b" not in [tag for tag, _ in Names(page).tags]
    (script,) = [attributes for tag, attributes in Names(page).tags if tag == "script"]
    assert json.loads(str(script["data-marks"])) == {"folge-1": EVIL}


def test_a_page_without_an_end_gets_its_panel_too() -> None:
    assert add_panel("<p>Anfang", "", VIEW, BASE).startswith("<p>Anfang<link")
    page = add_panel("<body><p>&lt;/body&gt;</p></body></html>", "", VIEW, BASE)
    assert page.endswith("</body></html>")
    assert page.index("</p>") < page.index("<aside")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("default-src 'none'", {"script-src": "'self'", "style-src": "'self'", "connect-src": "'self'"}),
        ("script-src 'none'; img-src 'self'", {"script-src": "'self'", "img-src": "'self'", "style-src": None}),
        ("default-src 'self'", {"default-src": "'self'", "script-src": None}),
        ("Script-Src https://x.example", {"script-src": "https://x.example 'self'"}),
        ("style-src 'self' 'sha256-a+/='", {"style-src": "'self' 'sha256-a+/='"}),
        ("", {"script-src": None}),
    ],
)
def test_a_page_s_policy_lets_the_panel_work_and_nothing_more(before: str, after: dict[str, str | None]) -> None:
    page = add_panel(POLICY.format(before.replace("'", "&#39;")) + "<body></body>", "", VIEW, BASE)
    policy = next(str(attributes["content"]) for tag, attributes in Names(page).tags if tag == "meta")
    rules = {name: sources for name, _, sources in (row.strip().partition(" ") for row in policy.split(";"))}
    assert {name: rules.get(name) for name in after} == after


def test_only_the_page_of_a_draft_says_that_it_is_one() -> None:
    assert "Draft" in panel_html(VIEW, "folge-1/", BASE)
    assert "Draft" in panel_html(VIEW, "folge-1/index.html", BASE)
    assert "Draft" not in panel_html(VIEW, "", BASE)


def test_an_address_and_its_file_are_one_version_and_the_lost_have_their_own() -> None:
    assert VIEW.version("folge-1/") == VIEW.version("folge-1/index.html") == "b"
    assert VIEW.version("lost/") == "c"


FEED = """<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>Titel</title><link>https://podcast.example.org/</link>
<item><title>Eins</title><itunes:title>Eins</itunes:title><link>https://podcast.example.org/folge-1/</link>
<guid isPermaLink="false">https://podcast.example.org/1</guid>
<enclosure url="https://podcast.example.org/audio/eins.mp3" length="1" type="audio/mpeg"/></item>
<item><title>Zehn</title><link>https://podcast.example.org/folge-10/</link><guid>10</guid></item>
</channel></rss>"""


def test_a_feed_names_the_preview_and_marks_what_is_not_public() -> None:
    view = replace(VIEW, marks={"folge-1": "Draft & more"})
    read = feedparser.parse(rewrite_urls(FEED, view, BASE.url))
    first, ten = read.entries
    assert not read.bozo
    assert (first.title, ten.title) == ("Draft & more: Eins", "Zehn")
    assert first.enclosures[0].href == "http://127.0.0.1:8360/audio/eins.mp3"
    assert (first.id, read.feed.link) == ("https://podcast.example.org/1", "http://127.0.0.1:8360/")


def test_a_json_feed_does_the_same() -> None:
    item = {"id": "https://podcast.example.org/1", "url": "https://podcast.example.org/folge-1/", "title": "Eins"}
    read = json.loads(rewrite_urls(json.dumps({"title": "T", "items": [item]}), VIEW, BASE.url))
    assert read["items"] == [{**item, "url": "http://127.0.0.1:8360/folge-1/", "title": "Draft: Eins"}]


def test_a_show_whose_link_is_in_no_file_changes_nothing() -> None:
    assert rewrite_urls(FEED, View(), BASE.url) == FEED


@given(some.text(alphabet="bytes=-,0123456789 ", max_size=30) | some.text(max_size=20), some.integers(0, 300))
def test_a_range_is_either_dropped_or_plain(header: str, size: int) -> None:
    answer = ranges.satisfiable_ranges(header, size)
    assert re.fullmatch(r"(bytes=(\d+-\d*|-\d+)(,(\d+-\d*|-\d+))*)?", answer)


@given(some.lists(some.tuples(some.integers(0, 120), some.integers(0, 120)), min_size=1, max_size=5))
def test_a_range_is_answered_if_a_byte_of_it_is_there(pairs: list[tuple[int, int]]) -> None:
    size = 100
    header = "bytes=" + ", ".join(f"{first}-{first + more}" for first, more in pairs)
    inside = [first for first, _ in pairs if first < size]
    answer = ranges.satisfiable_ranges(header, size)
    assert answer.count("-") == max(1, len(inside))
    assert (answer == f"bytes={size}-") == (not inside)


def test_a_qr_code_is_drawn_with_a_quiet_zone_and_changes_with_the_address() -> None:
    first, other = qr_code("http://192.168.1.2:8360/aa/_preview/"), qr_code("http://192.168.1.2:8360/ab/_preview/")
    assert first != other
    assert len({len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in first.splitlines()}) == 1
