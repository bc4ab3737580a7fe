"""A rule and a hint for former addresses of episodes (`redirects`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show


def free_former_addresses(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A former address is that of one episode, and of no page of today."""
    if not any(episode.redirects for episode in show.episodes):
        return
    from podcast.pages.content.redirect_pages import TakenAddresses, episode_redirects

    site_addresses = TakenAddresses(show)
    owners: dict[str, str] = {}
    for redirect in episode_redirects(show):
        episode, address = redirect.episode, redirect.address
        owner = owners.setdefault((address or redirect.source).casefold(), episode.slug)
        loc = ("redirects", redirect.number)
        if owner != episode.slug:
            what = _('"{address}" is also a former address of {slug}').format(address=redirect.source, slug=owner)
            yield Finding(episode.file, loc, what, _("remove it from one of the two"))
        elif address is not None and not redirect.is_own_page and address in site_addresses:
            what = _('"{address}" is the address of another page of the site').format(address=redirect.source)
            yield Finding(episode.file, loc, what, _("remove it"))


def former_addresses_with_page(show: Show) -> Iterator[Finding]:
    """Every former address has a page: others only lead on where the web server has the rules of the site."""
    if not any(episode.redirects for episode in show.episodes):
        return
    from podcast.pages.content.redirect_pages import episode_redirects

    without_page = [redirect for redirect in episode_redirects(show) if redirect.address is None]
    if without_page:
        first = without_page[0]
        what = _('"{address}" can have no page: a file has no such address')
        if len(without_page) > 1:
            what = _('"{address}" and {count} more can have no page: files have no such addresses')
        what = what.format(address=first.source, count=len(without_page) - 1)
        remedy = _("give your web server the rules in site/redirects/ (see `podcast docs stores`), or ignore this hint")
        yield Finding(first.episode.file, ("redirects", first.number), what, remedy)


RULES = (free_former_addresses,)
