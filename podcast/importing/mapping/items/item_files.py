"""Files that an item names, and the place of each in the folder of its episode."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from podcast.importing.downloads.policy import Download
from podcast.importing.mapping.feed_elements import FeedElements, attribute_value
from podcast.importing.mapping.items.item_identity import audio_enclosure
from podcast.importing.source.tracking import resolve_tracking
from podcast.model.file_names import AUDIO_SUFFIXES, EPISODES, OTHER_PICTURE_SUFFIXES, PICTURE_SUFFIXES, VIDEO_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.importing.downloads.policy import FetchedFile

    Files = Mapping[Path, FetchedFile]

CHAPTERS_FOLDER: Final = Path(".podcast/import/chapters")  # their fields are in episode.yaml; no episode needs them
_PICTURES: Final = (*PICTURE_SUFFIXES, *OTHER_PICTURE_SUFFIXES)
_MEDIA: Final = (*AUDIO_SUFFIXES, *VIDEO_SUFFIXES)
_TYPE_SUFFIXES: Final = {
    "audio/mpeg": ".mp3", "audio/mp3": ".mp3", "audio/mp4": ".m4a", "audio/x-m4a": ".m4a", "audio/m4a": ".m4a",
    "audio/aac": ".aac", "audio/ogg": ".ogg", "audio/opus": ".opus", "audio/flac": ".flac", "audio/wav": ".wav",
    "video/mp4": ".mp4", "video/quicktime": ".mov", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp",
    "text/vtt": ".vtt", "application/x-subrip": ".srt", "application/srt": ".srt", "text/srt": ".srt",
    "application/json": ".json", "text/html": ".html", "text/plain": ".txt", "application/ttml+xml": ".ttml",
}  # fmt: skip
_TRANSCRIPT_ENDINGS: Final = (".vtt", ".srt", ".json", ".html", ".txt", ".ttml", ".dfxp", ".sbv", ".xml")
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s/?#@]+(?:[/?#].*)?", re.IGNORECASE)
# Best first: WebVTT has the speakers, and times for every line; JSON has speakers as well.
_TRANSCRIPT_ORDER: Final = (".vtt", ".json", ".srt", ".ttml", ".sbv", ".dfxp")


def web_address(text: str) -> str:
    """Return an address of the web with its spaces encoded; empty for any other text."""
    if not text:  # as most attributes of chapters are
        return ""
    address = text.strip().replace(" ", "%20")
    return address if _WEB_ADDRESS.fullmatch(address) else ""


def episode_folder(slug: str) -> Path:
    """Return the folder of an episode, relative to the show."""
    return Path(EPISODES, slug)


def address_suffix(url: str, suffixes: tuple[str, ...]) -> str:
    """Return the ending of an address, in lower case, if it is one of these; else empty."""
    suffix = PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()
    return suffix if suffix in suffixes else ""


def picture(url: str, place: Path) -> Download | None:
    """Return a picture as a download; None if its address cannot be used.

    Args:
        url: its address.
        place: where it shall be, without a suffix.
    """
    address = web_address(url)
    if not address:
        return None
    suffix = address_suffix(address, _PICTURES) or ".jpg"
    return Download(address, place.with_name(place.name + suffix), "picture")


def recording(elements: FeedElements, slug: str) -> Download | None:
    """Return the audio of an item as a download; None if it has none."""
    element = audio_enclosure(elements)
    address = "" if element is None else web_address(attribute_value(element, "url"))
    if not address:
        return None
    media_type = media_type_of(element)
    suffix = address_suffix(address, _MEDIA) or _TYPE_SUFFIXES.get(media_type, ".mp3")
    length = attribute_value(element, "length")
    size = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
    real_address, services = resolve_tracking(address)
    place = episode_folder(slug) / f"recording{suffix}"
    return Download(address, place, "audio", size or None, media_type, real_address if services else "")


def has_audio(folder: Path) -> bool:
    """Whether a folder has a file with the suffix of audio or video."""
    return folder.is_dir() and any(path.suffix.lower() in _MEDIA for path in folder.iterdir())


def cover(elements: FeedElements, folder: Path) -> Download | None:
    """Return the cover of an item or a channel as a download; None if it has none."""
    url = image_address(elements)
    return picture(url, folder / "cover") if url else None


def image_address(elements: FeedElements) -> str:
    """Return the address of the square picture: itunes:image, podcast:image for artwork, the image of RSS."""
    if url := elements.attribute("itunes:image", "href") or elements.text("itunes:image"):
        return web_address(url)
    for image in elements.all("podcast:image"):
        if "artwork" in attribute_value(image, "purpose").lower().split():
            return web_address(attribute_value(image, "href"))
    for image in elements.all("image"):
        if url := web_address((image.findtext("url") or "").strip()):
            return url
    return ""


def chapters_file(elements: FeedElements, slug: str) -> Download | None:
    """Return the chapters of an item in JSON as a download; None if it names none."""
    for element in elements.all("podcast:chapters"):
        if address := web_address(attribute_value(element, "url")):
            return Download(address, CHAPTERS_FOLDER / f"{slug}.json", "chapters", type=media_type_of(element))
    return None


def transcripts(elements: FeedElements, slug: str, language: str) -> list[tuple[Any, Download]]:
    """Return the transcripts of an item with their elements, the best first; `transcript` is the first one's name.

    Those in the language that is spoken come first, then the best form decides, then the order of the feed.

    Args:
        elements: of the item.
        slug: of the episode.
        language: of the episode.
    """
    named = []
    for element in elements.all("podcast:transcript"):
        if address := web_address(attribute_value(element, "url")):
            media_type = media_type_of(element)
            suffix = _TYPE_SUFFIXES.get(media_type) or address_suffix(address, _TRANSCRIPT_ENDINGS) or ".txt"
            named.append((element, address, media_type, suffix))
    named.sort(key=lambda entry: (not _is_in_language(entry[0], language), transcript_rank(entry[3])))
    folder = episode_folder(slug)
    return [
        (
            element,
            Download(
                address,
                folder / f"transcript{f'-{number}' if number > 1 else ''}{suffix}",
                "transcript",
                type=media_type,
            ),
        )
        for number, (element, address, media_type, suffix) in enumerate(named, start=1)
    ]


def _is_in_language(element: Any, language: str) -> bool:
    """Whether a transcript is in a language, or does not say otherwise; regions make no difference."""
    named = attribute_value(element, "language").lower().replace("_", "-")
    return not named or named.partition("-")[0] == language.partition("-")[0]


def episode_language(elements: FeedElements, language: str) -> str:
    """Return the language of an item; that of the show where it names none."""
    return elements.line("dc:language") or language


def transcript_rank(suffix: str) -> int:
    """Return the place of a form of transcripts among all, the best first; the last for one that is only published."""
    return _TRANSCRIPT_ORDER.index(suffix) if suffix in _TRANSCRIPT_ORDER else len(_TRANSCRIPT_ORDER)


def further_images(elements: FeedElements, folder: Path, stem: str = "image") -> Iterator[tuple[Any, Download]]:
    """Yield the pictures beside the cover with their elements: podcast:image for other purposes than artwork."""
    number = 0
    for element in elements.all("podcast:image"):
        if "artwork" in attribute_value(element, "purpose").lower().split():
            continue
        number += 1
        if download := picture(attribute_value(element, "href"), folder / f"{stem}-{number}"):
            yield element, download


def media_type_of(element: Any) -> str:
    """Return the media type that an element names, in lower case and without parameters."""
    return attribute_value(element, "type").partition(";")[0].strip().lower()
