"""Which recordings a browser plays as they are; Chromium and Firefox confirm it in tests/desk/browsers."""

from pathlib import Path

import lameenc
import pytest
from mutagen.mp3 import MP3, BitrateMode

from podcast.audio.browser.browser_format import browser_media_type
from podcast.audio.decode import probe
from tests.support.sounds import RATE, speech, write, write_as


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [("wav", "audio/wav"), ("flac", "audio/flac"), ("mp3", "audio/mpeg"), ("m4a", "audio/mp4")],
)
def test_common_formats_play_as_they_are(tmp_path: Path, suffix: str, media_type: str) -> None:
    path = write(tmp_path / f"a.{suffix}", speech(1))
    assert browser_media_type(probe(path), path) == media_type


@pytest.mark.parametrize(("suffix", "codec"), [("aiff", "pcm_s16be"), ("w64", "pcm_s16le"), ("mka", "pcm_s16le")])
def test_others_need_a_copy(tmp_path: Path, suffix: str, codec: str) -> None:
    path = write_as(tmp_path / f"a.{suffix}", speech(1), RATE, (codec, "s16"))
    assert browser_media_type(probe(path), path) is None


def test_an_mp3_of_variable_bit_rate_needs_a_copy(tmp_path: Path) -> None:
    encoder = lameenc.Encoder()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(RATE)
    encoder.set_vbr(4)
    path = tmp_path / "a.mp3"
    path.write_bytes(encoder.encode((speech(4)[0] * 30_000).astype("<i2").tobytes()) + encoder.flush())
    assert MP3(path).info.bitrate_mode != BitrateMode.CBR
    assert browser_media_type(probe(path), path) is None


def test_more_than_two_channels_need_a_copy(tmp_path: Path) -> None:
    path = write_as(tmp_path / "a.flac", speech(1, channels=6), RATE, ("flac", "s16"))
    assert browser_media_type(probe(path), path) is None
