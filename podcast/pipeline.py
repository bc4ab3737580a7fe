"""The order of things: load → check → plan → master → tag → render → write → publish. Read it top to bottom."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from podcast import addresses, built, files, workers
from podcast.artifacts import Sound
from podcast.audio import decode, master, tags
from podcast.errors import AudioError, BuildError, Problem, PublishError, ShowError
from podcast.show import check, load
from podcast.show.places import located

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from podcast.artifacts import Audio, Master
    from podcast.built import Changes, Record
    from podcast.files import Digest
    from podcast.publish.protocol import Done, Prepared
    from podcast.publish.store import Target
    from podcast.show.model import Episode, Show

    Say = Callable[[object], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be mastered, and where the half-made masters can be watched growing."""

    jobs: tuple[master.ToMaster, ...]


@dataclass(frozen=True, slots=True)
class Mastered:
    """A recording is mastered."""

    job: master.ToMaster
    master: Master


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
class Built:
    """A build: the show as it was built (chapters in the masters' time), its audio, what changed in site/."""

    show: Show
    audio: Mapping[str, Audio]
    changes: Changes
    site: Path
    cache: Path

    @property
    def files(self) -> tuple[str, ...]:
        """Every file of the build, below site/."""
        return tuple(sorted((*self.changes.written, *self.changes.unchanged)))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where things are kept below the show's root."""

    root: Path

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def cache(self) -> Path:
        return self.root / ".podcast"

    @property
    def record(self) -> Path:
        return self.cache / "built.json"

    def master(self, fingerprint: str) -> Path:
        return self.cache / "masters" / f"{fingerprint}.mp3"


# --- load, check -----------------------------------------------------------------------------------------------------


def checked(root: Path) -> tuple[Show | None, tuple[Problem, ...]]:
    """The show, and all that is wrong with it."""
    from podcast.pages import pixels

    loaded = load.load(root)
    if loaded.show is None:
        return None, loaded.problems
    sounds = {path: _sound(root / path) for path, *_ in check.sounds(loaded.show) if (root / path).is_file()}
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


def _sound(path: Path) -> Sound | str:
    try:
        return decode.probe(path)
    except AudioError as error:
        return f"{error.what}; {error.remedy}"


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
    places = _Places(root)
    with files.locked(places.cache / "lock", "podcast build"):
        before = built.read(places.record)
        jobs, digests = _planned(show, places, before)
        masters = _mastered(jobs, root, executor, say)
        _within(show, masters, root)
        show = show.with_episodes(_in_master_time(episode, masters) for episode in show.episodes)
        audio, record = _tagged(show, _Made(places, digests, jobs, masters, before), say)
        artifacts = _rendered(show, audio, root)
        changes = built.put(places.site, artifacts, (one.path for one in audio.values()), before, places.record)
        built.keep(places.record, built.Record(frozenset((*changes.written, *changes.unchanged)), record))
        return Built(show, audio, changes, places.site, places.cache)


@dataclass(frozen=True, slots=True)
class _Made:
    """What tagging needs to know of the steps before it."""

    places: _Places
    digests: Mapping[Path, Digest]
    jobs: Mapping[str, master.ToMaster]
    masters: Mapping[str, Master]
    before: Record


def _planned(show: Show, places: _Places, before: Record) -> tuple[dict[str, master.ToMaster], dict[Path, Digest]]:
    """A job for every episode with a recording, with its reason; what is known already has none (`""`)."""
    edges = [places.root / path for path in (show.audio.intro, show.audio.outro) if path]
    recordings = {one.slug: places.root / one.recording for one in show.episodes if one.recording}
    covers = [places.root / path for path in {show.cover, *(one.cover for one in show.episodes)} if path]
    digests = files.digests([*edges, *recordings.values(), *covers], places.cache / "digests.json")
    intro, outro = (places.root / path if path else None for path in (show.audio.intro, show.audio.outro))
    jobs = {}
    for slug, recording in recordings.items():
        sha = digests[recording].sha256
        named = [digests[path].sha256 if path else None for path in (intro, outro)]
        path = places.master(master.fingerprint(sha, show.audio, named[0], named[1]))
        reason = "" if master.known(path) else _reason(before.audio.get(slug), sha, path.stem)
        expected = int(_seconds(recording) * show.audio.bitrate * 125) if reason else 0
        jobs[slug] = master.ToMaster(slug, recording, show.audio, intro, outro, path, reason, expected)
    return jobs, digests


def _seconds(recording: Path) -> float:
    """About how long a recording is; 0 where its header does not say, or lies: mastering tells."""
    sound = _sound(recording)
    return 0.0 if isinstance(sound, str) else sound.seconds


def _reason(before: built.Tagged | None, recording: str, fingerprint: str) -> str:
    if before is None:
        return "new"
    if before.recording != recording:
        return "recording changed"
    return "audio settings changed" if before.master != fingerprint else "master missing"


def _mastered(jobs: Mapping[str, master.ToMaster], root: Path, executor: Executor, say: Say) -> dict[str, Master]:
    """Every episode's master: those that are known, and those that are made now, several at once."""
    wanted = tuple(job for job in jobs.values() if job.reason)
    for part in {part for job in wanted for part in job.path.parent.glob(".*.part")}:
        part.unlink(missing_ok=True)  # of a build that was killed
    say(Planned(wanted))
    running = {executor.submit(master.master, job): job for job in wanted}
    failed = []
    try:
        for future in as_completed(running):
            try:
                say(Mastered(running[future], future.result()))
            except AudioError as error:
                failed.append(error.below(root))
                say(Failed(running[future], failed[-1]))
    except BaseException:  # Ctrl-C as well as the first error of the world: nothing goes on behind our back
        executor.shutdown(wait=False, cancel_futures=True)
        workers.stop()
        raise
    if failed:
        raise BuildError(tuple(failed))
    return {slug: known for slug, job in jobs.items() if (known := master.known(job.path))}


def _within(show: Show, masters: Mapping[str, Master], root: Path) -> None:
    """Chapters after the end, now that the end is known: not every recording's header tells it.

    Raises:
        ShowError: with a problem for each.
    """
    known = [one for one in show.episodes if one.recording and one.slug in masters]
    sounds = {str(one.recording): Sound("", masters[one.slug].heard, 0, 0) for one in known}
    if late := tuple(check.chapters_before_the_end(show, check.Facts(sounds))):
        raise ShowError(located(late, load.load(root).places))


def _in_master_time(episode: Episode, masters: Mapping[str, Master]) -> Episode:
    made = masters.get(episode.slug)
    return episode.moved(made.shift, made.seconds) if made else episode


def _tagged(show: Show, made: _Made, say: Say) -> tuple[dict[str, Audio], dict[str, built.Tagged]]:
    """Every episode's audio file in site/, and the record of what it was made from."""
    audio: dict[str, Audio] = {}
    record: dict[str, built.Tagged] = {}
    covers: dict[Path, bytes] = {}
    for episode in show.episodes:
        if episode.slug not in made.masters:
            continue
        cover, job = made.places.root / (episode.cover or show.cover), made.jobs[episode.slug]
        to_tag = tags.ToTag(job.path, job.path.stem, made.masters[episode.slug], made.digests[cover].sha256)
        fingerprint, last = tags.fingerprint(show, episode, to_tag), made.before.audio.get(episode.slug)
        if last and last.fingerprint == fingerprint and _there(made.places.site / last.path, last.size):
            one = tags.facts(to_tag.master, last.path, last.size)
        else:
            covers[cover] = covers.get(cover) or _tag_cover(cover)
            one = tags.tag(show, episode, to_tag, covers[cover], made.places.site)
            say(Tagged(episode.slug, one, _retag_reason(last, fingerprint, job.path.stem)))
        audio[episode.slug] = one
        recording = made.digests[job.recording].sha256
        record[episode.slug] = built.Tagged(recording, job.path.stem, fingerprint, one.path, one.size)
    return audio, record


def _there(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


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
    digests = files.digests(paths.values(), made.cache / "site.json")
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
