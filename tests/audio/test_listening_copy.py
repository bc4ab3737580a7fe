from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.artifacts import LoudnessValues, Master
from podcast.audio.job import MasterJob
from podcast.audio.listening_copy import aligned_blocks, write_listening_copy
from podcast.audio.master import master
from podcast.audio.mp3.decoder import decode_mp3
from podcast.audio.source import Producer, SpooledSource
from podcast.model.audio_settings import AudioTargets
from podcast.timeline.time_map import TimeMap, TimeSegment
from tests.support.sounds import RATE, silence, speech, write_wav

VALUES = LoudnessValues(-20.0, -3.0, 5.0)


def master_of(seconds: float, *segments: tuple[float, float | None, float]) -> Master:
    time_map = TimeMap(tuple(TimeSegment(*segment) for segment in segments))
    return Master("a.mp3", 10.0, seconds, 100, 1, 128, time_map, VALUES, VALUES, 4.0, 0.0)


def counting(folder: Path, seconds: float = 10.0) -> SpooledSource:
    """A source of 100 Hz whose samples are their own numbers, from 1 on."""
    samples = np.arange(1, round(seconds * 100) + 1, dtype=np.float32)[None]
    return SpooledSource(Producer(folder / "a.wav", 100, 1, lambda: [samples]), folder / "a.samples")


def aligned(source: SpooledSource, facts: Master, start: int = 0) -> list[int]:
    return [int(value) for block in aligned_blocks(source, facts, start) for value in block[0]]


def test_trimmed_silence_is_left_out_and_an_intro_is_silence(tmp_path: Path) -> None:
    assert aligned(counting(tmp_path), master_of(8.0, (0.0, None, -1.5))) == list(range(151, 951))
    with_intro = aligned(counting(tmp_path), master_of(13.0, (0.0, None, 2.5)))
    assert with_intro == [0] * 250 + list(range(1, 1001)) + [0] * 50


def test_cuts_are_left_out(tmp_path: Path) -> None:
    facts = master_of(6.0, (0.0, 2.0, 0.0), (4.0, 5.0, 2.0), (7.0, None, 3.0))
    expected = [*range(1, 201), *range(401, 501), *range(701, 1001)]
    assert aligned(counting(tmp_path), facts) == expected


@given(st.lists(st.integers(1, 120), min_size=2, max_size=9), st.integers(-100, 300), st.integers(0, 1200))
def test_every_sample_is_where_the_time_map_says(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], shift: int, start: int
) -> None:
    times = np.cumsum([0, *lengths])
    spans = [(int(begin), int(end)) for begin, end in zip(times[:-1:2], times[1::2], strict=False)]
    segments, position = [], shift
    for number, (begin, end) in enumerate(spans):
        is_last = number == len(spans) - 1
        segments.append((begin / 100, None if is_last else end / 100, position / 100))
        position += end - begin
    facts = master_of(max(position, 1) / 100 + 0.5, *segments)
    samples = aligned(counting(tmp_path_factory.mktemp("aligned")), facts)
    assert len(samples) == round(facts.seconds * 100)
    for begin, end in spans[:-1]:
        for number in (begin, end - 1):
            at = round(facts.time_map.to_master(number / 100) * 100)
            if 0 <= at < len(samples):
                assert samples[at] == number + 1
    assert aligned(counting(tmp_path_factory.mktemp("aligned")), facts, start) == samples[start:]


@pytest.mark.long
def test_recording_and_master_sound_at_the_same_time(tmp_path: Path) -> None:
    voice = speech(9, channels=2)
    pause = 1e-4 * np.random.default_rng(1).standard_normal(silence(2, channels=2).shape)
    recording = write_wav(tmp_path / "a.wav", np.concatenate([pause, voice, pause], axis=1))
    targets = AudioTargets(denoise="light")
    job = MasterJob("a", recording, targets, None, None, tmp_path / "m" / "a.mp3", "new")
    facts = master(job).master
    assert facts is not None
    loudness = write_listening_copy(job, facts, tmp_path / "copy.mp3")
    before, after = (
        np.concatenate(list(decode_mp3(path, targets, 2, 0)), axis=1) for path in (tmp_path / "copy.mp3", job.path)
    )
    assert before.shape == after.shape
    spectra = [np.fft.rfft(sound[0], 1 << 20) for sound in (before, after)]
    lag = int(np.fft.irfft(spectra[1] * np.conj(spectra[0])).argmax())
    assert min(lag, (1 << 20) - lag) < RATE // 500, "less than 2 ms: a high-pass delays low voices a little"
    assert loudness == pytest.approx(facts.before.loudness, abs=0.5)
    assert 20 * np.log10(np.abs(before).max()) == pytest.approx(20 * np.log10(0.5), abs=1), "not louder, not softer"
