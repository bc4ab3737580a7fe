"""Bare web and e-mail addresses: what is one, where it ends, where it leads."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.text_formats.bare_links import find_bare_links


def addresses(text: str) -> list[str]:
    return [link.text for link in find_bare_links(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Siehe https://example.org/seite.", ["https://example.org/seite"]),
        ("(https://de.wikipedia.org/wiki/Recht_(Begriff)).", ["https://de.wikipedia.org/wiki/Recht_(Begriff)"]),
        ("[https://x.org](https://y.org)", ["https://x.org", "https://y.org"]),
        ("„https://example.org/“, »www.example.org«, “https://example.com/a”", None),
        ("Ist es https://example.org? Ja: https://example.org!", ["https://example.org", "https://example.org"]),
        ("https://example.org/a…", ["https://example.org/a"]),
        ("https://a.de,https://b.de; https://c.de;", ["https://a.de", "https://b.de", "https://c.de"]),
        ("https://web.archive.org/web/2020/https://x.de/", ["https://web.archive.org/web/2020/https://x.de/"]),
        ("**https://example.org/a**, _www.example.org_", ["https://example.org/a", "www.example.org"]),
        (r"https://example.org/a\_b", ["https://example.org/a_b"]),
        ("https://x.de/?a=1&amp;b=2&copy=3&gt;", ["https://x.de/?a=1&b=2&copy=3"]),
        ("https://müller.de/straße?q=ä#ö", ["https://müller.de/straße?q=ä#ö"]),
        ("http://localhost:8000/x und https://[::1]/x", ["http://localhost:8000/x", "https://[::1]/x"]),
        ("E-Mail:info@example.org, „a.b+c@rathaus.koeln“", ["info@example.org", "a.b+c@rathaus.koeln"]),
        ("mailto:max.muster@example.org; x", ["mailto:max.muster@example.org"]),
        ("Datei.md, z.B. index.html, example.org, v1.2.3", []),
        ("@ada@bonn.social, bild@2x.png, 1.5@3.4, a@b", []),
        ("http:// und https://… und www. und www.tagesschau", []),
        ("https://[abc/x und https://a[b/ und https://x\u2100y.de", []),
        ("ftp://ada@example.org, xhttps://example.org", []),
    ],
)
def test_addresses_end_where_people_see_their_end(text: str, expected: list[str] | None) -> None:
    wanted = ["https://example.org/", "www.example.org", "https://example.com/a"] if expected is None else expected
    assert addresses(text) == wanted


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("www.example.org/a", "https://www.example.org/a"),
        ("WWW.Example.org", "https://WWW.Example.org"),
        ("HTTP://example.org", "http://example.org"),
        ("info@example.org", "mailto:info@example.org"),
        ("https://example.org/lang\u00ader-na\u200bme", "https://example.org/langer-name"),
        ("https://www.ver\u00adwaltung.de", "https://www.verwaltung.de"),
        ("info@ver\u00adwaltung.de", "mailto:info@verwaltung.de"),
    ],
)
def test_a_target_is_complete_and_has_no_invisible_characters(text: str, target: str) -> None:
    (link,) = find_bare_links(text)
    assert (link.text, link.target) == (text, target)


@given(
    st.lists(
        st.sampled_from(["https://", "www.", "a.de", "@", "/", "(", ")", "\\_", "&amp;", "„", " ", "*", ".", "\u00ad"])
    )
)
def test_links_are_in_order_and_apart_whatever_is_pasted(parts: list[str]) -> None:
    text = "".join(parts)
    links = find_bare_links(text)
    assert all(0 <= link.start < link.end <= len(text) for link in links)
    assert all(before.end <= after.start for before, after in pairwise(links))
    assert all(link.target.startswith(("https://", "http://", "mailto:")) for link in links)


@pytest.mark.parametrize(
    "part", ["https://", "www.", "a@", "a.", "https://x.de/(", "mailto:", "a@b.", "_", "&amp;", "a-"]
)
def test_long_texts_take_no_longer_in_proportion(part: str) -> None:
    assert find_bare_links(part * 50_000 + "://@") is not None  # else it would backtrack for minutes
