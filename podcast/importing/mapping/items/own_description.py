"""Summary and notes of an item that this program has written: its description begins with the summary.

The method proves itself: the first paragraphs of the description are the summary if our own feed makes the same
description of them.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.description import description
from podcast.feed.feed_context import item_context
from podcast.feed.rss import GENERATOR
from podcast.feed.rules.canonical_html import canonical_html
from podcast.importing.mapping.items.episode_texts import EpisodeTexts
from podcast.pages.text.episode_notes import feed_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.artifacts import Audio
    from podcast.importing.mapping.feed_elements import FeedElements
    from podcast.model.show import Episode, Show

MAX_SUMMARY_PARAGRAPHS: Final = 20
_PROGRAM: Final = GENERATOR.partition(" ")[0]
_PARAGRAPH: Final = re.compile(r"<p>(.*?)</p>\s*", re.DOTALL)
_LINE_END: Final = re.compile(r"<br>\n?")
_CREDITS: Final = re.compile(r"(?:Zu Gast|Moderation|Guests?|Hosts?): .*\(.*\)")  # see podcast.feed.credits
_LINK: Final = re.compile(r"</?a\b[^>]*>")


@dataclass(frozen=True, slots=True)
class OwnItem:
    """An item of a feed that this program has written, and the episode that it becomes.

    Attributes:
        elements: of the item.
        show: without episodes.
        episode: as it was mapped, with `notes_file` where it has notes.
        audio: as the source states it.
    """

    elements: FeedElements
    show: Show
    episode: Episode
    audio: Audio


def is_own_feed(channel: FeedElements) -> bool:
    """Whether this program has written a feed."""
    return channel.line("generator").startswith(_PROGRAM)


def own_texts(item: OwnItem) -> EpisodeTexts | None:
    """Return the texts of an episode as they were before they became a feed; None if that cannot be proved.

    Args:
        item: of a feed that this program has written.
    """
    written = item.elements.text("description")
    notes = item.elements.text("content:encoded")
    expected = canonical_html(written)
    link = item.elements.line("link")
    page = f"{item.episode.slug}/"
    show = item.show.model_copy(update={"link": link.removesuffix(page)}) if link.endswith(page) else item.show
    notes_file = item.episode.notes_file or "notes.html"
    for summary in _beginnings(written):
        values: Mapping[str, Any] = {
            "summary": summary,
            "notes": notes or None,
            "notes_file": notes_file if notes else None,
        }
        episode = item.episode.model_copy(update=values)
        context = item_context(show, episode, item.audio, {}, feed_notes(episode, show.language))
        if canonical_html(description(context)) == expected:
            return EpisodeTexts(_without_credits(summary), notes)
    return None


def _without_credits(summary: str) -> str:
    """Return a summary without the paragraph that names hosts and guests.

    It has their offices, which no element of a feed has: our own feed cannot make the same one.
    """
    text, _empty_line, last = summary.rpartition("\n\n")
    return text if text and _CREDITS.match(last) else summary


def _beginnings(text: str) -> Iterator[str]:
    """Yield the first paragraph of a description as plain text, the first two, and so on."""
    paragraphs: list[str] = []
    position = 0
    while len(paragraphs) < MAX_SUMMARY_PARAGRAPHS and (match := _PARAGRAPH.match(text, position)):
        position = match.end()
        paragraphs.append(html.unescape(_LINK.sub("", _LINE_END.sub("\n", match[1]))))
        yield "\n\n".join(paragraphs)
