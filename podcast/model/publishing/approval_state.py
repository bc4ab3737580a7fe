"""State of an episode's approvals: which are for the episode as it is now, which are outdated, and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.model.publishing.approvals import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.model.publishing.approvals import Approval


@dataclass(frozen=True, slots=True)
class EpisodeContent:
    """What an approval of an episode covers, now: a digest of all of it, and one of each part by its name.

    `missing` are files that are not here, as a recording in a clone without it.
    """

    digest: str
    parts: Mapping[str, str]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutdatedApproval:
    """An approval of an earlier version, and the names of the parts that have changed since, sorted."""

    approval: Approval
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """The approvals of an episode: as many names as it `needs`, the `valid` ones of this version.

    `outdated` are the latest of those who have approved another version alone. Nobody is in both, and nobody twice.
    """

    needs: int
    valid: tuple[Approval, ...] = ()
    outdated: tuple[OutdatedApproval, ...] = ()

    @property
    def is_released(self) -> bool:
        """Whether as many have approved this version as are needed."""
        return len(self.valid) >= self.needs

    def as_json(self) -> dict[str, Any]:
        """The state as a JSON object, with times in ISO 8601."""
        return {
            "needs": self.needs,
            "valid": [{"name": approval.name, "on": approval.on.isoformat()} for approval in self.valid],
            "outdated": [
                {
                    "name": outdated.approval.name,
                    "on": outdated.approval.on.isoformat(),
                    "changed": list(outdated.changed),
                }
                for outdated in self.outdated
            ],
        }


def approval_state(needs: int, approvals: Iterable[Approval], content: EpisodeContent) -> ApprovalState:
    """Compare approvals with an episode as it is now; a name counts once, and a change that was taken back counts not.

    Args:
        needs: how many names are needed.
        approvals: of the episode, in the order of its file.
        content: of the episode.
    """
    by_name: dict[str, list[Approval]] = {}
    for approval in approvals:
        by_name.setdefault(name_key(approval.name), []).append(approval)
    valid, outdated = [], []
    for of_name in by_name.values():
        matching = [approval for approval in of_name if approval.digest == content.digest]
        latest = max(matching or of_name, key=lambda approval: approval.on)
        if matching:
            valid.append(latest)
        else:
            outdated.append(OutdatedApproval(latest, changed_parts(latest, content)))
    return ApprovalState(
        needs,
        tuple(sorted(valid, key=lambda approval: approval.on)),
        tuple(sorted(outdated, key=lambda item: item.approval.on)),
    )


def changed_parts(earlier: Approval | EpisodeContent, content: EpisodeContent) -> tuple[str, ...]:
    """Return the names of the parts that are not as they were when an approval was given, or then, sorted."""
    names = earlier.parts.keys() | content.parts.keys()
    return tuple(sorted(name for name in names if earlier.parts.get(name) != content.parts.get(name)))
