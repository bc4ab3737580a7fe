"""What was put right in an episode, as the feed says it: first, because whoever has heard it reads no further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.feed.formatting import clean

if TYPE_CHECKING:
    from datetime import date

    from podcast.model.show import Episode, Show

_SAID = {"de": "Korrektur vom {day}: {text}"}
_ELSE = "Correction of {day}: {text}"


def correction(episode: Episode, show: Show) -> str:
    """The correction as plain text, empty where there is none: `Korrektur vom 3.5.2024: Fünf.`."""
    if episode.correction is None:
        return ""
    language = show.language.partition("-")[0]
    day = _day(episode.correction.on, language)
    return _SAID.get(language, _ELSE).format(day=day, text=clean(episode.correction.text))


def _day(day: date, language: str) -> str:
    return f"{day.day}.{day.month}.{day.year}" if language == "de" else day.isoformat()
