"""What an undo changes, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.feed.breaking_changes import change_sentences
from podcast.i18n import _
from podcast.publish import feed_guard

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.publish.protocol.prepare import PreparedPublish


def undo_sentences(prepared: PreparedPublish, folder: Path) -> tuple[str, ...]:
    """Return what subscribers will see of an undo.

    Args:
        prepared: the undo.
        folder: the files that it restores.

    Raises:
        PublishError: the target cannot be read.
    """
    if prepared.state.manifest.is_taken_down:
        return (_("the show comes back at the same addresses; apps find its feed at their next check"),)
    changes = feed_guard.feed_changes(folder, prepared.target)
    if changes.is_empty:
        return (_("subscribers see no change"),)
    follow = _("apps follow at their next check of the feed; episodes that listeners have downloaded stay with them")
    return (*change_sentences(changes), follow)
