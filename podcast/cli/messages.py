"""Messages of the commands: results, failures and live state, in words."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.i18n import _, format_number, gettext_noop, ngettext

if TYPE_CHECKING:
    from datetime import datetime

    from podcast.errors import BuildError
    from podcast.model.show import Show
    from podcast.pipeline import BuildResult
    from podcast.publish.protocol.live import LiveStatus
    from podcast.publish.protocol.plan import PublishPlan
    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.protocol.publish import PublishResult
    from podcast.publish.protocol.verify import DamagedObject, VerificationResult

# Apple: "How to update your podcast" and its feed status page speak of up to 24 hours; the hour is what feeds see.
UPDATE_DELAY_NOTE = gettext_noop(
    "apps take a while: Apple Podcasts checks a feed about once an hour and may need up "
    "to a day to show a change; apps that use the Podcast Index are often faster"
)


def build_summary(build: BuildResult) -> list[str]:
    """The changes of a build to site/, and its content."""
    changes, size = build.changes, sum(audio.size for audio in build.audio.values())
    sentence = _("wrote {files}, {count} unchanged")
    lines = [sentence.format(files=_file_count(len(changes.written)), count=len(changes.unchanged))]
    lines += [_("removed {path}").format(path=path) for path in changes.removed]
    lines += [_("not created by this build; not published: {path}").format(path=path) for path in changes.foreign]
    content = {
        "site": relative_path(build.site),
        "episodes": _episode_count(len(build.show.episodes)),
        "size": format_number(size / 1e6),
    }
    return [*lines, _("{site}/: {episodes}, {size} MB of audio").format(**content)]


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


def undo_summary(prepared: PreparedPublish, show: Show) -> str:
    """The generation that `podcast undo` brings back."""
    if not prepared.restored_published_at:
        return _("restores publish {gen}").format(gen=prepared.restored_generation)
    since = _in_show_zone(prepared.restored_published_at, show)
    sentence = _("restores publish {gen} of {since:%Y-%m-%d %H:%M}")
    return sentence.format(gen=prepared.restored_generation, since=since)


def verify_summary(result: VerificationResult) -> list[str]:
    """A line for each damaged object on the target, and one sentence for all."""
    lines = [_damage_line(damaged) for damaged in result.damaged]
    if result.pending:
        sentence = _("{files} from an interrupted publish: run `podcast publish` to continue")
        lines.append(sentence.format(files=_file_count(len(result.pending))))
    if result.orphans:
        sentence = ngettext(
            "{count} unused object in .podcast/: {first}",
            "{count} unused objects in .podcast/, including {first}",
            len(result.orphans),
        )
        lines.append(sentence.format(count=len(result.orphans), first=result.orphans[0]))
    wrong = len(result.damaged)
    good, bad = _("{files} checked: all present and unchanged"), _("{files} checked: {wrong} missing or changed")
    total = (bad if wrong else good).format(files=_file_count(result.verified_count), wrong=wrong)
    foreign = _("; {files} of other origin").format(files=_file_count(result.foreign_count))
    return [*lines, total + (foreign if result.foreign_count else "")]


def _damage_line(damaged: DamagedObject) -> str:
    sentence = _("{key}: {why}") if damaged.in_use else _("{key}: {why} (no longer in use)")
    return sentence.format(key=damaged.key, why=damaged.problem)


def live_summary(live: LiveStatus, show: Show) -> list[str]:
    """The live generation, how site/ differs from it, and a publish that is running or was interrupted."""
    lines = [_live_line(live, show)]
    if live.lease:
        since = _in_show_zone(live.lease.started_at, show)
        sentence = _("{host} (process {pid}) is publishing, since {since:%H:%M:%S}")
        lines.append(sentence.format(host=live.lease.host, pid=live.lease.pid, since=since))
    elif live.interrupted:
        lines.append(_("a publish was interrupted: run `podcast publish` to continue"))
    if live.damaged_count:
        sentence = _("`podcast verify` found {files} to repair: run `podcast publish`")
        lines.append(sentence.format(files=_file_count(live.damaged_count)))
    if live.generation and live.pending is not None:
        lines.append(_pending_line(live.pending))
    return [*lines, _(UPDATE_DELAY_NOTE)] if live.generation else lines


def _live_line(live: LiveStatus, show: Show) -> str:
    if not live.generation:
        return _("live: nothing published yet")
    since = _("an earlier version")
    if live.published_at:
        since = _("{since:%Y-%m-%d %H:%M}").format(since=_in_show_zone(live.published_at, show))
    sentence = _("live: publish {gen} since {since}, {files}, {size} MB")
    if live.restored_generation:
        sentence = _("live: publish {gen} since {since}, a restored publish {same_as}, {files}, {size} MB")
    generations = {"gen": live.generation, "since": since, "same_as": live.restored_generation}
    return sentence.format(**generations, files=_file_count(live.files), size=format_number(live.size / 1e6))


def _pending_line(plan: PublishPlan) -> str:
    if plan.is_empty:
        return _("site/ matches the live site")
    sentence = _(
        "site/ differs: {uploads} to upload, {retired} to remove later; `podcast publish --dry-run` lists them"
    )
    return sentence.format(uploads=len(plan.uploads), retired=len(plan.retired))


def _in_show_zone(moment: datetime, show: Show) -> datetime:
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
