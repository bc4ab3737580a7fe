"""Description of an episode: the subset of HTML that every store shows, no longer than stores allow.

Stores show p, ol, ul, li, a, br, b, i, strong and em (Apple, "A Podcaster's Guide to RSS"); other elements of the notes
are replaced by one of these, or by their text. A text that is too long is truncated at a word, and a link follows.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.feed.chapters import timestamp_lines
from podcast.feed.credits import people_sentences
from podcast.feed.formatting import clean_text
from podcast.feed.show_notes import TAG, correction_text, resolve_urls
from podcast.text_formats.bare_links import find_bare_links
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.feed.feed_context import ItemContext

MAX_DESCRIPTION_BYTES = 4000  # of UTF-8, Apple's limit

_SHOWN_ELEMENTS = {name: (name,) for name in ("p", "ol", "ul", "li", "a", "b", "i", "strong", "em")}
_HEADINGS = {f"h{level}": ("p", "strong") for level in range(1, 7)}
_PARAGRAPHS = dict.fromkeys(("dt", "dd", "tr", "pre", "figcaption"), ("p",))
_REPLACEMENTS: dict[str, tuple[str, ...]] = {**_SHOWN_ELEMENTS, **_HEADINGS, **_PARAGRAPHS}

_HREF = re.compile(r'\shref="([^"]*)"')
_WORD, _NAME = re.compile(r"\s+|\S+"), re.compile(r"[a-zA-Z0-9]+")
_EMPTY, _SPACES = re.compile(r"<p>\s*</p>\s*"), re.compile(r"[ \t\r\n]+")

_READ_ON = {"de": "Weiterlesen auf der Seite der Folge"}
_READ_ON_DEFAULT = "Read more on the episode’s page"
_MAX_WORD_BYTES = 200  # longer words are text without spaces, which is truncated between letters


@dataclass(frozen=True, slots=True)
class HtmlPiece:
    """A tag (`name` is its element's, `closes` marks an end tag) or text (`name` is empty), as HTML."""

    text: str
    name: str = ""
    closes: bool = False

    @property
    def opens(self) -> bool:
        """Whether an end tag has to follow."""
        return bool(self.name) and not self.closes and self.name != "br"

    @property
    def cost(self) -> int:
        """Its length in bytes; an end tag is counted with its start tag."""
        return 0 if self.closes else len(self.text.encode()) + (len(f"</{self.name}>") if self.opens else 0)


def description(item: ItemContext) -> str:
    """Return an item's description: the correction, the summary, the people, the chapters as timestamps, the notes.

    The timestamps are included only if all of them fit. The people are included only if all else fits beside them,
    with their offices or at least by name. A draft may have no summary yet: its title is used, because stores refuse an
    item without a description.
    """
    item = _without_lead(item)
    tail = _read_on_link(item)
    max_bytes = MAX_DESCRIPTION_BYTES - len(tail.encode())
    lead = [*_correction(item), *text_as_html(item.episode.summary or item.episode.title)]
    chapter_lines = list(_timestamps(item))
    shown_chapters = chapter_lines if _size_bytes([*lead, *chapter_lines]) <= max_bytes else ()
    rest = [*shown_chapters, *store_html(item.notes)]
    if _size_bytes([*lead, *rest]) > MAX_DESCRIPTION_BYTES:
        return _join_pieces(truncate([*lead, *rest], max_bytes)) + tail
    for people in (_people(item), _people(item, offices=False)):
        if _size_bytes(pieces := [*lead, *people, *rest]) <= MAX_DESCRIPTION_BYTES:
            return _join_pieces(pieces)
    return _join_pieces([*lead, *rest])


def show_description(notes: str, page: str) -> str:
    """Return the show's description in the HTML that stores show, no longer than they allow.

    Args:
        notes: sanitised HTML.
        page: the base URL of relative addresses.
    """
    pieces = list(store_html(resolve_urls(notes, page)))
    return _join_pieces(
        pieces if _size_bytes(pieces) <= MAX_DESCRIPTION_BYTES else truncate(pieces, MAX_DESCRIPTION_BYTES)
    )


def description_bytes(notes: str) -> int:
    """Return the length of a description in the HTML that stores show, before it is truncated.

    `notes` is sanitised HTML.
    """
    return _size_bytes(store_html(clean_text(notes)))


def _without_lead(item: ItemContext) -> ItemContext:
    """Return an item without the summary and the people that its HTML notes begin with.

    A feed of this program has both above the notes in content:encoded; an imported one has such a text as its notes.
    """
    summary = _join_pieces(text_as_html(item.episode.summary or ""))
    if not (item.episode.has_html_notes and summary and item.notes.startswith(summary)):
        return item
    lead, _line_feed, notes = item.notes.removeprefix(summary).partition("\n")
    further = replace(item, notes=notes)
    if lead in ("", *(_join_pieces(_people(further, offices=offices)) for offices in (True, False))):
        return further
    return item


def full_notes(item: ItemContext) -> str:
    """Return the text of content:encoded: the notes in full, below summary and people unless they are HTML."""
    if not item.notes:
        return ""
    summary = () if item.episode.has_html_notes else (*text_as_html(item.episode.summary or ""), *_people(item))
    lead = _join_pieces([*_correction(item), *summary])
    notes = item.verbatim_notes or item.notes
    return f"{lead}\n{notes}" if lead else notes


def text_as_html(text: str) -> Iterator[HtmlPiece]:
    """Yield plain text as HTML: empty lines separate paragraphs, other line breaks are kept."""
    for paragraph in re.split(r"\n\s*\n", clean_text(text)) if text else ():
        yield from _paragraph(paragraph.split("\n"))


def store_html(notes: str) -> Iterator[HtmlPiece]:
    """Reduce sanitised HTML to the elements that stores show."""
    position = 0
    for tag in TAG.finditer(notes):
        yield from _words(notes[position : tag.start()])
        yield from _tag(tag[0])
        position = tag.end()
    yield from _words(notes[position:])


def truncate(pieces: Iterable[HtmlPiece], max_bytes: int) -> list[HtmlPiece]:
    """Return as much as fits into `max_bytes`, truncated at a word, with an ellipsis, every element closed."""
    fitting: list[HtmlPiece] = []
    open_elements: list[str] = []
    remaining = max_bytes - len("…".encode())
    for piece in pieces:
        if piece.cost > remaining:
            if not piece.name:
                fitting.append(HtmlPiece(_fitting_words(piece.text, remaining)))
            break
        remaining -= piece.cost
        if piece.opens:
            open_elements.append(piece.name)
        elif piece.closes and open_elements:
            open_elements.pop()
        fitting.append(piece)
    return _close_elements(fitting, open_elements)


def _close_elements(fitting: list[HtmlPiece], open_elements: list[str]) -> list[HtmlPiece]:
    """Remove white space and empty elements at the end, add an ellipsis, and close the open elements."""
    while fitting and not fitting[-1].closes and (fitting[-1].name or not fitting[-1].text.strip()):
        if fitting.pop().opens:
            open_elements.pop()
    if fitting and not fitting[-1].closes:
        fitting[-1] = HtmlPiece(fitting[-1].text.rstrip() + "…")
    return [*fitting, *(HtmlPiece(f"</{name}>", name, closes=True) for name in reversed(open_elements))]


def _fitting_words(words: str, max_bytes: int) -> str:
    """Return the whole words that fit; of a text without spaces, the letters."""
    text = ""
    for word in _WORD.findall(words):
        if len((text + word).encode()) > max_bytes:
            plain = html.unescape(word)
            while len(word.encode()) > _MAX_WORD_BYTES and plain and len((text + _escape(plain)).encode()) > max_bytes:
                plain = plain[:-1]
            return text + _escape(plain) if len(word.encode()) > _MAX_WORD_BYTES else text
        text += word
    return text


def _tag(tag: str) -> Iterator[HtmlPiece]:
    match = _NAME.search(tag)
    name, closes = match[0].lower() if match else "", tag.startswith("</")
    if name == "br":
        yield HtmlPiece("<br>", "br")
    elif name in {"td", "th"} and closes:
        yield HtmlPiece(" ")
    elif name == "a" and not closes:
        href = _HREF.search(tag)
        yield HtmlPiece(f'<a href="{href[1]}">' if href else "<a>", "a")
    else:
        names = _REPLACEMENTS.get(name, ())
        for element in reversed(names) if closes else names:
            yield HtmlPiece(f"</{element}>" if closes else f"<{element}>", element, closes)


def _words(text: str) -> Iterator[HtmlPiece]:
    if text:
        words = _SPACES.sub(" ", text)
        yield HtmlPiece(_escape(html.unescape(words)) if "&" in words else words)


def _correction(item: ItemContext) -> Iterator[HtmlPiece]:
    if sentence := correction_text(item.episode, item.show):
        words = (
            HtmlPiece("<strong>", "strong"),
            HtmlPiece(_escape(sentence)),
            HtmlPiece("</strong>", "strong", closes=True),
        )
        yield from (HtmlPiece("<p>", "p"), *words, HtmlPiece("</p>", "p", closes=True))


def _people(item: ItemContext, *, offices: bool = True) -> list[HtmlPiece]:
    """Return a paragraph with guests and hosts; empty if there are none to be named."""
    sentences = people_sentences(item, offices=offices)
    return list(_paragraph([sentences])) if sentences else []


def _timestamps(item: ItemContext) -> Iterator[HtmlPiece]:
    lines = timestamp_lines(item.chapters)
    return _paragraph(lines) if lines else iter(())


def _paragraph(lines: Iterable[str]) -> Iterator[HtmlPiece]:
    """Yield a paragraph of lines; line feeds separate them for readers that do not render HTML."""
    yield HtmlPiece("<p>", "p")
    for number, line in enumerate(lines):
        if number:
            yield HtmlPiece("<br>", "br")
            yield HtmlPiece("\n")
        yield from _linked(line)
    yield HtmlPiece("</p>", "p", closes=True)


def _linked(line: str) -> Iterator[HtmlPiece]:
    """Yield a line of plain text; bare addresses in it are links."""
    position = 0
    for link in find_bare_links(line):
        yield HtmlPiece(_escape(line[position : link.start]))
        yield HtmlPiece(f'<a href="{html.escape(ascii_url(link.target))}">', "a")
        yield HtmlPiece(_escape(line[link.start : link.end]))
        yield HtmlPiece("</a>", "a", closes=True)
        position = link.end
    yield HtmlPiece(_escape(line[position:]))


def _read_on_link(item: ItemContext) -> str:
    words = _READ_ON.get(item.language.partition("-")[0], _READ_ON_DEFAULT)
    return f'<p><a href="{html.escape(item.page)}">{words}</a></p>'


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


def _join_pieces(pieces: Iterable[HtmlPiece]) -> str:
    return _EMPTY.sub("", "".join(piece.text for piece in pieces)).strip()


def _size_bytes(pieces: Iterable[HtmlPiece]) -> int:
    return len(_join_pieces(pieces).encode())
