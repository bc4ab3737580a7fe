"""Steps at the old host after an import, by host where it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.importing.moving.hosting_services import hosting_service, redirect_steps
from podcast.importing.moving.server_rules import apache_rule, nginx_rule

if TYPE_CHECKING:
    from collections.abc import Iterator


def host_steps(old_feed: str, new_feed: str, generator: str = "") -> list[str]:
    """Return the steps that move a feed's subscribers, as sentences in the language of the run.

    Args:
        old_feed: the address of the feed at the old host.
        new_feed: the address of the feed now.
        generator: the text of the old feed's `generator`, which tells hosts on domains of their own.
    """
    return list(_steps(old_feed, new_feed, generator))


def _steps(old_feed: str, new_feed: str, generator: str) -> Iterator[str]:
    yield _("publish the show (podcast publish): {new} must answer before anything is redirected").format(new=new_feed)
    yield _("save the statistics of the old host while you can: podcast import --statistics FILE.csv keeps the file")
    service = hosting_service(old_feed, generator)
    if service is not None:
        yield from redirect_steps(service, old_feed, new_feed)
    if service is None or service.is_own_server:
        yield from _server_steps(old_feed, new_feed)
    yield _("if the host has a field for itunes:new-feed-url, enter {new} there as well").format(new=new_feed)
    yield _(
        "check the move from outside with podcast import --verify-move: the old address must answer 301 (or 308); "
        "with 302 or 307, apps keep asking the old address"
    )
    yield _(
        "leave the redirect for at least four weeks, better for as long as the host allows: apps that are opened "
        "rarely learn of it late; delete no episode and no account before"
    )
    yield from _directory_steps(new_feed)


def _server_steps(old_feed: str, new_feed: str) -> Iterator[str]:
    """Yield the redirect in a web server of one's own."""
    values = {"old": old_feed, "new": new_feed}
    yield _("set up a permanent redirect (301) from {old} to {new} in the web server").format(**values)
    if rule := nginx_rule(old_feed, new_feed):
        yield _("nginx, in the server block: {rule}").format(rule=rule)
    if rule := apache_rule(old_feed, new_feed):
        separator = "\n" if "\n" in rule else " "
        yield _("Apache, in the virtual host or in .htaccess:{separator}{rule}").format(separator=separator, rule=rule)


def _directory_steps(new_feed: str) -> Iterator[str]:
    yield _(
        "Apple Podcasts Connect: Apple follows the redirect by itself; look at the show after some days, and enter "
        "{new} as its feed if the old address is still there"
    ).format(new=new_feed)
    yield _(
        "Spotify for Creators: Spotify follows the redirect as well; if the show still has the old address after some "
        "days, enter {new} there"
    ).format(new=new_feed)
    yield _(
        "Podcast Index: look up the show on podcastindex.org; if it still has the old address after some days, add "
        "{new} at podcastindex.org/add"
    ).format(new=new_feed)
