"""Agreement of an import with what podcastparser's tests expect of the same feed, in the fields that both read.

podcastparser puts a default where a feed has nothing (0, an empty text, a guid made of the enclosure): such values are
no reading, and are not compared. Its descriptions are plain text, ours HTML: their words are compared. It resolves
relative addresses, also in guids, against the address of the feed: ours stay as they are written, and are compared with
the end of its own.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.feed.rules.feed_xml import attribute_of, children, link_targets, text_of
from podcast.importing.source.feed_dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from podcast.importing.mapping.imported import ImportedEpisode, ImportedShow
    from podcast.importing.source.read_source import SourceFeed

Pair = tuple[str, Any, Any]  # name of a field, our value, theirs
DEFAULTS = (None, "", 0, -1, [], "application/octet-stream")


@dataclass(frozen=True)
class Agreement:
    """How many fields both have read, how many of these are equal, and a line for each of the others."""

    compared: int
    equal: int
    others: tuple[str, ...]


def compare_with_podcastparser(source: SourceFeed, imported: ImportedShow, expected_file: Path) -> Agreement | None:
    """Compare the fields that both have; None if the file is none of podcastparser's."""
    expected = json.loads(expected_file.read_text("utf-8"))
    if "episodes" not in expected:
        return None
    pairs = list(show_pairs(source, imported, expected))
    for fields in expected["episodes"]:
        episode = same_episode(imported.episodes, fields)
        pairs += [("episode", None, fields["title"])] if episode is None else episode_pairs(episode, fields)
    others = tuple(f"{name}: {ours!r} instead of {theirs!r}" for name, ours, theirs in pairs if ours != theirs)
    return Agreement(len(pairs), len(pairs) - len(others), others)


def same_episode(episodes: Sequence[ImportedEpisode], expected: Mapping[str, Any]) -> ImportedEpisode | None:
    """The episode of the same title, else the only one; podcastparser sorts serial shows from the first on."""
    titles = (text_of(episode.source.element, "title").strip() for episode in episodes)
    by_title = dict(zip(titles, episodes, strict=True))
    return by_title.get(expected["title"]) or (episodes[0] if len(episodes) == 1 else None)


def show_pairs(source: SourceFeed, imported: ImportedShow, expected: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield each field of the show that the JSON has: its name, our value, theirs."""
    channel, fields = source.channel, imported.fields
    ours: dict[str, Callable[[], Any]] = {
        "title": lambda: fields["title"],
        "description": lambda: words(fields["description"]),
        "link": lambda: text_of(channel, "link").strip(),
        "language": lambda: str(fields["language"]).lower(),
        "explicit": lambda: fields["explicit"],
        "type": lambda: fields["type"],
        "itunes_author": lambda: fields["author"],
        "itunes_owner": lambda: fields.get("owner"),
        "new_url": lambda: text_of(channel, "itunes:new-feed-url").strip(),
        "import_prohibited": lambda: text_of(channel, "podcast:locked").strip() == "yes",
        "funding_url": lambda: attribute_of(channel, "podcast:funding", "url"),
        "paged_feed_next": lambda: next(iter(link_targets(channel, "next")), ""),
        "generator": lambda: text_of(channel, "generator").strip(),
    }
    for name, value in expected.items():
        if name in ours and value not in DEFAULTS and has_reading(channel, name):
            yield name, ours[name](), words(value) if name == "description" else value


def has_reading(channel: Any, name: str) -> bool:
    """Whether the channel has the field; an import gives a show a title and more in any case."""
    return bool(text_of(channel, "title").strip()) if name == "title" else True


def episode_pairs(episode: ImportedEpisode, expected: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield each field of an episode that the JSON has: its name, our value, theirs."""
    item, fields = episode.source.element, episode.fields
    date, guid = parse_date(text_of(item, "pubDate")), str(fields["guid"]) if text_of(item, "guid").strip() else ""
    notes = episode.texts.get("notes.html", b"").decode() or str(fields.get("summary", ""))
    ours: dict[str, Callable[[], Any]] = {
        "guid": lambda: same_address(guid, expected["guid"]) if guid else expected["guid"],
        "title": lambda: fields["title"] if text_of(item, "title").strip() else expected["title"],
        "published": lambda: date.timestamp() if date else 0,
        "description": lambda: words(notes),
        "number": lambda: fields.get("episode"),
        "season": lambda: fields.get("season"),
        "type": lambda: fields.get("type", "full"),
        "explicit": lambda: fields.get("explicit", False),
        "transcript_url": lambda: attribute_of(item, "podcast:transcript", "url"),
        "chapters_json_url": lambda: attribute_of(item, "podcast:chapters", "url"),
        "persons": lambda: [person.text.strip() for person in children(item, "podcast:person")],
        "chapters": lambda: [chapter_title(chapter) for chapter in fields.get("chapters", [])],  # type: ignore[union-attr]
        "enclosures": lambda: [
            same_address(enclosure.get("url").strip(), theirs["url"])
            for enclosure, theirs in zip(children(item, "enclosure"), expected["enclosures"], strict=False)
        ],
    }
    theirs: dict[str, Callable[[Any], Any]] = {
        "description": words,
        "persons": lambda persons: [person["name"] for person in persons],
        "chapters": lambda chapters: [chapter["title"] for chapter in chapters],
        "enclosures": lambda enclosures: [enclosure["url"] for enclosure in enclosures],
    }
    for name, value in expected.items():
        if name in ours and value not in DEFAULTS:
            yield name, ours[name](), theirs.get(name, lambda same: same)(value)


def same_address(ours: str, theirs: str) -> str:
    """Their address where ours is its relative end, else ours."""
    return theirs if ours and theirs.endswith(ours) else ours


def chapter_title(chapter: Any) -> str:
    """The title of a chapter, which is a text with its time in front, or a mapping."""
    return str(chapter["title"]) if isinstance(chapter, dict) else str(chapter).partition(" ")[2]


def words(text: Any) -> str:
    """The words of a text or of HTML, with single spaces between them."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", str(text))).split())
