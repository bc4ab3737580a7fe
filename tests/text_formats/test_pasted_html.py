"""Text of the clipboard becomes Markdown that means the same."""

from __future__ import annotations

import pytest

from podcast.pages.text import markdown
from podcast.pages.text.markdown import sanitised_html
from podcast.text_formats.pasted_html import mark_word_items, pasted_markdown

WORD = """\
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {font-family: Calibri}</style></head>
<body lang=DE><!--StartFragment-->
<h1>Nachgefragt<o:p></o:p></h1>
<p class=MsoNormal><b><span style='color:red'>J&ouml;rg Tremmel</span></b> fragt, <i>wer</i> w&auml;hlt&nbsp;&ndash;
siehe <a href="https://example.org/wahl">Wahlalter</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt'><![if !supportLists]><span>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>Erstens</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt'><![if !supportLists]><span>·<span>&nbsp;&nbsp;
</span></span><![endif]>Zweitens</p>
<h2>Zur Ausgabe</h2>
<p class=MsoNormal>1 &lt; 2 &amp; *Stern*</p>
<!--EndFragment--></body></html>"""
DOCS = """\
<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span>Ein Satz.</span></p>
<ul><li dir="ltr"><p role="presentation"><span>Eins</span></p></li><li><p><span>Zwei</span></p></li></ul></b>"""


def pasted(html: str) -> str:
    return pasted_markdown(sanitised_html(mark_word_items(html), frozenset(), frozenset({"div"}))).markdown


def test_text_of_word_keeps_headings_lists_links_and_emphasis_and_loses_its_fonts() -> None:
    assert pasted(WORD) == (
        "## Nachgefragt\n\n"
        "**Jörg Tremmel** fragt, *wer* wählt – siehe [Wahlalter](https://example.org/wahl).\n\n"
        "- Erstens\n- Zweitens\n\n"
        "### Zur Ausgabe\n\n"
        "1 &lt; 2 & \\*Stern\\*"
    )


def test_the_markdown_means_what_was_pasted() -> None:
    html = markdown.html(pasted(WORD), "de")
    assert '<a href="https://example.org/wahl"' in html
    assert "<strong>Jörg Tremmel</strong>" in html
    assert "<li>Zweitens</li>" in html
    assert "*Stern*" in html


def test_text_of_google_docs_is_not_bold_as_a_whole() -> None:
    assert pasted(DOCS) == "Ein Satz.\n\n- Eins\n- Zwei"


def test_headings_and_links_are_counted() -> None:
    text = pasted_markdown(sanitised_html(mark_word_items(WORD), frozenset()))
    assert (text.headings, text.links) == (2, 1)


@pytest.mark.parametrize(
    ("html", "markdown_text"),
    [
        ("Nur Text", "Nur Text"),
        ("eins<br>zwei", "eins\\\nzwei"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<p>x<script>alert(1)</script></p>", "x"),
        ('<p><a href="javascript:alert(1)">x</a></p>', "x"),
        ("<p>un<b>teil</b>bar</p>", "un<strong>teil</strong>bar"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<h3>T</h3>", "## T"),
        ("", ""),
        ("<p>&lt;script&gt;</p>", "&lt;script&gt;"),
    ],
)
def test_a_piece_of_html_is_this_markdown(html: str, markdown_text: str) -> None:
    assert pasted(html) == markdown_text
