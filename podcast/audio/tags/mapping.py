"""Texts of the tags, and the name of each in ID3, MP4 and Vorbis comments. A new tag is a new line of `TAG_FIELDS`.

Sources: ID3 tag version 2.3.0 (id3.org); the tags that Apple's podcast tools have written beside it since 2005 (TCAT,
TKWD, TDES, TGID, and their names in MP4); the field recommendations of Vorbis comments (xiph.org).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.model.show import Episode, Show

# ISO 639-2 codes, which ID3 requires, by ISO 639-1 code.
_LANGUAGES = {"de": "deu", "en": "eng", "fr": "fra", "it": "ita", "nl": "nld", "pl": "pol", "tr": "tur", "da": "dan"}


@dataclass(frozen=True, slots=True)
class TagField:
    """A text of the tags.

    Its names in ID3, MP4 and Vorbis comments (empty: not written), and the function that returns it.
    """

    id3: str
    mp4: str
    vorbis: str
    source: Callable[[Show, Episode], str | None]


TAG_FIELDS = (
    TagField("TIT2", "©nam", "TITLE", lambda _, episode: strip_soft_hyphens(episode.title)),
    TagField("TPE1", "©ART", "ARTIST", lambda show, _: strip_soft_hyphens(show.author)),
    TagField("TPE2", "aART", "ALBUMARTIST", lambda show, _: strip_soft_hyphens(show.author)),
    TagField("TALB", "©alb", "ALBUM", lambda show, _: strip_soft_hyphens(show.title)),
    TagField("TRCK", "trkn", "TRACKNUMBER", lambda _, episode: str(episode.episode or "")),
    TagField("TPOS", "disk", "DISCNUMBER", lambda _, episode: str(episode.season or "")),
    TagField("TDRC", "©day", "DATE", lambda show, episode: release_date(show, episode)),  # noqa: PLW0108 it stands below
    TagField("TCON", "©gen", "GENRE", lambda *_: "Podcast"),
    TagField("TLAN", "", "LANGUAGE", lambda show, episode: iso639_2_code(show, episode)),  # noqa: PLW0108 it stands below
    TagField("TCOP", "cprt", "COPYRIGHT", lambda show, episode: _copyright_line(show, episode)),  # noqa: PLW0108 it stands below
    TagField("TCAT", "catg", "", lambda show, _: show.categories[0].partition(" > ")[0] if show.categories else None),
    TagField("TKWD", "keyw", "", lambda _, episode: ",".join(strip_soft_hyphens(topic) for topic in episode.topics)),
    TagField("TDES", "desc", "DESCRIPTION", lambda _, episode: strip_soft_hyphens(episode.summary or "")),
    TagField("TGID", "egid", "", lambda _, episode: episode.guid),
    TagField("", "purl", "", lambda show, _: urls.absolute_url(show, urls.FEED)),
)


def tag_texts(show: Show, episode: Episode) -> list[tuple[TagField, str]]:
    """Return every field that has a text, with the text."""
    return [(tag_field, text) for tag_field in TAG_FIELDS if (text := tag_field.source(show, episode))]


def iso639_2_code(show: Show, episode: Episode) -> str:
    """Return the episode's language as an ISO 639-2 code; "und" if it is not in the table."""
    return _LANGUAGES.get(show.episode_language(episode).split("-")[0], "und")


def release_date(show: Show, episode: Episode) -> str | None:
    """Return the time of release, to the minute, in the show's time zone."""
    date = show.local_time(episode.date) if episode.date else None
    return date.strftime("%Y-%m-%dT%H:%M") if date else None


def _copyright_line(show: Show, episode: Episode) -> str | None:
    """Return the copyright with the year first, as ID3 requires; None without a holder or a year."""
    if not show.copyright or not episode.date:
        return None
    return f"{show.local_time(episode.date).year} {strip_soft_hyphens(show.copyright)}"


def chapter_times(episode: Episode, seconds: float) -> list[tuple[int, int]]:
    """Return start and end of each chapter in ms: it ends where the next one begins, the last where the audio ends."""
    starts = [round(chapter.start * 1000) for chapter in episode.chapters]
    return [(start, max(start, end)) for start, end in zip(starts, [*starts[1:], round(seconds * 1000)], strict=False)]
