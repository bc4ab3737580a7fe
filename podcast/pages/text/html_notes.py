"""Show notes that are HTML: sanitised for the episode's page, and as they are for the feed where nothing is unsafe."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING, Final

import nh3

from podcast.pages.text import markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

# On the page, beside those of Markdown: blocks that text editors write.
_PAGE_TAGS: Final = frozenset({"div", "figure", "figcaption", "small", "cite", "details", "summary"})
# In the feed: all that is neither a script nor a form nor a frame.
_FEED_TAGS: Final = nh3.ALLOWED_TAGS | {
    *("address", "audio", "big", "font", "main", "nobr", "picture", "section", "source", "tfoot", "track", "video")
}
_FEED_ATTRIBUTES: Final = frozenset(
    {
        *("abbr", "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "char", "charoff", "cite"),
        *("class", "clear", "color", "cols", "colspan", "controls", "coords", "crossorigin", "datetime", "decoding"),
        *("dir", "download", "face", "fetchpriority", "frame", "headers", "height", "href", "hreflang", "hspace", "id"),
        *("ismap", "itemprop", "itemscope", "itemtype", "kind", "label", "lang", "loading", "loop", "media", "muted"),
        *("name", "nowrap", "open", "poster", "preload", "property", "referrerpolicy", "rel", "reversed", "role"),
        *("rowspan", "rules", "scope", "shape", "size", "sizes", "span", "src", "srclang", "srcset", "start", "style"),
        *("summary", "tabindex", "target", "title", "translate", "type", "usemap", "valign", "value", "vspace"),
        *("width", "xml:lang"),
    }
)
_FEED_SCHEMES: Final = frozenset(
    {*nh3.ALLOWED_URL_SCHEMES, "feed", "geo", "itpc", "lightning", "pcast", "podcast", "webcal"}
)
_ATTRIBUTE_PREFIXES: Final = frozenset({"aria-", "data-"})
_UNSAFE_STYLE: Final = re.compile(r"url\s*\(|expression|javascript|@import|behavior|\\", re.IGNORECASE)

# What the parser for comparisons must keep, so that its loss is noticed.
_UNSAFE_TAGS: Final = frozenset(
    {
        *("applet", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input", "link", "math", "meta"),
        *("noembed", "noframes", "noscript", "object", "option", "plaintext", "script", "select", "style", "svg"),
        *("template", "textarea", "title", "xmp"),
    }
)
_UNSAFE_SCHEMES: Final = frozenset({"about", "blob", "data", "file", "filesystem", "javascript", "vbscript"})
_TAG_NAME: Final = re.compile(r"<([a-zA-Z][^\s/>]*)")
_ATTRIBUTE_NAME: Final = re.compile(r"""[^\s"'<>/=]+(?=\s*=)|(?<=\s)[a-zA-Z-]+(?=[\s/>])""")
_SCHEME: Final = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
# Never as it is: what the parser of a fragment drops in silence, attributes of events, the end of a CDATA section.
_NEVER_VERBATIM: Final = re.compile(r"</?(?:html|head|body|frameset)\b|[\s\"'/]on\w+\s*=|\]\]>", re.IGNORECASE)

_IMAGE: Final = re.compile(r'<img((?:[^<>"]|"[^"]*")*)>')
_ATTRIBUTE: Final = re.compile(r'\s([\w-]+)="([^"]*)"')
_EXTERNAL: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def page_html(text: str, images: Mapping[str, tuple[str, int, int]], *, top_level: int = 3) -> str:
    """Return HTML notes for a page: as strictly sanitised as Markdown, and nothing is loaded from elsewhere.

    Args:
        text: the HTML.
        images: see `markdown.html`.
        top_level: see `markdown.html`.
    """

    def picture(match: re.Match[str]) -> str:
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[1])}
        alt = attributes.get("alt", "")
        if attributes.get("src", "") not in images:
            return escape(alt, quote=False)
        source, width, height = images[attributes["src"]]
        return f'<img src="{escape(source)}" alt="{escape(alt)}" width="{width}" height="{height}" loading="lazy">'

    clean = markdown.sanitised_html(text, None, _PAGE_TAGS)
    return markdown.outline_headings(markdown.without_empty_elements(_IMAGE.sub(picture, clean)), top_level)


def image_sources(text: str) -> tuple[str, ...]:
    """Return the files that HTML notes show as images, as written, each once; without images on the web."""
    if "<img" not in text.lower():
        return ()
    attributes = (dict(_ATTRIBUTE.findall(match[1])) for match in _IMAGE.finditer(_feed_html(text)))
    sources = (unescape(names.get("src", "")) for names in attributes)
    return tuple(dict.fromkeys(source for source in sources if source and not _EXTERNAL.match(source)))


@lru_cache(maxsize=16)  # feeds repeat a text in description, summary and notes
def feed_html(text: str) -> tuple[str, bool]:
    """Return HTML notes for the feed, and whether the text itself may stand there, because nothing in it is unsafe.

    Nothing is unsafe where the sanitiser removes nothing: a parser that keeps everything then gives the same.
    """
    clean = _feed_html(text)
    if _NEVER_VERBATIM.search(text):
        return clean, False
    with_comments = _feed_html(text, has_comments=True) if "<!" in text or "<?" in text else clean
    return clean, with_comments == _complete_html(text)


def _feed_html(text: str, *, has_comments: bool = False) -> str:
    def allowed_value(_tag: str, attribute: str, value: str) -> str | None:
        return None if attribute == "style" and _UNSAFE_STYLE.search(value) else value

    return nh3.clean(
        text,
        tags=set(_FEED_TAGS),
        attributes={"*": set(_FEED_ATTRIBUTES)},
        generic_attribute_prefixes=set(_ATTRIBUTE_PREFIXES),
        attribute_filter=allowed_value,
        strip_comments=not has_comments,
        link_rel=None,
        url_schemes=set(_FEED_SCHEMES),
    )


def _complete_html(text: str) -> str:
    """Return the HTML as the parser writes it, with everything that is in it."""
    tags = _tags(text)
    schemes = {scheme.lower() for scheme in _SCHEME.findall(unescape(tags))}
    return nh3.clean(
        text,
        tags=_FEED_TAGS | _UNSAFE_TAGS | {name.lower() for name in _TAG_NAME.findall(tags)},
        clean_content_tags=set(),
        attributes={"*": _FEED_ATTRIBUTES | {name.lower() for name in _ATTRIBUTE_NAME.findall(tags)}},
        generic_attribute_prefixes=set(_ATTRIBUTE_PREFIXES),
        strip_comments=False,
        link_rel=None,
        url_schemes=_FEED_SCHEMES | _UNSAFE_SCHEMES | schemes,
    )


def _tags(text: str) -> str:
    """Return all tags of HTML, and rather too much than too little: from each `<` to the last `>` before the next."""
    parts = text.split("<")[1:]
    return "".join(f"<{part[: part.rfind('>') + 1] or part}" for part in parts)
