"""Comparison of two items, or two channels, element by element: what of the source does not come back, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from podcast.importing.proof.canonical import CanonicalElement, canonical_element, compared_children, is_same_element

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class ComparedElement:
    """An element in both of its forms: as it was written, and canonical."""

    written: Any
    canonical: CanonicalElement


@dataclass(frozen=True, slots=True)
class ElementMismatch:
    """The elements of one name that do not agree: those of the source, and those of the folder that it does not have.

    Where both are the same in another order, they are all of them.
    """

    name: str
    source: tuple[ComparedElement, ...]
    own: tuple[ComparedElement, ...]
    is_order: bool = False


@dataclass(frozen=True, slots=True)
class ContentFunctions:
    """Functions that replace addresses of files by what identifies their content, see `canonical_element`."""

    source: Callable[[str], str]
    own: Callable[[str], str]


def mismatches(source: Any, own: Any, contents: ContentFunctions, ignored: frozenset[str]) -> Iterator[ElementMismatch]:
    """Yield the names of which an element of the source does not come back, or in another order.

    What our feed has in addition is no mismatch: more transcripts, the hosts before the guests, a deep link.

    Args:
        source: `<item>` or `<channel>`, an lxml element.
        own: the same of the folder.
        contents: what identifies files.
        ignored: names in Clark notation that are not compared.
    """
    before, after = _by_name(source, ignored), _by_name(own, ignored)
    for name, written in before.items():
        if _are_same(written, after.get(name, [])):
            continue
        elements = _compared(written, contents.source)
        candidates = _compared(after.get(name, []), contents.own)
        if _is_subsequence(elements, candidates):
            continue
        missing, extra = _difference(elements, candidates), _difference(candidates, elements)
        if missing:
            yield ElementMismatch(name, tuple(missing), tuple(extra))
        else:
            yield ElementMismatch(name, tuple(elements), tuple(candidates), is_order=True)


def _by_name(parent: Any, ignored: frozenset[str]) -> dict[str, list[Any]]:
    elements: dict[str, list[Any]] = {}
    for child in compared_children(parent):
        if child.tag not in ignored:
            elements.setdefault(str(child.tag), []).append(child)
    return elements


def _are_same(written: list[Any], candidates: list[Any]) -> bool:
    """Whether elements mean the same one by one, as most do: then no canonical form is needed."""
    return len(written) == len(candidates) and all(map(is_same_element, written, candidates))


def _compared(written: list[Any], content: Callable[[str], str]) -> list[ComparedElement]:
    """Return elements with their canonical form, without those that say nothing."""
    compared = (
        ComparedElement(element, _without_own_addresses(canonical_element(element, content))) for element in written
    )
    return [element for element in compared if not _is_empty(element.canonical)]


def _without_own_addresses(element: CanonicalElement) -> CanonicalElement:
    """Return an element without the address of the show's page in it, which moves: `<image>` of RSS has one."""
    if element.name != "image":
        return element
    return replace(element, children=tuple(child for child in element.children if _name(child) != "link"))


def _name(child: CanonicalElement | str) -> str:
    return "" if isinstance(child, str) else child.name


def _is_empty(element: CanonicalElement) -> bool:
    """Whether an element says nothing: hosts write `<itunes:subtitle/>` for a field that is not filled in."""
    return not (element.text or element.attributes or element.children or element.name in _MEANINGFUL_WHEN_EMPTY)


def _is_subsequence(elements: Sequence[ComparedElement], candidates: Sequence[ComparedElement]) -> bool:
    remaining = iter(candidates)
    return all(any(other.canonical == element.canonical for other in remaining) for element in elements)


def _difference(elements: Sequence[ComparedElement], candidates: Sequence[ComparedElement]) -> list[ComparedElement]:
    """Return the elements that are not among the others, each as often as it is missing."""
    available = Counter(other.canonical for other in candidates)
    missing = []
    for element in elements:
        if available[element.canonical]:
            available[element.canonical] -= 1
        else:
            missing.append(element)
    return missing


_HISTORY: Final = "http://purl.org/syndication/history/1.0"
_MEANINGFUL_WHEN_EMPTY: Final = frozenset({f"{{{_HISTORY}}}complete", f"{{{_HISTORY}}}archive"})
