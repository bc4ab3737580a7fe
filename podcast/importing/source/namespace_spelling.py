"""Namespaces of a feed in the spelling of their owners, in place of those that real feeds have.

Apps compare namespaces byte for byte, most hosts do not: http for https, capitals, a slash at the end, the address of
the documentation in place of that of the namespace.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from podcast.feed.rules.feed_xml import ALL_NAMESPACES
from podcast.i18n import _
from podcast.importing.findings import ImportFinding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Of other namespaces than ours, those that feeds often misspell; a prefix that is not declared means these as well.
USUAL_NAMESPACES: Final[dict[str, str]] = ALL_NAMESPACES | {
    "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "georss": "http://www.georss.org/georss",
    "rawvoice": "http://www.rawvoice.com/rawvoiceRssModule/",
    "spotify": "http://www.spotify.com/ns/rss",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "cc": "http://web.resource.org/cc/",
    "dcterms": "http://purl.org/dc/terms/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "bitlove": "http://bitlove.org",
}
_OTHER_ADDRESSES: Final[dict[str, str]] = {
    "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": USUAL_NAMESPACES["podcast"],
    "raw.githubusercontent.com/podcastindex-org/podcast-namespace/main/docs/1.0.md": USUAL_NAMESPACES["podcast"],
    "github.com/podcastindex-org/podcast-namespace": USUAL_NAMESPACES["podcast"],
    "podcastindex.org/namespace": USUAL_NAMESPACES["podcast"],
    "itunes.com/dtds/podcast-1.0": USUAL_NAMESPACES["itunes"],
    "itunes.apple.com/dtds/podcast-1.0.dtd": USUAL_NAMESPACES["itunes"],
    "google.com/schemas/play-podcasts/1.0/play-podcasts.xsd": USUAL_NAMESPACES["googleplay"],
}
_HEAD_CHARACTERS: Final = 10_000  # in which the root's tag ends
_SCHEME: Final = re.compile(r"^\s*https?://(?:www\.)?", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"""(?P<before>\bxmlns(?::[\w.-]+)?\s*=\s*["'])(?P<uri>[^"'<>]*)(?=["'])""")
_MARKUP: Final = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]++>", re.DOTALL)
_NO_MARKUP: Final = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]+>")
_PREFIX: Final = re.compile(r"(?:^</?|\s)([A-Za-z_][\w.-]*):(?=[\w.-]+(?:\s*=|[\s/>]))")
_ROOT: Final = re.compile(r"<rss\b[^>]*>", re.IGNORECASE)
_DECLARED: Final = re.compile(r"\sxmlns:([\w.-]+)\s*=")
_ROOT_DEFAULT: Final = re.compile(r"""(<rss\b[^>]*?)\sxmlns\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE)


def _key(uri: str) -> str:
    """Return what all spellings of a namespace have in common."""
    return _SCHEME.sub("", uri).strip().rstrip("/#").lower()


_BY_KEY: Final[Mapping[str, str]] = {_key(uri): uri for uri in USUAL_NAMESPACES.values()} | _OTHER_ADDRESSES


def usual_namespace(uri: str) -> str:
    """Return a namespace in the spelling of its owner; one that is not known as it is."""
    return _BY_KEY.get(_key(uri), uri)


def repair_namespaces(text: str) -> tuple[str, tuple[ImportFinding, ...]]:
    """Return a document with the usual spellings of its namespaces, and a finding for each other spelling.

    A namespace that `<rss>` gives to all elements without a prefix is left out: those of RSS have none (RSS 2.0).
    """
    uris = {match["uri"]: usual_namespace(match["uri"]) for match in _DECLARATION.finditer(text)}
    other_spellings = {uri: usual for uri, usual in uris.items() if uri != usual}
    findings = []
    if other_spellings:
        replaced: dict[str, str] = {}
        text = _MARKUP.sub(lambda match: _with_usual_namespaces(match.group(), other_spellings, replaced), text)
        findings = [_spelling(uri, usual) for uri, usual in sorted(replaced.items())]
    head = _ROOT_DEFAULT.search(text, 0, _HEAD_CHARACTERS)
    if head:
        text = f"{text[: head.start()]}{head.group(1)}{text[head.end() :]}"
        sentence = _("the elements of RSS are put into a namespace, though they have none; it was left out")
        findings.append(ImportFinding("default-namespace", "", sentence, "repaired"))
    return text, tuple(findings)


def _with_usual_namespaces(markup: str, other_spellings: Mapping[str, str], replaced: dict[str, str]) -> str:
    """Return a tag with the usual namespaces, and add to `replaced`; CDATA and comments are returned as they are."""
    if markup.startswith("<!") or "xmlns" not in markup:
        return markup

    def usual(match: re.Match[str]) -> str:
        uri = match["uri"]
        if uri in other_spellings:
            replaced[uri] = other_spellings[uri]
        return f"{match['before']}{other_spellings.get(uri, uri)}"

    return _DECLARATION.sub(usual, markup)


def _spelling(uri: str, usual: str) -> ImportFinding:
    sentence = _("the namespace {uri} is not the one that apps know; it was read as {usual}")
    return ImportFinding("namespace-spelling", "", sentence.format(uri=uri, usual=usual), "repaired")


def undeclared_prefixes(text: str) -> Iterator[str]:
    """Yield the prefixes that tags of a document use, each once, and that its root does not declare."""
    used: dict[str, None] = {}
    for tag in _TAG.findall(_NO_MARKUP.sub("", text)):
        used |= dict.fromkeys(_PREFIX.findall(tag))
    root = _ROOT.search(text, 0, _HEAD_CHARACTERS)
    declared = set(_DECLARED.findall(root.group())) if root else set()
    return (prefix for prefix in used if prefix not in declared | {"xml", "xmlns"})
