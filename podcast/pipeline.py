"""The order of things: load → check → plan → master → tag → render → write → publish. Read it top to bottom."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from podcast import addresses, built, files, planning, workers
from podcast.artifacts import Other, Sound
from podcast.audio import formats, master, tags
from podcast.errors import AudioError, BuildError, PodcastError, Problem, PublishError, ShowError
from podcast.show import check, load
from podcast.show.places import located

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from podcast.artifacts import Audio, Master
    from podcast.built import Changes, Record
    from podcast.publish.protocol import Done, Prepared
    from podcast.publish.store import Target
    from podcast.report.entry import Entry
    from podcast.show.model import Episode, Show

    Say = Callable[[object], None]

_KILLED = (
    "a process that masters recordings was ended from outside, perhaps because the memory ran out; "
    "run the same command again, with -j 1 to need less of it"
)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be mastered, and where the half-made masters can be watched growing."""

    jobs: tuple[master.ToMaster, ...]


@dataclass(frozen=True, slots=True)
class Mastered:
    """A recording is mastered, in `took` seconds."""

    job: master.ToMaster
    master: Master
    took: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A recording cannot be mastered; the others go on."""

    job: master.ToMaster
    error: AudioError


@dataclass(frozen=True, slots=True)
class Tagged:
    """An audio file is in site/, and why it was made."""

    slug: str
    audio: Audio
    reason: str


@dataclass(frozen=True, slots=True)
class Mastering:
    """How every recording of a build was mastered, by slug; `took` has those that this build has made."""

    jobs: Mapping[str, master.ToMaster]
    masters: Mapping[str, Master]
    took: Mapping[str, float]  # seconds


@dataclass(frozen=True, slots=True)
class Built:
    """A build: the show as it was built (chapters in the masters' time), its audio, what changed in site/."""

    show: Show
    audio: Mapping[str, Audio]
    changes: Changes
    places: planning.Places
    mastering: Mastering

    @property
    def site(self) -> Path:
        """What is published."""
        return self.places.site

    @property
    def files(self) -> tuple[str, ...]:
        """Every file of the build, below site/."""
        return tuple(sorted((*self.changes.written, *self.changes.unchanged)))


# --- load, check -----------------------------------------------------------------------------------------------------


def checked(root: Path) -> tuple[Show | None, tuple[Problem, ...]]:
    """The show, and all that is wrong with it."""
    from podcast.pages import pixels

    loaded = load.load(root)
    if loaded.show is None:
        return None, loaded.problems
    sounds = {path: planning.sound(root / path) for path, *_ in check.sounds(loaded.show) if (root / path).is_file()}
    pictures = {path: pixels.look(root / path) for path, *_ in check.pictures(loaded.show) if (root / path).is_file()}
    problems = check.problems(loaded, check.Facts(sounds, pictures))
    return loaded.show, tuple(sorted({*problems, *_transcript_problems(loaded.show, root)}))


def loaded(root: Path) -> Show:
    """The show, when nothing is wrong with it.

    Raises:
        ShowError: with all problems.
    """
    show, problems = checked(root)
    if problems or show is None:
        raise ShowError(problems)
    return show


def _transcript_problems(show: Show, root: Path) -> Iterator[Problem]:
    from podcast.pages import transcript

    for episode in show.episodes:
        if episode.transcript:
            try:
                transcript.cues((root / episode.transcript).read_bytes(), episode.transcript)
            except ShowError as error:
                yield from error.problems


# --- build -----------------------------------------------------------------------------------------------------------


def build(show: Show, root: Path, executor: Executor, say: Say) -> Built:
    """Makes site/ from the show's episodes, all of them: what is done already is not done again.

    Args:
        show: see `Show.due` for what of it the world may see.
        root: the show's folder.
        executor: masters the recordings, one job an episode.
        say: is told of `Planned`, `Mastered`, `Failed`, `Tagged` as they happen.

    Raises:
        BuildError: recordings that cannot be mastered; the others are, and site/ is as it was.
        TemplateError: a template is broken; site/ is as it was.
        FileError: the disk refuses.
    """
    places = planning.Places(root)
    with files.locked(places.cache / "lock", "podcast build"):
        before = built.read(places.record)
        plan = planning.planned(show, places, before)
        masters, took = _mastered(plan.jobs, root, executor, say)
        _within(show, masters, root)
        show = show.with_episodes(planning.in_master_time(one, masters.get(one.slug)) for one in show.episodes)
        audio, record = _tagged(show, _Made(places, plan, masters, before), say)
        artifacts = {**_rendered(show, audio, root), **_waveforms(show, plan, masters)}
        sounds = [path for one in audio.values() for path in (one.path, *(other.path for other in one.others))]
        changes = built.put(places.site, artifacts, sounds, before, places.record)
        built.keep(places.record, built.Record(frozenset((*changes.written, *changes.unchanged)), record))
        return Built(show, audio, changes, places, Mastering(plan.jobs, masters, took))


@dataclass(frozen=True, slots=True)
class _Made:
    """What tagging needs to know of the steps before it."""

    places: planning.Places
    plan: planning.Plan
    masters: Mapping[str, Master]
    before: Record


def _mastered(
    jobs: Mapping[str, master.ToMaster], root: Path, executor: Executor, say: Say
) -> tuple[dict[str, Master], dict[str, float]]:
    """Every episode's master: those that are known, and those that are made now, several at once.

    Returns:
        The masters by slug, and how many seconds those took that were made now.
    """
    wanted = _shared_out(tuple(job for job in jobs.values() if job.reason))
    _sweep(wanted)  # after a build that was killed
    say(Planned(wanted))
    running = {executor.submit(_clocked, job): job for job in wanted}
    took: dict[str, float] = {}
    failed = []
    try:
        for future in as_completed(running):
            job = running[future]
            try:
                made, took[job.slug] = future.result()
                say(Mastered(job, made, took[job.slug]))
            except AudioError as error:
                failed.append(error.below(root))
                say(Failed(job, failed[-1]))
    except BrokenExecutor as error:
        raise PodcastError(_KILLED) from error
    except BaseException:  # Ctrl-C as well as the first error of the world: nothing goes on behind our back
        executor.shutdown(wait=False, cancel_futures=True)
        workers.stop()
        _sweep(wanted)
        raise
    if failed:
        raise BuildError(tuple(sorted(failed, key=lambda error: error.path)))
    return {slug: known for slug, job in jobs.items() if (known := master.known(job.path, job.formats))}, took


def _sweep(jobs: tuple[master.ToMaster, ...]) -> None:
    """Removes half-made masters that nobody works on any more."""
    for part in {part for job in jobs for part in job.path.parent.glob(".*.part")}:
        part.unlink(missing_ok=True)


def _shared_out(jobs: tuple[master.ToMaster, ...]) -> tuple[master.ToMaster, ...]:
    """The jobs with the processors that are left when each has one: few recordings are encoded on several at once."""
    threads = max(1, workers.usable() // max(len(jobs), 1))
    return tuple(replace(job, threads=threads) for job in jobs)


def _clocked(job: master.ToMaster) -> tuple[Master, float]:
    """Masters a recording; how many seconds that took, without the time in the queue."""
    start = time.perf_counter()
    return master.master(job), time.perf_counter() - start


def _within(show: Show, masters: Mapping[str, Master], root: Path) -> None:
    """Chapters after the end, now that the end is known: not every recording's header tells it.

    Raises:
        ShowError: with a problem for each.
    """
    known = [one for one in show.episodes if one.recording and one.slug in masters]
    sounds = {str(one.recording): Sound("", masters[one.slug].heard, 0, 0) for one in known}
    if late := tuple(check.chapters_before_the_end(show, check.Facts(sounds))):
        raise ShowError(located(late, load.load(root).places))


def _tagged(show: Show, made: _Made, say: Say) -> tuple[dict[str, Audio], dict[str, built.Tagged]]:
    """Every episode's audio file in site/, and the record of what it was made from."""
    audio: dict[str, Audio] = {}
    record: dict[str, built.Tagged] = {}
    covers: dict[Path, bytes] = {}
    for episode in show.episodes:
        if episode.slug not in made.masters:
            continue
        to_tag = planning.to_tag(show, episode, made.plan, made.masters[episode.slug], made.places)
        fingerprint, last = tags.fingerprint(show, episode, to_tag), made.before.audio.get(episode.slug)
        if last and last.fingerprint == fingerprint and planning.there(made.places, last):
            one = tags.facts(to_tag.master, last.path, last.size)
        else:
            cover = made.places.root / (episode.cover or show.cover)
            covers[cover] = covers.get(cover) or _tag_cover(cover)
            one = tags.tag(show, episode, to_tag, covers[cover], made.places.site)
            say(Tagged(episode.slug, one, _retag_reason(last, fingerprint, to_tag.fingerprint)))
        audio[episode.slug] = replace(one, others=_others(made.plan.jobs[episode.slug], to_tag.master, made.places))
        recording = made.plan.digests[made.plan.jobs[episode.slug].recording].sha256
        record[episode.slug] = built.Tagged(recording, to_tag.fingerprint, fingerprint, one.path, one.size)
    return audio, record


def _others(job: master.ToMaster, made: Master, places: planning.Places) -> tuple[Other, ...]:
    """The same audio in the other formats of the show, in site/."""
    digests = files.digests([job.other(name) for name in job.formats], places.cache / "formats" / f"{job.slug}.json")
    others = []
    for name in job.formats:
        source, digest = job.other(name), digests[job.other(name)]
        path = addresses.audio(job.slug, digest.sha256, name)
        if not (places.site / path).is_file():
            with files.whole(places.site / path) as temporary:
                shutil.copyfile(source, temporary)
        rate = formats.bitrate(name, made.channels)
        others.append(Other(path, digest.size, formats.FORMATS[name].media_type, rate))
    return tuple(others)


def _tag_cover(path: Path) -> bytes:
    from podcast.pages import images

    return images.tag_cover(path)


def _retag_reason(last: built.Tagged | None, fingerprint: str, master: str) -> str:
    if last is None:
        return "new"
    if last.fingerprint == fingerprint:
        return "missing"
    return "new master" if last.master != master else "its words or its cover changed"


def _rendered(show: Show, audio: Mapping[str, Audio], root: Path) -> dict[str, bytes]:
    """Everything in site/ but the audio: pictures, transcripts, chapters, pages, feed."""
    from podcast.feed import chapters, rss
    from podcast.pages import images, markdown, render, transcript

    pictures, picture_files = images.pictures(show, root, root / ".podcast" / "pictures")
    covers, cover_files = _covers(show, root)
    cues: dict[str, Any] = {
        one.slug: transcript.shifted(
            transcript.cues((root / one.transcript).read_bytes(), one.transcript),
            audio[one.slug].shift,
            audio[one.slug].seconds,
        )
        for one in show.episodes
        if one.transcript and one.slug in audio
    }
    heard = [one for one in show.episodes if one.slug in audio and chapters.audible(one, audio[one.slug])]
    marks = {addresses.chapters(one): chapters.chapters(one, show, audio[one.slug], covers) for one in heard}
    texts = {addresses.HOME: show.description, **{one.slug: one.notes for one in show.episodes if one.notes}}
    notes = {slug: markdown.html(text, show.language) for slug, text in texts.items()}
    themes = [folder for folder in (root / "templates",) if folder.is_dir()]
    pages = render.pages(show, audio, pictures, cues, [*themes, render.default_templates()])
    feed = {addresses.FEED: rss.feed(show, audio, covers, notes)}
    return {**picture_files, **cover_files, **marks, **pages, **feed}


def _waveforms(show: Show, plan: planning.Plan, masters: Mapping[str, Master]) -> dict[str, bytes]:
    """The waveform of every episode that can be heard."""
    from podcast.pages.peaks import peaks

    heard = [one for one in show.episodes if one.slug in masters]
    levels = {one.slug: master.levels(plan.jobs[one.slug].path) for one in heard}
    return {addresses.peaks(one): peaks(levels[one.slug], masters[one.slug].seconds) for one in heard}


def _covers(show: Show, root: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """The artworks that the feed names: source path -> address, and address -> bytes."""
    from podcast.pages import images

    covers, made = {}, {}
    for source in sorted({show.cover, *(one.cover for one in show.episodes if one.cover)}):
        data = images.feed_cover(root / source)
        name = "cover" if source == show.cover else Path(source).parent.name
        suffix = "png" if data.startswith(b"\x89PNG") else "jpg"
        covers[source] = addresses.asset(f"{name}.{suffix}", files.digest_of(data).sha256)
        made[covers[source]] = data
    return covers, made


# --- report ----------------------------------------------------------------------------------------------------------


def report(made: Built) -> tuple[Entry, ...]:
    """How the episodes of a build were mastered, newest first; written as a page that a producer can look at.

    Raises:
        FileError: the disk refuses.
    """
    from podcast.report.page import page

    done = made.mastering
    entries = tuple(_entry(one, done) for one in made.show.episodes if one.slug in done.masters)
    files.write(made.places.report, page(made.show, entries))
    return entries


def _entry(episode: Episode, done: Mastering) -> Entry:
    from podcast.report.entry import Entry

    job, slug = done.jobs[episode.slug], episode.slug
    return Entry(episode, job.targets, done.masters[slug], master.levels(job.path), done.took.get(slug))


# --- publish ---------------------------------------------------------------------------------------------------------


def target(show: Show, root: Path, instead: str | None = None, *, dry_run: bool = False) -> Target:
    """Where the show is published: what `publish:` says, or `instead`; a dry run only pretends to write.

    Raises:
        PublishError: no target is named, or it is none.
    """
    from podcast.publish import targets
    from podcast.show.model import Publish

    settings = show.publish
    if instead:
        settings = settings.model_copy(update={"target": instead}) if settings else Publish(target=instead)
    if settings is None:
        raise PublishError("podcast.yaml names no target; add `publish: {target: s3://bucket/prefix}`, or say --target")
    opened = targets.open_target(settings, root)
    return targets.DryRun(opened) if dry_run else opened


def prepare(made: Built, target: Target, now: datetime, max_delete: int = 0) -> Prepared:
    """What publishing a build would do; writes nothing.

    Raises:
        PublishError: see `podcast.publish.protocol.prepare`.
    """
    from podcast.publish import protocol

    paths = {path: made.site / path for path in made.files}
    digests = files.digests(paths.values(), made.places.cache / "site.json")
    by_key = {key: digests[path] for key, path in paths.items()}
    site = protocol.Site(made.site, by_key, made.show.guid, made.show.link)
    return protocol.prepare(site, target, now, max_delete)


def moment(show: Show, wall: datetime) -> datetime:
    """A wall-clock time in the show's time zone."""
    return wall.replace(tzinfo=ZoneInfo(show.timezone))


def feed_address(show: Show) -> str:
    """Where the feed is, for the world."""
    return addresses.absolute(show, addresses.FEED)


def publish(prepared: Prepared, say: Say) -> Done:
    """Carries the plan out; see `podcast.publish.protocol.carry_out`."""
    from podcast.publish import protocol

    with ThreadPoolExecutor(8) as threads:
        return protocol.carry_out(prepared, threads, say)
