from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.audio.job import MasterJob
from podcast.audio.source import Producer, SpooledSource, open_source, spooled
from podcast.errors import AudioError, FileError
from podcast.model.audio_settings import AudioTargets
from tests.support.sounds import speech, write, write_wav

RATE = 44100


def job(recording: Path, folder: Path) -> MasterJob:
    return MasterJob("a", recording, AudioTargets(), None, None, folder / "masters" / "abc.mp3", "new")


def pieces(samples: np.ndarray, sizes: list[int]) -> Iterator[np.ndarray]:
    start = 0
    for size in sizes:
        yield samples[:, start : start + size]
        start += size
    yield samples[:, start:]


@pytest.mark.parametrize("suffix", ["wav", "mp3"])
def test_a_plain_recording_is_decoded_each_time_and_no_file_is_written(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"recording.{suffix}", speech(3, channels=2))
    with open_source(job(path, tmp_path)) as source:
        complete = np.concatenate(list(source.first_blocks()), axis=1)
        for start in (0, 1, 50_000):
            assert np.array_equal(np.concatenate(list(source.blocks(start)), axis=1), complete[:, start:])
        assert not (tmp_path / "masters").exists()
    assert (source.sample_rate, source.channels, source.path) == (RATE, 2, path)


@given(
    st.integers(1, 2),
    st.lists(st.integers(0, 250), max_size=6),
    st.lists(st.integers(0, 700), min_size=1, max_size=4),
)
def test_samples_in_a_temporary_file_are_the_same_from_any_sample_on(
    tmp_path_factory: pytest.TempPathFactory, channels: int, sizes: list[int], starts: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("spool")
    samples = np.random.default_rng(1).standard_normal((channels, 640)).astype(np.float32)
    producer = Producer(folder / "a.wav", 100, channels, lambda: pieces(samples, sizes))
    with spooled(producer, job(folder / "a.wav", folder)) as source:
        assert np.array_equal(np.concatenate(list(source.first_blocks()), axis=1), samples)
        for start in starts:
            rest = [np.zeros((channels, 0), np.float32), *source.blocks(start)]
            assert np.array_equal(np.concatenate(rest, axis=1), samples[:, start:])


def test_samples_are_computed_once(tmp_path: Path) -> None:
    calls = []

    def produce() -> list[np.ndarray]:
        calls.append(1)
        return [np.ones((1, 250), np.float32)]

    with spooled(Producer(tmp_path / "a.wav", 100, 1, produce), job(tmp_path / "a.wav", tmp_path)) as source:
        assert sum(block.shape[1] for block in source.blocks(30)) == 220
        assert sum(block.shape[1] for block in source.blocks(0)) == 250
    assert len(calls) == 1


def test_the_temporary_file_is_removed_on_every_way_out(tmp_path: Path) -> None:
    recording = write_wav(tmp_path / "a.wav", speech(1))

    def fail() -> Iterator[np.ndarray]:
        yield np.zeros((1, RATE), np.float32)
        raise AudioError(recording, "is broken", "mend it")

    producer = Producer(recording, RATE, 1, fail)
    with pytest.raises(AudioError), spooled(producer, job(recording, tmp_path)) as source:
        list(source.first_blocks())
    for ending in (KeyboardInterrupt, GeneratorExit, SystemExit):
        with pytest.raises(ending), spooled(producer, job(recording, tmp_path)) as source:
            next(source.first_blocks())
            assert len(list((tmp_path / "masters").iterdir())) == 1
            raise ending
    assert not list((tmp_path / "masters").iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_disk_that_fills_up_is_told_with_the_remedy(tmp_path: Path) -> None:
    producer = Producer(tmp_path, 100, 1, lambda: [np.zeros((1, 9), np.float32)])
    with pytest.raises(FileError, match="free some space"):
        list(SpooledSource(producer, Path("/dev/full")).first_blocks())
