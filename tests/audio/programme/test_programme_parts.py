"""Loudness of speakers, of all speech and of pauses, from levels that are kept with a master; judged by pyloudnorm."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest

from podcast.audio.job import MasterJob
from podcast.audio.master import MasteringOutput, master
from podcast.audio.programme.programme_levels import ProgrammeLevels
from podcast.audio.programme.programme_parts import programme_parts
from podcast.model.audio_settings import AudioTargets
from tests.support.sounds import RATE, decode_with_miniaudio, silence, speech, write_wav

Spans = dict[str, list[tuple[float, float]]]


pytestmark = pytest.mark.long


def noise(seconds: float, seed: int) -> np.ndarray:
    return 0.0005 * np.random.default_rng(seed).standard_normal((1, int(seconds * RATE)))


def conversation(gap: float, lead: float = 0.5) -> tuple[np.ndarray, Spans]:
    """Two speakers in turn, the second one `gap` dB quieter, and the times at which each speaks."""
    parts, spans, time = [noise(lead, 1)], {"Anna": [], "Bert": []}, lead
    for number in range(12):
        name, seconds = ("Anna", "Bert")[number % 2], 3.0 + number % 3
        sound = speech(seconds, seed=number + 1)
        parts += [sound * 10 ** (-gap * (name == "Bert") / 20), noise(0.6, number)]
        spans[name].append((time, time + seconds))
        time += seconds + 0.6
    return np.concatenate(parts, axis=1), spans


@cache
def mastered(gap: float) -> tuple[MasteringOutput, np.ndarray, np.ndarray, Spans]:
    folder = Path(mkdtemp())
    sound, spans = conversation(gap)
    recording = write_wav(folder / "r.wav", sound)
    path = folder / "masters" / "a.mp3"
    output = master(MasterJob("a", recording, AudioTargets(trim_silence=False), None, None, path, "new"))
    return output, sound, decode_with_miniaudio(path)[0].T, spans


def levels_of(output: MasteringOutput) -> ProgrammeLevels:
    """The levels as the cache gives them back."""
    assert output.programme
    levels = ProgrammeLevels.from_json(json.loads(json.dumps(output.programme.to_json())))
    assert levels
    return levels


def loudness_of(sound: np.ndarray, spans: list[tuple[float, float]]) -> float:
    import pyloudnorm

    parts = [sound[:, int(start * RATE) : int(end * RATE)] for start, end in spans]
    return float(pyloudnorm.Meter(RATE).integrated_loudness(np.concatenate(parts, axis=1).T))


@pytest.mark.parametrize("gap", [0, 10])
def test_each_speaker_is_as_loud_as_an_independent_meter_says(gap: float) -> None:
    output, sound, after, spans = mastered(gap)
    parts = programme_parts(levels_of(output), spans)
    assert parts.speakers_from == "transcript"
    assert [part.name for part in parts.speakers] == ["Anna", "Bert"]
    for part in parts.speakers:
        assert part.before == pytest.approx(loudness_of(sound, spans[part.name]), abs=0.25)
        assert part.after == pytest.approx(loudness_of(after, spans[part.name]), abs=0.25)
        assert part.seconds == pytest.approx(sum(end - start for start, end in spans[part.name]), abs=0.7)


def test_dialogue_is_the_loudness_of_all_speech() -> None:
    output, sound, after, spans = mastered(10)
    every = sorted(spans["Anna"] + spans["Bert"])
    for speakers in (spans, {}):
        dialogue = programme_parts(levels_of(output), speakers).dialogue
        assert dialogue
        assert dialogue.before == pytest.approx(loudness_of(sound, every), abs=0.4)
        assert dialogue.after == pytest.approx(loudness_of(after, every), abs=0.4)


def test_without_a_transcript_two_voices_are_told_apart_by_their_turns() -> None:
    output, _sound, _after, spans = mastered(10)
    levels = levels_of(output)
    by_turns, by_cues = programme_parts(levels, {}), programme_parts(levels, spans)
    assert by_turns.speakers_from == "turns"
    assert [part.name for part in by_turns.speakers] == ["louder", "quieter"]
    for turns, cues in zip(by_turns.speakers, by_cues.speakers, strict=True):
        assert turns.before == pytest.approx(cues.before, abs=0.4)


def test_voices_of_one_level_are_not_told_apart() -> None:
    parts = programme_parts(levels_of(mastered(0)[0]), {})
    assert (parts.speakers, parts.speakers_from) == ((), "")


def test_pauses_are_measured_against_the_programme() -> None:
    output = mastered(10)[0]
    pauses = programme_parts(levels_of(output), {}).pauses
    assert pauses
    assert output.master
    assert pauses.after >= pauses.before - 0.2
    room = 20 * np.log10(0.0005) - 0.691 + 2.1  # K-weighting lifts white noise by some dB
    assert pauses.before + output.master.before.loudness == pytest.approx(room, abs=1.5)


def test_the_limiters_gain_is_told_for_each_second() -> None:
    output = mastered(10)[0]
    parts = programme_parts(levels_of(output), {})
    assert output.master
    assert len(parts.limiter) == int(np.ceil(output.master.seconds))
    assert min(parts.limiter) == pytest.approx(-output.master.limited, abs=0.5)
    assert parts.leveler == ()


def test_speakers_who_talk_at_once_count_for_neither() -> None:
    output, _sound, _after, spans = mastered(10)
    both = {"Anna": spans["Anna"], "Bert": spans["Anna"]}
    parts = programme_parts(levels_of(output), both)
    assert parts.speakers == ()
    assert parts.dialogue


def test_times_after_the_end_and_words_of_no_length_do_no_harm() -> None:
    levels = levels_of(mastered(10)[0])
    parts = programme_parts(levels, {"Anna": [(0.0, 0.0), (-3.0, 0.1), (5000.0, 6000.0)]})
    assert parts.speakers == ()
    assert parts.dialogue is None


def test_trimmed_silence_is_told_and_levels_are_in_the_time_of_the_master(tmp_path: Path) -> None:
    sound, spans = conversation(10)
    padded = np.concatenate([silence(4), sound, silence(3)], axis=1)
    path = tmp_path / "masters" / "a.mp3"
    job = MasterJob("a", write_wav(tmp_path / "r.wav", padded), AudioTargets(), None, None, path, "new")
    output = master(job)
    assert output.master
    trimmed = levels_of(output).trimmed
    assert trimmed[0] == pytest.approx(-output.master.time_map.segments[0].shift, abs=0.001)
    assert sum(trimmed) + output.master.seconds == pytest.approx(output.master.recording_seconds, abs=0.002)
    shifted = {name: [(a + 4 - trimmed[0], b + 4 - trimmed[0]) for a, b in times] for name, times in spans.items()}
    for part in programme_parts(levels_of(output), shifted).speakers:
        assert part.before == pytest.approx(loudness_of(sound, spans[part.name]), abs=0.25)


@pytest.mark.parametrize("value", [None, {}, {"version": 99}, {"version": 1, "before": "?"}, [1]])
def test_what_another_version_has_stored_counts_as_nothing(value: object) -> None:
    assert ProgrammeLevels.from_json(value) is None


def test_levels_of_an_hour_are_small() -> None:
    output = mastered(10)[0]
    assert output.programme
    assert output.master
    size = len(json.dumps(output.programme.to_json()))
    assert size * 3600 / output.master.seconds < 120_000


def test_levels_of_a_programme_with_intro_and_cut_are_in_the_time_of_the_master(tmp_path: Path) -> None:
    sound, spans = conversation(10)
    intro = write_wav(tmp_path / "intro.wav", speech(4, seed=77))
    path = tmp_path / "masters" / "a.mp3"
    cut = spans["Anna"][1]
    job = MasterJob("a", write_wav(tmp_path / "r.wav", sound), AudioTargets(), intro, None, path, "new", cuts=(cut,))
    output = master(job)
    assert output.master
    to_master = output.master.time_map.to_master
    mapped = {
        name: [(to_master(start), to_master(end)) for start, end in times if (start, end) != cut]
        for name, times in spans.items()
    }
    for part in programme_parts(levels_of(output), mapped).speakers:
        times = [span for span in spans[part.name] if span != cut]
        assert part.before == pytest.approx(loudness_of(sound, times), abs=0.4)
