"""Hosting services, recognised by the address or the generator of a feed, and their settings for a move.

Only what the host's own help pages or its source say; hosts that are named without steps of their own get the general
ones. Sources: hilfe.podigee.com (change of the subdomain), support.spotify.com (switching away with a 301 redirect),
the settings pages of Podlove Publisher and Castopod in their source, help.soundcloud.com (content settings).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from podcast.i18n import _, gettext_noop


@dataclass(frozen=True, slots=True)
class HostingService:
    """A host: its name, the domains of its feeds, words of its generator, and its own steps.

    `steps` have the placeholders {old} and {new} for the two feeds. `is_own_server` says that the show's producer runs
    the software, and can set up a redirect in the web server as well.
    """

    name: str
    domains: tuple[str, ...] = ()
    generators: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    is_own_server: bool = False


_GENERAL: Final = gettext_noop(
    "{host}: look for “redirect” or “301” in the settings of the show, and enter {new}; "
    "if there is no such setting, ask the support for a permanent redirect (301) from {old} to {new}"
)
_SERVICES: Final = (
    HostingService(
        "Podigee",
        ("podigee.io", "podigee.com"),
        steps=(
            gettext_noop(
                "Podigee: open the settings of the podcast, tab “Mehr Optionen”, and enter {new} in the fields for the "
                "redirect of every feed format and in the field for itunes:new-feed-url, without spaces"
            ),
        ),
    ),
    HostingService(
        "Spotify",
        ("anchor.fm", "podcasters.spotify.com", "creators.spotify.com"),
        ("Anchor Podcasts",),
        (
            gettext_noop(
                "Spotify: open the settings of the show in a browser (the app has no such setting), choose “Redirect "
                "your podcast”, and enter {new}"
            ),
            gettext_noop("Spotify: the redirect can take 7 days; do not delete the account before it works"),
        ),
    ),
    HostingService("Libsyn", ("libsyn.com", "libsynpro.com"), ("Libsyn",)),
    HostingService("Podbean", ("podbean.com",), ("podbean.com",)),
    HostingService("Buzzsprout", ("buzzsprout.com",), ("Buzzsprout",)),
    HostingService("Acast", ("acast.com",), ("acast.com",)),
    HostingService(
        "SoundCloud",
        ("soundcloud.com",),
        ("SoundCloud",),
        (gettext_noop("SoundCloud: open Settings, tab Content, and enter {new} in the field “Subscriber redirect”"),),
    ),
    HostingService("LetsCast.fm", ("letscast.fm",), ("LetsCast.fm",)),
    HostingService("Spreaker", ("spreaker.com",), ("Spreaker",)),
    HostingService("Blubrry", ("blubrry.com", "blubrry.net"), ("Blubrry",)),
    HostingService("Simplecast", ("simplecast.com",), ("simplecast.com",)),
    HostingService("Transistor", ("transistor.fm",), ("transistor.fm",)),
    HostingService(
        "Podlove Publisher",
        generators=("Podlove",),
        steps=(
            gettext_noop(
                "Podlove Publisher: open “Podcast Feeds” in WordPress, and in every feed (each format has one of its "
                "own) set “Redirect Method” to “Permanent Redirect (HTTP Status 301)” and “Redirect Url” to {new}"
            ),
        ),
        is_own_server=True,
    ),
    HostingService(
        "Castopod",
        generators=("Castopod",),
        steps=(
            gettext_noop(
                "Castopod: edit the podcast, enter {new} as the new feed URL in the advanced settings, and switch on "
                "the redirect to it; versions without that switch need a redirect in the web server"
            ),
        ),
        is_own_server=True,
    ),
    HostingService("WordPress", generators=("wordpress.org", "PowerPress"), is_own_server=True),
)


def hosting_service(old_feed: str, generator: str) -> HostingService | None:
    """Return the host of a feed; None if it is none of the known ones.

    Args:
        old_feed: the address of the feed.
        generator: the text of its `generator`.
    """
    host = (urlsplit(old_feed).hostname or "").lower()
    by_domain = (
        service
        for service in _SERVICES
        if any(host == domain or host.endswith(f".{domain}") for domain in service.domains)
    )
    by_generator = (
        service for service in _SERVICES if any(word.lower() in generator.lower() for word in service.generators)
    )
    return next(by_domain, None) or next(by_generator, None)


def redirect_steps(service: HostingService, old_feed: str, new_feed: str) -> list[str]:
    """Return the steps that set up the redirect at a host, in the language of the run."""
    if service.is_own_server and not service.steps:
        return []
    steps = service.steps or (_GENERAL,)
    return [_(step).format(host=service.name, old=old_feed, new=new_feed) for step in steps]
