"""Opens a branch as a target; a path of this computer may be a work tree, or a folder in one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.git.branch_address import parse_git_address
from podcast.publish.targets.git.git_program import local_git
from podcast.publish.targets.git.git_target import GitTarget
from podcast.publish.targets.git.repository import Repository
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from podcast.publish.targets.git.branch_address import GitAddress
    from podcast.publish.targets.retry import Retrier

CACHE_FOLDER: Final = ".podcast/git"  # below the show's root


def open_git_target(target: str, root: Path, retrier: Retrier, *, has_audio_elsewhere: bool) -> GitTarget:
    """Open a branch.

    Args:
        target: of `publish:`.
        root: the show's folder; paths are relative to it, and objects are kept in it.
        retrier: of requests to the server.
        has_audio_elsewhere: whether the audio is on another target.

    Raises:
        PublishError: the address is not valid; a repository of this computer does not exist.
    """
    address = parse_git_address(target)
    if not address.host:
        address = _local_address(address, root)
    return GitTarget(Repository(address, root / CACHE_FOLDER), retrier, has_audio_elsewhere=has_audio_elsewhere)


def _local_address(address: GitAddress, root: Path) -> GitAddress:
    """The address of a repository on this computer, with its absolute path, its branch and its folder."""
    path = (root / Path(address.repository).expanduser()).resolve()
    git_folder = local_git(path, "rev-parse", "--absolute-git-dir") if path.is_dir() else None
    if git_folder is None:
        raise PublishError(
            _(
                "there is no git repository in {path}; create it with `git init --bare {path}`, or correct "
                "`publish: target:`"
            ).format(path=path),
            EXIT_REFUSED,
        )
    top = local_git(path, "rev-parse", "--show-toplevel")  # fails in a bare repository
    branch = address.branch or (local_git(path, "symbolic-ref", "--short", "HEAD") if top else None)
    if not branch:
        raise PublishError(
            _("the target names no branch of {path}; add it, for example git+file:{path}#gh-pages").format(path=path),
            EXIT_REFUSED,
        )
    if not top:
        return replace(address, repository=git_folder, branch=branch)
    inner = path.relative_to(Path(top).resolve()).as_posix()
    folder = "/".join(part for part in (inner if inner != "." else "", address.folder) if part)
    return replace(address, repository=str(Path(top).resolve()), branch=branch, folder=folder)
