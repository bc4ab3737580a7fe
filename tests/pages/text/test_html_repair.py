"""HTML written by hand comes out valid, or at least without what stands where nothing may."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from podcast.pages.text.html_repair import repair_html
from podcast.pages.text.markdown import html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<ul>Text<li>a</li></ul>", "<ul><li>Text</li><li>a</li></ul>"),
        ("<ol><li>a</li> &amp; <b>b</b><li>c</li></ol>", "<ol><li>a</li> <li>&amp; <b>b</b></li><li>c</li></ol>"),
        ("<ul><ul><li>a</li></ul></ul>", "<ul><li><ul><li>a</li></ul></li></ul>"),
        ("<dl><p>x</p><dd>y</dd></dl>", "<ul><li><p>x</p></li><li>y</li></ul>"),
        ("<dl><dt>x</dt><dt>y</dt></dl>", "<ul><li>x</li><li>y</li></ul>"),
        ("<dl><dt>a</dt> <dd>b</dd><dd>c</dd><dt>d</dt><dd>e</dd></dl>",) * 2,
        ("<li>los</li>", "los"),
        ("<h3><p>ab</p></h3>", "<h3>ab</h3>"),
        ("<em><ul><li>x</li></ul></em>", "<em>x</em>"),
        ("<b><table><tbody><tr><td>x</td></tr></tbody></table></b>", "<b>x</b>"),
        ("<dl><dt><h3>x</h3></dt><dd>y</dd></dl>", "<dl><dt>x</dt><dd>y</dd></dl>"),
        ("<p>a<br>b &#64; c</p><hr>", "<p>a<br>b &#64; c</p><hr>"),
        ("<blockquote><h3>a</h3><ul>\n<li><p>b</p></li>\n</ul></blockquote>",) * 2,
    ],
)
def test_what_stands_in_the_wrong_place_keeps_its_words(written: str, shown: str) -> None:
    assert repair_html(written) == shown


@pytest.mark.parametrize(
    "attribute", ['colspan="x"', 'colspan="99999"', 'rowspan="-1"', 'colspan="0"', 'scope="foo"', 'hreflang="???"']
)
def test_an_attribute_says_something_or_is_not_there(attribute: str) -> None:
    name = attribute.partition("=")[0]
    shown = html(f'<table><tr><th {attribute}><a {attribute} href="https://x.example">a</a></table>', "de")
    assert f" {name}=" not in shown
    assert "<th" in shown


ELEMENTS = "p h2 h5 ul ol li dl dt dd table caption tr td th b em a blockquote pre br hr img kbd"
ELEMENT = st.sampled_from(ELEMENTS.split())
PIECE = st.one_of(
    ELEMENT.map("<{}>".format), ELEMENT.map("</{}>".format), st.sampled_from(["Wort", " ", "\n\n", "&amp;", "- a"])
)


@settings(max_examples=60)
@given(st.lists(PIECE, max_size=12))
def test_whatever_is_written_items_stand_in_lists_and_blocks_never_among_words(pieces: list[str]) -> None:
    shown = lxml_html.fragment_fromstring(html("".join(pieces), "de") or " ", create_parent="section")
    lists = {"li": {"ul", "ol"}, "dt": {"dl"}, "dd": {"dl"}}
    for item in shown.iter("li", "dt", "dd"):
        assert item.getparent().tag in lists[item.tag]
    for list_element in shown.iter("ul", "ol", "dl"):
        assert not (list_element.text or "").strip()
        assert not any((item.tail or "").strip() for item in list_element)
    assert not shown.xpath("//*[self::b or self::em or self::kbd or self::h3]//*[self::p or self::ul or self::table]")
