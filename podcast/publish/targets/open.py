"""Where a site can be published to: object storage (s3.py) or a folder (folder.py)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.folder import Folder
from podcast.publish.targets.s3.client import Place
from podcast.publish.targets.s3.s3_target import S3
from podcast.publish.targets.target import proper
from podcast.publish.targets.wrappers import DryRun, Remembering

if TYPE_CHECKING:
    from podcast.model.groups import Publish
    from podcast.publish.targets.target import Target

__all__ = ["DryRun", "Folder", "Remembering", "open_target"]

MEMORY: Final = ".podcast/manifests"  # below the show's root


def open_target(publish: Publish, root: Path) -> Target:
    """The target that `podcast.yaml` names; manifests read or written are remembered under the show's root.

    Args:
        publish: `publish:` of podcast.yaml. A target without `s3://` is a folder, relative to the show's root.
        root: the folder of podcast.yaml.

    Raises:
        PublishError: it is no target, or one that would swallow the show itself.
    """
    scheme, separator, rest = publish.target.partition("://")
    if not separator:
        return Remembering(Folder(_apart(Path(publish.target).expanduser(), root)), root / MEMORY)
    bucket, _slash, prefix = rest.partition("/")
    if scheme != "s3" or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]+", bucket):
        raise PublishError(
            _('"{target}" is no target; write s3://bucket/prefix, or a folder, in `publish: target:`').format(
                target=publish.target
            )
        )
    prefix = prefix.strip("/")
    place = Place(bucket, proper(prefix) if prefix else "", publish.endpoint, publish.region)
    return Remembering(S3(place), root / MEMORY)


def _apart(folder: Path, root: Path) -> Path:
    """A folder that neither holds the show nor is where its site is built."""
    target, show = (root / folder).resolve(), root.resolve()
    if show.is_relative_to(target) or target.is_relative_to(show / "site") or target.is_relative_to(show / "episodes"):
        raise PublishError(
            _(
                "{target} cannot be the target: the show itself is kept there; name another folder in "
                "`publish: target:`"
            ).format(target=target)
        )
    return target
