"""Elements that our own feed would not give back, verbatim: the field `extra_xml`.

The method proves itself: the fields of an episode become an item of our feed, its children are compared with those of
the source, and what differs is kept as it was.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.rules.canonical_html import canonical_html
from podcast.importing.mapping.feed_elements import clark_name
from podcast.importing.proof.canonical import canonical_element, is_same_element
from podcast.model.imported.feed_namespaces import DECLARED_NAMESPACES
from podcast.pages.text.html_notes import feed_html

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

# What YAML readers or XML cannot hold as it is, and white space that would not survive.
_UNSUITABLE: Final = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_HTML: Final = frozenset(map(clark_name, ("description", "content:encoded", "itunes:summary")))
_PERSON: Final = clark_name("podcast:person")
_PORTRAIT: Final = "img"
_DECLARATIONS: Final = re.compile(
    "|".join(rf' xmlns:{prefix}="{re.escape(uri)}"' for prefix, uri in DECLARED_NAMESPACES.items())
)


def leftover_elements(source: Any, own: Any, ignored: Collection[str], is_handled: Callable[[Any], bool]) -> list[Any]:
    """Return the children of the source that our own element would not give back, in their order.

    Where one of several elements of a name would not come back, all of them are kept: they replace ours of that name.

    Args:
        source: `<item>` or `<channel>` of the source.
        own: the same of our feed.
        ignored: names, in Clark notation, that are compared in other ways or belong to the old feed's document.
        is_handled: whether an element is given back by its content rather than by its text.
    """
    own_by_name = _by_name(own)
    differing = {
        name
        for name, elements in _by_name(source).items()
        if name not in ignored and not _same_elements(elements, own_by_name.get(name, []))
    }
    return [child for child in source if child.tag in differing and not is_handled(child)]


def _by_name(parent: Any) -> dict[str, list[Any]]:
    by_name: dict[str, list[Any]] = {}
    for child in parent:
        if isinstance(child.tag, str) and child.tag != "item":
            by_name.setdefault(child.tag, []).append(child)
    return by_name


def _same_elements(elements: list[Any], own: list[Any]) -> bool:
    """Whether ours are those of the source in their order; there may be more, such as the hosts before the guests."""
    remaining = iter(own)
    return all(any(_same_element(element, other) for other in remaining) for element in elements)


def _same_element(element: Any, own: Any) -> bool:
    """Whether two elements mean the same; most of them need no canonical form."""
    if is_same_element(element, own):
        return True
    if _PORTRAIT in element.attrib and _PORTRAIT not in own.attrib and element.tag == _PERSON:
        element = deepcopy(element)
        del element.attrib[_PORTRAIT]  # it could not be fetched: it ends with the old host
    return canonical_element(element) == canonical_element(own) or _is_safe_part(element, own)


def _is_safe_part(element: Any, own: Any) -> bool:
    """Whether ours is the HTML of the source without what is unsafe."""
    text = element.text or ""
    if element.tag not in _HTML or "<" not in text or len(element) or len(own):
        return False
    clean, is_verbatim = feed_html(text)
    return not is_verbatim and canonical_html(clean) == canonical_html(own.text or "")


def elements_as_text(elements: Iterable[Any]) -> str:
    """Return elements as XML, one after the other; the prefixes of our own feed are not declared again."""
    return "\n".join(map(element_as_text, elements))


def element_as_text(element: Any) -> str:
    """Return an element as XML, with HTML in CDATA sections, where that can be read more easily.

    Of the texts that apps show as HTML only what is safe is kept: stores refuse feeds with scripts.
    """
    from lxml.etree import CDATA, cleanup_namespaces, tostring

    copy = deepcopy(element)
    copy.tail = None
    if copy.tag in _HTML and "<" in (copy.text or ""):
        clean, is_verbatim = feed_html(copy.text)
        copy.text = copy.text if is_verbatim else clean
    for part in copy.iter():
        text = part.text
        if text and "<" in text and not len(part) and "]]>" not in text and not _UNSUITABLE.search(text):
            part.text = CDATA(text)
    cleanup_namespaces(copy)
    written = str(tostring(copy, encoding="unicode"))
    bare = _DECLARATIONS.sub("", written) if " xmlns:" in written else written
    return _UNSUITABLE.sub(lambda match: f"&#{ord(match[0])};", bare)


def alternate_enclosure(element: Any) -> Any:
    """Return a further enclosure as podcast:alternateEnclosure: RSS has one enclosure for an item."""
    from lxml.etree import Element, SubElement

    attributes = {name: value for name in ("type", "length") if (value := element.get(name))}
    alternate = Element(
        clark_name("podcast:alternateEnclosure"), attributes, nsmap={"podcast": DECLARED_NAMESPACES["podcast"]}
    )
    SubElement(alternate, clark_name("podcast:source"), uri=str(element.get("url")))
    return alternate
