"""Messages of the commands: results, failures and live state, in words."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.i18n import _, format_day, format_number, gettext_noop, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from podcast.errors import BuildError
    from podcast.model.fields import TargetSettings
    from podcast.model.show import Show
    from podcast.publish.protocol.live import LiveStatus
    from podcast.publish.protocol.plan import PublishPlan
    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.protocol.publish import PublishResult
    from podcast.publish.protocol.state import Head
    from podcast.publish.targets.retry import RetryWait
    from podcast.steps.build_state.outcome import BuildOutcome

# Apple: "How to update your podcast" and its feed status page speak of up to 24 hours; the hour is what feeds see.
UPDATE_DELAY_NOTE = gettext_noop(
    "apps take a while: Apple Podcasts checks a feed about once an hour and may need up "
    "to a day to show a change; apps that use the Podcast Index are often faster"
)


_MAX_NAMED_REMOVALS = 5  # a new episode replaces many files of the search


def build_summary(outcome: BuildOutcome, site: Path) -> list[str]:
    """The changes of a build to the folder `site`, and its content."""
    if outcome.written or outcome.removed:
        sentence = _("wrote {files}, {count} unchanged")
        lines = [sentence.format(files=_file_count(len(outcome.written)), count=outcome.unchanged_count)]
    else:
        lines = [_("nothing new to build: {files} unchanged").format(files=_file_count(outcome.unchanged_count))]
    lines += _removal_lines(outcome.removed)
    lines += [_("not created by this build; not published: {path}").format(path=path) for path in outcome.foreign]
    content = {
        "site": relative_path(site),
        "episodes": _episode_count(len(outcome.episodes)),
        "size": format_number(outcome.audio_bytes / 1e6),
    }
    return [*lines, _("{site}/: {episodes}, {size} MB of audio").format(**content)]


def _removal_lines(paths: Sequence[str]) -> list[str]:
    """Name the files that a build has removed; of many only pages and audio, with the number of the others."""
    is_named = len(paths) <= _MAX_NAMED_REMOVALS
    named = [path for path in paths if is_named or path.endswith("/index.html") or path.startswith("audio/")]
    lines = [_("removed {path}").format(path=path) for path in named]
    if count := len(paths) - len(named):
        sentence = ngettext("removed {count} other file", "removed {count} other files", count)
        lines.append(sentence.format(count=count))
    return lines


def build_failures(error: BuildError) -> str:
    """Every recording that cannot be mastered, with its remedy, and the state of the others."""
    number = len(error.errors)
    head = ngettext("{count} recording cannot be mastered:", "{count} recordings cannot be mastered:", number)
    lines = [head.format(count=number)]
    for audio_error in error.errors:
        remedy = _("    fix: {remedy}").format(remedy=audio_error.remedy)
        lines += [f"  {audio_error.path}: {audio_error.what}", remedy]
    last = _("all others are mastered and kept, site/ is unchanged; fix these, then run the same command again")
    return "\n".join([*lines, last])


def episode_counts(show: Show) -> str:
    """The numbers of episodes and drafts of a show."""
    count = sum(episode.draft for episode in show.episodes)
    drafts = ngettext("{count} draft", "{count} drafts", count).format(count=count)
    return f"{_episode_count(len(show.episodes) - count)}, {drafts}"


def publish_summary(result: PublishResult) -> str:
    """The result of a publish or an undo."""
    sentence = _("published: {uploaded} uploaded, {deleted} deleted")
    return sentence.format(uploaded=_file_count(result.uploaded), deleted=_file_count(result.deleted))


def left_alone_line(key: str, head: Head) -> str:
    """Why an object was not deleted; that of a place of audio may also be out of reach."""
    from podcast.publish.split_audio.audio_keys import place_of, site_path

    place = head.audio_places.get(place_of(key))
    if place is None:
        return _("{key} was changed by another program, so it was not deleted").format(key=key)
    sentence = _(
        "{key} at {place} was not deleted, and will not be: it was changed, or the place cannot be reached or has "
        "audio of another target; delete it by hand"
    )
    return sentence.format(key=site_path(key), place=place.target)


def undo_summary(prepared: PreparedPublish, show: Show | TargetSettings) -> str:
    """The generation that `podcast undo` brings back."""
    if not prepared.restored_published_at:
        return _("restores publish {gen}").format(gen=prepared.restored_generation)
    since = _in_show_zone(prepared.restored_published_at, show)
    sentence = _("restores publish {gen} of {since:%Y-%m-%d %H:%M}")
    return sentence.format(gen=prepared.restored_generation, since=since)


def live_summary(live: LiveStatus, show: Show | TargetSettings) -> list[str]:
    """The live generation, how site/ differs from it, and a publish that is running or was interrupted."""
    lines = [_live_line(live, show)]
    if live.lease:
        since = _in_show_zone(live.lease.started_at, show)
        sentence = _("{host} (process {pid}) is publishing, since {since:%H:%M:%S}")
        lines.append(sentence.format(host=live.lease.host, pid=live.lease.pid, since=since))
    elif live.interrupted and live.is_taken_down:
        lines.append(_("taking it down was interrupted: run `podcast unpublish --show` to continue"))
    elif live.interrupted:
        lines.append(_("a publish was interrupted: run `podcast publish` to continue"))
    if live.damaged_count:
        sentence = _("`podcast verify` found {files} to repair: run `podcast publish`")
        lines.append(sentence.format(files=_file_count(live.damaged_count)))
    if live.generation and live.pending is not None and not live.is_taken_down:
        lines.append(_pending_line(live.pending))
    return [*lines, _(UPDATE_DELAY_NOTE)] if live.generation and not live.is_taken_down else lines


def _live_line(live: LiveStatus, show: Show | TargetSettings) -> str:
    if not live.generation:
        return _("live: nothing published yet")
    if live.is_taken_down:
        return _taken_down_line(live, show)
    since = _("an earlier version")
    if live.published_at:
        since = _("{since:%Y-%m-%d %H:%M}").format(since=_in_show_zone(live.published_at, show))
    sentence = _("live: publish {gen} since {since}, {files}, {size} MB")
    if live.restored_generation:
        sentence = _("live: publish {gen} since {since}, a restored publish {same_as}, {files}, {size} MB")
    generations = {"gen": live.generation, "since": since, "same_as": live.restored_generation}
    return sentence.format(**generations, files=_file_count(live.files), size=format_number(live.size / 1e6))


def _taken_down_line(live: LiveStatus, show: Show | TargetSettings) -> str:
    since = format_day(_in_show_zone(live.published_at, show)) if live.published_at else "?"
    if live.audio_until is None:
        return _("live: nothing; the show was taken down on {day}").format(day=since)
    sentence = _("live: nothing; the show was taken down on {day}, its audio files stay until {until}")
    return sentence.format(day=since, until=format_day(_in_show_zone(live.audio_until, show)))


def _pending_line(plan: PublishPlan) -> str:
    if plan.is_empty:
        return _("site/ matches the live site")
    sentence = _(
        "site/ differs: {uploads} to upload, {retired} to remove later; `podcast publish --dry-run` lists them"
    )
    return sentence.format(uploads=len(plan.uploads), retired=len(plan.retired))


def retry_line(wait: RetryWait) -> str:
    """A request that is tried again, and why."""
    sentence = _("{doing}: {words}; trying again (attempt {times}, after {seconds:.0f} s)")
    return sentence.format(doing=wait.action, words=wait.reason, times=wait.attempt, seconds=wait.seconds)


def _in_show_zone(moment: datetime, show: Show | TargetSettings) -> datetime:
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo(show.timezone))


def _file_count(count: int) -> str:
    return ngettext("{count} file", "{count} files", count).format(count=count)


def _episode_count(count: int) -> str:
    return ngettext("{count} episode", "{count} episodes", count).format(count=count)


def relative_path(path: Path) -> str:
    """A path relative to the working directory, if it is below it; else as it is."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)
