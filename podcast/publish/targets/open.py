"""Opens the target that podcast.yaml names: object storage (s3/) or a folder (folder.py)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.retry import Retrier
from podcast.publish.targets.s3.bucket_names import bucket_name_problem
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.s3_target import S3Target
from podcast.publish.targets.target import validate_key
from podcast.publish.targets.wrappers import DryRun, ManifestCache

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.model.groups import Publish
    from podcast.publish.targets.retry import RetryWait
    from podcast.publish.targets.target import Target

__all__ = ["DryRun", "FolderTarget", "ManifestCache", "open_target"]

MANIFEST_FOLDER: Final = ".podcast/manifests"  # below the show's root
OWN_FOLDERS: Final = ("episodes", "site", "templates", "schema", ".podcast")  # of a show: sources, build and caches


def open_target(publish: Publish, root: Path, on_wait: Callable[[RetryWait], None] | None = None) -> Target:
    """Open the target that `podcast.yaml` names; its latest manifest is cached under the show's root.

    Args:
        publish: `publish:` of podcast.yaml. A target without `s3://` is a folder, relative to the show's root.
        root: the folder of podcast.yaml.
        on_wait: called in any thread while a request to a store is tried again for more than a few seconds.

    Raises:
        PublishError: it is not a valid target, or one that contains the show itself.
    """
    scheme, separator, rest = publish.target.partition("://")
    if not separator:
        return ManifestCache(
            FolderTarget(_require_separate(Path(publish.target).expanduser(), root)), root / MANIFEST_FOLDER
        )
    bucket, _slash, prefix = rest.partition("/")
    if scheme != "s3":
        sentence = _(
            '"{target}" is not a valid target: {scheme}:// is not supported; write s3://bucket/prefix, or a folder'
        )
        raise PublishError(sentence.format(target=publish.target, scheme=scheme))
    if problem := bucket_name_problem(bucket, is_amazon=publish.endpoint is None):
        raise PublishError(
            _('"{target}" is not a valid target: {problem}').format(target=publish.target, problem=problem)
        )
    prefix = prefix.strip("/")
    location = S3Location(bucket, validate_key(prefix) if prefix else "", publish.endpoint, publish.region)
    return ManifestCache(S3Target(location, Retrier(on_wait=on_wait)), root / MANIFEST_FOLDER)


def _require_separate(folder: Path, root: Path) -> Path:
    """Return a folder that neither contains the show nor is part of its sources, its build or its caches."""
    target, show = (root / folder).resolve(), root.resolve()
    own_folders = {name: (show / name).resolve() for name in OWN_FOLDERS}  # each may be a link
    for name, own_folder in own_folders.items():
        if target.is_relative_to(own_folder):
            raise PublishError(
                _(
                    "{target} cannot be the target: {name}/ belongs to the show itself; name another folder in "
                    "`publish: target:`"
                ).format(target=target, name=name)
            )
    if any(path.is_relative_to(target) for path in (show, *own_folders.values())):
        raise PublishError(
            _(
                "{target} cannot be the target: it contains the show itself; name another folder in `publish: target:`"
            ).format(target=target)
        )
    return target
