"""Addresses of branches: `git+ssh://git@host/path.git#branch`, `git+https://…`, `git+file:path`; pure.

A folder in the branch follows after a colon, as git writes it: `#main:docs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.target import validate_key

SCHEMES: Final = ("git+ssh", "git+https", "git+file")
EXAMPLE: Final = "git+ssh://git@github.com/office/podcast.git#gh-pages"
# What git-check-ref-format(1) forbids in a branch.
_BAD_BRANCH: Final = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^[-/.]|[/.]$|\.lock(?:/|$)|/\.|^@$")
_COPIED: Final = re.compile(r"(?P<user>[\w.-]+)@(?P<host>[\w.-]+):(?!//)(?P<path>\S+)")  # as hosts show it, and scp


@dataclass(frozen=True, slots=True)
class GitAddress:
    """Address of a folder in a branch.

    `repository` is a URL, or a path if `host` is empty; `branch` is empty if that of a work tree is meant; `folder` is
    a path in the branch, empty for the whole.
    """

    repository: str
    branch: str
    folder: str = ""
    host: str = ""
    user: str = ""
    port: int = 0

    @property
    def ref(self) -> str:
        """The full name of the branch."""
        return f"refs/heads/{self.branch}"

    @property
    def is_https(self) -> bool:
        """Whether the repository is reached by HTTPS."""
        return self.repository.startswith("https://")


def is_git_address(target: str) -> bool:
    """Whether a target is meant as a branch of a git repository, well written or not."""
    looks_copied = _COPIED.fullmatch(target.partition("#")[0]) or re.match(r"https?://\S+\.git(?:#|/?$)", target)
    return bool(target.startswith(("git+", "git:")) or looks_copied)


def format_branch(repository: str, branch: str, folder: str = "") -> str:
    """Return the address of a branch.

    Args:
        repository: as its host shows it (`git@host:path.git`, `https://…`), an address, or a path of this computer.
        branch: its name.
        folder: in the branch.
    """
    place = f"#{branch}" + (f":{folder.strip('/')}" if folder.strip("/") else "") if branch or folder else ""
    if copied := _COPIED.fullmatch(repository):
        return f"git+ssh://{copied['user']}@{copied['host']}/{copied['path'].lstrip('/')}{place}"
    if "://" in repository:
        return f"git+{repository.removeprefix('git+')}{place}"
    return f"git+file:{repository.removeprefix('git+file:')}{place}"


def parse_git_address(target: str) -> GitAddress:
    """Parse the address of a branch.

    Raises:
        PublishError: it is not valid, not encrypted, or has a password in it.
    """
    address, _hash, place = target.partition("#")
    branch, _colon, folder = place.partition(":")
    scheme, _colon, rest = address.partition(":")
    if scheme not in SCHEMES:
        raise _invalid(target, _suggestion(target))
    if _BAD_BRANCH.search(branch) or (not branch and (scheme != "git+file" or folder)):
        raise _invalid(target, _("name the branch at its end, for example #gh-pages (GitHub) or #pages (Codeberg)"))
    folder = validate_key(folder.strip("/")) if folder.strip("/") else ""
    if scheme == "git+file":
        path = unquote(rest.removeprefix("//"))
        if not path:
            raise _invalid(target, _("write git+file: and the path of the repository"))
        return GitAddress(path, branch, folder)
    return _remote_address(target, f"{scheme.removeprefix('git+')}:{rest}", branch, folder)


def _remote_address(target: str, url: str, branch: str, folder: str) -> GitAddress:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 0
    except ValueError:
        host = ""
    if not host or host.startswith("-") or parts.path in {"", "/"} or parts.query:
        raise _invalid(target, _("write it like {example}").format(example=EXAMPLE))
    if parts.password is not None:
        raise PublishError(
            _(
                "the address of the target has a password in it, which everyone who sees podcast.yaml could read; "
                "remove it, and put it into the environment variable PODCAST_PASSWORD"
            )
        )
    return GitAddress(url, branch, folder, host, unquote(parts.username or ""), port)


def _suggestion(target: str) -> str:
    """How an address is to be written, made from what was copied from a host's page."""
    address, hash_, place = target.partition("#")
    branch = f"#{place}" if hash_ else f"#{_('BRANCH')}"
    if copied := _COPIED.fullmatch(address):
        path = copied["path"].lstrip("/")
        return _("write {address}").format(address=f"git+ssh://{copied['user']}@{copied['host']}/{path}{branch}")
    if address.startswith("https://"):
        return _("write {address}").format(address=f"git+{address}{branch}")
    if address.startswith(("git+http:", "http:")):
        return _("http:// is not encrypted; write git+https:// or git+ssh://")
    return _("write it like {example}").format(example=EXAMPLE)


def _invalid(target: str, remedy: str) -> PublishError:
    return PublishError(
        _('"{target}" is not the address of a branch; {remedy}').format(target=_without_password(target), remedy=remedy)
    )


def _without_password(target: str) -> str:
    return re.sub(r"(//[^/@:\s]*):[^/@\s]*@", r"\1@", target)
