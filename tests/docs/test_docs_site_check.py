"""`make docs-site` fails where a link, an anchor or a language is wrong, or where a page asks another server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.check_docs_site import check_site
from tests.tools.docs_site import POLICY

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    '<link rel="alternate" href="../en/a.html" hreflang="en"><link rel="alternate" href="../de/a.html" hreflang="de">'
)


def site_with(folder: Path, *, language: str = "en", head: str = HEAD, body: str = "") -> Path:
    """A site of two pages; the English one has this content."""
    for name, code, content in (("en", language, body), ("de", "de", "")):
        (folder / name).mkdir()
        page = f'<html lang="{code}">{head}<h1 id="top">A</h1>{content}</html>'
        (folder / name / "a.html").write_text(page, "utf-8")
    return folder


def test_a_site_without_faults(tmp_path: Path) -> None:
    body = '<a href="a.html#top">a</a><a href="#top">b</a><a href="https://example.org/x">c</a><img src="data:,">'
    assert check_site(site_with(tmp_path, body=body)) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="b.html">b</a>', "links to b.html, which does not exist"),
        ('<a href="#bottom">b</a>', "links to #bottom, an anchor that does not exist"),
        ('<a href="../de/a.html#bottom">b</a>', "links to ../de/a.html#bottom, an anchor that does not exist"),
        ('<script src="https://cdn.example/x.js"></script>', "fetches https://cdn.example/x.js"),
        ('<link rel="stylesheet" href="//fonts.example/x.css">', "fetches //fonts.example/x.css"),
        ('<img src="missing.png">', "links to missing.png, which does not exist"),
    ],
)
def test_a_fault_of_a_page_is_named(tmp_path: Path, body: str, fault: str) -> None:
    assert check_site(site_with(tmp_path, body=body)) == [f"en/a.html: {fault}"]


def test_a_page_names_its_language_and_links_to_the_other(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert check_site(site_with(tmp_path / "other", language="de")) == ["en/a.html: has the language 'de'"]
    (tmp_path / "bare").mkdir()
    assert check_site(site_with(tmp_path / "bare", head="")) == [
        f"{language}/a.html: {fault}"
        for language in ("de", "en")
        for fault in ("has no content security policy", "has no link to each language")
    ]
