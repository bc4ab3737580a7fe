"""An episode's player on somebody else's page: the page for the frame, the frame's HTML, the oEmbed document.

https://oembed.com/: a document of the type "rich" for each episode, found by a link in the head of its page.
"""

from __future__ import annotations

import json
import textwrap
import unicodedata
from html import escape
from typing import TYPE_CHECKING, Any, Final

from podcast import urls as addresses
from podcast.pages.page import Page, shortened
from podcast.pages.text.markdown import typeset
from podcast.pages.text.strings import speaker
from podcast.pages.view_models import kicker
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from podcast.model.show import Episode, Show

# CSS pixels. A frame cannot grow with what is in it, so its height is right for the narrowest column that we mean.
_WIDTH: Final = 640  # for those who cannot say "as wide as there is room"
_PLAYER: Final = 218  # sound, two rows of tools, the margins
_CHAPTERS: Final = 44  # closed
_KICKER: Final = (21, 32)  # pixels of a line; letters that it holds where the frame is 280 pixels wide
_TITLE: Final = (24, 24)


def embeddable(episode: Episode, heard: Collection[str]) -> bool:
    """Whether others may show an episode: it can be heard, and is no draft. `heard` are the slugs with audio."""
    return episode.slug in heard and not episode.draft


def height(show: Show, episode: Episode) -> int:
    """The CSS pixels that the frame is high: enough for all that is in it, chapters closed, from 280 wide on."""
    lines = (
        (_KICKER, plain(f"{show.title}, {kicker(show, episode)}")),
        (_TITLE, plain(episode.title)),
    )
    words = sum(line * len(textwrap.wrap(_spread(text), letters)) for (line, letters), text in lines)
    return _PLAYER + words + (_CHAPTERS if episode.chapters else 0)


def _spread(text: str) -> str:
    """The text with letters that are two wide (Chinese, Japanese, Korean: Unicode's East Asian Width) twice."""
    return "".join(one * 2 if unicodedata.east_asian_width(one) in "WF" else one for one in text)


def frame(show: Show, episode: Episode) -> str:
    """The HTML that puts an episode's player on another page: a frame, nothing else; no script of ours runs there.

    It names the file, not the folder: a bucket without index documents answers all the same.
    """
    source = addresses.absolute(show, addresses.file(addresses.embed(show, episode)))
    title = speaker(show.language)("listen", title=plain(typeset(episode.title, show.language)))
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="100%" height="{height(show, episode)}" '
        'loading="lazy" allow="clipboard-write; web-share" style="border:0"></iframe>'
    )


def page(show: Show, episode: Episode, whole: Page) -> Page:
    """The page for the frame, made from the episode's own; search engines may not list it."""
    say = speaker(show.language)
    return Page(
        address=addresses.embed(show, episode),
        template="embed.html",
        title=say("embed_title", title=whole.title),
        description=shortened(plain(say("embed_description", title=episode.title))),
        kind=whole.kind,
        pen=whole.pen,
        listed=False,
        image=whole.image,
        image_alt=whole.image_alt,
        data=whole.data,
        values=whole.values,
        shared=whole,
    )


def documents(show: Show, heard: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """The oEmbed document of each episode that can be embedded, by its address."""
    for episode in show.episodes:
        if embeddable(episode, heard):
            yield addresses.oembed(episode), json.dumps(_document(show, episode), ensure_ascii=False, indent=1).encode()


def _document(show: Show, episode: Episode) -> Mapping[str, Any]:
    """What the specification asks for of "rich", and who provides it."""
    return {
        "version": "1.0",
        "type": "rich",
        "title": plain(episode.title),
        "author_name": plain(show.author),
        "provider_name": plain(show.title),
        "provider_url": show.link,
        "width": _WIDTH,
        "height": height(show, episode),
        "html": frame(show, episode),
    }
