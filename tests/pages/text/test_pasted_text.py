"""Texts as people paste them from Word and from mails: lists, links, and everything else as it was."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from podcast.pages.text import pasted_text
from podcast.pages.text.markdown import html, image_sources

TAGS = re.compile(r"<[^>]*>")


def outline(text: str) -> str:
    """The HTML on one line, without attributes of links."""
    return re.sub(r"\s*\n\s*", "", html(text, "de").replace(' rel="noopener"', ""))


# What is pasted, and what it becomes.
LISTS = {
    "•\tEins\n•\tZwei": "<ul><li>Eins</li><li>Zwei</li></ul>",
    "• Eins\n• Zwei\n\nText": "<ul><li>Eins</li><li>Zwei</li></ul><p>Text</p>",
    "•Eins\n•Zwei": "<ul><li>Eins</li><li>Zwei</li></ul>",
    "·\xa0\xa0Eins\n·\xa0\xa0Zwei": "<ul><li>Eins</li><li>Zwei</li></ul>",
    "‣ Eins\n‣ Zwei": "<ul><li>Eins</li><li>Zwei</li></ul>",
    "\uf0b7\tEins\n\uf0b7\tZwei": "<ul><li>Eins</li><li>Zwei</li></ul>",
    "§\tEins\n§\tZwei": "<ul><li>Eins</li><li>Zwei</li></ul>",
    "Themen:\n• Eins": "<p>Themen:</p><ul><li>Eins</li></ul>",
    "Text.\n\n• Eins": "<p>Text.</p><ul><li>Eins</li></ul>",
    "Themen\n• Eins\n• Zwei\nEin Absatz.": "<p>Themen</p><ul><li>Eins</li><li>Zwei</li></ul><p>Ein Absatz.</p>",
    "• Eins\n\n• Zwei\n\xa0\n• Drei": "<ul><li>Eins</li><li>Zwei</li><li>Drei</li></ul>",
    "• Eins, umbrochen und\n  hier weiter\n• Zwei": "<ul><li>Eins, umbrochen undhier weiter</li><li>Zwei</li></ul>",
    "• Eins\n\to\tUnter\n\to\tUnten\n• Zwei": (
        "<ul><li>Eins<ul><li>Unter</li><li>Unten</li></ul></li><li>Zwei</li></ul>"
    ),
    "•\tEins\no\tUnter\n▪\tTief\n•\tZwei": (
        "<ul><li>Eins<ul><li>Unter<ul><li>Tief</li></ul></li></ul></li><li>Zwei</li></ul>"
    ),
    "• Eins\n    • Unter\n• Zwei": "<ul><li>Eins<ul><li>Unter</li></ul></li><li>Zwei</li></ul>",
    "• Eins\n    - Unter\n• Zwei": "<ul><li>Eins<ul><li>Unter</li></ul></li><li>Zwei</li></ul>",
    "Text:\n\t•\tEins\n\t•\tZwei": "<p>Text:</p><ul><li>Eins</li><li>Zwei</li></ul>",
    "\t•\tEins\n\t•\tZwei".strip(): "<ul><li>Eins</li><li>Zwei</li></ul>",  # a file's first white space is dropped
    "> Zitat:\n> • Eins\n> • Zwei": ("<blockquote><p>Zitat:</p><ul><li>Eins</li><li>Zwei</li></ul></blockquote>"),
    "- Eins\n  • Unter\n  • Unten\n- Zwei": (
        "<ul><li>Eins<ul><li>Unter</li><li>Unten</li></ul></li><li>Zwei</li></ul>"
    ),
    "Links:\n– Studie\n– Gesetz": "<p>Links:</p><ul><li>Studie</li><li>Gesetz</li></ul>",
    "Links zur Folge\n– Studie\n– Gesetz": "<p>Links zur Folge</p><ul><li>Studie</li><li>Gesetz</li></ul>",
    "Link:\n– Studie": "<p>Link:</p><ul><li>Studie</li></ul>",
    "– Eins.\n– Zwei.\n– Drei.": "<ul><li>Eins.</li><li>Zwei.</li><li>Drei.</li></ul>",
    "a) Eins\nb) Zwei": '<ol type="a"><li>Eins</li><li>Zwei</li></ol>',
    "c) Drei\nd) Vier": '<ol type="a" start="3"><li>Drei</li><li>Vier</li></ol>',
    "1.) Eins\n2.) Zwei": "<ol><li>Eins</li><li>Zwei</li></ol>",
    "1) Eins\n2) Zwei": "<ol><li>Eins</li><li>Zwei</li></ol>",
    "1.\xa0Eins\n2.\xa0Zwei": "<ol><li>Eins</li><li>Zwei</li></ol>",
    "-\xa0Eins\n-\xa0Zwei": "<ul><li>Eins</li><li>Zwei</li></ul>",
    "#\xa0Titel": "<h3>Titel</h3>",
    "Eins\n\xa0\nZwei": "<p>Eins</p><p>Zwei</p>",
}
PROSE = [
    "– Ja. – Nein.",
    "– Ja.\n– Nein.",
    "– Kommst du? – Nein.\n– Warum? – Darum.\n– Ach so. – Eben.",
    "„Das ist gut“\n– Ada Lovelace",
    "Sie rechnete\n– auch nachts –\nund schrieb.",
    "Ein langer Satz, der umbrochen ist und weitergeht,\n– und zwar so – und\n– wer hätte es gedacht – noch einmal.",
    "Prosa\n• Einschub",
    "Stand: 3.\xa0Mai\n5.\xa0Juni folgt",
    "Plan b) ist\nc) gestrichen",
    "a) nur einer",
    "o sole mio\no sole mio",
    "§ 5 gilt\n§ 6 auch",
    "(1) Absatz\n(2) Absatz",
    "Ada · Bob\n· Eva",
]


@pytest.mark.parametrize("text", LISTS)
def test_what_clearly_is_a_list_becomes_one(text: str) -> None:
    assert outline(text) == LISTS[text]


@pytest.mark.parametrize("text", PROSE)
def test_prose_and_dialogue_stay_paragraphs(text: str) -> None:
    assert not re.search("<[uo]l", html(text, "de"))


def test_code_stays_code() -> None:
    text = "```\n• a\n• https://example.org\n```\n\n    Kode www.example.org\n\n`info@example.org`"
    assert html(text, "de").count("<a ") == 0
    assert "• a\n• https://example.org" in html(text, "de")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Siehe www.example.org oder https://example.org.", 2),
        ("**https://example.org/a_b_c** und _info@example.org_", 2),
        ("| a | b |\n|---|---|\n| https://example.org | info@example.org |", 2),
        ("- https://example.org/a\n- [https://example.org/b](https://example.org/c)", 2),
        ('<a href="https://example.org">https://example.org/a</a>', 1),
        ("<https://example.org/%C3%BC>", 1),
        ("[Titel]\n\n[Titel]: https://example.org", 1),
        ("[https://example.org](https://example.org/a_(b)) [www.example.org](../a/)", 2),
    ],
)
def test_bare_addresses_are_links_and_links_stay_as_they_are(text: str, expected: int) -> None:
    assert html(text, "de").count("<a ") == expected


def test_a_link_has_the_text_that_was_typed_and_a_target_for_every_browser() -> None:
    shown = outline("https://müller.de/a--b/it's?y=..z und „www.straße.de“ und max\\_m@bücher.de")
    assert shown == (
        "<p><a href=\"https://xn--mller-kva.de/a--b/it's?y=..z\">https://müller.de/a--b/it's?y=..z</a> und "
        '„<a href="https://www.xn--strae-oqa.de">www.straße.de</a>“ und '
        '<a href="mailto:max_m@xn--bcher-kva.de">max_m@bücher.de</a></p>'
    )


def test_pasted_html_of_word_is_sanitised() -> None:
    text = (
        '<p class="MsoNormal" style="mso-list:l0"><span lang="DE">Hallo<o:p></o:p></span></p>\n'
        "<!--[if gte mso 9]><xml><w:View/></xml><![endif]--><style>p.MsoNormal{}</style>"
    )
    assert html(text, "de") == "<p>Hallo</p>"


def test_word_characters_survive() -> None:
    assert html("„Rats\u00adsitzung“ – sie’s\u202fgut", "de") == "<p>„Rats\u00adsitzung“&nbsp;– sie’s\u202fgut</p>"


def test_windows_line_ends_make_no_difference() -> None:
    text = "Themen:\n•\tEins\n\to\tZwei\n\nhttps://example.org\n"
    assert html(text.replace("\n", "\r\n"), "de") == html(text, "de")


def test_a_bullet_may_hold_a_picture() -> None:
    assert image_sources("• ![a](b.png)\n• ![c](d.png)") == ("b.png", "d.png")


def parsers() -> tuple[MarkdownIt, MarkdownIt]:
    plain, pasted = MarkdownIt("commonmark").enable("table"), MarkdownIt("commonmark").enable("table")
    pasted_text.install_rules(pasted)
    return plain, pasted


def links(page: str) -> list[str]:
    return re.findall(r'<a href="([^"]*)"', page)


PIECES = st.sampled_from(
    [
        *(
            "https://example.org/a",
            "www.example.org",
            "info@example.org",
            "[a](https://b.de)",
            "<https://c.de>",
            "`x@y.de`",
        ),
        *(
            "[https://d.de](e)",
            "[",
            "](",
            ")",
            "(",
            "*",
            "_",
            "**",
            "`",
            "!",
            "\\",
            "&amp;",
            "„",
            "“",
            ".",
            ",",
            " ",
            "\n",
        ),
        *('<a href="f">', "</a>", "Wort", " ", "\n", "\n\n", "> ", "- ", "    ", "|", "\u00ad"),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
@example("[https://example.org](https://example.org/a)")
@example("*https://example.org/*a*")
def test_links_change_no_text_and_no_link_that_there_was(text: str) -> None:
    plain, pasted = parsers()
    before, after = plain.render(text), pasted.render(text)
    existing, remaining = links(before), iter(links(after))
    if not re.search(r"[*_\\`]", text):  # an address keeps the * and _ in it, which would be emphasis
        assert unescape(TAGS.sub("", after)) == unescape(TAGS.sub("", before))
        assert all(target in remaining for target in existing)
    assert after.count("<a ") == after.count("</a>") or "<a" in text or "</a" in text


LINE = st.text("abc äß•–-.:1) \t*_#>`o", max_size=12)


@given(st.lists(LINE, max_size=8).map("\n".join))
def test_lists_keep_every_word_in_its_order(text: str) -> None:
    plain, pasted = parsers()
    letters = [re.sub(r"[^a-zäß]", "", unescape(TAGS.sub("", parser.render(text)))) for parser in (plain, pasted)]
    without_markers = [re.sub("[oabc]", "", words) for words in letters]
    assert without_markers[0] == without_markers[1]


@given(st.text("abc äß,;.!?()-1\n", max_size=200))
def test_a_text_without_such_signs_is_rendered_as_ever(text: str) -> None:
    plain, pasted = parsers()
    if not re.search(r"^\s*(?:[a-z]\)|\d+\.\))", text, re.MULTILINE):
        assert pasted.render(text) == plain.render(text)


@pytest.mark.parametrize("line", ["• x", "– x. – y", "a) x", "x\n– y", "\t• x\n\n", "https://x.de "])
def test_long_texts_are_rendered(line: str) -> None:
    assert html(f"{line}\n" * 2_000, "de")
