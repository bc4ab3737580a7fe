"""Markdown to harmless HTML, and plain words to well-set ones: CommonMark with tables, set by `typography`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from podcast.pages.text import typography
from podcast.pages.text.html_repair import tidied
from podcast.strings import translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"),
    *("ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("a", "abbr", "b", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "strong", "sub", "sup", "u"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "class"},
    "th": {"colspan", "rowspan", "scope", "class"},
}
# What an attribute may say; of others the address is looked at, or nothing.
_VALUES = {
    "colspan": r"[1-9]\d{0,2}",
    "rowspan": r"[1-9]\d{0,3}",
    "start": r"-?\d{1,9}",
    "scope": "row|col|rowgroup|colgroup",
    "hreflang": r"[A-Za-z]{2,3}(-[A-Za-z]{2})?",
    "width": r"\d{1,5}",
    "height": r"\d{1,5}",
    "loading": "lazy|eager",
    "class": "end|mid",
}
_SIDES = {"text-align:right": "end", "text-align:center": "mid"}
_BY_HAND = re.compile(r"<[A-Za-z]")  # HTML, or an address
_NO_PICTURE = re.compile(r"<img(?![^>]*\bsrc=)[^>]*>")
_NAMELESS = re.compile(r"<a\b[^>]*>((?:\s|<(?!img\b|/a>)[^>]*>)*)</a>")  # a link without words: nobody could name it
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_WORDS = re.compile(r"<img\b|(?:^|>)[^<]*[^<\s]")  # something to see, outside of tags
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def html(
    text: str, language: str, pictures: Mapping[str, tuple[str, int, int]] | None = None, *, first: int = 3
) -> str:
    """Markdown as HTML that can do no harm.

    Args:
        text: the Markdown.
        language: the show's language; chooses the quotation marks.
        pictures: by the name written in the Markdown: the picture's address as seen from the page, its width and its
            height in pixels. A picture that is not among them is shown by its words (`alt`): the site asks nobody
            else for anything.
        first: the level of its highest headings, one below the page's own; none of the others skips a level.

    Links lead elsewhere on the site, to http(s) or to mailto; scripts, frames, styles and handlers are dropped.
    """
    clean = _pictured(text, language, pictures) if pictures else _plainly(text, language)
    return outlined(clean, first)


@lru_cache(maxsize=64)  # the page, the search and the feed ask for the same notes, soon after each other
def _plainly(text: str, language: str) -> str:
    return _pictured(text, language, {})


def outlined(html: str, first: int) -> str:
    """Sanitised HTML with each heading a level below the one that it belongs to (HTML 4.3.11), none without words."""
    above: list[int] = []

    def placed(match: re.Match[str]) -> str:
        if not _WORDS.search(match[2]):
            return ""
        level = int(match[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        tag = f"h{min(6, first + len(above) - 1)}"
        return f"<{tag}>{match[2]}</{tag}>"

    return _HEADING.sub(placed, html)


def _pictured(text: str, language: str, ours: Mapping[str, tuple[str, int, int]]) -> str:
    addresses = {address for address, _, _ in ours.values()}

    def fit(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            return value if value in addresses else None
        return value if attribute not in _VALUES or re.fullmatch(_VALUES[attribute], value) else None

    clean = nh3.clean(
        _parser(language.partition("-")[0]).render(text, {"pictures": ours}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
        attribute_filter=fit,
    )
    seen = _NO_PICTURE.sub("", tidied(clean) if _BY_HAND.search(text) else clean)
    return _NAMELESS.sub(r"\1", seen).strip()


def scrolling(html: str, table: str) -> str:
    """HTML of `html` for a page: what may be wider than the page scrolls by itself, also from the keyboard.

    Args:
        html: sanitised; no table in it has attributes.
        table: what a screen reader calls a table's region.
    """
    region = f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(table)}"><table>'
    within = html.replace("<table>", region).replace("</table>", "</table></div>")
    return within.replace("<pre>", '<pre tabindex="0">')


def images(text: str) -> tuple[str, ...]:
    """The files that a Markdown text shows as pictures, as written, each once; those elsewhere on the web are not."""
    if "![" not in text:  # most notes show none: spare them the parsing
        return ()
    inline = (child for token in _parser("en").parse(text) for child in token.children or ())
    found = (str(child.attrs["src"]) for child in inline if child.type == "image")
    return tuple(dict.fromkeys(source for source in found if source and not _EXTERNAL.match(source)))


@lru_cache(maxsize=4096)  # a title stands on many pages
def typeset(text: str, language: str) -> str:
    """Plain words with the marks of good typography: „…“, ’, – and …; no-break spaces where German asks for them."""
    short = language.partition("-")[0]
    tokens = _setter(short).parseInline(text)
    return "".join(_plain(child) for token in tokens for child in token.children or ())


def _plain(token: Token) -> str:
    return "\n" if token.type == "softbreak" else token.content


@cache
def _parser(language: str) -> MarkdownIt:
    options = {"typographer": True, "linkify": False, "quotes": typography.quotes(language)}
    parser = MarkdownIt("commonmark", options)
    parser.enable(["table", "strikethrough", "replacements", "smartquotes"])
    typography.install(parser, language)
    parser.core.ruler.push("sided", _sided)
    parser.add_render_rule("image", _image)
    return parser


@cache
def _setter(language: str) -> MarkdownIt:
    parser = MarkdownIt("zero", {"typographer": True, "quotes": typography.quotes(language)})
    parser.enable(["replacements", "smartquotes"])
    typography.install(parser, language)
    return parser


def _sided(state: StateCore) -> None:
    """A column's side as a class: the pages' policy lets no element have a style of its own."""
    for token in state.tokens:
        if side := _SIDES.get(str(token.attrs.pop("style", ""))):
            token.attrs["class"] = side


def _image(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    """A picture of ours with its size; any other by its words."""
    token = tokens[at]
    alt = renderer.renderInlineAsText(token.children, options, env)
    found = env["pictures"].get(str(token.attrs["src"]))
    if found is None:
        return escape(alt, quote=False)
    address, width, height = found
    token.attrs = {"src": address, "alt": alt, "width": width, "height": height, "loading": "lazy"}
    return f"<img {renderer.renderAttrs(token).strip()}>"


_TITLE = re.compile(r"\s*<h2>(.*?)</h2>\s*", re.DOTALL)


def prose(text: str, language: str, title: str = "") -> Markup:
    """A text that stands right below a page's h1, from h2 down.

    Args:
        text: Markdown.
        language: the show's language.
        title: the page's h1. A text that begins with the same words as its heading (`# Impressum`) has them once.
    """
    body = html(text, language, first=2)
    first = _TITLE.match(body)
    if first and title and first[1].casefold() == escape(title, quote=False).casefold():
        body = outlined(body[first.end() :], first=2)
    return Markup(scrolling(body, translator(language)("table_label")))  # noqa: S704 - sanitised by `html`
