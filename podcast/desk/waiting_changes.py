"""What waits for the next publish, and what stays behind: by the files and by what is known to be public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.desk.episode_states import state_at
from podcast.model.file_names import EPISODES

if TYPE_CHECKING:
    from datetime import datetime

    from podcast.desk.desk_session import Desk
    from podcast.desk.show_state import DeskShow
    from podcast.errors import Problem
    from podcast.model.show import Episode


@dataclass(frozen=True, slots=True)
class StayingBehind:
    """What a publish leaves out: files that cannot be read, drafts (by slug), scheduled episodes, the next first."""

    unreadable: tuple[str, ...]
    drafts: tuple[str, ...]
    scheduled: tuple[Episode, ...]


def waiting_count(desk: Desk, show: DeskShow) -> int:
    """Return the number of changes that wait: those of a plan that fits the files, else of episodes with another state.

    Args:
        desk: of the show.
        show: as its files are now.
    """
    plan = desk.publishing.fresh_plan()
    if plan and plan.plan:
        return int(plan.plan["count"])
    now = desk.now()
    return sum(_is_waiting(show, slug, now) for slug in show.slugs)


def _is_waiting(show: DeskShow, slug: str, now: datetime) -> bool:
    state = state_at(show, slug, now)
    return state in {"ready", "changed"} or (state == "withdrawn" and slug in show.public.changed)


def staying_behind(show: DeskShow, now: datetime) -> StayingBehind:
    """Return x as it is."""
    states = {slug: state_at(show, slug, now) for slug in show.slugs}
    scheduled = [show.episodes[slug] for slug, state in states.items() if state == "scheduled"]
    return StayingBehind(
        unreadable=tuple(slug for slug, state in states.items() if state == "unreadable"),
        drafts=tuple(slug for slug, state in states.items() if state == "draft"),
        scheduled=tuple(sorted(scheduled, key=lambda episode: (str(episode.date), episode.slug))),
    )


def blocking_problems(show: DeskShow, now: datetime) -> tuple[tuple[str, Problem], ...]:
    """Return the problems that prevent a publish, each with the slug of its episode; empty for those of the show."""
    return tuple((problem_slug(problem), problem) for problem in show.examination.for_publish(now).problems)


def problem_slug(problem: Problem) -> str:
    """Return the slug of the episode whose folder has a problem; empty for the show's own."""
    folder, _slash, rest = problem.path.partition("/")
    return rest.partition("/")[0] if folder == EPISODES else ""
