"""Proof of an imported folder, at any time after its import: its episodes are paired with the items of the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.importing.downloads.download_journal import DownloadJournal
from podcast.importing.mapping.finding_log import FindingLog
from podcast.importing.mapping.items.plan_items import identified_items
from podcast.importing.mapping.write_show import read_existing
from podcast.importing.proof.folder_feed import read_folder_feed
from podcast.importing.proof.prove_import import ProofItem, prove_import, source_audio
from podcast.importing.proof.source_files import SourceFiles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from podcast.checks.examine import Examination
    from podcast.importing.downloads.policy import FailedDownload
    from podcast.importing.proof.import_proof import ImportProof
    from podcast.importing.source.read_source import SourceFeed


def prove_folder(
    source: SourceFeed, root: Path, failed: Iterable[FailedDownload]
) -> tuple[ImportProof | None, Examination]:
    """Compare a folder with the feed that it was imported from, as far as its episodes are in both.

    Args:
        source: the feed.
        root: the folder of the show.
        failed: the files of the source that could not be fetched.

    Returns:
        The proof, None if podcast.yaml has problems of form; and the examination of the folder.

    Raises:
        FileError: the disk refuses.
    """
    items = proof_items(source, root)
    feed, examination = read_folder_feed(root, source_audio(items))
    if feed is None:
        return None, examination
    files = SourceFiles(root, DownloadJournal(root).entries(), failed)
    return prove_import(source, items, feed, files), examination


def proof_items(source: SourceFeed, root: Path) -> list[ProofItem]:
    """Return the items of the source that the folder has an episode of."""
    slugs = read_existing(root).slugs
    numbers = {id(item): number for number, item in enumerate(source.items, start=1)}
    return [
        ProofItem(numbers[id(item.source)], slugs[item.guid], item.guid, item.source)
        for item in identified_items(source, FindingLog(), {})
        if item.guid in slugs
    ]
