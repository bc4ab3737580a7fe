"""Summary and notes of an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.foreign_feed import foreign_feed, imported_show, map_feed, map_item, usual_item

if TYPE_CHECKING:
    from pathlib import Path

NOTES = '<p>Ein <b>Gespräch</b>. Mehr auf <a href="https://example.org/?a=1&amp;b=2">der Seite</a>.</p><p>Ende.</p>'


def encoded(html: str) -> str:
    return f"<content:encoded><![CDATA[{html}]]></content:encoded>"


def test_notes_are_kept_as_they_are(tmp_path: Path) -> None:
    episode = map_item(tmp_path, f"<description>Kurz.</description>{encoded(NOTES)}")
    assert episode.texts == {"notes.html": NOTES.encode()}
    assert episode.fields["summary"] == "Kurz."


def test_notes_come_back_without_a_copy(tmp_path: Path) -> None:
    episode = map_item(tmp_path, f"<description>Kurz.</description>{encoded(NOTES)}")
    assert "content:encoded" not in str(episode.fields["extra_xml"])
    assert "<description>Kurz.</description>" in str(episode.fields["extra_xml"])


def test_a_short_plain_text_is_the_summary_alone(tmp_path: Path) -> None:
    episode = map_item(
        tmp_path, "<description>Wir reden über &amp;amp; und mehr.</description>".replace("&amp;amp;", "alles")
    )
    assert episode.texts == {}
    assert episode.fields["summary"] == "Wir reden über alles und mehr."


def test_without_a_summary_the_notes_begin_it(tmp_path: Path) -> None:
    text = "Ein Satz mit vielen Worten. " * 20
    episode = map_item(tmp_path, encoded(f"<p>{text}</p><p>Zweiter Absatz</p>"))
    summary = str(episode.fields["summary"])
    assert text.startswith(summary)
    assert summary.endswith(".")
    assert len(summary) <= 300


def test_the_same_text_in_three_elements_is_said_once(tmp_path: Path) -> None:
    same = f"<description><![CDATA[{NOTES}]]></description><itunes:summary><![CDATA[{NOTES}]]></itunes:summary>"
    episode = map_item(tmp_path, same + encoded(NOTES) + "<itunes:subtitle>Ein Satz.</itunes:subtitle>")
    assert episode.fields["summary"] == "Ein Satz."
    assert episode.texts["notes.html"] == NOTES.encode()


def test_plain_text_of_several_paragraphs_gets_them_in_html(tmp_path: Path) -> None:
    episode = map_item(tmp_path, "<description>Eins &lt; zwei?\nJa.\n\nZweiter Absatz</description>")
    assert episode.texts["notes.html"].decode() == "<p>Eins &lt; zwei?<br>\nJa.</p>\n<p>Zweiter Absatz</p>"


def test_html_that_was_not_escaped_is_notes_too(tmp_path: Path) -> None:
    episode = map_item(tmp_path, "<description>Text <b>fett</b> weiter</description>")
    assert b"<b>fett</b>" in episode.texts["notes.html"]


def test_scripts_are_no_summary(tmp_path: Path) -> None:
    episode = map_item(tmp_path, encoded("<script>alert(1)</script><p>Text</p>"))
    assert episode.fields["summary"] == "Text"


def test_an_item_without_any_text_is_described_by_its_title(tmp_path: Path) -> None:
    imported = map_feed(foreign_feed(tmp_path, usual_item()), tmp_path / "show")
    assert imported.episodes[0].fields["summary"] == "Erste Folge"
    assert "missing-description" in [finding.rule for finding in imported.findings]


@pytest.mark.parametrize(
    "hazard",
    [
        "Zeile mit: Doppelpunkt # und Raute",
        "- Aufzählung\n- zwei",
        "'Zitat' \"doppelt\" „deutsch“",
        "  eingerückt\n\n   mehr",
        "yes",
        "1:30",
        "[Klammer] {geschweift}",
        "Emoji 🎙️ und\u00a0geschütztes Leerzeichen",
        "Trenn\u00adstrich und \u2028Zeilentrenner",
        "&lt;b&gt;doppelt&lt;/b&gt;".replace("&", "&amp;"),
    ],
)
def test_any_text_survives_the_file(tmp_path: Path, hazard: str) -> None:
    parts = (
        f"<description>{hazard}</description><itunes:subtitle>{hazard}</itunes:subtitle><category>{hazard}</category>"
    )
    [episode] = imported_show(tmp_path, foreign_feed(tmp_path, usual_item(parts))).episodes
    assert episode.summary
    assert episode.extra_xml
