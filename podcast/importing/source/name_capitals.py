"""Names of elements and attributes of a feed in the capitals that apps know: `pubDate` for `pubdate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from podcast.i18n import _
from podcast.importing.findings import ImportFinding
from podcast.importing.source.namespace_spelling import USUAL_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Mapping

_RSS: Final = """author category channel cloud comments copyright description docs enclosure generator guid image item
language lastBuildDate link managingEditor pubDate rating skipDays skipHours source textInput title ttl webMaster url
width height"""
_ITUNES: Final = """author block category complete duration email episode episodeType explicit image isClosedCaptioned
keywords name new-feed-url order owner season subtitle summary title type"""
_PODCAST: Final = """alternateEnclosure block chapters chat contentLink episode funding guid image images integrity
license liveItem location locked medium person podping podroll
publisher remoteItem season socialInteract soundbite source
trailer transcript txt updateFrequency value valueRecipient valueTimeSplit"""
_NAMES: Final[Mapping[str, str]] = {
    f"{prefix}{name}".lower(): f"{prefix}{name}"
    for prefix, names in (
        ("", _RSS),
        (f"{{{USUAL_NAMESPACES['itunes']}}}", _ITUNES),
        (f"{{{USUAL_NAMESPACES['podcast']}}}", _PODCAST),
    )
    for name in names.split()
}
_ATTRIBUTES: Final[Mapping[str, Mapping[str, str]]] = {
    "enclosure": {"url": "url", "length": "length", "type": "type"},
    "guid": {"ispermalink": "isPermaLink"},
    f"{{{USUAL_NAMESPACES['itunes']}}}image": {"href": "href"},
    f"{{{USUAL_NAMESPACES['itunes']}}}category": {"text": "text"},
}


def repair_names(channel: Any) -> tuple[ImportFinding, ...]:
    """Give the elements of a channel and of its items, and their attributes, the usual capitals."""
    renamed: dict[str, str] = {}
    for child in channel.iterchildren("*"):
        renamed |= _renamed_element(child)
    for item in channel.iterfind("item"):
        for child in item.iterchildren("*"):
            renamed |= _renamed_element(child)
    if not renamed:
        return ()
    names = ", ".join(f"{name} → {usual}" for name, usual in sorted(renamed.items()))
    sentence = _("names in other capitals than apps know were put right: {names}")
    return (ImportFinding("name-capitals", "", sentence.format(names=names), "repaired"),)


def _renamed_element(element: Any) -> dict[str, str]:
    """Give an element and its attributes the usual names; return the local names that were changed."""
    renamed = {}
    usual = _NAMES.get(element.tag) or _NAMES.get(element.tag.lower())
    if usual and usual != element.tag:
        renamed[_local(element.tag)] = _local(usual)
        element.tag = usual
    attributes = _ATTRIBUTES.get(element.tag, {})
    for name in [name for name in element.keys() if attributes.get(name.lower(), name) != name]:  # noqa: SIM118
        usual = attributes[name.lower()]
        if usual not in element.attrib:
            renamed[name] = usual
            element.set(usual, element.attrib.pop(name))
    return renamed


def _local(name: str) -> str:
    return name.rpartition("}")[2]
