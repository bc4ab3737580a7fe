"""Reasons for the differences between a source and the feed of a folder, by the rules of `difference_rules`."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

from podcast.feed.formatting import ascii_url, clean_text
from podcast.feed.rules.canonical_html import MARKUP
from podcast.feed.rules.values import UUID
from podcast.importing.proof.difference_rules import UNEXPLAINED
from podcast.importing.proof.folder_files import SHA256_PREFIX
from podcast.importing.source.feed_dates import parse_date
from podcast.model.imported.feed_namespaces import CONTENT_NAMESPACE, NAMESPACES, RARE_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from podcast.importing.proof.canonical import CanonicalElement
    from podcast.importing.proof.compare_elements import ElementMismatch

DURATION_TOLERANCE: Final = 2  # seconds: hosts round, and count the tags of a file
_DURATION: Final = f"{{{NAMESPACES['itunes']}}}duration"
_PICTURE: Final = f"{{{NAMESPACES['podcast']}}}image"
_SHOW_GUID: Final = f"{{{NAMESPACES['podcast']}}}guid"
_TRANSCRIPT: Final = f"{{{NAMESPACES['podcast']}}}transcript"
_HTML: Final = frozenset({"description", f"{{{CONTENT_NAMESPACE}}}encoded", f"{{{NAMESPACES['itunes']}}}summary"})
# Elements that come back in another place, or once their episode says so.
_MISSING: Final = {"enclosure": "further-enclosure", f"{{{NAMESPACES['podcast']}}}trailer": "no-trailer-episode"}
_IMAGE: Final = "image"  # of RSS: always the cover and the title of the show
_MEDIA_CONTENT: Final = f"{{{RARE_NAMESPACES['media']}}}content"  # only left out where it repeats the enclosure
_OLD_HOST: Final = frozenset({"cloud", f"{{{NAMESPACES['podcast']}}}podping"})
# Elements that browsers do not show as text.
_HIDDEN: Final = re.compile(
    r"<(script|style|template|noscript|iframe|object|svg)\b.*?(</\1\s*>|$)", re.DOTALL | re.IGNORECASE
)
_WHITE_SPACE: Final = re.compile(r"\s+")


def explanation(mismatch: ElementMismatch, failed: Collection[str]) -> str:
    """Return the rule that explains a mismatch; `UNEXPLAINED` if none does, empty if it makes no difference.

    Args:
        mismatch: of an item or a channel.
        failed: addresses of the source that could not be fetched.
    """
    if mismatch.is_order:
        return "order"
    if mismatch.name == _MEDIA_CONTENT:
        return "old-host" if any(element.canonical.children for element in mismatch.source) else ""
    if mismatch.name in _OLD_HOST:
        return "old-host"
    if mismatch.name == _IMAGE:
        return "rss-image"
    if any(value in failed for element in mismatch.source for value in _values(element.canonical)):
        return "not-fetched"
    rules = [_pair_rule(mismatch.name, *pair) for pair in _pairs(mismatch)]
    return next((rule for rule in rules if rule == UNEXPLAINED), next(filter(None, rules), ""))


def _pairs(mismatch: ElementMismatch) -> Iterator[tuple[CanonicalElement, CanonicalElement | None]]:
    """Yield each element of the source with that of the folder that has the same file, or else the next one."""
    own = [element.canonical for element in mismatch.own]
    by_file = {file: element for element in own if (file := _file(element))}
    pairs = [(element.canonical, by_file.get(_file(element.canonical))) for element in mismatch.source]
    paired = {id(match) for _element, match in pairs}
    remaining = iter([element for element in own if id(element) not in paired])
    for element, match in pairs:
        yield element, match or next(remaining, None)


def _file(element: CanonicalElement) -> str:
    """Return what identifies the file of an element; empty if it has none."""
    values = dict(element.attributes)
    return values.get("url") or values.get("href") or ""


def _pair_rule(name: str, source: CanonicalElement, own: CanonicalElement | None) -> str:
    if name == "pubDate":
        return _date_rule(source, own)
    if own is None:
        return _MISSING.get(name, UNEXPLAINED)
    special = _SPECIAL.get(name)
    if special and (rule := special(source, own)) is not None:
        return rule
    if name in _HTML and is_safe_part(source.text, own.text):
        return "unsafe-html"
    for rule, tidy in (("clean-text", _tidied), ("encoded-address", _encoded)):
        if _mapped(source, tidy) == _mapped(own, tidy):
            return rule
    return UNEXPLAINED


def _date_rule(source: CanonicalElement, own: CanonicalElement | None) -> str:
    before, after = parse_date(source.text), parse_date(own.text) if own else None
    if before is None:
        return "unreadable-date"
    return "date-offset" if after and before.timestamp() == after.timestamp() else UNEXPLAINED


def _enclosure_rule(source: CanonicalElement, own: CanonicalElement) -> str | None:
    """Return the rule for an enclosure: its file first, then its length, then its type."""
    before, after = dict(source.attributes), dict(own.attributes)
    urls = before.get("url", ""), after.get("url", "")
    if urls[0] != urls[1]:
        return "other-bytes" if all(url.startswith(SHA256_PREFIX) for url in urls) else None
    return "enclosure-length" if before.get("length") != after.get("length") else "media-type"


def _duration_rule(source: CanonicalElement, own: CanonicalElement) -> str | None:
    """Return the rule for a duration; empty where both are the same but for rounding."""
    if not (source.text.isdecimal() and own.text.isdecimal()):
        return "measured-duration"
    return "" if abs(int(source.text) - int(own.text)) <= DURATION_TOLERANCE else "measured-duration"


def _picture_rule(source: CanonicalElement, own: CanonicalElement) -> str | None:
    """Return the rule for a picture of which only measurements differ."""
    measured = {"width", "height", "aspect-ratio", "type"}
    before, after = (
        {name: value for name, value in element.attributes if name not in measured} for element in (source, own)
    )
    return "picture-attributes" if before.items() <= after.items() else None


def _transcript_rule(source: CanonicalElement, own: CanonicalElement) -> str | None:
    """Return the rule for a transcript: its language may be added, and its type be written in another way."""
    before, after = dict(source.attributes), dict(own.attributes)
    if before.items() <= after.items():
        return ""
    differing = {name for name, value in before.items() if after.get(name) != value}
    return "media-type" if differing == {"type"} else None


def _item_guid_rule(source: CanonicalElement, own: CanonicalElement) -> str | None:
    """Return the rule for the guid of an episode: one that two episodes had."""
    return None if source.text == own.text else "duplicate-guid"


def _show_guid_rule(source: CanonicalElement, _own: CanonicalElement) -> str | None:
    """Return the rule for the guid of a show."""
    return None if UUID.fullmatch(source.text) else "invalid-show-guid"


_SPECIAL: Final[dict[str, Callable[[CanonicalElement, CanonicalElement], str | None]]] = {
    "enclosure": _enclosure_rule,
    _DURATION: _duration_rule,
    _PICTURE: _picture_rule,
    "guid": _item_guid_rule,
    _SHOW_GUID: _show_guid_rule,
    _TRANSCRIPT: _transcript_rule,
}


def is_safe_part(source: str, own: str) -> bool:
    """Whether HTML shows the same text as the source's, and has no elements that it lacks."""
    return _visible_text(source) == _visible_text(own) and _tags(own) <= _tags(source)


def _visible_text(html: str) -> str:
    text = MARKUP.sub(" ", _HIDDEN.sub(" ", html))
    return _WHITE_SPACE.sub("", clean_text(unescape(text)))


def _tags(html: str) -> set[str]:
    return {match[0].strip("</>").split()[0].lower() for match in MARKUP.finditer(html) if match[0][1] not in "!/"}


def _values(element: CanonicalElement) -> Iterator[str]:
    yield from (value for _name, value in element.attributes)
    yield element.text
    for child in element.children:
        if not isinstance(child, str):
            yield from _values(child)


def _mapped(element: CanonicalElement, tidy: Callable[[str], str]) -> tuple[object, ...]:
    """Return an element with all of its values tidied."""
    children = tuple(tidy(child) if isinstance(child, str) else _mapped(child, tidy) for child in element.children)
    return tuple((name, tidy(value)) for name, value in element.attributes), tidy(element.text), children


def _tidied(value: str) -> str:
    """Return a text as the feed tidies it, with single spaces."""
    return _WHITE_SPACE.sub(" ", clean_text(value)).strip()


def _encoded(value: str) -> str:
    """Return a text, an address with its spaces and letters encoded."""
    try:
        return ascii_url(_tidied(value)) if value.startswith(("http://", "https://")) else _tidied(value)
    except ValueError:
        return value
