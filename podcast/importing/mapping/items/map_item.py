"""Mapping of an item to the folder of an episode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from podcast.checks.rules.feed import is_language_code
from podcast.i18n import _
from podcast.importing.mapping.feed_elements import FeedElements, attribute_value, one_line
from podcast.importing.mapping.imported import ImportedEpisode
from podcast.importing.mapping.items import item_files
from podcast.importing.mapping.items.episode_chapters import chapter_fields, chapter_pictures, chosen_chapters
from podcast.importing.mapping.items.episode_texts import episode_texts, episode_title
from podcast.importing.mapping.items.item_identity import enclosure_url, is_permalink, written_date
from podcast.importing.mapping.items.item_leftovers import ItemForComparison, audio_of_source, leftover_item_xml
from podcast.importing.mapping.items.own_description import OwnItem, own_texts
from podcast.importing.mapping.items.plan_items import positive_number, season_number
from podcast.importing.mapping.items.recording_problem import has_unusable_recording
from podcast.importing.mapping.items.source_transcripts import transcript_fields
from podcast.importing.mapping.namespace_fields import (
    boolean,
    content_links,
    funding,
    images,
    license_fields,
    locations,
    social_interact,
    soundbites,
)
from podcast.importing.mapping.source_people import item_people, item_pictures, source_persons
from podcast.importing.mapping.usable_fields import usable_episode_fields
from podcast.importing.proof.canonical_values import media_type
from podcast.model.fields import EpisodeFields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.importing.downloads.policy import Download
    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.importing.mapping.items.mapping_context import ShowContext
    from podcast.importing.mapping.items.plan_items import PlannedItem
    from podcast.show.yaml_reader import YamlValue

_ORDER: Final = {name: number for number, name in enumerate(EpisodeFields.model_fields)}
NOTES_FILE: Final = "notes.html"
MAX_DISPLAY_CHARACTERS: Final = 32  # Podcast Namespace, "episode"


def item_downloads(elements: FeedElements, slug: str, context: ShowContext) -> list[Download]:
    """Return the files of an item, the small ones first; pictures of chapters as far as those were fetched."""
    folder = item_files.episode_folder(slug)
    persons = list(source_persons(elements.all("podcast:person")))
    chapters = chosen_chapters(elements, slug, context.files, context.root)
    own_cover = item_files.image_address(elements) != context.cover_address
    language = item_files.episode_language(elements, context.show.language)
    planned = [
        item_files.chapters_file(elements, slug),
        *(download for _element, download in item_files.transcripts(elements, slug, language)),
        item_files.cover(elements, folder) if own_cover else None,
        *item_pictures(persons, context.registry, folder).values(),
        *(download for _element, download in item_files.further_images(elements, folder)),
        *chapter_pictures(chapters, slug),
        item_files.recording(elements, slug),
    ]
    return [download for download in planned if download]


def map_item(item: PlannedItem, context: ShowContext, log: FindingLog) -> ImportedEpisode:
    """Return an item as the folder of an episode.

    Args:
        item: of the feed.
        context: of the show.
        log: for what was found.
    """
    log.where = item.where
    elements = item.elements
    title = episode_title(elements, log)
    texts = episode_texts(elements, title, log)
    files = _file_fields(elements, item.slug, title, context, log)
    fields: dict[str, YamlValue] = {
        "guid": item.guid,
        "title": title,
        **_numbers(elements, title),
        "date": written_date(item.date) if item.date else None,
        "guid_is_permalink": is_permalink(elements) and item.guid == elements.text("guid"),
        "summary": texts.summary,
        **_described(elements, context),
        **files.fields,
        "redirects": _redirects(elements, item.slug, context),
        "audio": {"passthrough": True},
        "draft": _is_draft(elements, item, log) or has_unusable_recording(elements, item.slug, context, log),
    }
    ordered = in_order(fields)
    usable, episode = usable_episode_fields(ordered, context.show, item.slug, log)
    if episode is not None:
        own_item = OwnItem(elements, context.show, episode, audio_of_source(elements))
        if context.is_own_feed and (own := own_texts(own_item)):
            texts = own
            usable["summary"] = texts.summary
            episode = episode.model_copy(update={"summary": texts.summary})
        if texts.notes_html:
            notes_file = (item_files.episode_folder(item.slug) / NOTES_FILE).as_posix()
            episode = episode.model_copy(update={"notes": texts.notes_html, "notes_file": notes_file})
        for_comparison = ItemForComparison(elements, episode, files.addresses)
        if extra := leftover_item_xml(for_comparison, context, log):
            usable = in_order({**usable, "extra_xml": extra})
    file_texts = {**files.texts, **({NOTES_FILE: texts.notes_html.encode()} if texts.notes_html else {})}
    return ImportedEpisode(item.slug, item.guid, usable, file_texts, item.source)


def in_order(fields: Mapping[str, YamlValue]) -> dict[str, YamlValue]:
    """Return the fields that have a value, in the order of the model."""
    filled = {name: value for name, value in fields.items() if value not in (None, "", [], False)}
    if fields.get("explicit") is False:
        filled["explicit"] = False
    return dict(sorted(filled.items(), key=lambda field: _ORDER.get(field[0], len(_ORDER))))


def _numbers(elements: FeedElements, title: str) -> dict[str, YamlValue]:
    """Return titles, numbers and the type of an episode."""
    itunes_title = elements.line("itunes:title")
    display = one_line(elements.attribute("podcast:episode", "display"))
    kind = elements.line("itunes:episodeType").lower()
    return {
        "itunes_title": itunes_title if itunes_title != title else "",
        "season": season_number(elements),
        "episode": positive_number(elements.line("itunes:episode") or elements.line("podcast:episode")),
        "display": display if len(display) <= MAX_DISPLAY_CHARACTERS else "",
        "type": kind if kind in {"trailer", "bonus"} else "",
    }


def _described(elements: FeedElements, context: ShowContext) -> dict[str, YamlValue]:
    """Return the fields that need no file."""
    show = context.show
    explicit = boolean(elements.line("itunes:explicit"))
    language = elements.line("dc:language")
    is_known = is_language_code(language.partition("-")[0])
    license_ = license_fields(elements)
    return {
        "soundbites": soundbites(elements.all("podcast:soundbite")),
        "social_interact": social_interact(elements.all("podcast:socialInteract")),
        "funding": funding(elements.all("podcast:funding")),
        "content_links": content_links(elements.all("podcast:contentLink")),
        "topics": list(dict.fromkeys(map(one_line, elements.texts("category")))),
        "location": locations(elements.all("podcast:location")),
        "language": language if language != show.language and is_known else "",
        "license": license_,
        "explicit": explicit if explicit is not None and explicit != show.explicit else None,
        "block": boolean(elements.line("itunes:block")) is True,
        "ai": _ai(elements),
    }


def _ai(elements: FeedElements) -> YamlValue:
    """Return `False` if the item says that no machine made anything; which parts one made, no feed says."""
    for element in elements.all("podcast:txt"):
        if attribute_value(element, "purpose").lower() == "ai-content":
            return False if one_line(element.text or "").lower() == "false" else None
    return None


@dataclass(frozen=True, slots=True)
class FileFields:
    """The fields that name files, the bytes of files that come from tags, and addresses of pictures by their files."""

    fields: dict[str, YamlValue]
    texts: Mapping[str, bytes]
    addresses: Mapping[str, str]


def _file_fields(elements: FeedElements, slug: str, title: str, context: ShowContext, log: FindingLog) -> FileFields:
    folder, files = item_files.episode_folder(slug), context.files
    chapters = chapter_fields(chosen_chapters(elements, slug, files, context.root), slug, files, log)
    transcripts = transcript_fields(elements, slug, context, log)
    pictures, addresses = images(elements, folder, files, log)
    people, portraits = item_people(source_persons(elements.all("podcast:person")), context.registry, folder, files)
    fields: dict[str, YamlValue] = {
        "people": people,
        "chapters": chapters.value,
        "transcript": transcripts.best,
        "transcript_files": transcripts.further,
        "images": pictures,
    }
    cover = item_files.cover(elements, folder)
    if cover and cover.url != context.cover_address:
        if fetched := files.get(cover.path):
            fields |= {"cover": fetched.path.name, "cover_alt": _cover_alt(elements, title, log)}
            addresses = {**addresses, fetched.path.name: cover.url}
        elif files:
            sentence = _("its cover could not be fetched: {url}; run the same command again, or add cover.jpg")
            log.add("cover-not-fetched", "to do", sentence.format(url=cover.url))
    document = item_files.chapters_file(elements, slug)
    if files and document and document.path not in files:
        sentence = _("its chapters could not be fetched: {url}; run the same command again")
        log.add("chapters-not-fetched", "to do", sentence.format(url=document.url))
    return FileFields(fields, chapters.texts, {**addresses, **portraits, **chapters.images})


def _cover_alt(elements: FeedElements, title: str, log: FindingLog) -> str:
    for image in elements.all("podcast:image"):
        if "artwork" in attribute_value(image, "purpose").lower().split() and (alt := attribute_value(image, "alt")):
            return one_line(alt)
    sentence = _("the feed does not describe the covers of episodes; set cover_alt: to what each of them shows")
    log.add_once("cover", "missing-alt", "to do", sentence)
    return _("Cover of {title}").format(title=title)


def _redirects(elements: FeedElements, slug: str, context: ShowContext) -> list[YamlValue]:
    """Return the old address of the page: its path if the show stays at the same host, else in full."""
    link = item_files.web_address(elements.line("link"))
    if not link or link in context.shared_links or link.rstrip("/") == f"{context.link}{slug}":
        return []
    parts, show = urlsplit(link), urlsplit(context.link)
    is_own_path = parts.path.rstrip("/") in {"", f"{show.path}{slug}"}  # that of the home page, or of the episode's
    if is_own_path and not parts.query:
        return []
    same_host = parts.netloc == show.netloc
    return [f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}" if same_host else link.partition("#")[0]]


def _log_media_type(elements: FeedElements, log: FindingLog) -> None:
    """Say once that a type of audio is written in another way than in the source."""
    written = elements.attribute("enclosure", "type").lower()
    standard = media_type(written)
    if standard != written:
        sentence = _("the feed calls its audio {written}; the new feed calls it {standard}, which means the same")
        log.add_once(written, "media-type", "repaired", sentence.format(written=written, standard=standard))


def _is_draft(elements: FeedElements, item: PlannedItem, log: FindingLog) -> bool:
    """Whether an item cannot be published as it is: it has no audio, or no date."""
    if item.date is None:
        written = elements.line("pubDate")
        sentence = _("its date cannot be read: {date}").format(date=written) if written else _("has no date")
        log.add(
            "unreadable-date" if written else "missing-date", "to do", _("{what}; it is a draft").format(what=sentence)
        )
    has_audio = bool(item_files.web_address(enclosure_url(elements)))
    _log_media_type(elements, log)
    if has_audio and not elements.attribute("enclosure", "url"):
        log.add("media-content", "repaired", _("has no enclosure; its audio is that of media:content"))
    if not has_audio:
        log.add("missing-enclosure", "to do", _("has no audio; it is a draft"))
    return item.date is None or not has_audio
