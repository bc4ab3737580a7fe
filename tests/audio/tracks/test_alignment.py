"""Offsets and drifts of tracks, against conversations whose construction is known."""

import numpy as np
import pytest

from podcast.audio.tracks.alignment import align
from podcast.audio.tracks.track import TrackClock, TrackInput, TracksInput
from podcast.audio.tracks.track_levels import TrackLevels, measure_track
from tests.support.conversations import Microphones, alternate, dry_voices
from tests.support.sounds import RATE, write

pytestmark = pytest.mark.long

SECONDS = 40


def measured(folder, sounds, suffix="flac"):
    paths = [write(folder / f"{number}.{suffix}", np.atleast_2d(sound)) for number, sound in enumerate(sounds)]
    return [measure_track(path, RATE, 1) for path in paths]


def aligned(levels: list[TrackLevels], *offsets: float | None):
    tracks = [
        TrackInput(track.path, number, offsets[number] if number < len(offsets) else None)
        for number, track in enumerate(levels)
    ]
    return align(TracksInput(tuple(tracks)), levels)


@pytest.fixture(scope="module", params=[11, 12])
def dry(request):
    return dry_voices(alternate(SECONDS, 3, request.param), SECONDS, 3, request.param)


@pytest.mark.parametrize("bleed", [-20.0, -35.0])
def test_bleed_tells_offsets_to_the_millisecond_and_drifts_to_two_ppm(tmp_path, dry, bleed):
    late, drift = {1: 2.3456, 2: 0.7}, {1: 45.0, 2: -90.0}
    sounds = Microphones(bleed=bleed, late=late, drift=drift, levels=(0, -9, -4), seed=7).record(dry)
    alignments = aligned(measured(tmp_path, sounds))
    assert [alignment.origin for alignment in alignments] == ["first", "found", "found"]
    for number in (1, 2):
        clock = alignments[number].clock
        assert -clock.start / clock.rate == pytest.approx(late[number], abs=0.0005)
        assert alignments[number].has_drift
        assert clock.drift == pytest.approx(drift[number], abs=2)


def test_the_distance_between_microphones_does_not_count_as_an_offset(tmp_path, dry):
    sounds = Microphones(distance=3.0, seed=8).record(dry[:2])  # 3 m: 8.7 ms
    clock = aligned(measured(tmp_path, sounds))[1].clock
    assert clock.start == pytest.approx(0, abs=0.0005)


def test_a_recorder_that_was_started_earlier_has_a_negative_offset(tmp_path, dry):
    first, second = Microphones(late={0: 4.5}, seed=9).record(dry[:2])
    alignment = aligned(measured(tmp_path, [first, second]))[1]
    assert -alignment.clock.start == pytest.approx(-4.5, abs=0.001)


def test_lossy_tracks_of_other_rates_are_aligned_as_well(tmp_path, dry):
    first, second = Microphones(late={1: 1.0}, seed=10).record(dry[:2])
    second = np.stack([second, second])
    paths = [write(tmp_path / "a.m4a", first[None], RATE), write(tmp_path / "b.mp3", second, RATE)]
    levels = [measure_track(path, 48000, 2) for path in paths]
    assert -aligned(levels)[1].clock.start == pytest.approx(1.0, abs=0.001)


@pytest.mark.parametrize("seed", [3, 4])
def test_a_clap_alone_is_enough(tmp_path, seed):
    random = np.random.default_rng(seed)
    clap = np.exp(-np.arange(RATE // 5) / (0.02 * RATE)) * random.standard_normal(RATE // 5) * 0.4
    dry = dry_voices(alternate(20, 2, seed), 20, 2, seed)
    sounds = []
    for number, sound in enumerate(dry):
        track = np.pad(sound, (2 * RATE, 0)) + 0.0005 * random.standard_normal(sound.size + 2 * RATE)
        track[RATE : RATE + clap.size] += clap * (1 - 0.7 * number)
        sounds.append(track[number * RATE // 2 :])  # the second one is late by half a second
    alignment = aligned(measured(tmp_path, sounds))[1]
    assert alignment.origin == "found"
    assert -alignment.clock.start == pytest.approx(0.5, abs=0.001)
    assert not alignment.has_drift


def test_tracks_without_a_common_sound_start_together_and_that_is_told(tmp_path, dry):
    sounds = [track + 0.0003 * np.random.default_rng(number).standard_normal(track.size)
              for number, track in enumerate(dry[:2])]  # fmt: skip
    alignments = aligned(measured(tmp_path, sounds))
    assert [alignment.origin for alignment in alignments] == ["first", "unclear"]
    assert alignments[1].clock == TrackClock()


def test_an_offset_that_is_given_counts_and_the_drift_is_measured_nevertheless(tmp_path, dry):
    sounds = Microphones(late={1: 2.0}, drift={1: 60.0}, seed=12).record(dry[:2])
    alignment = aligned(measured(tmp_path, sounds), None, 5.0)[1]
    assert alignment.origin == "given"
    assert -alignment.clock.start / alignment.clock.rate == pytest.approx(5.0)
    assert alignment.clock.drift == pytest.approx(60, abs=2)


def test_a_track_that_only_a_third_one_hears_is_aligned_by_that(tmp_path, dry):
    """The second microphone stands between the others, which do not hear one another."""
    late = {1: 1.25, 2: 0.5}
    left = Microphones(late=late, seed=13).record(dry * np.array([[1], [1], [0]]))
    right = Microphones(late=late, seed=13).record(dry * np.array([[0], [1], [1]]))
    middle = Microphones(late=late, seed=13).record(dry)[1]
    alignments = aligned(measured(tmp_path, [left[0], middle, right[2]]))
    assert [-alignment.clock.start for alignment in alignments] == pytest.approx([0, 1.25, 0.5], abs=0.001)


def test_music_begins_with_the_first_track_unless_an_offset_is_given(tmp_path, dry):
    levels = measured(tmp_path, [dry[0], dry[1]])
    music = [TrackInput(levels[1].path, None), TrackInput(levels[1].path, None, 3.0)]
    tracks = TracksInput((TrackInput(levels[0].path, 0), *music))
    _first, together, later = align(tracks, [levels[0], levels[1], levels[1]])
    assert (together.origin, together.clock.start) == ("music", 0)
    assert (later.origin, later.clock.start) == ("given", -3)
