"""Contents of the files of a source, by the addresses that its feed has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.importing.proof.chapter_contents import chapters_content
from podcast.importing.proof.folder_files import SHA256_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from podcast.importing.downloads.download_journal import JournalEntry
    from podcast.importing.downloads.policy import FailedDownload


class SourceFiles:
    """The files that were fetched, and those that could not be.

    Args:
        root: the folder of the show.
        fetched: the files, by the journal of the downloads.
        failed: those that could not be fetched.
    """

    def __init__(self, root: Path, fetched: Iterable[JournalEntry], failed: Iterable[FailedDownload]) -> None:
        """Read the chapters; no other file is read."""
        self.failed = {failure.download.url: failure.sentence for failure in failed}
        self._contents: dict[str, str] = {}
        chapters = {}
        for file in fetched:
            self._contents[file.url] = f"{SHA256_PREFIX}{file.sha256}"
            if file.kind == "chapters":
                chapters[file.url] = root / file.path
        for url, path in chapters.items():
            self._contents[url] = _chapters(path, self.content) or self._contents[url]

    def content(self, value: str) -> str:
        """Return what identifies the file behind an address of the source; any other value as it is."""
        return self._contents.get(value, value)


def _chapters(path: Path, content: Callable[[str], str]) -> str:
    return chapters_content(path.read_bytes(), content) if path.is_file() else ""
