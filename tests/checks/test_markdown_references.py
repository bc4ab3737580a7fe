"""What notes refer to: held against the site's own Markdown, which has the last word on what is a link."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.checks.markdown_references import find_references
from podcast.pages.text import markdown


def targets_of(text: str, kind: str = "link") -> list[str]:
    return [reference.target for reference in find_references(text) if reference.kind == kind]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("[a](b)", ["b"]),
        ("[a](<b c>)", ["b c"]),
        ("[a](https://de.example.org/Rathaus_(Film))", ["https://de.example.org/Rathaus_(Film)"]),
        ('[a](b "Titel (neu)")', ["b"]),
        ("[a [b] c](d)", ["d"]),
        ("[a\nb](c)", ["c"]),
        ("<https://example.org/x>", ["https://example.org/x"]),
        ("[a]\n\n[a]: b", ["b"]),
        ('<a href="b">c</a>', ["b"]),
        ("<a href=b>c</a>", ["b"]),
        ("[![x](y.jpg)](z)", ["z"]),
        (r"\[a](b)", []),
        ("`[a](b)`", []),
        ("``[a](b) ` ``", []),
        ("```\n[a](b)\n```\n\n[c](d)", ["d"]),
        ("~~~\n[a](b)\n", []),
        ("<!-- [a](b) -->", []),
        ("[a] (b)", []),
        ("Bürger*innen [1] und (2)", []),
        ("Siehe https://example.org/a_b, www.example.org.", ["https://example.org/a_b", "https://www.example.org"]),
        ("[https://example.org](b) <https://c.de> <a href='d'>https://e.de</a>", ["b", "https://c.de", "d"]),
        ("`https://example.org` info.example.org", []),
        (r"[a](b\_c)", ["b_c"]),
    ],
)
def test_links_are_what_the_site_makes_links_of(text: str, targets: list[str]) -> None:
    html = markdown.html(text, "de")
    assert targets_of(text) == targets
    assert [unquote(unescape(url)) for url in re.findall(r'<a href="([^"]*)"', html)] == targets


def test_pictures_and_third_party_elements_are_found_with_their_lines() -> None:
    text = "![a](b.jpg)\n\n[![c](d.jpg)](e)\n<IMG src='f.png'>\n<iframe src=\"x\"></iframe>\n<script>y</script>"
    assert [(reference.kind, reference.target, reference.line) for reference in find_references(text)] == [
        ("picture", "b.jpg", 1),
        ("link", "e", 3),
        ("picture", "d.jpg", 3),
        ("picture", "f.png", 4),
        ("embed", "iframe", 5),
        ("embed", "script", 6),
    ]


def test_a_text_without_signs_is_not_read() -> None:
    assert find_references("Nichts weiter, nur Worte: [so] (und so).") == ()


WORD = st.text("abc äß-_", min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(st.tuples(WORD, st.text("abcxyz/.:?=&-", min_size=1, max_size=12)), max_size=5))
def test_every_link_in_running_text_is_found_in_its_order(pairs: list[tuple[str, str]]) -> None:
    text = ", ".join(f"[{words}]({target})" for words, target in pairs)
    assert targets_of(text) == [target for _, target in pairs]


@given(st.text("[]()<>!`\\\n ab:/\"'&", max_size=200))
def test_no_text_takes_it_aback(text: str) -> None:
    assert all(reference.line >= 1 for reference in find_references(text))


@pytest.mark.parametrize("unit", ["[", "![", "[a](", "](", "`", "<a ", "\\", "[a]:", "```\n", "<!--", "(("])
def test_a_hundred_thousand_of_anything_are_read(unit: str) -> None:
    find_references(unit * 100_000 + "](")
