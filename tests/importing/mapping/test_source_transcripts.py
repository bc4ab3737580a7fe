"""Transcripts of an item: the best one is read, all others stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.foreign_feed import OLD, foreign_feed, imported_show, map_feed, map_item, usual_item

if TYPE_CHECKING:
    from pathlib import Path

VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Anna>Hallo.\n"
SRT = b"1\n00:00:00,000 --> 00:00:02,000\nHallo.\n"
ELEMENTS = "".join(
    f'<podcast:transcript url="{OLD}{name}" type="{media_type}"{more}/>'
    for name, media_type, more in (
        ("1.html", "text/html", ""),
        ("1.srt", "application/srt", ' language="de" rel="captions"'),
        ("1.vtt", "text/vtt", ""),
        ("1.txt", "text/plain", ' language="en-us"'),
    )
)
FILES = {f"{OLD}1.html": b"<p>Hallo.</p>", f"{OLD}1.srt": SRT, f"{OLD}1.vtt": VTT, f"{OLD}1.txt": b"Hello."}


def test_webvtt_is_the_best_and_all_others_stay_as_they_are(tmp_path: Path) -> None:
    fields = map_item(tmp_path, ELEMENTS, contents=FILES).fields
    assert fields["transcript"] == "transcript.vtt"
    assert fields["transcript_files"] == [
        {"file": "transcript-2.srt", "type": "application/srt", "language": "de", "rel": "captions"},
        {"file": "transcript-3.html", "type": "text/html"},
        {"file": "transcript-4.txt", "type": "text/plain", "language": "en-us"},
    ]


def test_every_transcript_is_loaded(tmp_path: Path) -> None:
    show = imported_show(tmp_path, foreign_feed(tmp_path, usual_item(ELEMENTS)), FILES)
    [episode] = show.episodes
    assert episode.transcript == f"episodes/{episode.slug}/transcript.vtt"
    assert len(episode.transcript_files) == 3


def test_one_that_cannot_be_read_is_only_published(tmp_path: Path) -> None:
    fields = map_item(tmp_path, ELEMENTS, contents={**FILES, f"{OLD}1.vtt": b"<html>404</html>"}).fields
    assert fields["transcript"] == "transcript-2.srt"
    assert {"file": "transcript.vtt", "type": "text/vtt"} in fields["transcript_files"]  # type: ignore[operator]


def test_a_text_without_times_is_no_transcript_of_the_page(tmp_path: Path) -> None:
    fields = map_item(tmp_path, ELEMENTS, contents={f"{OLD}1.txt": b"Hello."}).fields
    assert "transcript" not in fields
    assert fields["transcript_files"] == [{"file": "transcript-4.txt", "type": "text/plain", "language": "en-us"}]


def test_one_of_several_that_was_not_fetched_is_said(tmp_path: Path) -> None:
    contents = {name: content for name, content in FILES.items() if not name.endswith("html")}
    imported = map_feed(foreign_feed(tmp_path, usual_item(ELEMENTS)), tmp_path / "show", contents)
    assert [finding.sentence for finding in imported.findings if finding.rule == "transcript-not-fetched"] == [
        f"a transcript could not be fetched: {OLD}1.html"
    ]
    assert "podcast:transcript" not in str(imported.episodes[0].fields.get("extra_xml"))


def test_addresses_of_files_that_were_not_fetched_are_not_kept(tmp_path: Path) -> None:
    assert "extra_xml" not in map_item(tmp_path, ELEMENTS).fields


def test_the_language_that_is_spoken_comes_before_the_form(tmp_path: Path) -> None:
    elements = "".join(
        f'<podcast:transcript url="{OLD}{name}" type="{media_type}" language="{language}"/>'
        for name, media_type, language in (("1.vtt", "text/vtt", "en"), ("1.srt", "application/srt", "de-DE"))
    )
    fields = map_item(tmp_path, elements, contents=FILES).fields
    assert fields["transcript"] == "transcript.srt"
    assert fields["transcript_files"] == [{"file": "transcript-2.vtt", "type": "text/vtt", "language": "en"}]
