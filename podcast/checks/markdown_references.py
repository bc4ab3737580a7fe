"""References of a Markdown text: links, pictures, footnotes, and HTML elements that load foreign content. Pure.

Not a Markdown parser: it finds what the site's parser turns into a link or a picture, and skips code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from podcast.text_formats.bare_links import find_bare_links, may_have_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Kind = Literal["link", "picture", "embed", "footnote", "empty_link"]


@dataclass(frozen=True, slots=True)
class MarkdownReference:
    """A link or picture with its target, or an HTML element or footnote with its name; `line` counts from 1.

    A link without a text is listed a second time, as `empty_link`.
    """

    kind: Kind
    target: str
    line: int


# CommonMark 6.3: a destination in angle brackets, or without blanks and with its round brackets in pairs.
_TARGET = r"(?:<([^<>\n]*)>|((?:[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.)*\))+))"
_TITLE = r"""(?:\s+(?:"[^"]{0,400}"|'[^']{0,400}'|\([^()]{0,400}\)))?"""
_INLINE = re.compile(rf"(!?)\[(?:[^\[\]\\\n]|\\.|\n(?!\n)|\[[^\[\]\n]*\])*\]\(\s*{_TARGET}{_TITLE}\s*\)")
_EMPTY_LINK = re.compile(r"\[\s*\]\(")
_FOOTNOTE = re.compile(r" {0,3}\[(\^[^\[\]\n]+)\]:")  # an extension that the site does not support
_PICTURE_WITHIN = re.compile(rf"!\[[^\[\]\n]*\]\(\s*{_TARGET}")
_REFERENCE = re.compile(rf"^ {{0,3}}\[[^\[\]\n]+\]:\s*{_TARGET}", re.MULTILINE)
_AUTOMATIC = re.compile(r"<((?:https?|mailto):[^\s<>]+)>", re.IGNORECASE)
_ELEMENT = re.compile(
    r"<(a|img|iframe|script|object|embed|video|audio|form|style|link|svg|frame|input)\b([^<>]*)", re.IGNORECASE
)
_ADDRESS = re.compile(r"""\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`\n]*)$")
_TICKS = re.compile("`+")
_LINK_ELEMENT = re.compile(r"<a\b[^<>]*>[^<]*|</?[a-z][^<>]*>", re.IGNORECASE)
MAY_HAVE_PICTURE = re.compile(r"!\[|<[iI][mM][gG]")  # most notes have no picture, and need not be parsed
_MARKERS = ("](", "]:", "<", "://", "www.", "WWW.")


def find_references(text: str) -> tuple[MarkdownReference, ...]:
    """Return the references of a text in order; a picture within a link is included."""
    if not any(marker in text for marker in _MARKERS):
        return ()
    blank = _without_code(_without_comments(text))
    references = sorted((*_markdown(blank), *_html(blank), *_bare(blank)))
    return tuple(
        MarkdownReference(kind, target, blank.count("\n", 0, at) + 1) for at, kind, target in dict.fromkeys(references)
    )


def _blank_out(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Replace parts of a text by blanks, keeping its line breaks."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def _without_comments(text: str) -> str:
    def spans() -> Iterator[tuple[int, int]]:
        end = 0
        while (start := text.find("<!--", end)) >= 0 and (end := text.find("-->", start + 4) + 3) > 2:
            yield start, end

    return _blank_out(text, spans())


def _without_code(text: str) -> str:
    """Blank out fenced blocks and code spans (CommonMark 4.5, 6.1), in linear time."""
    without_fences = _blank_out(text, _fences(text))
    return _blank_out(without_fences, _code_spans(without_fences))


def _fences(text: str) -> Iterator[tuple[int, int]]:
    start, fence, at = 0, "", 0
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line.rstrip("\n"))
        if not fence and match:
            start, fence = at, match[1]
        elif fence and match and match[1].startswith(fence) and not match[2].strip():
            yield start, at + len(line)
            fence = ""
        at += len(line)
    if fence:
        yield start, at


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """The code spans: from a run of backticks to the next run of the same length within the paragraph."""
    runs = [match.span() for match in _TICKS.finditer(text)]
    later: dict[int, list[tuple[int, int]]] = {}
    for run in reversed(runs):
        later.setdefault(run[1] - run[0], []).append(run)
    done = 0
    for start, end in runs:
        same = later[end - start]
        same.pop()  # the run itself
        if start >= done and same and not _is_escaped(text, start) and "\n\n" not in text[end : same[-1][0]]:
            done = same[-1][1]
            yield start, done


def _markdown(text: str) -> Iterator[tuple[int, Kind, str]]:
    for match in _INLINE.finditer(text):
        if _is_escaped(text, match.start()):
            continue
        yield match.start(), "picture" if match[1] else "link", _target(match[2], match[3])
        if _EMPTY_LINK.match(match[0]):
            yield match.start(), "empty_link", _target(match[2], match[3])
        for inner in _PICTURE_WITHIN.finditer(match[0], 1):
            yield match.start() + inner.start(), "picture", _target(inner[1], inner[2])
    for match in _REFERENCE.finditer(text):
        note = _FOOTNOTE.match(match[0])
        yield match.start(), *(("footnote", note[1]) if note else ("link", _target(match[1], match[2])))
    for match in _AUTOMATIC.finditer(text):
        yield match.start(), "link", match[1]


def _bare(text: str) -> Iterator[tuple[int, Kind, str]]:
    """Yield the web addresses without markup, which the site makes links."""
    if not may_have_links(text):
        return
    patterns = (_INLINE, _REFERENCE, _AUTOMATIC, _LINK_ELEMENT)
    without_links = text
    for pattern in patterns:
        without_links = _blank_out(without_links, (match.span() for match in pattern.finditer(without_links)))
    for link in find_bare_links(without_links):
        if not link.target.startswith("mailto:"):
            yield link.start, "link", link.target


def _is_escaped(text: str, at: int) -> bool:
    """Whether an odd number of backslashes precedes a position."""
    first = at
    while first and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1


def _target(angled: str | None, plain: str | None) -> str:
    return _ESCAPED.sub(r"\1", angled if angled is not None else plain or "")


def _html(text: str) -> Iterator[tuple[int, Kind, str]]:
    for match in _ELEMENT.finditer(text):
        name = match[1].lower()
        address = _ADDRESS.search(match[2])
        target = next((part for part in address.groups() if part is not None), "") if address else ""
        if name not in {"a", "img"}:
            yield match.start(), "embed", name
        elif target:
            yield match.start(), "link" if name == "a" else "picture", target.strip()
