import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.audio.encode import GRID, Encoding, attenuation, chunks, encode, touched
from podcast.audio.info import FRAME, crc16, frame_bytes, scan
from podcast.audio.stuffing import frame_starts, without_stuffing
from podcast.show.model import AudioTargets
from sounds import heard, speech


def job(path: Path, sound: np.ndarray, rate: int, bitrate: int, threads: int = 1, **options: int) -> Encoding:
    """Encodes a sound that can be read again from anywhere, in blocks that fit no grid."""
    whole = sound.astype(np.float32)

    def source(start: int) -> list[np.ndarray]:
        return [whole[:, at : at + 40_000] for at in range(start, whole.shape[1], 40_000)]

    targets = AudioTargets(bitrate=bitrate, sample_rate=rate)
    return Encoding(source, sound.shape[1], targets, sound.shape[0], path, threads, **options)


def encoded(path: Path, sound: np.ndarray, rate: int, bitrate: int) -> Path:
    encode(job(path, sound, rate, bitrate))
    return path


@pytest.mark.parametrize("bitrate", [64, 128, 192, 320])
@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_players_hear_exactly_the_samples_that_went_in(tmp_path: Path, channels: int, rate: int, bitrate: int) -> None:
    from mutagen.mp3 import MP3, BitrateMode

    sound = speech(2.345, rate, channels)
    path = encoded(tmp_path / "a.mp3", sound, rate, bitrate)
    samples, decoded_rate = heard(path)
    assert (samples.shape, decoded_rate) == ((sound.shape[1], channels), rate)
    info = MP3(path).info
    assert info.bitrate_mode is BitrateMode.CBR
    assert info.bitrate == pytest.approx(bitrate * 1000, rel=1e-4)
    assert info.length == pytest.approx(sound.shape[1] / rate, abs=1e-4)
    assert not info.sketchy


@pytest.mark.parametrize(("bitrate", "channels"), [(64, 1), (128, 1), (128, 2), (192, 2), (224, 2), (320, 2)])
def test_what_lame_takes_from_the_level_is_given_back(tmp_path: Path, bitrate: int, channels: int) -> None:
    sound = speech(5, channels=channels)
    samples, _ = heard(encoded(tmp_path / "a.mp3", sound, 44100, bitrate))
    ratio = np.sqrt((samples**2).mean() / (sound**2).mean())
    assert 20 * np.log10(ratio) == pytest.approx(0, abs=0.15)


def test_the_sound_is_where_it_was_to_the_sample(tmp_path: Path) -> None:
    sound = speech(3)
    samples, _ = heard(encoded(tmp_path / "a.mp3", sound, 44100, 192))
    offsets = range(-20, 21)
    likeness = [np.dot(samples[1000 + by : 100_000 + by, 0], sound[0, 1000:100_000]) for by in offsets]
    assert offsets[int(np.argmax(likeness))] == 0


@pytest.mark.parametrize("count", [1, 575, 576, 577, 1152, 5000])
def test_the_shortest_sounds_keep_their_length(tmp_path: Path, count: int) -> None:
    path = encoded(tmp_path / "a.mp3", speech(1)[:, :count], 44100, 128)
    from mutagen.mp3 import MP3

    assert MP3(path).info.length == pytest.approx(count / 44100, abs=1e-6)


def test_the_info_frame_tells_the_truth(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.mp3", speech(10), 44100, 128)
    data = path.read_bytes()
    at = data.index(b"Info")
    flags, frames, size = struct.unpack(">III", data[at + 4 : at + 16])
    first = frame_bytes(128, 44100)
    assert (flags, size) == (15, len(data))
    walked, place = 0, first
    while place < len(data):
        assert data[place] == 0xFF
        assert data[place + 1] & 0xE0 == 0xE0
        place += 417 + (data[place + 2] >> 1 & 1)
        walked += 1
    assert (place, walked) == (len(data), frames)
    contents = data[at + 16 : at + 116]
    assert list(contents) == sorted(contents)
    music = data[first:]
    assert struct.unpack(">H", data[at + 152 : at + 154])[0] == slow_crc(music)
    assert struct.unpack(">H", data[at + 154 : at + 156])[0] == slow_crc(data[: at + 154])


def slow_crc(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def test_the_checksum_is_that_of_the_standard() -> None:
    assert crc16(b"123456789") == 0xBB3D  # the check value of CRC-16/ARC


@given(st.integers(0, 60_000), st.integers(0, 255))
def test_the_checksum_of_long_data_is_the_same_as_byte_by_byte(length: int, seed: int) -> None:
    data = np.random.default_rng(seed).bytes(length)
    table = [slow_crc(bytes([value])) for value in range(256)]
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    assert crc16(data) == crc


def test_a_hole_in_the_frames_is_a_bug_that_shows(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.mp3", speech(2), 44100, 128)
    data = path.read_bytes()
    path.write_bytes(data[:5000] + data[5001:])
    with pytest.raises(ValueError, match="no MP3 frame at byte"):
        scan(path)


# --- seams -----------------------------------------------------------------------------------------------------------


def seams(kind: str, rate: int, channels: int) -> np.ndarray:
    """Half a minute that changes at every seam: each quarter from one kind of sound into another."""
    quarter = int(8.3 * rate)
    random = np.random.default_rng(5)
    time = np.arange(quarter) / rate
    tones = (220, 277.2, 329.6, 440, 880)
    music = sum(np.sin(2 * np.pi * tone * time) for tone in tones) / 8 * (np.sin(2 * np.pi * 2 * time) > 0)
    clicks = np.zeros(quarter)
    clicks[:: rate // 3] = 0.9
    sounds = {
        "speech": speech(9, rate)[0, :quarter],
        "music": music,
        "silence": np.zeros(quarter),
        "clicks": clicks,
        "noise": random.standard_normal(quarter) * 0.05,
    }
    order = {"speech": ("speech", "silence", "speech", "music"), "music": ("music", "clicks", "noise", "silence")}[kind]
    left = np.concatenate([sounds[name] for name in order])
    return np.stack([left, np.roll(left, 200) * 0.8])[:channels]


def one_encoder(sound: np.ndarray, rate: int, bitrate: int) -> bytes:
    """The same samples through one LAME from the first to the last, without anything of ours."""
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(bitrate)
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(rate)
    encoder.set_channels(sound.shape[0])
    encoder.set_quality(3)
    pcm = np.rint(sound.T.astype(np.float32) * np.float32(32768 / attenuation(bitrate)))
    data = np.ascontiguousarray(np.clip(pcm, -32768, 32767).astype("<i2")).tobytes()
    return bytes(encoder.encode(data)) + bytes(encoder.flush())


@pytest.mark.parametrize("kind", ["speech", "music"])
@pytest.mark.parametrize("bitrate", [96, 128, 192])
@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_many_encoders_make_what_one_would(tmp_path: Path, kind: str, bitrate: int, rate: int, channels: int) -> None:
    sound = seams(kind, rate, channels)
    alone = one_encoder(sound, rate, bitrate)
    size = frame_bytes(bitrate, rate)
    expected = without_stuffing(alone, frame_starts(alone, size), channels)
    for threads in (1, 2, 3):
        path = tmp_path / f"{threads}.mp3"
        encode(job(path, sound, rate, bitrate, threads, chunk=6 * GRID))
        assert path.read_bytes()[size:] == expected, f"with {threads} threads"
    (tmp_path / "alone.mp3").write_bytes(alone)
    (tmp_path / "expected.mp3").write_bytes(expected)
    assert np.array_equal(heard(tmp_path / "alone.mp3")[0], heard(tmp_path / "expected.mp3")[0]), (
        "stuffing is not heard"
    )


@pytest.mark.parametrize(("bitrate", "chunk"), [(128, 7), (192, 7), (192, 8)])
def test_an_encoder_that_has_not_forgotten_its_start_is_given_a_longer_one(
    tmp_path: Path, bitrate: int, chunk: int
) -> None:
    # With a pre-roll of a second some seam does not fit at once: without a second look the bytes would differ.
    sound = seams("music", 44100, 2)
    encode(job(tmp_path / "short.mp3", sound, 44100, bitrate, 2, chunk=chunk * GRID, preroll=GRID))
    encode(job(tmp_path / "whole.mp3", sound, 44100, bitrate, 1))
    assert (tmp_path / "short.mp3").read_bytes() == (tmp_path / "whole.mp3").read_bytes()


def test_only_the_chunks_that_hear_a_change_are_encoded_again(tmp_path: Path) -> None:
    sound = speech(100, channels=2)
    first = job(tmp_path / "a.mp3", sound, 44100, 128, 2, chunk=12 * GRID)
    encode(first)
    changed = sound.copy()
    place = 40 * 44100
    changed[:, place : place + 500] *= 0.3
    numbers = [
        one.number
        for one in chunks(sound.shape[1], first.chunk)
        if one.start * FRAME - 500 <= place <= ((one.last or 10**6) + 20) * FRAME + 500
    ]
    assert 0 < len(numbers) < 4
    second = job(tmp_path / "a.mp3", changed, 44100, 128, 2, chunk=12 * GRID, seams=first.seams)
    encode(second, numbers)
    encode(job(tmp_path / "b.mp3", changed, 44100, 128, 1))
    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes()


def test_a_change_touches_the_chunk_it_is_in_and_the_next_whose_pre_roll_hears_it() -> None:
    grid = chunks(30 * 60 * 44100)
    border = grid[3].first * FRAME
    assert touched(30 * 60 * 44100, [border - 44100], 1000) == (2, 3)
    assert touched(30 * 60 * 44100, [border + 30 * 44100], 1000) == (3,)
    assert touched(30 * 60 * 44100, [], 1000) == ()
