"""Places below a show's root folder: the site, the cache and everything in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.files.cache import database_path

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
    def report(self) -> Path:
        """The mastering report, for the producer."""
        return self.cache / "report.html"

    def listening_page(self, slug: str) -> Path:
        """The page to hear an episode before and after mastering, for the producer; its audio files lie beside it."""
        return self.cache / "listen" / slug / "index.html"

    @property
    def site_kind(self) -> str:
        """The kind of cache rows with the files of `site`, see `podcast.steps.site_writer`."""
        return "preview" if self.preview else "site"

    @property
    def build_record(self) -> Path:
        """The states of everything that the last build has read and written; see `podcast.steps.build_state`."""
        return self.cache / "build.json"

    @property
    def status_record(self) -> Path:
        """The status of all episodes after the last build; see `podcast.checks.caching.remembered_status`."""
        return self.cache / "status.json"

    @property
    def database(self) -> Path:
        """The cache of everything that is remembered between runs; see `podcast.files.cache`."""
        return database_path(self.root)

    def master(self, fingerprint: str) -> Path:
        """A master, by its fingerprint."""
        return self.cache / "masters" / f"{fingerprint}.mp3"
