"""Page to hear an episode before and after mastering, at the same place and equally loud.

It opens from the disk: scripts and styles are in it, and the audio files lie beside it. It is never published.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from podcast.report import svg_charts
from podcast.report.episode_section import episode_section
from podcast.report.labels import Labels
from podcast.text import format_time, strip_soft_hyphens

if TYPE_CHECKING:
    from jinja2 import Environment

    from podcast.model.show import Show
    from podcast.report.entry import ReportEntry


@dataclass(frozen=True, slots=True)
class ListeningFiles:
    """The audio files beside the page, by their names, and the loudness of the recording's in LUFS."""

    before: str
    after: str
    loudness_before: float


def page(show: Show, entry: ReportEntry, files: ListeningFiles, language: str) -> bytes:
    """Render the page as HTML.

    Args:
        show: for its title.
        entry: the episode, with chapters in the master's time.
        files: the audio files.
        language: of the person who listens, `de` or `en`.
    """
    labels = Labels(language)
    script, style = (_environment().get_template(name).render() for name in ("listening.js", "listening.css"))
    difference = entry.master.after.loudness - files.loudness_before
    position = labels.translate("listen_of", time="%1", length="%2")
    rendered = (
        _environment()
        .get_template("listening.html")
        .render(
            language=language,
            say=labels.translate,
            number=labels.number,
            charts=svg_charts,
            show_title=show.title,
            window_title=strip_soft_hyphens(entry.episode.title),
            section=episode_section(entry, labels),
            files=files,
            loudness_after=entry.master.after.loudness,
            difference=difference,
            seconds=entry.master.seconds,
            length=format_time(round(entry.master.seconds)),
            chapters=[(chapter.start, format_time(int(chapter.start)), chapter.title) for chapter in _chapters(entry)],
            has_tracks=bool(entry.episode.mixed_tracks),
            script=script,
            style=style,
            policy=_policy(script),
            settings=json.dumps({"difference": round(difference, 2), "of": position}),
        )
    )
    return f"{rendered}\n".encode()


def _chapters(entry: ReportEntry) -> list[Any]:
    return [chapter for chapter in entry.episode.chapters if chapter.start < entry.master.seconds]


def _policy(script: str) -> str:
    """Return the page's content security policy: nothing but its own script, style and audio files."""
    return f"default-src 'none'; script-src {_hash(script)}; style-src 'unsafe-inline'; media-src file: 'self'"


def _hash(text: str) -> str:
    """Return the source expression of CSP that allows an inline script or style."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    return Environment(loader=PackageLoader("podcast.report", ""), autoescape=True, **options)
