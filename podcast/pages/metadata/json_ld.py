"""JSON-LD for search engines: schema.org's PodcastSeries and PodcastEpisode.

Terms: https://schema.org/PodcastSeries, https://schema.org/PodcastEpisode.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.model.roles import ROLE_GROUPS
from podcast.pages.content.licence import licence
from podcast.pages.text.localization import iso_duration, media_fragment_time
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.artifacts import Audio
    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show
    from podcast.pages.content.profiles import PersonProfile
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


def episode(
    show: Show,
    episode: Episode,
    inputs: RenderInputs,
    series: dict[str, Any],
    person_address: Callable[[Person], str] | None = None,
) -> dict[str, Any]:
    """Return an episode with its series, its season and its audio; properties without a value are left out.

    `person_address` returns the address of a person's page.
    """
    audio, has_transcript = inputs.audio.get(episode.slug), bool(inputs.transcripts.get(episode.slug))
    page, own_licence = urls.absolute_url(show, urls.episode(episode)), licence(episode)
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
            "inLanguage": show.episode_language(episode),
            "timeRequired": iso_duration(audio.seconds) if audio else None,
            "isAccessibleForFree": True,
            "license": own_licence.url if own_licence else series.get("license"),
            "keywords": [strip_soft_hyphens(topic) for topic in episode.topics] or None,
            "contentLocation": _places(episode, "subject"),
            "locationCreated": _places(episode, "creator"),
            **_people(show, episode, person_address),
            **_accessibility(has_transcript),
            "partOfSeries": {key: value for key, value in series.items() if key != "@context"},
            "partOfSeason": _season(show, episode.season) if episode.season else None,
            "associatedMedia": _audio_object(show, episode, audio, has_transcript=has_transcript) if audio else None,
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


def _places(episode: Episode, rel: str) -> list[dict[str, Any]] | dict[str, Any] | None:
    """Return the places of an episode in one relation; a single one is no list."""
    places = [{"@type": "Place", "name": place.name} for place in episode.location if place.rel == rel]
    return (places if len(places) > 1 else places[0]) if places else None


def _image(show: Show, episode: Episode, inputs: RenderInputs) -> str | None:
    own = inputs.pictures.get(f"{episode.cover}@share") if episode.cover else None
    return urls.absolute_url(show, own.path) if own else None


def _people(show: Show, episode: Episode, address: Callable[[Person], str] | None) -> dict[str, Any]:
    """Return the speakers as actors, the property that schema.org has for them, and all others as contributors."""
    groups: dict[str, list[dict[str, Any]]] = {"actor": [], "contributor": []}
    for person in episode.people:
        data = {
            "@type": "Person",
            "name": strip_soft_hyphens(person.name),
            "jobTitle": person.title,
            "url": urls.absolute_url(show, address(person)) if address else None,
            "sameAs": person.href,
        }
        name = "contributor" if person.role in ROLE_GROUPS else "actor"
        groups[name].append({"@type": "Role", "roleName": person.role, name: _without_none(data)})
    return {name: people or None for name, people in groups.items()}


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


def profile_page(profile: PersonProfile, show: Show) -> dict[str, Any]:
    """Return the page of a person on this site, and the person (https://schema.org/ProfilePage)."""
    url = urls.absolute_url(show, profile.address)
    portrait = profile.photo or profile.portrait
    person = {
        "@type": "Person",
        "name": strip_soft_hyphens(profile.name),
        "jobTitle": profile.title,
        "image": urls.absolute_url(show, portrait.path) if portrait else None,
        "url": url,
        "sameAs": profile.href,
    }
    return {
        "@context": _SCHEMA,
        "@type": "ProfilePage",
        "url": url,
        "inLanguage": show.language,
        "mainEntity": _without_none(person),
    }


def season(show: Show, number: int, description: str, episode_count: int) -> dict[str, Any]:
    """Return a season with its series."""
    return {
        "@context": _SCHEMA,
        **_season(show, number),
        "description": description,
        "numberOfEpisodes": episode_count,
        "partOfSeries": {"@type": "PodcastSeries", "name": strip_soft_hyphens(show.title), "url": show.link},
    }


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


def _audio_object(show: Show, episode: Episode, audio: Audio, *, has_transcript: bool) -> dict[str, Any]:
    """Return the audio; its transcript is named by address, because the whole text would double the page."""
    data: dict[str, Any] = {
        "@type": "AudioObject",
        "name": strip_soft_hyphens(episode.title),
        "contentUrl": urls.absolute_url(show, audio.path),
        "encodingFormat": audio.media_type,
        "contentSize": str(audio.size),
        "duration": iso_duration(audio.seconds),
        "uploadDate": episode.date.isoformat() if episode.date else None,
        "inLanguage": show.episode_language(episode),
    }
    if has_transcript:
        vtt = urls.absolute_url(show, urls.transcript(episode, "vtt"))
        data["transcript"] = urls.absolute_url(show, urls.transcript(episode, "txt"))
        data["caption"] = {"@type": "MediaObject", "contentUrl": vtt, "encodingFormat": "text/vtt"}
    return _without_none(data)


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}
