"""Documents that are joined from items: the bytes that lxml writes for the tree as one, and never a broken document."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from podcast.feed.documents.document_plan import DocumentPlan
from podcast.feed.documents.feed_item import ItemRecord, ItemSizes, RenderedItem, without_long_elements
from podcast.feed.rss import DECLARATION
from podcast.model.imported.feed_namespaces import CONTENT_NAMESPACE, NAMESPACES
from tests.support.feed_inputs import Inputs, an_episode, any_inputs, full, small_limits

LONG_ELEMENTS = (f"{{{CONTENT_NAMESPACE}}}encoded", f"{{{NAMESPACES['psc']}}}chapters")
SIZES = ItemSizes(0, 0, 0, 0)


def as_written_by_lxml(document: bytes, *, shorten: bool = False) -> bytes:
    """A document as lxml writes its tree, in which all items go without their long texts if `shorten`."""
    parser = etree.XMLParser(remove_blank_text=True, strip_cdata=False)
    tree = etree.fromstring(document, parser)
    for item in tree.iter("item") if shorten else ():
        for name in LONG_ELEMENTS:
            for element in item.findall(name):
                item.remove(element)
    return DECLARATION + etree.tostring(tree, pretty_print=True, encoding="UTF-8")


def shortened(document: bytes) -> bytes:
    """A document whose every item goes without its long texts."""
    return re.sub(
        rb"    <item>\n.*?    </item>\n", lambda item: without_long_elements(item[0]), document, flags=re.DOTALL
    )


@pytest.mark.long
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(any_inputs())
def test_documents_of_any_show_are_what_lxml_writes_for_the_tree(show_inputs: Inputs):
    for longest in (450_000, 3_000):
        for document in show_inputs.all(small_limits(longest)).values():
            assert document == as_written_by_lxml(document)


@pytest.mark.long
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(any_inputs())
def test_an_item_without_its_long_texts_is_what_lxml_writes_without_these_elements(show_inputs: Inputs):
    document = show_inputs.bytes()
    assert shortened(document) == as_written_by_lxml(document, shorten=True)


def test_words_that_look_like_an_element_do_not_end_a_long_text():
    tags = "&lt;/content:encoded&gt;\n      &lt;psc:chapters &gt;]]&gt;"
    chapters = ["0:00 </psc:chapters>", "0:01 Mitte"]
    episode = an_episode("eins", summary="      <content:encoded>", chapters=chapters)
    document = full()._replace(notes={"eins": f"<p>{tags}</p>"})
    document = document._replace(show=document.show.with_episodes([episode])).bytes()
    assert b"<content:encoded>" in document
    assert shortened(document) == as_written_by_lxml(document, shorten=True)
    assert b"CDATA" not in shortened(document)


@pytest.mark.parametrize("item", [b"<item>", b"<item><a></item>", b"<item>\0</item>", b"<dc:x/>", b"<i/></channel>"])
def test_a_document_that_is_not_well_formed_is_refused(item: bytes):
    episode = an_episode()
    plan = DocumentPlan(
        "feed.xml", "rss", "short rss", b"<rss><channel>", b"</channel></rss>", [ItemRecord(episode, SIZES)]
    )
    assert b"".join(plan.chunks(lambda *_: b"<item/>")) == b"<rss><channel><item/></channel></rss>"
    with pytest.raises(ValueError, match=r"feed\.xml: "):
        b"".join(plan.chunks(lambda *_: item))


def test_the_sizes_of_an_item_are_what_it_adds_to_a_document():
    item = RenderedItem(b"    <item>\n      <content:encoded>x</content:encoded>\n    </item>\n", b"{}", b"[]")
    assert item.sizes() == (len(item.rss), len(b"    <item>\n    </item>\n"), 4, 4)
    assert item.form("short rss") == b"    <item>\n    </item>\n"
    assert [item.form("json"), item.form("short json")] == [b"{}", b"[]"]


def test_a_document_has_a_fingerprint_of_all_that_it_is_joined_from():
    first, second = (ItemRecord(an_episode(slug), SIZES, slug) for slug in "ab")
    plan = DocumentPlan("feed.json", "json", "short json", b"[", b"]", [first, second], 0, b",")
    others = [
        DocumentPlan("feed.json", "json", "short json", b"(", b"]", [first, second], 0, b","),
        DocumentPlan("feed.json", "json", "short json", b"[", b")", [first, second], 0, b","),
        DocumentPlan("feed.json", "json", "short json", b"[", b"]", [second, first], 0, b","),
        DocumentPlan("feed.json", "json", "short json", b"[", b"]", [first], 0, b","),
        DocumentPlan("feed.json", "json", "short json", b"[", b"]", [first, second], 1, b","),
        DocumentPlan("feed.json", "json", "short json", b"[", b"]", [first, second], 0, b";"),
    ]
    assert len({other.fingerprint() for other in (plan, *others)}) == 1 + len(others)


def test_json_documents_are_read_one_item_at_a_time():
    document = json.loads(full().json()["feed.json"])
    assert [item["id"] for item in document["items"]] == ["guid-zwei", "guid-eins", "guid-trailer"]
