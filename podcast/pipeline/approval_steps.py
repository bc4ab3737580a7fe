"""Approvals of episodes: give one, and read which are given or outdated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import PodcastError, ShowError
from podcast.i18n import _
from podcast.model.file_names import EPISODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.model.publishing.approval_state import ApprovalState
    from podcast.model.show import Episode, Show


@dataclass(frozen=True, slots=True)
class GivenApproval:
    """An approval that was given: its file and the bytes of that before and after, and the state of the episode since.

    `is_new` is whether something was written: a name that has approved this very version is not written again.
    """

    slug: str
    name: str
    path: str
    state: ApprovalState
    is_new: bool
    before: bytes | None = None
    after: bytes | None = None


def read_approvals(show: Show, episodes: Iterable[Episode], root: Path) -> dict[str, ApprovalState]:
    """Read the state of the approvals of episodes, by slug.

    Args:
        show: says how many approvals a release needs; 0 if it does not say so.
        episodes: of the show.
        root: the show's folder.

    Raises:
        FileError: the disk refuses.
    """
    from podcast.files.cache import open_cache
    from podcast.model.publishing.approval_state import approval_state
    from podcast.steps.approvals.content import read_content
    from podcast.steps.paths import ProjectPaths

    chosen, needs = [*episodes], show.release.needs if show.release else 0
    with open_cache(ProjectPaths(root).database, root) as cache:
        contents = read_content(chosen, root, cache).episodes
    return {episode.slug: approval_state(needs, episode.approvals, contents[episode.slug]) for episode in chosen}


def approve(root: Path, slug: str, name: str, now: datetime) -> GivenApproval:
    """Approve an episode as it is now, in a person's name.

    Args:
        root: the show's folder.
        slug: of the episode.
        name: of the person or the role.
        now: the time of the approval.

    Raises:
        ShowError: the episode has problems of form.
        PodcastError: the name has no letters, or a file of the episode is not here.
        FileError: the disk refuses.
    """
    from podcast.authoring.edits.add_approval import add_approval, approvals_path
    from podcast.files.cache import Cache
    from podcast.model.publishing.approval_state import approval_state
    from podcast.model.publishing.approvals import Approval, name_key
    from podcast.steps.approvals.content import read_content
    from podcast.steps.paths import ProjectPaths

    name = " ".join(name.split())
    if not name_key(name):
        raise PodcastError(_("an approval needs a name: --as NAME"))
    show, episode = _load_episode(root, slug)
    with Cache(ProjectPaths(root).database, root) as cache:
        content = read_content([episode], root, cache).episodes[slug]
    if content.missing:
        sentence = _("{path} is not here, so this version cannot be approved; get the file first")
        raise PodcastError(sentence.format(path=content.missing[0]))
    needs, path = show.release.needs if show.release else 0, approvals_path(slug)
    state = approval_state(needs, episode.approvals, content)
    if any(name_key(approval.name) == name_key(name) for approval in state.valid):
        return GivenApproval(slug, name, path, state, is_new=False)
    moment = show.local_time(now.replace(microsecond=0))
    approval = Approval.model_construct(name=name, on=moment, digest=content.digest, parts={**content.parts})
    before, after = add_approval(root, slug, approval)
    state = approval_state(needs, (*episode.approvals, approval), content)
    return GivenApproval(slug, name, path, state, is_new=True, before=before, after=after)


def _load_episode(root: Path, slug: str) -> tuple[Show, Episode]:
    """Load a show and one of its episodes.

    Raises:
        ShowError: one of them has problems of form.
    """
    from podcast.show.load import load

    loaded = load(root)
    episodes: Mapping[str, Episode] = {episode.slug: episode for episode in loaded.show.episodes} if loaded.show else {}
    own = tuple(problem for problem in loaded.problems if problem.path.startswith(f"{EPISODES}/{slug}/"))
    if loaded.show is None or slug not in episodes or own:
        raise ShowError(own or loaded.problems)
    return loaded.show, episodes[slug]
