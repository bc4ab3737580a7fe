"""Ways to subscribe: links into apps, from the show's `subscribe:`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from podcast import addresses

if TYPE_CHECKING:
    from podcast.show.model import Show

# In the order in which they are shown. `true` in podcast.yaml makes the link from the feed's address; where that is
# impossible (the store gives the address) the show writes it. {feed}: quoted URL, {bare}: without the scheme.
APPS: tuple[tuple[str, str, str | None], ...] = (
    ("apple", "Apple Podcasts", "podcast://{bare}"),
    ("spotify", "Spotify", None),
    ("antennapod", "AntennaPod", "https://antennapod.org/deeplink/subscribe?url={feed}&title={title}"),
    ("pocketcasts", "Pocket Casts", "pktc://subscribe/{bare}"),
    ("overcast", "Overcast", "overcast://x-callback-url/add?url={feed}"),
    ("castro", "Castro", "castro://subscribe/{bare}"),
    ("deezer", "Deezer", None),
    ("amazon", "Amazon Music", None),
    ("youtube", "YouTube Music", None),
    ("ard", "ARD Audiothek", None),
    ("fyyd", "fyyd", None),
    ("podcastindex", "Podcast Index", None),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A link by which an app, or a store, takes the show in."""

    name: str
    href: str


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
            found.append(Way(name, value))
        elif value and form:
            found.append(Way(name, form.format(**parts)))
    return tuple(found)
