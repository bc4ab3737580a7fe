"""An episode's description: the little HTML that every store shows, no longer than stores allow.

Stores show p, ol, ul, li, a, br, b, i, strong and em (Apple, "A Podcaster's Guide to RSS"); everything else of the
notes becomes one of these, or its words. What does not fit is cut at a word and linked to.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.feed.chapters import timestamps
from podcast.feed.formatting import clean
from podcast.feed.show_notes import TAG, correction, written_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.feed.feed_context import Item

LONGEST = 4000  # bytes of UTF-8, Apple's limit

_KEPT = {name: (name,) for name in ("p", "ol", "ul", "li", "a", "b", "i", "strong", "em")}
_HEADINGS = {f"h{level}": ("p", "strong") for level in range(1, 7)}
_PARAGRAPHS = dict.fromkeys(("dt", "dd", "tr", "pre", "figcaption"), ("p",))
_INSTEAD: dict[str, tuple[str, ...]] = {**_KEPT, **_HEADINGS, **_PARAGRAPHS}

_HREF = re.compile(r'\shref="([^"]*)"')
_WORD = re.compile(r"\s+|\S+")
_NAME = re.compile(r"[a-zA-Z0-9]+")
_EMPTY = re.compile(r"<p>\s*</p>\s*")
_SPACES = re.compile(r"[ \t\r\n]+")

_READ_ON = {"de": "Weiterlesen auf der Seite der Folge"}
_ELSE = "Read on at the episode’s page"
_LONG_WORD = 200  # bytes: scripts without spaces are cut between letters


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag (`name` is its element's, `closes` says which end of it) or words (`name` is empty), as HTML."""

    text: str
    name: str = ""
    closes: bool = False

    @property
    def opens(self) -> bool:
        """Whether an end has to follow."""
        return bool(self.name) and not self.closes and self.name != "br"

    @property
    def cost(self) -> int:
        """The bytes that it takes; an element's end is paid with its beginning."""
        return 0 if self.closes else len(self.text.encode()) + (len(f"</{self.name}>") if self.opens else 0)


def description(item: Item) -> str:
    """What is put right, the summary, the chapters as timestamps, the notes; the timestamps only all together.

    A draft may have no summary yet: its title stands in, because an item without a description is refused.
    """
    tail = _read_on(item)
    room = LONGEST - len(tail.encode())
    first = [*_put_right(item), *paragraphs(item.episode.summary or item.episode.title)]
    marks = _timestamps(item)
    head = [*first, *marks]
    pieces = [*(head if _size(head) <= room else first), *subset(item.notes)]
    return _joined(pieces) if _size(pieces) <= LONGEST else _joined(cut(pieces, room)) + tail


def about(notes: str, page: str) -> str:
    """The show's description as stores show it: safe HTML, no longer than they allow.

    Args:
        notes: sanitised HTML.
        page: the URL of the page that relative addresses start from.
    """
    pieces = list(subset(written_out(notes, page)))
    return _joined(pieces if _size(pieces) <= LONGEST else cut(pieces, LONGEST))


def length(notes: str) -> int:
    """How many bytes a description has as stores show it, uncut; `notes` is sanitised HTML."""
    return _size(subset(clean(notes)))


def full(item: Item) -> str:
    """What stands in content:encoded: the notes as they are, below the summary; empty where there are no notes."""
    if not item.notes:
        return ""
    above = _joined([*_put_right(item), *paragraphs(item.episode.summary or "")])
    return f"{above}\n{item.notes}".strip()


def paragraphs(words: str) -> Iterator[Piece]:
    """Plain text as HTML: empty lines part paragraphs, other line breaks stay."""
    for paragraph in re.split(r"\n\s*\n", clean(words)) if words else ():
        yield from _paragraph(paragraph.split("\n"))


def subset(notes: str) -> Iterator[Piece]:
    """Sanitised HTML, reduced to the elements that stores show."""
    at = 0
    for tag in TAG.finditer(notes):
        yield from _words(notes[at : tag.start()])
        yield from _tag(tag[0])
        at = tag.end()
    yield from _words(notes[at:])


def cut(pieces: Iterable[Piece], room: int) -> list[Piece]:
    """As much as fits into `room` bytes, cut at a word, an ellipsis behind it, every element closed."""
    kept: list[Piece] = []
    still_open: list[str] = []
    left = room - len("…".encode())
    for piece in pieces:
        if piece.cost > left:
            if not piece.name:
                kept.append(Piece(_beginning(piece.text, left)))
            break
        left -= piece.cost
        if piece.opens:
            still_open.append(piece.name)
        elif piece.closes and still_open:
            still_open.pop()
        kept.append(piece)
    return _closed(kept, still_open)


def _closed(kept: list[Piece], still_open: list[str]) -> list[Piece]:
    """Without white space and empty elements at the end, with an ellipsis, and closed."""
    while kept and not kept[-1].closes and (kept[-1].name or not kept[-1].text.strip()):
        if kept.pop().opens:
            still_open.pop()
    if kept and not kept[-1].closes:
        kept[-1] = Piece(kept[-1].text.rstrip() + "…")
    return [*kept, *(Piece(f"</{name}>", name, closes=True) for name in reversed(still_open))]


def _beginning(words: str, room: int) -> str:
    """The whole words that fit; of a text without spaces, the letters."""
    fits = ""
    for word in _WORD.findall(words):
        if len((fits + word).encode()) > room:
            plain = html.unescape(word)
            while len(word.encode()) > _LONG_WORD and plain and len((fits + _text(plain)).encode()) > room:
                plain = plain[:-1]
            return fits + _text(plain) if len(word.encode()) > _LONG_WORD else fits
        fits += word
    return fits


def _tag(tag: str) -> Iterator[Piece]:
    match = _NAME.search(tag)
    name, closes = match[0].lower() if match else "", tag.startswith("</")
    if name == "br":
        yield Piece("<br>", "br")
    elif name in {"td", "th"} and closes:
        yield Piece(" ")
    elif name == "a" and not closes:
        href = _HREF.search(tag)
        yield Piece(f'<a href="{href[1]}">' if href else "<a>", "a")
    else:
        names = _INSTEAD.get(name, ())
        for one in reversed(names) if closes else names:
            yield Piece(f"</{one}>" if closes else f"<{one}>", one, closes)


def _words(text: str) -> Iterator[Piece]:
    if text:
        words = _SPACES.sub(" ", text)
        yield Piece(_text(html.unescape(words)) if "&" in words else words)


def _put_right(item: Item) -> Iterator[Piece]:
    if said := correction(item.episode, item.show):
        words = (Piece("<strong>", "strong"), Piece(_text(said)), Piece("</strong>", "strong", closes=True))
        yield from (Piece("<p>", "p"), *words, Piece("</p>", "p", closes=True))


def _timestamps(item: Item) -> Iterator[Piece]:
    lines = timestamps(item.chapters)
    return _paragraph(lines) if lines else iter(())


def _paragraph(lines: Iterable[str]) -> Iterator[Piece]:
    """Lines below each other, also for readers that know no HTML."""
    yield Piece("<p>", "p")
    for number, line in enumerate(lines):
        if number:
            yield Piece("<br>", "br")
            yield Piece("\n")
        yield Piece(_text(line))
    yield Piece("</p>", "p", closes=True)


def _read_on(item: Item) -> str:
    words = _READ_ON.get(item.show.language.partition("-")[0], _ELSE)
    return f'<p><a href="{html.escape(item.page)}">{words}</a></p>'


def _text(words: str) -> str:
    return html.escape(words, quote=False)


def _joined(pieces: Iterable[Piece]) -> str:
    return _EMPTY.sub("", "".join(piece.text for piece in pieces)).strip()


def _size(pieces: Iterable[Piece]) -> int:
    return len(_joined(pieces).encode())
