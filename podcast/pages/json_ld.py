"""JSON-LD for search engines: schema.org's PodcastSeries and PodcastEpisode.

Terms: https://schema.org/PodcastSeries, https://schema.org/PodcastEpisode.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.pages.content.licence import licence
from podcast.pages.text.localization import iso_duration, media_fragment_time
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import Audio
    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show
    from podcast.pages.page import RenderInputs

_SCHEMA = "https://schema.org"


def series(show: Show, summary: str, image: str | None) -> dict[str, Any]:
    """Return the podcast itself; `summary` has a sentence or two, `image` is an absolute URL."""
    show_licence = licence(show)

    return _without_none(
        {
            "@context": _SCHEMA,
            "@type": "PodcastSeries",
            "name": strip_soft_hyphens(show.title),
            "url": show.link,
            "webFeed": urls.absolute_url(show, urls.FEED),
            "description": strip_soft_hyphens(summary),
            "image": image,
            "inLanguage": show.language,
            "author": _organization(show),
            "publisher": _organization(show),
            "copyrightNotice": strip_soft_hyphens(show.copyright) if show.copyright else None,
            "genre": [*show.categories],
            "license": show_licence.url if show_licence else None,
            "isAccessibleForFree": True,
            "sameAs": [url for _, url in sorted(show.subscribe.items()) if isinstance(url, str)] or None,
        }
    )


def episode(show: Show, episode: Episode, inputs: RenderInputs, series: dict[str, Any]) -> dict[str, Any]:
    """Return an episode with its series, its season and its audio; properties without a value are left out."""
    audio = inputs.audio.get(episode.slug)
    page = urls.absolute_url(show, urls.episode(episode))
    return _without_none(
        {
            "@context": _SCHEMA,
            "@type": "PodcastEpisode",
            "name": strip_soft_hyphens(episode.title),
            "url": page,
            "description": strip_soft_hyphens(episode.summary) if episode.summary else None,
            "image": _image(show, episode, inputs) or series.get("image"),
            "datePublished": episode.date.isoformat() if episode.date else None,
            "dateModified": episode.correction.on.isoformat() if episode.correction else None,
            "episodeNumber": episode.episode,
            "inLanguage": show.language,
            "timeRequired": iso_duration(audio.seconds) if audio else None,
            "isAccessibleForFree": True,
            "license": series.get("license"),
            "keywords": [strip_soft_hyphens(topic) for topic in episode.topics] or None,
            "contentLocation": {"@type": "Place", "name": episode.location.name} if episode.location else None,
            "contributor": [_person(person) for person in episode.people] or None,
            **_accessibility(bool(inputs.transcripts.get(episode.slug))),
            "partOfSeries": {key: value for key, value in series.items() if key != "@context"},
            "partOfSeason": _season(show, episode.season) if episode.season else None,
            "associatedMedia": _audio_object(show, audio) if audio else None,
            "hasPart": [*_clips(episode, audio, page)] or None if audio else None,
        }
    )


def _accessibility(has_transcript: bool) -> dict[str, Any]:  # noqa: FBT001 - the property is a boolean
    """Return how an episode can be perceived (https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary/)."""
    if not has_transcript:
        return {"accessMode": "auditory"}
    return {
        "accessMode": ["auditory", "textual"],
        "accessModeSufficient": ["auditory", "textual"],
        "accessibilityFeature": ["transcript"],
    }


def _image(show: Show, episode: Episode, inputs: RenderInputs) -> str | None:
    own = inputs.pictures.get(f"{episode.cover}@share") if episode.cover else None
    return urls.absolute_url(show, own.path) if own else None


def _person(person: Person) -> dict[str, Any]:
    return _without_none(
        {"@type": "Person", "name": strip_soft_hyphens(person.name), "jobTitle": person.title, "sameAs": person.href}
    )


def _clips(episode: Episode, audio: Audio, page: str) -> Iterator[dict[str, Any]]:
    """Yield the chapters; each ends where the next one starts, the last with the audio. Times in seconds."""
    starts = [*(chapter.start for chapter in episode.chapters), audio.seconds]
    for chapter, end in zip(episode.chapters, starts[1:], strict=False):
        yield {
            "@type": "Clip",
            "name": strip_soft_hyphens(chapter.title),
            "startOffset": round(chapter.start, 3),
            "endOffset": round(end, 3),
            "url": f"{page}#t={media_fragment_time(chapter.start)}",
        }


def _organization(show: Show) -> dict[str, Any]:
    return {"@type": "Organization", "name": strip_soft_hyphens(show.author)}


def person(name: str, title: str | None, url: str, href: str | None) -> dict[str, Any]:
    """Return a person of the show; `url` is the page on this site, `href` the person's own."""
    data = {
        "@context": _SCHEMA,
        "@type": "Person",
        "name": strip_soft_hyphens(name),
        "jobTitle": title,
        "url": url,
        "sameAs": href,
    }
    return _without_none(data)


def script_content(data: dict[str, Any]) -> str:
    """Return the data as the content of a script element; nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _season(show: Show, number: int) -> dict[str, Any]:
    season = show.season(number)

    return _without_none(
        {
            "@type": "PodcastSeason",
            "seasonNumber": number,
            "name": strip_soft_hyphens(season.title) if season else None,
            "url": urls.absolute_url(show, urls.season(show, number)),
        }
    )


def _audio_object(show: Show, audio: Audio) -> dict[str, Any]:
    return {
        "@type": "AudioObject",
        "contentUrl": urls.absolute_url(show, audio.path),
        "encodingFormat": audio.media_type,
        "contentSize": str(audio.size),
        "duration": iso_duration(audio.seconds),
    }


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}
