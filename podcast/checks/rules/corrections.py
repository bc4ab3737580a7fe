"""What a producer says of an episode after it came out: that something was put right, or that it was withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.show.locations import Finding
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show

LONGEST_TEXT = 4000  # bytes of a description in UTF-8: Apple, "A Podcaster's Guide to RSS"
LEAD = 40  # bytes of the words around a correction


def after_the_fact(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Only what is out can be put right or withdrawn."""
    for one in show.episodes:
        for name, said in (("correction", one.correction), ("withdrawn", one.withdrawn)):
            if said is None:
                continue
            if one.draft:
                yield Finding(
                    one.file, (name,), _("stands in a draft, which nobody has heard"), _("remove one of the two")
                )
            elif one.date and said.on < one.date.date():
                what = _("is {day}, before the episode came out ({date})").format(day=said.on, date=one.date.date())
                yield Finding(one.file, (name, "on"), what, _("write the day since when it holds"))


def short_corrections(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Apple: at most 4000 bytes of description; the correction stands in it, above the summary."""
    for one in show.episodes:
        if one.correction and one.summary:
            size = len(plain(one.correction.text + one.summary).encode()) + LEAD
            if size > LONGEST_TEXT:
                what = _("is, with the summary, {size} bytes long, stores cut it at {longest_text}").format(
                    size=size, longest_text=LONGEST_TEXT
                )
                yield Finding(one.file, ("correction", "text"), what, _("shorten it (ä, ö, ü, ß count twice)"))


RULES = (after_the_fact, short_corrections)
