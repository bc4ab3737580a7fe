"""Load one document of a feed, from a file or from the web."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from podcast.checks.feed_source import read_feed, unpack_document
from podcast.http import PERMANENT_REDIRECTS
from podcast.i18n import _
from podcast.importing.downloads.fetch_document import fetch_document
from podcast.importing.findings import ImportFinding
from podcast.importing.source.source_document import SourceDocument, parse_source_document

if TYPE_CHECKING:
    from podcast.http import Response
    from podcast.importing.downloads.policy import NetworkPolicy

MOVED_ADDRESS: Final = "moved-address"  # rule of a finding
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)


def is_on_the_web(location: str) -> bool:
    """Whether a location is an address, not a path."""
    return location.lower().startswith(("http://", "https://"))


def load_document(location: str, network: NetworkPolicy) -> SourceDocument:
    """Load and parse a document.

    Args:
        location: a path, or an address for the web.
        network: the limits of all requests; private addresses are refused unless it allows them, after redirects too.

    Raises:
        FileError: there is no such file, or it cannot be read.
        PodcastError: the server does not answer, or with something else than a feed.
    """
    if not is_on_the_web(location):
        return parse_source_document(read_feed(location).data, location)
    response = fetch_document(location, network)
    charset = _CHARSET.search(response.header("content-type"))
    data = unpack_document(response.body, location)
    document = parse_source_document(data, response.url, charset.group(1) if charset else "")
    permanent = permanent_location(location, response)
    if permanent == location:
        return replace(document, location=location)
    sentence = _("the address has moved for good, to {url}; your show will name the new one")
    finding = ImportFinding(MOVED_ADDRESS, "", sentence.format(url=permanent), "kept")
    return replace(document, location=permanent, findings=(finding, *document.findings))


def permanent_location(location: str, response: Response) -> str:
    """Return the address after the permanent redirects at the beginning; a temporary one ends them (RFC 9110, 15.4)."""
    for redirect in response.redirects:
        if redirect.status not in PERMANENT_REDIRECTS:
            break
        location = redirect.url
    return location
