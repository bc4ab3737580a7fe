"""Check of a move from outside: the inputs come from the show's folder."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from podcast import pipeline
from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.importing.downloads.download_journal import DownloadJournal
from podcast.importing.downloads.policy import NetworkPolicy
from podcast.importing.moving.move_verification import verify_move
from podcast.show.root_folder import find_show_root

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.importing.moving.move_report import MoveReport


def check_move(old_feed: str | None, start: Path, *, allow_private: bool) -> tuple[str, str, MoveReport]:
    """Return the address of the old feed, that of the new one, and the result of the check.

    Args:
        old_feed: its address; None: `moved_from` of the show.
        start: the folder of the show, or one inside it.
        allow_private: whether addresses in the local network may be asked.

    Raises:
        PodcastError: the show has problems, or does not say where it comes from.
    """
    root = find_show_root(start)
    now = datetime.now(UTC)
    show = pipeline.load_show(root, due_at=now).due(now)
    old = old_feed or show.moved_from
    if not old:
        raise PodcastError(_("podcast.yaml has no moved_from: name the address of the old feed"))
    audio = {entry.url for entry in DownloadJournal(root).entries() if entry.kind == "audio"}
    guids = {episode.guid for episode in show.episodes if not episode.withdrawn}
    new = pipeline.feed_url(show)
    return old, new, verify_move(old, new, guids, NetworkPolicy(allow_private=allow_private), audio)
