"""Files on a WebDAV server.

DELETE of a folder deletes all that is in it, whatever the request was meant for (RFC 4918, 9.6.1). So a file is only
deleted after the server was asked whether it is one, and a folder only after it was moved away and is seen to be empty:
what someone else puts there meanwhile is either seen, or refused by the server.
"""

from __future__ import annotations

import contextlib
import io
import secrets
import time
from typing import TYPE_CHECKING, BinaryIO, Final, cast
from urllib.parse import unquote, urlsplit

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol.state import OWN_PREFIX
from podcast.publish.targets.retry import TransientError
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.remote_files import MAX_FOLDER_CREATIONS
from podcast.publish.targets.web_space.webdav.moves import Moves
from podcast.publish.targets.web_space.webdav.multistatus import PROPERTIES, NotMultistatusError, parse_multistatus
from podcast.publish.targets.web_space.webdav.webdav_errors import compressed_error, not_webdav_error, status_error
from podcast.publish.targets.web_space.webdav.webdav_requests import DavRequest, WebDavRequests
from podcast.publish.targets.web_space.webdav.write_probe import REACTION_TIME, BrokenOffError, HalfFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast import http
    from podcast.publish.targets.web_space.addresses import Address
    from podcast.publish.targets.web_space.credentials import PasswordPrompt
    from podcast.publish.targets.web_space.remote_files import FileInfo

    _Listing = tuple[FileInfo | None, list[tuple[str, FileInfo]]]  # what is at a path, and what is directly in it

__all__ = ["WebDavFiles"]

_XML: Final = {"Content-Type": "application/xml; charset=utf-8"}
_DONE: Final = {200, 201, 204}
_ABSENT: Final = {404, 410}
_OWN_FOLDER: Final = OWN_PREFIX.rstrip("/")


class WebDavFiles:
    """Files on a WebDAV server, see `RemoteFiles`.

    Args:
        address: of the folder.
        prompt: asks for a password, see `Credentials`.

    Raises:
        PublishError: the folder is to be relative to the user's own, which WebDAV does not have.
    """

    def __init__(self, address: Address, prompt: PasswordPrompt | None = None) -> None:
        if address.has_home:
            raise _no_home_error(address)
        self.checks_bytes = address.scheme == "webdavs"
        self._folder = address.folder.rstrip("/")
        self._requests = WebDavRequests(address, prompt)
        self._moves = Moves(self._requests)
        self._lists_dot_names: bool | None = None

    def info(self, path: str) -> FileInfo | None:
        """See `RemoteFiles`."""
        return self._properties(path, "0", _("looking for {path}").format(path=path or "/"))[0]

    def list(self, path: str) -> Iterator[tuple[str, FileInfo]]:
        """See `RemoteFiles`. nginx leaves out names that begin with a dot: the publisher's own folder is looked for."""
        children = self._properties(path, "1", _("listing {path}").format(path=path or "/"))[1]
        yield from children
        if not path and _OWN_FOLDER not in dict(children) and (info := self.info(_OWN_FOLDER)):
            yield _OWN_FOLDER, info

    def read(self, path: str, file: BinaryIO, size: int | None = None) -> bool:
        """See `RemoteFiles`."""
        action = _("reading {path}").format(path=path)
        headers = {} if size is None else {"Range": f"bytes=0-{size - 1}"}
        with self._requests.open_response(DavRequest("GET", self._url_path(path), action, headers)) as (head, blocks):
            if head.status in _ABSENT:
                return False
            if head.status == 416:  # the file is empty
                return True
            if head.status not in {200, 206}:
                raise status_error(head, action)
            _check_is_file(head, path, action)
            _copy(blocks, file, size)
            return True

    def write(self, path: str, source: BinaryIO) -> None:
        """See `RemoteFiles`."""
        action = _("writing {path}").format(path=path)
        response = self._send(DavRequest("PUT", self._url_path(path), action, source=source))
        if response.status not in _DONE:
            raise status_error(response, action)

    def writes_whole(self, path: str) -> bool:
        """See `ReplacesWhole`."""
        before = self._read_bytes(path)
        seen: list[bytes] = []
        with contextlib.suppress(BrokenOffError, TransientError):  # the server may close the connection first
            self.write(path, cast("BinaryIO", HalfFile(lambda: seen.append(self._read_bytes(path)))))
        time.sleep(REACTION_TIME)
        return [*seen, self._read_bytes(path)] == [before, before]

    def rename(self, source: str, path: str) -> None:
        """See `RemoteFiles`."""
        action = _("renaming {path}").format(path=path)
        response = self._moves.move(self._url_path(source), self._url_path(path), action, may_replace=True)
        if response.status not in _DONE:
            raise status_error(response, action)

    def create_folder(self, path: str) -> bool:
        """See `RemoteFiles`. Of several who create a folder at once, servers tell some that it is forbidden.

        A folder that was there, and is not when it is looked at, was deleted meanwhile: it is asked for again.
        """
        action = _("creating {path}").format(path=path or "/")
        for _attempt in range(MAX_FOLDER_CREATIONS):
            response = self._send(DavRequest("MKCOL", self._url_path(path, is_folder=True), action))
            if response.status == 201:
                return True
            if response.status in _ABSENT or response.status == 409:
                break
            if self.info(path) is not None:
                return False
        raise status_error(response, action)

    def delete(self, path: str) -> None:
        """See `RemoteFiles`.

        Raises:
            PublishError: it is a folder.
        """
        info = self.info(path)
        if info is None:
            return
        if info.is_folder:
            raise PublishError(
                _("{path} on the server is a folder, but must be a file; move it away").format(path=path), EXIT_REFUSED
            )
        self._delete(path)

    def delete_folder(self, path: str) -> bool:
        """See `RemoteFiles`."""
        info, children = self._properties(path, "1", _("listing {path}").format(path=path))
        if info is None or not info.is_folder or children:
            return False
        if path.startswith(OWN_PREFIX):  # where only the publisher writes, with a lease
            self._delete(path, is_folder=True)
            return True
        return self._sees_all_names() and self._delete_moved(path)

    def clock_skew(self) -> float:
        """See `RemoteFiles`. By the Date of its responses, in whole seconds."""
        return self._requests.clock_skew

    def close(self) -> None:
        """See `RemoteFiles`."""
        self._requests.close()

    def _read_bytes(self, path: str) -> bytes:
        stream = io.BytesIO()
        self.read(path, stream)
        return stream.getvalue()

    def _sees_all_names(self) -> bool:
        """Whether listings have the names that begin with a dot: else a folder that seems to be empty may not be."""
        if self._lists_dot_names is None:
            names = dict(self._properties("", "1", _("listing {path}").format(path="/"))[1])
            self._lists_dot_names = _OWN_FOLDER in names
        return self._lists_dot_names

    def _delete_moved(self, path: str) -> bool:
        """Move a folder away and delete it if it is empty; else move it back."""
        moved, action = f"{OWN_PREFIX}empty-{secrets.token_hex(8)}", _("deleting {path}").format(path=path)
        old, new = self._url_path(path, is_folder=True), self._url_path(moved, is_folder=True)
        if self._moves.move(old, new, action, may_replace=False).status not in _DONE:
            return False
        if self._properties(moved, "1", action)[1]:
            self._moves.move(new, old, action, may_replace=False)
            return False
        self._delete(moved, is_folder=True)
        return True

    def _delete(self, path: str, *, is_folder: bool = False) -> None:
        action = _("deleting {path}").format(path=path)
        response = self._send(DavRequest("DELETE", self._url_path(path, is_folder=is_folder), action))
        if response.status not in _DONE | _ABSENT:
            raise status_error(response, action)

    def _properties(self, path: str, depth: str, action: str) -> _Listing:
        """Return the properties of a path, and with depth 1 those of what is directly in it."""
        return self._find_properties(self._url_path(path, is_folder=depth == "1" or not path), depth, action)

    def _find_properties(self, url_path: str, depth: str, action: str) -> _Listing:
        request = DavRequest("PROPFIND", url_path, action, {"Depth": depth, **_XML}, PROPERTIES)
        with self._requests.open_response(request) as (head, blocks):
            if head.status in _ABSENT:
                return None, []
            if head.status == 207:
                try:
                    return parse_multistatus(blocks, url_path)
                except NotMultistatusError as error:
                    raise not_webdav_error(action, head.status) from error
        if unquote(urlsplit(head.header("location")).path) != f"{url_path}/":
            raise status_error(head, action)
        return self._find_properties(f"{url_path}/", depth, action)  # it is a folder, to which this server redirects

    def _send(self, request: DavRequest) -> http.Response:
        return self._requests.send(request)[0]

    def _url_path(self, path: str, *, is_folder: bool = False) -> str:
        """The path on the server; that of a folder ends with a slash, without which servers redirect or refuse."""
        below = f"/{path}" if path else ""
        return f"{self._folder}{below}/" if is_folder else f"{self._folder}{below}" or "/"


def _copy(blocks: Iterator[bytes], file: BinaryIO, size: int | None) -> None:
    left = size
    for block in blocks:
        file.write(block if left is None else block[:left])
        left = None if left is None else left - len(block)
        if left is not None and left <= 0:
            return


def _check_is_file(head: http.Response, path: str, action: str) -> None:
    """Check that a response has the bytes of a file, as they were written.

    Raises:
        PublishError: it is a web page in place of something else, or compressed.
        TransientError: nobody would notice if it were cut short.
    """
    if head.media_type == "text/html" and path.endswith(".json"):
        raise not_webdav_error(action, head.status)
    if head.header("content-encoding").lower() not in {"", "identity"}:
        raise compressed_error(action, head.header("content-encoding"))
    if not head.header("content-length") and "chunked" not in head.header("transfer-encoding").lower():
        raise TransientError(_("the response does not tell its length"))


def _no_home_error(address: Address) -> PublishError:
    return PublishError(
        _(
            "WebDAV has no folder of the user's own, so /~/ means nothing there; write the whole path, such as "
            "{server}/folder, in `publish: target:`"
        ).format(server=address.server),
        EXIT_REFUSED,
    )
