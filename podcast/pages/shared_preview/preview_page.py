"""The page of a preview, with its style and its script beside it: servers may send the policy of the site's pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from podcast.pages import csp
from podcast.pages.text.episode_notes import notes_html
from podcast.pages.text.localization import format_duration, local_date
from podcast.pages.text.markdown import typeset
from podcast.strings import translator
from podcast.text import format_whole_time, nearest_second, strip_soft_hyphens
from podcast.transcripts.sections import sections

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from jinja2 import Environment

    from podcast.model.show import Episode, Show
    from podcast.transcripts.cue import Cue

TRANSCRIPT: Final = "transcript.vtt"  # beside the page
COVER_PIXELS: Final = 240  # on the page, each side


@dataclass(frozen=True, slots=True)
class PreviewFiles:
    """The files beside the page: the sound, and the pictures of the notes by the names that the notes have for them.

    A picture has an address relative to the page, and its width and height in pixels.
    """

    sound: str
    cover: str = ""
    pictures: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)


def preview_page(
    show: Show, episode: Episode, cues: tuple[Cue, ...], beside: PreviewFiles, times: tuple[float, datetime]
) -> bytes:
    """Return the page.

    Args:
        show: for its title, its language and its people.
        episode: its chapters in the time of the sound.
        cues: of the transcript, in the time of the sound; none without one.
        beside: the files beside the page.
        times: the length of the sound in seconds, and the moment at which the preview ends.
    """
    language, (seconds, expires_at) = show.episode_language(episode), times
    listed = episode.with_listed_chapters().chapters
    chapters = [
        {"seconds": nearest_second(item.start), "clock": format_whole_time(item.start), "title": item.title}
        for item in listed
    ]
    parts: dict[str, Any] = {
        "say": translator(show.language),
        "language": language,
        "title": typeset(strip_soft_hyphens(episode.title), language),
        "plain_title": strip_soft_hyphens(episode.title),
        "show_title": show.title,
        "summary": typeset(strip_soft_hyphens(episode.summary or ""), language),
        "date": local_date(episode.date, show) if episode.date else None,
        "expires": local_date(expires_at, show),
        "length": format_duration(seconds, show.language),
        "people": [f"{person.name}, {person.title}" if person.title else person.name for person in episode.people],
        "chapters": chapters,
        "sections": sections(cues, listed) if cues else (),
        "transcript_file": TRANSCRIPT if cues else "",
        "sound": beside.sound,
        "cover": beside.cover,
        "cover_pixels": COVER_PIXELS,
        "cover_alt": (episode.cover_alt if episode.cover else show.cover_alt) or "",
    }
    return _render(parts, notes_html(episode, language, beside.pictures))


def _render(parts: Mapping[str, Any], notes: str) -> bytes:
    from markupsafe import Markup

    template = _environment().get_template("preview.html")
    safe = {"notes": Markup(notes), "policy": Markup(csp.POLICY)}  # noqa: S704 - the notes were sanitised
    return f"{template.render(**safe, **parts)}\n".encode()


def assets() -> dict[str, bytes]:
    """The style and the script of the page, by the names that it has for them."""
    folder = files("podcast.pages.shared_preview")
    return {name: folder.joinpath(name).read_bytes() for name in ("preview.css", "preview.js")}


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    return Environment(loader=PackageLoader("podcast.pages.shared_preview", ""), autoescape=True, **options)
