"""Rules of a document as such: its bytes, its XML, its namespaces and the form of all its elements (rules 1 to 10)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from podcast.feed.rules.feed_xml import ALL_NAMESPACES, children, elements, prefixed_name, qualified_name
from podcast.feed.rules.rule import Rule
from podcast.feed.rules.values import is_web_address
from podcast.i18n import gettext_noop
from podcast.model.imported.feed_namespaces import RARE_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.feed.rules.feed_xml import Document

MAX_FEED_BYTES: Final = 4_500_000  # W3C's validator stops at 5 MB
_CHANNEL_ONCE = (
    "title link description language copyright generator image lastBuildDate itunes:author itunes:owner "
    "itunes:image itunes:explicit itunes:type itunes:block itunes:complete itunes:new-feed-url podcast:guid "
    "podcast:locked podcast:medium podcast:license podcast:updateFrequency podcast:podroll podcast:publisher "
    "fh:complete fh:archive"
)
_ITEM_ONCE = (
    "title link description content:encoded guid pubDate itunes:title itunes:duration itunes:episodeType "
    "itunes:season itunes:episode itunes:image itunes:explicit itunes:block podcast:season podcast:episode "
    "podcast:chapters podcast:license psc:chapters dc:language"
)
_URL_ATTRIBUTES = frozenset({"url", "href", "uri", "img", "image", "feedUrl", "accountUrl"})
_MEANINGFUL_WHEN_EMPTY = frozenset(map(qualified_name, ("fh:complete", "fh:archive")))
_NO_XML_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PREFIX_USE = re.compile(r"<([A-Za-z][\w.-]*):")
_OUTDATED = frozenset(map(qualified_name, ("itunes:summary", "itunes:subtitle", "itunes:keywords")))


def _unreadable(document: Document) -> Iterator[str]:
    if document.root is not None and document.text is not None:
        return
    if re.match(rb"\s*<(!doctype\s+html|html)\b", document.data[:1000], re.IGNORECASE):
        yield "HTML"
    else:
        yield document.error or "UTF-8"


def _wrong_start(document: Document) -> Iterator[str]:
    if document.root is not None and not document.data.startswith(b"<?xml "):
        yield document.data[:20].decode("utf-8", "replace").strip()


def _wrong_declaration(document: Document) -> Iterator[str]:
    head = document.data.partition(b"?>")[0].decode("ascii", "replace")
    if head.startswith("<?xml ") and not re.fullmatch(
        r"""<\?xml version=["']1\.0["'] encoding=["']utf-8["'].*""", head, re.IGNORECASE
    ):
        yield head


def _foreign_syntax(document: Document) -> Iterator[str]:
    text = document.text or ""
    if "<!DOCTYPE" in text:
        yield "<!DOCTYPE"
    if wrong := _NO_XML_CHARACTER.search(text):
        yield repr(wrong.group())


def _no_rss(document: Document) -> Iterator[str]:
    root = document.root
    if root is None:
        return
    if root.tag != "rss" or root.get("version") != "2.0":
        yield f"{prefixed_name(root)} {root.get('version', '')}".strip()
    elif len(children(root, "channel")) != 1:
        yield f"{len(children(root, 'channel'))} × <channel>"


def _wrong_namespaces(document: Document) -> Iterator[str]:
    for prefix, uri in document.declared:
        if prefix not in RARE_NAMESPACES and uri != ALL_NAMESPACES.get(prefix, uri):
            yield f'{prefix}="{uri}"'


def _unusual_prefixes(document: Document) -> Iterator[str]:
    usual = {namespace: prefix for prefix, namespace in ALL_NAMESPACES.items()}
    for prefix, uri in document.declared:
        if prefix != usual.get(uri, prefix):
            yield prefix
    names = {prefix for prefix, _uri in document.declared}
    inside = {
        f"<{prefix}:"
        for prefix in _PREFIX_USE.findall(re.sub(r"<!\[CDATA\[.*?]]>", "", document.text or "", flags=re.DOTALL))
    }
    yield from sorted(mark for mark in inside if mark[1:-1] in ALL_NAMESPACES and mark[1:-1] not in names)


def _loose_white_space(document: Document) -> Iterator[str]:
    for element in elements(document.root) if document.root is not None else ():
        values = [*element.attrib.values()]
        if not len(element):
            values.append(element.text or "")
        if any(value != value.strip() for value in values):
            yield prefixed_name(element)


def _empty_elements(document: Document) -> Iterator[str]:
    for element in elements(document.root) if document.root is not None else ():
        has_content = len(element) or (element.text or "").strip() or element.attrib
        if not has_content and element.tag not in _MEANINGFUL_WHEN_EMPTY:
            yield prefixed_name(element)


def _repeated(parent: object, names: str) -> Iterator[str]:
    tags = Counter(child.tag for child in parent)  # type: ignore[attr-defined]  # lxml has no types
    yield from (name for name in names.split() if tags[qualified_name(name)] > 1)


def _repeated_elements(document: Document) -> Iterator[str]:
    if document.channel is not None:
        yield from _repeated(document.channel, _CHANNEL_ONCE)
        for item in children(document.channel, "item"):
            yield from _repeated(item, _ITEM_ONCE)


def _addresses(document: Document) -> Iterator[str]:
    for element in elements(document.root) if document.root is not None else ():
        for key, value in element.attrib.items():
            if key in _URL_ATTRIBUTES and not value.startswith(("mailto:", "at:", "nostr:")):
                yield value


def _no_addresses(document: Document) -> Iterator[str]:
    yield from dict.fromkeys(value for value in _addresses(document) if not is_web_address(value))


def _insecure_addresses(document: Document) -> Iterator[str]:
    yield from dict.fromkeys(value for value in _addresses(document) if value.startswith("http:"))


def _too_large(document: Document) -> Iterator[str]:
    if len(document.data) > MAX_FEED_BYTES:
        yield f"{len(document.data) / 1_000_000:.1f} MB"


def _misplaced(document: Document) -> Iterator[str]:
    if document.channel is None:
        return
    names = [child.tag for child in document.channel if isinstance(child.tag, str)]
    if "item" in names:
        after = names[names.index("item") :]
        yield from (name.rpartition("}")[2] for name in after if name != "item")


def _outdated_elements(document: Document) -> Iterator[str]:
    names = (
        {prefixed_name(element) for element in elements(document.root) if element.tag in _OUTDATED}
        if (document.root is not None)
        else set()
    )
    yield from sorted(names)


DOCUMENT_RULES: Final = (
    Rule("1", "MUST", gettext_noop("the document is no well-formed XML in UTF-8; no app can read it"), _unreadable),
    Rule(
        "1",
        "MUST",
        gettext_noop("there is something before the XML declaration, or none; start with `<?xml`"),
        _wrong_start,
    ),
    Rule(
        "1",
        "MUST",
        gettext_noop('the XML declaration is wrong; write `<?xml version="1.0" encoding="UTF-8"?>`'),
        _wrong_declaration,
    ),
    Rule("2", "MUST", gettext_noop("the feed has a DOCTYPE or control characters; remove them"), _foreign_syntax),
    Rule("3", "MUST", gettext_noop('stores accept only `<rss version="2.0">` with one `<channel>`'), _no_rss),
    Rule(
        "4",
        "MUST",
        gettext_noop("a namespace has another spelling than its owner's; apps do not know it"),
        _wrong_namespaces,
    ),
    Rule(
        "5",
        "SHOULD",
        gettext_noop("apps that compare prefixes miss these elements; use the usual prefix"),
        _unusual_prefixes,
    ),
    Rule("6", "SHOULD", gettext_noop("remove the white space around the value"), _loose_white_space),
    Rule("6", "SHOULD", gettext_noop("the element is empty; give it content, or remove it"), _empty_elements),
    Rule("7", "MUST", gettext_noop("the element may occur only once; remove the others"), _repeated_elements),
    Rule(
        "7",
        "SHOULD",
        gettext_noop("Apple has dropped the element, and some apps prefer it to the description; remove it"),
        _outdated_elements,
    ),
    Rule(
        "8",
        "SHOULD",
        gettext_noop("this is no absolute web address in ASCII; write it in full, from https:// on"),
        _no_addresses,
    ),
    Rule("8", "SHOULD", gettext_noop("the address is not secure; use https"), _insecure_addresses),
    Rule("9", "MUST", gettext_noop("the feed is larger than 4.5 MB; apps stop reading it"), _too_large),
    Rule(
        "10",
        "SHOULD",
        gettext_noop("elements of the show stand after the first episode; move them before it"),
        _misplaced,
    ),
)
