"""What search engines read: schema.org's PodcastSeries and PodcastEpisode as JSON-LD.

Terms: https://schema.org/PodcastSeries, https://schema.org/PodcastEpisode.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podcast import addresses
from podcast.pages.figures import iso_duration
from podcast.pages.licences import licence
from podcast.show.model import plain

if TYPE_CHECKING:
    from podcast.artifacts import Audio
    from podcast.pages.page import Made
    from podcast.show.model import Episode, Show

_SCHEMA = "https://schema.org"


def series(show: Show, summary: str, image: str | None) -> dict[str, Any]:
    """The podcast itself; `summary` in a sentence or two, `image` an absolute URL."""
    terms = licence(show)
    return _filled(
        {
            "@context": _SCHEMA,
            "@type": "PodcastSeries",
            "name": plain(show.title),
            "url": show.link,
            "webFeed": addresses.absolute(show, addresses.FEED),
            "description": plain(summary),
            "image": image,
            "inLanguage": show.language,
            "author": {"@type": "Organization", "name": plain(show.author)},
            "license": terms.url if terms else None,
        }
    )


def episode(show: Show, episode: Episode, made: Made, series: dict[str, Any]) -> dict[str, Any]:
    """An episode, its series and season, its sound; only what is known."""
    audio = made.audio.get(episode.slug)
    return _filled(
        {
            "@context": _SCHEMA,
            "@type": "PodcastEpisode",
            "name": plain(episode.title),
            "url": addresses.absolute(show, addresses.episode(episode)),
            "description": plain(episode.summary) if episode.summary else None,
            "datePublished": episode.date.isoformat() if episode.date else None,
            "episodeNumber": episode.episode,
            "inLanguage": show.language,
            "timeRequired": iso_duration(audio.seconds) if audio else None,
            "accessMode": "auditory",
            "accessibilityFeature": ["transcript"] if made.transcripts.get(episode.slug) else None,
            "partOfSeries": {key: value for key, value in series.items() if key != "@context"},
            "partOfSeason": _season(show, episode.season) if episode.season else None,
            "associatedMedia": _sound(show, audio) if audio else None,
        }
    )


def script(data: dict[str, Any]) -> str:
    """The data as the content of a script element: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _season(show: Show, number: int) -> dict[str, Any]:
    known = show.season(number)
    return _filled(
        {
            "@type": "PodcastSeason",
            "seasonNumber": number,
            "name": plain(known.title) if known else None,
            "url": addresses.absolute(show, addresses.season(show, number)),
        }
    )


def _sound(show: Show, audio: Audio) -> dict[str, Any]:
    return {
        "@type": "AudioObject",
        "contentUrl": addresses.absolute(show, audio.path),
        "encodingFormat": audio.media_type,
        "contentSize": str(audio.size),
        "duration": iso_duration(audio.seconds),
    }


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}
