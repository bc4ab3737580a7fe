"""HTML is equal where a browser reads the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.feed.comparison import compare_documents
from podcast.feed.rules.canonical_html import canonical_html


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("<p>A<p>B", "<p>A</p><p>B</p>"),
        ("A<br/>B", "A<br>B"),
        ("A<br />B", "A<BR>B"),
        ("&auml;&#8211;&quot;", 'ä–"'),
        ("A<!-- hidden -->B", "AB"),
        ('<a title="x" href="y">', "<a href=y title='x'>"),
        ('<a href="?a=1&amp;b=2">', '<a href="?a=1&b=2">'),
    ],
)
def test_notation_makes_no_difference(first: str, second: str) -> None:
    assert canonical_html(first) == canonical_html(second)


@pytest.mark.parametrize(
    ("first", "second"), [("A B", "AB"), ("<b>A</b>B", "<b>AB</b>"), ("1 &lt; 2", "1 2"), ('<a href="x">', "<a>")]
)
def test_meaning_makes_a_difference(first: str, second: str) -> None:
    assert canonical_html(first) != canonical_html(second)


@given(st.text(alphabet="ab<>&;\"'/=! -pP"))
def test_any_text_has_a_form(text: str) -> None:
    canonical_html(text)


def test_feeds_are_compared_by_what_their_html_says() -> None:
    notations = ("&lt;p&gt;A&amp;amp;B&lt;br/&gt;", "<![CDATA[<P>A&#38;B<br></P>]]>", "&lt;p&gt;A&amp;amp;C")
    feeds = [
        f"<rss><channel><item><guid>1</guid><description>{text}</description></item></channel></rss>"
        for text in notations
    ]
    first, second, third = (feed.encode() for feed in feeds)
    comparisons = (compare_documents([first], [second]), compare_documents([first], [third]))
    assert [comparison and comparison.is_equal for comparison in comparisons] == [True, False]
