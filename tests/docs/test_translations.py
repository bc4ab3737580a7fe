"""Every page exists in German and in English, with the same structure, code, links and names."""

from __future__ import annotations

import pytest

from tests.support.doc_structure import Structure, anchors, structure
from tests.support.paths import DOCS

LANGUAGES = ("en", "de")
NAMES = {language: sorted(path.name for path in (DOCS / language).glob("*.md")) for language in LANGUAGES}
TEXTS = {
    (language, name): (DOCS / language / name).read_text("utf-8") for language in LANGUAGES for name in NAMES[language]
}
ANCHORS = {language: {name: anchors(TEXTS[language, name]) for name in NAMES[language]} for language in LANGUAGES}


def page_structure(text: str) -> Structure:
    return structure(text, {"page.md": anchors(text)}, "page.md")


def test_both_languages_have_the_same_pages() -> None:
    assert NAMES["de"] == NAMES["en"]


@pytest.mark.parametrize("name", NAMES["en"])
@pytest.mark.parametrize("part", ["blocks", "code", "links", "names"])
def test_a_page_is_the_same_in_both_languages(name: str, part: str) -> None:
    if (name, part) == ("fields.md", "names"):
        pytest.skip("generated in both languages from the same table")
    english, german = (
        getattr(structure(TEXTS[language, name], ANCHORS[language], name), part) for language in LANGUAGES
    )
    assert german == english


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("# A\n\n## B\n", "# A\n\n### B\n"),
        ("a\n\nb\n", "a b\n"),
        ("| a |\n|---|\n| `x` |\n", "| a |\n|---|\n| `y` |\n"),
        ("| a |\n|---|\n| b |\n", "| a |\n|---|\n| b |\n| c |\n"),
        ("```yaml\na: 1  # one\n```\n", "```yaml\na: 2  # eins\n```\n"),
        ("```console\n$ podcast build --drafts\n```\n", "```console\n$ podcast build\n```\n"),
        ("[a](x.md)\n", "[a](y.md)\n"),
        ("# A\n\n[a](#a)\n\n## B\n", "# A\n\n[a](#b)\n\n## B\n"),
        ("| a |\n|---|\n| `sftp://user@host/folder` |\n", "| a |\n|---|\n| `ftps://benutzer@server/ordner` |\n"),
    ],
)
def test_a_difference_is_found(english: str, german: str) -> None:
    assert structure(english, {"p.md": anchors(english)}, "p.md") != structure(
        german, {"p.md": anchors(german)}, "p.md"
    )


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("# Heading\n\nText.\n", "# Überschrift\n\nAnderer Text.\n"),
        ("```yaml\na: 1  # one\n```\n", "```yaml\na: 1  # eins\n```\n"),
        ('```console\n$ podcast new "A title"\nout\n```\n', '```console\n$ podcast new "Ein Titel"\naus\n```\n'),
        ("# One\n\n[a](#one)\n", "# Eins\n\n[a](#eins)\n"),
        ("# Over\n\n[a](#over)\n", "# Über\n\n[a](#über)\n"),
        (
            "| a |\n|---|\n| `sftp://user@host/folder` |\n",
            "| a |\n|---|\n| `sftp://benutzer@server/ordner` |\n",
        ),
    ],
)
def test_words_may_differ(english: str, german: str) -> None:
    assert structure(english, {"p.md": anchors(english)}, "p.md") == structure(
        german, {"p.md": anchors(german)}, "p.md"
    )
