import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from podcast.model.show import Show
from podcast.pages.sitemap import MAX_BYTES, MAX_URLS, robots_txt, sitemaps

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


def test_robots_are_shown_the_sitemap_and_kept_from_nothing():
    text = robots_txt(SHOW).decode()
    assert "Sitemap: https://example.org/pod/sitemap.xml" in text
    assert "Disallow" not in text
