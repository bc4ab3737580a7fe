"""Check the built documentation site: links, anchors, languages, and that nothing comes from another server."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Elements and their attributes by which a browser fetches something by itself.
FETCHED = {
    ("script", "src"), ("img", "src"), ("img", "srcset"), ("iframe", "src"), ("source", "src"), ("source", "srcset"),
    ("video", "src"), ("audio", "src"), ("object", "data"), ("embed", "src"), ("form", "action"),
}  # fmt: skip
FETCHED_RELATIONS = {"stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch", "manifest"}


@dataclass(slots=True)
class Page:
    """What a page links to and fetches, its anchors, its language, its links to other languages."""

    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    language: str = ""
    alternates: dict[str, str] = field(default_factory=dict)
    policy: str = ""


class PageReader(HTMLParser):
    """Reads a page."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        values = {name: value or "" for name, value in attrs}
        self.page.anchors.add(values.get("id", ""))
        self.page.fetched += [value for name, value in values.items() if (tag, name) in FETCHED and value]
        if tag == "html":
            self.page.language = values.get("lang", "")
        elif tag == "a" and "href" in values:
            self.page.links.append(values["href"])
        elif tag == "meta" and values.get("http-equiv") == "Content-Security-Policy":
            self.page.policy = values["content"]
        elif tag == "link":
            self._link(values)

    def _link(self, values: dict[str, str]) -> None:
        relations = {*values.get("rel", "").split()}
        if relations & FETCHED_RELATIONS:
            self.page.fetched.append(values["href"])
        elif "alternate" in relations:
            self.page.alternates[values.get("hreflang", "")] = values["href"]
        else:
            self.page.links.append(values["href"])


def check_site(site: Path) -> list[str]:
    """Return what is wrong with the site, a sentence for each fault."""
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    return [
        f"{path.relative_to(site)}: {fault}"
        for path, page in pages.items()
        for fault in _faults(path, page, pages, site)
    ]


def _faults(path: Path, page: Page, pages: dict[Path, Page], site: Path) -> Iterator[str]:
    folder = path.relative_to(site).parts[0]
    for url in page.fetched:
        if urlsplit(url).netloc or urlsplit(url).scheme not in {"", "data"}:
            yield f"fetches {url}"
    for link in [*page.links, *page.alternates.values(), *page.fetched]:
        yield from _link_faults(path, link, pages)
    if folder in {"en", "de"}:
        if page.language != folder:
            yield f"has the language {page.language!r}"
        if "default-src 'none'" not in page.policy:
            yield "has no content security policy"
        if {*page.alternates} != {"en", "de"}:
            yield "has no link to each language"


def _link_faults(path: Path, link: str, pages: dict[Path, Page]) -> Iterator[str]:
    """What is wrong with a link within the site."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    target = target / "index.html" if target.is_dir() else target
    if not target.is_file():
        yield f"links to {link}, which does not exist"
    elif parts.fragment and unquote(parts.fragment) not in pages[target].anchors:
        yield f"links to {link}, an anchor that does not exist"


def _read(path: Path) -> Page:
    reader = PageReader()
    reader.feed(path.read_text("utf-8"))
    return reader.page
