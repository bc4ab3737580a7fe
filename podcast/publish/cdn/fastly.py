"""Fastly: `POST /purge/{host and path}`, one address a request; `POST /service/{id}/purge_all` for everything.

Source: https://www.fastly.com/documentation/reference/api/purging/.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from podcast.http import Request
from podcast.i18n import gettext_noop
from podcast.publish.cdn.api_tokens import token_header
from podcast.publish.cdn.provider import Account, CdnProvider

if TYPE_CHECKING:
    from podcast.publish.cdn.invalidation import Invalidation

MAX_URLS: Final = 1000  # a second or two for a hundred


def requests(account: Account, invalidation: Invalidation) -> tuple[Request, ...]:
    """Return the requests: one for each address, or one for everything that the service has."""
    headers = {"Accept": "application/json"}
    if invalidation.is_complete:
        return (Request("POST", f"{account.api}/service/{account.id}/purge_all", headers, b""),)
    addresses = (url.partition("://")[2] for url in invalidation.urls)
    return tuple(Request("POST", f"{account.api}/purge/{address}", headers, b"") for address in addresses)


def problem_of(body: bytes) -> str:
    """The message of an error; empty if the status is `ok`."""
    try:
        response = json.loads(body)
        return "" if response.get("status") == "ok" else str(response["msg"])
    except (ValueError, LookupError, TypeError, AttributeError):
        return "no JSON with `status: ok`"


FASTLY: Final = CdnProvider(
    name="Fastly",
    api="https://api.fastly.com",
    credentials="FASTLY_API_TOKEN",
    permission=gettext_noop("the scopes purge_select and purge_all for this service"),
    max_urls=MAX_URLS,
    requests=requests,
    authenticator=token_header("FASTLY_API_TOKEN", "Fastly-Key"),
    problem_of=problem_of,
    needs_id=True,
)
