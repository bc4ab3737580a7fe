"""The status of every episode, read from the show's files and caches; nothing is built."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast import urls
from podcast.audio.tags import id3
from podcast.checks.audio_hints import fault_kinds
from podcast.checks.examine import Examination, examine
from podcast.checks.facts import Facts
from podcast.checks.inspect_files import FileFacts
from podcast.checks.load_show import load_show
from podcast.errors import ShowError
from podcast.files import atomic
from podcast.files.cache import open_cache
from podcast.i18n import gettext_noop
from podcast.model.file_names import SHOW_FILE
from podcast.model.publishing.approval_state import approval_state
from podcast.publish.split_audio.audio_keys import site_path
from podcast.report import ical
from podcast.report.status_table import EpisodeStatus
from podcast.show import schedule
from podcast.steps import audio_record, mastering_plan
from podcast.steps.approvals.cached_content import cached_content
from podcast.steps.jobs.last_tagging import LastTagging
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.files.cache import Cache
    from podcast.model.show import Episode, Show
    from podcast.publish.protocol.live import LiveStatus
    from podcast.report.status_table import PublicState
    from podcast.steps.audio_record import AudioRecord
    from podcast.steps.mastering_plan import MasteringPlan


_TAGS_CHANGED = gettext_noop("its texts or cover changed")
_AUDIO_MISSING, _AUDIO_DAMAGED = gettext_noop("missing from site/"), gettext_noop("damaged in site/")
_NOT_PUBLISHED_REASONS = frozenset({"new", "missing"})  # of an upload
# Reasons for which an episode is not built that was built before: an older state of it may be public.
_OUTDATED_REASONS = frozenset({
    "recording changed", "audio settings changed", "master missing", "master damaged", "measurements missing",
    "format added", "format missing", "format damaged", _AUDIO_DAMAGED, _AUDIO_MISSING, _TAGS_CHANGED,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _StatusContext:
    """What the status of each episode is read from."""

    show: Show
    paths: ProjectPaths
    plan: MasteringPlan
    cache: Cache
    now: datetime
    last_tagging: LastTagging
    is_as_built: bool


def read_status(
    root: Path, now: datetime, *, is_as_built: bool = False
) -> tuple[Show, tuple[EpisodeStatus, ...], Examination]:
    """Return the show, the status of its episodes, and its problems: those that prevent a build now, and the others.

    An episode with a problem of form has no status: those problems are in `loaded.problems` of the examination.

    Args:
        root: the show's folder.
        now: decides which episodes are scheduled.
        is_as_built: whether a build would find nothing new: then nothing prevents one, and all audio is in place.

    Raises:
        ShowError: podcast.yaml has problems: the status of the episodes is unknown.
        FileError: the disk refuses.
    """
    examination = (_examination_as_built(root) if is_as_built else None) or examine(root).for_publish(now)
    loaded = examination.loaded
    if loaded.show is None or any(problem.path == SHOW_FILE for problem in loaded.problems):
        raise ShowError(loaded.problems)
    paths = ProjectPaths(root)
    with open_cache(paths.database, root) as cache:
        plan = mastering_plan.plan_masters(loaded.show, paths, cache)
        last_tagging = LastTagging(loaded.show, plan, paths, cache)
        context = _StatusContext(loaded.show, paths, plan, cache, now, last_tagging, is_as_built)
        statuses = (_episode_status(episode, context) for episode in loaded.show.episodes)
        with_faults = [_with_audio_faults(status, context) for status in statuses]
        return loaded.show, tuple(_with_approvals(with_faults, context)), examination


def _examination_as_built(root: Path) -> Examination | None:
    """Return the examination of a show that was built as it is; None where drafts or problems of form matter."""
    loaded = load_show(root)
    if loaded.show is None or loaded.problems or any(episode.draft for episode in loaded.show.episodes):
        return None
    return Examination(root, loaded, (), FileFacts(Facts()))


def with_public_state(statuses: Iterable[EpisodeStatus], live: LiveStatus | None) -> tuple[EpisodeStatus, ...]:
    """Add the public state of each episode, as of the last build; `live` is None if it is unknown."""
    plan = live.pending if live and live.generation else None
    if plan is None:
        return tuple(statuses)
    reasons = {upload.key: upload.reason for upload in plan.uploads}
    return tuple(replace(status, public=_public_state(status, reasons, plan.retired)) for status in statuses)


def _public_state(status: EpisodeStatus, reasons: Mapping[str, str], retired: Collection[str]) -> PublicState:
    """Whether an episode's page is public, and as it is here: a file with a reason would be uploaded."""
    page = urls.file_path(urls.episode(status.episode))
    if page in retired:
        return "changed"
    if status.state != "built" or reasons.get(page) in _NOT_PUBLISHED_REASONS:
        is_outdated = status.state == "not built" and status.reason in _OUTDATED_REASONS
        return "changed" if is_outdated and page not in reasons else ""
    own_files = (f"{status.episode.slug}/", f"audio/{status.episode.slug}.")
    return "changed" if any(site_path(key).startswith(own_files) for key in reasons) else "live"


def _with_audio_faults(status: EpisodeStatus, context: _StatusContext) -> EpisodeStatus:
    job = context.plan.jobs.get(status.episode.slug)
    return replace(status, audio_faults=fault_kinds(job, context.cache, context.plan.fingerprints) if job else ())


def _with_approvals(statuses: list[EpisodeStatus], context: _StatusContext) -> Iterator[EpisodeStatus]:
    """Add the state of the approvals of each episode, if the show needs any."""
    release, root = context.show.release, context.paths.root
    needing = [status.episode for status in statuses if release and not status.episode.withdrawn]
    contents = cached_content(needing, root, context.cache)
    for status in statuses:
        content = contents.get(status.episode.slug)
        if release is None or content is None:
            yield status
            continue
        yield replace(status, approvals=approval_state(release.needs, status.episode.approvals, content).as_json())


def _episode_status(episode: Episode, context: _StatusContext) -> EpisodeStatus:
    episode_master = context.plan.masters.get(episode.slug)
    if episode.draft:
        return EpisodeStatus(episode, "draft", "", episode_master)
    if episode.date and episode.date > context.now:
        return EpisodeStatus(episode, "scheduled", "", episode_master)
    if episode.withdrawn:
        return EpisodeStatus(episode, "withdrawn", "", None)
    reason = _not_built_reason(episode, episode_master, context)
    return EpisodeStatus(episode, "not built" if reason else "built", reason, episode_master)


def _not_built_reason(episode: Episode, episode_master: Master | None, context: _StatusContext) -> str:
    """Why the audio file in site/ differs from what a build would write; empty if it does not."""
    job = context.plan.jobs.get(episode.slug)
    if job is None:
        return gettext_noop("no recording")
    if episode_master is None or job.reason:
        return job.reason
    if context.is_as_built or context.last_tagging.unchanged(episode, episode_master):
        return ""
    last = audio_record.read_record(context.cache, context.paths, episode.slug)
    if last is None or last.master != job.path.stem:
        return mastering_plan.master_reason(last, context.plan.recorded_digest(job), job.path.stem)
    mastered = mastering_plan.in_master_time(episode, episode_master)
    tagging = mastering_plan.tagging_job(context.show, mastered, context.plan, episode_master, context.paths)
    if last.fingerprint != id3.fingerprint(context.show, mastered, tagging):
        return _TAGS_CHANGED
    return _missing_audio_reason(last, context)


def _missing_audio_reason(record: AudioRecord, context: _StatusContext) -> str:
    """Why an audio file in site/ has to be written again; empty if all are as they were written."""
    site = context.paths.site
    for file in record.files.values():
        if not audio_record.is_intact(site, file, verify=context.cache.verify):
            return _AUDIO_DAMAGED if (site / file.path).is_file() else _AUDIO_MISSING
    return ""


def next_scheduled(show: Show, now: datetime) -> Episode | None:
    """The scheduled episode that goes out next, None if there is none."""
    return schedule.next_scheduled(show, now)


def write_calendar(path: Path, show: Show, now: datetime) -> None:
    """Write the plan of the show as a calendar.

    Raises:
        FileError: the disk refuses.
    """
    atomic.write(path, ical.calendar(show, now))
