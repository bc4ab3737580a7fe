"""Other people's programs read our MP3s without a complaint, and hear every sample, none more and none less."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from podcast.audio.job import MasterJob
from podcast.audio.master import master
from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob
from podcast.model.audio_settings import AudioTargets
from podcast.model.groups import Chapter
from podcast.model.show import Episode, Show
from tests.support.site_tagging import tag_into
from tests.support.sounds import speech, write_wav

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 3
SHOW = Show.model_construct(
    title="Kleine Sendung",
    author="Redaktion",
    link="https://podcast.example.org/",
    language="de",
    timezone="Europe/Berlin",
    seasons=(),
    categories=("Arts",),
)
EPISODE = Episode(
    slug="eins",
    guid="g",
    title="Eins & „mehr“ 🗂",
    date=datetime(2024, 1, 2, tzinfo=UTC),
    summary="Worum es geht.",
    chapters=(Chapter(start=0.0, title="Anfang"), Chapter(start=1.5, title="Mitte")),
)
UNTAGGED = "No supported tags in the file"
KINDS = [(bitrate, channels, rate) for bitrate in (96, 128, 192) for channels in (1, 2) for rate in (44100, 48000)]


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: "{} kbit/s, {} channels, {} Hz".format(*kind))
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], int, int]:
    """A master and its tagged file, how many samples they hold, and on how many channels."""
    bitrate, channels, rate = request.param
    folder = tmp_path_factory.mktemp("readers")
    sound = speech(SECONDS + 0.0123, rate, channels)  # a length that is no multiple of anything
    recording = write_wav(folder / "r.wav", sound, rate)
    targets = AudioTargets(bitrate=bitrate, sample_rate=rate, trim_silence=False)
    path = folder / "masters" / "f00.mp3"
    facts = master(MasterJob("eins", recording, targets, None, None, path, "new")).master
    picture = BytesIO()
    pixels = np.random.default_rng(1).integers(0, 255, (300, 300, 3), np.uint8)  # FFmpeg takes a plain JPEG for cut off
    Image.fromarray(pixels).save(picture, "JPEG")
    cover = picture.getvalue()
    audio, _digest = tag_into(
        folder / "site",
        SHOW,
        EPISODE,
        TaggingJob(path, "f00", facts, hashlib.sha256(cover).hexdigest()),
        EmbeddedPictures(cover),
    )
    return [path, folder / "site" / audio], sound.shape[1], channels


def program(name: str) -> str:
    """Return the path of a program; if it is missing, skip the test, or fail if the readers are required."""
    executable = shutil.which(name)
    if executable is None:
        missing = f"{name} is not installed (Debian: apt-get install {name})"
        pytest.fail(missing) if os.environ.get("PODCAST_READERS") == "required" else pytest.skip(missing)
    return executable


def output_of(*command: str | Path) -> tuple[bytes, str]:
    """Run a program; return its output and its messages."""
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return done.stdout, done.stderr.decode(errors="replace")


def test_mp3val_finds_nothing_to_complain_of(files: tuple[list[Path], int, int]) -> None:
    master_file, tagged = files[0]
    for path in (master_file, tagged):
        out, errors = output_of(program("mp3val"), path)
        lines = (out.decode(errors="replace") + errors).splitlines()
        complaints = [line for line in lines if line.startswith(("WARNING", "ERROR"))]
        assert not [line for line in complaints if path == tagged or not line.endswith(UNTAGGED)]
        assert any("MPEG frames" in line and "MPEG 1 Layer III" in line for line in lines), lines


def test_mpg123_hears_every_sample_without_a_complaint(files: tuple[list[Path], int, int]) -> None:
    paths, samples, channels = files
    for path in paths:
        out, errors = output_of(program("mpg123"), "--quiet", "--encoding", "s16", "--stdout", path)
        assert not errors
        assert len(out) == samples * channels * 2
        assert np.frombuffer(out, "<i2").any()


def test_ffmpeg_hears_every_sample_without_a_complaint(files: tuple[list[Path], int, int]) -> None:
    paths, samples, channels = files
    for path in paths:
        options = ("-v", "warning", "-xerror", "-err_detect", "explode+crccheck+bitstream")
        only_sound = ("-map", "0:a", "-f", "s16le", "-")
        out, errors = output_of(program("ffmpeg"), *options, "-i", path, *only_sound)
        assert not errors
        assert len(out) == samples * channels * 2
        assert np.frombuffer(out, "<i2").any()


def test_a_damaged_file_does_make_the_readers_complain(files: tuple[list[Path], int, int], tmp_path: Path) -> None:
    data = bytearray(files[0][0].read_bytes())
    middle = len(data) // 2
    data[middle : middle + 500] = bytes(500)
    (tmp_path / "broken.mp3").write_bytes(data)
    out, _ = output_of(program("mp3val"), tmp_path / "broken.mp3")
    assert b"WARNING" in out
