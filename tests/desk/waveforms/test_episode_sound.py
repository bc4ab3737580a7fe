"""The sound of an episode for the desk: peaks, the recording for a browser, its master."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from podcast.checks.load_show import load_show
from podcast.desk.waveforms import episode_sound as module
from podcast.desk.waveforms.episode_sound import (
    EpisodeSound,
    cached_peaks,
    episode_sound,
    master_peaks,
    playable_master,
    playable_recording,
    recording_peaks,
)
from podcast.errors import AudioError
from podcast.files.cache import Cache
from podcast.pages.waveform import peaks_json
from podcast.pipeline.build_steps import build_show
from podcast.steps.cleaning import forget_other_recordings, removable_files
from podcast.steps.paths import ProjectPaths
from tests.support.small_show import write_show
from tests.support.sounds import RATE, decode_with_miniaudio, silence, speech, write, write_as
from tests.support.thread_workers import ThreadWorkers


def sound_of(root: Path, slug: str = "folge-1") -> EpisodeSound:
    show = load_show(root).show
    assert show is not None
    episode = next(episode for episode in show.episodes if episode.slug == slug)
    sound = episode_sound(root, show, episode)
    assert sound is not None
    return sound


def test_peaks_are_measured_once_and_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_show(tmp_path, episodes=1)
    write(root / "episodes/folge-1/recording.wav", np.concatenate([silence(1), speech(1), silence(1)], axis=1))
    sound = sound_of(root)
    assert cached_peaks(sound) is None
    peaks = recording_peaks(sound)
    assert peaks.seconds == 3.0
    assert [value > 20 for value in peaks.window(0, 3, 3)] == [False, True, False]
    monkeypatch.setattr(module, "measure_peaks", lambda _job: pytest.fail("decoded again"))
    assert recording_peaks(sound_of(root)) == cached_peaks(sound) == peaks


def test_another_recording_has_its_own_peaks_and_clean_forgets_the_old_ones(tmp_path: Path) -> None:
    root = write_show(tmp_path, episodes=1)
    old = sound_of(root)
    recording_peaks(old)
    write(root / "episodes/folge-1/recording.wav", speech(4))
    new = sound_of(root)
    assert recording_peaks(new).seconds == 4.0
    paths, show = ProjectPaths(root), load_show(root).show
    assert show is not None
    with Cache(paths.database, root) as cache:
        forget_other_recordings(show, paths, cache)
    assert cached_peaks(old) is None
    assert cached_peaks(new) is not None


def test_peaks_of_the_master_are_those_of_the_site(tmp_path: Path) -> None:
    root = write_show(tmp_path, episodes=1, seconds=4)
    assert master_peaks(sound_of(root)) == ()
    assert playable_master(sound_of(root)) is None
    show = load_show(root).show
    assert show is not None
    build_show(show, root, ThreadWorkers(), lambda _event: None)
    sound = sound_of(root)
    assert sound.master is not None
    on_site = next((root / "site").rglob("*peaks*.json")).read_bytes()
    assert peaks_json(master_peaks(sound), sound.master.seconds) == on_site
    master = playable_master(sound)
    assert master is not None
    assert (master.media_type, master.path.is_file()) == ("audio/mpeg", True)


def test_a_recording_that_browsers_play_is_played_itself(tmp_path: Path) -> None:
    sound = sound_of(write_show(tmp_path, episodes=1, suffix="flac"))
    assert playable_recording(sound).path == sound.job.recording
    assert not (tmp_path / ".podcast/browser").exists()


def test_any_other_gets_a_copy_of_the_same_length_and_times(tmp_path: Path) -> None:
    root = write_show(tmp_path, episodes=1)
    (root / "episodes/folge-1/recording.wav").unlink()
    tone = np.concatenate([silence(1), speech(0.5), silence(1.5)], axis=1)
    write_as(root / "episodes/folge-1/recording.aiff", tone, RATE, ("pcm_s16be", "s16"))
    playable = playable_recording(sound_of(root))
    assert (playable.media_type, playable.path.suffix) == ("audio/mpeg", ".mp3")
    samples, rate = decode_with_miniaudio(playable.path)
    heights = np.abs(samples).reshape(len(samples), -1).max(axis=1)
    loud = np.flatnonzero(heights > 0.1) / rate
    assert len(samples) / rate == pytest.approx(3.0, abs=0.06)
    assert loud[0] == pytest.approx(1.0, abs=0.06)
    before = playable.path.stat().st_mtime_ns
    assert playable_recording(sound_of(root)).path.stat().st_mtime_ns == before


def test_a_copy_of_an_earlier_recording_goes_and_clean_removes_all(tmp_path: Path) -> None:
    root = write_show(tmp_path, episodes=1)
    first = playable_recording(replace(sound_of(root), info=None)).path
    write(root / "episodes/folge-1/recording.wav", speech(1, seed=9))
    second = playable_recording(replace(sound_of(root), info=None)).path
    assert (first.exists(), second.exists()) == (False, True)
    with Cache(ProjectPaths(root).database, root) as cache:
        assert second in [file.path for file in removable_files(load_show(root).show, ProjectPaths(root), cache)]


def test_tracks_are_heard_as_their_mix(tmp_path: Path) -> None:
    root = write_show(tmp_path, episodes=1)
    folder = root / "episodes/folge-1"
    (folder / "recording.wav").unlink()
    write(folder / "a.wav", speech(3, seed=3))
    write(folder / "b.wav", speech(3, seed=3) * 0.5)
    with (folder / "episode.yaml").open("a", encoding="utf-8") as file:
        file.write("tracks:\n  - {file: a.wav, speaker: A}\n  - {file: b.wav, speaker: B}\n")
    sound = sound_of(root)
    assert (sound.info, sound.media_type) == (None, None)
    assert recording_peaks(sound).seconds == pytest.approx(3.0, abs=0.1)
    assert playable_recording(sound).path.is_file()


def test_a_recording_that_cannot_be_read_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    root = write_show(tmp_path, episodes=1)
    (root / "episodes/folge-1/recording.wav").write_bytes(b"RIFF" + b"x" * 500)
    with pytest.raises(AudioError):
        recording_peaks(sound_of(root))


def test_an_episode_without_a_recording_has_no_sound(tmp_path: Path) -> None:
    root = write_show(tmp_path, episodes=1)
    (root / "episodes/folge-1/recording.wav").unlink()
    show = load_show(root).show
    assert show is None or episode_sound(root, show, show.episodes[0]) is None
