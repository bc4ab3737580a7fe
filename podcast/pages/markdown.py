"""Markdown to harmless HTML, and plain words to well-set ones: CommonMark with tables, set by `typography`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import nh3
from markdown_it import MarkdownIt

from podcast.pages import typography

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "blockquote", "pre"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
    *("a", "abbr", "b", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "strong", "sub", "sup", "u"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_NO_PICTURE = re.compile(r"<img(?![^>]*\bsrc=)[^>]*>")
_FIRST_HEADING = 3  # a page has its own h1 and h2
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def html(text: str, language: str, pictures: Mapping[str, tuple[str, int, int]] | None = None) -> str:
    """Markdown as HTML that can do no harm, headings from h3 down.

    Args:
        text: the Markdown.
        language: the show's language; chooses the quotation marks.
        pictures: by the name written in the Markdown: the picture's address as seen from the page, its width and its
            height in pixels. A picture that is not among them is shown by its words (`alt`): the site asks nobody
            else for anything.

    Links lead elsewhere on the site, to http(s) or to mailto; scripts, frames, styles and handlers are dropped.
    """
    return _pictured(text, language, pictures) if pictures else _plainly(text, language)


@lru_cache(maxsize=64)  # the page, the search and the feed ask for the same notes, soon after each other
def _plainly(text: str, language: str) -> str:
    return _pictured(text, language, {})


def _pictured(text: str, language: str, ours: Mapping[str, tuple[str, int, int]]) -> str:
    addresses = {address for address, _, _ in ours.values()}

    def own_pictures(tag: str, attribute: str, value: str) -> str | None:
        return None if tag == "img" and attribute == "src" and value not in addresses else value

    clean = nh3.clean(
        _parser(language.partition("-")[0]).render(text, {"pictures": ours}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
        attribute_filter=own_pictures,
    )
    return _NO_PICTURE.sub("", clean).strip()


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
    parser.core.ruler.push("demoted", _demoted)
    parser.add_render_rule("image", _image)
    return parser


@cache
def _setter(language: str) -> MarkdownIt:
    parser = MarkdownIt("zero", {"typographer": True, "quotes": typography.quotes(language)})
    parser.enable(["replacements", "smartquotes"])
    typography.install(parser, language)
    return parser


def _demoted(state: Any) -> None:
    """Moves headings down so that the highest of the text is an h3, and none skips a level."""
    headings = [token for token in state.tokens if token.type in {"heading_open", "heading_close"}]
    levels = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(6, _FIRST_HEADING + levels.index(token.tag))}"


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
