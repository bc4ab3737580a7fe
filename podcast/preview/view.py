"""The state of the preview: a frozen value, replaced as a whole when something changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from podcast import urls

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_PREFIX = "_preview/"  # below the base; no slug has an underscore, so no page of a show is in the way


@dataclass(frozen=True, slots=True)
class View:
    """The last good build, and the problems since.

    Args:
        site: the folder that is served.
        files: every file of the build by its path below `site`, with a text that changes when the file does.
        link: the show's public address, which feeds are full of.
        title: the show's.
        marks: episodes that are not public yet, by slug: the reason (`draft`, `scheduled for …`).
        problems: the problems that prevent a newer build, a line for each.
        activity: a step that is running and takes a while.
        rebuilt: the files that the last build changed, a line for each.
    """

    site: Path = Path()
    files: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    title: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    activity: str = ""
    rebuilt: tuple[str, ...] = ()

    def file_for(self, path: str) -> str:
        """The file for a URL path: the one of the build, else the page for 404."""
        name = urls.file_path(path)
        return name if name in self.files else urls.NOT_FOUND

    def version(self, path: str) -> str:
        """A text that changes when the response to a URL path does."""
        return self.files.get(self.file_for(path), "")


@dataclass(frozen=True, slots=True)
class PreviewAddress:
    """Host, port and token of the preview; the token is a part of every path, so that others cannot guess it."""

    host: str
    port: int
    token: str = ""

    @property
    def path(self) -> str:
        """The prefix of every path: `/`, or `/3f0c…/`."""
        return f"/{self.token}/" if self.token else "/"

    @property
    def url(self) -> str:
        """The URL of the site's home."""
        return f"http://{self.host}:{self.port}{self.path}"
