"""`extra_xml` in the feed: elements as they were typed, in the place of ours of the same name."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from podcast import urls
from podcast.feed.documents.feed_item import without_long_elements
from podcast.feed.feed_context import item_contexts
from podcast.feed.rss import render_item
from podcast.model.imported.extra_xml import EXTRA_END, EXTRA_START
from podcast.model.imported.feed_namespaces import CONTENT_NAMESPACE, NAMESPACES
from tests.support.feed_inputs import Inputs, an_audio, an_episode, inputs, small_limits

ITUNES, PODCAST = f"{{{NAMESPACES['itunes']}}}", f"{{{NAMESPACES['podcast']}}}"
VALUE = """\
<podcast:value type="lightning" method="keysend" suggested="0.00000015000">
  <podcast:valueRecipient name="A &amp; B" type="node" address="02&#x41;" split="100"/>
</podcast:value>
<x:rating xmlns:x="https://example.org/ns" x:scale="5">  4 <![CDATA[<of> 5]]></x:rating>"""


def item_of(feed_inputs: Inputs) -> Any:
    return etree.fromstring(feed_inputs.bytes()).find("channel/item")


def with_extra(extra_xml: str, **fields: Any) -> Inputs:
    return inputs(an_episode(extra_xml=extra_xml, **fields), notes={"folge": "<p>Notizen</p>"})


def canonical(element: Any) -> bytes:
    return bytes(etree.tostring(element, method="c14n", exclusive=True, with_tail=False))


def test_elements_come_back_as_they_were_typed() -> None:
    item = item_of(with_extra(VALUE))
    typed = etree.fromstring(f"<item xmlns:podcast='{NAMESPACES['podcast']}'>{VALUE}</item>")
    assert [canonical(child) for child in item[-2:]] == [canonical(child) for child in typed]


def test_an_element_replaces_all_of_ours_that_have_its_name() -> None:
    without = item_of(with_extra(VALUE))
    assert len(without.findall(f"{ITUNES}duration")) == 1
    item = item_of(with_extra("<itunes:duration>33:04</itunes:duration><itunes:duration>9</itunes:duration>"))
    assert [child.text for child in item.findall(f"{ITUNES}duration")] == ["33:04", "9"]


@pytest.mark.parametrize("prefix", ["dc", "media"])
def test_a_prefix_of_our_feed_needs_no_declaration(prefix: str) -> None:
    assert item_of(with_extra(f"<{prefix}:rights>frei</{prefix}:rights>"))[-1].text == "frei"
    show = inputs(an_episode(), extra_xml=f"<{prefix}:rights>frei</{prefix}:rights>")
    assert etree.fromstring(show.bytes()).xpath("channel/*[local-name()='rights']")[0].text == "frei"


def test_elements_of_the_show_are_in_its_feed_and_in_no_feed_of_a_season() -> None:
    show = inputs(an_episode(season=1), extra_xml="<itunes:keywords>a, b</itunes:keywords><language>de-de</language>")
    feeds = {address: etree.fromstring(data)[0] for address, data in show.all().items()}
    assert {address: channel.findtext(f"{ITUNES}keywords") for address, channel in feeds.items()} == {
        urls.FEED: "a, b",
        "staffel-1/feed.xml": None,
    }
    assert [element.text for element in feeds[urls.FEED].findall("language")] == ["de-de"]


def test_links_of_the_show_come_on_top_of_those_to_its_documents() -> None:
    show = inputs(an_episode(), extra_xml='<atom:link rel="payment" href="https://example.org/"/>')
    links = etree.fromstring(show.bytes())[0].findall(f"{{{NAMESPACES['atom']}}}link")
    assert [link.get("rel") for link in links] == ["self", "alternate", "payment"]


LONG = """\
<content:encoded><![CDATA[<p>
      <psc:chapters>
     <b>]]></content:encoded>
<psc:chapters version="1.2"/><x:kept xmlns:x="urn:x" a=">">1</x:kept>
      <content:encoded><![CDATA[x]]></content:encoded>"""


def test_an_old_item_of_a_long_feed_goes_without_its_long_elements_too() -> None:
    [context] = item_contexts(*with_extra(LONG))
    item = without_long_elements(render_item(context)).decode()
    assert "encoded" not in item
    assert "psc:chapters" not in item
    assert '<x:kept xmlns:x="urn:x" a=">">1</x:kept>' in item
    assert item.endswith("\n    </item>\n")


def test_the_notes_of_an_old_item_may_look_like_further_elements() -> None:
    notes = {"folge": "<pre>\n     <b>fett</b>\n      </pre>"}
    [context] = item_contexts(*inputs(an_episode(extra_xml=VALUE), notes=notes))
    item = without_long_elements(render_item(context)).decode()
    assert "content:encoded" not in item
    assert VALUE in item


def test_a_long_feed_is_divided_with_its_further_elements() -> None:
    slugs = [f"folge-{number}" for number in range(9)]
    episodes = [an_episode(slug, guid=slug, extra_xml=LONG.replace("1<", f"{slug}<")) for slug in slugs]
    show = inputs(*episodes, extra_xml="<itunes:keywords>a</itunes:keywords>")
    show = show._replace(audio={slug: an_audio(slug) for slug in slugs})
    documents = [etree.fromstring(data)[0] for data in show.all(small_limits(1000)).values()]
    assert len(documents) > 2
    kept = [element.text for channel in documents for element in channel.iterfind("item/{urn:x}kept")]
    assert sorted(kept) == slugs
    assert [channel.findtext(f"{ITUNES}keywords") for channel in documents] == ["a"] * len(documents)


def test_an_identifier_may_be_declared_as_an_address() -> None:
    address = "https://old.example.org/?p=1"
    guid = item_of(inputs(an_episode(guid=address, guid_is_permalink=True))).find("guid")
    assert (guid.text, guid.get("isPermaLink")) == (address, "true")
    assert item_of(inputs(an_episode())).find("guid").get("isPermaLink") == "false"


def test_the_notes_may_be_replaced() -> None:
    item = item_of(with_extra("<content:encoded><![CDATA[<p>Alt &amp; gut]]></content:encoded>"))
    assert [element.text for element in item.findall(f"{{{CONTENT_NAMESPACE}}}encoded")] == ["<p>Alt &amp; gut"]


# --- any elements ----------------------------------------------------------------------------------------------------

NAMES = ("itunes:keywords", "podcast:value", "x:any", "content:encoded", "psc:chapters", "plain", "itunes:duration")
LONG_NAMES = (f"{{{CONTENT_NAMESPACE}}}encoded", f"{{{NAMESPACES['psc']}}}chapters")
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\ufffe\uffff", exclude_categories=["Cc", "Cs"]))


@st.composite
def typed_elements(draw: st.DrawFn, depth: int = 0) -> str:
    """An element as somebody might type it."""
    name, text = draw(st.sampled_from(NAMES)), draw(TEXTS)
    declaration = ' xmlns:x="urn:x"' if name.startswith("x:") else ""
    inside = "" if depth > 1 else "".join(draw(st.lists(typed_elements(depth=depth + 1), max_size=2)))
    text = (
        f"<![CDATA[{text.replace(']]>', '')}\n     <b>\n      <psc:chapters>]]>"
        if draw(st.booleans())
        else escape(text)
    )
    attribute = f" a={quoteattr(draw(TEXTS))}" if draw(st.booleans()) else ""
    if draw(st.booleans()) and not depth:
        return f"<{name}{declaration}{attribute}/>"
    return f"<{name}{declaration}{attribute}>{text}{inside}</{name}>"


@settings(max_examples=60, deadline=None)
@given(st.lists(typed_elements(), min_size=1, max_size=4), st.sampled_from(["", "\n", "\n      ", "<!-- <guid> -->"]))
def test_any_elements_come_back_and_leave_the_rest_of_the_item_alone(elements: list[str], between: str) -> None:
    text = between.join(elements)
    [context] = item_contexts(*inputs(an_episode(extra_xml=text), notes={"folge": "<p>Notizen</p>"}))
    [plain] = item_contexts(*inputs(an_episode(), notes={"folge": "<p>Notizen</p>"}))
    full = render_item(context)
    typed = list(parsed(text.encode()).iterchildren("{*}*"))
    names = {element.tag for element in typed}
    own = [element for element in parsed(render_item(plain))[0] if element.tag not in names]
    assert contents(parsed(full)[0]) == [*map(canonical, own), *map(canonical, typed)]
    short = [element for element in [*own, *typed] if element.tag not in LONG_NAMES]
    assert contents(parsed(without_long_elements(full))[0]) == list(map(canonical, short))


def parsed(data: bytes) -> Any:
    return etree.fromstring(EXTRA_START.encode() + data + EXTRA_END.encode())


def contents(parent: Any) -> list[bytes]:
    return [canonical(element) for element in parent.iterchildren("{*}*")]
