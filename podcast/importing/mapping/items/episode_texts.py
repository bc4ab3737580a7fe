"""Texts of an item: its title, its summary and its show notes."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.i18n import _
from podcast.importing.mapping.feed_elements import has_markup, one_line, plain_text
from podcast.importing.mapping.items.item_identity import enclosure_url, item_date

if TYPE_CHECKING:
    from podcast.importing.mapping.feed_elements import FeedElements
    from podcast.importing.mapping.finding_log import FindingLog

MAX_TITLE_CHARACTERS: Final = 255
MAX_SUMMARY_CHARACTERS: Final = 1000  # a longer text is show notes
_TEASER_CHARACTERS: Final = 300  # of a summary that is cut out of the show notes
_NOTES_ELEMENTS: Final = ("content:encoded", "description", "itunes:summary")
_SUMMARY_ELEMENTS: Final = ("itunes:summary", "description", "itunes:subtitle")
_MAX_SUMMARY_PARAGRAPHS: Final = 2
_MIN_CHAPTER_MARKS: Final = 2  # one time may be in a sentence
_TIMESTAMP: Final = re.compile(r"[(\[]?(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])")
_CUT_OFF: Final = re.compile(r"\s*(?:…|\.{3}|\[…\]|\[\.\.\.\])\s*\Z")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"”“’')]*(?=\s|$)")
_SAFE_NOTES: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class EpisodeTexts:
    """Summary and notes of an episode: `notes_html` as it is in the feed, empty where the summary says all."""

    summary: str
    notes_html: str


def episode_title(elements: FeedElements, log: FindingLog) -> str:
    """Return the title of an item on one line; one without a title is called by its audio file, else by its date."""
    title = elements.first_line("title", "itunes:title")
    if not title:
        name = enclosure_url(elements).partition("?")[0].rpartition("/")[2]
        date = item_date(elements)
        title = name or (f"{date:%Y-%m-%d}" if date else _("Untitled"))
        log.add("missing-title", "repaired", _('has no title; it is called "{title}"').format(title=title))
    if len(title) > MAX_TITLE_CHARACTERS:
        log.add("long-title", "lost", _("its title has more than 255 characters; it was cut at a word"))
        title = shortened_title(title)
    if has_markup(title):
        log.add(
            "html-in-title", "kept", _('its title has HTML, which apps show as text: "{title}"').format(title=title)
        )
    return title


def shortened_title(title: str) -> str:
    """Return a title of at most 255 characters, cut at a word."""
    if len(title) <= MAX_TITLE_CHARACTERS:
        return title
    beginning = title[: MAX_TITLE_CHARACTERS - 1]
    return (beginning.rpartition(" ")[0] or beginning) + "…"


def episode_texts(elements: FeedElements, title: str, log: FindingLog) -> EpisodeTexts:
    """Return summary and notes of an item.

    The notes are the first of content:encoded, description and itunes:summary that has a text. The summary is the first
    of itunes:summary, description and itunes:subtitle that is a text of its own in one or two paragraphs, see
    `_is_summary`; else the first paragraph of the description or of the notes that is text, up to the end of a
    sentence; else the title. A single short paragraph without HTML is the summary alone.

    Args:
        elements: of the item.
        title: of the episode.
        log: for what was made up.
    """
    notes = next((text for name in _NOTES_ELEMENTS if (text := elements.text(name))), "")
    notes_text = plain_text(notes)
    candidates = map(plain_text, map(elements.text, _SUMMARY_ELEMENTS))
    summary = next((text for text in candidates if _is_summary(text, notes_text)), "")
    is_short = "\n" not in notes_text and len(notes_text) <= MAX_SUMMARY_CHARACTERS
    if not summary and notes_text and is_short and not has_markup(notes):
        return EpisodeTexts(notes_text, "")
    if not summary and notes_text:
        summary = _beginning(plain_text(elements.text("description"))) or _beginning(notes_text)
        summary = summary or one_line(notes_text)[:_TEASER_CHARACTERS]
    if not summary:
        log.add("missing-description", "to do", _("has no description; its title stands in for it"))
        summary = title
    return EpisodeTexts(summary, _notes_html(notes) if notes_text or "<" in notes else "")


def _is_summary(text: str, notes_text: str) -> bool:
    """Whether a text is one that an editor would put above the notes.

    It has one or two paragraphs, at most 1000 characters, no list of chapters, and is no copy of the notes: neither of
    all of them, flattened or not, nor of their beginning, as hosts cut it off.
    """
    paragraphs = text.split("\n\n")
    if not text or len(paragraphs) > _MAX_SUMMARY_PARAGRAPHS or len(text) > MAX_SUMMARY_CHARACTERS:
        return False
    beginning = _without_spaces(_CUT_OFF.sub("", text))
    is_copy = bool(beginning) and _without_spaces(notes_text).startswith(beginning)
    return not is_copy and all(map(_is_text, paragraphs))


def _is_text(paragraph: str) -> bool:
    """Whether a paragraph is text: no list of chapters, no address alone, no rule of dashes."""
    words = _ADDRESS.sub(" ", paragraph)
    has_marks = _TIMESTAMP.match(paragraph) or len(_TIMESTAMP.findall(paragraph)) >= _MIN_CHAPTER_MARKS
    return not has_marks and any(map(str.isalpha, words))


def _without_spaces(text: str) -> str:
    return "".join(text.split())


def _beginning(text: str) -> str:
    """Return the first paragraph that is text, up to the end of a sentence, or of a word, if it is long."""
    paragraph = next((one_line(part) for part in text.split("\n\n") if _is_text(part)), "")
    if len(paragraph) <= _TEASER_CHARACTERS:
        return paragraph
    beginning = paragraph[:_TEASER_CHARACTERS]
    ends = [match.end() for match in _SENTENCE_END.finditer(beginning)]
    return beginning[: ends[-1]] if ends else (beginning.rpartition(" ")[0] or beginning) + "…"


def _notes_html(text: str) -> str:
    """Return show notes as HTML: as they are, if they have tags; else plain text as paragraphs."""
    clean = _SAFE_NOTES.sub("", text)
    if has_markup(clean):
        return clean
    paragraphs = (paragraph.strip() for paragraph in re.split(r"\n\s*\n", clean))
    escaped = (html.escape(paragraph, quote=False).replace("\n", "<br>\n") for paragraph in paragraphs)
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in escaped if paragraph)
