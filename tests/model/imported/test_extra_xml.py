"""`extra_xml`: what is no sequence of elements is refused, with the place in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.model.imported.extra_xml import extra_elements
from podcast.show.load import load
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = [
    ("<a>", "6:6", "is not well-formed XML"),
    ("<a>Kunst & Kultur</a>", "6:13", "is not well-formed XML"),
    ("<b/>\n  <a>&nbsp;</a>", "7:6", "undefined entity"),
    ("<b/>\n  <x:a/>", "7:3", "uses a prefix that is not declared"),
    ("Text", "6:3", "has text outside of an element"),
    ("<b/>\n  </extra><extra>", "7:11", "is not well-formed XML"),
    ("<?x y?>", "6:3", "contains a processing instruction"),
    ('<!DOCTYPE a [<!ENTITY b "c">]>', "6:5", "is not well-formed XML"),
    ("<!-- nichts -->", "5:1", "has no element"),
    ("<guid>1</guid>", "6:3", "would replace <guid>"),
    ('<b/>\n  <enclosure url="https://example.org/"/>', "7:3", "would replace <enclosure>"),
    ("<itunes:new-feed-url>https://example.org/</itunes:new-feed-url>", "6:3", "would replace <itunes:new-feed-url>"),
    ("<link>https://example.org/</link>", "6:3", "would replace <link>"),
]


@pytest.mark.parametrize(("text", "place", "message"), REFUSED)
def test_the_place_of_what_is_refused(text: str, place: str, message: str, tmp_path: Path) -> None:
    write_show(tmp_path, episodes=1)
    yaml = tmp_path / "episodes" / "folge-1" / "episode.yaml"
    yaml.write_text(f"extra_xml: |\n  {text}\n{yaml.read_text('utf-8')}", "utf-8")
    line, column = (int(number) for number in place.split(":"))
    [problem] = load(tmp_path).problems
    assert (problem.line, problem.column) == ((line - 4, column) if message != "has no element" else (1, 12))
    assert problem.field == "extra_xml"
    assert message in problem.what


@pytest.mark.parametrize(
    "text",
    [
        "<itunes:image href='https://example.org/a.jpg'/>",
        "<podcast:guid>x</podcast:guid>",
        "<b/><item><title>x</title></item>",
        "<atom:link rel='self' href='https://example.org/'/>",
        "<atom:link rel='next' href='https://example.org/'/>",
    ],
)
def test_what_apps_know_the_show_by_stays(text: str, tmp_path: Path) -> None:
    write_show(tmp_path, episodes=1)
    change(tmp_path / "podcast.yaml", "language:", f'extra_xml: "{text}"\nlanguage:')
    [problem] = load(tmp_path).problems
    assert problem.field == "extra_xml"
    assert "would replace" in problem.what


def test_elements_within_each_other_are_limited() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        extra_elements("<a>" * 200 + "</a>" * 200)


def test_elements_have_their_names_and_places() -> None:
    elements = extra_elements('<itunes:keywords>a</itunes:keywords>\n <y xmlns="urn:x" b="c"><z/></y>')
    assert [(element.name, element.typed_name, element.line, element.column) for element in elements] == [
        ("{http://www.itunes.com/dtds/podcast-1.0.dtd}keywords", "itunes:keywords", 1, 1),
        ("{urn:x}y", "y", 2, 2),
    ]
    assert elements[1].attributes == {"b": "c"}
