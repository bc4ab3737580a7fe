"""Documents of a feed beyond the first: its new address, and the pages and archives with older episodes.

RFC 5005 knows pages (`next`) and archives (`prev-archive`), Podlove and others use `next` with `?paged=2`. What the
server says is followed, no address is guessed.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urljoin, urlsplit

from podcast.errors import FileError, PodcastError
from podcast.feed.rules.feed_xml import link_targets, text_of
from podcast.i18n import _
from podcast.importing.findings import ImportFinding
from podcast.importing.source.load_document import is_on_the_web, load_document
from podcast.importing.source.repeated_items import item_identity

if TYPE_CHECKING:
    from podcast.importing.downloads.policy import NetworkPolicy
    from podcast.importing.source.source_document import SourceDocument

MAX_MOVES: Final = 5  # from one feed to the new address that it names
MAX_OLDER_DOCUMENTS: Final = 200
MAX_TOTAL_BYTES: Final = 512 << 20  # of all documents


def follow_new_address(
    document: SourceDocument, network: NetworkPolicy
) -> tuple[SourceDocument, tuple[ImportFinding, ...]]:
    """Return the document of the feed at the address that `itunes:new-feed-url` names, and what was found on the way.

    Args:
        document: the feed that the user named. From a file no address is followed.
        network: the limits of all requests.
    """
    findings: list[ImportFinding] = []
    seen = {_key(document.location)}
    while (url := _new_address(document)) and _key(url) not in seen:
        if not is_on_the_web(document.location) or len(seen) > MAX_MOVES:
            sentence = _("the feed names a new address, {url}; import that if the show is published there now")
            return document, (*findings, ImportFinding("new-address", "", sentence.format(url=url), kind="to do"))
        seen.add(_key(url))
        try:
            document = load_document(url, network)
        except PodcastError as error:
            sentence = _("the feed names a new address that cannot be read ({reason}); the old one was imported")
            return document, (*findings, ImportFinding("new-address", "", sentence.format(reason=error), kind="to do"))
        sentence = _("the feed has moved to {url} (itunes:new-feed-url); it was imported from there")
        findings.append(ImportFinding("new-address", "", sentence.format(url=url), "kept"))
    return document, tuple(findings)


def _new_address(document: SourceDocument) -> str:
    url = text_of(document.channel, "itunes:new-feed-url").strip()
    own = {_key(address) for address in link_targets(document.channel, "self")}
    is_own = not is_on_the_web(document.location) and _key(url) in own
    return urljoin(document.base, url) if url and is_on_the_web(urljoin(document.base, url)) and not is_own else ""


def _key(url: str) -> str:
    """Return an address without the parts in which two addresses of one feed may differ."""
    return url.strip().partition("://")[2].rstrip("/").lower() or url


def load_older_documents(
    first: SourceDocument, network: NetworkPolicy
) -> tuple[tuple[SourceDocument, ...], tuple[ImportFinding, ...]]:
    """Load the pages and archives with older episodes, the newest first, as far as the links lead.

    The end is a document without a link, one that was read already, and one without any episode that is new.

    Args:
        first: the feed; of a file those beside it are read.
        network: the limits of all requests.
    """
    documents = [first]
    locations = {_key(first.location), _key(first.base)}
    identities = _identities(first)
    size = len(first.data)
    while link := _older_link(documents[-1].channel):
        location = _location(documents[-1].base, link)
        if _key(location) in locations:
            break
        if len(documents) > MAX_OLDER_DOCUMENTS or size > MAX_TOTAL_BYTES:
            sentence = _("older episodes are in more documents than are followed; the import ends before {url}")
            return tuple(documents[1:]), (ImportFinding("too-many-pages", "", sentence.format(url=link), "lost"),)
        locations.add(_key(location))
        try:
            document = load_document(location, network)
        except PodcastError as error:
            return tuple(documents[1:]), (_unreadable(link, error),)
        if not _identities(document) - identities:
            break
        identities |= _identities(document)
        size += len(document.data)
        documents.append(document)
    return tuple(documents[1:]), _pages_finding(len(documents) - 1)


def _older_link(channel: Any) -> str:
    """Return the address of the next older document; archives (RFC 5005, 4) come before pages (RFC 5005, 3)."""
    for rel in ("prev-archive", "next"):
        plain_links = [str(link.get("href", "")) for link in channel.iterfind("link") if link.get("rel") == rel]
        for url in (*link_targets(channel, rel), *plain_links):
            if url.strip():
                return str(url.strip())
    return ""


def _location(base: str, link: str) -> str:
    """Return where an older document is: at its address, or in the folder of a feed that is a file."""
    if is_on_the_web(base):
        return urljoin(base, link)
    return str(Path(base).with_name(PurePosixPath(unquote(urlsplit(link).path)).name or "feed"))


def _identities(document: SourceDocument) -> set[str]:
    return {item_identity(item) for item in document.channel.iterfind("item")}


def _unreadable(link: str, error: PodcastError) -> ImportFinding:
    """Return that older episodes are missing, because their document could not be read."""
    if isinstance(error, FileError):
        sentence = _(
            "older episodes are at {url}, which is not beside the file; import the address of the feed instead"
        )
        return ImportFinding("older-episodes", "", sentence.format(url=link), kind="to do")
    sentence = _("older episodes are missing: {reason}. Import once more later; what is new will be added")
    return ImportFinding("unreadable-page", "", sentence.format(reason=error), "lost")


def _pages_finding(number: int) -> tuple[ImportFinding, ...]:
    if not number:
        return ()
    sentence = _("older episodes are in further documents, which were read as well: {number}")
    return (ImportFinding("older-pages", "", sentence.format(number=number), "kept"),)
