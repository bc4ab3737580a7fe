"""Cuts, shortened pauses, trimmed silence, intro and outro together: every time is where the sound is.

Ticks are set in a recording, each of a height of its own, far above the rest. Where one is found in the result, its
chapter and its cue have to be, too.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcast.audio.first_pass import EditedRecording, analyse
from podcast.model.show import Episode
from podcast.transcripts.cue import Cue, map_cues
from tests.audio.cuts.test_cut_recordings import RATE, ArraySource, job, samples
from tests.support.conversations import voice
from tests.support.sounds import speech, write_wav

TICK_HEIGHT, TICK_STEP = 2.0, 0.03
BLENDED = 1.2  # seconds at an edge in which a jingle may be mixed with a tick, or a fade makes it smaller
JOINED = 0.11  # the same at a joint


@cache
def spoken(seconds: int, seed: int) -> np.ndarray:
    return voice(seconds, seed)


@pytest.fixture(scope="module")
def jingles(tmp_path_factory: pytest.TempPathFactory) -> dict[float, Path]:
    folder = tmp_path_factory.mktemp("jingles")
    return {length: write_wav(folder / f"{length}.wav", speech(length, seed=9)) for length in (1.3, 3.0)}


def conversation(parts: list[tuple[int, float]], silence: tuple[float, float], ticks: list[float]) -> np.ndarray:
    """Speech and pauses, silence before and after them, and ticks at shares of the length."""
    pieces = [np.zeros(int(silence[0] * RATE))]
    for number, (seconds, pause) in enumerate(parts):
        pieces += [spoken(seconds, number), np.zeros(int(pause * RATE))]
    sound = np.concatenate([*pieces, np.zeros(int(silence[1] * RATE))])
    sound += np.random.default_rng(1).standard_normal(sound.size) * 0.0005
    for number, share in enumerate(ticks):
        sound[int(share * (sound.size - 1))] = TICK_HEIGHT + number * TICK_STEP
    return sound[None]


def tick_positions(sound: np.ndarray) -> dict[int, float]:
    """The seconds at which ticks are, by their number."""
    positions = np.flatnonzero(sound[0] > TICK_HEIGHT - TICK_STEP / 2)
    return {round((float(sound[0, at]) - TICK_HEIGHT) / TICK_STEP): at / RATE for at in positions.tolist()}


def is_whole(recording: EditedRecording, seconds: float, length: float) -> bool:
    """Whether a sample at this time of the result is one of the recording, unchanged."""
    joints = [segment.master_start for segment in recording.time_map.segments[1:]]
    intro, outro = ((jingle.frame_count() / RATE if jingle else 0.0) for jingle in recording.jingles)
    inside = intro + BLENDED / 10 + (BLENDED if intro else 0) < seconds < length - outro - (BLENDED if outro else 0.12)
    return inside and all(abs(seconds - joint) > JOINED for joint in joints)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.tuples(st.integers(2, 4), st.sampled_from([0.4, 1.0, 2.6, 5.0])), min_size=2, max_size=5),
    silence=st.tuples(st.sampled_from([0.0, 0.3, 2.0]), st.sampled_from([0.0, 1.5])),
    ticks=st.lists(st.floats(0, 1), min_size=4, max_size=25, unique=True),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=4),
    longest=st.sampled_from([False, 1.0, 2.0]),
    trim=st.booleans(),
    ends=st.tuples(st.sampled_from([None, 1.3, 3.0]), st.sampled_from([None, 1.3])),
)
@pytest.mark.long
def test_chapters_and_cues_are_where_the_sound_is(
    jingles: dict[float, Path], *, parts, silence, ticks, cuts, longest, trim, ends
) -> None:
    sound = conversation(parts, silence, sorted(ticks))
    total = sound.shape[1] / RATE
    spans = tuple(sorted((round(min(cut) * total, 3), round(max(cut) * total, 3)) for cut in cuts))
    kept = total - sum(end - start for start, end in spans)
    if kept < 3:
        return
    intro, outro = (jingles[length] if length else None for length in ends)
    made = job(spans, shorten_pauses=longest, trim_silence=trim)
    recording, _seconds, _measured = analyse(replace(made, intro=intro, outro=outro), ArraySource(sound))
    edited = samples(recording)
    length = edited.shape[1] / RATE
    assert edited.shape[1] == recording.sample_count
    assert np.array_equal(samples(recording, edited.shape[1] // 3), edited[:, edited.shape[1] // 3 :])
    times, recorded, found = recording.time_map, tick_positions(sound), tick_positions(edited)
    for number, seconds in found.items():
        if is_whole(recording, seconds, length):
            assert times.to_master(recorded[number]) == pytest.approx(seconds, abs=0.00051)
    for number, seconds in recorded.items():
        if any(start <= seconds < end for start, end in spans):
            assert number not in found or not is_whole(recording, found[number], length)
        elif number not in found:
            assert not is_whole(recording, times.to_master(seconds), length)
    check_texts(recording, list(recorded.values()), length)


def check_texts(recording: EditedRecording, starts: list[float], length: float) -> None:
    """Chapters and cues at these times stay in order and within the result."""
    fields = {"guid": "g", "title": "t", "slug": "a"}
    marks = [{"start": round(start, 3), "title": str(number)} for number, start in enumerate(sorted(set(starts)))]
    end = round(length, 3)
    episode = Episode.model_validate({**fields, "chapters": [{"start": 0, "title": "Anfang"}, *marks]})
    chapters = [chapter.start for chapter in episode.with_master_times(recording.time_map, end).chapters]
    assert chapters == sorted(set(chapters))
    assert all(0 <= start < end for start in chapters)
    assert not chapters or chapters[0] == 0
    cues = [Cue(start, start + 0.7, None, str(number)) for number, start in enumerate(sorted(starts))]
    mapped = map_cues(cues, recording.time_map, end)
    assert [cue.start for cue in mapped] == sorted(cue.start for cue in mapped)
    assert all(0 <= cue.start < cue.end <= end for cue in mapped)
    assert [int(cue.text) for cue in mapped] == sorted(int(cue.text) for cue in mapped)
