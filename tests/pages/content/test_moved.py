"""Pages at former addresses lead to the addresses of today."""

import pytest

from podcast.model.groups import Person
from tests.support.rendered_pages import episode, select, site


def files():
    """A show whose topics and people had other addresses in earlier versions."""
    return site(
        episode(1, topics=("C", "Mut"), people=(Person(name="Ada", role="guest"),)),
        episode(2, topics=("C++",), people=(Person(name="Ada", role="guest"), Person(name="Team C#", role="guest"))),
    )


MOVED = {
    "themen/c-2/": "themen/c-plus-plus/",
    "personen/team-c/": "personen/team-c-sharp/",
}


@pytest.mark.parametrize(("former", "new"), MOVED.items())
def test_a_former_address_leads_to_the_new_one(former, new):
    html = files()[f"{former}index.html"]
    assert select(html, "//meta[@http-equiv='refresh']/@content") == [f"0; url=../../{new}index.html"]
    assert select(html, "//main//a[contains(@class, 'button')]/@href") == [f"../../{new}index.html"]
    assert select(html, "//main//a[contains(@class, 'button')]/text()") == [f"https://example.org/{new}"]
    assert select(html, "//link[@rel='canonical']/@href") == [f"https://example.org/{new}"]
    assert f"{new}index.html" in files()


@pytest.mark.parametrize("former", MOVED)
def test_search_engines_list_no_former_address(former):
    html = files()[f"{former}index.html"]
    assert select(html, "//meta[@name='robots']/@content") == ["noindex"]
    assert former.encode() not in files()["sitemap.xml"]


def test_only_addresses_that_changed_have_such_a_page():
    pages = {path for path, data in files().items() if b'http-equiv="refresh"' in data}
    assert pages == {f"{former}index.html" for former in MOVED}


def test_a_former_address_that_is_in_use_keeps_its_page():
    older = episode(1, topics=("C++",))  # had themen/c/ before
    newer = episode(2, topics=("C",))
    html = site(older, newer)["themen/c/index.html"]
    assert select(html, "//h1//text()")[-1].strip() == "C"
    assert not select(html, "//meta[@http-equiv='refresh']")
