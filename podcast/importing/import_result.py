"""Vocabulary of an import: the choices of the user, the events in between, and the result."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from podcast.importing.downloads.policy import BytesReceived, DownloadDelayed, DownloadFinished, DownloadsPlanned

if TYPE_CHECKING:
    from podcast.errors import Problem
    from podcast.importing.downloads.policy import FailedDownload
    from podcast.importing.findings import ImportFinding
    from podcast.importing.mapping.imported import ImportedShow
    from podcast.importing.proof.import_proof import ImportProof
    from podcast.importing.source.read_source import SourceFeed


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Choices of the user.

    Attributes:
        only: how many of the newest episodes are imported; None: all.
        with_audio: whether audio is fetched.
        is_own: whether the user says that a feed with a lock against imports is theirs.
        link: the address that the show will have; empty: the channel's own.
        language: of the comments in the YAML files, `de` or `en`.
        start: the current folder.
    """

    only: int | None = None
    with_audio: bool = True
    is_own: bool = False
    link: str = ""
    language: str = "en"
    start: Path = Path()


@dataclass(frozen=True, slots=True)
class SourceRead:
    """The source was read: its title, the number of its items and of its documents, and the folder of the show."""

    title: str
    items: int
    documents: int
    root: Path


@dataclass(frozen=True, slots=True)
class FilesWritten:
    """The folders of new episodes were written."""

    episodes: int


@dataclass(frozen=True, slots=True)
class ProofStarted:
    """The feed of the folder is being compared with the source: `items` are those to compare."""

    items: int


ImportEvent: TypeAlias = (
    SourceRead | DownloadsPlanned | BytesReceived | DownloadDelayed | DownloadFinished | FilesWritten | ProofStarted
)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import.

    Attributes:
        root: the folder of the show.
        source: the feed as it was read.
        imported: what was new, and the findings.
        written: the files that were written.
        failed: those that could not be fetched.
        problems: of the folder, as `podcast check` tells them.
        proof: the comparison with the source; None where podcast.yaml has problems, so that there is no feed.
        feed: the address that the feed will have; empty where podcast.yaml has problems.
    """

    root: Path
    source: SourceFeed
    imported: ImportedShow
    written: tuple[Path, ...]
    failed: tuple[FailedDownload, ...]
    problems: tuple[Problem, ...]
    proof: ImportProof | None
    feed: str

    @property
    def title(self) -> str:
        """The title of the source, on one line."""
        return source_title(self.source)

    @property
    def findings(self) -> tuple[ImportFinding, ...]:
        """Findings of the source and of the mapping: those of the show first, then as in the feed."""
        return (*self.source.findings, *self.imported.findings)

    @property
    def is_complete(self) -> bool:
        """Whether everything was fetched, and the proof has found nothing that matters."""
        return not self.failed and self.proof is not None and self.proof.is_lossless


def source_title(source: SourceFeed) -> str:
    """Return the title of a feed, on one line."""
    return " ".join(str(source.channel.findtext("title") or "").split())
