"""The next step of an episode: one link, in words that say what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.desk.rail import next_part

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.desk.episode_states import EpisodeStateName
    from podcast.desk.rail import RailPart
    from podcast.desk.show_state import DeskShow


@dataclass(frozen=True, slots=True)
class NextAction:
    """A link to what is to be done, and its words."""

    label: str
    href: str


def next_action(
    translate: Callable[..., str], show: DeskShow, slug: str, state: EpisodeStateName, parts: tuple[RailPart, ...]
) -> NextAction | None:
    """Return the next step of an episode, None if there is none.

    Args:
        translate: has the words.
        show: of the episode.
        slug: of the episode.
        state: of the episode.
        parts: of its rail.
    """
    part = next_part(parts)
    if part and (part.state == "blocks" or state in {"draft", "changed"}):
        return NextAction(_words(translate, show, slug, part), part.href)
    if state == "draft":
        return NextAction(translate("overview.do_ready"), f"/e/{slug}/release")
    if state in {"ready", "changed"}:
        return NextAction(translate(f"overview.do_publish_{state}"), "/publish")
    return None


def _words(translate: Callable[..., str], show: DeskShow, slug: str, part: RailPart) -> str:
    episode = show.episodes.get(slug)
    if episode is None:
        line = next((problem.line for problem in show.problems(slug) if problem.line), 0)
        return translate("overview.do_line", line=line) if line else translate("overview.do_file")
    if part.name == "facts" and not (episode.date and episode.summary):
        missing = [name for name in ("date", "summary") if not getattr(episode, name)]
        return translate(f"overview.do_{missing[0]}") if len(missing) == 1 else translate("overview.do_facts")
    if part.name == "sound" and not episode.has_recording:
        return translate("overview.do_sound")
    if part.name == "transcript" and part.state == "begun":
        return translate("overview.do_transcript")
    return translate("overview.do_problem", part=part.label)
