"""The way from home to a page, for search engines: schema.org's BreadcrumbList.

Terms: https://schema.org/BreadcrumbList. Google needs a name and a URL for every step but the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from podcast import urls
from podcast.pages.images.social_card import share_title
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Show
    from podcast.pages.page import Page

_LISTS: Final = {"people": "people_title", "topics": "topics_title"}  # standard pages with pages below them


def breadcrumbs(show: Show, page: Page) -> dict[str, Any] | None:
    """Return the steps from home to a page; none for home, and for pages that search engines may not list."""
    if page.address == urls.HOME or not page.listed:
        return None
    home, last = (strip_soft_hyphens(show.title), urls.HOME), (share_title(show, page), page.address)
    steps = [home, *_parents(show, page), last]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": urls.absolute_url(show, address)}
            for position, (name, address) in enumerate(steps, start=1)
        ],
    }


def _parents(show: Show, page: Page) -> Iterator[tuple[str, str]]:
    """Yield name and address of the pages between home and a page."""
    translate = translator(show.language)
    for name, key in _LISTS.items():
        address = urls.page(show, name)
        if page.address.startswith(address) and page.address != address:
            yield translate(key), address
    if page.season and page.address != (address := urls.season(show, page.season)):
        season = show.season(page.season)
        label = translate("season_number", number=page.season)
        yield strip_soft_hyphens(f"{label}: {season.title}" if season else label), address
