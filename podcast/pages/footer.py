"""The pages that the footer of every page links to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.model.legal_rules import REQUIRED_FIELDS, is_german_law, legal_pages_of
from podcast.strings import translator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Show

_FOOTER_PAGES = (  # of `urls.STANDARD_PAGES` and `urls.OPTIONAL_PAGES`, each with the key of its label
    ("episodes", "all_episodes"),
    ("people", "people_title"),
    ("topics", "topics_title"),
    ("subscribe", "subscribe_title"),
    ("search", "search"),
    ("about", "about_title"),
    ("easy_language", "easy_language"),
    ("sign_language", "sign_language"),
    ("imprint", "imprint"),
    ("privacy", "privacy"),
    ("accessibility", "accessibility"),
)


def footer_links(show: Show) -> Iterator[tuple[str, str]]:
    """Yield name (of `urls.STANDARD_PAGES` and `urls.OPTIONAL_PAGES`) and label of the pages that the show has."""
    translate = translator(show.language)
    legal_pages = legal_pages_of(show)
    exists = {
        "people": any(episode.people for episode in show.episodes),
        "topics": any(episode.topics for episode in show.episodes),
        **{name: bool(getattr(show, name)) for name in urls.OPTIONAL_PAGES},
        **{name: name in legal_pages for name in REQUIRED_FIELDS},
    }
    labels = dict(_FOOTER_PAGES) | ({} if is_german_law(show) else {"imprint": "imprint_neutral"})
    return ((name, translate(key)) for name, key in labels.items() if exists.get(name, True))
