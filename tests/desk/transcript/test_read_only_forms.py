"""A transcript whose form cannot be edited is saved as WebVTT beside it, which then is the transcript."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from podcast.i18n import temporary_language
from tests.support.desk import desk_browser
from tests.support.desk_show import FINISHED, write_desk_show

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "erster-kaffee"
PAGE = f"/e/{SLUG}/transcript"
_WORDS = [
    {"word": "guten", "punctuated_word": "Guten", "start": 0.0, "end": 0.4},
    {"word": "tag", "punctuated_word": "Tag.", "start": 0.5, "end": 0.9},
]
WORDS = json.dumps({"results": {"channels": [{"alternatives": [{"words": _WORDS}]}]}})  # Deepgram
ROLLING = (
    "WEBVTT\nKind: captions\nLanguage: de\n\n00:00:00.000 --> 00:00:01.000 align:start position:0%\n \n"
    "Guten<00:00:00.500><c> Tag</c>\n\n00:00:01.000 --> 00:00:01.010 align:start position:0%\nGuten Tag\n \n\n"
    "00:00:01.010 --> 00:00:02.000 align:start position:0%\nGuten Tag\nim<00:00:01.500><c> Amt</c>\n"
)


@pytest.mark.parametrize(
    ("name", "text", "new", "field"),
    [
        ("transcript.json", WORDS, "transcript.vtt", ""),
        ("Abschrift.json", WORDS, "Abschrift.vtt", "transcript: Abschrift.json  # vom Dienst\n"),
        ("transcript.vtt", ROLLING, "transcript-2.vtt", ""),
    ],
    ids=["words only", "named", "rolling"],
)
def test_the_lines_are_saved_as_webvtt_and_the_original_stays(
    tmp_path: Path, name: str, text: str, new: str, field: str
) -> None:
    root = write_desk_show(tmp_path / "show")
    folder = root / "episodes" / SLUG
    (folder / name).write_text(text, "utf-8")
    before = FINISHED + field
    (folder / "episode.yaml").write_text(before, "utf-8")
    with temporary_language("en"), desk_browser(root) as browser:
        assert "Save as WebVTT and correct" in browser.text(PAGE)
        assert browser.post(f"{PAGE}/webvtt", {}).headers["location"] == PAGE
        after, written = ((folder / file).read_text("utf-8") for file in ("episode.yaml", new))
        page = browser.text(PAGE)
        hints = [hint.path for hint in browser.desk.show().hints(SLUG)]
        browser.post("/undo", {})
        assert (folder / "episode.yaml").read_text("utf-8") == before
        assert not (folder / new).exists()
        browser.post("/redo", {})
        assert (folder / "episode.yaml").read_text("utf-8") == after
        assert (folder / new).read_text("utf-8") == written
    added = {*after.splitlines()} - {*before.splitlines()}
    assert added == {f"transcript: {new}" + ("  # vom Dienst" if field else "")}
    assert "Guten Tag" in written
    assert "Save as WebVTT" not in page
    assert 'name="t-0"' in page
    assert (folder / name).read_text("utf-8") == text
    assert f"episodes/{SLUG}/{name}" not in hints
