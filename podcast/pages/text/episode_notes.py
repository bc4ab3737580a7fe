"""Show notes of an episode as HTML, whatever they are written in: Markdown, Word or HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.feed.show_notes import VERBATIM_MARK
from podcast.pages.text import html_notes, markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.model.show import Episode


def notes_html(episode: Episode, language: str, images: Mapping[str, tuple[str, int, int]] | None = None) -> str:
    """Return the notes for a page, sanitised; for the arguments see `markdown.html`."""
    text = episode.notes or ""
    if episode.has_html_notes:
        return html_notes.page_html(text, images or {})
    return markdown.html(text, language, images)


def notes_image_sources(episode: Episode) -> tuple[str, ...]:
    """Return the files that the notes show as images, as written, each once; without images on the web."""
    text = episode.notes or ""
    return html_notes.image_sources(text) if episode.has_html_notes else markdown.image_sources(text)


def feed_notes(episode: Episode, language: str) -> str:
    """Return the notes for the feed, sanitised; marked where the feed has the text of the file itself."""
    if not episode.notes:
        return ""
    if not episode.has_html_notes:
        return markdown.html(episode.notes, language)
    clean, is_verbatim = html_notes.feed_html(episode.notes)
    return f"{VERBATIM_MARK}{clean}" if is_verbatim else clean
