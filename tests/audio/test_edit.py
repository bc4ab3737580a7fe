import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.audio.edit import (
    CROSSFADE_MS,
    TrimRange,
    edited_blocks,
    find_trim_range,
    samples_to_segment,
    segment_to_samples,
    time_shift,
)
from tests.support.sounds import silence, speech

RATE = 44100


def parts(sound: np.ndarray, size: int = 1 << 16) -> list[np.ndarray]:
    return [sound[:, at : at + size].astype(np.float32) for at in range(0, sound.shape[1], size)]


def joined(sound: np.ndarray, cut: TrimRange, **pieces: np.ndarray) -> np.ndarray:
    return from_sample(0, sound, cut, **pieces)


def from_sample(start: int, sound: np.ndarray, cut: TrimRange, **pieces: np.ndarray) -> np.ndarray:
    segments = [
        samples_to_segment(pieces[name].astype(np.float32), RATE) if name in pieces else None
        for name in ("intro", "outro")
    ]
    edit = edited_blocks(lambda begin: parts(sound[:, begin:]), cut, RATE, (segments[0], segments[1]), start)
    return np.concatenate([np.zeros((sound.shape[0], 0), np.float32), *edit], axis=1)


def cut_of(sound: np.ndarray, loudness: float = -20.0) -> TrimRange:
    head, tail = sound[:, : 60 * RATE].astype(np.float32), sound[:, -60 * RATE :].astype(np.float32)
    return find_trim_range(head, tail, sound.shape[1], RATE, loudness)


def test_silence_at_both_ends_goes_but_for_a_little_air() -> None:
    sound = np.concatenate([silence(2), speech(10) + 0.01, silence(3)], axis=1)
    cut = cut_of(sound)
    assert cut.start / RATE == pytest.approx(1.8, abs=0.02)
    assert cut.end / RATE == pytest.approx(12.5, abs=0.02)


def test_the_noise_of_a_quiet_room_counts_as_silence() -> None:
    noise = np.random.default_rng(1).standard_normal((1, 2 * RATE)) * 0.001  # -60 dBFS
    sound = np.concatenate([noise, speech(10), noise], axis=1)
    assert cut_of(sound).start > RATE


def test_a_quiet_beginning_of_speech_is_not_cut_away() -> None:
    sound = np.concatenate([speech(2) * 0.1, speech(10)], axis=1)
    assert cut_of(sound).start / RATE < 0.1


def test_a_recording_without_silence_at_its_ends_is_left_whole() -> None:
    sound = speech(3) + 0.05
    assert cut_of(sound) == TrimRange(0, sound.shape[1])


def test_between_the_edges_the_sound_passes_untouched() -> None:
    sound = speech(20, channels=2)
    out = joined(sound, TrimRange(0, sound.shape[1]))
    assert out.shape == sound.shape
    assert np.array_equal(out[:, 6 * RATE : 14 * RATE], sound[:, 6 * RATE : 14 * RATE].astype(np.float32))


def test_it_begins_and_ends_without_a_click() -> None:
    sound = silence(20) + 0.5
    out = joined(sound, TrimRange(0, sound.shape[1]))
    assert abs(out[0, 0]) < 0.01
    assert abs(out[0, -1]) < 0.01
    assert out[0, RATE : 19 * RATE] == pytest.approx(0.5)


@settings(max_examples=25)
@given(st.integers(20_000, 600_000), st.integers(0, 200_000), st.integers(0, 200_000))
def test_the_length_is_exactly_what_the_cut_leaves(total: int, start: int, rest: int) -> None:
    start = min(start, total - 20_000)
    end = max(start + 20_000, total - rest)
    out = joined(np.full((1, total), 0.1), TrimRange(start, end))
    assert out.shape == (1, end - start)


@pytest.mark.long
@pytest.mark.parametrize("length", [3.0, 9.0, 14.0])
def test_it_can_be_read_from_any_sample_on(length: float) -> None:
    sound, jingle = speech(length, channels=2), speech(2, channels=2, seed=9)
    cut = TrimRange(1000, sound.shape[1] - 500)
    for pieces in ({}, {"intro": jingle}, {"outro": jingle}, {"intro": jingle, "outro": jingle}):
        complete = joined(sound, cut, **pieces)
        for start in (0, 1, 4 * RATE, 6 * RATE, 7 * RATE + 3, complete.shape[1] - 5 * RATE, complete.shape[1] - 1):
            assert np.array_equal(from_sample(max(0, start), sound, cut, **pieces), complete[:, max(0, start) :])


@pytest.mark.parametrize(("length", "begin"), [(20.0, 0.0), (20.0, 1.5), (3.0, 0.4)])
def test_chapters_move_by_exactly_the_samples_that_were_added_and_removed(length: float, begin: float) -> None:
    sound = silence(length)
    click = int((begin + 1.7) * RATE)
    sound[0, click] = 0.9
    intro = speech(6) * 0.0
    cut = TrimRange(int(begin * RATE), sound.shape[1])
    for pieces in ({}, {"intro": intro}):
        out = joined(sound, cut, **pieces)
        position = int(np.abs(out[0]).argmax())
        moved = time_shift(
            cut, RATE, *(samples_to_segment(piece.astype(np.float32), RATE) for piece in pieces.values())
        )
        assert position / RATE == pytest.approx(click / RATE + moved, abs=0.5 / RATE)


def test_intro_and_outro_are_joined_by_a_crossfade() -> None:
    sound, jingle = speech(20), speech(4, seed=9)
    out = joined(sound, TrimRange(0, sound.shape[1]), intro=jingle, outro=jingle)
    expected = sound.shape[1] + 2 * (jingle.shape[1] - CROSSFADE_MS * RATE // 1000)
    assert abs(out.shape[1] - expected) <= 100
    assert np.allclose(out[:, : 2 * RATE], jingle[:, : 2 * RATE], atol=1e-6)


def test_a_sound_above_full_scale_survives_the_edit() -> None:
    sound = silence(1) + 2.5
    assert np.allclose(segment_to_samples(samples_to_segment(sound.astype(np.float32), RATE)), 2.5, atol=1e-6)
