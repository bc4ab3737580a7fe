"""One file, from its address to its places in the show: transfer, check, suffix, and no file is overwritten."""

from __future__ import annotations

import shutil
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError
from podcast.files.atomic import atomic_path, put_in_place
from podcast.files.digest import BLOCK, file_digest, file_sha256
from podcast.files.folders import make_folders
from podcast.files.os_errors import os_error_message
from podcast.hosts import host_of
from podcast.i18n import _
from podcast.importing.downloads.content_checks import check_content, file_suffix, planned_path
from podcast.importing.downloads.download_journal import IMPORT_FOLDER
from podcast.importing.downloads.failures import AttemptFailure
from podcast.importing.downloads.fetch_document import ANY_ZLIB, GZIP_NAMES
from podcast.importing.downloads.partial_download import PartialDownload
from podcast.importing.downloads.policy import FailedDownload, FetchedFile
from podcast.importing.downloads.transfer import transfer_file

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.files.file_signatures import FileType
    from podcast.importing.downloads.download_journal import DownloadJournal
    from podcast.importing.downloads.host_failures import HostFailures
    from podcast.importing.downloads.policy import Download
    from podcast.importing.downloads.transfer import CompletedTransfer, TransferContext

_HEAD_BYTES: Final = 16  # that the suffix of audio without a signature depends on


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A complete file that is not at its place yet: its bytes, their size and SHA-256, and where they came from."""

    path: Path
    size: int
    sha256: str
    media_type: str
    url: str
    content: FileType | None
    used_fallback: bool = False


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches files into a show.

    Args:
        root: the folder of the show.
        journal: of the downloads.
        context: limits, signal to end, receiver of events.
        hosts: those that are given up.
    """

    root: Path
    journal: DownloadJournal
    context: TransferContext
    hosts: HostFailures

    def fetch(self, downloads: tuple[Download, ...]) -> tuple[FetchedFile | FailedDownload, ...]:
        """Fetch the file of one URL to all the places that it is needed at.

        Raises:
            FileError: the disk refuses.
            StoppedError: the import is being ended.
        """
        url = downloads[0].url
        partial = PartialDownload(self.root / IMPORT_FOLDER, url)
        try:
            staged = self._earlier_copy(downloads[0]) or self._download_or_fall_back(downloads[0], partial)
            *copies, last = downloads
            results = [self._put(staged, download, move=False) for download in copies]
            results.append(self._put(staged, last, move=staged.path == partial.path))
            partial.discard()
        except AttemptFailure as failure:
            return tuple(FailedDownload(download, failure.sentence(url), failure.status) for download in downloads)
        except OSError as error:
            raise FileError(os_error_message(partial.path, error)) from error
        return tuple(results)

    def _earlier_copy(self, download: Download) -> StagedFile | None:
        """The file that an earlier import has from the same URL, with the bytes that it had then; None without one."""
        entry = self.journal.entry_of_url(download.url)
        if entry is None:
            return None
        path = self.root / entry.path
        if not path.is_file() or path.stat().st_size != entry.size or file_sha256(path) != entry.sha256:
            return None
        content = check_content(path, download, entry.type)
        return StagedFile(path, entry.size, entry.sha256, entry.type, entry.final_url, content)

    def _download_or_fall_back(self, download: Download, partial: PartialDownload) -> StagedFile:
        """Download a file; from its fallback if its own address does not give it."""
        try:
            return self._download(download, partial)
        except AttemptFailure:
            if not download.fallback:
                raise
        staged = self._download(replace(download, url=download.fallback), partial)
        return replace(staged, used_fallback=True)

    def _download(self, download: Download, partial: PartialDownload) -> StagedFile:
        if not host_of(download.url.strip()):
            raise AttemptFailure(_("it is no web address"))
        with self.hosts.counted(host_of(download.url.strip())):
            transfer = transfer_file(download, partial, self.context)
        response = transfer.response
        try:
            size, sha256 = self._unpack(partial, transfer)
            content = check_content(partial.path, download, response.media_type)
        except AttemptFailure:
            partial.discard()
            raise
        return StagedFile(partial.path, size, sha256, response.media_type, response.url, content)

    def _unpack(self, partial: PartialDownload, transfer: CompletedTransfer) -> tuple[int, str]:
        """Undo the compression of a transfer, which some stores apply to texts unasked; return size and SHA-256."""
        encoding = transfer.response.header("content-encoding").strip().lower()
        if encoding in {"", "identity"}:
            return transfer.size, transfer.sha256
        if encoding not in GZIP_NAMES:
            raise AttemptFailure(_("the server compressed it ({name}) although it may not").format(name=encoding))
        partial.forget_version()
        _unzip(partial.path, self.context.policy.max_file_bytes)
        digest = file_digest(partial.path)
        return digest.size, digest.sha256

    def _put(self, staged: StagedFile, download: Download, *, move: bool) -> FetchedFile | FailedDownload:
        """Copy or move a file to its place, unless there is a file already."""
        with staged.path.open("rb") as file:
            suffix = file_suffix(download, staged.content, staged.media_type, file.read(_HEAD_BYTES))
        path = planned_path(download.path, suffix)
        place = self.root / path
        if not place.exists():
            make_folders(place.parent)
            if move:
                put_in_place(staged.path, place)
            else:
                with atomic_path(place) as temporary:
                    shutil.copyfile(staged.path, temporary)
        elif not place.is_file() or file_sha256(place) != staged.sha256:
            sentence = _("{path}: is another file than that of {url}, and was left as it is")
            return FailedDownload(download, sentence.format(path=path, url=download.url))
        fetched = FetchedFile(
            *(download, path, staged.size, staged.sha256, staged.media_type, staged.url),
            used_fallback=staged.used_fallback,
        )
        self.journal.add(fetched)
        return fetched


def _unzip(path: Path, max_bytes: int) -> None:
    """Replace a gzip file by its content.

    Raises:
        AttemptFailure: it is damaged, or its content is larger than `max_bytes`.
    """
    decompressor, size = zlib.decompressobj(ANY_ZLIB), 0
    with atomic_path(path) as temporary, path.open("rb") as source, temporary.open("wb") as target:
        while block := decompressor.unconsumed_tail or source.read(BLOCK):
            try:
                data = decompressor.decompress(block, BLOCK)
            except zlib.error:
                raise AttemptFailure(_("the server compressed it wrongly")) from None
            size += target.write(data)
            if size > max_bytes:
                raise AttemptFailure(_("it is larger than {size} MB").format(size=max_bytes >> 20))
