"""Transcripts that are published as they are: their addresses, their bytes, and what the feed says about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from podcast import urls
from podcast.checks.facts import Facts
from podcast.checks.rules import find_problems
from podcast.checks.unread_files import find_unread_files
from podcast.files.cache import Cache
from podcast.pages.render import default_templates, site_files
from podcast.show.load import load
from podcast.steps.linked_files import linked_files
from podcast.steps.paths import ProjectPaths
from tests.support.feed_inputs import an_audio, an_episode, inputs
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path

FILES = """\
transcript_files:
  - {file: captions.srt, type: application/srt, language: en-US, rel: captions}
  - {file: alt/Größe 1.html}
"""
CAPTIONS = b"1\r\n00:00:00,000 --> 00:00:01,000\r\nHello.\r\n"


def written(root: Path, files: str = FILES) -> Any:
    write_show(root, episodes=1)
    folder = root / "episodes" / "folge-1"
    (folder / "alt").mkdir()
    (folder / "captions.srt").write_bytes(CAPTIONS)
    (folder / "alt" / "Größe 1.html").write_bytes(b"<p>Hallo.")
    change(folder / "episode.yaml", "season:", f"{files}season:")
    return load(root)


def test_they_are_files_of_the_site_byte_for_byte(tmp_path: Path) -> None:
    loaded = written(tmp_path)
    assert not find_problems(loaded, Facts())
    with Cache() as cache:
        files = linked_files(loaded.show, ProjectPaths(tmp_path.resolve()), cache)
    assert {path: file.path.read_bytes() for path, file in files.items()} == {
        "folge-1/transcripts/captions.srt": CAPTIONS,
        "folge-1/transcripts/groesse-1.html": b"<p>Hallo.",
    }


def test_they_are_not_the_transcript_that_the_page_shows_and_no_unused_files(tmp_path: Path) -> None:
    loaded = written(tmp_path)
    assert loaded.show.episodes[0].transcript is None
    assert not [hint for hint in find_unread_files(loaded.show, loaded, tmp_path) if "captions" in hint.path]


def test_the_feed_and_the_page_name_them() -> None:
    files = (
        {"file": "episodes/folge/captions.srt", "type": "application/srt", "language": "en-US", "rel": "captions"},
        {"file": "episodes/folge/a.txt"},
    )
    episode = type(an_episode()).model_validate({**an_episode().model_dump(), "transcript_files": files})
    item = etree.fromstring(inputs(episode).bytes()).find("channel/item")
    link = inputs(episode).show.link
    assert [dict(element.attrib) for element in item.iter("{*}transcript")] == [
        {
            "url": f"{link}folge/transcripts/captions.srt",
            "type": "application/srt",
            "language": "en-US",
            "rel": "captions",
        },
        {"url": f"{link}folge/transcripts/a.txt", "type": "text/plain"},
    ]
    show = inputs(episode).show
    page = site_files(show, {"folge": an_audio()}, {}, {}, [default_templates()])["folge/index.html"].decode()
    assert "als Untertitel (SRT), en-US</a>" in page
    assert 'href="../folge/transcripts/a.txt"' in page


@pytest.mark.parametrize(
    ("files", "field", "message"),
    [
        ("[{file: a.srt}]", "transcript_files[1].file", '"a.srt" does not exist'),
        ("[{file: captions.srt, type: srt}]", "transcript_files[1].type", '"srt" is not a media type'),
        ("[{file: captions.srt, language: deutsch!}]", "transcript_files[1].language", "is not a language code"),
        (
            "[{file: captions.srt}, {file: ./captions.srt}]",
            "transcript_files[2].file",
            "would have the same address as captions.srt",
        ),
    ],
)
def test_what_is_wrong_is_named(files: str, field: str, message: str, tmp_path: Path) -> None:
    [problem] = find_problems(written(tmp_path, f"transcript_files: {files}\n"), Facts())
    assert problem.field == field
    assert message in problem.what


def test_an_address_stays_when_other_files_come() -> None:
    assert urls.transcript_file(an_episode(), "episodes/folge/x/a.b.vtt") == "folge/transcripts/a.b.vtt"
