"""The sitemap and robots.txt, for search engines.

https://www.sitemaps.org/protocol.html: a sitemap has at most 50,000 URLs and 50 MB; several of them are listed in an
index. https://www.rfc-editor.org/rfc/rfc9309: robots.txt.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.pages.metadata.modification_dates import modification_dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.model.show import Show

MAX_URLS: Final = 50_000
MAX_BYTES: Final = 50_000_000  # below the protocol's 50 MiB
SITEMAP: Final = "sitemap.xml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
_HEAD_AND_TAIL_BYTES: Final = 200


def sitemaps(
    show: Show, page_addresses: Sequence[str], limits: tuple[int, int] = (MAX_URLS, MAX_BYTES)
) -> Iterator[tuple[str, bytes]]:
    """Yield the sitemap with its path; beyond the limits, an index under that path and the parts beside it.

    `lastmod` is as `podcast.pages.metadata.modification_dates` has it.

    Args:
        show: the show.
        page_addresses: the addresses of the pages that search engines may list.
        limits: how many URLs and bytes a file may have.
    """
    modified = modification_dates(show)
    parts = tuple(_parts([_entry("url", show, address, modified(address)) for address in page_addresses], limits))
    if len(parts) <= 1:
        yield SITEMAP, _document("urlset", parts[0] if parts else "")
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield from ((name, _document("urlset", part)) for name, part in zip(names, parts, strict=True))
    yield SITEMAP, _document("sitemapindex", "".join(_entry("sitemap", show, name) for name in names))


def robots_txt(show: Show) -> bytes:
    """Return robots.txt: all robots may read everything; with the address of the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {urls.absolute_url(show, SITEMAP)}\n".encode()


def _entry(name: str, show: Show, address: str, modified: str | None = None) -> str:
    url = escape(urls.ascii_url(urls.absolute_url(show, address)))
    date = f"<lastmod>{modified}</lastmod>" if modified else ""
    return f"<{name}><loc>{url}</loc>{date}</{name}>\n"


def _parts(entries: Sequence[str], limits: tuple[int, int]) -> Iterator[str]:
    """Yield the entries in as many parts as the limits require."""
    max_urls, max_bytes = limits
    part: list[str] = []
    size = _HEAD_AND_TAIL_BYTES
    for entry in entries:
        if part and (len(part) == max_urls or size + len(entry.encode()) > max_bytes):
            yield "".join(part)
            part, size = [], _HEAD_AND_TAIL_BYTES
        part.append(entry)
        size += len(entry.encode())
    if part:
        yield "".join(part)


def _document(name: str, entries: str) -> bytes:
    return f"{_HEAD.format(name=name)}{entries}</{name}>\n".encode()
