"""Markdown to harmless HTML, and plain words to well-set ones.

CommonMark with one rule of our own: `*` between two letters is a letter. German writes „Bürger*innen und Kolleg*innen“;
CommonMark makes that an emphasis from star to star.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import nh3
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_QUOTES = {"de": "„“‚‘", "en": "“”‘’", "fr": ["«\xa0", "\xa0»", "‹\xa0", "\xa0›"]}
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
    ours = pictures or {}
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


def images(text: str) -> tuple[str, ...]:
    """The files that a Markdown text shows as pictures, as written, each once; those elsewhere on the web are not."""
    if "![" not in text:  # most notes show none: spare them the parsing
        return ()
    inline = (child for token in _parser("en").parse(text) for child in token.children or ())
    found = (str(child.attrs["src"]) for child in inline if child.type == "image")
    return tuple(dict.fromkeys(source for source in found if source and not _EXTERNAL.match(source)))


def typeset(text: str, language: str) -> str:
    """Plain words with the marks of good typography: „…“, ’, – and …; no-break spaces where German asks for them."""
    short = language.partition("-")[0]
    tokens = _setter(short).parseInline(text)
    return "".join(_plain(child) for token in tokens for child in token.children or ())


def _plain(token: Token) -> str:
    return "\n" if token.type == "softbreak" else token.content


@cache
def _parser(language: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"typographer": True, "linkify": False, "quotes": _quotes(language)})
    parser.enable(["table", "strikethrough", "replacements", "smartquotes"])
    parser.inline.ruler.before("emphasis", "gender_star", _gender_star)
    parser.core.ruler.push("no_break", _no_break)
    parser.core.ruler.push("demoted", _demoted)
    parser.add_render_rule("image", _image)
    return parser


@cache
def _setter(language: str) -> MarkdownIt:
    parser = MarkdownIt("zero", {"typographer": True, "quotes": _quotes(language)})
    parser.enable(["replacements", "smartquotes"])
    parser.core.ruler.push("no_break", _no_break)
    return parser


def _quotes(language: str) -> Sequence[str]:
    return _QUOTES.get(language, _QUOTES["en"])


# --- rules -----------------------------------------------------------------------------------------------------------


def _gender_star(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    """Takes `*` between two letters as text."""
    at, source = state.pos, state.src
    if source[at] != "*" or at == 0 or not source[at - 1].isalpha() or not source[at + 1 : at + 2].isalpha():
        return False
    if not silent:
        state.pending += "*"
    state.pos += 1
    return True


_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_UNITS = "%|€|Euro|Prozent|Uhr|Minuten?|Min\\.|Stunden?|Std\\.|Sekunden?|Jahren?|k[mg]|[MG]B"
_NO_BREAK: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\b(z|d|u|i|o|s|v)\.(B|h|a|d|R|Ä|o|u|T|U|m)\.(?!\w)", "\\1.\xa0\\2."),  # z.B.
        (r"\b([A-Za-zÄÖÜ])\. (?=[A-Za-zÄÖÜ]\.)", "\\1.\xa0"),  # z. B., J. R. Müller
        (rf"\b(\d{{1,2}}\.) (?=(?:{_MONTHS})\b)", "\\1\xa0"),
        (rf"(\d) (?=(?:{_UNITS})(?!\w))", "\\1\xa0"),
        (r"(§§?|\b(?:Art|Abs|Nr|Dr|Prof)\.) (?=\w)", "\\1\xa0"),
        (r"(?<=\w) [-–] (?=\w)", "\xa0– "),
    )
)


def _no_break(state: Any) -> None:
    """Sets no-break spaces in the running text, not in code."""
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "text":
                child.content = _with_no_break(child.content)


def _with_no_break(text: str) -> str:
    for pattern, replacement in _NO_BREAK:
        text = pattern.sub(replacement, text)
    return text


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
