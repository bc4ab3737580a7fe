"""Pieces of HTML that are made in one place because a template alone would get them wrong: pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from podcast.artifacts import ImageFormat, Picture

    Link = Callable[[str], str]

_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="([^"]*)"[^>]*>')


def picture(link: Link, picture: Picture, alt: str, sizes: str, **attributes: str) -> Markup:
    """A picture as `<picture>`: AVIF, WebP and JPEG in the widths there are, and its size, so that nothing jumps.

    Args:
        link: writes an address as seen from the page.
        picture: as `podcast.pages.images.images` makes it.
        alt: what it shows, in words; empty where the words beside it say it all.
        sizes: how wide it is shown, as CSS says it: `15rem`, `(min-width: 42rem) 42rem, 100vw`.
        attributes: more of the `<img>`, as in `class_="cover"`; `loading` is lazy unless it says `eager`.
    """
    more = {"loading": "lazy", **{name.rstrip("_"): value for name, value in attributes.items()}}
    shown = {"src": link(picture.path), "alt": alt, "width": str(picture.width), "height": str(picture.height), **more}
    if not picture.formats:
        return _element("img", shown)
    *better, plain = picture.formats
    sources = [
        _element("source", {"type": one.media_type, "srcset": _set(one, link), "sizes": sizes}) for one in better
    ]
    image = _element("img", {**shown, "srcset": _set(plain, link), "sizes": sizes})
    return Markup("<picture>{}{}</picture>").format(Markup().join(sources), image)


def framed(html: str, link: Link, pictures: Mapping[str, Picture], sizes: str) -> str:
    """Sanitised HTML whose pictures are offered in all their forms.

    Args:
        html: as `podcast.pages.text.markdown` makes it.
        link: writes an address as seen from the page.
        pictures: by their addresses as they stand in the HTML.
        sizes: how wide they are shown, as CSS says it.
    """

    def offered(match: re.Match[str]) -> str:
        found = pictures.get(match[1])
        if found is None or not found.formats:
            return match[0]
        *better, plain = found.formats
        sources = "".join(
            _element("source", {"type": one.media_type, "srcset": _set(one, link), "sizes": sizes}) for one in better
        )
        more = str(Markup(' srcset="{}" sizes="{}">').format(_set(plain, link), sizes))
        return f"<picture>{sources}{match[0][:-1].rstrip('/ ')}{more}</picture>"

    return _IMAGE.sub(offered, html)


def _set(form: ImageFormat, link: Link) -> str:
    return ", ".join(f"{link(address)} {width}w" for address, width in form.sizes)


def _element(name: str, attributes: Mapping[str, str]) -> Markup:
    words = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in attributes.items())
    return Markup("<{}{}>").format(escape(name), words)
