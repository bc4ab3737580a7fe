"""The page on the podcast itself: its own text, or else its description, and who makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.pages.page import Page
from podcast.pages.text import markdown
from podcast.pages.text.markdown import prose
from podcast.pages.text.strings import speaker
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.model.show import Show
    from podcast.pages.content.people import Profile
    from podcast.pages.page import Made


def about_page(show: Show, made: Made, people: Sequence[Profile]) -> Page:
    """The page; `people` are all who are heard in the show."""
    say = speaker(show.language)
    seasons = {one.season for one in show.episodes if one.season}
    counts = [say("count", count=len(show.episodes))]
    counts += [say("count_seasons", count=len(seasons))] if seasons else []
    text = show.texts.get("about") or show.description
    return Page(
        address=addresses.page(show, "about"),
        template="about.html",
        title=plain(say("page_title", title=say("about_title"), show=show.title)),
        description=plain(say("about_description", show=show.title)),
        image=made.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        values={
            "heading": say("about_title"),
            "text": prose(text, show.language, say("about_title")),
            "by": say("about_by", author=markdown.typeset(show.author, show.language)),
            "figures": ", ".join(counts) if show.episodes else "",
            "makers": tuple(one for one in people if one.makes),
            "cover": made.pictures.get(f"{show.cover}@480"),
        },
    )
