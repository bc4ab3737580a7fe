import struct
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.audio.mp3.ancillary_bits import clear_ancillary_bits, frame_starts
from podcast.audio.mp3.encode import EncodingJob, encode, lame_attenuation
from podcast.audio.mp3.info_frame import FRAME_SAMPLES, GRID_FRAMES, crc16, frame_bytes, scan_frames
from podcast.audio.mp3.patch import expected_samples, patch_mp3
from podcast.model.audio_settings import AudioTargets
from tests.support.sounds import decode_with_miniaudio, speech


def job(path: Path, sound: np.ndarray, rate: int, bitrate: int, threads: int = 1, **options: int) -> EncodingJob:
    """Encodes a sound that can be read again from anywhere, in blocks that fit no grid."""
    samples = sound.astype(np.float32)

    def source(start: int) -> list[np.ndarray]:
        return [samples[:, at : at + 40_000] for at in range(start, samples.shape[1], 40_000)]

    targets = AudioTargets(bitrate=bitrate, sample_rate=rate)
    return EncodingJob(source, sound.shape[1], targets, sound.shape[0], path, threads, **options)


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
    samples, decoded_rate = decode_with_miniaudio(path)
    assert (samples.shape, decoded_rate) == ((sound.shape[1], channels), rate)
    info = MP3(path).info
    assert info.bitrate_mode is BitrateMode.CBR
    assert info.bitrate == pytest.approx(bitrate * 1000, rel=1e-4)
    assert info.length == pytest.approx(sound.shape[1] / rate, abs=1e-4)
    assert not info.sketchy


@pytest.mark.parametrize(("bitrate", "channels"), [(64, 1), (128, 1), (128, 2), (192, 2), (224, 2), (320, 2)])
def test_what_lame_takes_from_the_level_is_given_back(tmp_path: Path, bitrate: int, channels: int) -> None:
    sound = speech(5, channels=channels)
    samples, _ = decode_with_miniaudio(encoded(tmp_path / "a.mp3", sound, 44100, bitrate))
    ratio = np.sqrt((samples**2).mean() / (sound**2).mean())
    assert 20 * np.log10(ratio) == pytest.approx(0, abs=0.15)


def test_the_sound_is_where_it_was_to_the_sample(tmp_path: Path) -> None:
    sound = speech(3)
    samples, _ = decode_with_miniaudio(encoded(tmp_path / "a.mp3", sound, 44100, 192))
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
        scan_frames(path)


# --- seams -----------------------------------------------------------------------------------------------------------


@cache
def seams(kind: str, rate: int, channels: int, seconds: float = 8.3) -> np.ndarray:
    """A sound that changes at every seam: from one kind of sound into another, each of them so long."""
    quarter = int(seconds * rate)
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
    pcm = np.rint(sound.T.astype(np.float32) * np.float32(32768 / lame_attenuation(bitrate)))
    data = np.ascontiguousarray(np.clip(pcm, -32768, 32767).astype("<i2")).tobytes()
    return bytes(encoder.encode(data)) + bytes(encoder.flush())


# Every bit rate with speech at 44.1 kHz; of the other combinations enough that each two values meet.
COMBINATIONS = [
    ("speech", 96, 44100, 1),
    ("speech", 128, 44100, 2),
    ("speech", 192, 44100, 1),
    ("speech", 128, 48000, 1),
    ("music", 96, 48000, 2),
    ("music", 128, 44100, 1),
    ("music", 192, 48000, 2),
]


@pytest.mark.long
@pytest.mark.parametrize(("kind", "bitrate", "rate", "channels"), COMBINATIONS)
def test_many_encoders_make_what_one_would(tmp_path: Path, kind: str, bitrate: int, rate: int, channels: int) -> None:
    sound = seams(kind, rate, channels, 6.0)
    assert sound.shape[1] // FRAME_SAMPLES >= 3 * 6 * GRID_FRAMES, "a part for each of three threads"
    alone = one_encoder(sound, rate, bitrate)
    size = frame_bytes(bitrate, rate)
    expected = clear_ancillary_bits(alone, frame_starts(alone, size), channels)
    for threads in (1, 2, 3):
        path = tmp_path / f"{threads}.mp3"
        encode(job(path, sound, rate, bitrate, threads, min_part_frames=6 * GRID_FRAMES))
        assert path.read_bytes()[size:] == expected, f"with {threads} threads"
    (tmp_path / "alone.mp3").write_bytes(alone)
    (tmp_path / "expected.mp3").write_bytes(expected)
    assert np.array_equal(
        decode_with_miniaudio(tmp_path / "alone.mp3")[0], decode_with_miniaudio(tmp_path / "expected.mp3")[0]
    ), "stuffing is not heard"


@pytest.mark.long
def test_an_encoder_goes_on_until_the_next_one_makes_the_same(tmp_path: Path) -> None:
    # Where the second begins, its frames are not those of the first: cut there and put together, it would be heard.
    sound = seams("music", 44100, 2)
    size, border = frame_bytes(128, 44100), 12 * GRID_FRAMES
    alone, late = (one_encoder(part, 44100, 128) for part in (sound, sound[:, border * FRAME_SAMPLES :]))
    frames = [
        clear_ancillary_bits(encoded_frames, frame_starts(encoded_frames, size), 2) for encoded_frames in (alone, late)
    ]
    begin = int(frame_starts(alone, size)[border])
    assert frames[0][begin : begin + 8 * size] != frames[1][: 8 * size]
    encode(job(tmp_path / "a.mp3", sound, 44100, 128, 2, min_part_frames=border))
    assert (tmp_path / "a.mp3").read_bytes()[size:] == frames[0]


@pytest.mark.long
def test_parts_shorter_than_an_encoder_forgets_are_run_over_by_the_first(tmp_path: Path) -> None:
    sound = seams("speech", 44100, 1)
    encode(job(tmp_path / "many.mp3", sound, 44100, 128, 20, min_part_frames=GRID_FRAMES))
    encode(job(tmp_path / "one.mp3", sound, 44100, 128))
    assert (tmp_path / "many.mp3").read_bytes() == (tmp_path / "one.mp3").read_bytes()


@pytest.fixture(scope="module")
def encoded_whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[np.ndarray, bytes]:
    """A minute and a half of speech, and its MP3."""
    sound = speech(90)
    return sound, encoded(tmp_path_factory.mktemp("whole") / "a.mp3", sound, 44100, 96).read_bytes()


@pytest.mark.parametrize("seconds", [[0.0], [40.0], [89.9], [12.0, 13.0], [3.0, 87.0]])
@pytest.mark.long
def test_a_change_is_mended_and_what_lies_far_from_it_is_not_encoded_again(
    tmp_path: Path, encoded_whole: tuple[np.ndarray, bytes], seconds: list[float]
) -> None:
    sound, before = encoded_whole
    (tmp_path / "a.mp3").write_bytes(before)
    changed, places = sound.copy(), [int(second * 44100) for second in seconds]
    for place in places:
        changed[:, place : place + 500] *= 0.3
    result = patch_mp3(job(tmp_path / "a.mp3", changed, 44100, 96, 2), places, 500)
    encode(job(tmp_path / "b.mp3", changed, 44100, 96, 2))
    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes() != before
    spans = result.changed_spans
    assert all(any(low <= max(0, place - 500) <= place < high for low, high in spans) for place in places)
    assert len(spans) == (2 if seconds == [3.0, 87.0] else 1)
    assert result.encoded_samples < len(spans) * 9 * 44100


def test_what_mends_will_take_is_known_beforehand() -> None:
    seconds = [expected_samples(places, 2304) / 44100 for places in ([44100], [44100, 60_000], [44100, 900_000])]
    assert seconds[0] == pytest.approx(4.6, abs=0.1)
    assert seconds[1] == pytest.approx(seconds[0] + 15_900 / 44100), "close places are encoded in one go"
    assert seconds[2] == pytest.approx(2 * seconds[0])


@pytest.mark.parametrize("kind", ["speech", "music"])
@pytest.mark.long
def test_a_mend_takes_about_four_seconds_of_sound(tmp_path: Path, kind: str) -> None:
    sound = np.tile(seams(kind, 44100, 2), (1, 2))[:, : 40 * 44100]
    before = encoded(tmp_path / "a.mp3", sound, 44100, 128).read_bytes()
    random, seconds = np.random.default_rng(7), []
    for place in random.integers(0, sound.shape[1] - 2000, 15):
        (tmp_path / "a.mp3").write_bytes(before)
        changed = sound.copy()
        changed[:, place : place + 1500] *= 0.8
        result = patch_mp3(job(tmp_path / "a.mp3", changed, 44100, 128), [int(place)], 2304)
        seconds.append(result.encoded_samples / 44100)
    assert np.median(seconds) < 5
