"""Masters to the tagged audio files in site/; one that exists and was made from the same inputs is not made again."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from podcast.audio import master_cache
from podcast.audio.tags import alternate_formats, id3
from podcast.errors import DamagedFileError, InputChangedError
from podcast.steps import audio_record, mastering_plan, recorded_inputs
from podcast.steps.audio_record import AudioRecord
from podcast.steps.jobs.last_tagging import LastTagging
from podcast.steps.jobs.tagged_files import TaggedFileWriter
from podcast.steps.jobs.tagging_worker import TaggedFileJob
from podcast.steps.mastering_events import InputChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor
    from pathlib import Path

    from podcast.artifacts import Audio, Master
    from podcast.files.cache import Cache
    from podcast.files.digest import Digest
    from podcast.model.show import Episode, Show
    from podcast.steps.audio_record import TaggedFile
    from podcast.steps.mastering import Mastering
    from podcast.steps.paths import ProjectPaths


@dataclass(frozen=True, slots=True)
class AudioTagged:
    """An audio file was written into site/, and the reason; `is_copy`: it is the recording as it is."""

    slug: str
    audio: Audio
    reason: str
    is_copy: bool = False


TaggingEvent: TypeAlias = AudioTagged | InputChanged


@dataclass(frozen=True, slots=True)
class TaggingInput:
    """The masters, and what tagging works with.

    `renew_masters` plans and masters once more what is damaged or has changed. `announce` is called with path and
    digest of each file before it gets its name in site/. `executor` writes the files, where its jobs run on other
    computers that see the show's folder.
    """

    paths: ProjectPaths
    cache: Cache
    mastering: Mastering
    renew_masters: Callable[[], Mastering]
    announce: Callable[[str, Digest], None] = lambda _path, _digest: None
    executor: Executor | None = None


@dataclass(frozen=True, slots=True)
class Tagging:
    """The audio by slug, the masters that it was made from, and the digest of each file by its path below the site."""

    mastering: Mastering
    audio: Mapping[str, Audio]
    files: Mapping[str, Digest]


def tag_all(show: Show, inputs: TaggingInput, report: Callable[[TaggingEvent], None]) -> Tagging:
    """Write every episode's audio files into site/.

    A master that turns out to be damaged is made again once, and a picture that changed meanwhile is read again once.

    Args:
        show: chapters in the recordings' time.
        inputs: the masters.
        report: called with each event, in the calling thread.

    Raises:
        ShowError: a picture cannot be read.
        DamagedFileError: a new master is damaged again.
        InputChangedError: a picture has changed once more.
        FileError: the disk refuses.
    """
    tagger = _Tagger(show, inputs, report)
    if errors := tagger.tag_all():
        changed = [str(error.path) for error in errors if isinstance(error, InputChangedError)]
        for path in dict.fromkeys(changed):  # episodes may share a cover
            report(InputChanged(path))
        mastering = inputs.renew_masters()  # reports what is damaged
        elapsed = {**inputs.mastering.elapsed, **mastering.elapsed}
        inputs = replace(inputs, mastering=replace(mastering, elapsed=elapsed))
        tagger = _Tagger(show, inputs, report)
        for error in tagger.tag_all():
            raise error
    return Tagging(inputs.mastering, tagger.audio, tagger.files)


@dataclass(frozen=True, slots=True)
class _EpisodeJob:
    """The audio files of an episode: what they are made from, and the record of the last ones."""

    episode: Episode  # chapters in the master's time
    tagging_job: id3.TaggingJob
    fingerprint: str
    is_unchanged: bool  # its inputs are those of the last build, and a new version is not asked for
    last: AudioRecord | None
    pictures: list[id3.EmbeddedPictures] = field(default_factory=list)  # empty until they are needed


class _Tagger:
    """Tags the masters of a show; covers are made once for all episodes that share them."""

    def __init__(self, show: Show, inputs: TaggingInput, report: Callable[[TaggingEvent], None]) -> None:
        self._show, self._inputs, self._report = show, inputs, report
        self._writer = TaggedFileWriter(
            inputs.paths.site, inputs.paths.cache / "tagged", inputs.announce, inputs.executor
        )
        self._texts = show.with_episodes(())
        self._last_build = LastTagging(show, inputs.mastering.plan, inputs.paths, inputs.cache)
        self._covers: dict[str, bytes] = {}
        self.audio: dict[str, Audio] = {}
        self.files: dict[str, Digest] = {}

    def tag_all(self) -> list[DamagedFileError | InputChangedError]:
        """Tag all masters; return the errors after which it may be tried again."""
        errors: list[DamagedFileError | InputChangedError] = []
        started: deque[Callable[[], None]] = deque()
        try:
            for episode in self._show.episodes:
                master = self._inputs.mastering.masters.get(episode.slug)
                if master and not self._take_unchanged(episode, master):
                    self._try(lambda: started.append(self._start_episode(episode, master)), errors)  # noqa: B023 -- called at once
                if len(started) > self._writer.max_pending:
                    self._try(started.popleft(), errors)
            while started:
                self._try(started.popleft(), errors)
        except BaseException:  # Ctrl-C as well: nothing keeps writing in the background
            self._writer.stop()
            raise
        return errors

    def _try(self, step: Callable[[], None], errors: list[DamagedFileError | InputChangedError]) -> None:
        try:
            step()
        except DamagedFileError as error:
            master_cache.discard_damaged(self._inputs.cache, error.path)
            errors.append(error)
        except InputChangedError as error:
            root = self._inputs.paths.root
            is_below = error.path.is_relative_to(root)
            errors.append(InputChangedError(error.path.relative_to(root)) if is_below else error)

    def _take_unchanged(self, recorded: Episode, master: Master) -> bool:
        """Take the files of the last build if they were made from the same inputs; whether that is so."""
        unchanged = self._last_build.unchanged(recorded, master)
        if unchanged is None:
            return False
        record, self.audio[recorded.slug] = unchanged
        self.files |= {file.path: file.digest for file in record.files.values()}
        return True

    def _start_episode(self, recorded: Episode, master: Master) -> Callable[[], None]:
        """Begin the audio files of an episode; the function that is returned puts them in place.

        `recorded` has its chapters in the recording's time.
        """
        paths, cache, plan = self._inputs.paths, self._inputs.cache, self._inputs.mastering.plan
        episode = mastering_plan.in_master_time(recorded, master)
        job = mastering_plan.tagging_job(self._show, episode, plan, master, paths)
        last = audio_record.read_record(cache, paths, episode.slug)
        fingerprint = id3.fingerprint(self._show, episode, job)
        inputs = recorded_inputs.inputs_digest(self._show, recorded, plan)
        requested = self._last_build.is_replaced(episode.slug)
        is_unchanged = last is not None and last.inputs == inputs and not requested
        episode_job = _EpisodeJob(episode, job, fingerprint, is_unchanged, last)
        record = AudioRecord(
            recording=plan.recorded_digest(plan.jobs[episode.slug]),
            master=job.fingerprint,
            fingerprint=fingerprint,
            inputs=inputs,
            chapters=_recording_chapters(recorded),
            remastered=requested or (last is not None and last.remastered and last.inputs == inputs),
            key=self._last_build.key(recorded, master),
        )
        formats = (master.format, *plan.jobs[episode.slug].formats)
        finish_files = {name: self._start_file(episode_job, name) for name in formats}
        return partial(self._finish_episode, episode_job, record, finish_files)

    def _finish_episode(
        self, job: _EpisodeJob, record: AudioRecord, finish_files: Mapping[str, Callable[[], TaggedFile]]
    ) -> None:
        """Put the audio files of an episode in place, and store their record."""
        slug, master = job.episode.slug, job.tagging_job.master
        reason = audio_record.tagging_reason(job.last, record, self._inputs.paths.site)
        files = {name: finish() for name, finish in finish_files.items()}
        main_file = files[master.format]
        audio = id3.tagged_audio(master, main_file.path, main_file.digest)
        alternates = tuple(
            alternate_formats.tagged_format(master, name, file.path, file.digest)
            for name, file in files.items()
            if name != master.format
        )
        self.audio[slug] = audio = replace(audio, alternate_formats=alternates)
        self.files |= {file.path: file.digest for file in files.values()}
        if main_file.state == ():
            self._report(AudioTagged(slug, audio, reason, job.tagging_job.passthrough == "copy"))
        record = replace(record, files=files, audio=asdict(audio))
        audio_record.store_record(self._inputs.cache, self._inputs.paths, slug, record)

    def _start_file(self, job: _EpisodeJob, name: str) -> Callable[[], TaggedFile]:
        """Begin the file of a format: the one of the last build, or a new one, which has no state yet."""
        if file := self._intact_file(job, name):
            return lambda: file
        tagging_job = job.tagging_job
        if not tagging_job.passthrough:
            path = tagging_job.path.with_suffix(f".{name}")
            tagging_job = replace(tagging_job, path=path, sha256=self._master_sha256(path))
        return self._writer.start(TaggedFileJob(self._texts, job.episode, tagging_job, self._pictures(job)))

    def _intact_file(self, job: _EpisodeJob, name: str) -> TaggedFile | None:
        """The file of the last build, if it was made from the same inputs and has the bytes that were written."""
        is_same = job.last is not None and (job.is_unchanged or job.last.fingerprint == job.fingerprint)
        file = job.last.files.get(name) if job.last and is_same else None
        verify = self._inputs.cache.verify
        return file if file and audio_record.is_intact(self._inputs.paths.site, file, verify=verify) else None

    def _master_sha256(self, path: Path) -> str:
        """The SHA-256 that a master must have.

        Raises:
            DamagedFileError: it has changed since the plan was made.
        """
        stored = master_cache.read_file(self._inputs.cache, path)
        if stored is None:
            raise DamagedFileError(path)
        return stored.sha256

    def _pictures(self, job: _EpisodeJob) -> id3.EmbeddedPictures:
        """The pictures of an episode's audio files.

        Raises:
            InputChangedError: one of them has changed since it was hashed.
        """
        from podcast.pages.images import images

        if job.tagging_job.passthrough == "copy":
            return id3.EmbeddedPictures(b"")
        if not job.pictures:
            paths, episode = self._inputs.paths, job.episode
            store = images.PictureStore(paths.root, paths.cache / "pictures", self._inputs.cache)
            cover = episode.cover or self._show.cover
            self._covers[cover] = self._covers.get(cover) or images.tag_cover(cover, store)
            chapter_images = images.tag_chapter_images(episode, store)
            job.pictures.append(id3.EmbeddedPictures(self._covers[cover], chapter_images))
            sources = mastering_plan.tagging_inputs(self._show, episode, paths)
            for path in self._inputs.mastering.plan.changed_inputs(sources):
                raise InputChangedError(path.relative_to(paths.root))
        return job.pictures[0]


def _recording_chapters(episode: Episode) -> tuple[tuple[float, str, str | None], ...]:
    """The chapters that an episode takes from its recording: without the recording they would be lost."""
    chapters = episode.chapters if episode.chapters_from_recording else ()
    return tuple((chapter.start, chapter.title, chapter.href) for chapter in chapters)
