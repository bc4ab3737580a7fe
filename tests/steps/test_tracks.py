"""An episode that is mixed from tracks: what a recording has, tracks have as well."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from podcast import pipeline
from podcast.audio.job import MasterJob
from podcast.audio.master import master
from podcast.audio.tracks.track import TrackInput, TracksInput
from podcast.checks import examine
from podcast.errors import BuildError, ShowError
from podcast.files.cache import open_cache
from podcast.model.audio_settings import AudioTargets
from podcast.speech import transcribe
from podcast.speech.engine import SAMPLE_RATE, Word
from podcast.steps import mastering_plan
from podcast.steps.paths import ProjectPaths
from tests.steps.test_audio_takeover import clone, enclosures, publish, replace_by_pointer, target_of, uploaded_audio
from tests.support import podcast_process
from tests.support.conversations import Microphones, alternate, dry_voices
from tests.support.shared_folder import shared_folder
from tests.support.small_show import change, write_show
from tests.support.sounds import speech, write

pytestmark = pytest.mark.usefixtures("thread_workers")

SECONDS = 16
LATE = 1.25
TRACKS = """\
tracks:
  - {file: spuren/ada.flac, speaker: Ada}
  - {file: spuren/ben.wav, speaker: Ben}
  - {file: musik.flac, music: true, gain: -3}
chapters:"""
FOLDER = Path("episodes/folge-1")
FILES = [FOLDER / "spuren/ada.flac", FOLDER / "spuren/ben.wav", FOLDER / "musik.flac"]


def write_conversation(folder: Path) -> Path:
    root = write_show(folder / "show", episodes=1)
    (root / FOLDER / "recording.wav").unlink()
    dry = dry_voices(alternate(SECONDS, 2, 31), SECONDS, 2, 31)
    sounds = Microphones(late={1: LATE}, levels=(0, -10), seed=31).record(dry)
    sounds.append(np.random.default_rng(2).standard_normal((2, 8 * 44100)) * 0.02)
    (root / FOLDER / "spuren").mkdir()
    for path, sound in zip(FILES, sounds, strict=True):
        write(root / path, np.atleast_2d(sound))
    change(root / FOLDER / "episode.yaml", "chapters:", TRACKS)
    return folder


def write_published(folder: Path) -> Path:
    publish(write_conversation(folder) / "show")
    return folder


@pytest.fixture
def root(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A show with an episode of three tracks, published."""
    folder = shared_folder(tmp_path_factory, "mixed-tracks", write_published)
    return shutil.copytree(folder, tmp_path / "work") / "show"


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in examine.examine(root).problems]


def test_a_folder_of_tracks_needs_no_recording_and_is_not_ambiguous(root):
    assert problems(root) == []
    (episode,) = pipeline.load_show(root).episodes
    assert episode.recording is None
    assert [track.file for track in episode.mixed_tracks] == [path.as_posix() for path in FILES]
    write(root / FOLDER / "noch-etwas.wav", speech(1))
    write(root / FOLDER / "und-noch-etwas.wav", speech(1))
    assert problems(root) == []
    assert pipeline.load_show(root).episodes[0].recording is None


@pytest.mark.long
def test_a_build_tells_the_alignment_and_json_has_it(root):
    shutil.rmtree(root / ".podcast")
    done = podcast_process.run("build", "--json", at=root)
    assert "track     ben.wav: starts 1250.0 ms after the first track" in done.stderr
    document = json.loads(done.stdout)
    first, second, music = document["tracks"]["folge-1"]
    assert first == {"file": FILES[0].as_posix(), "origin": "first", "offset_ms": 0, "drift_ppm": None,
                     "corrected": False, "gain": pytest.approx(first["gain"])}  # fmt: skip
    assert second["origin"] == "found"
    assert second["offset_ms"] == pytest.approx(1250, abs=1)
    assert second["gain"] - first["gain"] == pytest.approx(10, abs=2)
    assert (music["origin"], music["offset_ms"]) == ("music", 0)


def test_a_second_build_mixes_nothing_and_still_has_the_facts(root):
    result = pipeline.build_site(root)
    assert not result.mastering.elapsed
    assert len(result.mastering.masters["folge-1"].tracks) == 3


@pytest.mark.long
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("speaker: Ben", "speaker: Ada"),
        ("gain: -3", "gain: -4"),
        ("music: true", "music: true, offset: 2"),
        ("chapters:", "duck: 10\nchapters:"),
        ("speaker: Ben", "speaker: Ben, offset: 1.5"),
    ],
)
def test_what_decides_about_the_mix_gives_a_new_master(root, before, after):
    change(root / FOLDER / "episode.yaml", before, after)
    assert uploaded_audio(publish(root)) == {"folge-1"}


def test_the_name_of_a_speaker_does_not_change_the_audio(root):
    change(root / FOLDER / "episode.yaml", "speaker: Ben", "speaker: Benjamin")
    assert uploaded_audio(publish(root)) == set()


@pytest.mark.long
def test_another_take_of_one_track_gives_a_new_master(root):
    write(root / FILES[1], speech(SECONDS, seed=9))
    plan = planned(root)
    assert plan.jobs["folge-1"].reason == "recording changed"
    assert {*FILES} <= {path.relative_to(root) for path in plan.jobs["folge-1"].inputs}
    assert uploaded_audio(publish(root)) == {"folge-1"}


def planned(root):
    paths = ProjectPaths(root)
    with open_cache(paths.database, root) as cache:
        return mastering_plan.plan_masters(pipeline.load_show(root), paths, cache)


@pytest.mark.parametrize("lose", [replace_by_pointer, os.remove], ids=["pointer", "missing"])
def test_a_fresh_clone_without_the_tracks_takes_the_audio_over(root, lose):
    before, copy = enclosures(root), clone(root)
    for path in FILES:
        lose(copy / path)
    assert uploaded_audio(publish(copy)) == set()
    assert enclosures(copy) == before


def test_without_the_tracks_another_setting_is_refused_with_the_place_of_each(root):
    copy = clone(root)
    for path in FILES:
        (copy / path).unlink()
    change(copy / FOLDER / "episode.yaml", "gain: -3", "gain: -4")
    with pytest.raises(ShowError) as refusal:
        pipeline.build_for_target(copy, target_of(copy))
    assert [problem.field for problem in refusal.value.problems] == [f"tracks[{number}].file" for number in (1, 2, 3)]


def test_a_missing_track_is_a_problem_with_its_place(root):
    (root / FILES[1]).unlink()
    (problem,) = problems(root)
    assert problem.startswith("episodes/folge-1/episode.yaml:10:12: tracks[2].file: ")
    assert "spuren/ben.wav" in problem


def test_a_track_that_is_no_sound_is_a_problem_with_its_place(root):
    (root / FILES[1]).write_bytes(b"RIFF\x00\x00\x00\x00WAVE")
    (problem,) = problems(root)
    assert problem.startswith("episodes/folge-1/episode.yaml:10:12: tracks[2].file: ")


def test_a_silent_track_is_named_and_nothing_is_written(root):
    write(root / FILES[1], np.zeros((1, 44100)))
    with pytest.raises(BuildError) as error:
        pipeline.build_site(root)
    assert str(error.value.errors[0]).startswith("episodes/folge-1/spuren/ben.wav: is silent")


def test_a_recording_beside_tracks_for_a_mix_is_a_problem(root):
    write(root / FOLDER / "mix.wav", speech(2))
    change(root / FOLDER / "episode.yaml", "tracks:", "recording: mix.wav\ntracks:")
    (problem,) = problems(root)
    assert "recording: is named besides tracks that are to be mixed; remove recording:" in problem


def test_a_recording_beside_plain_tracks_is_published_as_before(root):
    write(root / FOLDER / "mix.wav", speech(2))
    (root / FILES[2]).unlink()
    change(root / FOLDER / "episode.yaml", "  - {file: musik.flac, music: true, gain: -3}\n", "")
    (episode,) = pipeline.load_show(root).episodes
    assert episode.recording == (FOLDER / "mix.wav").as_posix()
    assert episode.mixed_tracks == ()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("music: true, gain: -3", "gain: -3", "tracks[3]: has no speaker; add who speaks"),
        ("speaker: Ben", "speaker: Ben, music: true", "tracks[2]: has a speaker and is music; remove one of the two"),
        ("gain: -3", "gain: laut", "tracks[3].gain"),
        ("gain: -3", "gain: 90", "tracks[3].gain"),
        ("chapters:", "duck: -1\nchapters:", "duck"),
        ("chapters:\n", "chapters: recording\n", "chapters: tracks contain no chapters; list the chapters here"),
    ],
)
def test_what_cannot_be_is_told_with_the_remedy(root, before, after, message):
    text = (root / FOLDER / "episode.yaml").read_text()
    if "chapters: recording" in after:
        text = text[: text.index("chapters:\n")] + "chapters: recording\n"
    (root / FOLDER / "episode.yaml").write_text(text.replace(before, after))
    assert any(message in problem for problem in problems(root)), problems(root)


def test_duck_without_music_is_a_problem(root):
    change(root / FOLDER / "episode.yaml", "  - {file: musik.flac, music: true, gain: -3}\n", "duck: 6\n")
    (root / FILES[2]).unlink()
    (problem,) = problems(root)
    assert "duck: has no music to turn down" in problem


@pytest.mark.long
def test_each_track_is_examined_and_pauses_are_no_faults_of_it(root):
    clipped = np.clip(speech(SECONDS, seed=3) * 8, -1, 1)
    clipped[:, 5 * 44100 : 12 * 44100] = 0
    write(root / FILES[1], clipped)
    hints = [str(hint) for hint in pipeline.build_site(root).hints]
    assert any(hint.startswith("episodes/folge-1/spuren/ben.wav: is clipped") for hint in hints)
    assert not any("silence" in hint or "pause" in hint for hint in hints)
    done = podcast_process.run("status", "--json", at=root)
    assert "clipping" in done.stdout


@pytest.mark.long
def test_a_track_without_a_common_sound_is_a_hint_with_its_place(root):
    write(root / FILES[1], dry_voices(alternate(12, 1, 77), 12, 1, 77))
    hints = [str(hint) for hint in pipeline.build_site(root).hints]
    (hint,) = [hint for hint in hints if "tracks[2]" in hint]
    assert hint.startswith("episodes/folge-1/episode.yaml:10:5: tracks[2]: shares no clear sound")
    assert "offset: 0" in hint


def test_chapters_after_the_end_of_the_mix_are_refused(root):
    change(root / FOLDER / "episode.yaml", "0:01.5 Schluss", "0:59 Schluss")
    with pytest.raises(ShowError, match="starts at 0:59, after the audio ends"):
        pipeline.build_site(root)


def test_a_withdrawn_episode_needs_no_tracks(root):
    for path in FILES:
        (root / path).unlink()
    withdrawn = "withdrawn: {date: 2024-02-01 09:00, reason: Ein Irrtum.}\nchapters:"
    change(root / FOLDER / "episode.yaml", "chapters:", withdrawn)
    assert not [problem for problem in problems(root) if "recording" in problem]


class Listener:
    """An engine that returns the seconds in which it hears something loud."""

    def __init__(self):
        self.heard = []

    def words(self, sound):
        seconds = sound[: len(sound) // SAMPLE_RATE * SAMPLE_RATE].reshape(-1, SAMPLE_RATE)
        loud = np.square(seconds).mean(axis=1)
        self.heard.append(loud > loud.max() / 1000)
        yield Word(0.0, 0.5, "Ja.")


def test_a_transcript_is_in_the_time_of_the_mix_and_nobody_speaks_for_another(root):
    engine, show = Listener(), pipeline.load_show(root)
    _path, cues = transcribe.transcribe(show, show.episodes[0], root, engine, lambda _event: None)
    assert [cue.speaker for cue in cues] == ["Ada", "Ben"]
    for turn in alternate(SECONDS, 2, 31):
        seconds = range(int(np.ceil(turn.start + 0.6)), int(turn.end - 0.6))
        for second in seconds:
            assert engine.heard[turn.speaker][second]
            assert not engine.heard[1 - turn.speaker][second]


@pytest.mark.long
def test_the_same_bytes_for_any_number_of_threads_and_each_time(root, tmp_path):
    speakers = zip(FILES, (0, 1, None), strict=True)
    tracks = TracksInput(tuple(TrackInput(root / path, speaker) for path, speaker in speakers))
    job = MasterJob("a", root / FILES[0], AudioTargets(), None, None, tmp_path / "1.mp3", "new", tracks=tracks)
    paths = [tmp_path / f"{number}.mp3" for number in range(4)]
    for path, threads in zip(paths, (1, 2, 3, 1), strict=True):
        master(replace(job, path=path, threads=threads))
    assert len({path.read_bytes() for path in paths}) == 1
    assert sorted(path for path in tmp_path.iterdir() if path.is_file()) == paths  # no temporary file is left


def test_a_speaker_who_is_none_of_the_people_is_a_hint_with_its_place(root):
    people = "people: [{name: Ada, role: host}, {name: Benno, role: guest}]\nchapters:"
    change(root / FOLDER / "episode.yaml", "chapters:", people)
    (hint,) = [str(hint) for hint in examine.examine(root).hints() if "tracks" in str(hint)]
    assert hint.startswith("episodes/folge-1/episode.yaml:10:37: tracks[2].speaker: ")
    assert hint.endswith('"Ben" is none of the people; did you mean "Benno"?')
