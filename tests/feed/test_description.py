"""An episode's description: the little HTML that stores show, never longer than they allow."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.feed.description import (
    MAX_DESCRIPTION_BYTES,
    HtmlPiece,
    description,
    full_notes,
    show_description,
    store_html,
    truncate,
)
from podcast.feed.feed_context import ItemContext, item_contexts
from podcast.pages.text import markdown
from tests.support.feed_inputs import HOSTILE, an_audio, an_episode, inputs
from tests.support.feed_rules import SIMPLE, Reader

PAGE = "https://podcast.example.org/amt/folge/"
TAIL = f'<p><a href="{PAGE}">Weiterlesen auf der Seite der Folge</a></p>'
CHAPTERS = ["0:00 Anfang", "1:00 Mitte & mehr", "2:00 Schluss"]


def item(notes: str = "", **fields) -> ItemContext:
    """An episode with notes in Markdown."""
    episode = an_episode(**fields)
    show = inputs(episode).show
    return next(
        item_contexts(show, {episode.slug: an_audio()}, {}, {episode.slug: markdown.html(notes, "de")} if notes else {})
    )


def reduced(notes: str) -> str:
    return "".join(piece.text for piece in store_html(notes))


def test_it_says_summary_then_chapters_then_notes():
    text = description(item("Mehr **dazu**.", summary="Kurz.", chapters=CHAPTERS))
    lines = "<p>00:00:00 Anfang<br>\n00:01:00 Mitte &amp; mehr<br>\n00:02:00 Schluss</p>"
    assert text == f"<p>Kurz.</p>{lines}<p>Mehr <strong>dazu</strong>.</p>"


def test_bare_addresses_in_the_summary_are_links():
    summary = "Siehe www.straße.de/ä & info@example.org."
    shown = (
        '<p>Siehe <a href="https://www.xn--strae-oqa.de/%C3%A4">www.straße.de/ä</a> &amp; '
        '<a href="mailto:info@example.org">info@example.org</a>.</p>'
    )
    assert description(item(summary=summary)) == shown
    assert full_notes(item("Mehr.", summary=summary)) == f"{shown}\n<p>Mehr.</p>"


def test_a_correction_stands_above_all():
    put_right = {"on": "2024-05-03", "text": "Es waren <fünf>."}
    corrected = item("Mehr.", summary="Kurz.", correction=put_right)
    above = "<p><strong>Korrektur vom 3.5.2024: Es waren &lt;fünf&gt;.</strong></p>"
    assert description(corrected).startswith(f"{above}<p>Kurz.</p>")
    assert full_notes(corrected).startswith(f"{above}<p>Kurz.</p>\n<p>Mehr.</p>")


def test_the_lines_and_paragraphs_of_a_summary_stay():
    assert description(item(summary="Eins\nzwei\n\ndrei")) == "<p>Eins<br>\nzwei</p><p>drei</p>"


@pytest.mark.parametrize("words", HOSTILE)
def test_words_reach_the_listener_as_they_were_written(words: str):
    shown = Reader(description(item(summary=words)))
    assert shown.lines.split() == an_episode(summary=words).summary.split()
    assert shown.names <= SIMPLE


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<h3>Titel</h3><p>x</p>", "<p><strong>Titel</strong></p><p>x</p>"),
        ("<blockquote><p>x</p></blockquote>", "<p>x</p>"),
        ("<pre><code>a\n  b</code></pre>", "<p>a b</p>"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "<p>a b </p>"),
        ('<ul><li>a</li></ul><ol start="3"><li>b</li></ol>', "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ('<a href="https://a.example/?a=1&amp;b=2" title="x">y</a>', '<a href="https://a.example/?a=1&amp;b=2">y</a>'),
        ("<p>a<br>b <del>c</del> <mark>d</mark></p>", "<p>a<br>b c d</p>"),
        ("<p>1&nbsp;000 &lt; 2 &amp;amp; 3</p>", "<p>1\u00a0000 &lt; 2 &amp;amp; 3</p>"),
        ('<p>x<img src="y" alt="a > b"></p><hr>', "<p>x</p>"),
    ],
)
def test_notes_are_reduced_to_what_stores_show(written: str, shown: str):
    assert reduced(written) == shown


def test_a_long_text_is_cut_at_a_word_and_the_rest_is_linked():
    text = description(item("Wörter und Wörter. " * 400, summary="Kurz."))
    assert MAX_DESCRIPTION_BYTES - 30 < len(text.encode()) <= MAX_DESCRIPTION_BYTES
    assert text.endswith(TAIL)
    assert re.search(r"(Wörter|und|Wörter\.)…</p>$", text.removesuffix(TAIL))


def test_what_just_fits_is_not_cut():
    words = "x" * (MAX_DESCRIPTION_BYTES - len("<p></p>"))
    assert description(item(summary=words)) == f"<p>{words}</p>"


def test_the_chapters_stand_whole_or_not_at_all():
    lines = [f"{number // 4}:{number % 4}0 Ein recht ausführlicher Titel" for number in range(110)]
    text = description(item("Notizen.", summary="Kurz.", chapters=lines))
    assert text == "<p>Kurz.</p><p>Notizen.</p>"


def test_a_list_is_closed_where_it_is_cut():
    text = description(item("\n".join(f"- Punkt [{n}](https://a.example/{n})" for n in range(200))))
    assert text.removesuffix(TAIL).endswith("…</a></li></ul>") or text.removesuffix(TAIL).endswith("</li></ul>")
    assert Reader(text).well


def test_a_text_without_spaces_is_cut_between_letters():
    text = description(item(summary="語" * 3000))
    assert MAX_DESCRIPTION_BYTES - 10 < len(text.encode()) <= MAX_DESCRIPTION_BYTES
    assert "語…</p>" in text


def test_an_english_show_reads_on_in_english():
    episode = an_episode()
    show = inputs(episode, language="en-GB").show
    [context] = item_contexts(show, {episode.slug: an_audio()}, {}, {episode.slug: f"<p>{'word ' * 1000}</p>"})
    assert "Read more on the episode’s page</a>" in description(context)


def test_the_description_of_the_show_is_cut_too():
    text = show_description(f"<h3>Von uns</h3><p>{'mehr ' * 1000}</p>", PAGE)
    assert len(text.encode()) <= MAX_DESCRIPTION_BYTES
    assert text.startswith("<p><strong>Von uns</strong></p><p>mehr mehr")
    assert text.endswith("mehr…</p>")


BLOCKS = ("\n\n", "- Punkt\n", "## Titel\n", "> Zitat\n", "1. eins\n", "| a | b |\n|---|---|\n| 1 | 2 |\n")
WORDS = ("Wort ", "Größe & Maß ", "**fett** ", "[mehr](https://a.example/?a=1&b=ü) ", "<script>x</script> ", "`a < b` ")
MARKDOWN = st.lists(st.sampled_from((*BLOCKS, *WORDS, "語" * 90)), max_size=60)


@given(MARKDOWN, st.integers(60, 900))
def test_however_notes_are_cut_they_stay_well_formed_and_short(parts: list[str], max_bytes: int):
    notes = markdown.html("".join(parts), "de")
    pieces = list(store_html(notes))
    text = "".join(piece.text for piece in truncate(pieces, max_bytes))
    shown = Reader(text)
    assert shown.well
    assert shown.names <= SIMPLE
    assert len(text.encode()) <= max_bytes
    full_text = "".join(Reader("".join(piece.text for piece in pieces)).lines.split())
    assert full_text.startswith("".join(shown.lines.split()).removesuffix("…"))


def test_nothing_of_a_word_is_lost_when_it_is_cut():
    pieces = [HtmlPiece("<p>", "p"), HtmlPiece(html.escape("a & b < c")), HtmlPiece("</p>", "p", closes=True)]
    assert [truncate(pieces, room)[1].text for room in (17, 20, 25) if len(truncate(pieces, room)) > 1] == [
        "a &amp;…",
        "a &amp; b…",
        "a &amp; b &lt;…",
    ]
