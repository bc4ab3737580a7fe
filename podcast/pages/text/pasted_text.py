"""Parser rules for texts as people paste them: bare addresses are links, lists of word processors are lists."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

from markdown_it.rules_block import paragraph

from podcast.pages.text import pasted_lists
from podcast.text_formats.bare_links import find_bare_links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

    from podcast.pages.text.pasted_lists import PastedItem
    from podcast.text_formats.bare_links import BareLink

_INVISIBLE_LINE = re.compile(r"^[ \t]*[\u00a0\u2007\u202f\u200b][ \t\u00a0\u2007\u202f\u200b]*$", re.MULTILINE)
_NO_BREAK_MARKER = re.compile(r"^([ \t>]*(?:#{1,6}|[-*+]))[\u00a0\u202f]", re.MULTILINE)
CODE_COLUMNS = 4  # of indentation that make a line code
_JUDGED_LINES = 64  # lines that decide whether there is a list; all of a long text each time would take too long
# Characters at which the parser tries its rules for the inside of a paragraph; markdown-it, rules_inline/text.
_TERMINATOR = re.compile(r"[\n!#$%&*+\-:<=>@\[\\\]^_`{}~]")


def install_rules(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.core.ruler.after("normalize", "no_break_spaces", _no_break_spaces)
    parser.block.ruler.before("code", "pasted_list", _pasted_list, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block.ruler.at("paragraph", _paragraph)
    parser.inline.ruler.at("text", _text)
    parser.inline.ruler.before("text", "bare_link", _bare_link)


def _no_break_spaces(state: StateCore) -> None:
    """Empty lines of no-break spaces alone (as Word pastes them); let a no-break space follow `#` and `-`, too."""
    if "\u00a0" in state.src or "\u200b" in state.src or "\u202f" in state.src or "\u2007" in state.src:
        state.src = _NO_BREAK_MARKER.sub(r"\1 ", _INVISIBLE_LINE.sub("", state.src))


# --- links -----------------------------------------------------------------------------------------------------------


def _text(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Skip text up to the next character with a meaning, or to the next address."""
    terminator = _TERMINATOR.search(state.src, state.pos)
    end = min(terminator.start() if terminator else state.posMax, state.posMax)
    if not state.linkLevel and (link := _next_link(state.src, state.pos + 1)):
        end = min(end, link.start)
    if end == state.pos:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _bare_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Make an address a link, unless it is within a link."""
    link = None if state.linkLevel else _next_link(state.src, state.pos)
    if not link or link.start != state.pos or link.end > state.posMax:
        return False
    target = state.md.normalizeLink(link.target)
    if not state.md.validateLink(target):
        return False
    if not silent:
        _push_link(state, link, target)
    state.pos = link.end
    return True


def _next_link(source: str, position: int) -> BareLink | None:
    """Return the first address that starts at a position or after it."""
    links = find_bare_links(source)
    at = bisect_left(links, position, key=attrgetter("start"))
    return links[at] if at < len(links) else None


def _push_link(state: StateInline, link: BareLink, target: str) -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": target}
    token.markup, token.info = "linkify", "auto"  # by which typography knows that the text is an address
    state.push("text_special", "", 0).content = link.text  # text that smart quotes leave alone
    token = state.push("link_close", "a", -1)
    token.markup, token.info = "linkify", "auto"


# --- lists -----------------------------------------------------------------------------------------------------------


def _pasted_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    if state.sCount[start] < state.blkIndent or not pasted_lists.may_begin_list(_line(state, start)):
        return False
    before = [_line(state, line).strip() for line in range(max(0, start - 2), start)]
    items = pasted_lists.find_list(_lines(state, start, min(end, start + _JUDGED_LINES)), 0, before)
    if items and start + items[-1].end + pasted_lists.MAX_BLANK_LINES >= start + _JUDGED_LINES:
        items = pasted_lists.find_list(_lines(state, start, end), 0, before)
    if not items:
        return False
    if not silent:
        _push_list(state, start, items)
        state.line = start + items[-1].end
    return True


def _lines(state: StateBlock, start: int, end: int) -> list[str]:
    """Return the lines from `start` on that belong to the present block."""
    lines = []
    for number in range(start, end):
        if state.sCount[number] < state.blkIndent and not state.isEmpty(number):
            break
        lines.append(_line(state, number))
    return lines


def _line(state: StateBlock, number: int) -> str:
    """Return a line without the indentation of its block; a tab counts as the columns that it fills."""
    text_start = state.bMarks[number] + state.tShift[number]
    columns = max(0, state.sCount[number] - state.blkIndent)
    return " " * columns + state.src[text_start : state.eMarks[number]]


def _push_list(state: StateBlock, first_line: int, items: tuple[PastedItem, ...]) -> None:
    """Push the tokens of a list; an item that is followed by a deeper one contains it."""
    closing: list[tuple[str, str]] = []  # the lists that are open: token type and tag
    level = -1
    for item in items:
        is_new_list = item.level > level
        while level > item.level:
            _close(state, closing)
            level -= 1
        if is_new_list:
            closing.append(_open_list(state, item))
            level = item.level
        else:
            state.push("list_item_close", "li", -1)
        _push_item(state, first_line, item)
    while closing:
        _close(state, closing)


def _open_list(state: StateBlock, item: PastedItem) -> tuple[str, str]:
    kind, tag = ("ordered_list", "ol") if item.is_ordered else ("bullet_list", "ul")
    token = state.push(f"{kind}_open", tag, 1)
    if item.kind == "letter":
        token.attrs["type"] = "a"
    if item.number > 1:
        token.attrs["start"] = item.number
    return kind, tag


def _close(state: StateBlock, closing: list[tuple[str, str]]) -> None:
    kind, tag = closing.pop()
    state.push("list_item_close", "li", -1)
    state.push(f"{kind}_close", tag, -1)


def _push_item(state: StateBlock, first_line: int, item: PastedItem) -> None:
    lines = [first_line + item.start, first_line + item.end]
    state.push("list_item_open", "li", 1).map = lines
    opening = state.push("paragraph_open", "p", 1)
    opening.hidden, opening.map = True, lines
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = "\n".join(item.lines), lines, []
    state.push("paragraph_close", "p", -1).hidden = True


def _paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Parse a paragraph as in markdown-it, except that an indented line may begin a pasted list."""
    last_line = state.lineMax
    state.lineMax = next((line for line in _indented_lines(state, start) if _begins_list(state, line)), last_line)
    try:
        return paragraph(state, start, end, silent)
    finally:
        state.lineMax = last_line


def _indented_lines(state: StateBlock, start: int) -> Iterator[int]:
    """Yield the lines of a paragraph that would be code elsewhere; the parser tries no rules at them."""
    for line in range(start + 1, state.lineMax):
        if state.isEmpty(line):
            return
        if state.sCount[line] - state.blkIndent >= CODE_COLUMNS:
            yield line


def _begins_list(state: StateBlock, line: int) -> bool:
    return _pasted_list(state, line, state.lineMax, True)  # noqa: FBT003 - as the parser calls it
