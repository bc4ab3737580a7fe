"""Mapping of a channel to podcast.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from podcast.i18n import _
from podcast.importing.mapping.channel import required_values
from podcast.importing.mapping.feed_elements import attribute_value, element_text, one_line
from podcast.importing.mapping.items import item_files
from podcast.importing.mapping.items.episode_texts import shortened_title
from podcast.importing.mapping.namespace_fields import (
    boolean,
    funding,
    images,
    license_fields,
    locations,
    social_interact,
    texts,
)
from podcast.importing.mapping.source_people import build_registry, registry_pictures, source_persons
from podcast.model.fields import ShowFields
from podcast.model.file_names import STAND_IN_COVER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from podcast.importing.downloads.policy import Download
    from podcast.importing.mapping.feed_elements import FeedElements
    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.importing.mapping.imported import MappingOptions
    from podcast.importing.mapping.items.item_files import Files
    from podcast.importing.mapping.source_people import PeopleRegistry
    from podcast.show.yaml_reader import YamlValue

_ROOT: Final = Path()
_ORDER: Final = {name: number for number, name in enumerate(ShowFields.model_fields)}
_EMAIL: Final = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")
_NAME_IN_BRACKETS: Final = re.compile(r"\(([^()]+)\)")
_MEDIA: Final = frozenset({"podcast", "audiobook", "course"})


@dataclass(frozen=True, slots=True)
class ChannelSource:
    """A channel with what its mapping needs of the feed.

    Attributes:
        elements: its children.
        address: of the feed; empty if it has none.
        dates: of the items.
        season_names: number of a season -> its name in the items, empty where they name none.
    """

    elements: FeedElements
    address: str
    dates: tuple[datetime, ...]
    season_names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class MappedChannel:
    """The fields of podcast.yaml, the people among them, and addresses of pictures in the source by their files."""

    fields: dict[str, YamlValue]
    registry: PeopleRegistry
    addresses: Mapping[str, str]


def channel_downloads(elements: FeedElements) -> list[Download]:
    """Return the files of a channel: its cover, further pictures, those of its people."""
    cover = item_files.cover(elements, _ROOT)
    persons = registry_pictures(source_persons(elements.all("podcast:person")))
    further = (download for _element, download in item_files.further_images(elements, _ROOT))
    return [*([cover] if cover else []), *further, *persons.values()]


def map_channel(source: ChannelSource, files: Files, options: MappingOptions, log: FindingLog) -> MappedChannel:
    """Return a channel as podcast.yaml.

    Args:
        source: the channel.
        files: that were fetched.
        options: choices of the user.
        log: for what was found.
    """
    elements = source.elements
    registry = build_registry(source_persons(elements.all("podcast:person")), files)
    people: dict[str, YamlValue] = {key: {**fields} for key, fields in registry.fields.items()}
    pictures, addresses = images(elements, _ROOT, files, log)
    cover = _cover(elements, files, log)
    main_fields = _main_fields(source, options, log)
    seasons = required_values.seasons(source.season_names, str(main_fields["language"]), log)
    fields: dict[str, YamlValue] = {
        **main_fields,
        **_statements(elements),
        "moved_from": _moved_from(source.address, str(main_fields["link"])),
        "cover": cover.path.as_posix() if cover else STAND_IN_COVER,
        "cover_alt": _cover_alt(elements, log),
        "images": pictures,
        "people": people,
        "seasons": seasons,
    }
    if cover:
        addresses = {**addresses, cover.path.as_posix(): cover.download.url}
    return MappedChannel(in_order(fields), registry, {**addresses, **registry.addresses})


def _moved_from(address: str, link: str) -> str:
    """Return the address of the old feed; empty where it is below the show's own, which has not moved then."""
    return "" if address.rstrip("/").startswith(link.rstrip("/")) else address


def in_order(fields: Mapping[str, YamlValue]) -> dict[str, YamlValue]:
    """Return the fields that have a value, in the order of the model."""
    filled = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
    return dict(sorted(filled.items(), key=lambda field: _ORDER[field[0]]))


def _main_fields(source: ChannelSource, options: MappingOptions, log: FindingLog) -> dict[str, YamlValue]:
    """Return the fields that every show must have."""
    elements = source.elements
    title = shortened_title(elements.first_line("title", "itunes:title"))
    if not title:
        title = _("Untitled")
        log.add("missing-title", "to do", _("the show has no title: set title:"))
    language = required_values.language_code(elements, options.language, log)
    link = required_values.show_link(elements, options.link, source.address, log)
    explicit = boolean(elements.line("itunes:explicit"))
    if explicit is None:
        log.add("missing-explicit", "repaired", _("the show does not say whether it is explicit; explicit: is false"))
    listed: list[YamlValue] = [*required_values.categories(elements, log)]
    return {
        "title": title,
        "subtitle": _subtitle(elements, title),
        "description": required_values.show_description(elements, title, log),
        "link": link,
        "language": language,
        "timezone": required_values.time_zone(source.dates, language, log),
        "author": _author(elements, title, log),
        "owner": _owner(elements, log),
        "categories": listed,
        "explicit": explicit is True,
        "guid": required_values.show_guid(elements, source.address, link, log),
    }


def _statements(elements: FeedElements) -> dict[str, YamlValue]:
    """Return the fields that a show may have."""
    kind = elements.line("itunes:type").lower()
    medium = elements.line("podcast:medium").lower()
    frequency = elements.all("podcast:updateFrequency")
    blocked = elements.line("itunes:block") or next(
        (element_text(block) for block in elements.all("podcast:block") if not block.get("id")), ""
    )
    return {
        "copyright": elements.line("copyright"),
        "license": license_fields(elements),
        "type": kind if kind == "serial" else "episodic",
        "locked": boolean(elements.line("podcast:locked")) is True,
        "medium": medium if medium in _MEDIA - {"podcast"} else "",
        "complete": boolean(elements.line("itunes:complete")) or None,
        "block": boolean(blocked) or None,
        "funding": funding(elements.all("podcast:funding")),
        "update_frequency": _update_frequency(frequency[0]) if frequency else None,
        "location": locations(elements.all("podcast:location")),
        "txt": texts(elements.all("podcast:txt")),
        "social_interact": social_interact(elements.all("podcast:socialInteract")),
        "podroll": [_remote(remote) for group in elements.all("podcast:podroll") for remote in group],
        "publisher": next((_remote(remote) for group in elements.all("podcast:publisher") for remote in group), None),
    }


def _subtitle(elements: FeedElements, title: str) -> str:
    subtitle = elements.line("itunes:subtitle")
    description = one_line(elements.text("description"))
    return "" if subtitle in {title, description} else subtitle


def _author(elements: FeedElements, title: str, log: FindingLog) -> str:
    """Return the author, else the owner's or the editor's name, else the title."""
    if author := elements.first_line("itunes:author", "dc:creator"):
        return author
    names = (one_line(element_text(name)) for owner in elements.all("itunes:owner") for name in owner)
    editor = _NAME_IN_BRACKETS.search(elements.line("managingEditor"))
    author = next((name for name in names if name and "@" not in name), editor[1] if editor else "") or title
    log.add("missing-author", "repaired", _('the show has no author; "{author}" stands in').format(author=author))
    return author


def _owner(elements: FeedElements, log: FindingLog) -> YamlValue:
    """Return the contact of a show; None, and a finding, where it has no address."""
    for owner in elements.all("itunes:owner"):
        parts = {
            child.tag.rpartition("}")[2]: one_line(element_text(child)) for child in owner if isinstance(child.tag, str)
        }
        if _EMAIL.fullmatch(parts.get("email", "")):
            name = parts.get("name") or elements.first_line("itunes:author", "title") or parts["email"]
            return {"name": name, "email": parts["email"]}
    sentence = _("the show has no owner with an e-mail address; Spotify and YouTube ask for one: set owner:")
    log.add("missing-owner", "to do", sentence)
    return None


def _update_frequency(element: Any) -> YamlValue:
    text, rule = one_line(element_text(element)), attribute_value(element, "rrule")
    start = attribute_value(element, "dtstart")[:10]
    fields: dict[str, YamlValue] = {"text": text, "rrule": rule, "dtstart": start}
    return {name: value for name, value in fields.items() if value} if text else None


def _remote(element: Any) -> YamlValue:
    fields = {
        "guid": attribute_value(element, "feedGuid").lower(),
        "url": item_files.web_address(attribute_value(element, "feedUrl")),
        "title": one_line(attribute_value(element, "title")),
    }
    return {name: value for name, value in fields.items() if value}


def _cover(elements: FeedElements, files: Files, log: FindingLog) -> Any:
    """Return the cover that was fetched; None, and a finding, if there is none."""
    planned = item_files.cover(elements, _ROOT)
    fetched = files.get(planned.path) if planned else None
    if planned is None:
        sentence = _("the show has no cover; one with its title stands in: put yours into the folder and set cover:")
        log.add("missing-cover", "to do", sentence)
    elif fetched is None:
        sentence = _(
            "the cover of the show was not fetched: {url}; one with its title stands in: import again, or set cover:"
        )
        log.add("cover-not-fetched", "to do", sentence.format(url=planned.url))
    return fetched


def _cover_alt(elements: FeedElements, log: FindingLog) -> str:
    for image in elements.all("podcast:image"):
        if "artwork" in attribute_value(image, "purpose").lower().split() and (alt := attribute_value(image, "alt")):
            return one_line(alt)
    alt = _("Cover of {title}").format(title=elements.first_line("title", "itunes:title"))
    log.add("missing-alt", "to do", _("the feed does not describe the cover; set cover_alt: to what the picture shows"))
    return alt
