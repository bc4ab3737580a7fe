"""What the leveler does to speech, pauses, music and other sounds; loudness is measured by pyloudnorm."""

import numpy as np
import pytest

from podcast.audio.leveling.curve import WINDOWS_PER_SECOND
from podcast.audio.leveling.features import SpeechFeatures
from podcast.audio.leveling.gain_planning import plan_leveling
from tests.support.conversations import voice
from tests.support.leveled_sounds import Programme, applause, chords, curve_of, drums, leveled, mastered, part_loudness
from tests.support.sounds import RATE

pytestmark = pytest.mark.long


def conversation(*levels: float, turns: int = 6, seed: int = 1) -> Programme:
    programme = Programme(seed)
    for number in range(turns):
        speaker = number % len(levels)
        programme.speak("ABCD"[speaker], levels[speaker])
    return programme


def loudness(sound, parts, name=None):
    return [part_loudness(sound, start, end) for part, start, end in parts if name in {None, part}]


def gap(sound, parts):
    names = {part for part, _, _ in parts}
    means = [np.mean(loudness(sound, parts, name)) for name in names]
    return max(means) - min(means)


def gains(curve, start, end):
    return curve.decibels(np.arange(int(start * WINDOWS_PER_SECOND) + 1, int(end * WINDOWS_PER_SECOND) - 1))


@pytest.mark.parametrize("levels", [(-20, -32), (-30, -23), (-20, -24, -33), (-19, -25, -28, -31)])
def test_speakers_of_any_level_come_out_equally_loud(levels):
    programme = conversation(*levels, turns=8)
    sound = programme.recorded()
    assert gap(sound, programme.parts) > 6
    assert gap(mastered(sound), programme.parts) < 1.5
    assert np.std(loudness(mastered(sound), programme.parts)) < 1.5


def test_a_single_speaker_stays_as_loud():
    programme = conversation(-25)
    sound = programme.recorded()
    change = np.subtract(loudness(leveled(sound), programme.parts), loudness(sound, programme.parts))
    assert np.abs(change).max() < 1


def test_within_speech_the_gain_moves_slowly_and_nowhere_by_more_than_12_db():
    programme = conversation(-18, -34)
    curve = curve_of(programme.recorded(-72))
    for _, start, end in programme.parts:
        middle = (start + end) / 2  # phrases have pauses: half a second inside the first one has none
        assert np.abs(np.diff(gains(curve, start + 0.1, start + 0.9))).max() * WINDOWS_PER_SECOND <= 6, middle
    assert np.abs(curve.decibels(np.arange(6000))).max() <= 12


def test_pauses_are_hardly_louder_against_the_programme():
    programme = conversation(-20, -32)
    before = programme.recorded(-62)
    after = leveled(before)

    def pauses(sound):
        ends = [end for _, _, end in programme.parts[:-1]]
        power = np.mean(
            [np.mean(np.square(sound[0, int((end + 0.1) * RATE) : int((end + 0.5) * RATE)])) for end in ends]
        )
        return 10 * np.log10(power) - part_loudness(sound, 0, sound.shape[1] / RATE)

    assert pauses(after) - pauses(before) < 5


@pytest.mark.parametrize("music", [chords(5, -20), chords(4, -32, 2), drums(5, -22), applause(5, -28)])
def test_music_and_applause_between_voices_are_not_touched(music):
    programme = conversation(-20, -31, turns=3)
    programme.add("music", music)
    for number in range(3):
        programme.speak("AB"[number % 2], (-20, -31)[number % 2])
    sound = programme.recorded()
    after = leveled(sound)
    (start, end) = next((start, end) for name, start, end in programme.parts if name == "music")
    assert part_loudness(after, start, end) == pytest.approx(part_loudness(sound, start, end), abs=0.1)
    middle = slice(int((start + 0.5) * RATE), int((end - 0.6) * RATE))
    assert np.array_equal(after[:, middle], sound[:, middle])
    speech = [part for part in programme.parts if part[0] != "music"]
    assert gap(mastered(sound), speech) < 1.5


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros((1, 0)),
        np.zeros((1, RATE // 100)),
        np.zeros((2, 3 * RATE)),
        chords(12, -20)[None],
        drums(12, -20)[None],
        applause(12, -20)[None],
    ],
    ids=["nothing", "10 ms", "silence", "chords", "drums", "applause"],
)
def test_without_speech_nothing_changes(sound):
    assert not any(gain for _window, gain in curve_of(sound.astype(np.float32)).knots)


def test_a_whisper_is_lifted_no_more_than_the_voices_around_it():
    whisper = np.random.default_rng(5).standard_normal(3 * RATE)
    envelope = np.abs(voice(3, 9))
    width = RATE // 50
    envelope = np.repeat(envelope[: envelope.size // width * width].reshape(-1, width).mean(axis=1), width)
    whisper = whisper[: envelope.size] * envelope
    whisper *= 10 ** (-42 / 20) / whisper.std()
    programme = conversation(-22, -28, turns=4).add("whisper", whisper)
    programme.speak("A", -22).speak("B", -28)
    curve = curve_of(programme.recorded(-75))
    quiet = max(gains(curve, start + 0.2, start + 0.8).max() for name, start, _ in programme.parts if name == "B")
    (start, end) = next((start, end) for name, start, end in programme.parts if name == "whisper")
    assert gains(curve, start + 0.1, end - 0.1).max() <= quiet + 1


def test_a_high_peak_is_approached_slowly():
    programme = conversation(-24, turns=4)
    at = programme.parts[1][1] + 0.6
    calm = curve_of(programme.recorded())
    programme.sound[int(at * RATE) :][:300] *= 5
    curve = curve_of(programme.recorded())
    assert gains(curve, at - 0.03, at + 0.03).max() < gains(calm, at - 0.03, at + 0.03).min() - 1.5
    assert np.abs(np.diff(gains(curve, at - 0.5, at + 0.4))).max() * WINDOWS_PER_SECOND <= 6


def test_features_do_not_depend_on_where_blocks_end():
    sound = conversation(-20, -30, turns=3).recorded()
    stereo = np.repeat(sound, 2, axis=0)
    results = []
    for size in (stereo.shape[1], RATE, 4410, 9973):
        features = SpeechFeatures(RATE)
        for start in range(0, stereo.shape[1], size):
            features.add(stereo[:, start : start + size])
        results.append(features.result())
    for result in results[1:]:
        assert np.array_equal(result.voicing, results[0].voicing)
        assert np.array_equal(result.bands, results[0].bands)
        assert np.array_equal(result.tonality, results[0].tonality)


def test_a_plan_depends_on_levels_relative_to_each_other_alone():
    programme = conversation(-26, -36)
    sound = programme.recorded()
    quieter = curve_of(sound * np.float32(0.25))
    steps = np.arange(sound.shape[1] * WINDOWS_PER_SECOND // RATE)
    assert np.abs(quieter.decibels(steps) - curve_of(sound).decibels(steps)).max() < 0.1


def test_features_shorter_than_powers_are_enough():
    sound = conversation(-20, -30).recorded()
    features = SpeechFeatures(RATE)
    features.add(sound[:, : RATE // 2])
    curve = plan_leveling(np.full(1500, 0.01, np.float32), np.full(1500, 0.3, np.float16), features.result(), 13.2)
    assert curve.end <= 1500
