"""The elements of a feed as fields that can be compared: each with a name for sentences, in a canonical form.

Every element is a field, also one that the program does not know. The order of elements, the layout and the notation of
dates, durations and HTML have no meaning and make no difference; the order of equal elements, of people say, has one.
"""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.rules.canonical_html import canonical_html
from podcast.feed.rules.feed_xml import ALL_NAMESPACES, prefixed_name
from podcast.feed.rules.values import DURATION, parse_date, play_seconds
from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# The names that sentences use, by the element; an unknown element is named as it is written.
EPISODE_FIELDS: Final[Mapping[str, str]] = {
    "title": gettext_noop("title"),
    "itunes:title": gettext_noop("title for Apple"),
    "link": gettext_noop("page"),
    "pubDate": gettext_noop("date"),
    "description": gettext_noop("description"),
    "content:encoded": gettext_noop("show notes"),
    "itunes:season": gettext_noop("season"),
    "itunes:episode": gettext_noop("number"),
    "podcast:season": gettext_noop("season (podcast:season)"),
    "podcast:episode": gettext_noop("number (podcast:episode)"),
    "itunes:episodeType": gettext_noop("kind"),
    "itunes:explicit": gettext_noop("explicit"),
    "itunes:image": gettext_noop("artwork"),
    "podcast:image": gettext_noop("picture with a description"),
    "podcast:person": gettext_noop("people"),
    "psc:chapters": gettext_noop("chapters"),
    "podcast:chapters": gettext_noop("chapters file"),
    "podcast:soundbite": gettext_noop("soundbites"),
    "podcast:transcript": gettext_noop("transcript"),
    "podcast:location": gettext_noop("place"),
    "itunes:duration": gettext_noop("length"),
    "enclosure": gettext_noop("audio file"),
    "podcast:alternateEnclosure": gettext_noop("other formats"),
    "guid": gettext_noop("guid"),
    "itunes:block": gettext_noop("block"),
    "podcast:block": gettext_noop("block (podcast:block)"),
    "podcast:socialInteract": gettext_noop("comments"),
    "podcast:license": gettext_noop("licence"),
    "podcast:funding": gettext_noop("funding"),
    "podcast:txt": gettext_noop("texts for services"),
    "podcast:contentLink": gettext_noop("links elsewhere"),
    "atom:link deep": gettext_noop("deep link"),
    "category": gettext_noop("topics"),
    "dc:language": gettext_noop("language"),
    "media:thumbnail": gettext_noop("wide picture"),
}
SHOW_FIELDS: Final[Mapping[str, str]] = {
    "title": gettext_noop("title"),
    "description": gettext_noop("description"),
    "language": gettext_noop("language"),
    "itunes:author": gettext_noop("author"),
    "itunes:owner": gettext_noop("owner"),
    "itunes:image": gettext_noop("artwork"),
    "image": gettext_noop("artwork (RSS)"),
    "podcast:image": gettext_noop("picture with a description"),
    "itunes:category": gettext_noop("categories"),
    "itunes:explicit": gettext_noop("explicit"),
    "itunes:type": gettext_noop("type"),
    "podcast:guid": gettext_noop("guid"),
    "link": gettext_noop("link"),
    "itunes:new-feed-url": gettext_noop("new address"),
    "podcast:person": gettext_noop("hosts"),
    "itunes:complete": gettext_noop("end of the show"),
    "itunes:block": gettext_noop("block"),
    "podcast:block": gettext_noop("block (podcast:block)"),
    "podcast:locked": gettext_noop("lock against imports"),
    "podcast:funding": gettext_noop("funding"),
    "podcast:license": gettext_noop("licence"),
    "copyright": gettext_noop("copyright"),
    "podcast:txt": gettext_noop("texts for services"),
    "podcast:podroll": gettext_noop("recommended shows"),
    "podcast:socialInteract": gettext_noop("comments"),
    "podcast:location": gettext_noop("place"),
    "podcast:medium": gettext_noop("medium"),
    "podcast:publisher": gettext_noop("publisher"),
    "podcast:trailer": gettext_noop("trailer"),
    "podcast:updateFrequency": gettext_noop("rhythm"),
    "atom:link self": gettext_noop("address of the feed"),
    "atom:link hub": gettext_noop("hub"),
    "atom:link alternate": gettext_noop("JSON Feed"),
    "generator": gettext_noop("program"),
}
# Dates of the document follow from its episodes; the links and marks of RFC 5005 from how a long feed is divided.
_IGNORED: Final = frozenset(
    [
        "item",
        "lastBuildDate",
        "pubDate",
        "fh:complete",
        "fh:archive",
        *(
            f"atom:link {rel}"
            for rel in ("first", "next", "last", "previous", "prev-archive", "next-archive", "current")
        ),
    ]
)
_DEEP_LINK: Final = "http://podlove.org/deep-link"
_HTML: Final = frozenset({"description", "content:encoded", "itunes:summary"})
_DATES: Final = frozenset({"pubDate", "lastBuildDate"})
_YES: Final = {"yes": "true", "no": "false", "clean": "false", "explicit": "true"}
# Elements of the Podcast Namespace were written with the address of its repository before it had one of its own.
_OLD_PODCAST_NAMESPACE: Final = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"


def show_fields(channel: Any) -> dict[str, str]:
    """Return the fields of the show, by their names."""
    return _fields(channel, SHOW_FIELDS, _IGNORED)


def episode_fields(item: Any) -> dict[str, str]:
    """Return the fields of an episode, by their names."""
    return _fields(item, EPISODE_FIELDS, frozenset())


def _fields(parent: Any, names: Mapping[str, str], ignored: frozenset[str]) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for child in parent:
        if isinstance(child.tag, str) and (element := element_name(child)) not in ignored:
            values.setdefault(names.get(element, element), []).append(_canonical_value(child, element))
    order = {name: place for place, name in enumerate(names.values())}
    joined = {name: "\n".join(filter(None, texts)) for name, texts in values.items()}
    return {
        name: joined[name]
        for name in sorted(joined, key=lambda name: (order.get(name, len(order)), name))
        if joined[name]
    }


def element_name(element: Any) -> str:
    """Return the name of an element; links have their relation in it, because each relation is a thing of its own."""
    name = prefixed_name(element)
    if element.tag.startswith(f"{{{_OLD_PODCAST_NAMESPACE}}}"):
        name = f"podcast:{element.tag.rpartition('}')[2]}"
    if element.tag == f"{{{ALL_NAMESPACES['atom']}}}link":
        rel = element.get("rel", "alternate")
        return f"{name} {'deep' if rel == _DEEP_LINK else rel}"
    return name


def _canonical_value(element: Any, name: str) -> str:
    """Return an element's text and attributes in a form that does not depend on its notation."""
    text = (element.text or "").strip()
    if name in _DATES:
        date = parse_date(text)
        return date.astimezone(UTC).isoformat() if date else text
    if name == "itunes:duration" and DURATION.fullmatch(text):
        return str(round(play_seconds(text)))
    if name == "itunes:explicit":
        return _YES.get(text.lower(), text)
    if name in _HTML and not len(element):
        return canonical_html(text)
    if name == "guid":
        return f"isPermaLink={element.get('isPermaLink', 'true').strip()}"  # episodes are paired by the text
    return readable_element(element)


def readable_element(element: Any) -> str:
    """Return the text, the attributes and the children of an element in one line for each child."""
    attributes = (f'{_local(key)}="{value.strip()}"' for key, value in sorted(element.attrib.items()))
    head = " ".join(filter(None, [(element.text or "").strip(), *attributes]))
    return "\n".join([*filter(None, [head]), *_children(element)])


def _children(element: Any) -> Iterator[str]:
    for child in element:
        if isinstance(child.tag, str):
            yield f"{_local(child.tag)}: {readable_element(child)}"
            yield from filter(None, [re.sub(r"^\s+|\s+$", "", child.tail or "")])


def _local(name: str) -> str:
    return name.rpartition("}")[2]
