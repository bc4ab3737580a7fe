"""Two elements are equal where they mean the same, whatever their notation."""

import pytest
from lxml import etree

from podcast.importing.proof.canonical import canonical_children, canonical_element
from podcast.model.imported.feed_namespaces import CONTENT_NAMESPACE, NAMESPACES

DECLARATIONS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in (NAMESPACES | {"c": CONTENT_NAMESPACE}).items())


def item(children: str) -> etree._Element:
    """An item with these children."""
    return etree.fromstring(f"<item {DECLARATIONS}>{children}</item>")


EQUAL = {
    "white space around a value": ("<title>Eins</title>", "<title>\n  Eins </title>"),
    "a comment": ("<title>Eins</title>", "<!-- two --><title>Eins</title>"),
    "the order of different elements": ("<title>A</title><link>B</link>", "<link>B</link><title>A</title>"),
    "the order of attributes": ('<enclosure url="u" type="t"/>', '<enclosure type="t" url="u"/>'),
    "CDATA": ("<c:encoded>&lt;p&gt;A&amp;amp;B</c:encoded>", "<c:encoded><![CDATA[<p>A&amp;B</p>]]></c:encoded>"),
    "quotes and case of tags": (
        "<description><![CDATA[<A HREF='x'>y</A>]]></description>",
        '<description>&lt;a href="x">y&lt;/a></description>',
    ),
    "the notation of a date": (
        "<pubDate>Tue, 05 Mar 2024 06:00:00 GMT</pubDate>",
        "<pubDate>5 Mar 2024 06:00:00 +0000</pubDate>",
    ),
    "the notation of a duration": (
        "<itunes:duration>1:01:05</itunes:duration>",
        "<itunes:duration>3665</itunes:duration>",
    ),
    "yes and true": ("<itunes:explicit>Yes</itunes:explicit>", "<itunes:explicit>true</itunes:explicit>"),
    "a permalink that is not written": ("<guid>g</guid>", '<guid isPermaLink="true">g</guid>'),
    "the notation of the start of a chapter": (
        '<psc:chapters><psc:chapter start="1:05"/></psc:chapters>',
        '<psc:chapters><psc:chapter start="00:01:05.000"/></psc:chapters>',
    ),
    "the role that people have by default": (
        "<podcast:person>A</podcast:person>",
        '<podcast:person role="Host" group="cast">A</podcast:person>',
    ),
    "a leading zero": ("<itunes:episode>07</itunes:episode>", "<itunes:episode>7</itunes:episode>"),
}
DIFFERENT = {
    "the case of a guid": ("<guid>Abc</guid>", "<guid>abc</guid>"),
    "a permalink": ("<guid>g</guid>", '<guid isPermaLink="false">g</guid>'),
    "the offset of a date": (
        "<pubDate>Tue, 05 Mar 2024 06:00:00 +0100</pubDate>",
        "<pubDate>Tue, 05 Mar 2024 05:00:00 +0000</pubDate>",
    ),
    "a tag in the notes": ("<description>&lt;b>A&lt;/b></description>", "<description>A</description>"),
    "where bold ends": (
        "<description>&lt;b>A&lt;/b>B</description>",
        "<description>&lt;b>AB&lt;/b></description>",
    ),
    "text inside a title": ("<title>A  B</title>", "<title>A B</title>"),
    "an attribute": ('<podcast:person href="x">A</podcast:person>', "<podcast:person>A</podcast:person>"),
    "the namespace": ("<itunes:title>A</itunes:title>", "<title>A</title>"),
    "the order of chapters": (
        '<psc:chapters><psc:chapter title="A"/><psc:chapter title="B"/></psc:chapters>',
        '<psc:chapters><psc:chapter title="B"/><psc:chapter title="A"/></psc:chapters>',
    ),
}


@pytest.mark.parametrize("notation", EQUAL)
def test_notation_makes_no_difference(notation: str) -> None:
    first, second = (canonical_children(item(children)) for children in EQUAL[notation])
    assert first == second


@pytest.mark.parametrize("meaning", DIFFERENT)
def test_meaning_makes_a_difference(meaning: str) -> None:
    first, second = (canonical_children(item(children)) for children in DIFFERENT[meaning])
    assert first != second


def test_the_order_of_people_has_a_meaning() -> None:
    people = ("<podcast:person>A</podcast:person>", "<podcast:person>B</podcast:person>")
    assert canonical_children(item("".join(people))) != canonical_children(item("".join(reversed(people))))


def test_text_between_elements_is_kept() -> None:
    assert canonical_element(item("<x>a<y/>b</x>")[0]).children[1] == "b"


def test_items_are_no_children_of_a_channel() -> None:
    assert canonical_children(item("<title>A</title><item/>")).keys() == {"title"}


def test_files_are_compared_by_their_content() -> None:
    contents = {"https://old.example.org/a.mp3": "sha256:1", "https://new.example.org/b.mp3": "sha256:1"}
    old, new = (item(f'<enclosure url="{url}"/>') for url in contents)
    assert canonical_children(old) != canonical_children(new)
    first, second = (canonical_children(one, lambda value: contents.get(value, value)) for one in (old, new))
    assert first == second
