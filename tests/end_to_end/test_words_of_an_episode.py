"""Transcript, chapters and tags of a built episode: one source, the same words and times wherever they come out."""

import base64
import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
import webvtt
from lxml import etree
from lxml import html as lxml_html
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from PIL import Image

from podcast import pipeline
from podcast.checks.examine import examine
from podcast.checks.status import read_status
from podcast.model.groups import Chapter
from podcast.model.show import Episode
from podcast.pages.images import images
from podcast.report.status_table import EpisodeStatus
from tests.support.caches import open_test_cache
from tests.support.small_show import change, write_show
from tests.support.sounds import silence, speech, write

NOW = datetime(2025, 1, 1, tzinfo=UTC)
SPOKEN = """WEBVTT

00:02.000 --> 00:03.000
<v S1>Die Komune 360 &amp; ich.

00:03.000 --> 00:04.500
<v Ben Beispeil>Ja.
"""
WORDS = """\
people:
  ada: {name: Ada Muster, role: host}
transcripts: {replace: {Komune 360: Kommune 360°}}
"""
ADDED = """\
people: [ada, {name: Ben Beispiel, role: guest}]
speakers: {S1: ada}
reviewed: {by: Ada Muster, on: 2024-01-02}
audio: {formats: [mp3, m4a, opus], transcript: true}
chapters:
  - 0:00 Anfang
  - {start: "0:02.5", title: Mitte, image: bild.png, href: "https://example.org/ä"}
  - 0:03.25 Schluss
"""


def build(root: Path):
    with ThreadPoolExecutor(2) as executor:
        return pipeline.build_show(pipeline.load_show(root).due(NOW), root, executor, lambda _: None)


def noise(side: int) -> Image.Image:
    pixels = np.random.default_rng(1).integers(0, 255, (side, side, 3), np.uint8)
    return Image.fromarray(pixels)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show whose recording begins with silence, which is trimmed: every time moves."""
    root = write_show(tmp_path_factory.mktemp("words") / "show", episodes=1)
    folder = root / "episodes/folge-1"
    write(folder / "recording.wav", np.concatenate([silence(1.5), speech(3)], axis=1))
    noise(900).save(folder / "bild.png")
    (folder / "transcript.vtt").write_text(SPOKEN, "utf-8")
    text = (folder / "episode.yaml").read_text("utf-8").partition("chapters:")[0]
    (folder / "episode.yaml").write_text(text + ADDED, "utf-8")
    change(root / "podcast.yaml", "seasons:", f"{WORDS}seasons:")
    return root


@pytest.fixture(scope="module")
def made(root: Path):
    return build(root)


def test_every_form_has_the_names_the_glossary_and_the_moved_times(made) -> None:
    folder, time_map = made.site / "folge-1", made.audio["folge-1"].time_map
    assert time_map.to_master(2) < 1
    cues = list(webvtt.read(folder / "transcript.vtt"))
    assert [cue.voice for cue in cues] == ["Ada Muster", "Ben Beispeil"]
    segments = json.loads((folder / "transcript.json").read_text("utf-8"))["segments"]
    assert segments[0] == {
        "speaker": "Ada Muster",
        "startTime": time_map.to_master(2),
        "endTime": time_map.to_master(3),
        "body": "Die Kommune 360° & ich.",
    }
    assert "Ada Muster: Die Kommune 360° &\nich." in (folder / "transcript.srt").read_text("utf-8")
    assert "Ada Muster: Die Kommune 360° & ich." in (folder / "transcript.txt").read_text("utf-8")


def test_the_page_says_who_has_reviewed_the_transcript(made) -> None:
    page = lxml_html.parse(made.site / "folge-1/index.html").getroot()
    words = " ".join(page.xpath("//section[@id='transcript']")[0].text_content().split())
    assert "Geprüft von Ada Muster am 2. Januar 2024." in words
    assert "Ada Muster: Die Kommune 360° & ich." in words


def test_chapters_of_three_formats_are_the_same_to_the_millisecond(made) -> None:
    audio = made.audio["folge-1"]
    expected = [(round(one.start * 1000), one.title) for one in made.show.episodes[0].chapters]
    assert expected[1][0] == round(audio.time_map.to_master(2.5) * 1000)
    for path in (audio.path, *(one.path for one in audio.alternate_formats)):
        with av.open(str(made.site / path)) as file:
            marks = [
                (round(one["start"] * one["time_base"] * 1000), one["metadata"]["title"]) for one in file.chapters()
            ]
        assert marks == expected, path


def test_the_feed_tells_length_and_digest_of_the_tagged_files(made) -> None:
    feed = etree.parse(made.site / "feed.xml")
    space = {"podcast": "https://podcastindex.org/namespace/1.0"}
    found = feed.findall(".//podcast:alternateEnclosure", space)
    assert [one.get("default") for one in found] == ["true", None, None]  # the file of the enclosure comes first
    for one in found:
        url = one.find("podcast:source", space).get("uri")
        data = (made.site / url.removeprefix("https://podcast.example.org/")).read_bytes()
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        assert (one.get("length"), one.find("podcast:integrity", space).get("value")) == (
            str(len(data)),
            f"sha256-{digest}",
        )


def test_the_transcript_stands_in_the_files_that_ask_for_it(made) -> None:
    audio = made.audio["folge-1"]
    (m4a,) = (one.path for one in audio.alternate_formats if one.path.endswith("m4a"))
    words = ID3(made.site / audio.path)["USLT::deu"].text
    assert "Ada Muster: Die Kommune 360° & ich." in words
    assert MP4(made.site / m4a)["©lyr"] == [words]


def test_a_chapter_s_picture_is_made_small_for_the_file_and_has_a_hashed_name_on_the_site(made) -> None:
    tags = ID3(made.site / made.audio["folge-1"].path)
    picture = tags["CHAP:chp2"].sub_frames["APIC:"]
    with Image.open(BytesIO(picture.data)) as image:
        assert image.format == "JPEG"
        assert image.width <= 600
    assert len(picture.data) <= 60_000
    marks = json.loads((made.site / "folge-1/chapters.json").read_text("utf-8"))["chapters"]
    path = made.site / marks[1]["img"].removeprefix("https://podcast.example.org/")
    assert path.is_file()
    assert re.search(r"\.[0-9a-f]{8}\.jpg$", path.name)


def test_an_unknown_speaker_is_a_hint_with_a_likely_name(root: Path, made) -> None:
    assert made.show.episodes
    (stranger,) = [one for one in examine(root).hints() if one.path.endswith(".vtt")]
    assert stranger.what == '"Ben Beispeil" is not one of the episode\'s people'
    assert stranger.remedy.startswith('did you mean "Ben Beispiel"?')


def test_a_build_of_the_same_makes_nothing_again_and_status_knows(root: Path, made) -> None:
    again = build(root)
    assert again.audio == made.audio
    assert again.changes.written == ()
    _, (standing,), _ = read_status(root, NOW)
    assert isinstance(standing, EpisodeStatus)
    assert (standing.state, standing.reason) == ("built", "")


@pytest.mark.long
def test_however_many_pictures_the_tag_stays_below_a_megabyte(tmp_path: Path) -> None:
    for number in range(30):
        noise(300 + number).save(tmp_path / f"{number}.png")
    noise(1500).save(tmp_path / "cover.png")
    chapters = tuple(Chapter(start=number, title=str(number), image=f"{number}.png") for number in range(30))
    store = images.PictureStore(tmp_path, tmp_path / "cache", open_test_cache())
    made = images.tag_chapter_images(Episode(slug="a", guid="g", title="A", chapters=chapters), store)
    assert len(made) == 30
    assert sum(map(len, made.values())) + len(images.tag_cover("cover.png", store)) < 1_000_000
