"""Transcript as an HTML document of its own, in the form of the Podcast Namespace (transcripts.md): cite, time, p.

It is for apps, and stands alone: no script, no other file. Readers have the episode's page, which search engines are
pointed to.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.pages import csp
from podcast.strings import translator
from podcast.text import strip_soft_hyphens
from podcast.transcripts.sections import sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podcast.model.show import Episode, Show
    from podcast.transcripts.cue import Cue
    from podcast.transcripts.sections import Paragraph, Section

_STYLE: Final = (
    ":root{color-scheme:light dark;background:Canvas;color:CanvasText}a{color:inherit}"
    "body{max-width:40em;margin:auto;padding:1em;font:1em/1.5 system-ui,sans-serif;overflow-wrap:anywhere}"
    "cite{font-style:normal;font-weight:bold}"
)
_POLICY: Final = f"default-src 'none'; style-src {csp.style_source(_STYLE)} {csp.style_source(csp.TEXT_SPACING)}"
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ks", "ku", "ps", "sd", "ug", "ur", "yi"})


def transcript_document(show: Show, episode: Episode, cues: Sequence[Cue]) -> dict[str, bytes]:
    """Return the transcript as HTML, by its path below site/.

    Chapters are headings; a speaker and a time stand before each paragraph.

    Args:
        show: for the language and the address of the episode's page.
        episode: its chapters in the master's time.
        cues: in the master's time.
    """
    site_text = translator(show.language)
    direction = ' dir="rtl"' if show.language.partition("-")[0] in _RIGHT_TO_LEFT else ""
    title = escape(f"{site_text('transcript')}: {strip_soft_hyphens(episode.title)}")
    page = escape(urls.absolute_url(show, urls.episode(episode)))
    lines = (
        "<!doctype html>",
        f'<html lang="{escape(show.language)}"{direction}>',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="robots" content="noindex">',
        f"<title>{title}</title>",
        f'<meta name="description" content="{title} – {escape(strip_soft_hyphens(show.title))}">',
        f'<link rel="canonical" href="{page}">',
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f'<h1><a href="{page}">{title}</a></h1>',
        *_sections(sections(cues, episode.chapters)),
        "</main>",
        "</body>",
        "</html>",
    )
    return {urls.transcript(episode, "html"): "\n".join((*lines, "")).encode()}


def _sections(parts: Iterable[Section]) -> Iterator[str]:
    for section in parts:
        if section.title:
            yield f"<h2>{escape(strip_soft_hyphens(section.title))}</h2>"
        for paragraph in section.paragraphs:
            yield from _paragraph(paragraph)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    if paragraph.speaker:
        yield f"<cite>{escape(paragraph.speaker)}:</cite>"
    yield f'<time datetime="PT{int(paragraph.start)}S">{paragraph.clock}</time>'
    yield f"<p>{escape(paragraph.text)}</p>"
