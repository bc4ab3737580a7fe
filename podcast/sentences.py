"""What a command says when it is done, or cannot be."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcast.errors import BuildError
    from podcast.pipeline import Built
    from podcast.show.model import Show


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


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def near(path: Path) -> str:
    """A path as seen from here, when it is below."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)
