"""Folders that web servers serve, known by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from pathlib import Path

# Those of the packages of web servers, and names that providers of web space use.
WEB_ROOTS: Final = ("/var/www", "/srv/www", "/srv/http", "/usr/share/nginx", "/Library/WebServer")
WEB_ROOT_NAMES: Final = frozenset({"htdocs", "httpdocs", "public_html", "webroot", "wwwroot", "www"})


def web_root(folder: Path) -> Path | None:
    """The web root that a folder is, or is below, as far as names tell; None if it is none."""
    for parent in (folder, *folder.parents):
        if str(parent) in WEB_ROOTS or parent.name.lower() in WEB_ROOT_NAMES:
            return parent
    return None


def require_outside_web_root(folder: Path, private: str) -> None:
    """Require that a folder is not below a web root: what it has is public as soon as it is written.

    Args:
        folder: of the target.
        private: what it would keep, below the folder.

    Raises:
        PublishError: it is below one.
    """
    if root := web_root(folder.resolve()):
        raise PublishError(
            _(
                "{folder} is below {root}, which a web server shows to everyone, so the show's sources, drafts "
                "included, would not be private there; nothing was published. Publish to another folder and copy it "
                "to the web server without {private}, or remove `keep_source` from podcast.yaml"
            ).format(folder=folder, root=root, private=private),
            EXIT_REFUSED,
        )
