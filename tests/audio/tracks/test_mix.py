"""The mix: levels of speakers, bleed, ducking, channels; measured on conversations whose construction is known."""

import os
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest

from podcast.audio.tracks.gains import GATE_DB
from podcast.audio.tracks.mix import plan_mix, step_gains
from podcast.audio.tracks.track import TrackInput, TracksInput
from tests.audio.test_hard_recordings import poorer
from tests.support.conversations import Microphones, alternate, dry_voices
from tests.support.sounds import RATE, loudness, speech, write

pytestmark = pytest.mark.long

SECONDS = 30
TARGET = -16.0


class Recorded:
    """A conversation of two, recorded with two microphones."""

    def __init__(self, folder, seed=21, **options):
        self.turns = alternate(SECONDS, 2, seed)
        self.dry = dry_voices(self.turns, SECONDS, 2, seed)
        self.microphones = Microphones(seed=seed, **options)
        self.sounds = self.microphones.record(self.dry)
        self.paths = [write(folder / f"{number}.flac", sound[None]) for number, sound in enumerate(self.sounds)]

    def tracks(self, *more, duck=None, **given):
        tracks = [TrackInput(path, number, 0.0, **given) for number, path in enumerate(self.paths)]
        return TracksInput((*tracks, *more), duck)

    def own(self, number):
        return self.microphones.own_voice(self.dry, number)


def mixed(mix):
    return np.concatenate(list(mix.blocks()), axis=1)


def curves(mix):
    """The gain of each track at each sample, as a ratio."""
    results = []
    for track in mix.tracks:
        curve = track.gain.curve
        seconds = range(0, curve.size - 1, 50)
        parts = [step_gains(curve[first : first + 51], mix.sample_rate) for first in seconds]
        results.append(np.concatenate(parts)[: mix.sample_count])
    return results


def envelope(sound):
    """The level of each 20 ms in dB."""
    steps = sound[: sound.size // 882 * 882].reshape(-1, 882)
    return 10 * np.log10(np.square(steps).mean(axis=1) + 1e-12)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    return Recorded(tmp_path_factory.mktemp("two"), levels=(0, -12), bleed=-24.0)


def test_speakers_who_are_12_db_apart_come_out_equally_loud(recorded):
    result = mixed(plan_mix(recorded.tracks(), RATE, 1, TARGET))
    turns = [
        [loudness(result[:, int(turn.start * RATE) : int(turn.end * RATE)].T, RATE)
         for turn in recorded.turns if turn.speaker == speaker]
        for speaker in (0, 1)
    ]  # fmt: skip
    means = [np.mean(values) for values in turns]
    assert means[0] - means[1] == pytest.approx(0, abs=0.7)
    assert np.mean(means) == pytest.approx(TARGET, abs=0.7)


def test_bleed_is_turned_down_and_own_speech_is_not_touched(recorded):
    mix = plan_mix(recorded.tracks(), RATE, 1, TARGET)
    gains = curves(mix)
    levels = [envelope(recorded.own(number)) for number in (0, 1)]
    speaks = [level > level.max() - 40 for level in levels]
    for number in (0, 1):
        relative = envelope(gains[number]) - mix.tracks[number].gain.level
        assert np.abs(relative[: speaks[number].size][speaks[number]]).max() < 0.02
        bleed = recorded.sounds[number] - recorded.own(number)
        alone = np.repeat(speaks[1 - number] & ~speaks[number], 882)
        before = np.square(bleed[: alone.size][alone]).sum() * 10 ** (mix.tracks[number].gain.level / 10)
        after = np.square((bleed * gains[number])[: alone.size][alone]).sum()
        assert 10 * np.log10(before / after) > GATE_DB - 5


def test_gains_never_jump(recorded):
    for track in plan_mix(recorded.tracks(), RATE, 1, TARGET).tracks:
        assert np.abs(np.diff(track.gain.curve.astype(int))).max() <= GATE_DB * 100 / 5 + 1  # 0.1 s from down to up


def test_a_track_that_hears_the_other_speaker_too_well_is_not_gated(tmp_path):
    recorded = Recorded(tmp_path, bleed=-4.0)
    mix = plan_mix(recorded.tracks(), RATE, 1, TARGET)
    assert all(np.ptp(track.gain.curve) == 0 for track in mix.tracks)


def test_two_tracks_of_one_speaker_are_not_gated_against_each_other(recorded):
    both = TracksInput(tuple(TrackInput(path, 0, 0.0) for path in recorded.paths))
    mix = plan_mix(both, RATE, 1, TARGET)
    assert all(np.ptp(track.gain.curve) == 0 for track in mix.tracks)
    assert mix.tracks[0].gain.level == mix.tracks[1].gain.level


@pytest.mark.parametrize("duck", [None, 6.0, 20.0])
def test_music_is_ducked_by_the_set_amount_under_speech_with_soft_ramps(recorded, tmp_path, duck):
    sound = np.random.default_rng(5).standard_normal((2, (SECONDS + 10) * RATE)) * 0.05
    music = TrackInput(write(tmp_path / "musik.wav", sound), None)
    mix = plan_mix(recorded.tracks(music, duck=duck), RATE, 2, TARGET)
    curve = mix.tracks[2].gain.curve / 100 - mix.tracks[2].gain.level
    depth = 15.0 if duck is None else duck
    for turn in recorded.turns:
        assert curve[int(turn.start * 50) + 5 : int(turn.end * 50) - 5] == pytest.approx(-depth, abs=0.5)
    assert curve[-50:] == pytest.approx(0)
    assert np.abs(np.diff(curve)).max() <= depth / 0.6 / 50 + 0.02
    end = mixed(mix)[:, -2 * RATE :]
    assert loudness(end.T, RATE) == pytest.approx(TARGET, abs=1)


def test_channels_rates_and_lengths_may_differ_mono_is_centred_and_stereo_kept(tmp_path):
    left = np.stack([speech(8, 48000)[0], np.zeros(8 * 48000)])
    tracks = TracksInput(
        (
            TrackInput(write(tmp_path / "a.m4a", speech(6, 22050, seed=2), 22050), 0, 0.0),
            TrackInput(write(tmp_path / "b.flac", left, 48000), 1, 1.0),
        )
    )
    mix = plan_mix(tracks, RATE, 2, TARGET)
    result = mixed(mix)
    assert result.shape == (2, mix.sample_count)
    assert mix.sample_count == 9 * RATE
    alone = result[:, 7 * RATE :]
    assert np.abs(alone[0]).max() > 0.05
    assert np.abs(alone[1]).max() == 0
    assert np.array_equal(result[0, : RATE // 2], result[1, : RATE // 2])


def test_the_samples_are_those_of_the_tracks_with_their_gains_and_offsets(tmp_path):
    first, second = speech(4, seed=3), speech(3, seed=4)
    paths = [write(tmp_path / "a.wav", first), write(tmp_path / "b.wav", second)]
    tracks = TracksInput((TrackInput(paths[0], 0, 0.0), TrackInput(paths[1], 1, 0.75)))
    mix = plan_mix(tracks, RATE, 1, TARGET)
    late = int(0.75 * RATE)
    expected = np.pad(first[0], (0, mix.sample_count - first.shape[1])) * curves(mix)[0]
    expected[late : late + second.shape[1]] += second[0] * curves(mix)[1][late : late + second.shape[1]]
    assert mixed(mix)[0] == pytest.approx(expected, abs=2e-4)  # 16 bits


def test_what_lies_before_the_first_track_is_left_out(tmp_path):
    sound = speech(4, seed=3)
    paths = [write(tmp_path / name, sound) for name in ("a.wav", "b.wav")]
    tracks = TracksInput((TrackInput(paths[0], 0, 0.0), TrackInput(paths[1], 0, -1.0)))
    assert plan_mix(tracks, RATE, 1, TARGET).sample_count == 4 * RATE


def test_a_gain_is_added_to_that_of_the_speaker(recorded):
    plain = plan_mix(recorded.tracks(), RATE, 1, TARGET)
    louder = plan_mix(recorded.tracks(gain=3.0), RATE, 1, TARGET)
    assert louder.tracks[0].gain.level == pytest.approx(plain.tracks[0].gain.level + 3)


def test_a_drift_is_corrected_where_it_would_be_audible(tmp_path):
    recorded = Recorded(tmp_path, drift={1: 300.0})
    tracks = TracksInput(tuple(TrackInput(path, number) for number, path in enumerate(recorded.paths)))
    mix = plan_mix(tracks, RATE, 1, TARGET)
    facts = mix.tracks[1].facts
    assert facts.is_corrected
    assert facts.drift == pytest.approx(300, abs=3)
    own = Microphones(seed=21).own_voice(recorded.dry, 1)  # by the right clock
    turn = [turn for turn in recorded.turns if turn.speaker == 1][-1]
    first, last = int((turn.start + 0.5) * RATE), int((turn.end - 0.5) * RATE)
    size = 2 * (last - first)
    spectrum = np.conj(np.fft.rfft(own[first:last], size)) * np.fft.rfft(mixed(mix)[0, first:last], size)
    lag = int(np.argmax(np.roll(np.fft.irfft(spectrum), 500)[:1000])) - 500
    assert abs(lag) <= RATE // 1000


def test_samples_are_not_kept_in_memory(tmp_path):
    sound = speech(120)
    paths = [write(tmp_path / f"{number}.wav", sound) for number in range(3)]  # 63 MB as they are mixed
    tracks = TracksInput(tuple(TrackInput(path, number, 0.0) for number, path in enumerate(paths)))
    tracemalloc.start()
    for _block in plan_mix(tracks, RATE, 1, TARGET).blocks():
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


DIGEST = """
import ctypes, hashlib, sys
from pathlib import Path
import av.logging
if sys.argv[1] != "as it is":
    ctypes.CDLL(av.logging.__file__).av_force_cpu_flags(0)
from podcast.audio.tracks.mix import plan_mix
from podcast.audio.tracks.track import TrackInput, TracksInput
tracks = [TrackInput(Path(path), number if number < 2 else None) for number, path in enumerate(sys.argv[2:])]
mix = plan_mix(TracksInput(tuple(tracks)), 44100, 1, -16.0)
digest = hashlib.sha256()
for block in mix.blocks():
    digest.update(block.tobytes())
print(digest.hexdigest(), [track.facts for track in mix.tracks])
"""


def test_the_samples_do_not_depend_on_what_the_cpu_can_do(tmp_path):
    recorded = Recorded(tmp_path, drift={1: 300.0}, late={1: 0.4})
    music = write(tmp_path / "musik.mp3", speech(5, 48000, 2), 48000)
    outputs = []
    for name, variables in (("as it is", {}), ("poorer", poorer())):
        command = [sys.executable, "-c", DIGEST, name, *map(str, recorded.paths), str(music)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | variables)
        outputs.append(done.stdout)
    assert "is_corrected=True" in outputs[0]
    assert outputs[0] == outputs[1]


def test_the_leveler_makes_each_speaker_even_and_leaves_music_and_bleed(tmp_path):
    turns = alternate(40, 2, 33)
    dry = dry_voices(turns, 40, 2, 33)
    for number, turn in enumerate(turns):
        if number % 4 >= 2:  # every other turn of each speaker is from farther away
            dry[turn.speaker, int((turn.start - 0.1) * RATE) : int((turn.end + 0.1) * RATE)] *= 10 ** (-9 / 20)
    sounds = Microphones(seed=33, bleed=-30).record(dry)
    sounds.append(np.random.default_rng(5).standard_normal(40 * RATE) * 0.02)
    paths = [write(tmp_path / f"{number}.wav", sound[None]) for number, sound in enumerate(sounds)]
    speakers = zip(paths, (0, 1, None), strict=True)
    tracks = TracksInput(tuple(TrackInput(path, speaker, 0.0) for path, speaker in speakers), 40.0)
    spreads = []
    for level in (False, True):
        mix = plan_mix(tracks, RATE, 1, TARGET, leveler_headroom=13.2 if level else None)
        result = mixed(mix)
        values = [loudness(result[:, int(turn.start * RATE) : int(turn.end * RATE)].T, RATE) for turn in turns]
        spreads.append(np.std(values))
        assert np.ptp(mix.tracks[2].gain.curve[50:-50]) <= 4000
    assert spreads[0] > 3
    assert spreads[1] < 1.5
    assert (
        np.abs(np.diff(plan_mix(tracks, RATE, 1, TARGET, leveler_headroom=13.2).tracks[0].gain.curve.astype(int))).max()
        < 500
    )
