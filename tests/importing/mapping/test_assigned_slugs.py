"""Slugs and redirects: from the item's own link, else its title, the same in every import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.importing.mapping.items.assigned_slugs import link_slug
from podcast.importing.mapping.write_show import write_show
from tests.support.foreign_feed import OLD, foreign_feed, map_feed, map_item, usual_item

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("link", "slug"),
    [
        (f"{OLD}2021/11/echte-beteiligung/", "echte-beteiligung"),
        (f"{OLD}echte_beteiligung.html", "echte-beteiligung"),
        (f"{OLD}fg042-echte-beteiligung", "fg042-echte-beteiligung"),
        (f"{OLD}folgen/echte-beteiligung/12345", "echte-beteiligung"),
        (f"{OLD}folgen/Gr%C3%B6%C3%9Fe", "groesse"),
        (f"{OLD}s/ab12cd34", ""),
        (f"{OLD}?p=123", ""),
        (f"{OLD}podcast/123", ""),
        (f"{OLD}episodes/", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_a_slug_is_the_last_part_of_a_link_that_has_words(link: str, slug: str) -> None:
    assert link_slug(link) == slug


def test_without_a_usable_link_the_title_decides(tmp_path: Path) -> None:
    assert map_item(tmp_path, f"<link>{OLD}?p=1</link>").slug == "erste-folge"


def test_a_link_that_items_share_names_none_of_them(tmp_path: Path) -> None:
    link = f"<link>{OLD}der-podcast/</link>"
    imported = map_feed(foreign_feed(tmp_path, usual_item(link, number=2), usual_item(link)), tmp_path / "show")
    assert [episode.slug for episode in imported.episodes] == ["erste-folge-2", "erste-folge"]
    assert all("redirects" not in episode.fields for episode in imported.episodes)


def test_the_oldest_item_gets_the_plain_slug_and_later_ones_a_number(tmp_path: Path) -> None:
    feed = foreign_feed(tmp_path, *(usual_item(number=number) for number in (3, 1, 2)))
    slugs = {episode.guid: episode.slug for episode in map_feed(feed, tmp_path / "show").episodes}
    assert slugs == {"tag:old,1": "erste-folge", "tag:old,2": "erste-folge-2", "tag:old,3": "erste-folge-3"}


def test_an_older_item_that_comes_later_changes_no_slug(tmp_path: Path) -> None:
    root = tmp_path / "show"
    write_show(map_feed(foreign_feed(tmp_path, usual_item(number=2)), root), root)
    imported = map_feed(foreign_feed(tmp_path, usual_item(number=2), usual_item(number=1)), root)
    assert [episode.slug for episode in imported.episodes] == ["erste-folge-2"]
    assert imported.existing_slugs == {"tag:old,2": "erste-folge"}


def test_pages_of_the_site_are_no_slugs(tmp_path: Path) -> None:
    assert map_item(tmp_path, f"<link>{OLD}impressum</link>").slug == "impressum-2"


def test_a_title_in_no_letters_gets_a_general_slug(tmp_path: Path) -> None:
    item = usual_item().replace("Erste Folge", "…!")
    assert map_feed(foreign_feed(tmp_path, item), tmp_path / "show").episodes[0].slug == "folge"


@pytest.mark.parametrize(
    ("link", "redirects"),
    [
        (f"{OLD}2021/echte-beteiligung/", ["/2021/echte-beteiligung/"]),
        (f"{OLD}?p=12", ["/?p=12"]),
        ("https://other.example.org/f/echte-beteiligung#top", ["https://other.example.org/f/echte-beteiligung"]),
        (f"{OLD}echte-beteiligung/", None),
        (OLD, None),
        ("mailto:podcast@example.org", None),
    ],
)
def test_an_old_page_leads_to_the_new_one(tmp_path: Path, link: str, redirects: list[str] | None) -> None:
    assert map_item(tmp_path, f"<link>{link}</link>").fields.get("redirects") == redirects
