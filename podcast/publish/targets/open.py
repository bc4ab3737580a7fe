"""Opens the target that podcast.yaml names: object storage (s3/) or a folder (folder.py)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.s3_target import S3Target
from podcast.publish.targets.target import validate_key
from podcast.publish.targets.wrappers import DryRun, ManifestCache

if TYPE_CHECKING:
    from podcast.model.groups import Publish
    from podcast.publish.targets.target import Target

__all__ = ["DryRun", "FolderTarget", "ManifestCache", "open_target"]

MANIFEST_FOLDER: Final = ".podcast/manifests"  # below the show's root


def open_target(publish: Publish, root: Path) -> Target:
    """Open the target that `podcast.yaml` names; its latest manifest is cached under the show's root.

    Args:
        publish: `publish:` of podcast.yaml. A target without `s3://` is a folder, relative to the show's root.
        root: the folder of podcast.yaml.

    Raises:
        PublishError: it is not a valid target, or one that contains the show itself.
    """
    scheme, separator, rest = publish.target.partition("://")
    if not separator:
        return ManifestCache(
            FolderTarget(_require_separate(Path(publish.target).expanduser(), root)), root / MANIFEST_FOLDER
        )
    bucket, _slash, prefix = rest.partition("/")
    if scheme != "s3" or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]+", bucket):
        raise PublishError(
            _(
                '"{target}" is not a valid target; write s3://bucket/prefix (with a valid bucket '
                "name) or a folder in `publish: target:`"
            ).format(target=publish.target)
        )
    prefix = prefix.strip("/")
    location = S3Location(bucket, validate_key(prefix) if prefix else "", publish.endpoint, publish.region)
    return ManifestCache(S3Target(location), root / MANIFEST_FOLDER)


def _require_separate(folder: Path, root: Path) -> Path:
    """Return a folder that neither contains the show nor is part of its sources or its build."""
    target, show = (root / folder).resolve(), root.resolve()
    if show.is_relative_to(target) or target.is_relative_to(show / "site") or target.is_relative_to(show / "episodes"):
        raise PublishError(
            _(
                "{target} cannot be the target: it contains the show itself; name another folder in `publish: target:`"
            ).format(target=target)
        )
    return target
