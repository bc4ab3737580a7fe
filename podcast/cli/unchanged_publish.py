"""A publish with nothing new: the show is unchanged, and the target has the last publish of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.cli.publish_json import empty_transfer, episode_changes_document
from podcast.cli.terminal import echo_hint, echo_line
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.publish_documents import PublishDocument
    from podcast.cli.publish_show import PublishArguments
    from podcast.cli.publishing import ChosenTarget
    from podcast.errors import Problem
    from podcast.publish.protocol.state import Head
    from podcast.steps.build_state.record import PublishRecord


@dataclass(frozen=True, slots=True)
class UnchangedPublish:
    """The live generation, and the problems of drafts and later episodes."""

    generation: int
    pending_problems: tuple[Problem, ...]


def unchanged_publish(root: Path, chosen: ChosenTarget, arguments: PublishArguments) -> UnchangedPublish | None:
    """Return the state of the target if a publish has nothing to do; None if something may be new.

    The target's head is read: another publish, an undo or an interrupted publish has changed it.

    Args:
        root: the show's folder.
        chosen: where.
        arguments: of the command.

    Raises:
        PublishError: the target refuses, or cannot be reached.
    """
    from podcast.publish.protocol.state import HEAD_KEY
    from podcast.publish.protocol.state_json import parse_head
    from podcast.steps.build_state.check import unchanged_build
    from podcast.steps.build_state.record import read_record

    record = read_record(root)
    if record is None or record.published is None or arguments.remaster or arguments.adopt:
        return None
    stored = chosen.target.get(HEAD_KEY)
    head = parse_head(stored[0]) if stored else None
    if head is None or not _is_up_to_date(record.published, head, chosen):
        return None
    record = unchanged_build(root, at=arguments.at, live_manifest=head.manifest_sha256)
    return UnchangedPublish(head.generation, record.outcome.pending_problems) if record and record.published else None


def _is_up_to_date(published: PublishRecord, head: Head, chosen: ChosenTarget) -> bool:
    """Whether a target is unchanged since the last publish, has no deletion that is due, and the clocks agree."""
    from datetime import UTC, datetime, timedelta

    from podcast.publish.clock_guard import MAX_SKEW

    if (published.guid, published.manifest_sha256) != (head.show_guid, head.manifest_sha256):
        return False
    if chosen.settings.guid != published.guid or head.open_intents or head.lease:
        return False
    now, skew = datetime.now(UTC), timedelta(seconds=chosen.target.clock_skew())
    published_at = datetime.fromisoformat(published.published_at) if published.published_at else now
    until = datetime.fromisoformat(published.until) if published.until else None
    return abs(skew) <= MAX_SKEW and now >= published_at - MAX_SKEW and (until is None or now < until)


def print_unchanged(unchanged: UnchangedPublish, chosen: ChosenTarget) -> None:
    """Print the lines of a publish with nothing to do."""
    for problem in unchanged.pending_problems:
        echo_hint(_("hint: {what}").format(what=problem))
    echo_line(chosen.line)
    echo_line(_("nothing to publish: the live site is up to date"))


def unchanged_document(unchanged: UnchangedPublish, chosen: ChosenTarget, *, dry_run: bool) -> PublishDocument:
    """Describe a publish with nothing to do."""
    from podcast import urls

    return {
        **empty_transfer(chosen, unchanged.generation, dry_run=dry_run),
        "episodes": episode_changes_document(None, None),
        "feed": f"{chosen.settings.link}{urls.FEED}",
        "outside": None,
        "exit_status": 0,
    }
