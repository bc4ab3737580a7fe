"""What the tags of an audio file say, and what each format calls it. A new tag is a new line of `LABELS`.

Sources: ID3 tag version 2.3.0 (id3.org); what Apple's podcast tools have written beside it since 2005 (TCAT, TKWD,
TDES, TGID, and their names in MP4); the field recommendations of Vorbis comments (xiph.org).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.model.show import Episode, Show

# ISO 639-2 codes, which ID3 wants, of the languages that podcasts here are made in.
_LANGUAGES = {"de": "deu", "en": "eng", "fr": "fra", "it": "ita", "nl": "nld", "pl": "pol", "tr": "tur", "da": "dan"}


@dataclass(frozen=True, slots=True)
class Label:
    """A text of the tags: its names in ID3, MP4 and Vorbis comments (empty: not there), and where it comes from."""

    id3: str
    mp4: str
    vorbis: str
    source: Callable[[Show, Episode], str | None]


LABELS = (
    Label("TIT2", "©nam", "TITLE", lambda _, episode: plain(episode.title)),
    Label("TPE1", "©ART", "ARTIST", lambda show, _: plain(show.author)),
    Label("TPE2", "aART", "ALBUMARTIST", lambda show, _: plain(show.author)),
    Label("TALB", "©alb", "ALBUM", lambda show, _: plain(show.title)),
    Label("TRCK", "trkn", "TRACKNUMBER", lambda _, episode: str(episode.episode or "")),
    Label("TPOS", "disk", "DISCNUMBER", lambda _, episode: str(episode.season or "")),
    Label("TDRC", "©day", "DATE", lambda _, episode: date(episode)),
    Label("TCON", "©gen", "GENRE", lambda *_: "Podcast"),
    Label("TLAN", "", "LANGUAGE", lambda show, _: language(show)),
    Label("TCOP", "cprt", "COPYRIGHT", lambda show, episode: _copyright(show, episode)),  # noqa: PLW0108 it stands below
    Label("TCAT", "catg", "", lambda show, _: show.categories[0].partition(" > ")[0] if show.categories else None),
    Label("TKWD", "keyw", "", lambda _, episode: ",".join(plain(topic) for topic in episode.topics)),
    Label("TDES", "desc", "DESCRIPTION", lambda _, episode: plain(episode.summary or "")),
    Label("TGID", "egid", "", lambda _, episode: episode.guid),
    Label("", "purl", "", lambda show, _: addresses.absolute(show, addresses.FEED)),
)


def texts(show: Show, episode: Episode) -> list[tuple[Label, str]]:
    """Every label that has something to say."""
    return [(label, text) for label in LABELS if (text := label.source(show, episode))]


def language(show: Show) -> str:
    """The language of the show as ISO 639-2 has it."""
    return _LANGUAGES.get(show.language.split("-")[0], "und")


def date(episode: Episode) -> str | None:
    """When it came out, to the minute, in the time zone of the show."""
    return episode.date.strftime("%Y-%m-%dT%H:%M") if episode.date else None


def _copyright(show: Show, episode: Episode) -> str | None:
    """ID3 wants the year first; without a holder or a year there is no copyright line."""
    if not show.copyright or not episode.date:
        return None
    return f"{episode.date.year} {plain(show.copyright)}"


def ends(episode: Episode, seconds: float) -> list[tuple[int, int]]:
    """When each chapter starts and ends, in ms: where the next one begins, the last where the audio does."""
    starts = [round(chapter.start * 1000) for chapter in episode.chapters]
    return [(start, max(start, end)) for start, end in zip(starts, [*starts[1:], round(seconds * 1000)], strict=False)]
