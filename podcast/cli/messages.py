"""What a command says when it is done, or cannot be."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcast.i18n import _, format_number, gettext_noop, ngettext

if TYPE_CHECKING:
    from podcast.errors import BuildError
    from podcast.model.show import Show
    from podcast.pipeline import Built
    from podcast.publish.protocol.live import Live
    from podcast.publish.protocol.plan import Plan
    from podcast.publish.protocol.prepare import Prepared
    from podcast.publish.protocol.publish import Done
    from podcast.publish.protocol.verify import Verified, Wrong

# Apple: "How to update your podcast" and its feed status page speak of up to 24 hours; the hour is what feeds see.
PATIENCE = gettext_noop(
    "apps need a while: Apple Podcasts usually asks for a feed about once an hour and may take up to a day to show a "
    "change; apps that ask the Podcast Index are often sooner"
)


def summary(made: Built) -> list[str]:
    """What a build did to site/, and what is there now."""
    changes, size = made.changes, sum(one.size for one in made.audio.values())
    wrote = _("wrote {files}, left {count} as they were")
    lines = [wrote.format(files=_files(len(changes.written)), count=len(changes.unchanged))]
    lines += [_("removed {path}").format(path=path) for path in changes.removed]
    lines += [_("not ours, left alone and not published: {path}").format(path=path) for path in changes.foreign]
    holds = {"site": near(made.site), "episodes": _episodes(len(made.show.episodes)), "size": format_number(size / 1e6)}
    return [*lines, _("{site} holds {episodes}, {size} MB of sound").format(**holds)]


def failures(error: BuildError) -> str:
    """Every recording that cannot be mastered, with its remedy, and what became of the others."""
    number = len(error.errors)
    head = ngettext("{count} recording cannot be mastered:", "{count} recordings cannot be mastered:", number)
    lines = [head.format(count=number)]
    for one in error.errors:
        lines += [f"  {one.path}: {one.what}", _("    remedy: {remedy}").format(remedy=one.remedy)]
    last = _("all others are mastered and kept, site/ is as it was; put these right, then run the same command again")
    return "\n".join([*lines, last])


def census(show: Show) -> str:
    """How many episodes and drafts a show has."""
    drafts = sum(episode.draft for episode in show.episodes)
    said = ngettext("{count} draft", "{count} drafts", drafts).format(count=drafts)
    return f"{_episodes(len(show.episodes) - drafts)}, {said}"


def published(done: Done) -> str:
    """What a publish, or going back, has done."""
    sentence = _("published: {uploaded} uploaded, {deleted} deleted")
    return sentence.format(uploaded=_files(done.uploaded), deleted=_files(done.deleted))


def back_to(prepared: Prepared, show: Show) -> str:
    """Where `podcast undo` goes."""
    if not prepared.since:
        return _("back to generation {gen}").format(gen=prepared.same_as)
    since = prepared.since.astimezone(ZoneInfo(show.timezone))
    sentence = _("back to generation {gen}, published {since:%Y-%m-%d %H:%M}")
    return sentence.format(gen=prepared.same_as, since=since)


def verified(found: Verified) -> list[str]:
    """What is wrong on the target, a line for each, and one sentence for all."""
    lines = [_one_wrong(one) for one in found.wrong]
    if found.unsure:
        sentence = _("{files} of a publish that was interrupted: `podcast publish` goes on")
        lines.append(sentence.format(files=_files(len(found.unsure))))
    if found.left:
        sentence = ngettext(
            "{count} object in .podcast/ that nothing needs: {first}",
            "{count} objects in .podcast/ that nothing needs, among them {first}",
            len(found.left),
        )
        lines.append(sentence.format(count=len(found.left), first=found.left[0]))
    wrong = len(found.wrong)
    good, bad = _("{files} looked at: all as they were published"), _("{files} looked at: {wrong} not as published")
    sentence = bad if wrong else good
    told = sentence.format(files=_files(found.count), wrong=wrong)
    foreign = _("; {files} there not ours").format(files=_files(found.foreign)) if found.foreign else ""
    return [*lines, told + foreign]


def _one_wrong(one: Wrong) -> str:
    sentence = _("{key}: {why}") if one.needed else _("{key}: {why} (no longer in use)")
    return sentence.format(key=one.key, why=one.why)


def live(found: Live, show: Show) -> list[str]:
    """What is live, what differs from it here, and who is at it."""
    lines = [_live_since(found, show)]
    if found.lease:
        since = found.lease.since.astimezone(ZoneInfo(show.timezone))
        sentence = _("{host} (process {pid}) is publishing, since {since:%H:%M:%S}")
        lines.append(sentence.format(host=found.lease.host, pid=found.lease.pid, since=since))
    elif found.interrupted:
        lines.append(_("a publish was interrupted: `podcast publish` goes on from there"))
    if found.doubts:
        sentence = _("{files} to repair, found by `podcast verify`: `podcast publish` does it")
        lines.append(sentence.format(files=_files(found.doubts)))
    if found.gen and found.differs is not None:
        lines.append(_difference(found.differs))
    return [*lines, _(PATIENCE)] if found.gen else lines


def _live_since(found: Live, show: Show) -> str:
    if not found.gen:
        return _("live: nothing is published yet")
    since = _("an earlier version")
    if found.since:
        since = _("{since:%Y-%m-%d %H:%M}").format(since=found.since.astimezone(ZoneInfo(show.timezone)))
    sentence = _("live: generation {gen} since {since}, {files}, {size} MB")
    if found.same_as:
        sentence = _("live: generation {gen} since {since}, which is generation {same_as} again, {files}, {size} MB")
    told = {"gen": found.gen, "since": since, "same_as": found.same_as}
    return sentence.format(**told, files=_files(found.files), size=format_number(found.size / 1e6))


def _difference(plan: Plan) -> str:
    if plan.empty:
        return _("site/ is what is live")
    sentence = _(
        "site/ differs from it: {uploads} to upload, {retired} to retire; `podcast publish --dry-run` names them"
    )
    return sentence.format(uploads=len(plan.uploads), retired=len(plan.retired))


def _files(count: int) -> str:
    return ngettext("{count} file", "{count} files", count).format(count=count)


def _episodes(count: int) -> str:
    return ngettext("{count} episode", "{count} episodes", count).format(count=count)


def near(path: Path) -> str:
    """A path as seen from here, when it is below."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)
