"""The report as a page: a table of all episodes, then each with its curve and its figures.

One file without a script, and nothing from anywhere else: it opens from the disk and can be sent along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.report import overview
from podcast.report.episode_section import chapter
from podcast.report.html import Element, document, node
from podcast.report.report_strings import speaker
from podcast.report.stylesheet import style
from podcast.text import clock, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from podcast.model.show import Show
    from podcast.report.entry import Entry

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(show: Show, entries: Sequence[Entry], tongue: str) -> bytes:
    """The report as HTML, in the language of whoever looks at it: it is not published.

    Args:
        show: for its title.
        entries: in the order in which they are shown.
        tongue: a key of `words.WORDS`.
    """
    say = speaker(tongue)
    chapters = [chapter(entry, tongue) for entry in entries]
    main = node(
        "main", {}, _opening(show, entries, say), overview.overview(entries, tongue) if entries else None, chapters
    )
    head = node(
        "head",
        {},
        node("meta", {"charset": "utf-8"}),
        node("meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        node("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        node("meta", {"name": "robots", "content": "noindex"}),
        node("title", {}, say("window", show=plain(show.title))),
        node("style", {}, style()),
    )
    return document(node("html", {"lang": tongue}, head, node("body", {"class": "pen-0"}, main)))


def _opening(show: Show, entries: Sequence[Entry], say: Callable[..., str]) -> Element:
    """What is to be known first: how much, and whether all is well."""
    seconds = round(sum(one.master.seconds for one in entries))
    length = say("hours" if seconds >= 3600 else "minutes", length=clock(seconds))
    missed = sum(not one.fits for one in entries)
    count = say("count", count=len(entries))
    verdict = node("span", {"class": "missed"}, say("missed", count=missed)) if missed else say("all_fit")
    return node(
        "header",
        {},
        node("p", {"class": "kicker"}, show.title),
        node("h1", {}, say("title")),
        node("p", {}, say("lead", count=count, length=length), " ", verdict if entries else None),
        node("p", {"class": "pale"}, say("private")),
    )
