"""Guard of `release:` in podcast.yaml: an episode goes out only when as many people have approved this very content.

What is live and unchanged stays, whoever approved it; a new episode waits, and the others go out without it. An episode
that is live and has changed stops the publish: the site cannot be built with its earlier version, whose files are gone.
A withdrawal needs no approvals, because it has to be possible at once. See docs/decisions/approvals.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from podcast import urls
from podcast.errors import Problem, PublishError
from podcast.i18n import _, ngettext
from podcast.model.publishing.approval_state import ApprovalState, EpisodeContent, approval_state
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.steps.audio_takeover import CONTENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from podcast.feed.diff import FeedChanges
    from podcast.model.show import Episode, Show
    from podcast.publish.protocol.plan import PublishPlan

# `waiting`: new, and not approved; `changed`: live, changed, and not approved; `unrecorded`: live since a version or
# a show that recorded no content, so that only the files tell whether it has changed.
Verdict: TypeAlias = Literal["released", "waiting", "changed", "unrecorded"]
_NOTHING: Final = EpisodeContent("", {})


@dataclass(frozen=True, slots=True)
class PublicEpisodes:
    """What a target has of episodes: the records of their audio by slug, and the keys of all its objects."""

    records: Mapping[str, Any] = field(default_factory=dict)
    keys: Collection[str] = ()

    def content(self, slug: str) -> str | None:
        """The digest of an episode's content when it was published last; None if that was not recorded."""
        content = recorded_content(self.records.get(slug))
        return content.digest if content else None

    def recordings(self) -> dict[str, str]:
        """The SHA-256 of the recordings of which live audio was made, by slug."""
        records = self.records.items()
        return {slug: str(row["recording"]) for slug, row in records if isinstance(row, dict) and row.get("recording")}


def recorded_content(record: Any) -> EpisodeContent | None:
    """The content of an episode when it was published last, from the record of its audio; None if it has none."""
    value = record.get(CONTENT) if isinstance(record, dict) else None
    if not isinstance(value, dict) or not isinstance(value.get("parts"), dict) or not value.get("digest"):
        return None
    return EpisodeContent(str(value["digest"]), {str(name): str(part) for name, part in value["parts"].items()})


@dataclass(frozen=True, slots=True)
class ReleaseDecision:
    """Which episodes of a show may go out: the state of the approvals of each, and the verdict, by slug."""

    states: Mapping[str, ApprovalState] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    def slugs(self, verdict: Verdict) -> tuple[str, ...]:
        """Return the slugs of the episodes with a verdict, sorted."""
        return tuple(sorted(slug for slug, of_episode in self.verdicts.items() if of_episode == verdict))


def judge_release(show: Show, contents: Mapping[str, EpisodeContent], public: PublicEpisodes) -> ReleaseDecision:
    """Judge which episodes may go out; a show without `release:` has no verdicts.

    Args:
        show: with the episodes that are due.
        contents: of its episodes, by slug.
        public: what the target has of them.
    """
    if show.release is None:
        return ReleaseDecision()
    episodes = [episode for episode in show.episodes if not episode.withdrawn]
    needs, content = show.release.needs, {episode.slug: contents.get(episode.slug, _NOTHING) for episode in episodes}
    states = {episode.slug: approval_state(needs, episode.approvals, content[episode.slug]) for episode in episodes}
    verdicts = {
        episode.slug: "released"
        if states[episode.slug].is_released
        else _verdict(episode, content[episode.slug].digest, public)
        for episode in episodes
    }
    return ReleaseDecision(states, verdicts)


def _verdict(episode: Episode, digest: str, public: PublicEpisodes) -> Verdict:
    recorded, record = public.content(episode.slug), public.records.get(episode.slug)
    if digest and recorded == digest:
        return "released"
    if urls.file_path(urls.episode(episode)) not in public.keys:
        return "waiting"
    return "unrecorded" if record is not None and recorded is None else "changed"


def waiting_problems(show: Show, decision: ReleaseDecision) -> tuple[Problem, ...]:
    """Return a problem for each episode that waits for approvals: it prevents nothing but its own release."""
    waiting = decision.slugs("waiting")
    return tuple(
        Problem(episode.file, 0, 0, "", approvals_sentence(decision.states[episode.slug]), _remedy(episode.slug))
        for episode in sorted(show.episodes, key=lambda episode: episode.slug)
        if episode.slug in waiting
    )


def approvals_sentence(state: ApprovalState) -> str:
    """Return how many approvals an episode has, and why it waits."""
    sentence = ngettext(
        "waits for its approval ({given} of {count}{outdated})",
        "waits for its approvals ({given} of {count}{outdated})",
        state.needs,
    )
    names = ", ".join(item.approval.name for item in state.outdated)
    outdated = _("; outdated: {names}").format(names=names) if names else ""
    return sentence.format(given=len(state.valid), count=state.needs, outdated=outdated)


def _remedy(slug: str) -> str:
    return _("`podcast approve {slug} --as NAME` approves it as it is now").format(slug=slug)


def refuse_changes(decision: ReleaseDecision) -> None:
    """Refuse to publish while an episode that is live has changed and lacks approvals.

    Raises:
        PublishError: for all of them.
    """
    _refuse(decision, decision.slugs("changed"), _("is live and has changed since"))


def refuse_waiting(decision: ReleaseDecision) -> None:
    """Refuse a build that has new episodes without approvals.

    Raises:
        PublishError: for all of them.
    """
    _refuse(decision, decision.slugs("waiting"), _("is new"))


def refuse_unrecorded_changes(
    show: Show, decision: ReleaseDecision, plan: PublishPlan, changes: FeedChanges | None
) -> None:
    """Refuse changes of episodes of which only the files tell that they have changed.

    Args:
        show: with these episodes.
        decision: about them.
        plan: of the publish.
        changes: of the feed; None if it stays as it is.

    Raises:
        PublishError: for all that have changed.
    """
    unrecorded = set(decision.slugs("unrecorded"))
    pairs = (*changes.changed, *changes.guid_changes) if changes else ()
    guids = {item.guid for item in (*(changes.new if changes else ()), *(pair.after for pair in pairs))}
    of_feed = {episode.slug for episode in show.episodes if episode.guid in guids}
    of_files = {slug for slug in unrecorded if any(_is_of_episode(upload.key, slug) for upload in plan.uploads)}
    _refuse(decision, unrecorded & (of_feed | of_files), _("is live and has changed since"))


def _is_of_episode(key: str, slug: str) -> bool:
    """Whether a file is of an episode alone; pages change with every version of the program."""
    return key.startswith((f"{slug}/", f"audio/{slug}.")) and not key.endswith((".html", ".json.gz"))


def _refuse(decision: ReleaseDecision, slugs: Iterable[str], reason: str) -> None:
    if lines := [*_refusals(decision, sorted(slugs), reason)]:
        head = _("nothing was published, and what is live stays as it is:")
        raise PublishError("\n".join((head, *lines)), EXIT_REFUSED)


def _refusals(decision: ReleaseDecision, slugs: Iterable[str], reason: str) -> Iterator[str]:
    for slug in slugs:
        sentence = _("{slug}: {reason}, and {waits}; {remedy}")
        waits = approvals_sentence(decision.states[slug])
        yield sentence.format(slug=slug, reason=reason, waits=waits, remedy=_remedy(slug))
