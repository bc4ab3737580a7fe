"""Cloudflare: `POST /zones/{zone_id}/purge_cache`, at most 100 addresses a request on every plan.

Source: https://developers.cloudflare.com/api/resources/cache/methods/purge/ and
https://developers.cloudflare.com/cache/how-to/purge-cache/ ("Availability and limits").
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from podcast.http import Request
from podcast.i18n import gettext_noop
from podcast.publish.cdn.api_tokens import token_header
from podcast.publish.cdn.provider import Account, CdnProvider

if TYPE_CHECKING:
    from podcast.publish.cdn.invalidation import Invalidation

MAX_FILES: Final = 100  # of a request
MAX_URLS: Final = 3000  # 30 requests; 800 addresses a second are allowed on the free plan
_JSON: Final = {"Content-Type": "application/json"}


def requests(account: Account, invalidation: Invalidation) -> tuple[Request, ...]:
    """Return the requests: addresses in batches, or one for everything below each base URL.

    A prefix has no scheme, and leaves other sites of the zone alone. A request has the addresses of one host: should
    that of audio be in another zone, the rest is dropped all the same.
    """
    if invalidation.is_complete:
        prefixes = (link.partition("://")[2].rstrip("/") for link in invalidation.links)
        return tuple(_request(account, {"prefixes": [prefix]}) for prefix in prefixes)
    hosts = dict.fromkeys(urlsplit(url).netloc for url in invalidation.urls)
    return tuple(
        _request(account, {"files": urls[at : at + MAX_FILES]})
        for host in hosts
        if (urls := [url for url in invalidation.urls if urlsplit(url).netloc == host])
        for at in range(0, len(urls), MAX_FILES)
    )


def _request(account: Account, body: dict[str, list[str]]) -> Request:
    return Request("POST", f"{account.api}/zones/{account.id}/purge_cache", _JSON, json.dumps(body).encode())


def problem_of(body: bytes) -> str:
    """The first error of a response; empty if it reports success."""
    try:
        response = json.loads(body)
        if response.get("success") is True:
            return ""
        return str(response["errors"][0]["message"])
    except (ValueError, LookupError, TypeError, AttributeError):
        return "no JSON with `success: true`"


CLOUDFLARE: Final = CdnProvider(
    name="Cloudflare",
    api="https://api.cloudflare.com/client/v4",
    credentials="CLOUDFLARE_API_TOKEN",
    permission=gettext_noop('the permission "Zone > Cache Purge > Purge" for this zone'),
    max_urls=MAX_URLS,
    requests=requests,
    authenticator=token_header("CLOUDFLARE_API_TOKEN", "Authorization", "Bearer "),
    problem_of=problem_of,
)
