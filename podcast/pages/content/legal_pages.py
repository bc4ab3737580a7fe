"""The pages that the law asks for: the show's own text, or what its fields say, with what is missing named plainly."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from podcast import urls as addresses
from podcast.model.legal import NEEDED, missing
from podcast.pages.page import Page
from podcast.pages.text import localization as figures
from podcast.pages.text import markdown
from podcast.pages.text.markdown import prose
from podcast.pages.text.strings import speaker
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Show
    from podcast.pages.page import Made

_REACHABLE = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def legal_pages(show: Show, made: Made) -> Iterator[Page]:
    """Imprint, privacy and accessibility; every show has them, and every page links to them."""
    say = speaker(show.language)
    for name in NEEDED:
        title = say(f"{name}_title")
        yield Page(
            address=addresses.page(show, name),
            template="accessibility.html" if name == "accessibility" else "text.html",
            title=plain(say("page_title", title=title, show=show.title)),
            description=plain(say(f"{name}_description", show=show.title)),
            image=made.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={"heading": title, **_contents(show, made, name)},
        )


def _contents(show: Show, made: Made, name: str) -> dict[str, Any]:
    """What the template shows: the own text, the name of the page, what is missing, and the fields."""
    say = speaker(show.language)
    own = show.texts.get(name, "")
    lacking = [say(f"field_{group}_{field}") for group, field in missing(show.legal, name)]
    return {
        "name": name,
        "text": prose(own, show.language, say(f"{name}_title")),
        "missing": say("legal_missing", fields="; ".join(lacking)) if lacking and not own else "",
        "provider": show.legal.provider,
        "protection": show.legal.data_protection,
        "statement": show.legal.statement,
        "gaps": _gaps(show, made),
        "status": _status(show, made),
        "date": figures.day(show.legal.statement.date, show) if show.legal.statement.date else None,
        "lines": lines,
    }


def lines(text: str) -> Markup:
    """Plain text with its line breaks, addresses of the web and of mail as links."""
    return Markup("<br>\n").join(_linked(line) for line in text.strip().split("\n"))


def _linked(line: str) -> Markup:
    def link(match: re.Match[str]) -> str:
        found = match[0]
        href = found if found.startswith("http") else f"mailto:{found}"
        return f'<a href="{escape(href)}">{escape(found)}</a>'

    parts, end = [], 0
    for match in _REACHABLE.finditer(line):
        parts += [escape(line[end : match.start()]), link(match)]
        end = match.end()
    return Markup("".join((*parts, escape(line[end:]))))  # noqa: S704 - every part is escaped above


def _gaps(show: Show, made: Made) -> tuple[str, ...]:
    """What is not accessible: as the show says, and what the build itself can see."""
    say = speaker(show.language)
    heard = [one for one in show.episodes if one.slug in made.audio]
    told = [one for one in heard if one.slug in made.transcripts]
    silent = len(heard) - len(told)
    unseen = sum(one.reviewed is None for one in told)
    counted = (("statement_no_transcript", silent), ("statement_unreviewed", unseen))
    found = [say(name, count=count) for name, count in counted if count]
    return (*(markdown.typeset(gap, show.language) for gap in show.legal.statement.gaps), *found)


def _status(show: Show, made: Made) -> str:
    """The rating. Nothing is claimed that nobody has tested, and no full conformance beside a known gap."""
    say, statement = speaker(show.language), show.legal.statement
    if not (statement.status and statement.method and statement.date):
        return say("statement_unknown")
    status = "partial" if statement.status == "full" and _gaps(show, made) else statement.status
    return say(f"statement_{status}", method=statement.method)
