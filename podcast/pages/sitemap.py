"""What search engines look for first: the sitemap and robots.txt.

https://www.sitemaps.org/protocol.html: a sitemap names at most 50,000 pages and has at most 50 MB; of several, an index
tells. https://www.rfc-editor.org/rfc/rfc9309: robots.txt.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from podcast import urls as addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.model.show import Show

MOST_URLS: Final = 50_000
MOST_BYTES: Final = 50_000_000  # below their 50 MiB
SITEMAP: Final = "sitemap.xml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
_ROOM: Final = 200  # bytes for head and tail


def sitemaps(
    show: Show, listed: Sequence[str], most: tuple[int, int] = (MOST_URLS, MOST_BYTES)
) -> Iterator[tuple[str, bytes]]:
    """The sitemap, by its path; beyond what one may hold, an index under its name and the parts beside it.

    No `lastmod`: nobody has told us when a page was changed.

    Args:
        show: whose pages.
        listed: the addresses of the pages that may be listed.
        most: how many URLs and bytes a file may have.
    """
    parts = tuple(_parts([_entry("url", show, address) for address in listed], most))
    if len(parts) <= 1:
        yield SITEMAP, _document("urlset", parts[0] if parts else "")
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield from ((name, _document("urlset", part)) for name, part in zip(names, parts, strict=True))
    yield SITEMAP, _document("sitemapindex", "".join(_entry("sitemap", show, name) for name in names))


def robots(show: Show) -> bytes:
    """Who may read what: everybody everything, and where the sitemap is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {addresses.absolute(show, SITEMAP)}\n".encode()


def _entry(name: str, show: Show, address: str) -> str:
    url = escape(addresses.web(addresses.absolute(show, address)))
    return f"<{name}><loc>{url}</loc></{name}>\n"


def _parts(entries: Sequence[str], most: tuple[int, int]) -> Iterator[str]:
    """The entries in as many pieces as it takes."""
    urls, size = most
    part: list[str] = []
    taken = _ROOM
    for entry in entries:
        if part and (len(part) == urls or taken + len(entry.encode()) > size):
            yield "".join(part)
            part, taken = [], _ROOM
        part.append(entry)
        taken += len(entry.encode())
    if part:
        yield "".join(part)


def _document(name: str, entries: str) -> bytes:
    return f"{_HEAD.format(name=name)}{entries}</{name}>\n".encode()
