"""Cuts of an episode: the sound, and every time that is published."""

import json
import shutil
import struct
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import webvtt
from lxml import etree
from mutagen.id3 import ID3

from podcast import pipeline
from podcast.checks.examine import examine
from podcast.publish import release
from tests.audio.cuts.test_pauses import recorded
from tests.support.podcast_command import podcast
from tests.support.small_show import change, write_show
from tests.support.sounds import speech, write

NOW = datetime(2025, 1, 1, tzinfo=UTC)
SPOKEN = """WEBVTT

00:01.000 --> 00:02.000
bleibt

00:09.000 --> 00:11.000
wird kürzer

00:12.000 --> 00:13.000
fällt weg

00:14.000 --> 00:16.000
beginnt später

00:50.000 --> 00:52.000
folgt nach
"""
CUT = """\
cuts:
  - {from: "0:10", to: "0:15"}
  - {from: 40, to: "0:42.5"}
soundbites:
  - {start: "0:30", duration: 20, title: Der Kern}
audio: {trim_silence: false}
chapters:
  - 0:00 Anfang
  - 0:11 Weg
  - 0:13 Mitte
  - 0:45 Schluss
"""


def build(root: Path):
    with ThreadPoolExecutor(2) as executor:
        return pipeline.build_show(pipeline.load_show(root).due(NOW), root, executor, lambda _: None)


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in examine(root).problems]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_show(tmp_path_factory.mktemp("cuts") / "show", episodes=1)
    folder = root / "episodes/folge-1"
    write(folder / "recording.wav", speech(60))
    (folder / "transcript.vtt").write_text(SPOKEN, "utf-8")
    text = (folder / "episode.yaml").read_text("utf-8").partition("chapters:")[0]
    (folder / "episode.yaml").write_text(text + CUT, "utf-8")
    return root


@pytest.mark.long
def test_every_time_follows_the_cuts(root: Path) -> None:
    made = build(root)
    folder, audio = made.site / "folge-1", made.audio["folge-1"]
    assert audio.seconds == 52.5
    expected = [(0, "Anfang"), (10_000, "Mitte"), (37_500, "Schluss")]
    listed = json.loads((folder / "chapters.json").read_text("utf-8"))["chapters"]
    assert [(round(chapter["startTime"] * 1000), chapter["title"]) for chapter in listed] == expected
    frames = ID3(made.site / audio.path).getall("CHAP")
    assert sorted((frame.start_time, frame.sub_frames["TIT2"].text[0]) for frame in frames) == expected
    cues = [(cue.start, cue.end, cue.text) for cue in webvtt.read(folder / "transcript.vtt")]
    assert cues == [
        ("00:00:01.000", "00:00:02.000", "bleibt"),
        ("00:00:09.000", "00:00:10.000", "wird kürzer"),
        ("00:00:10.000", "00:00:11.000", "beginnt später"),
        ("00:00:42.500", "00:00:44.500", "folgt nach"),
    ]
    feed = etree.parse(made.site / "feed.xml")
    (soundbite,) = feed.findall(".//{https://podcastindex.org/namespace/1.0}soundbite")
    assert (soundbite.get("startTime"), soundbite.get("duration")) == ("25.0", "17.5")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '{from: "0:10", to: "0:15"}',
            '{from: "0:10", to: "0:10"}',
            "cuts[1].to: ends at 0:10, but starts at 0:10; write",
        ),
        ('{from: "0:10", to: "0:15"}', '{from: "0:10"}', "cuts[1].to: is missing"),
        ('{from: "0:10", to: "0:15"}', '{form: "0:10", to: 1}', 'cuts[1].form: unknown field; did you mean "from"?'),
        ('to: "0:42.5"', 'to: "1:42"', "cuts[2]: ends at 1:42, after the audio ends (1:00); correct the time"),
        ('{from: 40, to: "0:42.5"}', "{from: 14, to: 20}", "cuts[2]: overlaps the cut from 0:10 to 0:15; correct one"),
        ('to: "0:15"', 'to: "0:59.9"', "cuts[2]: overlaps"),
        ('{from: "0:10", to: "0:15"}', '{from: "0:00", to: "1:00"}', "cuts: leave nothing of the recording; correct"),
        ("{from: 40,", "{from: 32,", "soundbites[1]: has only 9.5 s left after the cuts; choose another passage"),
        ('{from: 40, to: "0:42.5"}', "{from: 30, to: 50}", "soundbites[1]: is cut out; choose another passage, or"),
    ],
)
def test_faults_are_problems_with_their_place(root: Path, old: str, new: str, expected: str) -> None:
    file = root / "episodes/folge-1/episode.yaml"
    text = file.read_text("utf-8")
    change(file, old, new)
    try:
        found = problems(root)
    finally:
        file.write_text(text, "utf-8")
    assert any("episode.yaml:" in problem and expected in problem for problem in found), found


MARKS = "0.000000\t0.000000\tAnfang\n10.000000\t15.000000\tSchnitt\n20.000000\t20.000000\tMitte\n"


def test_one_marker_file_has_chapters_and_cuts(root: Path) -> None:
    folder = root / "episodes/folge-1"
    text = (folder / "episode.yaml").read_text("utf-8")
    (folder / "marken.txt").write_text(MARKS, "utf-8")
    fields = "cuts: marken.txt\naudio: {trim_silence: false}\nchapters: marken.txt\n"
    (folder / "episode.yaml").write_text(text.partition("cuts:")[0] + fields, "utf-8")
    try:
        episode = pipeline.load_show(root).episodes[0]
        (folder / "marken.txt").write_text(MARKS.replace("15.0", "10.0"), "utf-8")
        (problem,) = [problem for problem in examine(root).problems if "marken" in problem.path]
        change(folder / "episode.yaml", "cuts: marken.txt\n", "")
        hints = [str(hint) for hint in examine(root).hints()]
    finally:
        (folder / "episode.yaml").write_text(text, "utf-8")
        (folder / "marken.txt").unlink()
    assert episode.cut_spans == ((10.0, 15.0),)
    assert [(chapter.start, chapter.title) for chapter in episode.chapters] == [(0.0, "Anfang"), (20.0, "Mitte")]
    assert problem.what == "the cut mark at 0:10 has no length"
    assert not [hint for hint in hints if "cut marks" in hint], "a point named Schnitt is a chapter"


def test_cut_marks_that_change_nothing_are_a_hint(root: Path) -> None:
    folder = root / "episodes/folge-1"
    text = (folder / "episode.yaml").read_text("utf-8")
    (folder / "marken.txt").write_text(MARKS, "utf-8")
    (folder / "episode.yaml").write_text(text.partition("cuts:")[0] + "chapters: marken.txt\n", "utf-8")
    try:
        hints = [str(hint) for hint in examine(root).hints()]
    finally:
        (folder / "episode.yaml").write_text(text, "utf-8")
        (folder / "marken.txt").unlink()
    expected = (
        "episode.yaml:8:11: chapters: names a file with cut marks, which change nothing; name the same file in cuts:"
    )
    assert [hint for hint in hints if expected in hint]


def test_a_wav_has_its_cuts_as_regions(root: Path) -> None:
    file, recording = root / "episodes/folge-1/episode.yaml", root / "episodes/folge-1/recording.wav"
    text, data = file.read_text("utf-8"), recording.read_bytes()
    points = [
        (1, 44100, 0, "Punkt"),
        (2, 441_000, 220_500, "cut"),
        (3, 1_323_000, 0, "cut start"),
        (4, 1_345_050, 0, "cut end"),
    ]
    cue = struct.pack("<I", len(points))
    cue += b"".join(struct.pack("<II4sIII", key, at, b"data", 0, 0, at) for key, at, _length, _title in points)
    labels = b"adtl"
    for key, _at, length, title in points:
        labels += chunk(b"labl", struct.pack("<I", key) + title.encode() + b"\0")
        labels += chunk(b"ltxt", struct.pack("<II4sHHHH", key, length, b"rgn ", 0, 0, 0, 0)) if length else b""
    body = data[12:] + chunk(b"cue ", cue) + chunk(b"LIST", labels)
    recording.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body)
    file.write_text(text.partition("cuts:")[0] + "cuts: recording\nchapters: [0:00 Anfang]\n", "utf-8")
    try:
        assert pipeline.load_show(root).episodes[0].cut_spans == ((10.0, 15.0), (30.0, 30.5))
        recording.write_bytes(data)
        assert any("cuts: the recording: contains no cut marks; name" in problem for problem in problems(root))
    finally:
        file.write_text(text, "utf-8")
        recording.write_bytes(data)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", name, len(body)) + body + bytes(len(body) % 2)


@pytest.mark.long
def test_a_clone_without_the_recording_takes_over_audio_and_its_times(root: Path, tmp_path: Path) -> None:
    show = shutil.copytree(root, tmp_path / "show", ignore=shutil.ignore_patterns("site", ".podcast"))
    target = release.open_target(pipeline.load_target_settings(show), show, str(tmp_path / "live"))
    first = pipeline.build_for_target(show, target, jobs=1)
    pipeline.carry_out(pipeline.prepare(first, target, datetime.now(UTC)), lambda _event: None)
    clone = shutil.copytree(show, tmp_path / "clone", ignore=shutil.ignore_patterns("site", ".podcast"))
    (clone / "episodes/folge-1/recording.wav").unlink()
    second = pipeline.build_for_target(clone, target, jobs=1)
    assert second.audio == first.audio
    assert len(second.audio["folge-1"].time_map.segments) == 3
    assert second.show.episodes[0].chapters == first.show.episodes[0].chapters
    transcript = "folge-1/transcript.vtt"
    assert (second.site / transcript).read_bytes() == (first.site / transcript).read_bytes()


@pytest.mark.long
def test_a_build_tells_what_it_removed(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=2)
    folder = root / "episodes/folge-1"
    write(folder / "recording.wav", recorded((4, 0), 5, (4, 0)))
    change(folder / "episode.yaml", "chapters:", "cuts: [{from: 0.5, to: 1.75}]\nchapters:")
    change(root / "podcast.yaml", "publish:", "audio: {shorten_pauses: 2}\npublish:")
    told = podcast("build", "-C", root)
    assert told.returncode == 0, told.stderr
    lines = [" ".join(line.split()) for line in (told.stdout + told.stderr).splitlines()]
    assert "cut 1 part, 1.2 s" in lines
    assert "shortened 1 pause by 3.0 s" in lines
    document = json.loads(podcast("build", "--json", "-C", root).stdout)
    pause_seconds = document["edits"]["folge-1"].pop("pause_seconds")
    assert document["edits"] == {"folge-1": {"cuts": 1, "cut_seconds": 1.25, "pauses": 1}}
    assert pause_seconds == pytest.approx(3, abs=0.1)
