"""The profile of a build as a table for the terminal: the CPU time of each stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _, format_number, gettext_noop
from podcast.profiling.stages import STAGE_NAMES
from podcast.report.text_table import Column, table, translate_head

if TYPE_CHECKING:
    from podcast.profiling.cpu_sampler import BuildProfile

_COLUMNS = (
    Column(gettext_noop("stage"), shrinks=True),
    Column(gettext_noop("ms an episode"), align_right=True),
    Column(gettext_noop("this process s"), align_right=True),
    Column(gettext_noop("workers s"), align_right=True),
    Column(gettext_noop("all s"), align_right=True),
    Column("%", align_right=True),
)
_MIN_SECONDS = 0.005  # a stage below it is left out


def profile_lines(profile: BuildProfile, episodes: int, width: int | None = None) -> list[str]:
    """Return the table, the largest stage first and the sum last.

    Args:
        profile: of the build.
        episodes: of the site.
        width: of the terminal, in characters.
    """
    seconds = profile.seconds
    total = sum(seconds.values())
    stages = sorted((stage for stage in seconds if seconds[stage] >= _MIN_SECONDS), key=lambda stage: -seconds[stage])
    rows = [
        _row(_(STAGE_NAMES[stage]), profile.parent.get(stage, 0), profile.workers.get(stage, 0), total, episodes)
        for stage in stages
    ]
    sums = (sum(profile.parent.values()), sum(profile.workers.values()))
    columns = [translate_head(column) for column in _COLUMNS]
    return table(columns, [*rows, _row(_("all stages"), *sums, total, episodes)], width)


def _row(name: str, parent: float, workers: float, total: float, episodes: int) -> tuple[str, ...]:
    seconds = parent + workers
    return (
        name,
        format_number(seconds * 1000 / max(1, episodes), 2),
        format_number(parent, 2),
        format_number(workers, 2),
        format_number(seconds, 2),
        format_number(100 * seconds / total if total else 0.0, 1),
    )
