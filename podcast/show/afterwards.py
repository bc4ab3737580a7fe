"""What a producer says of an episode after it came out: that something was put right, or that it was withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.show.model import plain
from podcast.show.places import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.show.check import Facts
    from podcast.show.model import Show

LONGEST_TEXT = 4000  # bytes of a description in UTF-8: Apple, "A Podcaster's Guide to RSS"
LEAD = 40  # bytes of the words around a correction


def after_the_fact(show: Show, _: Facts) -> Iterator[Finding]:
    """Only what is out can be put right or withdrawn."""
    for one in show.episodes:
        for name, said in (("correction", one.correction), ("withdrawn", one.withdrawn)):
            if said is None:
                continue
            if one.draft:
                yield Finding(one.file, (name,), "stands in a draft, which nobody has heard", "remove one of the two")
            elif one.date and said.on < one.date.date():
                what = f"is {said.on}, before the episode came out ({one.date.date()})"
                yield Finding(one.file, (name, "on"), what, "write the day since when it holds")


def short_corrections(show: Show, _: Facts) -> Iterator[Finding]:
    """Apple: at most 4000 bytes of description; the correction stands in it, above the summary."""
    for one in show.episodes:
        if one.correction and one.summary:
            size = len(plain(one.correction.text + one.summary).encode()) + LEAD
            if size > LONGEST_TEXT:
                what = f"is, with the summary, {size} bytes long, stores cut it at {LONGEST_TEXT}"
                yield Finding(one.file, ("correction", "text"), what, "shorten it (ä, ö, ü, ß count twice)")
