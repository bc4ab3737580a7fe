"""The page about the podcast: its own text or else its description, and the people who make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.pages.page import Page
from podcast.pages.text import markdown
from podcast.pages.text.markdown import prose
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.model.show import Show
    from podcast.pages.content.people import PersonProfile
    from podcast.pages.page import RenderInputs


def about_page(show: Show, inputs: RenderInputs, people: Sequence[PersonProfile]) -> Page:
    """Return the page; `people` are all who are named in an episode."""
    translate = translator(show.language)
    seasons = {episode.season for episode in show.episodes if episode.season}
    counts = [translate("episode_count", count=len(show.episodes))]
    counts += [translate("season_count", count=len(seasons))] if seasons else []
    text = show.texts.get("about") or show.description
    return Page(
        address=urls.page(show, "about"),
        template="about.html",
        title=strip_soft_hyphens(translate("page_title", title=translate("about_title"), show=show.title)),
        description=strip_soft_hyphens(translate("about_description", show=show.title)),
        image=inputs.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        values={
            "heading": translate("about_title"),
            "text": prose(text, show.language, translate("about_title")),
            "author_line": translate("about_by", author=markdown.typeset(show.author, show.language)),
            "counts": ", ".join(counts) if show.episodes else "",
            "team": tuple(person for person in people if person.is_maker),
            "cover": inputs.pictures.get(f"{show.cover}@480"),
        },
    )
