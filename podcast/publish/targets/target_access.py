"""Test of a target before a publish: whether it can be reached, read, written and cleaned up, and what it can do.

Nothing is left there: a test writes one small object, or a folder with two, and deletes it. A branch is only asked
whether a push would be accepted.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from podcast.errors import PublishError
from podcast.files import os_errors
from podcast.i18n import _
from podcast.publish.protocol.state import OWN_PREFIX
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.git.git_target import GitTarget
from podcast.publish.targets.target import EXIT_REFUSED, Capabilities
from podcast.publish.targets.web_space.web_space_target import WebSpaceTarget

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.publish.targets.target import Target

NAME: Final = "podcast-test-"  # begins the name of what a test writes


@dataclass(frozen=True, slots=True)
class TargetAccess:
    """Access to a target: its capabilities, whether files can be deleted, whether its folder does not exist yet."""

    capabilities: Capabilities
    can_delete: bool = True
    is_missing: bool = False


def measure_access(target: Target) -> TargetAccess:
    """Test what a target permits.

    Args:
        target: opened for its pages alone, without wrappers.

    Raises:
        PublishError: it refuses, or cannot be reached.
    """
    key = f"{OWN_PREFIX}{NAME}{uuid4().hex[:12]}"
    if isinstance(target, FolderTarget):
        return _folder_access(target.folder)
    if isinstance(target, WebSpaceTarget):
        return TargetAccess(*target.measure_access(key))
    if isinstance(target, GitTarget):
        target.require_push()
        return TargetAccess(Capabilities())
    capabilities = target.detect_capabilities(key)
    return TargetAccess(capabilities, can_delete=target.head(key) is None)


def _folder_access(folder: Path) -> TargetAccess:
    """Write a file into a folder that exists; of one that does not, look whether it can be created."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        if not existing.is_dir():
            raise NotADirectoryError(20, os.strerror(20), str(existing))
        with tempfile.NamedTemporaryFile(prefix=NAME, dir=existing) as file:
            file.write(b"test")
    except OSError as error:
        raise PublishError(os_errors.os_error_message(existing, error), EXIT_REFUSED) from error
    return TargetAccess(Capabilities(), is_missing=existing != folder)


def access_sentences(access: TargetAccess) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what works, and what the target cannot do, in sentences."""
    works = [_("reading and writing work") if not access.can_delete else _("reading, writing and deleting work")]
    if access.is_missing:
        works.append(_("the folder does not exist yet; the first publish creates it"))
    hints = []
    if not access.can_delete:
        hints.append(_("files cannot be deleted there, so a file of this test stays, and old files will; permit that"))
    if not access.capabilities.conditional_writes:
        hints.append(
            _(
                "two publishes at once cannot be kept apart there: publish from one computer only, and set "
                "`single_writer: true` under `publish:`"
            )
        )
    if not access.capabilities.renames_over and not access.capabilities.writes_whole:
        hints.append(_("files are replaced in place: for a moment, visitors may meet one that is not complete"))
    return tuple(works), tuple(hints)
