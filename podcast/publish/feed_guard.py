"""The guard of a publish: refuses changes of the feed that listeners would suffer from, unless they are intended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from podcast.feed.diff import FeedChanges
    from podcast.model.show import Episode, Show
    from podcast.publish.targets.target import Target

KINDS = ("guid", "page", "recording", "gone", "show")  # of changes that are refused, see `feed.breaking_changes`


def feed_changes(folder: Path, target: Target) -> FeedChanges:
    """The difference between the live feed, with its archives, and the one in site/.

    Worth its request only if the plan uploads feed.xml.

    Args:
        folder: site/, as it was built.
        target: only read.

    Raises:
        PublishError: the target cannot be read.
    """
    from podcast.feed import diff

    def read_live(path: str) -> bytes | None:
        stored = target.get(path)
        return stored[0] if stored else None

    def read_built(path: str) -> bytes | None:
        file = folder / path
        return file.read_bytes() if file.is_file() else None

    return diff.compare_feeds(diff.feed_documents(read_live), diff.feed_documents(read_built))


def describe_changes(changes: FeedChanges, show: Show) -> tuple[str, ...]:
    """Describe the changes, with the show's own notes on corrections and withdrawals."""
    from podcast.feed.breaking_changes import change_sentences

    notes = {episode.guid: _note(episode) for episode in show.episodes if episode.correction or episode.withdrawn}
    return change_sentences(changes, notes)


def _note(episode: Episode) -> str:
    if episode.withdrawn:
        reason = " ".join(episode.withdrawn.reason.split())
        return _("since {day}: {reason}").format(day=episode.withdrawn.on, reason=reason)
    correction = episode.correction
    if not correction:
        return ""
    return _("correction of {day}: {text}").format(day=correction.on, text=" ".join(correction.text.split()))


def refuse_breaking_changes(changes: FeedChanges, show: Show, allowed: Collection[str] = ()) -> None:
    """Refuse changes that listeners would suffer from, unless they were announced or are allowed.

    Args:
        changes: see `feed_changes`.
        show: names the episodes for which a correction or a withdrawal was announced.
        allowed: of `KINDS`.

    Raises:
        PublishError: with a sentence for each refused change.
    """
    from podcast.feed.breaking_changes import find_breaking_changes

    announced = {episode.guid for episode in show.episodes if episode.correction or episode.withdrawn}
    refused = [change for change in find_breaking_changes(changes, announced) if change.kind not in allowed]
    if refused:
        kinds = " ".join(f"--allow {kind}" for kind in KINDS if any(change.kind == kind for change in refused))
        lines = "\n".join(change.sentence for change in refused)
        sentence = _("{lines}\nNothing was changed. If this is intended, pass {kinds}")
        raise PublishError(sentence.format(lines=lines, kinds=kinds), EXIT_REFUSED)
