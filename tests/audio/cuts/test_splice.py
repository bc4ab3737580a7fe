import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.audio.cuts.splice import Splice, kept_spans, merged_spans, splice

SPANS = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)).map(lambda pair: (min(pair), max(pair))))


def read_in_blocks(sound: np.ndarray, size: int):
    """Return a reader of a sound in blocks of `size` samples."""

    def read(start: int):
        return (sound[:, position : position + size] for position in range(start, sound.shape[1], size))

    return read


def spliced(sound: np.ndarray, edited: Splice, start: int = 0, size: int = 1000) -> np.ndarray:
    empty = np.zeros((sound.shape[0], 0), np.float32)
    return np.concatenate([empty, *edited.blocks(read_in_blocks(sound, size), start)], axis=1)


@pytest.mark.long
@settings(max_examples=200)
@given(SPANS, st.integers(1, 3000), st.integers(0, 400), st.data())
def test_it_is_sample_exact_from_any_sample_and_in_blocks_of_any_size(spans, total, fade, data) -> None:
    sound = np.random.default_rng(total).standard_normal((2, total)).astype(np.float32)
    edited = splice(spans, total, lambda _gap: fade)
    whole = spliced(sound, edited)
    removed = np.zeros(total, bool)
    for start, end in spans:
        removed[start:end] = True
    assert whole.shape == (2, edited.sample_count) == (2, int((~removed).sum()))
    start = data.draw(st.integers(0, max(0, whole.shape[1] - 1)))
    size = data.draw(st.integers(1, 700))
    assert np.array_equal(spliced(sound, edited, start, size), whole[:, start:])


@pytest.mark.long
@settings(max_examples=200)
@given(SPANS, st.integers(1, 3000), st.integers(0, 400))
def test_away_from_its_joints_every_sample_is_that_of_the_recording(spans, total, fade) -> None:
    sound = np.arange(1, total + 1, dtype=np.float32)[None]
    edited = splice(spans, total, lambda _gap: fade)
    whole = spliced(sound, edited)[0]
    expected = np.concatenate([np.zeros(0, np.float32), *(sound[0, start:end] for start, end in edited.spans)])
    untouched = np.ones(whole.size, bool)
    for joint, length in zip(edited.offsets[1:], edited.crossfades, strict=True):
        untouched[joint - length // 2 : joint + length // 2] = False
    assert np.array_equal(whole[untouched], expected[untouched])


def test_noise_is_as_loud_at_a_joint_as_elsewhere() -> None:
    sound = np.random.default_rng(1).standard_normal((1, 400_000)).astype(np.float32)
    joints = [(number * 4000 + 2000, number * 4000 + 3000) for number in range(100)]
    edited = splice(joints, sound.shape[1], lambda _gap: 1000)
    whole = spliced(sound, edited)[0]
    at_joints = np.concatenate([whole[joint - 500 : joint + 500] for joint in edited.offsets[1:]])
    assert np.sqrt(np.mean(at_joints**2)) == pytest.approx(1.0, abs=0.02)


def test_a_joint_has_no_click() -> None:
    time = np.arange(88_200) / 44_100
    sound = np.sin(2 * np.pi * 100 * time)[None].astype(np.float32)
    edited = splice([(20_000, 50_110)], sound.shape[1], lambda _gap: 882)
    whole = spliced(sound, edited)[0]
    steps = np.abs(np.diff(whole, n=2))
    hard_joint = np.concatenate([sound[0, :20_000], sound[0, 50_110:]])
    assert steps.max() < 0.001 < np.abs(np.diff(hard_joint, n=2)).max() / 100


def test_what_is_removed_twice_is_removed_once() -> None:
    assert merged_spans([(5, 9), (1, 3), (2, 4), (4, 5), (7, 7)]) == [(1, 9)]
    assert kept_spans([(0, 4), (6, 8)], 8) == [(4, 6)]
    assert splice([(0, 9)], 9, lambda _gap: 2) == Splice((), (), 9)
