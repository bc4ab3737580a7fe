"""Documents of the feeds on the disk: streamed item by item, and left alone while nothing in them changes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from podcast.artifacts import Staged
from podcast.errors import DamagedFileError, FileError
from podcast.files import fingerprints, os_errors
from podcast.files.digest import bytes_digest
from podcast.platform.file_changes import remove_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from podcast.artifacts import Artifact
    from podcast.feed.documents.document_plan import DocumentPlan
    from podcast.files.cache import Cache
    from podcast.pages.caching.job_planner import PreviousBuild
    from podcast.pages.render import MapFunction
    from podcast.steps.feed_files.item_cache import ItemCache
    from podcast.steps.paths import ProjectPaths


@dataclass(frozen=True, slots=True)
class DocumentWriter:
    """Where documents go: to the staging area if there is one, otherwise they are bytes.

    The fingerprint and the digest of each document are results of the cache. `map_function` renders items, in worker
    processes where there are some.
    """

    cache: Cache
    paths: ProjectPaths
    previous: PreviousBuild
    map_function: MapFunction = map

    @property
    def kind(self) -> str:
        """The kind of the cache's results."""
        return f"{self.paths.site_kind} feed"

    def documents(self, plans: Iterable[DocumentPlan], items: ItemCache) -> dict[str, Artifact]:
        """Return the documents by their addresses; those whose file in the site is right are not made.

        Raises:
            DamagedFileError: an item of the cache turned out to be damaged.
            FileError: the disk refuses.
        """
        artifacts: dict[str, Artifact] = {}
        for plan in plans:
            fingerprint = plan.fingerprint()
            before, sha256_before = self.cache.get_json(self.kind, plan.address) or ("", "")
            if before == fingerprint and plan.address in self.unchanged({plan.address: sha256_before}):
                artifacts[plan.address] = plan.address
                continue
            try:
                artifact, written = self._write(plan.address, plan.chunks(items.read))
            except ValueError as error:
                raise DamagedFileError(self.paths.database) from error
            self.cache.put_json(self.kind, plan.address, [fingerprint, written])
            artifacts[plan.address] = artifact
        self.cache.forget_unused(self.kind)
        return artifacts

    def unchanged(self, files: Mapping[str, str]) -> set[str]:
        """Return which files of the site have these digests; one whose state is known is not read."""
        present = {path: file for path in files if (file := self.paths.site / path).is_file()}
        on_disk = fingerprints.fingerprints(present.values(), self.cache)
        return {path for path, file in present.items() if on_disk[file] == files[path]}

    def _write(self, address: str, chunks: Iterator[bytes]) -> tuple[Artifact, str]:
        """Write a document; return it and its digest."""
        area = self.previous.staging_area
        if area is None:
            data = b"".join(chunks)
            return data, bytes_digest(data).sha256
        digest = write_chunks(area.staged / address, chunks)
        if self.unchanged({address: digest}):
            remove_file(area.staged / address)
            return address, digest
        return Staged(area.staged / address), digest


def write_chunks(path: Path, chunks: Iterator[bytes]) -> str:
    """Write a staged file chunk by chunk, without fsync; return its SHA-256.

    Raises:
        FileError: the disk refuses.
    """
    digest = sha256()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
    except OSError as error:
        raise FileError(os_errors.os_error_message(path, error)) from error
    return digest.hexdigest()
