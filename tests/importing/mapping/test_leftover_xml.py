"""What our feed would not give back: verbatim, in the notation that people can read, and accepted by our own model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from podcast.importing.mapping.leftover_xml import element_as_text, leftover_elements
from podcast.importing.proof.canonical import canonical_element
from podcast.model.imported.extra_xml import extra_elements
from tests.support.foreign_feed import NAMESPACES, foreign_feed, imported_show, usual_item

if TYPE_CHECKING:
    from pathlib import Path


def element(text: str) -> etree._Element:
    return etree.fromstring(f"<item {NAMESPACES}>{text}</item>")[0]


def elements_named(parent: etree._Element, own: etree._Element) -> list[str]:
    """The texts of the elements that are left over."""
    return [str(left.text) for left in leftover_elements(parent, own, frozenset({"ignored"}), lambda _element: False)]


@pytest.mark.parametrize(
    "text",
    [
        "<itunes:keywords>a, b &amp; c</itunes:keywords>",
        "<comments>&lt;b&gt; ]]&gt; &lt;/b&gt;</comments>",
        "<comments>a&#13;b&#8232;c&#133;d\u00a0e</comments>",
        '<x:a xmlns:x="https://example.org/&amp;" x:b="&lt;&quot;&#10;"><x:c/>text<!-- comment --> tail</x:a>',
        '<a xmlns="https://example.org/ns"><b>Grüße 🎙</b></a>',
        "<itunes:keywords/>",
    ],
)
def test_an_element_is_the_same_in_extra_xml(text: str) -> None:
    written = element_as_text(element(text))
    assert len(extra_elements(written)) == 1
    assert canonical_element(element(written)) == canonical_element(element(text))


def test_html_stands_in_a_section_that_people_can_read() -> None:
    assert element_as_text(element("<description>&lt;p&gt;a &amp;amp; b&lt;/p&gt;</description>")) == (
        "<description><![CDATA[<p>a &amp; b</p>]]></description>"
    )


def test_all_of_a_name_are_left_over_where_one_differs() -> None:
    source = element("<i><a>1</a><a>2</a><b>1</b></i>")
    assert elements_named(source, element("<i><a>1</a><a>3</a><b>1</b></i>")) == ["1", "2"]


def test_further_elements_of_ours_are_no_difference() -> None:
    assert elements_named(element("<i><a>2</a></i>"), element("<i><a>1</a><a>2</a></i>")) == []


def test_another_order_is_a_difference() -> None:
    assert elements_named(element("<i><a>1</a><a>2</a></i>"), element("<i><a>2</a><a>1</a></i>")) == ["1", "2"]


def test_ignored_names_are_never_left_over() -> None:
    assert elements_named(element("<i><ignored>1</ignored></i>"), element("<i/>")) == []


def test_an_item_with_every_namespace_is_loaded(tmp_path: Path) -> None:
    strange = (
        '<x:y xmlns:x="https://example.org/ns">&#13;</x:y><description>a&#8232;b &lt;i&gt;c&lt;/i&gt;</description>'
    )
    [episode] = imported_show(tmp_path, foreign_feed(tmp_path, usual_item(strange))).episodes
    assert episode.extra_xml is not None
    assert [extra.name for extra in extra_elements(episode.extra_xml)] == ["{https://example.org/ns}y", "description"]
