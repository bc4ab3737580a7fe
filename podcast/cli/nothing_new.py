"""What `podcast publish` prints where nothing is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.cli.publish_json import empty_transfer, episode_changes_document
from podcast.cli.terminal import echo_hint, echo_line
from podcast.i18n import _

if TYPE_CHECKING:
    from podcast.cli.documents.publish_documents import PublishDocument
    from podcast.cli.publishing import ChosenTarget
    from podcast.pipeline.publishing.unchanged_publish import UnchangedPublish


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
