"""An episode's player on somebody else's page: the page for the frame, the frame's HTML, the oEmbed document.

https://oembed.com/: a document of the type "rich" for each episode, found by a link in the head of its page.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any, Final

from podcast import addresses
from podcast.pages.markdown import typeset
from podcast.pages.page import Page
from podcast.pages.words import speaker
from podcast.show.model import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from podcast.show.model import Episode, Show

HEIGHT: Final = 320  # CSS pixels: kicker, title on two lines, player, tools on two rows
_WIDTH: Final = 640  # CSS pixels, for those who cannot say "as wide as there is room"


def embeddable(episode: Episode, heard: Collection[str]) -> bool:
    """Whether others may show an episode: it can be heard, and is no draft. `heard` are the slugs with audio."""
    return episode.slug in heard and not episode.draft


def frame(show: Show, episode: Episode) -> str:
    """The HTML that puts an episode's player on another page: a frame, nothing else; no script of ours runs there.

    It names the file, not the folder: a bucket without index documents answers all the same.
    """
    source = addresses.absolute(show, addresses.file(addresses.embed(show, episode)))
    title = speaker(show.language)("listen", title=plain(typeset(episode.title, show.language)))
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="100%" height="{HEIGHT}" loading="lazy" '
        'allow="clipboard-write; web-share" style="border:0"></iframe>'
    )


def page(show: Show, episode: Episode, whole: Page) -> Page:
    """The page for the frame, made from the episode's own; search engines may not list it."""
    say = speaker(show.language)
    return Page(
        address=addresses.embed(show, episode),
        template="embed.html",
        title=say("embed_title", title=whole.title),
        description=plain(say("embed_description", title=episode.title)),
        kind=whole.kind,
        pen=whole.pen,
        listed=False,
        image=whole.image,
        image_alt=whole.image_alt,
        data=whole.data,
        values=whole.values,
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
        "height": HEIGHT,
        "html": frame(show, episode),
    }
