"""Addresses of web space: `sftp://user@host:port/folder`, `ftps://…`, `webdavs://…`, `rsync+ssh://…`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED

__all__ = ["SCHEMES", "Address", "format_address", "parse_address"]

# Each scheme with the one that is meant, and whether everyone on the way can read what is sent.
SCHEMES: Final = {
    "sftp": ("sftp", False),
    "ftps": ("ftps", False),
    "ftp": ("ftp", True),
    "webdavs": ("webdavs", False),
    "davs": ("webdavs", False),
    "webdav": ("webdav", True),
    "dav": ("webdav", True),
    "rsync+ssh": ("rsync+ssh", False),
}
ENCRYPTED: Final = {"ftp": "ftps", "webdav": "webdavs"}  # what to write instead

_HOST = re.compile(r"[\w.-]+|[0-9A-Fa-f:.]+(%[\w.-]+)?")  # a name, a number, or an IPv6 address with its zone


@dataclass(frozen=True, slots=True)
class Address:
    """Address of a folder on a server, without any password.

    `user` is empty if the address names none, `port` 0 if it is the scheme's. An absolute `folder` begins with a slash;
    one that does not is relative to the folder in which the server puts a user who logs in.
    """

    scheme: str  # one of the values in SCHEMES
    user: str
    host: str  # an IPv6 address has no brackets
    port: int
    folder: str  # decoded, without a slash at its end; "/" is the whole server, "" the user's own folder

    @property
    def server(self) -> str:
        """The address without user and folder, for messages; passwords are kept under it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}" if self.port else f"{self.scheme}://{host}"

    @property
    def has_home(self) -> bool:
        """Whether the folder is relative to the one in which the server puts the user."""
        return not self.folder.startswith("/")


def parse_address(target: str, *, insecure: bool = False) -> Address:
    """Parse the address of web space.

    Args:
        target: `publish: target:` of podcast.yaml, or `--target`.
        insecure: whether addresses are accepted at which password and files travel unencrypted.

    Raises:
        PublishError: it is no valid address, names a password, or is not encrypted.
    """
    scheme, _separator, rest = target.partition("://")
    if scheme not in SCHEMES or any(character in rest for character in "?# \t\\"):
        raise _invalid(target, _("write it as {example}").format(example="sftp://user@example.org/folder"))
    scheme, is_open = SCHEMES[scheme]
    try:
        parts = urlsplit(f"//{rest}")
        host, port = parts.hostname or "", parts.port or 0
    except ValueError:
        raise _invalid(target, _("the port is a number from 1 to 65535, and an IPv6 address is in brackets")) from None
    user, colon, _password = parts.netloc.rpartition("@")[0].partition(":")
    if colon:
        raise _password_error(rest, scheme)
    if not _HOST.fullmatch(host):
        raise _invalid(
            target, _("it names no server; write it as {example}").format(example=f"{scheme}://example.org/")
        )
    if is_open and not insecure:
        raise _unencrypted_error(target, scheme)
    return Address(scheme, unquote(user), host, port, _folder(target, parts.path))


def format_address(address: Address) -> str:
    """Return the text of an address, as `parse_address` takes it."""
    user = f"{quote(address.user, safe='')}@" if address.user else ""
    scheme, separator, place = address.server.partition("://")
    folder = quote(address.folder, safe="/")
    return f"{scheme}{separator}{user}{place}{folder if not address.has_home else f'/~/{folder}'.rstrip('/')}"


def _folder(target: str, path: str) -> str:
    """The decoded folder of an address; `/~/` in front of it stands for the user's own folder."""
    first, *rest = parts = unquote(path).strip("/").split("/")
    is_home = first == "~"
    below = "/".join(rest if is_home else parts)
    if any(ord(character) < ord(" ") for character in below):
        raise _invalid(target, _("a folder's name has no control characters"))
    if below and any(part in {"", ".", ".."} for part in below.split("/")):
        raise _invalid(target, _("its folder has an empty part, or one of dots alone"))
    return below if is_home else f"/{below}"


def _invalid(target: str, remedy: str) -> PublishError:
    sentence = _('"{target}" is not a valid target: {problem}')
    return PublishError(sentence.format(target=target, problem=remedy), EXIT_REFUSED)


def _password_error(rest: str, scheme: str) -> PublishError:
    """The error for an address with a password, which it does not repeat."""
    user, _at, place = rest.rpartition("@")
    return PublishError(
        _(
            "the target names a password, and podcast.yaml is no place for one: others may read that file. Write "
            "{target}, change the password if others have seen it, and set it in PODCAST_PASSWORD, or wait to be "
            "asked for it"
        ).format(target=f"{scheme}://{user.partition(':')[0]}@{place}"),
        EXIT_REFUSED,
    )


def _unencrypted_error(target: str, scheme: str) -> PublishError:
    return PublishError(
        _(
            '"{target}" is not encrypted: everyone on the way can read the password and replace the files. Write '
            "{encrypted}://, or set `insecure: true` under `publish:` in podcast.yaml if the server cannot do better"
        ).format(target=target, encrypted=ENCRYPTED[scheme]),
        EXIT_REFUSED,
    )
