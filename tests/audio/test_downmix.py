"""More than two channels: how they are mixed is measured and told, and is what ITU-R BS.775 asks for."""

from __future__ import annotations

import subprocess
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import pytest

from podcast.audio.decode import probe, read_blocks
from podcast.checks.rules.sound.decoding import describe_gains, note_hints
from podcast.timeline.recording_notes import ChannelGain, RecordingNotes
from tests.audio.test_hard_recordings import LAYOUTS, tones
from tests.audio.test_media_formats import ffmpeg
from tests.audio.test_time_stamps import notes_of
from tests.support.sounds import CODECS, wav, write_as

if TYPE_CHECKING:
    from pathlib import Path

SURROUND = [
    ChannelGain("FL", 0.0, None),
    ChannelGain("FR", None, 0.0),
    ChannelGain("FC", -3.0, -3.0),
    ChannelGain("LFE", None, None),
    ChannelGain("BL", -3.0, None),
    ChannelGain("BR", None, -3.0),
    ChannelGain("SL", -3.0, None),
    ChannelGain("SR", None, -3.0),
]


@pytest.mark.parametrize(("mask", "count"), [(0x3F, 6), (0x63F, 8)])
def test_surround_sound_is_mixed_by_the_rule(tmp_path: Path, mask: int, count: int) -> None:
    path = tmp_path / "r.wav"
    path.write_bytes(wav(tones(count), mask=mask))
    (mix,) = notes_of(path).mixes
    assert mix.layout == {6: "5.1", 8: "7.1"}[count]
    assert list(mix.gains) == SURROUND[:count]


@pytest.mark.long
@pytest.mark.parametrize(("count", "mask", "mixed"), LAYOUTS)
def test_the_noted_gains_are_those_of_the_samples(tmp_path: Path, count: int, mask: int | None, mixed: str) -> None:
    for number in range(count):
        if count == 2:
            continue
        sound = np.zeros((count, 4410))
        sound[number] = 0.5
        sound[number, ::2] = -0.5  # no constant offset
        path = tmp_path / f"{number}.wav"
        path.write_bytes(wav(sound, mask=mask))
        (mix,) = notes_of(path).mixes
        assert (mix.layout == "") == (mixed == "alike")
        samples = np.abs(np.concatenate(list(read_blocks(path, 44100, 2)), axis=1)[:, 1000])
        for side, gain in zip(samples, mix.gains[number][1:], strict=True):
            assert side == pytest.approx(0 if gain is None else 0.5 * 10 ** (gain / 20), rel=0.02, abs=1e-4)


def test_stereo_and_mono_are_not_mixed(tmp_path: Path) -> None:
    for count, mask in ((1, None), (2, None), (2, 0x600)):
        path = tmp_path / "r.wav"
        path.write_bytes(wav(tones(count), mask=mask))
        assert notes_of(path).mixes == ()


def test_a_codec_with_planes_is_told_like_a_wav(tmp_path: Path) -> None:
    path = write_as(tmp_path / "r.flac", tones(6), 44100, CODECS["flac"])
    assert list(notes_of(path).mixes[0].gains) == SURROUND[:6]


def test_the_hint_says_which_channels_are_mixed_and_how(tmp_path: Path) -> None:
    path = tmp_path / "r.wav"
    path.write_bytes(wav(tones(6), mask=0x3F))
    ((what, remedy),) = note_hints(notes_of(path))
    assert what == (
        "has 6 channels (5.1), mixed to stereo by ITU-R BS.775: "
        "front unchanged, centre -3 dB, bass (LFE) left out, rear -3 dB"
    )
    assert remedy == "export it in stereo if it should be mixed in another way"


def test_the_hint_on_microphones_says_that_all_count_alike(tmp_path: Path) -> None:
    path = tmp_path / "r.wav"
    path.write_bytes(wav(tones(4)))
    ((what, _remedy),) = note_hints(notes_of(path))
    assert what == "has 4 channels that do not say where they belong: all of them are mixed alike"


def test_channels_of_unknown_names_keep_them() -> None:
    assert describe_gains([ChannelGain("TFL", -4.5, None)]) == "TFL -4.5 dB"


def test_notes_survive_json(tmp_path: Path) -> None:
    import json

    path = tmp_path / "r.wav"
    path.write_bytes(wav(tones(6), mask=0x3F))
    notes = notes_of(path)
    assert RecordingNotes.from_json(json.loads(json.dumps(asdict(notes)))) == notes


def test_channels_in_an_order_of_their_own_are_mixed_where_they_belong(tmp_path: Path) -> None:
    plain, path = tmp_path / "r.wav", tmp_path / "r.mov"
    plain.write_bytes(wav(tones(8), mask=0x63F))
    subprocess.run([ffmpeg(), "-loglevel", "error", "-i", plain, "-c:a", "pcm_s16le", path], check=True)
    assert probe(path).channels == 8
    assert list(notes_of(path).mixes[0].gains) == SURROUND
    mixed, expected = (np.concatenate(list(read_blocks(file, 44100, 2)), axis=1) for file in (path, plain))
    assert np.array_equal(mixed, expected)
