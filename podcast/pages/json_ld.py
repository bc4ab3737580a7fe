"""What search engines read: schema.org's PodcastSeries and PodcastEpisode as JSON-LD.

Terms: https://schema.org/PodcastSeries, https://schema.org/PodcastEpisode.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podcast import urls as addresses
from podcast.pages.content.licence import licence
from podcast.pages.text.localization import iso_duration, point
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import Audio
    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show
    from podcast.pages.page import Made

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
            "author": _maker(show),
            "publisher": _maker(show),
            "copyrightNotice": plain(show.copyright) if show.copyright else None,
            "genre": [*show.categories],
            "license": terms.url if terms else None,
            "isAccessibleForFree": True,
            "sameAs": [url for _, url in sorted(show.subscribe.items()) if isinstance(url, str)] or None,
        }
    )


def episode(show: Show, episode: Episode, made: Made, series: dict[str, Any]) -> dict[str, Any]:
    """An episode, its series and season, its sound; only what is known."""
    audio = made.audio.get(episode.slug)
    page = addresses.absolute(show, addresses.episode(episode))
    return _filled(
        {
            "@context": _SCHEMA,
            "@type": "PodcastEpisode",
            "name": plain(episode.title),
            "url": page,
            "description": plain(episode.summary) if episode.summary else None,
            "image": _image(show, episode, made) or series.get("image"),
            "datePublished": episode.date.isoformat() if episode.date else None,
            "dateModified": episode.correction.on.isoformat() if episode.correction else None,
            "episodeNumber": episode.episode,
            "inLanguage": show.language,
            "timeRequired": iso_duration(audio.seconds) if audio else None,
            "isAccessibleForFree": True,
            "license": series.get("license"),
            "keywords": [plain(topic) for topic in episode.topics] or None,
            "contentLocation": {"@type": "Place", "name": episode.location.name} if episode.location else None,
            "contributor": [_person(one) for one in episode.people] or None,
            **_access(bool(made.transcripts.get(episode.slug))),
            "partOfSeries": {key: value for key, value in series.items() if key != "@context"},
            "partOfSeason": _season(show, episode.season) if episode.season else None,
            "associatedMedia": _sound(show, audio) if audio else None,
            "hasPart": [*_parts(episode, audio, page)] or None if audio else None,
        }
    )


def _access(told: bool) -> dict[str, Any]:  # noqa: FBT001 - whether there is a transcript
    """How an episode can be taken in (https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary/)."""
    if not told:
        return {"accessMode": "auditory"}
    return {
        "accessMode": ["auditory", "textual"],
        "accessModeSufficient": ["auditory", "textual"],
        "accessibilityFeature": ["transcript"],
    }


def _image(show: Show, episode: Episode, made: Made) -> str | None:
    own = made.pictures.get(f"{episode.cover}@share") if episode.cover else None
    return addresses.absolute(show, own.path) if own else None


def _person(person: Person) -> dict[str, Any]:
    return _filled({"@type": "Person", "name": plain(person.name), "jobTitle": person.title, "sameAs": person.href})


def _parts(episode: Episode, audio: Audio, page: str) -> Iterator[dict[str, Any]]:
    """The chapters; each ends where the next one starts, the last with the sound. Times in seconds."""
    starts = [*(chapter.start for chapter in episode.chapters), audio.seconds]
    for chapter, end in zip(episode.chapters, starts[1:], strict=False):
        yield {
            "@type": "Clip",
            "name": plain(chapter.title),
            "startOffset": round(chapter.start, 3),
            "endOffset": round(end, 3),
            "url": f"{page}#t={point(chapter.start)}",
        }


def _maker(show: Show) -> dict[str, Any]:
    return {"@type": "Organization", "name": plain(show.author)}


def person(name: str, title: str | None, url: str, href: str | None) -> dict[str, Any]:
    """Somebody who is heard in the show; `url` is the page here, `href` their own."""
    data = {"@context": _SCHEMA, "@type": "Person", "name": plain(name), "jobTitle": title, "url": url, "sameAs": href}
    return _filled(data)


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
