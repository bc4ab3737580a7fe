"""The links of a feed to the next older document of it (RFC 5005, and `next_url` of JSON Feed)."""

from __future__ import annotations

import json

from podcast.feed.json_fields import is_json
from podcast.feed.rules.feed_xml import link_targets, parse_document


def older_document(data: bytes) -> str:
    """Return the address of the next older document of a feed; empty if there is none.

    `prev-archive` (RFC 5005, 4) comes before `next` (RFC 5005, 3): both lead to the same episodes.
    """
    if is_json(data):
        return _next_url(data)
    channel = parse_document(data).channel
    if channel is None:
        return ""
    return next((url for rel in ("prev-archive", "next") for url in link_targets(channel, rel) if url), "")


def _next_url(data: bytes) -> str:
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    url = feed.get("next_url") if isinstance(feed, dict) else ""
    return url if isinstance(url, str) else ""
