import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from podcast import pipeline
from podcast.audio.job import MasterJob
from podcast.audio.preflight import analysis
from podcast.errors import AudioError, BuildError, PodcastError
from podcast.files.cache import Cache
from podcast.files.fingerprints import fingerprints
from podcast.model.audio_settings import AudioTargets
from podcast.steps.jobs import mastering_worker
from podcast.steps.jobs.master_schedule import schedule
from podcast.steps.mastering import Mastering, MasteringInput, master_all
from podcast.steps.mastering_events import RecordingMastered
from podcast.steps.paths import ProjectPaths
from tests.support.small_show import write_show
from tests.support.sounds import speech, write_wav


def jobs(*expected: int) -> list[MasterJob]:
    return [
        MasterJob(f"folge-{number}", Path("r.wav"), AudioTargets(), None, None, Path("m.mp3"), "new", size)
        for number, size in enumerate(expected, 1)
    ]


@pytest.mark.parametrize(
    ("count", "at_once", "cores", "threads"),
    [
        (1, 8, 8, [8]),
        (2, 8, 8, [4, 4]),
        (3, 8, 8, [2, 2, 2]),
        (2, 2, 2, [1, 1]),
        (3, 2, 2, [1, 1, 2]),
        (4, 2, 2, [1, 1, 1, 1]),
        (3, 1, 4, [4, 4, 4]),
        (9, 4, 8, [2] * 8 + [8]),
        (1, 4, 1, [1]),
        (0, 2, 2, []),
    ],
)
def test_no_core_is_idle_and_none_has_two_jobs(count: int, at_once: int, cores: int, threads: list[int]) -> None:
    assert [job.threads for job in schedule(jobs(*[1] * count), at_once, cores)] == threads


def test_the_longest_recording_is_begun_first() -> None:
    assert [job.expected_bytes for job in schedule(jobs(3, 9, 1, 9), 2, 2)] == [9, 9, 3, 1]
    assert [job.slug for job in schedule(jobs(3, 9, 1, 9), 2, 2)] == ["folge-2", "folge-4", "folge-1", "folge-3"]


# --- one job for both: master and pre-flight -------------------------------------------------------------------------


def clipped() -> np.ndarray:
    return np.clip(speech(4, channels=2) * 8, -1, 1)


def mastered(root: Path, idle_work: Iterator[None] = iter(()), report=lambda _event: None) -> Mastering:  # noqa: B008
    paths = ProjectPaths(root)
    with Cache(paths.database, root) as cache, ThreadPoolExecutor(1) as executor:
        return master_all(pipeline.load_show(root), MasteringInput(paths, cache, executor, report, idle_work))


@pytest.mark.parametrize("threads", [1, 2])
def test_a_job_masters_and_analyses(tmp_path: Path, threads: int) -> None:
    write_wav(tmp_path / "r.wav", clipped())
    targets = AudioTargets()
    job = MasterJob("a", tmp_path / "r.wav", targets, None, None, tmp_path / "m.mp3", "new", threads=threads)
    result = mastering_worker.carry_out(job, with_preflight=True)
    assert result.output is not None
    assert result.output.master is not None
    assert result.preflight == analysis.analyse(tmp_path / "r.wav")
    assert [fault.kind for fault in result.preflight.faults] == ["clipping"]
    assert mastering_worker.carry_out(job, with_preflight=False).preflight is None


def test_a_recording_that_cannot_be_mastered_is_analysed_all_the_same(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    recording = root / "episodes/folge-1/recording.wav"
    write_wav(recording, np.stack([speech(8)[0], -speech(8)[0]]))  # both channels cancel each other out
    with pytest.raises(BuildError):
        mastered(root)
    with Cache(ProjectPaths(root).database, root) as cache:
        result = analysis.read_cached(cache, fingerprints([recording], cache)[recording])
    assert result is not None
    assert "inverted" in [fault.kind for fault in result.faults]


def test_a_recording_that_cannot_be_read_has_an_error_and_no_result(tmp_path: Path) -> None:
    (tmp_path / "r.wav").write_bytes(b"RIFF" + bytes(100))
    job = MasterJob("a", tmp_path / "r.wav", AudioTargets(), None, None, tmp_path / "m.mp3", "new")
    result = mastering_worker.carry_out(job, with_preflight=True)
    assert isinstance(result.error, AudioError)
    assert result.output is result.preflight is None


# --- idle work -------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_work_without_end_is_left_when_the_last_master_is_there(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=2)
    steps = []

    def endless() -> Iterator[None]:
        while True:
            steps.append(threading.get_ident())
            yield

    assert len(mastered(root, endless()).masters) == 2
    assert set(steps) == {threading.get_ident()}, "the thread that owns the cache"


def test_the_error_of_idle_work_does_not_concern_mastering(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=2)

    def failing() -> Iterator[None]:
        yield
        raise PodcastError("rendering will say so")

    assert len(mastered(root, failing()).masters) == 2


def test_a_master_is_stored_between_two_steps_of_idle_work(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=2)
    events: list[object] = []

    def until_one_is_mastered() -> Iterator[None]:
        while not any(isinstance(event, RecordingMastered) for event in events):
            yield
        events.append("work goes on")
        yield

    mastered(root, until_one_is_mastered(), events.append)
    kinds = [type(event).__name__ for event in events]
    assert kinds.index("RecordingMastered") < kinds.index("str")
