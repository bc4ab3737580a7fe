import struct
from pathlib import Path

import numpy as np
import pytest
from scipy.io import wavfile

from podcast.audio.decode import probe, read_blocks, reread
from podcast.errors import AudioError
from tests.support.sounds import speech, wav, write, write_wav


def decoded(path: Path, rate: int = 44100, channels: int = 1) -> np.ndarray:
    return np.concatenate(list(read_blocks(path, rate, channels)), axis=1)


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "m4a", "ogg", "opus"])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_format_is_decoded_to_the_sound_that_went_in(tmp_path: Path, suffix: str, channels: int) -> None:
    sound = speech(3, 48000, channels)
    path = write(tmp_path / f"recording.{suffix}", sound, 48000)
    samples = decoded(path, 48000, channels)
    assert abs(samples.shape[1] - sound.shape[1]) <= 2400, "within 50 ms: M4A does not say how much its encoder added"
    envelopes = [np.abs(signal[0, :140000]).reshape(-1, 2000).max(axis=1) for signal in (samples, sound)]
    assert np.corrcoef(*envelopes)[0, 1] > 0.97
    assert probe(path).channels == channels


def test_blocks_have_one_size_whatever_the_sources_frames_are(tmp_path: Path) -> None:
    path = write(tmp_path / "recording.mp3", speech(4))
    sizes = [block.shape for block in read_blocks(path, 44100, 1)]
    assert set(sizes[:-1]) == {(1, 44100)}


KINDS = ["wav", "flac", "mp3", "m4a", "opus", "s24", "f32", "W64", "RF64", "offset"]


def recording(folder: Path, kind: str) -> Path:
    """Four seconds in stereo, as a file of this kind; "offset" stands on a constant one."""
    sound = speech(4, channels=2)
    if kind in {"wav", "flac", "mp3", "m4a", "opus"}:
        return write(folder / f"a.{kind}", sound, 48000 if kind == "opus" else 44100)
    if kind == "offset":
        return write_wav(folder / "a.wav", sound + 0.1)
    head = {"form": kind.encode()} if kind in {"W64", "RF64"} else {"kind": kind}
    (folder / "a.wav").write_bytes(wav(sound, **head))
    return folder / "a.wav"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rate", [44100, 48000])
def test_a_recording_is_read_again_from_any_sample_on(tmp_path: Path, kind: str, rate: int) -> None:
    path = recording(tmp_path, kind)
    offsets: list[bool] = []
    complete = np.concatenate(list(read_blocks(path, rate, 2, lambda: offsets.append(True))), axis=1)
    assert bool(offsets) == (kind == "offset")
    for start in (0, 1, 44100, 100_001, complete.shape[1] - 1):
        rest = np.concatenate(list(reread(path, rate, 2, start, has_offset=bool(offsets))), axis=1)
        assert np.array_equal(rest, complete[:, start:]), start


@pytest.mark.parametrize("kind", ["u8", "s16", "s24", "s32", "f32", "f64"])
def test_samples_are_what_another_reader_reads(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.wav").write_bytes(wav(speech(2, channels=2), kind=kind))
    raw = wavfile.read(tmp_path / "a.wav")[1].astype(np.float64)
    middle, full_scale = {"u8": (128, 2**7), "s16": (0, 2**15), "s24": (0, 2**31), "s32": (0, 2**31)}.get(kind, (0, 1))
    assert np.array_equal(decoded(tmp_path / "a.wav", channels=2), ((raw.T - middle) / full_scale).astype(np.float32))


def test_a_sample_rate_that_mp3_does_not_know_is_resampled_to_the_same_length(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "recording.wav", speech(2, 37800), 37800)
    assert abs(decoded(path).shape[1] - 2 * 44100) <= 2


def test_stereo_is_mixed_to_mono_and_mono_fills_both_sides(tmp_path: Path) -> None:
    stereo = write_wav(tmp_path / "stereo.wav", speech(1, channels=2))
    mono = write_wav(tmp_path / "mono.wav", speech(1))
    assert decoded(stereo, channels=1).shape[0] == 1
    left, right = decoded(mono, channels=2)
    assert np.array_equal(left, right)


def refusal(path: Path) -> str:
    def read() -> None:
        probe(path)
        list(read_blocks(path, 44100, 1))

    with pytest.raises(AudioError) as error:
        read()
    assert str(error.value).startswith(f"{path}: ")
    return f"{error.value.what}; {error.value.remedy}"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").touch()
    assert refusal(tmp_path / "a.mp3").startswith("is empty; copy the recording again")


@pytest.mark.parametrize("text", ["hallo\n", "Das ist ein Text und keine Aufnahme.\n" * 50_000], ids=["short", "long"])
@pytest.mark.parametrize("suffix", [".mp3", ".wav", ".flac"])
def test_a_text_with_the_name_of_a_recording_is_refused(tmp_path: Path, text: str, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(text)
    assert refusal(path) == "is a text, not a recording; put the audio file in its place"


def test_an_mp3_that_is_only_a_tag_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"ID3\x03\0\0\0\0\x07\x76" + bytes(1014))
    assert "copy the recording again" in refusal(path)


def test_noise_that_is_no_file_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(np.random.default_rng(7).bytes(300_000))
    assert "copy the recording again" in refusal(path)


def test_a_wav_without_samples_is_refused(tmp_path: Path) -> None:
    assert "it contains no audio" in refusal(write_wav(tmp_path / "a.wav", np.zeros((1, 0))))


def test_a_playlist_in_a_recordings_clothes_opens_no_other_file(tmp_path: Path) -> None:
    other = write_wav(tmp_path / "other.wav", speech(1))
    path = tmp_path / "a.mp3"
    path.write_text(f"#EXTM3U\n#EXTINF:1,\n{other}\n")
    assert refusal(path) == "is a playlist, which only names recordings; use the recording itself"


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3"])
def test_a_file_that_was_not_copied_whole_is_refused_with_both_lengths(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"a.{suffix}", speech(10))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    words = refusal(path)
    assert words.startswith("is incomplete: its header says 10.0 s, but the audio ends after ")


def test_a_wav_that_a_program_wrote_to_a_pipe_is_taken_whole(tmp_path: Path) -> None:
    for length in (0xFFFFFFFF, 0x7FFFF024, 0):
        path = write_wav(tmp_path / "a.wav", speech(2))
        data = bytearray(path.read_bytes())
        data[40:44] = struct.pack("<I", length)
        path.write_bytes(data)
        assert decoded(path).shape[1] == 2 * 44100


@pytest.mark.long
def test_broken_frames_in_an_mp3_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp3", speech(20))
    data = bytearray(path.read_bytes())
    for place in range(20_000, len(data), 30_000):
        data[place : place + 40] = b"\xff" * 40
    path.write_bytes(data)
    assert decoded(path).shape[1] > 18 * 44100


@pytest.mark.long
def test_a_mostly_broken_mp3_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp3", speech(20))
    data = bytearray(path.read_bytes())
    noise = np.random.default_rng(3).bytes(len(data))
    for place in range(2_000, len(data), 1_000):
        data[place : place + 900] = noise[place : place + 900]
    path.write_bytes(data)
    assert "copy the recording again" in refusal(path)


def test_a_picture_in_the_file_is_not_taken_for_the_sound(tmp_path: Path) -> None:
    from mutagen.id3 import APIC, ID3

    path = write(tmp_path / "a.mp3", speech(2))
    tags = ID3()
    tags.add(APIC(mime="image/jpeg", type=3, data=b"\xff\xd8\xff" + bytes(5_000_000)))
    tags.save(path)
    assert decoded(path).shape[1] == pytest.approx(2 * 44100, abs=2400)
