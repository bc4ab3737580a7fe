"""Contents of the files of a show's folder, by their paths: hashed once, and from the cache where they are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from podcast.files.cache import open_cache
from podcast.files.fingerprints import fingerprints
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SHA256_PREFIX: Final = "sha256:"


@dataclass(slots=True)
class FolderFiles:
    """The files below the folder of a show.

    Args:
        root: the folder.
    """

    root: Path
    _sha256: dict[str, str] = field(default_factory=dict)

    def hash_files(self, paths: Iterable[str]) -> None:
        """Hash files that are there; those that were hashed before and have not changed are not read.

        Args:
            paths: relative to the folder.

        Raises:
            FileError: the disk refuses.
        """
        present = {path: self.root / path for path in paths if self.is_file(path)}
        with open_cache(ProjectPaths(self.root).database, self.root) as cache:
            hashes: Mapping[Path, str] = fingerprints(present.values(), cache)
        self._sha256 |= {path: hashes[file] for path, file in present.items()}

    def content(self, path: str) -> str:
        """Return `sha256:…` of a file; empty if it was not hashed or is not there."""
        sha256 = self._sha256.get(path)
        return f"{SHA256_PREFIX}{sha256}" if sha256 else ""

    def sha256(self, path: str) -> str:
        """Return the digest of a file in lower-case hex; empty if it was not hashed or is not there."""
        return self._sha256.get(path, "")

    def is_file(self, path: str) -> bool:
        """Whether a file is there."""
        return (self.root / path).is_file()

    def size(self, path: str) -> int:
        """Return the size of a file in bytes."""
        return (self.root / path).stat().st_size
