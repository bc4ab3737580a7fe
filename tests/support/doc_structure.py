"""The structure of a page of the documentation: what must be the same in every language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

GENERATED = re.compile(r"<!-- podcast ?\w* -->.*?<!-- /podcast ?\w* -->", re.DOTALL)  # from the help, see command_docs
COMMENT = re.compile(r"\s*(?<!\S)#.*")
# In the reader's language: an option's value, and the parts of an address.
PLACEHOLDER = re.compile(r"(?<=^-. )[A-Z]+|(?<=://)(?:user@host/folder|benutzer@server/ordner)$")
OURS = re.compile(r"podcast |make |-")  # commands and options; other code with spaces is an example
LANGUAGES_WITH_COMMENTS = {"yaml", "nginx", "cron"}


@dataclass(frozen=True, slots=True)
class Structure:
    """A page without its words.

    `blocks` are the kinds of headings, paragraphs, lists, tables and code in their order, with the size of each;
    `code` is the code without comments, of terminal sessions the commands; `links` are the targets, an anchor by the
    number of its heading; `names` are the names in code type of each table.
    """

    blocks: tuple[str, ...]
    code: tuple[str, ...]
    links: frozenset[str]
    names: tuple[frozenset[str], ...]


def structure(text: str, headings_of: dict[str, list[str]], page: str) -> Structure:
    """Return the structure of a page.

    Args:
        text: the page, as Markdown.
        headings_of: the anchors of the headings of all pages in this language, by name.
        page: its name, such as `feed.md`.
    """
    tokens = MarkdownIt().enable("table").parse(GENERATED.sub("", text))
    links = (
        str(child.attrs["href"]) for token in tokens for child in token.children or () if child.type == "link_open"
    )
    return Structure(
        blocks=tuple(_blocks(tokens)),
        code=tuple(_code(token) for token in tokens if token.type == "fence"),
        links=frozenset(_numbered(link, headings_of, page) for link in links),
        names=tuple(_names_in_tables(tokens)),
    )


def anchors(text: str) -> list[str]:
    """The anchors of a page's headings, as Git hosts and the documentation site write them."""
    lines = re.findall(r"(?m)^#+ (.*)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines]


def _blocks(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "heading_open":
            yield token.tag
        elif token.type in {"fence", "html_block"}:
            yield f"{token.type} {token.info or token.content.strip() if token.type == 'html_block' else token.info}"
        elif token.type.endswith("_open") and token.type.removesuffix("_open") in {"list_item", "tr", "table"}:
            yield token.type.removesuffix("_open")
        elif token.type == "paragraph_open" and not token.hidden:
            yield "paragraph"


def _code(fence: Token) -> str:
    """Code as it must be in every language; of text and diagrams only the number of lines."""
    lines = fence.content.splitlines()
    if fence.info == "console":
        return "\n".join(_command(line) for line in lines if re.match(r"[$#] ", line))
    if not fence.info:
        return f"{len(lines)} lines"
    if fence.info in LANGUAGES_WITH_COMMENTS:
        lines = [COMMENT.sub("", line) for line in lines]
    return "\n".join(lines)


def _command(line: str) -> str:
    """A command line by its first two words and its options: titles and names of files are in the reader's language."""
    words = re.sub(r"\"[^\"]*\"|'[^']*'", "…", line).split()[1:]
    is_ours = words[0] == "podcast"
    subcommand = words[1:2] if is_ours else ([] if words[0] in {"cd", "cp"} else words[1:])
    return " ".join([words[0], *subcommand, *(word for word in words[2:] if is_ours and word.startswith("-"))])


def _numbered(link: str, headings_of: dict[str, list[str]], page: str) -> str:
    path, _, anchor = link.partition("#")
    name = path or page
    return f"{path}#{headings_of[name].index(unquote(anchor))}" if anchor and name in headings_of else link


def _names_in_tables(tokens: list[Token]) -> Iterator[frozenset[str]]:
    names: set[str] = set()
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        if token.type in {"th_open", "td_open"}:
            cell = following.children or ()
            codes = [child.content for child in cell if child.type == "code_inline"]
            names |= {PLACEHOLDER.sub("…", code) for code in codes if " " not in code or OURS.match(code)}
        elif token.type == "table_close":
            yield frozenset(names)
            names = set()
