"""The folder of an import, and whether the source may be imported into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.authoring.episode_slug import slug_from_title
from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.importing.mapping.channel.required_values import feed_address, show_guid
from podcast.importing.mapping.feed_elements import FeedElements
from podcast.importing.mapping.finding_log import FindingLog
from podcast.importing.mapping.write_show import read_existing
from podcast.model.file_names import SHOW_FILE
from podcast.model.imported.feed_namespaces import NAMESPACES

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.importing.mapping.imported import ExistingShow
    from podcast.importing.source.read_source import SourceFeed

FALLBACK_FOLDER = "podcast"
_PODCAST = f"{{{NAMESPACES['podcast']}}}"


def require_unlocked(source: SourceFeed, *, is_own: bool) -> None:
    """Refuse a feed whose owner has locked it against imports (Podcast Namespace, `podcast:locked`).

    Raises:
        PodcastError: it is locked, and the user does not say that it is theirs.
    """
    locks = [str(lock.text or "").strip().lower() for lock in source.channel.iterfind(f"{_PODCAST}locked")]
    if "yes" in locks and not is_own:
        sentence = _(
            "{feed}: its owner has locked it against imports (podcast:locked); if the show is yours, unlock it at the "
            "old host or pass --i-own-this"
        )
        raise PodcastError(sentence.format(feed=source.location))


def default_folder(source: SourceFeed, start: Path) -> Path:
    """Return the folder of an import: that where the command started if it is this show, else one named after it.

    Args:
        source: the feed.
        start: the current folder.
    """
    if (start / SHOW_FILE).is_file() and is_same_show(read_existing(start), source):
        return start
    title = str(source.channel.findtext("title") or "")
    return start / (slug_from_title(" ".join(title.split())) or FALLBACK_FOLDER)


def require_same_show(existing: ExistingShow, source: SourceFeed) -> None:
    """Refuse a folder that has another show.

    Raises:
        PodcastError: it has.
    """
    if existing.fields is not None and not is_same_show(existing, source):
        sentence = _("{folder}: has another show already, {title}; name another folder")
        raise PodcastError(sentence.format(folder=existing.root, title=existing.fields.get("title") or SHOW_FILE))


def is_same_show(existing: ExistingShow, source: SourceFeed) -> bool:
    """Whether a folder has the show of a feed: by the show's guid, or by the address that it moved from."""
    fields = existing.fields or {}
    link = str(fields.get("link") or "")
    guid = show_guid(FeedElements(source.channel), feed_address(source), link, FindingLog())
    is_moved_from = str(fields.get("moved_from") or "") in {source.location, source.requested}
    return is_moved_from or guid == str(fields.get("guid") or "").strip().lower()
