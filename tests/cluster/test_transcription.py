"""An episode that the workers of a cluster transcribe has the transcript that this computer makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from podcast import pipeline
from podcast.cluster.address import parse_address
from podcast.cluster.executor import ClusterExecutor
from podcast.errors import PodcastError
from podcast.speech import transcribe
from podcast.speech.engine import SAMPLE_RATE, Word
from podcast.steps.jobs.transcription import transcribe_on
from podcast.steps.workers import Workers
from tests.support.small_show import change, write_show
from tests.support.sounds import speech, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.support.dask_cluster import Cluster


class LoudestSeconds:
    """An engine that hears a word in each second, which is how loud that is: another sound gives other words."""

    def words(self, sound: NDArray[np.float32]) -> Iterator[Word]:
        for second in range(len(sound) // SAMPLE_RATE):
            loudness = np.abs(sound[second * SAMPLE_RATE : (second + 1) * SAMPLE_RATE]).mean()
            yield Word(second, second + 0.5, f"{loudness:.6f}")


def missing_model() -> LoudestSeconds:
    raise PodcastError("/models/whisper: model.bin is missing")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A show whose episode has two tracks beside its recording."""
    root = write_show(tmp_path / "show", episodes=1)
    folder = root / "episodes/folge-1"
    for number, name in enumerate(("ada", "bo"), 1):
        write(folder / f"{name}.wav", speech(4, seed=number))
    change(
        folder / "episode.yaml",
        "season: 1",
        "season: 1\nrecording: recording.wav\ntracks: [{file: ada.wav, speaker: Ada}, {file: bo.wav, speaker: Bo}]",
    )
    return root


def first_file(root: Path) -> transcribe.SoundFile:
    show = pipeline.load_show(root)
    return transcribe.SoundFile(show, show.episodes[0], root, 0)


def test_here_in_a_pool_and_on_a_cluster_the_words_are_the_same(root: Path, dask_cluster: Cluster) -> None:
    first, events = first_file(root), []
    path, cues = transcribe.transcribe(first.show, first.episode, root, LoudestSeconds(), lambda _event: None)
    here = path.read_bytes()
    assert {cue.speaker for cue in cues} == {"Ada", "Bo"}
    for executor in (Workers(1), ClusterExecutor(parse_address(dask_cluster.address), root, None)):
        path.unlink()
        with executor:
            transcribe_on(executor, first, LoudestSeconds, events.append)
        assert path.read_bytes() == here


def test_a_worker_without_the_model_is_named(root: Path, dask_cluster: Cluster) -> None:
    with (
        ClusterExecutor(parse_address(dask_cluster.address), root, None) as executor,
        pytest.raises(PodcastError, match=r"worker 127\.0\.0\.1:\d+: /models/whisper: model\.bin is missing"),
    ):
        transcribe_on(executor, first_file(root), missing_model, lambda _event: None)
    assert not (root / "episodes/folge-1/transcript.vtt").exists()
