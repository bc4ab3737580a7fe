"""Plan of the files that an import fetches: audio, pictures, transcripts and chapters, and where each shall be."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from podcast.importing.downloads.download_journal import DownloadJournal
from podcast.importing.mapping.channel.map_channel import channel_downloads
from podcast.importing.mapping.feed_elements import FeedElements
from podcast.importing.mapping.finding_log import FindingLog
from podcast.importing.mapping.items.item_files import has_audio, recording
from podcast.importing.mapping.items.map_item import item_downloads
from podcast.importing.mapping.show_context import mapping_plan
from podcast.importing.mapping.written_files import episode_yaml
from podcast.model.file_names import EPISODES, SHOW_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from podcast.importing.downloads.policy import Download, FetchedFile
    from podcast.importing.mapping.imported import ExistingShow, ImportedShow, MappingOptions
    from podcast.importing.source.read_source import SourceFeed


def plan_downloads(
    source: SourceFeed,
    existing: ExistingShow,
    options: MappingOptions,
    files: Mapping[Path, FetchedFile] = MappingProxyType({}),
) -> tuple[Download, ...]:
    """Return the files of the show and of the episodes that do not exist yet: small files first, audio last.

    Of an episode that exists, its audio is planned where its folder has none: it could not be fetched before, or should
    not be. Other files of it are planned where an earlier import could not fetch all of them; those that it did fetch
    are then planned as well, and cost no request.

    Chapters that were fetched name pictures: call it again with the files that were fetched, for those.

    Args:
        source: the feed.
        existing: what the folder has.
        options: choices of the user.
        files: path as in `Download.path` -> the file that was fetched; they are left out.
    """
    plan = mapping_plan(source, files, existing, options, FindingLog())
    earlier = _EarlierImport(existing)
    downloads = channel_downloads(FeedElements(source.channel))
    if existing.fields is not None:
        downloads = earlier.downloads(downloads) if earlier.lacks_files(SHOW_FILE) else []
    for item in plan.items.items:
        downloads += item_downloads(item.elements, item.slug, plan.context)
    for item in plan.items.existing_items:
        elements = item.elements
        if earlier.lacks_files(episode_yaml(item.slug), with_audio=options.with_audio):
            downloads += earlier.downloads(item_downloads(elements, item.slug, plan.context))
        elif options.with_audio and not has_audio(existing.root / EPISODES / item.slug):
            audio = recording(elements, item.slug)
            downloads += [audio] if audio else []
    by_path = {download.path: download for download in downloads if download.path not in files}
    selected = (download for download in by_path.values() if options.with_audio or download.kind != "audio")
    return tuple(sorted(selected, key=lambda download: download.kind == "audio"))


class _EarlierImport:
    """The files that an earlier import has fetched, and those that it could not.

    Args:
        existing: what the folder has.
    """

    def __init__(self, existing: ExistingShow) -> None:
        self._existing = existing

    @cached_property
    def _journal(self) -> DownloadJournal:
        return DownloadJournal(self._existing.root)

    def lacks_files(self, path: str, *, with_audio: bool = True) -> bool:
        """Whether files for a YAML file could not be fetched: its path is relative to the show."""
        written = self._existing.written.get(path)
        missing = written.missing if written else ()
        return any(with_audio or "/recording." not in place for place in missing)

    def downloads(self, downloads: Iterable[Download]) -> list[Download]:
        """Return files without those that were fetched and are gone: the producer has removed them."""
        return [download for download in downloads if self._is_wanted(download)]

    def _is_wanted(self, download: Download) -> bool:
        root, entry = self._existing.root, self._journal.entry(download)
        if entry and (root / entry.path).is_file():
            return True
        if download.kind == "audio":
            return not has_audio((root / download.path).parent)
        return entry is None


def recordings(imported: ImportedShow) -> Iterator[Path]:
    """Yield the planned places of the audio of new episodes."""
    for episode in imported.episodes:
        if audio := recording(FeedElements(episode.source.element), episode.slug):
            yield audio.path
