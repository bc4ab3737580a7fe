"""Markdown as sanitised HTML (CommonMark with tables), and typographically correct plain text."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from podcast.pages.text import pasted_text, typography
from podcast.pages.text.html_repair import repair_html
from podcast.strings import translator
from podcast.text_formats.bare_links import find_bare_links

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
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "class"},
    "th": {"colspan", "rowspan", "scope", "class"},
}
# Allowed values of attributes; URLs are checked by the sanitiser, other attributes not at all.
_VALUES = {
    "colspan": r"[1-9]\d{0,2}",
    "rowspan": r"[1-9]\d{0,3}",
    "start": r"-?\d{1,9}",
    "type": "a",
    "scope": "row|col|rowgroup|colgroup",
    "hreflang": r"[A-Za-z]{2,3}(-[A-Za-z]{2})?",
    "width": r"\d{1,5}",
    "height": r"\d{1,5}",
    "loading": "lazy|eager",
    "class": "end|mid",
}
_ALIGNMENT_CLASSES = {"text-align:right": "end", "text-align:center": "mid"}
_HTML_TAG = re.compile(r"<[A-Za-z]")  # or an autolink
_IMAGE_WITHOUT_SOURCE = re.compile(r"<img(?![^>]*\bsrc=)[^>]*>")
_EMPTY_LINK = re.compile(r"<a\b[^>]*>((?:\s|<(?!img\b|/a>)[^>]*>)*)</a>")  # announced by no screen reader
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_VISIBLE_CONTENT = re.compile(r"<img\b|(?:^|>)[^<]*[^<\s]")  # visible content outside of tags
_FIRST_HEADING = re.compile(r"\s*<h2>(.*?)</h2>\s*", re.DOTALL)
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def html(
    text: str, language: str, images: Mapping[str, tuple[str, int, int]] | None = None, *, top_level: int = 3
) -> str:
    """Convert Markdown to sanitised HTML: links to http(s), mailto and the site itself, no scripts, frames or styles.

    Args:
        text: the Markdown.
        language: the show's language; decides on quotation marks and spaces.
        images: by the name in the Markdown: the URL relative to the page, width and height in pixels. Another image is
            replaced by its text alternative, so that the page loads nothing from elsewhere.
        top_level: level of the highest headings, one below the page's own; the others skip no level.
    """
    clean = _render(text, language, images) if images else _render_without_images(text, language)
    return outline_headings(clean, top_level)


@lru_cache(maxsize=64)  # page, search and feed need the same notes, shortly after each other
def _render_without_images(text: str, language: str) -> str:
    return _render(text, language, {})


def outline_headings(html: str, top_level: int) -> str:
    """Put each heading of sanitised HTML one level below its parent (HTML 4.3.11), and drop empty headings.

    Args:
        html: sanitised.
        top_level: level of the highest headings.
    """
    parents: list[int] = []

    def relevel(match: re.Match[str]) -> str:
        if not _VISIBLE_CONTENT.search(match[2]):
            return ""
        level = int(match[1])
        while parents and parents[-1] >= level:
            parents.pop()
        parents.append(level)
        tag = f"h{min(6, top_level + len(parents) - 1)}"
        return f"<{tag}>{match[2]}</{tag}>"

    return _HEADING.sub(relevel, html)


def _render(text: str, language: str, images: Mapping[str, tuple[str, int, int]]) -> str:
    sources = frozenset(source for source, _width, _height in images.values())
    clean = sanitised_html(_parser(language.partition("-")[0]).render(text, {"images": images}), sources)
    repaired = repair_html(clean) if _HTML_TAG.search(text) else clean
    return _EMPTY_LINK.sub(r"\1", _IMAGE_WITHOUT_SOURCE.sub("", repaired)).strip()


def sanitised_html(html: str, sources: frozenset[str] | None, further_tags: frozenset[str] = frozenset()) -> str:
    """Return HTML with the elements, attributes and links that pages may have.

    Args:
        html: of any origin.
        sources: the addresses of images that stay; None: all, for a caller that replaces them.
        further_tags: elements that stay as well.
    """

    def allowed_value(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            return value if sources is None or value in sources else None
        return value if attribute not in _VALUES or re.fullmatch(_VALUES[attribute], value) else None

    return nh3.clean(
        html,
        tags=_TAGS | further_tags,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
        attribute_filter=allowed_value,
    )


def without_empty_elements(html: str) -> str:
    """Return sanitised HTML with its elements in their places, without images and links that show nothing."""
    return _EMPTY_LINK.sub(r"\1", _IMAGE_WITHOUT_SOURCE.sub("", repair_html(html))).strip()


def with_scroll_regions(html: str, table: str) -> str:
    """Make tables and code blocks scroll by themselves, also with the keyboard, where they are wider than the page.

    Args:
        html: from `html`; its tables have no attributes.
        table: the name of a table's region for screen readers.
    """
    region = f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(table)}"><table>'
    with_regions = html.replace("<table>", region).replace("</table>", "</table></div>")
    return with_regions.replace("<pre>", '<pre tabindex="0">')


def image_sources(text: str) -> tuple[str, ...]:
    """Return the files that a Markdown text shows as images, as written, each once; without images on the web."""
    if "![" not in text:  # most notes have no image and need no parsing
        return ()
    inline = (child for token in _parser("en").parse(text) for child in token.children or ())
    sources = (str(child.attrs["src"]) for child in inline if child.type == "image")
    return tuple(dict.fromkeys(source for source in sources if source and not _EXTERNAL.match(source)))


@lru_cache(maxsize=4096)  # a title is on many pages
def typeset(text: str, language: str) -> str:
    """Set plain text with the typography of a language: „…“, ’, –, … and no-break spaces."""
    code = language.partition("-")[0]
    tokens = _text_parser(code).parseInline(text)
    return "".join(_plain(child) for token in tokens for child in token.children or ())


def linked_text(text: str) -> Markup:
    """Return plain text as HTML in which bare addresses are links."""
    position, parts = 0, []
    for link in find_bare_links(text):
        target, typed = _parser("en").normalizeLink(link.target), text[link.start : link.end]
        parts += [escape(text[position : link.start], quote=False), f'<a href="{escape(target)}" rel="noopener">']
        parts += [escape(typed, quote=False), "</a>"]
        position = link.end
    return Markup("".join([*parts, escape(text[position:], quote=False)]))  # noqa: S704 - escaped


def _plain(token: Token) -> str:
    return "\n" if token.type == "softbreak" else token.content


@cache
def _parser(language: str) -> MarkdownIt:
    options = {"typographer": True, "linkify": False, "quotes": typography.quotation_marks(language)}
    parser = MarkdownIt("commonmark", options)
    parser.enable(["table", "strikethrough", "replacements", "smartquotes"])
    typography.install_rules(parser, language)
    pasted_text.install_rules(parser)
    parser.core.ruler.push("column_alignment", _alignment_classes)
    parser.add_render_rule("image", _image)
    return parser


@cache
def _text_parser(language: str) -> MarkdownIt:
    parser = MarkdownIt("zero", {"typographer": True, "quotes": typography.quotation_marks(language)})
    parser.enable(["replacements", "smartquotes"])
    typography.install_rules(parser, language)
    return parser


def _alignment_classes(state: StateCore) -> None:
    """Replace the style of aligned columns by a class: the pages' policy forbids style attributes."""
    for token in state.tokens:
        if css_class := _ALIGNMENT_CLASSES.get(str(token.attrs.pop("style", ""))):
            token.attrs["class"] = css_class


def _image(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    """An image of the show with its size; any other image as its text alternative."""
    token = tokens[at]
    alt = renderer.renderInlineAsText(token.children, options, env)
    image = env["images"].get(str(token.attrs["src"]))
    if image is None:
        return escape(alt, quote=False)
    source, width, height = image
    token.attrs = {"src": source, "alt": alt, "width": width, "height": height, "loading": "lazy"}
    return f"<img {renderer.renderAttrs(token).strip()}>"


def prose(text: str, language: str, title: str = "") -> Markup:
    """Convert a Markdown text that follows a page's h1, with headings from h2 down.

    Args:
        text: Markdown.
        language: the show's language.
        title: the page's h1. The same text as the first heading (`# Impressum`) is dropped.
    """
    body = html(text, language, top_level=2)
    heading = _FIRST_HEADING.match(body)
    if heading and title and heading[1].casefold() == escape(title, quote=False).casefold():
        body = outline_headings(body[heading.end() :], top_level=2)
    return Markup(with_scroll_regions(body, translator(language)("table_label")))  # noqa: S704 - sanitised by `html`
