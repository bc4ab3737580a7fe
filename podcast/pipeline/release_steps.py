"""The part of a show that has the approvals it needs; a show without `release:` is left as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from podcast.files.cache import Cache
from podcast.files.fingerprints import require_unchanged
from podcast.i18n import _
from podcast.pipeline.load_steps import NothingDueError
from podcast.publish.approval_guard import (
    PublicEpisodes,
    ReleaseDecision,
    judge_release,
    refuse_changes,
    refuse_waiting,
    waiting_problems,
)
from podcast.steps.approvals.content import ShowContent, read_content
from podcast.steps.audio_takeover import CONTENT
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.model.show import Episode, Show
    from podcast.pipeline.build_result import BuildResult
    from podcast.publish.protocol.recovery import TargetState
    from podcast.steps.audio_takeover import LiveAudio


@dataclass(frozen=True, slots=True)
class ReleasedShow:
    """A show without the episodes that wait for approvals, its content, and a problem for each of those."""

    show: Show
    content: ShowContent = field(default_factory=ShowContent)
    waiting: tuple[Problem, ...] = ()

    def require_unchanged(self) -> None:
        """Refuse a build of which a file changed since it was compared with the approvals.

        Raises:
            InputChangedError: for the first of them.
        """
        require_unchanged(self.content.states)


def with_content(show: Show, root: Path, live: LiveAudio) -> ReleasedShow:
    """Read what approvals of the episodes of a show cover, if it needs any.

    Args:
        show: with the episodes that are due.
        root: its folder.
        live: the audio on the target, for recordings that are not here.

    Raises:
        FileError: the disk refuses.
    """
    if show.release is None:
        return ReleasedShow(show)
    recordings = PublicEpisodes(live.records).recordings()
    with Cache(ProjectPaths(root).database, root) as cache:
        return ReleasedShow(show, read_content(show.episodes, root, cache, recordings))


def released_show(show: Show, root: Path, live: LiveAudio) -> ReleasedShow:
    """Leave out the episodes that are new and wait for approvals.

    Args:
        show: with the episodes that are due.
        root: its folder.
        live: what is live on the target.

    Raises:
        PublishError: an episode that is live has changed, and lacks approvals.
        NothingDueError: all that is due waits.
        FileError: the disk refuses.
    """
    released = with_content(show, root, live)
    decision = judge_release(show, released.content.episodes, PublicEpisodes(live.records, live.keys))
    refuse_changes(decision)
    waiting, problems = decision.slugs("waiting"), waiting_problems(show, decision)
    if waiting and len(waiting) == len(show.episodes):
        sentence = _("nothing was published: every episode that is due waits for its approvals")
        raise NothingDueError("\n".join((sentence, *map(str, problems))))
    rest = show.with_episodes(episode for episode in show.episodes if episode.slug not in waiting)
    return ReleasedShow(rest if waiting else show, released.content, problems)


def decide_release(build: BuildResult, state: TargetState) -> ReleaseDecision:
    """Judge the episodes of a build by what a target has, and refuse it if one of them must not go out.

    Raises:
        PublishError: an episode is new or has changed, and lacks approvals.
    """
    public = PublicEpisodes(state.confirmed.audio, state.confirmed.objects.keys())
    decision = judge_release(build.show, build.contents, public)
    refuse_changes(decision)
    refuse_waiting(decision)
    return decision


def without_waiting(
    show: Show, episodes: Collection[Episode], root: Path, live: LiveAudio
) -> tuple[tuple[Episode, ...], tuple[Problem, ...]]:
    """Return the episodes that do not wait for approvals, and a problem for each that does.

    Args:
        show: says how many approvals are needed.
        episodes: of the show.
        root: its folder.
        live: what is live on the target.

    Raises:
        FileError: the disk refuses.
    """
    content = with_content(show.with_episodes(episodes), root, live)
    decision = judge_release(content.show, content.content.episodes, PublicEpisodes(live.records, live.keys))
    waiting = decision.slugs("waiting")
    rest = tuple(episode for episode in episodes if episode.slug not in waiting)
    return rest, waiting_problems(content.show, decision)


def records_with_content(build: BuildResult) -> dict[str, Any]:
    """The records of the audio of a build, with the digests of each episode's content where approvals are needed."""
    records: Mapping[str, Any] = build.audio_records
    return {
        slug: {**{name: value for name, value in record.items() if name != CONTENT}, **_content(build, slug)}
        for slug, record in records.items()
    }


def _content(build: BuildResult, slug: str) -> dict[str, Any]:
    content = build.contents.get(slug)
    return {CONTENT: {"digest": content.digest, "parts": {**content.parts}}} if content else {}
