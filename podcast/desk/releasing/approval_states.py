"""The state of the approvals of an episode, as the desk shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.files.cache import open_cache
from podcast.model.publishing.approval_state import ApprovalState, approval_state
from podcast.steps.approvals.cached_content import CONTENT_KIND, cached_content, content_state
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.desk.show_state import DeskShow
    from podcast.model.publishing.approval_state import EpisodeContent
    from podcast.model.show import Episode


def episode_content(show: DeskShow, episode: Episode) -> EpisodeContent:
    """Return what approvals of an episode cover; its files are read only if one of them has changed.

    Raises:
        FileError: the disk refuses.
    """
    state = content_state(episode, show.root)
    content: EpisodeContent | None = show.examination.memory.get(CONTENT_KIND, episode.slug, state.digest)
    return read_contents(show, [episode])[episode.slug] if content is None else content


def read_contents(show: DeskShow, episodes: Sequence[Episode]) -> dict[str, EpisodeContent]:
    """Return what approvals of several episodes cover, by slug, and remember it.

    Raises:
        FileError: the disk refuses.
    """
    with open_cache(ProjectPaths(show.root).database, show.root) as cache:
        return cached_content(episodes, show.root, cache, show.examination.memory)


def episode_approvals(show: DeskShow, episode: Episode) -> ApprovalState:
    """Return the state of the approvals of an episode; of a show that needs none, 0 are needed."""
    needs = show.fields.release.needs if show.fields.release else 0
    return approval_state(needs, episode.approvals, episode_content(show, episode))
