"""Recordings as people have them: every container and codec that FFmpeg decodes, and what only looks like one."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

from podcast.audio.decode import probe, read_blocks, reread
from podcast.audio.preflight.analysis import analyse
from podcast.audio.tags.read_chapters import read_embedded_chapters
from podcast.errors import AudioError
from podcast.speech.transcribe import read_mono
from tests.audio.test_hard_recordings import mastered
from tests.support.media_formats import FORMATS, RATE, write_dsf, write_film, write_recording
from tests.support.sounds import loudness, sine, speech

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

SECONDS = 3


def recording(folder: Path, suffix: str, seconds: float = SECONDS) -> tuple[Path, np.ndarray]:
    return write_recording(folder / f"recording.{suffix}", seconds)


def decoded(path: Path, rate: int, channels: int) -> np.ndarray:
    return np.concatenate(list(read_blocks(path, rate, channels)), axis=1)


def ffmpeg() -> str:
    """The path of FFmpeg, which writes what PyAV does not; without it the test is skipped unless it is required."""
    path = shutil.which("ffmpeg")
    if path is None:
        missing = "ffmpeg is not installed"
        pytest.fail(missing) if os.environ.get("PODCAST_READERS") == "required" else pytest.skip(missing)
    return path


def lag(sound: np.ndarray, reference: np.ndarray) -> int:
    """How many samples later a sound is than the one that it was made from."""
    size = 1 << (max(sound.size, reference.size) * 2).bit_length()
    spectrum = np.conj(np.fft.rfft(reference, size)) * np.fft.rfft(sound, size)
    position = int(np.argmax(np.fft.irfft(spectrum, size)))
    return position if position < size // 2 else position - size


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_has_its_length_its_channels_and_its_beginning(tmp_path: Path, suffix: str) -> None:
    form = FORMATS[suffix]
    path, sound = recording(tmp_path, suffix)
    info, samples = probe(path), decoded(path, form.rate, form.channels)
    assert (info.sample_rate, info.channels, info.tracks) == (form.rate, form.channels, 1)
    assert samples.shape[1] / form.rate == pytest.approx(SECONDS, abs=0.08)
    assert abs(lag(samples[0], sound[0])) <= form.late
    assert info.seconds == pytest.approx(SECONDS, abs=0.1) or info.seconds == 0.0


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_is_read_again_from_a_later_sample(tmp_path: Path, suffix: str) -> None:
    form = FORMATS[suffix]
    path, _sound = recording(tmp_path, suffix, 2)
    complete = decoded(path, form.rate, form.channels)
    for start in (1, form.rate + 7):
        rest = np.concatenate(list(reread(path, form.rate, form.channels, start, has_offset=False)), axis=1)
        assert np.array_equal(rest, complete[:, start:])


@pytest.mark.parametrize("suffix", ["aiff", "amr", "mov", "mp4", "webm", "wma"])
def test_a_master_of_every_kind_of_format_has_the_loudness_of_any_other(tmp_path: Path, suffix: str) -> None:
    path, _sound = recording(tmp_path, suffix, 5)
    target = -19 if suffix == "amr" else -16  # AMR makes pulses of this voice, which no limiter brings to more
    facts, samples = mastered(path, loudness=target)
    assert facts.after.loudness == pytest.approx(target, abs=0.15)
    assert loudness(samples, facts.sample_rate) == pytest.approx(target, abs=0.3)
    assert facts.recording_seconds == pytest.approx(5, abs=0.08)


@pytest.mark.parametrize("suffix", ["mp4", "webm", "wma", "aiff"])
def test_preflight_and_speech_recognition_read_the_same_formats(tmp_path: Path, suffix: str) -> None:
    path, _sound = recording(tmp_path, suffix)
    assert analyse(path).seconds == pytest.approx(SECONDS, abs=0.1)
    assert read_mono(path, 16000).size == pytest.approx(SECONDS * 16000, abs=1600)


def test_dsd_is_decoded(tmp_path: Path) -> None:
    rate = 2_822_400
    path = write_dsf(tmp_path / "r.dsf", 0.4 * np.sin(2 * np.pi * 1000 * np.arange(rate // 4) / rate))
    assert probe(path).sample_rate == rate // 8
    samples = decoded(path, RATE, 1)[0]
    assert samples.size == pytest.approx(RATE / 4, abs=30)
    spectrum = np.abs(np.fft.rfft(samples[2400:7200] * np.hanning(4800))) / 1200
    assert int(np.argmax(spectrum)) == 100
    assert spectrum.max() == pytest.approx(0.4, rel=0.3)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("r.thd", ("-c:a", "truehd", "-strict", "-2")),
        ("r.loas", ("-c:a", "aac", "-f", "latm")),
        ("r.gsm", ("-ar", "8000", "-ac", "1", "-c:a", "libgsm")),
        ("r.dts", ("-c:a", "dca", "-strict", "-2")),
        ("r.spx", ("-ar", "16000", "-ac", "1", "-c:a", "libspeex")),
        ("r.ra", ("-ar", "8000", "-ac", "1", "-c:a", "real_144")),
        ("r.dv", ("-f", "lavfi", "-i", "color=s=720x576:r=25:d=3", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le")),
    ],
)
def test_rare_formats_are_read_whole(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    plain, _sound = recording(tmp_path, "w64")
    path = tmp_path / name
    command = [ffmpeg(), "-loglevel", "error", "-i", plain, *options, path]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip(f"this FFmpeg does not write {name}")
    info = probe(path)
    samples = decoded(path, RATE, 1)[0]
    assert samples.size / RATE == pytest.approx(SECONDS, abs=0.08)
    assert np.abs(samples).max() > 0.05
    assert info.seconds == 0.0 or info.seconds == pytest.approx(SECONDS, abs=0.1)


# --- films -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "webm"])
def test_the_sound_of_a_film_begins_where_the_film_has_it(tmp_path: Path, suffix: str) -> None:
    sound = speech(2, RATE)
    path = write_film(tmp_path / f"film.{suffix}", [sound], start=1.5)
    assert lag(decoded(path, RATE, 1)[0], sound[0]) == pytest.approx(1.5 * RATE, abs=0.01 * RATE)


@pytest.mark.parametrize("suffix", ["mkv", "webm"])
def test_a_gap_in_a_film_is_silent_and_moves_nothing(tmp_path: Path, suffix: str) -> None:
    sound = speech(3, RATE)
    path = write_film(tmp_path / f"film.{suffix}", [sound], gap=(960 * 100, 0.75))
    samples = decoded(path, RATE, 1)[0]
    assert samples.size == pytest.approx(3.75 * RATE, abs=0.05 * RATE)
    silent = samples[int(2.1 * RATE) : int(2.7 * RATE)]
    assert np.abs(silent).max() < 1e-4
    assert abs(lag(samples[int(2.75 * RATE) :], sound[0, 2 * RATE :])) < 0.01 * RATE


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_the_first_of_several_tracks_is_used(tmp_path: Path, suffix: str) -> None:
    path = write_film(tmp_path / f"film.{suffix}", [sine(300, 2, RATE) * 0.1, sine(2000, 2, RATE) * 0.5])
    assert probe(path).tracks == 2
    spectrum = np.abs(np.fft.rfft(decoded(path, RATE, 1)[0][:RATE]))
    assert int(np.argmax(spectrum)) == 300


def test_a_default_track_is_used_before_others(tmp_path: Path) -> None:
    plain = write_film(tmp_path / "film.mkv", [sine(300, 2, RATE) * 0.1, sine(2000, 2, RATE) * 0.1])
    path = tmp_path / "default.mkv"
    command = [ffmpeg(), "-loglevel", "error", "-i", plain, "-map", "0", "-c", "copy"]
    dispositions = ["-disposition:a:0", "0", "-disposition:a:1", "default"]
    subprocess.run([*command, *dispositions, path], check=True)
    spectrum = np.abs(np.fft.rfft(decoded(path, RATE, 1)[0][:RATE]))
    assert int(np.argmax(spectrum)) == 2000


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "webm", "mka"])
def test_chapters_inside_a_film_are_read(tmp_path: Path, suffix: str) -> None:
    from podcast.markers.marker import Marker

    plain = recording(tmp_path, suffix)[0]
    path = tmp_path / f"chapters.{suffix}"
    chapters = ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=Anfang\n"
    (tmp_path / "chapters.txt").write_text(
        chapters + "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1500\nEND=3000\ntitle=Weiter\n"
    )
    command = [ffmpeg(), "-loglevel", "error", "-i", plain, "-i", tmp_path / "chapters.txt", "-map_metadata", "1"]
    subprocess.run([*command, "-map_chapters", "1", "-c", "copy", path], check=True)
    assert read_embedded_chapters(path) == (Marker(0.0, "Anfang"), Marker(1.5, "Weiter"))


# --- what cannot be used ---------------------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    with pytest.raises(AudioError) as error:
        probe(path)
    return f"{error.value.what}; {error.value.remedy}"


def test_a_video_without_sound_is_called_that(tmp_path: Path) -> None:
    path = write_film(tmp_path / "film.mp4", [])
    assert refusal(path) == "is a video without sound; export it again with its audio track"


def test_an_archive_is_to_be_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "recording.wav", "w") as archive:
        archive.writestr("interview.wav", b"RIFF")
    assert refusal(tmp_path / "recording.wav") == "is a ZIP archive; unpack it and use the recording inside it"


@pytest.mark.parametrize("entry", [b"drms", b"enca", b"aavd"])
def test_a_protected_mp4_is_called_that(tmp_path: Path, entry: bytes) -> None:
    path, _sound = recording(tmp_path, "m4b")
    data = path.read_bytes()
    at = data.index(b"mp4a", data.index(b"stsd"))
    path.write_bytes(data[:at] + entry + data[at + 4 :])
    assert refusal(path).startswith("is copy-protected (DRM); use a copy without protection")


def test_an_encrypted_mp4_is_called_protected(tmp_path: Path) -> None:
    plain, path = recording(tmp_path, "mp4")[0], tmp_path / "encrypted.mp4"
    key = ["-encryption_key", "76a6c65c5ea762046bd749a2e632ccbb", "-encryption_kid", "a7e61c373e219033c21091fa607bf3b8"]
    command = [ffmpeg(), "-loglevel", "error", "-i", plain, "-c", "copy", "-encryption_scheme", "cenc-aes-ctr"]
    subprocess.run([*command, *key, path], check=True)
    assert refusal(path).startswith("is copy-protected (DRM)")


def test_protected_windows_media_and_audible_are_called_that(tmp_path: Path) -> None:
    path, _sound = recording(tmp_path, "wma")
    data = bytearray(path.read_bytes())
    at = data.index(bytes.fromhex("9107dcb7b7a9cf118ee600c00c205365"))  # the stream's properties, after the file's
    data[at : at + 16] = bytes.fromhex("fbb3112223bdd211b4b700a0c955fc6e")
    path.write_bytes(data)
    assert refusal(path).startswith("is copy-protected (DRM)")
    (tmp_path / "book.aax").write_bytes(b"\0\0\0\x20ftypaax \0\0\0\x01" + bytes(4000))
    assert refusal(tmp_path / "book.aax").startswith("is copy-protected (DRM)")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xef\xbb\xbfRolf: Hallo.\n", "is a text, not a recording; put the audio file in its place"),
        (b"  <!DOCTYPE html><title>Login", "is a web page, not a recording: the download failed; download the rec"),
        (b"[playlist]\nFile1=a.mp3\n", "is a playlist, which only names recordings; use the recording itself"),
        (b"SQLite format 3\0" + bytes(900), "is a project of Audacity, not a recording; export it from Audacity as"),
        (b"%PDF-1.7\n", "is a PDF, not a recording; put the audio file in its place"),
        (b"MThd\0\0\0\x06", "is a MIDI file: it contains notes, no sound; export it from your music program as WAV"),
        (b"\x1aE\xdf\xa3" + b"\xff" * 9, "is damaged, or a kind of Matroska that cannot be read; copy the recording"),
    ],
)
def test_other_files_are_called_what_they_are(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "recording.mp3").write_bytes(data)
    assert refusal(tmp_path / "recording.mp3").startswith(words)


@pytest.mark.parametrize("suffix", ["aiff", "au", "caf", "wma", "avi", "mkv", "flv", "mov"])
def test_a_file_that_was_not_copied_completely_is_refused(tmp_path: Path, suffix: str) -> None:
    path, _sound = recording(tmp_path, suffix, 10)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(AudioError) as error:
        decoded(path, 44100, 1)
    assert "incomplete" in error.value.what or suffix == "mov"  # a QuickTime file has its table at the end


def test_an_m4a_with_several_tracks_keeps_the_one_that_it_always_had(tmp_path: Path) -> None:
    import av

    film = write_film(tmp_path / "film.mp4", [sine(300, 2, RATE) * 0.01, speech(2, RATE)])
    path = tmp_path / "recording.m4a"
    command = [ffmpeg(), "-loglevel", "error", "-i", film, "-map", "0:a", "-c", "copy", path]
    subprocess.run(command, check=True)
    with av.open(str(path)) as container:
        track = container.streams.best("audio").index
        frames = [frame.to_ndarray() for frame in container.decode(container.streams[track])]
    expected, samples = np.concatenate(frames, axis=1), decoded(path, RATE, 1)
    assert samples.shape == expected.shape
    assert np.allclose(samples, expected, atol=1e-4)
