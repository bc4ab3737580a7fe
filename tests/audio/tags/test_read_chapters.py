"""The chapters that recordings carry, written by other people's programs; and `chapters:` that names a file."""

from __future__ import annotations

import struct
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from mutagen.flac import FLAC
from mutagen.id3 import CHAP, CTOC, ID3, TIT2, WXXX, CTOCFlags
from mutagen.oggopus import OggOpus

from podcast import pipeline
from podcast.audio.tags.read_chapters import read_embedded_chapters
from podcast.checks import load_show
from podcast.checks.status import read_status
from podcast.errors import ShowError
from tests.support.small_show import change, write_show
from tests.support.sounds import silence, speech, write, write_wav

if TYPE_CHECKING:
    from pathlib import Path

TITLES = ("Anfang", "Mitte, für Bürger*innen", "Schluss")
STARTS = (0.0, 1.25, 2.5)
WANTED = list(zip(STARTS, TITLES, strict=True))


def embedded_chapters(path: Path) -> list[tuple[float, str]]:
    return [(marker.start, marker.title) for marker in read_embedded_chapters(path)]


def sound(path: Path) -> Path:
    rate = 48000 if path.suffix == ".opus" else 44100
    return write(path, speech(4, rate, channels=2), rate)


def with_id3(path: Path) -> Path:
    sound(path)
    tags = ID3()
    for number, (start, title) in enumerate(WANTED):
        inside = [TIT2(3, [title]), WXXX(3, "", "https://example.org/")]
        tags.add(CHAP(element_id=f"c{number}", start_time=round(start * 1000), end_time=4000, sub_frames=inside))
    tags.add(CTOC(element_id="toc", flags=CTOCFlags.TOP_LEVEL, child_element_ids=["c0", "c1", "c2"]))
    tags.save(path)
    return path


def comments(tags: OggOpus | FLAC, path: Path) -> Path:
    for number, (start, title) in enumerate(WANTED):
        tags[f"CHAPTER{number:03}"] = f"00:00:{start:06.3f}"
        tags[f"CHAPTER{number:03}NAME"] = title
    tags.save()
    return path


def with_chapters_of_ffmpeg(path: Path) -> Path:
    """Write chapters by FFmpeg's own muxer: in an M4A a track of text, which QuickTime reads, and Nero's list."""
    plain = sound(path.with_stem("plain"))
    with av.open(str(plain)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.audio[0])
        rows = zip(STARTS, (*STARTS[1:], 4.0), TITLES, strict=True)
        target.set_chapters(
            [
                {"id": n, "start": round(a * 1000), "end": round(b * 1000), "time_base": Fraction(1, 1000),
                 "metadata": {"title": title}}
                for n, (a, b, title) in enumerate(rows)
            ]
        )  # fmt: skip
        for packet in source.demux(source.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return path


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def with_cues(path: Path, *, encoding: str = "utf-8", region: bool = False) -> Path:
    """A WAV as REAPER and Audition write it: cue points behind the sound, their names in a list."""
    write_wav(path, speech(4, channels=2))
    points = b"".join(
        struct.pack("<II4sIII", n, round(start * 44100), b"data", 0, 0, round(start * 44100))
        for n, start in enumerate(STARTS)
    )
    cue = struct.pack("<I", len(STARTS) + region) + points
    labels = b"".join(
        chunk(b"labl", struct.pack("<I", n) + title.encode(encoding) + b"\0") for n, title in enumerate(TITLES)
    )
    if region:
        cue += struct.pack("<II4sIII", 9, 100, b"data", 0, 0, 100)
        labels += chunk(b"ltxt", struct.pack("<II4sHHHH", 9, 44100, b"rgn ", 0, 0, 0, 0))
    body = path.read_bytes()[12:] + chunk(b"cue ", cue) + chunk(b"LIST", b"adtl" + labels)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body)
    return path


def with_cue_sheet(path: Path) -> Path:
    tags = FLAC(sound(path))
    rows = "".join(
        f'  TRACK {n:02} AUDIO\n    TITLE "{title}"\n    INDEX 01 00:{int(start):02}:{round(start % 1 * 75):02}\n'
        for n, (start, title) in enumerate(WANTED, 1)
    )
    tags["CUESHEET"] = f'TITLE "Die Folge"\nFILE "a.flac" WAVE\n{rows}'
    tags.save()
    return path


CARRIERS = {
    "mp3": lambda root: with_id3(root / "r.mp3"),
    "m4a": lambda root: with_chapters_of_ffmpeg(root / "r.m4a"),
    "opus": lambda root: comments(OggOpus(sound(root / "r.opus")), root / "r.opus"),
    "flac": lambda root: comments(FLAC(sound(root / "r.flac")), root / "r.flac"),
    "wav": lambda root: with_cues(root / "r.wav"),
    "wav of windows": lambda root: with_cues(root / "r.wav", encoding="cp1252"),
    "wav with a region": lambda root: with_cues(root / "r.wav", region=True),
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_recording_s_own_chapters_are_read(tmp_path: Path, carrier: str) -> None:
    assert embedded_chapters(CARRIERS[carrier](tmp_path)) == WANTED


def test_a_cue_sheet_s_frames_are_75ths_of_a_second(tmp_path: Path) -> None:
    assert embedded_chapters(with_cue_sheet(tmp_path / "r.flac")) == [
        (0.0, "Anfang"),
        (1.253, TITLES[1]),
        (2.507, "Schluss"),
    ]


def test_a_link_in_the_tag_comes_along(tmp_path: Path) -> None:
    assert {marker.href for marker in read_embedded_chapters(with_id3(tmp_path / "r.mp3"))} == {"https://example.org/"}


@pytest.mark.parametrize("name", ["r.wav", "r.mp3", "r.m4a", "r.opus", "r.flac"])
def test_a_recording_without_chapters_has_none(tmp_path: Path, name: str) -> None:
    assert read_embedded_chapters(sound(tmp_path / name)) == ()


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\0\0\0\0WAVEcue \xff\xff\xff\xff", b"ID3", b"text"])
def test_what_is_no_sound_carries_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "r.wav").write_bytes(data)
    assert read_embedded_chapters(tmp_path / "r.wav") == ()


# --- in a show -------------------------------------------------------------------------------------------------------

CHAPTERS = "chapters:\n  - 0:00 Anfang\n  - 0:01 Mitte\n  - 0:01.5 Schluss\n"
EPISODE = "episodes/folge-1/episode.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_show(tmp_path / "show", episodes=1, seconds=4)


def chapters(root: Path) -> list[tuple[float, str]]:
    return [(chapter.start, chapter.title) for chapter in load_show.load_show(root).show.episodes[0].chapters]


@pytest.mark.parametrize("name", ["markers.txt", "sitzung.nhsx", "chapters.json", "kapitel/m.csv"])
def test_chapters_may_stand_in_a_file_beside_the_episode(root: Path, name: str) -> None:
    change(root / EPISODE, CHAPTERS, f"chapters: {name}\n")
    file = root / "episodes/folge-1" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("0.000\t0.000\tAnfang\n1.250\t1.250\tMitte\n", "utf-8")
    assert pipeline.check_show(root).problems == ()
    assert chapters(root) == [(0.0, "Anfang"), (1.25, "Mitte")]
    assert load_show.load_show(root).show.episodes[0].transcript is None


def test_problems_of_the_file_are_reported_with_their_lines_beside_all_others(root: Path) -> None:
    change(root / EPISODE, CHAPTERS, "chapters: m.txt\n")
    change(root / EPISODE, "summary:", "sumary:")
    (root / "episodes/folge-1/m.txt").write_text("0:00 A\n1:99 B\n", "utf-8")
    places = [(problem.path, problem.line) for problem in pipeline.check_show(root).problems]
    assert ("episodes/folge-1/m.txt", 2) in places
    assert (EPISODE, 6) in places


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("m.txt", '"m.txt" does not exist'),
        ("m.docx", "is not a supported list of markers"),
        ("../m.txt", "does not exist"),
        ("0:00 Anfang", "must be a list"),
    ],
)
def test_a_file_that_cannot_be_used_is_reported_at_its_field(root: Path, value: str, message: str) -> None:
    change(root / EPISODE, CHAPTERS, f'chapters: "{value}"\n')
    (problem, *_more) = [candidate for candidate in pipeline.check_show(root).problems if candidate.field == "chapters"]
    assert message in problem.what
    assert problem.line == 8


def test_the_rules_of_chapters_hold_for_those_of_a_file(root: Path) -> None:
    change(root / EPISODE, CHAPTERS, "chapters: m.txt\n")
    (root / "episodes/folge-1/m.txt").write_text("0:01 A\n0:09 B\n", "utf-8")
    assert [(problem.field, problem.line) for problem in pipeline.check_show(root).problems] == [
        ("chapters[1]", 8),
        ("chapters[2]", 8),
    ]


def test_chapters_of_the_recording_are_taken_where_that_is_said(root: Path) -> None:
    assert chapters(root) == [(0.0, "Anfang"), (1.0, "Mitte"), (1.5, "Schluss")]
    with_cues(root / "episodes/folge-1/recording.wav")
    assert chapters(root) == [(0.0, "Anfang"), (1.0, "Mitte"), (1.5, "Schluss")]
    change(root / EPISODE, CHAPTERS, "chapters: recording\n")
    assert pipeline.check_show(root).problems == ()
    assert chapters(root) == WANTED


def test_a_recording_that_carries_none_is_a_problem(root: Path) -> None:
    change(root / EPISODE, CHAPTERS, "chapters: recording\n")
    (problem,) = pipeline.check_show(root).problems
    assert (problem.field, problem.what) == ("chapters", "the recording contains no chapters")


def test_chapters_of_a_file_move_with_the_silence_that_is_trimmed(root: Path) -> None:
    quiet = np.concatenate([silence(2, channels=1), speech(6), silence(1)], axis=1)
    write_wav(root / "episodes/folge-1/recording.wav", quiet)
    change(root / EPISODE, CHAPTERS, "chapters: m.txt\n")
    (root / "episodes/folge-1/m.txt").write_text("0.0\t0.0\tAnfang\n5.0\t5.0\tMitte\n", "utf-8")
    with ThreadPoolExecutor(1) as executor:
        build = pipeline.build_show(pipeline.load_show(root), root, executor, lambda _: None)
    time_map = build.audio["folge-1"].time_map
    assert time_map.to_master(5) == pytest.approx(3.2, abs=0.1)
    assert build.show.episodes[0].chapters[1].start == time_map.to_master(5)
    assert [status.state for status in read_status(root, datetime(2024, 6, 1, tzinfo=UTC))[1]] == ["built"]


def test_loading_a_show_with_a_broken_file_raises_its_problem(root: Path) -> None:
    change(root / EPISODE, CHAPTERS, "chapters: recording\n")
    with pytest.raises(ShowError):
        pipeline.load_show(root)
