"""XML namespaces of our feeds, by their usual prefixes. Each is byte for byte as its owner publishes it."""

from __future__ import annotations

from typing import Final

NAMESPACES: Final = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
    "atom": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
}
# Those that a document declares only if it has elements of them.
RARE_NAMESPACES: Final = {"dc": "http://purl.org/dc/elements/1.1/", "media": "http://search.yahoo.com/mrss/"}
CONTENT_NAMESPACE: Final = "http://purl.org/rss/1.0/modules/content/"  # feedgen declares it
DECLARED_NAMESPACES: Final = {**NAMESPACES, **RARE_NAMESPACES, "content": CONTENT_NAMESPACE}
