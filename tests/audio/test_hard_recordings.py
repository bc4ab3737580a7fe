"""Difficult recordings: each is mastered, or refused with a helpful message (see docs/decisions/audio.md)."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

from podcast.audio.cpu_flags import baseline_cpu
from podcast.audio.decode import probe, read_blocks
from podcast.audio.job import MasterJob
from podcast.audio.master import master
from podcast.errors import AudioError
from podcast.model.audio_settings import AudioTargets
from tests.support.loud_sounds import claps, music
from tests.support.sounds import (
    CODECS,
    decode_with_miniaudio,
    loudness,
    silence,
    sine,
    sparse,
    speech,
    wav,
    wav_head,
    write,
    write_as,
    write_wav,
)

if TYPE_CHECKING:
    from podcast.artifacts import Master

pytestmark = pytest.mark.long

RATE = 44100
GIB4 = 1 << 32
ANEW = "copy the recording again from its source, or export it again"


def decoded(path: Path, channels: int = 2, rate: int = RATE) -> np.ndarray:
    return np.concatenate(list(read_blocks(path, rate, channels)), axis=1)


def write_bytes(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def mastered(recording: Path, **targets: Any) -> tuple[Master, np.ndarray]:
    """Return the facts of a master, and its samples by an independent decoder, shape (n, channels)."""
    path = recording.parent / "masters" / "a.mp3"
    facts = master(MasterJob("a", recording, AudioTargets(**targets), None, None, path, "new")).master
    samples, rate = decode_with_miniaudio(path)
    assert rate == facts.sample_rate
    assert len(samples) / rate == pytest.approx(facts.seconds, abs=0.001)
    return facts, samples


def refused(path: Path, channels: int = 2) -> str:
    """How both the decoder and the master refuse a recording, in the same words."""
    with pytest.raises(AudioError) as error:
        decoded(path, channels)
    with pytest.raises(AudioError) as again:
        mastered(path, channels={1: "mono", 2: "stereo"}[channels])
    assert str(again.value) == str(error.value)
    assert not list(path.parent.glob("masters/*"))
    return f"{error.value.what}; {error.value.remedy}"


def level(samples: np.ndarray, frequency: float, rate: int = RATE) -> float:
    """How strong a tone is, in dB of full scale."""
    window = np.hanning(samples.size)
    wave = np.exp(-2j * np.pi * frequency * np.arange(samples.size) / rate)
    return float(20 * np.log10(2 * abs(np.sum(samples.astype(np.float64) * window * wave)) / window.sum() + 1e-12))


def rms(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(samples.astype(np.float64)))))


def noise(size: int, seed: int = 5) -> bytes:
    return np.random.default_rng(seed).bytes(size)


# Loud, quiet, short, odd: what comes out is as loud as every other episode.


def test_a_recording_of_one_second_is_mastered(tmp_path: Path) -> None:
    facts, samples = mastered(write_wav(tmp_path / "r.wav", sine(300, 1.0) * 0.1))
    assert facts.seconds == pytest.approx(1.0, abs=0.001)
    assert loudness(samples, RATE) == pytest.approx(-16, abs=0.3)


@pytest.mark.parametrize("seconds", [0.01, 0.3])
def test_what_is_shorter_than_a_measurement_is_refused(tmp_path: Path, seconds: float) -> None:
    words = refused_by_master(write_wav(tmp_path / "r.wav", sine(300, seconds) * 0.1))
    assert words == "is silent, or shorter than 0.4 s; check that it is the right recording"


def refused_by_master(path: Path, **targets: Any) -> str:
    with pytest.raises(AudioError) as error:
        mastered(path, **targets)
    assert error.value.path == str(path)
    assert not list(path.parent.glob("masters/*"))
    return f"{error.value.what}; {error.value.remedy}"


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3"])
def test_silence_alone_is_refused(tmp_path: Path, suffix: str) -> None:
    words = refused_by_master(write(tmp_path / f"r.{suffix}", silence(3)))
    assert words == "is silent, or shorter than 0.4 s; check that it is the right recording"


def test_a_click_at_full_scale_in_near_silence_ends_in_a_verdict(tmp_path: Path) -> None:
    sound = np.random.default_rng(2).standard_normal((1, 5 * RATE)) * 0.01
    sound[0, 100_000] = 1.0
    facts, samples = mastered(write_wav(tmp_path / "r.wav", sound))
    assert facts.limited > 20, "the click is turned down, the rest turned up"
    assert loudness(samples, RATE) == pytest.approx(-16, abs=0.3)
    assert np.abs(samples).max() <= 10 ** (-1 / 20)


def test_a_clipped_recording_is_mastered_under_the_ceiling(tmp_path: Path) -> None:
    facts, samples = mastered(write_wav(tmp_path / "r.wav", np.clip(speech(5) * 20, -1, 1)))
    assert facts.before.true_peak > 0
    assert facts.after.true_peak <= -1
    assert loudness(samples, RATE) == pytest.approx(-16, abs=0.3)


def test_a_dc_offset_neither_counts_as_loudness_nor_breaks_anything(tmp_path: Path) -> None:
    sound = speech(5) * 0.3
    plain, _ = mastered(write_wav(tmp_path / "plain.wav", sound))
    facts, samples = mastered(write_wav(tmp_path / "r.wav", sound + 0.2))
    assert facts.before.loudness == pytest.approx(plain.before.loudness, abs=0.2)
    assert loudness(samples, RATE) == pytest.approx(-16, abs=0.3)
    assert facts.after.true_peak <= -1


def test_float_samples_above_full_scale_are_turned_down_before_anything_clips_them(tmp_path: Path) -> None:
    sound = speech(5)
    _, quiet = mastered(write_bytes(tmp_path / "quiet.wav", wav(sound, kind="f32")))
    facts, loud = mastered(write_bytes(tmp_path / "loud.wav", wav(sound * 4, kind="f32")))
    assert facts.before.true_peak > 5.9
    assert facts.limited == 0
    assert rms(loud - quiet) < 0.02 * rms(quiet)
    assert np.abs(decoded(tmp_path / "loud.wav")).max() == pytest.approx(2.0, abs=1e-6)


@pytest.mark.parametrize("kind", ["f32", "f64"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_not_numbers_are_refused_with_their_place(tmp_path: Path, kind: str, value: float) -> None:
    sound = speech(3, channels=2)
    sound[1, 2 * RATE + 441] = value
    words = refused(write_bytes(tmp_path / "r.wav", wav(sound, kind=kind)))
    assert words == "contains samples that are not numbers (NaN), first at 2.010 s; export it again without them"


# Channels.


def test_mono_kept_as_stereo_is_as_loud_as_mono(tmp_path: Path) -> None:
    channel = speech(3)
    both = write_wav(tmp_path / "both.wav", np.repeat(channel, 2, axis=0))
    mono = write_wav(tmp_path / "mono.wav", channel)
    assert np.array_equal(decoded(both, 1), decoded(mono, 1))
    assert np.array_equal(decoded(both, 2), decoded(mono, 2))
    assert mastered(both)[0].channels == 2
    assert mastered(both, channels="mono")[0].channels == 1


def test_a_dead_channel_stays_dead_unless_mono_is_wanted(tmp_path: Path) -> None:
    recording = write_wav(tmp_path / "r.wav", np.concatenate([speech(4), silence(4)]))
    _, samples = mastered(recording)
    assert rms(samples[:, 1]) < rms(samples[:, 0]) / 1000
    assert loudness(samples, RATE) == pytest.approx(-16, abs=0.3)
    _, mono = mastered(recording, channels="mono")
    assert mono.shape[1] == 1
    assert loudness(mono, RATE) == pytest.approx(-16, abs=0.3)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("other", [-1.0, -0.8], ids=["inverted", "inverted and quieter"])
def test_channels_that_cancel_each_other_out_are_refused(tmp_path: Path, channels: int, other: float) -> None:
    channel = speech(3)
    words = refused(write_wav(tmp_path / "r.wav", np.concatenate([channel, channel * other])), channels)
    assert words.startswith("its channels cancel each other out")
    assert words.endswith("invert one of the two in your editor, or export only one of them")


def test_two_voices_far_apart_do_not_count_as_cancelling_out(tmp_path: Path) -> None:
    both = np.concatenate([speech(3, seed=1), -speech(3, seed=2)[:, ::-1]])
    assert decoded(write_wav(tmp_path / "r.wav", both), 1).shape == (1, 3 * RATE)


def tones(count: int, rate: int = RATE, seconds: float = 2.0) -> np.ndarray:
    """A tone of its own on each channel: 300 Hz, 600 Hz, …"""
    return np.concatenate([sine(300 * (number + 1), seconds, rate) for number in range(count)]) * 0.3


# The channels of a WAV: how many, what its mask says, and how they are mixed.
LAYOUTS = [
    pytest.param(3, None, "alike", id="3 without a mask"),
    pytest.param(4, None, "alike", id="4 without a mask"),
    pytest.param(4, 0, "alike", id="4 with an empty mask"),
    pytest.param(6, 0, "alike", id="6 with an empty mask: the fourth is no bass"),
    pytest.param(8, None, "alike", id="8 microphones"),
    pytest.param(32, 0, "alike", id="32 microphones"),
    pytest.param(3, 0x7000, "alike", id="loudspeakers that nobody has"),
    pytest.param(2, 0x600, "near", id="two at the sides"),
    pytest.param(4, 0x33, "near", id="quadraphony"),
    pytest.param(6, 0x3F, "surround", id="5.1"),
    pytest.param(8, 0x63F, "surround", id="7.1"),
]


@pytest.mark.parametrize(("count", "mask", "mixed"), LAYOUTS)
def test_any_number_of_channels_is_mixed_and_none_is_lost(
    tmp_path: Path, count: int, mask: int | None, mixed: str
) -> None:
    path = write_bytes(tmp_path / "r.wav", wav(tones(count), mask=mask))
    assert probe(path).channels == count
    for channels in (1, 2):
        sound = decoded(path, channels)
        assert sound.shape == (channels, 2 * RATE)
        levels = [level(sound.mean(axis=0), 300 * (number + 1)) for number in range(count)]
        if mixed == "surround":  # surround: the bass channel of effects has no place in stereo (ITU-R BS.775)
            assert levels.pop(3) < -60
        assert min(levels) > max(levels) - 13
        assert mixed != "alike" or max(levels) - min(levels) < 0.1


def test_surround_sound_is_mastered_in_stereo(tmp_path: Path) -> None:
    facts, samples = mastered(write_as(tmp_path / "r.flac", speech(4, channels=6), RATE, CODECS["flac"]))
    assert (facts.channels, samples.shape[1]) == (2, 2)
    assert loudness(samples, RATE) == pytest.approx(-16, abs=0.3)


# Sample rates and kinds of samples.


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 32000, 37800, 96000, 192000])
@pytest.mark.parametrize("target", [44100, 48000])
def test_any_sample_rate_is_resampled_without_ghosts(tmp_path: Path, rate: int, target: int) -> None:
    tone = int(0.35 * min(rate, target))
    above = [frequency for frequency in (25_000, 30_000, 60_000) if frequency < rate / 2]
    sound = sum((sine(pitch, 2.0, rate) for pitch in (tone, *above)), np.zeros((1, 2 * rate))) / (1 + len(above))
    out = decoded(write_bytes(tmp_path / "r.wav", wav(sound, rate, kind="s24")), 1, target)[0]
    assert abs(out.size - 2 * target) <= 2
    window = np.blackman(target)
    second = out[target // 2 :][:target] * window
    audible = 20 * np.log10(np.abs(np.fft.rfft(second)) / window.sum() * 2 * (1 + len(above)) + 1e-12)[:20_000]
    assert audible[tone] == pytest.approx(0, abs=0.1)
    audible[tone - 5 : tone + 6] = -200
    assert audible.max() < -70


@pytest.mark.parametrize("rate", [1, 4_000_000])
def test_a_sample_rate_that_no_recording_has_is_refused(tmp_path: Path, rate: int) -> None:
    words = refused(write_bytes(tmp_path / "r.wav", wav(speech(1), rate)))
    assert words.startswith(
        f"claims a sample rate of {rate} Hz, which is impossible; copy the recording again from its source"
    )


def test_a_telephone_recording_is_mastered(tmp_path: Path) -> None:
    facts, samples = mastered(write_bytes(tmp_path / "r.wav", wav(speech(4, 8000), 8000)))
    assert (facts.sample_rate, facts.channels) == (44100, 1)
    assert loudness(samples, RATE) == pytest.approx(-16, abs=0.3)


def test_a_studio_recording_is_mastered(tmp_path: Path) -> None:
    path = write_bytes(tmp_path / "r.wav", wav(speech(4, 96000, 2), 96000, kind="s24"))
    assert probe(path).codec == "pcm_s24le"
    facts, samples = mastered(path, sample_rate=48000)
    assert facts.sample_rate == 48000
    assert loudness(samples, 48000) == pytest.approx(-16, abs=0.3)


@pytest.mark.parametrize("kind", ["u8", "s16", "s24", "s32", "f32", "f64"])
@pytest.mark.parametrize("form", [b"RIFF", b"RF64", b"BW64", b"W64"])
def test_every_kind_of_wav_gives_the_samples_that_went_in(tmp_path: Path, kind: str, form: bytes) -> None:
    sound = speech(2, channels=2)
    path = write_bytes(tmp_path / "r.wav", wav(sound, kind=kind, form=form))
    out = decoded(path)
    assert out.shape == sound.shape
    assert np.abs(out - sound).max() < {"u8": 0.02, "s16": 1e-4}.get(kind, 1e-6)
    assert probe(path).seconds == 2.0


# The same sound in codecs and containers that people have, under names that they give them: codec, sample format,
# container, name of the file, and how far its length may be off in samples.
CONTAINERS = [
    pytest.param("pcm_alaw", "s16", "wav", "r.wav", 0, id="A-law"),
    pytest.param("pcm_mulaw", "s16", "wav", "r.wav", 0, id="µ-law"),
    pytest.param("adpcm_ms", "s16", "wav", "r.wav", 2048, id="ADPCM"),
    pytest.param("pcm_s16be", "s16", "aiff", "r.wav", 0, id="AIFF that is named WAV"),
    pytest.param("aac", "fltp", "adts", "r.m4a", 3072, id="ADTS that is named M4A"),
    pytest.param("alac", "s16p", "ipod", "r.m4a", 0, id="ALAC"),
    pytest.param("libmp3lame", "s16p", "mp3", "r.m4a", 0, id="MP3 that is named M4A"),
    pytest.param("flac", "s16", "ogg", "r.ogg", 0, id="FLAC in Ogg"),
    pytest.param("flac", "s16", "flac", "Folge 1: ein,,Name%20 — für alle.wav", 0, id="a name with everything in it"),
    pytest.param("libopus", "flt", "ogg", "12:30.ogg", 2, id="a name like a protocol's"),
]


@pytest.mark.parametrize(("codec", "sample_format", "container", "name", "tolerance"), CONTAINERS)
def test_what_is_in_the_file_counts_and_not_its_name(
    tmp_path: Path, codec: str, sample_format: str, container: str, name: str, tolerance: int
) -> None:
    rate = 48000 if codec == "libopus" else RATE
    sound = speech(3, rate)
    path = write_as(tmp_path / name, sound, rate, (codec, sample_format), format=container)
    out = decoded(path, 1, rate)
    assert abs(out.shape[1] - sound.shape[1]) <= tolerance
    envelopes = [np.abs(signal[0, :130_000]).reshape(-1, 2000).max(axis=1) for signal in (out, sound)]
    assert np.corrcoef(*envelopes)[0, 1] > (0.97 if tolerance < 3000 else 0.8), "ADTS cannot say what its encoder added"
    assert probe(path).channels == 1


def test_a_bare_name_with_a_colon_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wav(tmp_path / "a.wav", speech(1)).rename(tmp_path / "Folge:1.wav")
    monkeypatch.chdir(tmp_path)
    assert decoded(Path("Folge:1.wav")).shape[1] == RATE


def test_a_film_in_an_m4a_is_not_taken_for_the_sound(tmp_path: Path) -> None:
    sound = speech(3)
    path = tmp_path / "r.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        film = container.add_stream("mpeg4", rate=10, width=64, height=64, pix_fmt="yuv420p")
        voice = container.add_stream("aac", rate=RATE, layout="mono")
        for _ in range(30):
            container.mux(film.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(film.encode(None))
        for start in range(0, sound.shape[1] - 1023, 1024):
            part = np.ascontiguousarray(sound[:, start : start + 1024].astype(np.float32))
            frame = av.AudioFrame.from_ndarray(part, "fltp", "mono")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(voice.encode(frame))
        container.mux(voice.encode(None))
    assert probe(path).codec == "aac"
    assert decoded(path).shape[1] == pytest.approx(3 * RATE, abs=3072)


def test_a_film_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        film = container.add_stream("mpeg4", rate=10, width=64, height=64, pix_fmt="yuv420p")
        container.mux([*film.encode(av.VideoFrame(64, 64, "yuv420p")), *film.encode(None)])
    assert refused(path) == "is a video without sound; export it again with its audio track"


def test_a_cover_picture_in_an_m4a_is_not_taken_for_the_sound(tmp_path: Path) -> None:
    from mutagen.mp4 import MP4, MP4Cover

    path = write(tmp_path / "r.m4a", speech(3))
    file = MP4(path)
    file["covr"] = [MP4Cover(b"\xff\xd8\xff\xe0" + noise(900_000), MP4Cover.FORMAT_JPEG)]
    file.save()
    assert decoded(path).shape[1] == pytest.approx(3 * RATE, abs=3072)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ((speech(1) * 32000).astype("<i2").tobytes(), "copy the recording again from its source"),
        (noise(70_000), "copy the recording again from its source"),
        (b"Das ist ein Text.\n" * 2000, "is a text, not a recording; put the audio file in its place"),
        (b"#EXTM3U\n/etc/passwd\n", "is a playlist, which only names recordings; use the recording itself"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + noise(70_000), "is a picture (JPEG), not a recording; put the audio"),
    ],
    ids=["pcm", "noise", "text", "playlist", "picture"],
)
@pytest.mark.parametrize("suffix", ["mp3", "wav", "opus"])
def test_what_is_no_recording_is_refused_whatever_its_name(
    tmp_path: Path, data: bytes, words: str, suffix: str
) -> None:
    assert words in refused(write_bytes(tmp_path / f"r.{suffix}", data))


def test_an_unknown_codec_is_refused(tmp_path: Path) -> None:
    data = bytearray(wav(speech(1)))
    data[20:22] = struct.pack("<H", 0x7ABC)
    assert refused(write_bytes(tmp_path / "r.wav", bytes(data))).startswith("has an audio codec that cannot")


# MP3, as it comes from recorders, stations and old hard disks.


def mp3(folder: Path, sound: np.ndarray, kbits: int, rate: int = RATE, *, header: bool = True) -> bytes:
    path = folder / f"part-{kbits}-{rate}-{sound.shape[0]}.mp3"
    options = {} if header else {"options": {"write_xing": "0", "id3v2_version": "0"}}
    write_as(path, sound, rate, ("libmp3lame", "s16p"), bit_rate=kbits * 1000, **options)
    return path.read_bytes()


def test_a_vbr_mp3_without_a_header_is_not_taken_for_cut_off(tmp_path: Path) -> None:
    quiet, loud = (mp3(tmp_path, speech(4), kbits, header=False) for kbits in (32, 320))
    for data in (quiet + loud, loud + quiet):
        path = write_bytes(tmp_path / "r.mp3", data)
        assert probe(path).seconds == 0.0
        assert decoded(path).shape[1] == pytest.approx(8 * RATE, abs=6000)


def test_a_header_that_counts_only_the_first_of_two_joined_mp3s_is_no_promise_that_is_broken(tmp_path: Path) -> None:
    quiet, loud = (mp3(tmp_path, speech(4), kbits) for kbits in (32, 320))
    for data in (quiet + loud, loud + quiet):
        assert decoded(write_bytes(tmp_path / "r.mp3", data)).shape[1] == pytest.approx(8 * RATE, abs=6000)


def test_an_mp3_may_change_between_mono_and_stereo_and_stays_as_loud(tmp_path: Path) -> None:
    channel = speech(4)
    mono, stereo = (mp3(tmp_path, np.repeat(channel, count, axis=0), 128, header=False) for count in (1, 2))
    for channels in (1, 2):
        sound = decoded(write_bytes(tmp_path / "r.mp3", stereo + mono + stereo), channels)
        assert sound.shape[1] == pytest.approx(12 * RATE, abs=9000)
        parts = [rms(sound[:, int((4.05 * part + 0.2) * RATE) :][:, : 3 * RATE]) for part in range(3)]
        assert parts == pytest.approx([parts[0]] * 3, rel=0.03)


def test_an_mp3_may_change_its_sample_rate(tmp_path: Path) -> None:
    first, second = (
        mp3(tmp_path, sine(500, 3) * 0.3, 64, header=False),
        mp3(tmp_path, sine(500, 3, 22050) * 0.3, 64, 22050, header=False),
    )
    sound = decoded(write_bytes(tmp_path / "r.mp3", first + second), 1)[0]
    assert sound.size == pytest.approx(6 * RATE, abs=9000)
    assert level(sound[RATE : 2 * RATE], 500) == pytest.approx(level(sound[4 * RATE : 5 * RATE], 500), abs=0.5)


def test_an_mp3_with_broken_frames_is_mastered(tmp_path: Path) -> None:
    data = bytearray(mp3(tmp_path, speech(10), 128))
    for place in range(20_000, len(data), 30_000):
        data[place : place + 40] = b"\xff" * 40
    facts, samples = mastered(write_bytes(tmp_path / "r.mp3", bytes(data)))
    assert facts.recording_seconds > 9
    assert loudness(samples, RATE) == pytest.approx(-16, abs=0.3)


def syncsafe(size: int) -> bytes:
    return bytes(size >> shift & 127 for shift in (21, 14, 7, 0))


@pytest.mark.parametrize("tags", [1, 2])
def test_five_megabytes_of_garbage_in_a_tag_are_passed_over(tmp_path: Path, tags: int) -> None:
    tag = b"ID3\x03\0\0" + syncsafe(5_000_000 // tags) + noise(5_000_000 // tags)
    path = write_bytes(tmp_path / "r.mp3", tag * tags + mp3(tmp_path, speech(3), 96))
    assert decoded(path).shape[1] == 3 * RATE
    assert probe(path).seconds == pytest.approx(3, abs=0.1)


def test_five_megabytes_of_garbage_before_the_sound_are_refused(tmp_path: Path) -> None:
    assert "copy the recording again from its source" in refused(
        write_bytes(tmp_path / "r.mp3", noise(5_000_000) + mp3(tmp_path, speech(2), 96))
    )


# Ogg chains: joined recordings, stations that start a new link with each song.

CHAINS = [
    pytest.param(("libopus", "flt", 48000, 2), ("libopus", "flt", 48000, 1), id="Opus, stereo and mono"),
    pytest.param(("vorbis", "fltp", 44100, 2), ("vorbis", "fltp", 22050, 2), id="Vorbis, two rates"),
    pytest.param(("flac", "s16", 44100, 1), ("flac", "s16", 48000, 2), id="FLAC, rates and channels"),
    pytest.param(("flac", "s16", 44100, 1), ("flac", "s16", 44100, 1), id="two of a kind"),
    pytest.param(("vorbis", "fltp", 44100, 2), ("libopus", "flt", 48000, 1), id="Vorbis and Opus"),
]


@pytest.mark.parametrize(("first", "second"), CHAINS)
@pytest.mark.parametrize("order", ["as written", "swapped"])
def test_every_link_of_an_ogg_chain_is_decoded(tmp_path: Path, first: tuple, second: tuple, order: str) -> None:
    parts = [first, second] if order == "as written" else [second, first]
    frequencies, data = (400, 900, 400), []
    for number, (codec, sample_format, rate, channels) in enumerate([*parts, parts[0]]):
        sound = np.repeat(sine(frequencies[number], 2, rate) * 0.3, channels, axis=0)
        path = write_as(tmp_path / f"{number}.ogg", sound, rate, (codec, sample_format), format="ogg")
        data.append(path.read_bytes())
    path = write_bytes(tmp_path / "Kette: zwei,drei.ogg", b"".join(data))
    sound = decoded(path, 1)[0]
    assert sound.size == pytest.approx(6 * RATE, abs=4000)
    for number, frequency in enumerate(frequencies):
        middle = sound[int((2 * number + 0.5) * RATE) :][:RATE]
        assert level(middle, frequency) == pytest.approx(20 * np.log10(0.3), abs=0.5)
    assert probe(path).channels == parts[0][3]


@pytest.mark.parametrize("suffix", ["ogg", "opus"])
def test_an_ogg_that_ends_within_a_page_is_refused(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"r.{suffix}", speech(4, 48000, 2), 48000)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    assert refused(path) == f"is incomplete: its last Ogg page is cut off; {ANEW} if it should end there"


def test_an_ogg_with_a_broken_page_is_decoded_after_it(tmp_path: Path) -> None:
    path = write(tmp_path / "r.opus", speech(8, 48000), 48000)
    data = bytearray(path.read_bytes())
    at = data.find(b"OggS", len(data) // 2)
    data[at : at + 60] = noise(60)
    path.write_bytes(data)
    assert decoded(path).shape[1] > 5 * RATE


# Lengths that are wrong, unknown, or too long for their header.


@pytest.mark.parametrize("form", [b"RIFF", b"RF64", b"BW64", b"W64"])
def test_a_wav_that_promises_more_than_is_there_is_refused(tmp_path: Path, form: bytes) -> None:
    path = write_bytes(tmp_path / "r.wav", wav(speech(2), form=form, length=10 * RATE * 2))
    words = refused(path)
    assert (
        words == f"is incomplete: its header says 10.0 s, but the audio ends after 2.0 s; {ANEW} if it should end there"
    )


@pytest.mark.parametrize("container", ["aiff", "ipod", "flac"])
def test_other_formats_that_are_cut_off_are_refused_too(tmp_path: Path, container: str) -> None:
    codec = {"aiff": ("pcm_s16be", "s16"), "ipod": ("alac", "s16p"), "flac": ("flac", "s16")}[container]
    options = {"options": {"movflags": "faststart"}} if container == "ipod" else {}
    path = write_as(tmp_path / "r.wav", speech(10), RATE, codec, format=container, **options)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert refused(path).startswith("is incomplete: its header says 10.0 s, but the audio ends after ")


def test_a_flac_that_does_not_know_its_length_is_taken_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "r.flac", speech(3))
    data = bytearray(path.read_bytes())
    assert data[:8] == b"fLaC\0\0\0\x22"
    data[21] &= 0xF0  # 36 bits from here on: the samples in all
    data[22:26] = bytes(4)
    path.write_bytes(data)
    assert probe(path).seconds == 0.0
    assert decoded(path).shape[1] == 3 * RATE


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF, 0x7FFFF024])
def test_a_wav_with_a_placeholder_for_its_length_is_taken_whole(tmp_path: Path, length: int) -> None:
    path = write_bytes(tmp_path / "r.wav", wav(speech(3), length=length))
    assert probe(path).seconds == 0.0
    assert decoded(path).shape[1] == 3 * RATE


def test_chunks_after_the_sound_are_not_taken_for_sound(tmp_path: Path) -> None:
    extra = b"LIST" + struct.pack("<I", 4000) + noise(4000) + b"ID3\x04" + noise(300)
    assert decoded(write_bytes(tmp_path / "r.wav", wav(speech(2)) + extra)).shape[1] == 2 * RATE


def test_a_title_in_the_letters_of_old_windows_is_no_obstacle(tmp_path: Path) -> None:
    title = "Bürgermeister Müller über Grün".encode("latin-1")
    info = b"INFOINAM" + struct.pack("<I", len(title)) + title
    assert decoded(
        write_bytes(tmp_path / "r.wav", wav(speech(2)) + b"LIST" + struct.pack("<I", len(info)) + info)
    ).any()


def test_damage_of_any_kind_is_decoded_or_refused(tmp_path: Path) -> None:
    chance = np.random.default_rng(11)
    files = [write(tmp_path / f"whole.{suffix}", speech(1, 48000), 48000).read_bytes() for suffix in ("wav", *CODECS)]
    files += [wav(speech(1), form=form) for form in (b"RF64", b"W64")]
    refusals = 0
    for number in range(160):
        data = bytearray(files[number % len(files)])
        for _ in range(1 + number % 3 * 10):
            at = int(chance.integers(0, min(len(data), (64, 400, len(data))[number % 3])))
            data[at : at + int(chance.integers(0, 8))] = chance.bytes(int(chance.integers(0, 8)))
        try:
            decoded(write_bytes(tmp_path / "r", bytes(data)))
        except AudioError:
            refusals += 1
    assert 10 < refusals < 150


@pytest.mark.parametrize("form", [b"RF64", b"BW64", b"W64"])
def test_a_recording_of_more_than_four_gigabytes_is_whole(tmp_path: Path, form: bytes) -> None:
    length = GIB4 + 96000 * 4 * 60
    path = sparse(tmp_path / "r.wav", wav_head(2, 96000, length, form=form), length)
    assert probe(path).seconds == pytest.approx(length / 4 / 96000)
    stream = read_blocks(path, 96000, 2)
    assert [next(stream).shape[1] for _ in range(3)] == [96000] * 3
    stream.close()


def test_a_wav_over_four_gigabytes_whose_length_wrapped_around_is_decoded_whole(tmp_path: Path) -> None:
    length = GIB4 + 4 * 10_000
    path = sparse(tmp_path / "r.wav", wav_head(2, 48000, length), length)
    assert probe(path).seconds == 0.0, "no promise"
    stream = read_blocks(path, 48000, 2)
    assert sum(next(stream).shape[1] for _ in range(3)) > 10_000
    stream.close()


# Long recordings, and machines that are not this one: in processes of their own.

PEAK = """
import resource, sys
from pathlib import Path
from podcast.audio.decode import read_blocks
count = sum(block.shape[1] for block in read_blocks(Path(sys.argv[1]), 2000, 1))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_a_recording_of_26_hours_takes_no_more_memory_than_one_of_ten_minutes(tmp_path: Path) -> None:
    peaks = []
    for seconds in (600, 26 * 3600):
        length = 2 * 2000 * seconds  # few samples a second: if all were kept, they were ten times the memory
        path = sparse(tmp_path / "r.wav", wav_head(1, 2000, length), length)
        done = subprocess.run([sys.executable, "-c", PEAK, path], capture_output=True, text=True, check=True)
        count, peak = map(int, done.stdout.split())
        assert count == 2000 * seconds
        peaks.append(peak)
    assert peaks[1] < 1.05 * peaks[0]


NAIVE = ("aresample={rate}:internal_sample_fmt=dblp", "aformat=sample_fmts=fltp")


def frame_by_frame(path: Path, rate: int) -> np.ndarray:
    """The samples as the plainest loop has them: each frame through the filters, and out again."""
    graph, arrays = None, []
    with baseline_cpu():  # what is opened and configured here computes as ours does
        container = av.open(str(path))
        container.streams.audio[0].codec_context.open(strict=False)
    with container:
        for frame in [*container.decode(audio=0), None]:
            if graph is None:
                graph = av.filter.Graph()
                source = graph.add_abuffer(
                    sample_rate=frame.sample_rate,
                    format=frame.format.name,
                    layout=frame.layout.name,
                    time_base=frame.time_base,
                )
                filters = [graph.add(*step.format(rate=rate).split("=", 1)) for step in NAIVE]
                with baseline_cpu():
                    graph.link_nodes(source, *filters, graph.add("abuffersink")).configure()
            if frame is not None:
                frame.pts = None
            graph.push(frame)
            try:
                while True:
                    arrays.append(graph.pull().to_ndarray())
            except (av.error.BlockingIOError, av.error.EOFError):
                pass
    return np.concatenate(arrays, axis=1)


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "m4a", "ogg", "opus"])
@pytest.mark.parametrize("rate", [44100, 48000])
def test_reading_in_large_pieces_changes_no_sample(tmp_path: Path, suffix: str, rate: int) -> None:
    path = write(tmp_path / f"r.{suffix}", speech(5, 48000, 2), 48000)
    sound = decoded(path, 2, rate)
    assert np.array_equal(sound, frame_by_frame(path, rate))


DIGESTS = """
import ctypes, hashlib, json, sys
from pathlib import Path
import av.logging
libavutil = ctypes.CDLL(av.logging.__file__)
if sys.argv[1] != "as it is":
    libavutil.av_force_cpu_flags(0)
from podcast.audio.decode import read_blocks
from podcast.audio.job import MasterJob
from podcast.audio.master import master
from podcast.model.audio_settings import AudioTargets
results = {}
for name in sys.argv[2:]:
    path = Path(name)
    decoded = hashlib.sha256()
    for block in read_blocks(path, 44100, 2):
        decoded.update(block.tobytes())
    out = path.parent / sys.argv[1] / f"{path.name}.mp3"
    facts = master(MasterJob("a", path, AudioTargets(), None, None, out, "new")).master
    results[path.name] = [decoded.hexdigest(), hashlib.sha256(out.read_bytes()).hexdigest(), repr(facts)]
print(json.dumps(results))
"""


def poorer() -> dict[str, str]:
    """Variables under which the C library and numpy take this CPU for one of 2004."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    extras = " ".join(name for name in __cpu_dispatch__ if __cpu_features__.get(name))
    masked = ",".join(f"-{name}" for name in ("AVX512F", "AVX2", "AVX", "FMA", "FMA4", "SSE4_2", "SSE4_1", "SSSE3"))
    return {"GLIBC_TUNABLES": f"glibc.cpu.hwcaps={masked}"} | ({"NPY_DISABLE_CPU_FEATURES": extras} if extras else {})


def test_samples_and_masters_do_not_depend_on_what_the_cpu_can_do(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"r.{suffix}", speech(3, 48000, 2), 48000) for suffix in ("wav", *CODECS)]
    # The gain of these is rehearsed: the limiter works in few places, and there is much treble.
    paths += [write(tmp_path / f"{sounds.__name__}.wav", sounds(8, 44100, 2), 44100) for sounds in (claps, music)]
    results = []
    for name, variables in (("as it is", {}), ("poorer", poorer())):
        command = [sys.executable, "-c", DIGESTS, name, *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | variables)
        results.append(json.loads(done.stdout))
    assert results[0] == results[1]
