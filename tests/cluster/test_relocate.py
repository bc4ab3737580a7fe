"""A job gets the paths of another computer, and nothing else of it changes."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from podcast.cluster.relocate import relocated
from podcast.errors import AudioError

HERE, THERE = Path("/show"), Path("/scratch/job")


class Point(NamedTuple):
    x: int
    path: Path


POINT = Point(1, HERE / "p")


@dataclass(frozen=True)
class Job:
    recording: Path
    others: tuple[Path, ...]
    words: dict[str, Path | str]
    point: Point = POINT


def test_every_path_below_the_folder_is_moved() -> None:
    job = Job(HERE / "a.wav", (HERE / "b.wav", Path("/models/whisper")), {"c": HERE / "c.wav", "d": "/show/d.wav"})
    assert relocated(job, HERE, THERE) == Job(
        THERE / "a.wav",
        (THERE / "b.wav", Path("/models/whisper")),
        {"c": THERE / "c.wav", "d": "/show/d.wav"},
        Point(1, THERE / "p"),
    )


def test_there_and_back_is_the_same() -> None:
    job = Job(HERE / "a.wav", (HERE,), {})
    assert relocated(relocated(job, HERE, THERE), THERE, HERE) == job


def test_what_has_no_path_is_the_same_object() -> None:
    job = Job(Path("/a"), (), {}, Point(1, Path("/p")))
    assert relocated(job, HERE, THERE).point is job.point


def test_arguments_of_functions_are_moved() -> None:
    moved = relocated(partial(print, HERE / "a", end=HERE / "b"), HERE, THERE)
    assert (moved.args, moved.keywords) == ((THERE / "a",), {"end": THERE / "b"})


def test_an_error_names_the_recording_as_its_owner_calls_it() -> None:
    error = relocated(AudioError(THERE / "episodes/a/r.wav", "is silent", "see to it"), THERE, HERE)
    assert (error.path, error.what, error.remedy) == ("/show/episodes/a/r.wav", "is silent", "see to it")
