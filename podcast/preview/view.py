"""What the preview shows at a moment: a frozen value, replaced as a whole when something changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from podcast import urls as addresses

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN = "_preview/"  # below the base; no slug has an underscore, so no page of a show is in the way


@dataclass(frozen=True, slots=True)
class View:
    """The last good build, and what is wrong since.

    Args:
        site: the folder that is served.
        files: every file of the build by its path below `site`, with a text that changes when the file does.
        link: the show's public address, which feeds are full of.
        title: the show's.
        marks: what nobody but us may see yet, by slug: why (`draft`, `scheduled for …`).
        wrong: what stands in the way of a newer build, a line for each; empty when all is well.
        doing: what takes a while just now.
        rebuilt: what the last build changed, a line for each.
    """

    site: Path = Path()
    files: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    title: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    doing: str = ""
    rebuilt: tuple[str, ...] = ()

    def found(self, path: str) -> str:
        """The file that answers an address: the one that lies there, else the page for lost visitors."""
        name = addresses.file(path)
        return name if name in self.files else addresses.NOT_FOUND

    def version(self, path: str) -> str:
        """A text that changes when the answer to an address does."""
        return self.files.get(self.found(path), "")


@dataclass(frozen=True, slots=True)
class Base:
    """Where the preview is: `token` is a part of every path, so that nobody in the same network finds it by chance."""

    host: str
    port: int
    token: str = ""

    @property
    def path(self) -> str:
        """Before every address of the site: `/`, or `/3f0c…/`."""
        return f"/{self.token}/" if self.token else "/"

    @property
    def url(self) -> str:
        """The same with scheme and host."""
        return f"http://{self.host}:{self.port}{self.path}"
