"""Rules for corrections and withdrawals of published episodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _, format_day
from podcast.show.locations import Finding
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show

MAX_DESCRIPTION_BYTES = 4000  # in UTF-8: Apple, "A Podcaster's Guide to RSS"
CORRECTION_LABEL_BYTES = 40  # bytes of the label that the feed puts before a correction


def correction_after_release(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Only a published episode can be corrected or withdrawn, and not before its date."""
    for episode in show.episodes:
        for name, notice in (("correction", episode.correction), ("withdrawn", episode.withdrawn)):
            if notice is None:
                continue
            if episode.draft:
                yield Finding(
                    episode.file,
                    (name,),
                    _("is set for a draft, which has never been published"),
                    _("remove one of the two"),
                )
            elif episode.date and notice.on < (released := show.local_time(episode.date).date()):
                what = _("is {day}, before the episode was published ({date})").format(
                    day=format_day(notice.on), date=format_day(released)
                )
                yield Finding(episode.file, (name, "on"), what, _("write the day from which it applies"))


def correction_length(show: Show, _facts: Facts) -> Iterator[Finding]:
    """Apple: at most 4000 bytes of description, which begins with the correction, followed by the summary."""
    for episode in show.episodes:
        if episode.correction and episode.summary:
            size = len(strip_soft_hyphens(episode.correction.text + episode.summary).encode()) + CORRECTION_LABEL_BYTES
            if size > MAX_DESCRIPTION_BYTES:
                what = _("is {size} bytes long together with the summary; stores cut it off at {longest_text}").format(
                    size=size, longest_text=MAX_DESCRIPTION_BYTES
                )
                yield Finding(episode.file, ("correction", "text"), what, _("shorten it (ä, ö, ü, ß count twice)"))


RULES = (correction_after_release, correction_length)
