"""`<picture>` elements with all formats and widths of an image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from podcast.artifacts import ImageFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from podcast.artifacts import Picture

    Link = Callable[[str], str]

_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="([^"]*)"[^>]*>')


def picture_element(link: Link, picture: Picture, alt: str, sizes: str, **attributes: str) -> Markup:
    """Return `<picture>` with AVIF, WebP and JPEG in all widths. Its size is set, so that the page does not jump.

    Args:
        link: returns a path as a URL relative to the page.
        picture: from `podcast.pages.images.images.site_images`.
        alt: text alternative; empty if the text beside the picture says the same.
        sizes: the displayed width in CSS: `15rem`, `(min-width: 42rem) 42rem, 100vw`.
        attributes: further attributes of `<img>`, such as `class_="cover"`; `loading` is lazy by default.
    """
    extra = {"loading": "lazy", **{name.rstrip("_"): value for name, value in attributes.items()}}
    size = {"width": str(picture.width), "height": str(picture.height)}
    shown = {"src": link(picture.path), "alt": alt, **size, **extra}
    if not picture.formats:
        return _element("img", shown)
    *modern, jpeg = picture.formats
    sources = [_source(image_format, link, sizes) for image_format in modern]
    image = _element("img", {**shown, "srcset": _srcset(jpeg, link), "sizes": sizes})
    return Markup("<picture>{}{}</picture>").format(Markup().join(sources), image)


def thumbnail_element(link: Link, picture: Picture, alt: str, **attributes: str) -> Markup:
    """Return a small picture in lists: its smallest width alone, in the smallest format and as JPEG.

    A list has many of them, and each width and format would be named in its page. For the arguments see
    `picture_element`.
    """
    smallest = tuple(ImageFormat(each.media_type, each.sizes[:1]) for each in picture.formats)
    if not smallest:
        return picture_element(link, picture, alt, "", **attributes)
    (path, width), *_ = smallest[-1].sizes
    extra = {"loading": "lazy", **{name.rstrip("_"): value for name, value in attributes.items()}}
    height = round(width * picture.height / picture.width)
    image = _element("img", {"src": link(path), "alt": alt, "width": str(width), "height": str(height), **extra})
    if len(smallest) == 1:
        return image
    source = _element("source", {"type": smallest[0].media_type, "srcset": link(smallest[0].sizes[0][0])})
    return Markup("<picture>{}{}</picture>").format(source, image)


def with_picture_elements(html: str, link: Link, pictures: Mapping[str, Picture], sizes: str) -> str:
    """Wrap the `<img>` elements of sanitised HTML in `<picture>` with all formats.

    Args:
        html: from `podcast.pages.text.markdown`.
        link: returns a path as a URL relative to the page.
        pictures: by the URL in the HTML.
        sizes: the displayed width in CSS.
    """

    def wrap(match: re.Match[str]) -> str:
        picture = pictures.get(match[1])
        if picture is None or not picture.formats:
            return match[0]
        *modern, jpeg = picture.formats
        sources = "".join(_source(image_format, link, sizes) for image_format in modern)
        attributes = str(Markup(' srcset="{}" sizes="{}">').format(_srcset(jpeg, link), sizes))
        return f"<picture>{sources}{match[0][:-1].rstrip('/ ')}{attributes}</picture>"

    return _IMAGE.sub(wrap, html)


def _source(image_format: ImageFormat, link: Link, sizes: str) -> Markup:
    attributes = {"type": image_format.media_type, "srcset": _srcset(image_format, link), "sizes": sizes}
    return _element("source", attributes)


def _srcset(image_format: ImageFormat, link: Link) -> str:
    return ", ".join(f"{link(path)} {width}w" for path, width in image_format.sizes)


def _element(name: str, attributes: Mapping[str, str]) -> Markup:
    written = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in attributes.items())
    return Markup("<{}{}>").format(escape(name), written)
