"""What a command says when it is done, or cannot be."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from podcast.errors import BuildError
    from podcast.pipeline import Built
    from podcast.publish.live import Live
    from podcast.publish.plan import Plan
    from podcast.publish.prepare import Prepared
    from podcast.publish.protocol import Done
    from podcast.publish.verify import Verified
    from podcast.show.model import Show

# Apple: "How to update your podcast" and its feed status page speak of up to 24 hours; the hour is what feeds see.
PATIENCE = (
    "apps need a while: Apple Podcasts usually asks for a feed about once an hour and may take up to a day to show a "
    "change; apps that ask the Podcast Index are often sooner"
)


def summary(made: Built) -> list[str]:
    """What a build did to site/, and what is there now."""
    changes, size = made.changes, sum(one.size for one in made.audio.values())
    lines = [f"wrote {count(len(changes.written), 'file')}, left {len(changes.unchanged)} as they were"]
    lines += [f"removed {path}" for path in changes.removed]
    lines += [f"not ours, left alone and not published: {path}" for path in changes.foreign]
    episodes = count(len(made.show.episodes), "episode")
    return [*lines, f"{near(made.site)} holds {episodes}, {size / 1e6:.1f} MB of sound"]


def failures(error: BuildError) -> str:
    """Every recording that cannot be mastered, with its remedy, and what became of the others."""
    lines = [f"{count(len(error.errors), 'recording')} cannot be mastered:"]
    for one in error.errors:
        lines += [f"  {one.path}: {one.what}", f"    remedy: {one.remedy}"]
    return "\n".join(
        [
            *lines,
            "all others are mastered and kept, site/ is as it was; put these right, then run the same command again",
        ]
    )


def census(show: Show) -> str:
    """How many episodes and drafts a show has."""
    drafts = sum(episode.draft for episode in show.episodes)
    return f"{count(len(show.episodes) - drafts, 'episode')}, {count(drafts, 'draft')}"


def published(done: Done) -> str:
    """What a publish, or going back, has done."""
    return f"published: {count(done.uploaded, 'file')} uploaded, {count(done.deleted, 'file')} deleted"


def back_to(prepared: Prepared, show: Show) -> str:
    """Where `podcast undo` goes."""
    at = f", published {prepared.since.astimezone(ZoneInfo(show.timezone)):%Y-%m-%d %H:%M}" if prepared.since else ""
    return f"back to generation {prepared.same_as}{at}"


def verified(found: Verified) -> list[str]:
    """What is wrong on the target, a line for each, and one sentence for all."""
    lines = [f"{one.key}: {one.why}{'' if one.needed else ' (no longer in use)'}" for one in found.wrong]
    if found.unsure:
        lines.append(f"{count(len(found.unsure), 'file')} of a publish that was interrupted: `podcast publish` goes on")
    if found.left:
        lines.append(f"{count(len(found.left), 'object')} in .podcast/ that nothing needs, among them {found.left[0]}")
    foreign = f"; {count(found.foreign, 'file')} there not ours" if found.foreign else ""
    if not found.wrong:
        return [*lines, f"{count(found.count, 'file')} looked at: all as they were published{foreign}"]
    return [*lines, f"{count(found.count, 'file')} looked at: {len(found.wrong)} not as published{foreign}"]


def live(found: Live, show: Show) -> list[str]:
    """What is live, what differs from it here, and who is at it."""
    lines = [_live_since(found, show)]
    if found.lease:
        since = found.lease.since.astimezone(ZoneInfo(show.timezone))
        lines.append(f"{found.lease.host} (process {found.lease.pid}) is publishing, since {since:%H:%M:%S}")
    elif found.interrupted:
        lines.append("a publish was interrupted: `podcast publish` goes on from there")
    if found.doubts:
        lines.append(f"{count(found.doubts, 'file')} to repair, found by `podcast verify`: `podcast publish` does it")
    if found.gen and found.differs is not None:
        lines.append(_difference(found.differs))
    return [*lines, PATIENCE] if found.gen else lines


def _live_since(found: Live, show: Show) -> str:
    if not found.gen:
        return "live: nothing is published yet"
    since = f"{found.since.astimezone(ZoneInfo(show.timezone)):%Y-%m-%d %H:%M}" if found.since else "an earlier version"
    same = f", which is generation {found.same_as} again" if found.same_as else ""
    size = f"{count(found.files, 'file')}, {found.size / 1e6:.1f} MB"
    return f"live: generation {found.gen} since {since}{same}, {size}"


def _difference(plan: Plan) -> str:
    if plan.empty:
        return "site/ is what is live"
    uploads, retired = len(plan.uploads), len(plan.retired)
    return f"site/ differs from it: {uploads} to upload, {retired} to retire; `podcast publish --dry-run` names them"


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def near(path: Path) -> str:
    """A path as seen from here, when it is below."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)
