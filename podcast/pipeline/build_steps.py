"""The order of a build: audio (see `audio_steps`: plan → take over → master → tag) → render → write."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from podcast.errors import DamagedFileError, InputChangedError
from podcast.files import fingerprints
from podcast.files.cache import Cache
from podcast.files.exclusive_lock import exclusive_lock
from podcast.files.partial_files import remove_partial_files
from podcast.model.types import is_web_address
from podcast.pipeline.audio_steps import BuildInput, all_waveforms, make_audio, sound_hints
from podcast.pipeline.build_record import BuildConditions, record_build, record_build_for_target
from podcast.pipeline.build_result import BuildResult, MasteringResult
from podcast.pipeline.load_steps import current_time, due_show, in_show_time, read_live_audio
from podcast.pipeline.moved_audio import save_moved_audio
from podcast.pipeline.release_steps import released_show, with_content
from podcast.pipeline.target_records import TargetRecords
from podcast.show import media_files
from podcast.show.load import load_target_settings, named_files
from podcast.steps import audio_record, audio_takeover, site_writer, workers
from podcast.steps.audio_takeover import LiveAudio
from podcast.steps.build_state.record import forget_build
from podcast.steps.build_state.snapshot import take_snapshot
from podcast.steps.mastering_events import FileDamaged, InputChanged, MasteringEvent
from podcast.steps.paths import ProjectPaths
from podcast.steps.rendering import RenderingInput, page_rows, render_site
from podcast.steps.rendering_progress import RenderingProgress
from podcast.steps.tagging import AudioTagged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from datetime import datetime
    from pathlib import Path

    from podcast.artifacts import Audio
    from podcast.cluster.address import ClusterAddress
    from podcast.model.show import Episode, Show
    from podcast.publish.targets.target import Target

BuildEvent: TypeAlias = MasteringEvent | AudioTagged | RenderingProgress


def build_site(
    root: Path,
    *,
    at: datetime | None = None,
    drafts: bool = False,
    jobs: int | ClusterAddress | None = None,
    report: Callable[[BuildEvent], None] = lambda _event: None,
) -> BuildResult:
    """Master what is new, and write the site into site/. What is done already is not done again.

    Recordings are mastered in processes of their own, which import the calling program anew: a script calls this below
    `if __name__ == "__main__":`.

    Args:
        root: the show's folder, the one with podcast.yaml in it.
        at: build what is due at that moment; without a time zone it is meant in the show's. None for now.
        drafts: build drafts and scheduled episodes too; such a build must not be published.
        jobs: recordings mastered at once; as many as there are processors if None; or the cluster that masters them,
            see `podcast.cluster.address.parse_address`.
        report: called with each event, in the calling thread.

    Raises:
        ShowError: the show has problems; those of drafts and later episodes do not matter unless `drafts` is set.
        BuildError: recordings that cannot be mastered; the others are, and site/ is as it was.
        TemplateError: a template is broken; site/ is as it was.
        BusyError: another build is running in this folder.
        FileError: the disk refuses.
        NothingDueError: no episode is due.
        PodcastError: there is no episode, or `at` does not exist in the show's time zone, or exists twice.
    """
    snapshot, paths = take_snapshot(root), ProjectPaths(root)
    moment = in_show_time(load_target_settings(root), at) if at else None
    live = read_live_audio(root, None)
    show, examination = due_show(root, moment, live, drafts=drafts)
    content = with_content(show, root, live).content
    live = replace(live, missing=live.ignorable_problems(show, examination.problems))
    conditions = BuildConditions(snapshot, examination.due_dates(), current_time(), drafts)
    facts = examination.files.facts
    with _open_executor(show, root, jobs) as executor, _locked_cache(paths, "podcast build") as cache:
        build = _build_twice(show, BuildInput(paths, cache, executor, live, facts), report)
        build = replace(build, at=moment, pending_problems=examination.pending_problems, contents=content.episodes)
        record_build(build, conditions)
    return build


def build_for_target(
    root: Path,
    target: Target,
    *,
    at: datetime | None = None,
    jobs: int | ClusterAddress | None = None,
    report: Callable[[BuildEvent], None] = lambda _event: None,
) -> BuildResult:
    """Build what is due, to publish it: as `build_site`, but audio that is live with the same inputs is taken over.

    Nothing of it is mastered, tagged or uploaded again: not on another computer, in a fresh clone, or after an update
    of the program. `request_remaster` asks for new audio.

    Args:
        root: the show's folder, the one with podcast.yaml in it.
        target: where it is to be published; see `podcast.publish.release.open_target`.
        at: see `build_site`.
        jobs: see `build_site`.
        report: see `build_site`.

    Raises:
        PublishError: the target refuses, or belongs to another show, or an episode that is live has changed and lacks
            the approvals that the show needs. New ones that lack them are left out, see `pending_problems`.
        PodcastError: see `build_site`.
    """
    snapshot, paths = take_snapshot(root), ProjectPaths(root)
    moment, live = in_show_time(load_target_settings(root), at) if at else None, read_live_audio(root, target)
    due, examination = due_show(root, moment, live, drafts=False)
    released = released_show(due, root, live)
    show, live = released.show, replace(live, missing=live.ignorable_problems(due, examination.problems))
    conditions = BuildConditions(snapshot, examination.due_dates(), current_time())
    with _open_executor(show, root, jobs) as executor, _locked_cache(paths, "podcast publish") as cache:
        save_moved_audio(show, paths, cache, live)
        build = _build_twice(show, BuildInput(paths, cache, executor, live, examination.files.facts), report)
        released.require_unchanged()
        problems = (*examination.pending_problems, *released.waiting)
        build = replace(build, at=moment, pending_problems=problems, contents=released.content.episodes)
        return replace(build, record=record_build_for_target(build, conditions, live))


def build_show(
    show: Show,
    root: Path,
    executor: Executor,
    report: Callable[[BuildEvent], None],
    paths: ProjectPaths | None = None,
) -> BuildResult:
    """Write site/ from all episodes of a show. What is done already is not done again.

    Args:
        show: see `Show.due` for the part of it that may be published.
        root: the show's folder.
        executor: masters the recordings, one job for each episode.
        report: called with each event, in the calling thread.
        paths: where to write, if it is not site/: a preview.

    Raises:
        BuildError: recordings that cannot be mastered; the others are, and site/ is as it was.
        TemplateError: a template is broken; site/ is as it was.
        BusyError: another build is running in this folder.
        FileError: the disk refuses.
    """
    paths = paths or ProjectPaths(root)
    with _locked_cache(paths, "podcast build") as cache:
        return _build_twice(show, BuildInput(paths, cache, executor, LiveAudio()), report)


def _open_executor(show: Show, root: Path, jobs: int | ClusterAddress | None) -> workers.JobExecutor:
    """Return our own processes, or the workers of a cluster."""
    if jobs is None or isinstance(jobs, int):
        return workers.Workers(jobs)
    from podcast.cluster.executor import ClusterExecutor

    return ClusterExecutor(jobs, root.resolve(), show.cluster)


@contextmanager
def _locked_cache(paths: ProjectPaths, command: str) -> Iterator[Cache]:
    """Yield the cache; no other command works in the folder meanwhile. `command` is named to those that try."""
    with exclusive_lock(paths.cache / "lock", command), Cache(paths.database, paths.root) as cache:
        remove_partial_files(paths.cache)  # of a build that was killed
        if not paths.preview:
            forget_build(paths.root)  # until this one is done
        yield cache


def _build_twice(show: Show, inputs: BuildInput, report: Callable[[BuildEvent], None]) -> BuildResult:
    """Build, and once more if an input changed meanwhile, or a file of an earlier build turned out to be damaged."""
    build, root = partial(_build, show, inputs, report), inputs.paths.root
    try:
        return build()
    except InputChangedError as error:  # after mastering, which tries again by itself
        report(InputChanged(_relative(error.path, root)))
    except DamagedFileError as error:
        report(FileDamaged(_relative(error.path, root)))
        inputs.cache.request_verification()
    return build()


def _build(show: Show, inputs: BuildInput, report: Callable[[BuildEvent], None]) -> BuildResult:
    """Build once.

    Raises:
        DamagedFileError: a file that an earlier build has made has other bytes than it wrote.
        InputChangedError: a file of the show changed while it was in use.
    """
    paths, cache = inputs.paths, inputs.cache
    cache.start_build()
    show = audio_takeover.with_recorded_chapters(show, inputs.live)
    states = fingerprints.input_states(paths.root / path for path in _pictures_and_transcripts(show))
    built = make_audio(show, inputs, report)
    workers.release(inputs.executor)  # the rest of the build needs the memory
    hints = sound_hints(show, inputs, built)
    show = show.with_episodes(_in_audio_time(episode, built.audio.get(episode.slug)) for episode in show.episodes)
    rows, processes = page_rows(paths, cache), workers.local_processes(inputs.executor)
    waveforms = all_waveforms(show, inputs, built, rows)
    rendering_input = RenderingInput(paths, cache, processes, waveforms.bars, built.fingerprints, rows)
    artifacts = {**render_site(show, built.audio, rendering_input, report), **waveforms.files}
    fingerprints.require_unchanged(states)
    changes = site_writer.write_site(paths, cache, artifacts, built.files_here())
    rows.store_states(paths.site)
    audio_record.forget_other_records(cache, paths, built.audio)
    records = TargetRecords(paths, inputs.live, built.takeover, built.audio)
    cache.forget(*audio_takeover.REQUEST)
    cache.finish_build()
    for path in cache.damaged:
        report(FileDamaged(path))
    result = MasteringResult(built.jobs, built.masters, built.mastering.elapsed)
    return BuildResult(show, built.audio, changes, paths, result, hints, takeover=built.takeover, audio_records=records)


def _in_audio_time(episode: Episode, audio: Audio | None) -> Episode:
    """The episode with its chapters in the time of its audio, where it has one."""
    return episode.with_master_times(audio.time_map, audio.seconds) if audio else episode


def _pictures_and_transcripts(show: Show) -> Iterator[str]:
    """Every picture and transcript that a show names, below its root; mastering looks after the recordings."""
    yield from (name for _loc, name, kind in named_files(show) if kind is not media_files.RECORDING)
    for episode in show.episodes:
        people, chapters = (person.image for person in episode.people), (chapter.image for chapter in episode.chapters)
        pictures = (*people, *chapters, *(image.file for image in episode.images))
        videos = (video for video in (episode.sign_language,) if video and not is_web_address(video))
        transcripts = (episode.transcript, *(transcript.file for transcript in episode.transcript_files))
        yield from filter(None, (*transcripts, episode.cover, *pictures, *videos))


def _relative(path: Path, root: Path) -> str:
    return path.as_posix().removeprefix(f"{root.as_posix()}/")
