"""bunny.net: `POST /purge?url=…`, one address a request.

An address that ends in a slash drops everything below it, unless `exactPath` is true (and the pull zone does not ignore
query strings). Limits by account: 120 exact addresses at once, then 5 a second; 20 of the other kind, then one every
two seconds. Source: https://docs.bunny.net/api-reference/core/purge/purge-url and
https://docs.bunny.net/docs/cdn-api-purge-rate-limits.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from podcast.http import Request
from podcast.i18n import gettext_noop
from podcast.publish.cdn.api_tokens import token_header
from podcast.publish.cdn.provider import Account, CdnProvider

if TYPE_CHECKING:
    from podcast.publish.cdn.invalidation import Invalidation

MAX_URLS: Final = 100  # within both bursts: at most a few of them are folders


def requests(account: Account, invalidation: Invalidation) -> tuple[Request, ...]:
    """Return the requests: one for each address, or one for everything below each base URL."""
    if invalidation.is_complete:
        return tuple(_request(account, {"url": f"{link}*", "async": "true"}) for link in invalidation.links)
    return tuple(_request(account, _query(url)) for url in invalidation.urls)


def _query(url: str) -> dict[str, str]:
    exact = {"exactPath": "true"} if url.endswith("/") else {}
    return {"url": url, "async": "true", **exact}


def _request(account: Account, query: dict[str, str]) -> Request:
    return Request("POST", f"{account.api}/purge?{urlencode(query)}", {"Accept": "application/json"}, b"")


def problem_of(body: bytes) -> str:
    """The message of an error; a response without one is a success or has no body."""
    try:
        return str(json.loads(body)["Message"])
    except (ValueError, LookupError, TypeError):
        return ""


BUNNY: Final = CdnProvider(
    name="bunny.net",
    api="https://api.bunny.net",
    credentials="BUNNY_API_KEY",
    permission=gettext_noop("the API key of the account, not that of a storage zone"),
    max_urls=MAX_URLS,
    requests=requests,
    authenticator=token_header("BUNNY_API_KEY", "AccessKey"),
    problem_of=problem_of,
)
