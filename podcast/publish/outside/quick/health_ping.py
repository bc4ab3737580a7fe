"""A request to a service that waits for one, and alerts where it does not come or says that something failed.

Healthchecks.io and its relatives take a POST to an address, and to the same address with `/fail` for a failure; the
body is kept as a log (https://healthchecks.io/docs/http_api/). Others have an address of their own for failures.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

from podcast.i18n import _
from podcast.publish.outside.site_client import NoResponse, post

if TYPE_CHECKING:
    from collections.abc import Callable

PAUSES: Final = (1.0, 5.0)  # seconds before the second and the third attempt
_TEXT: Final = "text/plain; charset=utf-8"


def failure_address(url: str) -> str:
    """The address for failures that Healthchecks.io has beside an address: `/fail` at the end of its path."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/fail"))


def send_ping(url: str, line: str, sleep: Callable[[float], None] = time.sleep) -> str:
    """Send a ping, up to three times; return why it failed, or an empty text.

    Args:
        url: of the service.
        line: sent as the body.
        sleep: waits a number of seconds.
    """
    reason = _ping(url, line)
    for pause in PAUSES:
        if not reason:
            break
        sleep(pause)
        reason = _ping(url, line)
    return reason


def _ping(url: str, line: str) -> str:
    response = post(url, line.encode(), _TEXT)
    if isinstance(response, NoResponse):
        return response.detail
    return "" if 200 <= response.status < 300 else _("status {status}").format(status=response.status)
