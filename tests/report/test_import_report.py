"""The report of an import is one page without scripts, in the reader's language, with everything in it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from podcast.i18n import temporary_language
from podcast.report.import_report import import_page

DIFFERENCE = {
    "field": "title",
    "first": "<script>alert(1)</script>",
    "second": "",
    "rule": "different",
    "explanation": "has another value",
    "matters": True,
}


def details(**changes: Any) -> dict[str, Any]:
    """The document of an import that has lost nothing."""
    proof = {"compared": 2, "equal": 2, "lossless": True, "with_audio": True, "show": [], "episodes": []}
    return {
        "feed": {"location": "https://old.example.com/feed.xml", "title": "A & B", "items": 2, "documents": 1},
        "folder": "/shows/a-b",
        "failed": [],
        "findings": [],
        "problems": [],
        "proof": proof,
        "steps": ["redirect"],
    } | changes


def page(language: str = "en", **changes: Any) -> str:
    with temporary_language(language):
        return import_page(details(**changes), language).decode()


def episode(**changes: Any) -> dict[str, Any]:
    return {"slug": "a", "guid": "g", "title": "Folge", "number": 7, "fields": [DIFFERENCE | changes]}


def test_a_complete_import_says_so_and_names_the_steps() -> None:
    html = page()
    assert "Nothing was lost" in html
    assert "<li>redirect</li>" in html
    assert "A &amp; B" in html


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"proof": None}, "podcast.yaml has problems"),
        ({"failed": [{"url": "u", "path": "p", "kind": "audio", "reason": "404"}]}, "Something is left that matters"),
        ({"proof": details()["proof"] | {"lossless": False, "episodes": [episode()]}}, "Something is left"),
        ({"proof": details()["proof"] | {"episodes": [episode(matters=False)]}}, "Nothing that matters was lost"),
    ],
)
def test_the_verdict_follows_from_the_proof(changes: dict[str, Any], verdict: str) -> None:
    assert verdict in page(**changes)


def test_values_of_a_foreign_feed_are_text() -> None:
    html = page(proof=details()["proof"] | {"lossless": False, "episodes": [episode()]})
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "7. Folge" in html


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert not re.findall(r"(?:src|href)=", page())
    assert "default-src 'none'" in page()


def test_many_findings_of_a_rule_are_folded() -> None:
    findings = [
        {"rule": "missing-guid", "where": f"item {number}", "message": "has no guid", "kind": "repaired"}
        for number in range(9)
    ]
    html = page(findings=findings)
    assert html.count("<details>") == 1
    assert html.count("has no guid") == 9


def test_the_page_is_in_the_language_of_its_reader() -> None:
    html = page("de")
    assert '<html lang="de">' in html
    assert "Nichts ging verloren" in html
