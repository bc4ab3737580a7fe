from pathlib import Path

import pytest

from podcast.audio.job import MasterJob
from podcast.model.groups import AudioTargets
from podcast.steps.mastering import schedule


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
