"""Where things are kept below a show's root folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProjectPaths:
    """Where things are kept below the show's root; a preview has a site of its own, which nobody publishes."""

    root: Path
    preview: bool = False

    @property
    def site(self) -> Path:
        """What is published, or looked at."""
        return self.cache / "preview" / "site" if self.preview else self.root / "site"

    @property
    def cache(self) -> Path:
        """What may be lost."""
        return self.root / ".podcast"

    @property
    def record(self) -> Path:
        """What the last build made."""
        return self.cache / "preview" / "built.json" if self.preview else self.cache / "built.json"

    @property
    def report(self) -> Path:
        """The report on the mastering, for the producer's eyes."""
        return self.cache / "report.html"

    @property
    def fingerprints(self) -> Path:
        """The SHA-256 of what builds read."""
        return self.cache / "fingerprints.json"

    def heard(self, recording: str) -> Path:
        """What was heard of a recording, by its SHA-256."""
        return self.cache / "heard" / f"{recording[:32]}.json"

    def master(self, fingerprint: str) -> Path:
        """A master."""
        return self.cache / "masters" / f"{fingerprint}.mp3"
