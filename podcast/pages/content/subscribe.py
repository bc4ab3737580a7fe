"""Ways to subscribe: the feed's address, links into services and apps from the show's `subscribe:`, a QR code."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from podcast import urls
from podcast.hosts import host_name
from podcast.model.season_colours import season_colour
from podcast.pages.page import Page
from podcast.pages.pagination import window_title
from podcast.strings import optional_text, translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from podcast.model.show import Show
    from podcast.pages.page import RenderInputs

# In the order of the page. `true` in podcast.yaml makes the link from the feed's address; services without a pattern
# assign an address of their own, which the show writes. {feed}: quoted URL, {bare}: URL without the scheme.
APPS: tuple[tuple[str, str, str | None], ...] = (
    ("apple", "Apple Podcasts", "podcast://{bare}"),
    ("spotify", "Spotify", None),
    ("antennapod", "AntennaPod", "https://antennapod.org/deeplink/subscribe?url={feed}&title={title}"),
    ("pocketcasts", "Pocket Casts", "pktc://subscribe/{bare}"),
    ("overcast", "Overcast", "overcast://x-callback-url/add?url={feed}"),
    ("castro", "Castro", "castro://subscribe/{bare}"),
    ("podcastaddict", "Podcast Addict", "podcastaddict://{bare}"),
    ("downcast", "Downcast", "downcast://{bare}"),
    ("gpodder", "gPodder", "gpodder://{bare}"),
    ("deezer", "Deezer", None),
    ("amazon", "Amazon Music", None),
    ("youtube", "YouTube Music", None),
    ("ard", "ARD Audiothek", None),
    ("fyyd", "fyyd", None),
    ("podcastindex", "Podcast Index", None),
)

# Apps that subscribe to any feed by its address, by device; free ones first, each with its website.
DEVICES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "devices_android",
        (("AntennaPod", "https://antennapod.org/"), ("Pocket Casts", "https://pocketcasts.com/")),
    ),
    (
        "devices_apple",
        (("Apple Podcasts", "https://www.apple.com/apple-podcasts/"), ("Overcast", "https://overcast.fm/")),
    ),
    (
        "devices_computer",
        (("gPodder", "https://gpodder.github.io/"), ("Thunderbird", "https://www.thunderbird.net/")),
    ),
)


@dataclass(frozen=True, slots=True)
class SubscribeLink:
    """A link that opens the show in an app or a service; `fact` says what it needs, `key` is that of `subscribe:`."""

    name: str
    href: str
    fact: str = ""
    key: str = ""

    @property
    def is_web(self) -> bool:
        """Whether the link leads to a web page, which works everywhere; other links need the app."""
        return self.href.startswith(("https:", "http:"))


def subscribe_links(show: Show) -> tuple[SubscribeLink, ...]:
    """Return the links of the show's `subscribe:`, in the order of `APPS`; other apps come last, by name."""
    feed = urls.absolute_url(show, urls.FEED)
    placeholders = {"feed": quote(feed, safe=""), "bare": feed.partition("://")[2], "title": quote(show.title, safe="")}
    apps = {key: (name, pattern) for key, name, pattern in APPS}
    other_apps = sorted(key for key in show.subscribe if key not in apps)
    links = []
    for key in [*(key for key in apps if key in show.subscribe), *other_apps]:
        name, pattern = apps.get(key, (key.replace("_", " ").replace("-", " ").title(), None))
        value = show.subscribe[key]
        if isinstance(value, str):
            links.append(SubscribeLink(name, href := urls.ascii_url(value), _fact(show, key, href), key))
        elif value and pattern:
            links.append(SubscribeLink(name, href := pattern.format(**placeholders), _fact(show, key, href), key))
    return tuple(links)


def _fact(show: Show, key: str, href: str) -> str:
    """Return a fact about an app or a service, such as the account that it needs; by default the host of the link."""
    return optional_text(f"fact_{key}", show.language) or host_name(href)


def subscribe_page(show: Show, inputs: RenderInputs) -> Page:
    """Return the page: web links, then links with the schemes of apps, which do nothing without the app, the feed last.

    `open_in_app` has the scheme that podcast apps on phones register for any feed; Android asks which of them to use.
    """
    translate = translator(show.language)
    links = subscribe_links(show)
    return Page(
        address=urls.page(show, "subscribe"),
        template="subscribe.html",
        title=window_title(show, translate("subscribe_title")),
        description=strip_soft_hyphens(translate("subscribe_description", show=show.title)),
        image=inputs.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        season_colour=season_colour(next((episode.season for episode in show.episodes if episode.season), None)),
        values={
            "services": tuple(link for link in links if link.is_web),
            "apps": tuple(link for link in links if not link.is_web),
            "devices": DEVICES,
            "open_in_app": f"pcast://{urls.absolute_url(show, urls.FEED).partition('://')[2]}",
        },
    )


def qr_address(show: Show) -> str:
    """Return the address of the QR code's picture."""
    return f"{urls.page(show, 'subscribe')}qr.svg"


def qr_code(show: Show) -> bytes:
    """Return a QR code (ISO/IEC 18004) with the address of the page as SVG, to open it on a phone.

    Black on white whatever the colours of the page, which cameras need; with the four modules of margin that the
    standard requires.
    """
    return _qr_svg(urls.absolute_url(show, urls.page(show, "subscribe")))


@lru_cache(maxsize=8)  # previews build again and again
def _qr_svg(address: str) -> bytes:
    import segno

    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(
        out,
        kind="svg",
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
    )
    return out.getvalue()
