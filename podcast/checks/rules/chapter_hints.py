"""Hints about the number and the titles of chapters, as apps show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.show.locations import Finding
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Show

MAX_CHAPTERS_PER_HOUR = 6  # Apple Podcasts
MAX_TITLE_CHARACTERS = 60  # more does not fit on two lines of a phone or on the display of a car
_HOUR_SECONDS = 3600


def chapters_per_hour(show: Show) -> Iterator[Finding]:
    """Apple Podcasts recommends at most six chapters an hour."""
    for episode in show.episodes:
        starts = [chapter.start for chapter in episode.chapters if chapter.toc]
        spans = zip(starts, starts[MAX_CHAPTERS_PER_HOUR:], strict=False)
        if any(end - start < _HOUR_SECONDS for start, end in spans):
            what = _("are more than {most} within an hour, the most that Apple Podcasts recommends").format(
                most=MAX_CHAPTERS_PER_HOUR
            )
            yield Finding(episode.file, ("chapters",), what, _("combine some, or ignore this hint"))


def short_chapter_titles(show: Show) -> Iterator[Finding]:
    """Apps cut long titles of chapters."""
    for episode in show.episodes:
        for number, chapter in enumerate(episode.chapters):
            length = len(strip_soft_hyphens(chapter.title))
            if length > MAX_TITLE_CHARACTERS:
                what = _("has a title of {length} characters; apps cut it after about {most}").format(
                    length=length, most=MAX_TITLE_CHARACTERS
                )
                yield Finding(episode.file, ("chapters", number), what, _("shorten it, or ignore this hint"))


def used_cut_marks(show: Show) -> Iterator[Finding]:
    """Marks of cuts in a file of chapters are meant to cut something."""
    for episode in show.episodes:
        if episode.has_unused_cut_marks:
            what = _("names a file with cut marks, which change nothing")
            yield Finding(episode.file, ("chapters",), what, _("name the same file in cuts: to cut there"))
