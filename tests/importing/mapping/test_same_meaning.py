"""What means the same is not written twice: safe notes, other names of a type, the address that a page had before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.importing.mapping.imported import MappingOptions
from podcast.importing.proof.canonical import canonical_element
from tests.support.foreign_feed import OLD, foreign_feed, map_feed, map_item, usual_item

if TYPE_CHECKING:
    from pathlib import Path

UNSAFE = '<script>alert(1)</script><p onclick="x()">Worum es &amp; wen es geht.</p>'


def test_notes_without_what_is_unsafe_are_not_repeated(tmp_path: Path) -> None:
    episode = map_item(tmp_path, f"<content:encoded><![CDATA[{UNSAFE}]]></content:encoded>")
    assert episode.texts["notes.html"].decode() == UNSAFE
    assert "extra_xml" not in episode.fields


def test_another_name_of_a_type_is_said_once_and_equal(tmp_path: Path) -> None:
    items = [usual_item(number=number).replace("audio/mpeg", "audio/x-m4a") for number in (1, 2)]
    source = foreign_feed(tmp_path, *items)
    findings = map_feed(source, tmp_path / "show").findings
    assert [finding.sentence for finding in findings if finding.rule == "media-type"] == [
        "the feed calls its audio audio/x-m4a; the new feed calls it audio/mp4, which means the same"
    ]
    written = source.items[0].element.find("enclosure")
    usual = foreign_feed(tmp_path, items[0].replace("audio/x-m4a", "audio/mp4")).items[0].element.find("enclosure")
    assert canonical_element(written) == canonical_element(usual)


@pytest.mark.parametrize(
    ("link", "redirects"),
    [
        (f"{OLD}erste-folge/", None),
        (f"{OLD}erste-folge", None),
        (f"{OLD}folge/erste-folge/", [f"{OLD}folge/erste-folge/"]),
        (f"{OLD}erste-folge/?p=1", [f"{OLD}erste-folge/?p=1"]),
    ],
)
def test_a_page_does_not_lead_to_itself(tmp_path: Path, link: str, redirects: list[str] | None) -> None:
    source = foreign_feed(tmp_path, usual_item(f"<link>{link}</link>"))
    [episode] = map_feed(source, tmp_path / "show", options=MappingOptions(link="https://neu.example.org/")).episodes
    assert episode.slug == "erste-folge"
    assert episode.fields.get("redirects") == redirects
