"""notes.html: as it is in the feed where nothing is unsafe, strictly sanitised on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from podcast.pages.text.episode_notes import feed_notes, notes_html, notes_image_sources
from podcast.pages.text.html_notes import feed_html, page_html
from podcast.show.load import load
from tests.support.feed_inputs import an_episode, inputs
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Episode

SAFE = [
    "<p>Ein Absatz mit <a href='https://example.org/?a=1&b=2' target=_blank>Link</a>.<p>Noch einer",
    '<div class="x" style="color: red"><IMG SRC="https://example.org/a.jpg" width=1>Bild<br/>Ende</div>',
    "Nur Text & mehr, 1 < 2,\nzweite Zeile&nbsp;…",
    "<!-- Kommentar --><ul><li>eins<li>zwei</ul>",
    '<audio controls src="https://example.org/a.mp3"></audio><table><tr><td>Zelle</table>',
]
UNSAFE = [
    "<p>a</p><script>alert(1)</script>",
    '<p onclick="alert(1)">a</p>',
    '<a href="javascript:alert(1)">a</a>',
    '<a href="java&#115;cript:alert(1)">a</a>',
    '<a href="java\tscript:alert(1)">a</a>',
    '<iframe src="https://example.org/"></iframe>',
    '<p style="background: url(https://example.org/a.png)">a</p>',
    "<body onload=alert(1)>a",
    "<svg><script>alert(1)</script></svg>",
    '<form action="https://example.org/"><input name="a"></form>',
    '<img src="data:image/svg+xml;base64,AAAA">',
    "Ende ]]> des Abschnitts",
]


def html_episode(text: str) -> Episode:
    return an_episode(notes=text, notes_file="episodes/folge/notes.html")


@pytest.mark.parametrize("text", SAFE)
def test_notes_without_anything_unsafe_are_in_the_feed_byte_for_byte(text: str) -> None:
    episode = html_episode(text)
    given = inputs(episode, notes={"folge": feed_notes(episode, "de")})
    encoded = etree.fromstring(given.bytes()).find("channel/item/{http://purl.org/rss/1.0/modules/content/}encoded")
    assert encoded.text == text


@pytest.mark.parametrize("text", UNSAFE)
def test_what_is_unsafe_is_in_no_feed(text: str) -> None:
    clean, is_safe = feed_html(text)
    assert not is_safe
    assert not any(word in clean for word in ("alert", "script", "iframe", "url(", "form", "data:", "]]>")), clean


def test_the_page_loads_nothing_from_elsewhere() -> None:
    text = '<p><img src="https://example.org/a.jpg" alt="Ein > Bild"><img src="b.jpg" alt="Hier"></p>'
    html = page_html(text, {"b.jpg": ("../assets/b.jpg", 30, 20)})
    assert html == ('<p>Ein &gt; Bild<img src="../assets/b.jpg" alt="Hier" width="30" height="20" loading="lazy"></p>')
    assert notes_image_sources(html_episode(text)) == ("b.jpg",)


def test_headings_and_styles_follow_the_page() -> None:
    html = notes_html(html_episode('<h1 style="color: red">Eins</h1><div class="a">Text</div><script>x</script>'), "de")
    assert html == "<h3>Eins</h3><div>Text</div>"


def test_a_file_with_html_holds_the_notes(tmp_path: Path) -> None:
    write_show(tmp_path, episodes=1)
    folder = tmp_path / "episodes" / "folge-1"
    text = (folder / "episode.yaml").read_text("utf-8")
    notes = next(line for line in text.splitlines() if line.startswith("notes:"))
    change(folder / "episode.yaml", f"{notes}\n", "")
    (folder / "notes.html").write_bytes("\ufeff <p>u\u0308ber\r\nuns</p>\n".encode())
    loaded = load(tmp_path)
    assert not loaded.problems
    assert loaded.show
    [episode] = loaded.show.episodes
    assert episode.has_html_notes
    assert episode.notes == " <p>u\u0308ber\nuns</p>\n"
    (folder / "notes.html").write_bytes(b"<p>a\n\x0bb</p>")
    assert [problem.what for problem in load(tmp_path).problems] == ["contains the control character U+000B in line 2"]
