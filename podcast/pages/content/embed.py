"""Embedding: the page of the embedded player, the HTML of its frame, the oEmbed documents.

https://oembed.com/: each episode has a document of the type "rich" in both forms, JSON and XML, which links in the head
of its page name.
"""

from __future__ import annotations

import json
import textwrap
import unicodedata
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from podcast import urls
from podcast.pages.page import Page, excerpt
from podcast.pages.text.markdown import typeset
from podcast.pages.view_models import kicker
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from podcast.artifacts import Picture
    from podcast.model.show import Episode, Show

# CSS pixels. A frame cannot grow with its content, so its height is right for the narrowest column that is supported.
_OEMBED_WIDTH: Final = 640  # for consumers that cannot use a width of 100 %
_PLAYER_HEIGHT: Final = 290  # two rows of controls, seek bar, times, margins
_CHAPTERS_HEIGHT: Final = 70  # the current chapter, and the closed list
_COVER_HEIGHT: Final = 72
_TRANSCRIPT_LINE: Final = 30  # the link to it
_KICKER_LINE: Final = (20, 22)  # height of a line in pixels; letters per line in a frame that is 280 pixels wide
_TITLE_LINE: Final = (23, 17)
_NO_BORDER: Final = 'style="border:0"'
_OLD_NO_BORDER: Final = 'frameborder="0"'  # WordPress removes `style` from the frames of oEmbed documents
_THUMBNAIL_USE: Final = "480"  # see `podcast.pages.images.images`
_CACHE_SECONDS: Final = 86_400


def is_embeddable(episode: Episode, audio_slugs: Collection[str]) -> bool:
    """Return whether other sites may embed an episode: it has audio (`audio_slugs` do), and is not a draft."""
    return episode.slug in audio_slugs and not episode.draft


def frame_height(show: Show, episode: Episode) -> int:
    """Return the height of the frame in CSS pixels: enough for its content with closed chapters, 280 or more wide."""
    lines = (
        (_KICKER_LINE, strip_soft_hyphens(f"{show.title}, {kicker(show, episode)}")),
        (_TITLE_LINE, strip_soft_hyphens(episode.title)),
    )
    text_height = sum(height * len(textwrap.wrap(_double_wide_letters(text), width)) for (height, width), text in lines)
    head_height = max(_COVER_HEIGHT, text_height + (_TRANSCRIPT_LINE if episode.transcript else 0))
    return _PLAYER_HEIGHT + head_height + (_CHAPTERS_HEIGHT if episode.chapters else 0)


def _double_wide_letters(text: str) -> str:
    """Repeat each wide letter (Chinese, Japanese, Korean: Unicode's East Asian Width), so that it counts twice."""
    return "".join(letter * 2 if unicodedata.east_asian_width(letter) in "WF" else letter for letter in text)


def frame_html(show: Show, episode: Episode) -> str:
    """Return the HTML that embeds an episode's player on another page: a frame without any script of ours.

    It names the file, not the folder, so that it works in a bucket without index documents.
    """
    source = urls.absolute_url(show, urls.file_path(urls.embed(show, episode)))
    title = translator(show.language)(
        "listen_to_episode", title=strip_soft_hyphens(typeset(episode.title, show.language))
    )
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="100%" height="{frame_height(show, episode)}" '
        f'loading="lazy" allow="clipboard-write; web-share" {_NO_BORDER}></iframe>'
    )


def embed_page(show: Show, episode: Episode, episode_page: Page) -> Page:
    """Return the page of the embedded player, made from the episode's page; search engines may not list it."""
    translate = translator(show.language)
    return Page(
        address=urls.embed(show, episode),
        template="embed.html",
        title=translate("embed_title", title=episode_page.title),
        description=excerpt(strip_soft_hyphens(translate("embed_description", title=episode.title))),
        og_type=episode_page.og_type,
        season_colour=episode_page.season_colour,
        listed=False,
        image=episode_page.image,
        image_alt=episode_page.image_alt,
        json_ld=episode_page.json_ld,
        values=episode_page.values,
        shared_page=episode_page,
    )


def oembed_documents(
    show: Show, audio_slugs: Collection[str], pictures: Mapping[str, Picture] = MappingProxyType({})
) -> Iterator[tuple[str, bytes]]:
    """Yield address and oEmbed document of each episode that may be embedded, as JSON and as XML.

    Args:
        show: with these episodes.
        audio_slugs: of the episodes that have audio.
        pictures: by `<source path>@<use>`; the cover of an episode, else that of the show, is the thumbnail.
    """
    for episode in show.episodes:
        if is_embeddable(episode, audio_slugs):
            fields = _oembed_fields(show, episode, pictures)
            yield urls.oembed(episode), json.dumps(fields, ensure_ascii=False, indent=1).encode()
            yield urls.oembed(episode, "xml"), _oembed_xml(fields)


def _oembed_fields(show: Show, episode: Episode, pictures: Mapping[str, Picture]) -> Mapping[str, Any]:
    """Return the fields that the specification requires of "rich", those that name the provider, and a thumbnail."""
    return {
        "version": "1.0",
        "type": "rich",
        "title": strip_soft_hyphens(episode.title),
        "author_name": strip_soft_hyphens(show.author),
        "author_url": show.link,
        "provider_name": strip_soft_hyphens(show.title),
        "provider_url": show.link,
        "cache_age": _CACHE_SECONDS,
        **_thumbnail(show, episode, pictures),
        "width": _OEMBED_WIDTH,
        "height": frame_height(show, episode),
        "html": frame_html(show, episode).replace(_NO_BORDER, _OLD_NO_BORDER),
    }


def _thumbnail(show: Show, episode: Episode, pictures: Mapping[str, Picture]) -> Mapping[str, Any]:
    """Return the fields of the thumbnail; all three must be there, or none."""
    sources = (source for source in (episode.cover, show.cover) if source)
    picture = next(filter(None, (pictures.get(f"{source}@{_THUMBNAIL_USE}") for source in sources)), None)
    if picture is None:
        return {}
    return {
        "thumbnail_url": urls.absolute_url(show, picture.path),
        "thumbnail_width": picture.width,
        "thumbnail_height": picture.height,
    }


def _oembed_xml(fields: Mapping[str, Any]) -> bytes:
    """Return the fields as XML: an element for each."""
    elements = "".join(f"<{name}>{escape(str(value), quote=False)}</{name}>\n" for name, value in fields.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>\n{elements}</oembed>\n'.encode()
