"""What listeners would meet if a build were published: its feed, held against the one that is live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from podcast.feed.diff import Changes
    from podcast.model.show import Episode, Show
    from podcast.publish.targets.target import Target

KINDS = ("guid", "page", "recording", "gone", "show")  # of what must not happen by accident, see `feed.hazards`
REFUSED = 3  # the exit status of docs/commands.md


def changes(folder: Path, target: Target) -> Changes:
    """The difference between the feed that is live, with its archives, and the one in site/.

    Worth its request only where the plan uploads feed.xml.

    Args:
        folder: site/, as it was built.
        target: is only read.

    Raises:
        PublishError: the target cannot be read.
    """
    from podcast.feed import diff as compare

    def live(address: str) -> bytes | None:
        found = target.get(address)
        return found[0] if found else None

    def built(address: str) -> bytes | None:
        path = folder / address
        return path.read_bytes() if path.is_file() else None

    return compare.changes(compare.documents(live), compare.documents(built))


def words(found: Changes, show: Show) -> tuple[str, ...]:
    """The difference in words, with what the show says of episodes that were corrected or withdrawn."""
    from podcast.feed.breaking_changes import sentences

    said = {one.guid: _said(one) for one in show.episodes if one.correction or one.withdrawn}
    return sentences(found, said)


def _said(episode: Episode) -> str:
    if episode.withdrawn:
        reason = " ".join(episode.withdrawn.reason.split())
        return _("since {day}: {reason}").format(day=episode.withdrawn.on, reason=reason)
    note = episode.correction
    if not note:
        return ""
    return _("correction of {day}: {text}").format(day=note.on, text=" ".join(note.text.split()))


def refuse(found: Changes, show: Show, allowed: Collection[str] = ()) -> None:
    """Lets changes pass that listeners do not suffer from, that were announced, or that are allowed.

    Args:
        found: see `changes`.
        show: says of which episodes a correction or a withdrawal was announced.
        allowed: of `KINDS`.

    Raises:
        PublishError: with a sentence for each of the others.
    """
    from podcast.feed.breaking_changes import hazards

    meant = {one.guid for one in show.episodes if one.correction or one.withdrawn}
    some = [one for one in hazards(found, meant) if one.kind not in allowed]
    if some:
        kinds = " ".join(f"--allow {kind}" for kind in KINDS if any(one.kind == kind for one in some))
        lines = "\n".join(one.sentence for one in some)
        sentence = _("{lines}\nnothing was changed. If that is meant, say so with {kinds}")
        raise PublishError(sentence.format(lines=lines, kinds=kinds), REFUSED)
