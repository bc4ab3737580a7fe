"""Parts of an episode's page beside its text: quotes, places, conversations, support, licence and downloads."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.hosts import host_name
from podcast.pages.text import localization
from podcast.pages.text.markdown import typeset
from podcast.strings import optional_text, translator
from podcast.text import format_whole_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from podcast.artifacts import Audio
    from podcast.model.groups import ChapterPlace
    from podcast.model.podcast_namespace import Location, SocialInteract, Soundbite
    from podcast.model.show import Episode, Show
    from podcast.model.transcripts import TranscriptFile
    from podcast.transcripts.cue import Cue

MAX_QUOTE_CHARACTERS = 280
_NAMED_FORMS = ("vtt", "srt", "txt", "html", "json")  # of transcripts, that have a name in the site's texts
_OPENSTREETMAP = "https://www.openstreetmap.org"
_OSM_OBJECTS = {"N": "node", "W": "way", "R": "relation"}
_AT_PROTOCOL_POST = re.compile(r"at://([^/]+)/app\.bsky\.feed\.post/([^/]+)")  # https://atproto.com/specs/at-uri-scheme


@dataclass(frozen=True, slots=True)
class Quote:
    """A soundbite as a quote: its words, its title if they are not the same, who speaks, and when.

    `span` is the passage as a media fragment has it: `73,103`.
    """

    text: str
    title: str
    speaker: str
    span: str
    clock: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another website, whose host readers see before they follow it."""

    label: str
    href: str
    host: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its name, and its address on a map if the producer gave its position."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class DownloadForm:
    """A file to download: its address below the base URL, its format, and its size where that matters."""

    path: str
    label: str
    size: str


def quotes(show: Show, episode: Episode, cues: Sequence[Cue]) -> tuple[Quote, ...]:
    """Return the soundbites in the order of the audio; `cues` and soundbites are in the same time."""
    soundbites = sorted(episode.soundbites, key=lambda soundbite: soundbite.start)
    return tuple(quote for soundbite in soundbites if (quote := _quote(show, soundbite, cues)).text)


def _quote(show: Show, soundbite: Soundbite, cues: Sequence[Cue]) -> Quote:
    """Return a soundbite with the words of the transcript, or else with its title."""
    end = soundbite.start + soundbite.duration
    spoken = [cue for cue in cues if soundbite.start <= (cue.start + cue.end) / 2 < end]
    speakers = Counter(cue.speaker for cue in spoken if cue.speaker)
    title = typeset(soundbite.title or "", show.language)
    words = _shortened(" ".join(cue.text for cue in spoken))
    span = f"{localization.media_fragment_time(soundbite.start)},{localization.media_fragment_time(end)}"
    return Quote(
        text=words or title,
        title=title if words else "",
        speaker=next(iter(speakers)) if len(speakers) == 1 else "",
        span=span,
        clock=format_whole_time(soundbite.start),
    )


def _shortened(text: str) -> str:
    """Return a text of at most `MAX_QUOTE_CHARACTERS`, cut after a sentence if one ends in its second half."""
    if len(text) <= MAX_QUOTE_CHARACTERS:
        return text
    cut = text[:MAX_QUOTE_CHARACTERS]
    sentence = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: sentence + 1] if sentence >= MAX_QUOTE_CHARACTERS // 2 else f"{cut.rpartition(' ')[0]} …"


def places(locations: Iterable[Location | ChapterPlace]) -> tuple[Place, ...]:
    """Return the places, with links to OpenStreetMap; nothing is loaded from there."""
    return tuple(Place(location.name, _map_url(location)) for location in locations)


def _map_url(location: Location | ChapterPlace) -> str:
    """Return the address of a place on OpenStreetMap: of its object, else of its coordinates; empty without either."""
    if location.osm:
        return f"{_OPENSTREETMAP}/{_OSM_OBJECTS[location.osm[0]]}/{location.osm[1:].partition('#')[0]}"
    if location.geo:
        latitude, longitude = location.geo.removeprefix("geo:").partition(";")[0].split(",")[:2]
        return f"{_OPENSTREETMAP}/?mlat={latitude}&mlon={longitude}#map=13/{latitude}/{longitude}"
    return ""


def conversations(show: Show, episode: Episode) -> tuple[Link, ...]:
    """Return the posts where an episode is discussed, the most important one first; none if comments are disabled.

    A post that has no address on the web is left out.
    """
    posts = episode.social_interact or show.social_interact
    ordered = sorted(posts, key=lambda post: post.priority or len(posts) + 1)
    translate = translator(show.language)
    return tuple(
        _link(optional_text(f"discuss_{post.protocol}", show.language) or translate("discuss_here"), href)
        for post in ordered
        if (href := _web_address(post))
    )


def _web_address(post: SocialInteract) -> str:
    uri = post.uri or ""
    if match := _AT_PROTOCOL_POST.fullmatch(uri):
        return f"https://bsky.app/profile/{match[1]}/post/{match[2]}"
    return urls.ascii_url(uri) if uri.startswith(("https://", "http://")) else ""


def support(show: Show, episode: Episode) -> tuple[Link, ...]:
    """Return the pages where listeners can give money: those of the episode, then those of the show, each once."""
    by_url = {funding.url: funding.text for funding in (*show.funding, *episode.funding)}
    ordered = dict.fromkeys(funding.url for funding in (*episode.funding, *show.funding))
    return tuple(_link(typeset(by_url[url], show.language), urls.ascii_url(url)) for url in ordered)


def content_links(show: Show, episode: Episode) -> tuple[Link, ...]:
    """Return the pages of other services that have the same episode."""
    return tuple(_link(typeset(link.text, show.language), urls.ascii_url(link.url)) for link in episode.content_links)


def _link(label: str, href: str) -> Link:
    return Link(label, href, host_name(href))


def downloads(show: Show, episode: Episode, audio: Audio | None, *, has_transcript: bool) -> dict[str, Any]:
    """Return every form in which an episode can be downloaded: `audio` and `transcript`, each as `DownloadForm`s."""
    translate = translator(show.language)
    transcripts = _NAMED_FORMS if has_transcript else ()
    return {
        "audio": tuple(_audio_downloads(show, audio)) if audio else (),
        "transcript": tuple(
            DownloadForm(urls.transcript(episode, suffix), translate(f"download_{suffix}"), "")
            for suffix in transcripts
        )
        + tuple(_transcript_file(episode, file, translate) for file in episode.transcript_files),
    }


def _transcript_file(episode: Episode, file: TranscriptFile, translate: Callable[..., str]) -> DownloadForm:
    """Return a transcript that is published as it is; its language is named where it is not the episode's."""
    suffix = file.file.rpartition(".")[2]
    label = translate(f"download_{suffix.lower()}") if suffix.lower() in _NAMED_FORMS else suffix.upper()
    named_language = f", {file.language}" if file.language and file.language != episode.language else ""
    return DownloadForm(urls.transcript_file(episode, file.file), f"{label}{named_language}", "")


def _audio_downloads(show: Show, audio: Audio) -> Iterator[DownloadForm]:
    files = ((audio.path, audio.size), *((file.path, file.size) for file in audio.alternate_formats))
    for path, size in files:
        yield DownloadForm(path, path.rpartition(".")[2].upper(), localization.format_size(size, show.language))
