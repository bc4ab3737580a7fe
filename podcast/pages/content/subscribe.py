"""Ways to subscribe: the feed's address, links into services and apps from the show's `subscribe:`, a QR code."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from podcast import urls as addresses
from podcast.pages.page import Page
from podcast.pages.text.strings import speaker
from podcast.text import plain

if TYPE_CHECKING:
    from podcast.model.show import Show
    from podcast.pages.page import Made

# In the order in which they are shown. `true` in podcast.yaml makes the link from the feed's address; where that is
# impossible (the store gives the address) the show writes it. {feed}: quoted URL, {bare}: without the scheme.
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

# Apps that take in any feed by its address, by device; free ones first, each with its home.
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
class Way:
    """A link by which an app, or a store, takes the show in."""

    name: str
    href: str

    @property
    def web(self) -> bool:
        """Whether it leads to a page, which works everywhere; the other links only do where the app is."""
        return self.href.startswith(("https:", "http:"))


def ways(show: Show) -> tuple[Way, ...]:
    """The links that the show asks for, in the order of the table; apps that are not in it come last, by name."""
    feed = addresses.absolute(show, addresses.FEED)
    parts = {"feed": quote(feed, safe=""), "bare": feed.partition("://")[2], "title": quote(show.title, safe="")}
    known = {key: (name, form) for key, name, form in APPS}
    others = sorted(key for key in show.subscribe if key not in known)
    found = []
    for key in [*(key for key in known if key in show.subscribe), *others]:
        name, form = known.get(key, (key.replace("_", " ").replace("-", " ").title(), None))
        value = show.subscribe[key]
        if isinstance(value, str):
            found.append(Way(name, addresses.web(value)))
        elif value and form:
            found.append(Way(name, form.format(**parts)))
    return tuple(found)


def subscribe_page(show: Show, made: Made) -> Page:
    """The page: feed, https links, then the schemes of apps, which fail silently where no app is."""
    say = speaker(show.language)
    found = ways(show)
    return Page(
        address=addresses.page(show, "subscribe"),
        template="subscribe.html",
        title=plain(say("page_title", title=say("subscribe_title"), show=show.title)),
        description=plain(say("subscribe_description", show=show.title)),
        image=made.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        values={
            "services": tuple(way for way in found if way.web),
            "apps": tuple(way for way in found if not way.web),
            "devices": DEVICES,
        },
    )


def qr_address(show: Show) -> str:
    """Where the picture of the code is."""
    return f"{addresses.page(show, 'subscribe')}qr.svg"


def qr_code(show: Show) -> bytes:
    """A QR code (ISO/IEC 18004) with the address of the page, as SVG: from the screen of an office to one's phone.

    Black on white whatever the colours of the page: cameras want it so. Four modules of margin, as the norm asks.
    """
    import segno

    out = io.BytesIO()
    code = segno.make(addresses.absolute(show, addresses.page(show, "subscribe")), error="m", micro=False)
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
