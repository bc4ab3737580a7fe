"""Import of a show: read its feed, fetch its files, write its folder, and prove that nothing was lost.

Killed at any point, the same command goes on where it stopped. Nothing that exists in the folder is overwritten: a
second import adds the episodes that are new at the source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podcast import urls
from podcast.feed.formatting import public_url
from podcast.importing.downloads.fetch_files import fetch_files
from podcast.importing.downloads.policy import FailedDownload
from podcast.importing.downloads.unusable_pictures import refuse_picture
from podcast.importing.import_result import (
    FilesWritten,
    ImportOptions,
    ImportResult,
    ProofStarted,
    SourceRead,
    source_title,
)
from podcast.importing.mapping.imported import MappingOptions
from podcast.importing.mapping.map_show import map_show
from podcast.importing.mapping.plan_downloads import plan_downloads, recordings
from podcast.importing.mapping.write_show import read_existing, write_show
from podcast.importing.proof.prove_folder import prove_folder
from podcast.importing.source.read_source import read_source
from podcast.importing.target_folder import default_folder, require_same_show, require_unlocked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from podcast.importing.downloads.policy import Download, FetchedFile, NetworkPolicy
    from podcast.importing.import_result import ImportEvent
    from podcast.importing.mapping.imported import ExistingShow
    from podcast.importing.source.read_source import SourceFeed

DEFAULT_OPTIONS = ImportOptions()


def import_show(
    location: str,
    root: Path | None,
    network: NetworkPolicy,
    options: ImportOptions = DEFAULT_OPTIONS,
    report: Callable[[ImportEvent], None] = lambda _event: None,
) -> ImportResult:
    """Import a show into a folder, or add what is new at the source.

    Args:
        location: the feed: a path, or an address for the web.
        root: the folder of the show; None: that of the current folder if it is this show, else a new one named after
            the show's title.
        network: the limits of all requests.
        options: choices of the user.
        report: called with each event, in several threads, one at a time.

    Raises:
        FileError: a file cannot be read or written, or the disk has too little space.
        PodcastError: there is no feed; it is locked against imports; or the folder is another show.
    """
    source = read_source(location, network)
    require_unlocked(source, is_own=options.is_own)
    root = (root or default_folder(source, options.start)).absolute()
    existing = read_existing(root)
    require_same_show(existing, source)
    report(SourceRead(source_title(source), len(source.items), len(source.documents), root))
    choices = MappingOptions(options.link, options.language, options.only, options.with_audio)
    fetching = _Fetching(source, existing, choices)
    fetching.fetch_all(root, network, report)
    imported = map_show(source, fetching.files, existing, choices, fetching.failed)
    missing = {*fetching.failed, *(() if options.with_audio else recordings(imported))}
    written = write_show(imported, root, options.language, missing)
    report(FilesWritten(len(imported.episodes)))
    report(ProofStarted(len(source.items)))
    failed = tuple(fetching.failed.values())
    proof, examination = prove_folder(source, root, failed)
    feed = public_url(examination.show, urls.FEED) if examination.show else ""
    return ImportResult(root, source, imported, tuple(written), failed, examination.problems, proof, feed)


@dataclass(slots=True)
class _Fetching:
    """Downloads of an import: chapters name pictures, so that the plan is made again after each round."""

    source: SourceFeed
    existing: ExistingShow
    choices: MappingOptions
    files: dict[Path, FetchedFile] = field(default_factory=dict)
    failed: dict[Path, FailedDownload] = field(default_factory=dict)

    def fetch_all(self, root: Path, network: NetworkPolicy, report: Callable[[ImportEvent], None]) -> None:
        """Fetch all small files, then the audio."""
        remaining = self._remaining()
        while small := [download for download in remaining if download.kind != "audio"]:
            self._fetch(small, root, network, report)
            remaining = self._remaining()
        self._fetch(remaining, root, network, report)

    def _remaining(self) -> list[Download]:
        planned = plan_downloads(self.source, self.existing, self.choices, self.files)
        return [download for download in planned if download.path not in self.files | self.failed]

    def _fetch(
        self,
        downloads: Iterable[Download],
        root: Path,
        network: NetworkPolicy,
        report: Callable[[ImportEvent], None],
    ) -> None:
        for result in fetch_files(downloads, root, network, report):
            refused = result if isinstance(result, FailedDownload) else refuse_picture(result, root)
            if refused:
                self.failed[result.download.path] = refused
            elif not isinstance(result, FailedDownload):
                self.files[result.download.path] = result
