"""Fields of the Podcast Namespace that channel and items share: places, money, licence, comments, texts, images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.i18n import _
from podcast.importing.mapping.feed_elements import attribute_value, element_text, one_line
from podcast.importing.mapping.items.item_files import further_images, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from podcast.importing.mapping.feed_elements import FeedElements
    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.importing.mapping.items.item_files import Files
    from podcast.show.yaml_reader import YamlValue


def _group(**values: YamlValue) -> YamlValue:
    """Return a group of the values that are not empty."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def locations(elements: Iterable[Any]) -> list[YamlValue]:
    """Return places: the subject of the content, or where it is made."""
    places: list[YamlValue] = []
    for element in elements:
        geo, osm, country, rel = (attribute_value(element, name) for name in ("geo", "osm", "country", "rel"))
        name = one_line(element_text(element))
        places.append(_group(name=name, geo=geo, osm=osm, rel=rel if rel != "subject" else "", country=country))
    return places


def funding(elements: Iterable[Any]) -> list[YamlValue]:
    """Return the pages where listeners can give money."""
    return [
        _group(url=web_address(attribute_value(element, "url")), text=one_line(element_text(element)))
        for element in elements
    ]


def license_fields(elements: FeedElements) -> YamlValue:
    """Return the licence: its SPDX identifier alone, or its name with the address of its text."""
    for element in elements.all("podcast:license"):
        name, url = one_line(element_text(element)), web_address(attribute_value(element, "url"))
        if url and name:
            return {"name": name, "url": url}
        if name:
            return name if name == name.lower() else {"name": name}
    return None


def social_interact(elements: Iterable[Any]) -> list[YamlValue]:
    """Return the posts under which listeners can comment."""
    posts: list[YamlValue] = []
    for element in elements:
        priority = attribute_value(element, "priority")
        posts.append(
            _group(
                protocol=attribute_value(element, "protocol").lower(),
                uri=attribute_value(element, "uri"),
                account_id=attribute_value(element, "accountId"),
                account_url=attribute_value(element, "accountUrl"),
                priority=int(priority) if priority.isascii() and priority.isdigit() else None,
            )
        )
    return posts


def content_links(elements: Iterable[Any]) -> list[YamlValue]:
    """Return the addresses of the same episode in other services."""
    return [
        _group(url=web_address(attribute_value(element, "href")), text=one_line(element_text(element)))
        for element in elements
    ]


def texts(elements: Iterable[Any]) -> list[YamlValue]:
    """Return texts for one kind of reader, such as proofs of ownership."""
    return [
        _group(text=element_text(element), purpose=one_line(attribute_value(element, "purpose")))
        for element in elements
    ]


def soundbites(elements: Iterable[Any]) -> list[YamlValue]:
    """Return passages for previews."""
    return [
        _group(
            start=attribute_seconds(element, "startTime"),
            duration=attribute_seconds(element, "duration"),
            title=one_line(element_text(element)),
        )
        for element in elements
    ]


def attribute_seconds(element: Any, name: str) -> float | int | None:
    """Return the seconds of an attribute; a whole number where it is one; None if it has none."""
    try:
        seconds = float(attribute_value(element, name))
    except ValueError:
        return None
    return int(seconds) if seconds.is_integer() else seconds


def images(
    elements: FeedElements, folder: Path, files: Files, log: FindingLog
) -> tuple[list[YamlValue], dict[str, str]]:
    """Return the pictures beside the cover that were fetched, and the address of each in the feed by its file.

    Args:
        elements: of the channel or the item.
        folder: in which they are, relative to the show.
        files: that were fetched.
        log: for texts that are missing.
    """
    listed: list[YamlValue] = []
    addresses: dict[str, str] = {}
    for element, download in further_images(elements, folder):
        fetched = files.get(download.path)
        if fetched is None:
            continue
        name = fetched.path.relative_to(folder).as_posix()
        alt = one_line(attribute_value(element, "alt"))
        if not alt:
            log.add(
                "missing-alt",
                "to do",
                _("the picture {file} has no description for people who cannot see it").format(file=name),
            )
        listed.append(_group(file=name, alt=alt or name, purpose=one_line(attribute_value(element, "purpose")).lower()))
        addresses[name] = download.url
    return listed, addresses


def boolean(text: str) -> bool | None:
    """Return what a word for true or false means, in all spellings that feeds have; None for other words."""
    return _WORDS.get(text.strip().lower())


_WORDS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "explicit", "1", "on"), True),
    **dict.fromkeys(("false", "no", "clean", "0", "off", "nonadult"), False),
}
