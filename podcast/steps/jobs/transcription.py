"""Transcription by an executor: each file of an episode is a job."""

from __future__ import annotations

from concurrent.futures import wait
from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.audio import decode
from podcast.errors import AudioError
from podcast.files.digest import file_sha256
from podcast.i18n import _
from podcast.speech.transcribe import SoundFile, recognise, sample_reader, sound_files, write_transcript
from podcast.steps import workers
from podcast.steps.jobs.file_job import FileJob

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from podcast.speech.engine import Engine
    from podcast.speech.transcribe import ProgressCallback
    from podcast.steps.jobs.file_job import ProgressReport
    from podcast.transcripts.cue import Cue

_POLL_INTERVAL = 0.5  # seconds between two looks at the progress


def transcribe_on(
    executor: workers.JobExecutor, first: SoundFile, open_engine: Callable[[], Engine], report: ProgressCallback
) -> tuple[Path, tuple[Cue, ...]]:
    """Transcribe an episode, all of its files at once; see `podcast.speech.transcribe.transcribe`.

    Args:
        executor: carries out the jobs.
        first: the first of the episode's files.
        open_engine: opens the speech recogniser, where the job is carried out; it has to pickle.
        report: called with each progress event, in this thread.

    Raises:
        AudioError: a recording cannot be read, or each process that worked on it was killed.
        PodcastError: no word was recognised.
        FileError: the transcript cannot be written.
    """
    show = first.show.with_episodes([first.episode])
    count = len(sound_files(show, first.episode))
    files = [SoundFile(show, first.episode, first.root, position) for position in range(count)]
    futures = {executor.submit(_job(file, open_engine)): file for file in files}
    try:
        _await_jobs(executor, futures, report)
        tracks = [_cues(future, file) for future, file in futures.items()]
    except BaseException:  # Ctrl-C as well
        workers.stop(executor, futures)
        raise
    return write_transcript(first.episode, first.root, tracks)


def recognise_with(
    file: SoundFile, open_engine: Callable[[], Engine], report: ProgressReport | None = None
) -> tuple[Cue, ...]:
    """Carry out the job of one file; `report` takes the seconds of it that are transcribed."""
    samples = sample_reader(file.show, file.episode, file.root)(file.position)
    return recognise(file, samples, open_engine(), lambda event: report(event.position) if report else None)


def _job(file: SoundFile, open_engine: Callable[[], Engine]) -> FileJob[tuple[Cue, ...]]:
    inputs = {path: file_sha256(path) for path in file.inputs}
    return FileJob(recognise_with, (file, open_engine), file.progress.file, inputs)


def _await_jobs(
    executor: workers.JobExecutor, futures: Mapping[Future[tuple[Cue, ...]], SoundFile], report: ProgressCallback
) -> None:
    """Wait for all jobs, and report their progress."""
    durations = {file.position: decode.probe(file.inputs[0]).seconds for file in futures.values()}
    pending = set(futures)
    while pending:
        for future in pending:
            event = futures[future].progress
            if (position := executor.seconds_done(event.file)) is not None:
                report(replace(event, position=position, duration=durations[futures[future].position]))
        pending = wait(pending, _POLL_INTERVAL).not_done


def _cues(future: Future[tuple[Cue, ...]], file: SoundFile) -> tuple[Cue, ...]:
    try:
        return future.result()
    except workers.JobKilledError:
        what = _("each process that worked on it was killed, perhaps because memory ran out")
        remedy = _("give the workers more memory, or do it on this computer, without --executor")
        raise AudioError(file.progress.file, what, remedy) from None
