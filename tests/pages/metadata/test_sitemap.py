from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from podcast.model.groups import Correction, Person
from podcast.model.show import Episode, Show
from podcast.pages.metadata.sitemap import MAX_BYTES, MAX_URLS, robots_txt, sitemaps
from podcast.pages.render import default_templates, site_files

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SHOW = Show(
    title="T", description="D", link="https://example.org/pod/", language="de", timezone="Europe/Berlin", author="A",
    categories=("Government",), explicit=False, guid="8d2f0000-0000-4000-8000-000000000000",
    cover="c.jpg", cover_alt="C",
)  # fmt: skip


def locations(data, path):
    return etree.fromstring(data).xpath(f"{path}/s:loc/text()", namespaces=NAMES)


def listed(files):
    """Every page that a search engine finds, beginning with the sitemap."""
    parts = locations(files["sitemap.xml"], "/s:sitemapindex/s:sitemap")
    names = [part.removeprefix(SHOW.link) for part in parts] or ["sitemap.xml"]
    return [url for name in names for url in locations(files[name], "/s:urlset/s:url")]


def test_a_site_has_one_sitemap():
    files = dict(sitemaps(SHOW, ["", "a/", "b/"]))
    assert list(files) == ["sitemap.xml"]
    assert listed(files) == ["https://example.org/pod/", "https://example.org/pod/a/", "https://example.org/pod/b/"]


def test_more_than_fifty_thousand_pages_need_several_sitemaps():
    pages = [f"folge-{number}/" for number in range(MAX_URLS + 1)]
    files = dict(sitemaps(SHOW, pages))
    assert sorted(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert listed(files) == [SHOW.link + page for page in pages]


@given(
    st.lists(st.from_regex(r"[a-z&ü]{1,20}/", fullmatch=True), max_size=40), st.integers(1, 7), st.integers(300, 900)
)
def test_every_page_is_in_just_one_part_and_no_part_is_too_large(pages, urls, size):
    files = dict(sitemaps(SHOW, pages, (urls, size)))
    assert len(listed(files)) == len(pages)
    for name, data in files.items():
        if name != "sitemap.xml" or len(files) == 1:
            assert len(locations(data, "/s:urlset/s:url")) <= urls
            assert len(data) <= size


@pytest.mark.parametrize("limit", [MAX_URLS <= 50_000, MAX_BYTES <= 50 * 1024 * 1024])
def test_the_limits_are_those_of_the_protocol(limit):
    assert limit


def episode(number, day, **fields):
    result = Episode(slug=f"f{number}", guid=f"g{number}", title=f"T{number}", **fields)
    return result.model_copy(update={"date": datetime(2024, 1, day, 12, tzinfo=UTC)})


ADA = Person(name="Ada", role="guest")
DATED = SHOW.with_episodes([
    episode(3, 20, season=2, topics=("Mut",)),
    episode(2, 10, season=1, people=(ADA,), topics=("Mut",)),
    episode(1, 1, season=1, people=(ADA,), correction=Correction(on=date(2024, 1, 15), text="T")),
    Episode(slug="f4", guid="g4", title="Bald"),
])  # fmt: skip


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", "2024-01-20T12:00:00+00:00"),
        ("f3/", "2024-01-20T12:00:00+00:00"),
        ("f1/", "2024-01-15"),
        ("staffel-1/", "2024-01-15"),
        ("staffel-1/seite-2/", "2024-01-15"),
        ("personen/ada/", "2024-01-15"),
        ("personen/", "2024-01-20T12:00:00+00:00"),
        ("themen/mut/", "2024-01-20T12:00:00+00:00"),
        ("impressum/", "2024-01-20T12:00:00+00:00"),
        ("f4/", "2024-01-20T12:00:00+00:00"),
    ],
)
def test_a_page_was_changed_with_its_newest_episode_or_correction(address, expected):
    data = dict(sitemaps(DATED, [address]))["sitemap.xml"]
    assert etree.fromstring(data).xpath("//s:lastmod/text()", namespaces=NAMES) == [expected]


def test_every_page_of_a_built_site_has_a_date_that_depends_on_the_show_alone():
    first, second = (site_files(DATED, {}, {}, {}, [default_templates()])["sitemap.xml"] for _ in range(2))
    assert first == second
    entries = etree.fromstring(first).findall("s:url", NAMES)
    assert len(entries) > 10
    assert all(entry.find("s:lastmod", NAMES) is not None for entry in entries)


def test_a_correction_before_its_episode_is_part_of_it():
    early = SHOW.with_episodes([episode(1, 20, correction=Correction(on=date(2024, 1, 1), text="T"))])
    assert b"<lastmod>2024-01-20T12:00:00+00:00</lastmod>" in dict(sitemaps(early, ["f1/"]))["sitemap.xml"]


def test_robots_are_shown_the_sitemap_and_kept_from_nothing():
    text = robots_txt(SHOW).decode()
    assert "Sitemap: https://example.org/pod/sitemap.xml" in text
    assert "Disallow" not in text
