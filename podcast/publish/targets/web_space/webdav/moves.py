"""Moves on a WebDAV server; `Destination` has the new address.

A server behind a proxy that ends TLS knows itself by http://, and refuses https:// as the address of another server
(502); Apache wants a whole address, others accept a path. So the form that a server understands is found by trying.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from podcast.publish.targets.web_space.webdav.webdav_requests import SAFE, DavRequest, WebDavRequests

if TYPE_CHECKING:
    from podcast import http

__all__ = ["Moves"]

_UNUSABLE: Final = {400, 502}  # the server does not understand the destination


class Moves:
    """Sends MOVE. Thread-safe.

    Args:
        requests: to the server.
    """

    def __init__(self, requests: WebDavRequests) -> None:
        self._requests, host = requests, requests.origin.partition("://")[2]
        self._prefixes = [requests.origin, "", f"http://{host}"]  # the one that was understood comes first

    def move(self, source: str, path: str, action: str, *, may_replace: bool) -> http.Response:
        """Move a file, or a folder with all that is in it.

        Args:
            source: path on the server; that of a folder ends with a slash.
            path: the new one.
            action: what this is for, in messages.
            may_replace: whether a file that is at the new path is replaced.

        Returns:
            The response, which may be a refusal.
        """
        target, overwrite = quote(path, safe=SAFE), "T" if may_replace else "F"
        refusals = []
        for prefix in tuple(self._prefixes):
            headers = {"Destination": f"{prefix}{target}", "Overwrite": overwrite}
            response, _body = self._requests.send(DavRequest("MOVE", source, action, headers))
            if response.status not in _UNUSABLE:
                self._prefixes = sorted(self._prefixes, key=lambda other, best=prefix: other != best)  # type: ignore[misc]
                return response
            refusals.append(response)
        return refusals[0]
