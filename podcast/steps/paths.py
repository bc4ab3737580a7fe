"""Places below a show's root folder: the site, the cache and everything in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProjectPaths:
    """Paths below the show's root; a preview has a site and a record of its own, which are never published."""

    root: Path
    preview: bool = False

    @property
    def site(self) -> Path:
        """The folder that is published, or previewed."""
        return self.cache / "preview" / "site" if self.preview else self.root / "site"

    @property
    def cache(self) -> Path:
        """The folder of everything that can be made again."""
        return self.root / ".podcast"

    @property
    def record(self) -> Path:
        """The record of the last build."""
        return self.cache / "preview" / "built.json" if self.preview else self.cache / "built.json"

    @property
    def report(self) -> Path:
        """The mastering report, for the producer."""
        return self.cache / "report.html"

    @property
    def fingerprints(self) -> Path:
        """The cache of the SHA-256 of everything that builds read."""
        return self.cache / "fingerprints.json"

    def preflight(self, recording: str) -> Path:
        """The result of analysing a recording, by its SHA-256."""
        return self.cache / "heard" / f"{recording[:32]}.json"

    def master(self, fingerprint: str) -> Path:
        """A master, by its fingerprint."""
        return self.cache / "masters" / f"{fingerprint}.mp3"
