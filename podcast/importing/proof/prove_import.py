"""Proof of an import: the feed of the folder, built in memory, is compared with the source item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.feed_fields import EPISODE_FIELDS, SHOW_FIELDS, element_name, readable_element
from podcast.importing.mapping.feed_elements import FeedElements
from podcast.importing.mapping.items.item_identity import audio_enclosure, item_date
from podcast.importing.proof.canonical_values import duration_seconds
from podcast.importing.proof.compare_elements import ContentFunctions, mismatches
from podcast.importing.proof.explain import explanation
from podcast.importing.proof.folder_audio import MP3_TYPE, StatedAudio, stated_audio
from podcast.importing.proof.import_proof import EpisodeProof, ImportDifference, ImportProof
from podcast.model.imported.feed_namespaces import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from podcast.importing.proof.compare_elements import ElementMismatch
    from podcast.importing.proof.folder_feed import FolderFeed
    from podcast.importing.proof.source_files import SourceFiles
    from podcast.importing.source.read_source import SourceFeed, SourceItem

_ATOM_LINK: Final = f"{{{NAMESPACES['atom']}}}link"
_IMAGE: Final = f"{{{NAMESPACES['itunes']}}}image"
_UNKNOWN_SECONDS: Final = 1e7  # chapters and soundbites count where the feed states no duration
# What moves with a feed, or depends on the day and the program that wrote it.
_IGNORED_IN_ITEM: Final = frozenset({"link", "comments", _ATOM_LINK})
_IGNORED_IN_CHANNEL: Final = frozenset(
    {
        *("link", "pubDate", "lastBuildDate", "generator", "docs"),
        *(_ATOM_LINK, f"{{{NAMESPACES['itunes']}}}new-feed-url"),
        *(f"{{{NAMESPACES['fh']}}}{name}" for name in ("complete", "archive")),
    }
)


@dataclass(frozen=True, slots=True)
class ProofItem:
    """An item of the source and the folder of its episode; `number` is its place in the source, from 1."""

    number: int
    slug: str
    guid: str
    source: SourceItem


def source_audio(items: Sequence[ProofItem]) -> dict[str, StatedAudio]:
    """Return the audio that the source states, by slug: for episodes whose audio is not fetched."""
    return {item.slug: audio for item in items if (audio := _stated_audio(item))}


def prove_import(source: SourceFeed, items: Sequence[ProofItem], feed: FolderFeed, files: SourceFiles) -> ImportProof:
    """Compare the feed of a folder with its source.

    Args:
        source: the feed that was imported.
        items: those to compare.
        feed: of the folder.
        files: of the source.
    """
    contents = ContentFunctions(files.content, feed.content)
    show = _differences(
        mismatches(source.channel, feed.channel, contents, _IGNORED_IN_CHANNEL), files.failed, SHOW_FIELDS
    )
    cover = _image_address(source.channel)
    episodes = (_episode_proof(item, feed, files, contents, cover) for item in items)
    return ImportProof(len(items), tuple(show), tuple(episode for episode in episodes if episode.differences))


def _episode_proof(
    item: ProofItem, feed: FolderFeed, files: SourceFiles, contents: ContentFunctions, cover: str
) -> EpisodeProof:
    element, own = item.source.element, feed.item(item.slug)
    differences = (
        _absence(element)
        if own is None
        else _differences(mismatches(element, own, contents, _ignored(element, cover)), files.failed, EPISODE_FIELDS)
    )
    title = str(element.findtext("title") or "").strip()
    return EpisodeProof(item.guid, title, item.number, item.slug, tuple(differences))


def _ignored(item: Any, cover: str) -> frozenset[str]:
    """Return the names that are not compared: the cover of the show, which apps show anyway, and an empty guid too.

    Args:
        item: of the source.
        cover: the address of the show's cover. It is looked up once: a channel without one has every item in the way.
    """
    same_cover = cover and cover == _image_address(item)
    has_guid = str(item.findtext("guid") or "").strip()
    return _IGNORED_IN_ITEM | ({_IMAGE} if same_cover else set()) | (set() if has_guid else {"guid"})


def _image_address(parent: Any) -> str:
    image = parent.find(_IMAGE)
    return "" if image is None else str(image.get("href") or "").strip()


def _differences(
    element_mismatches: Iterator[ElementMismatch], failed: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[ImportDifference]:
    for mismatch in element_mismatches:
        if rule := explanation(mismatch, failed):
            name = element_name(mismatch.source[0].written)
            before, after = (
                "\n".join(readable_element(element.written) for element in elements)
                for elements in (mismatch.source, mismatch.own)
            )
            yield ImportDifference(names.get(name, name), before, after, rule)


def _absence(element: Any) -> Iterator[ImportDifference]:
    """Yield why an episode is not in the feed."""
    title = str(element.findtext("title") or "").strip()
    if audio_enclosure(FeedElements(element)) is None:
        yield ImportDifference(EPISODE_FIELDS["enclosure"], title, "", "no-audio")
    elif item_date(FeedElements(element)) is None:
        date = str(element.findtext("pubDate") or "").strip()
        yield ImportDifference(EPISODE_FIELDS["pubDate"], date, "", "unreadable-date")
    else:
        yield ImportDifference(EPISODE_FIELDS["title"], title, "", "not-in-feed")


def _stated_audio(item: ProofItem) -> StatedAudio | None:
    """Return the audio of an item as its enclosure states it; None without one."""
    enclosure = audio_enclosure(FeedElements(item.source.element))
    if enclosure is None:
        return None
    length = str(enclosure.get("length") or "").strip()
    duration = str(item.source.element.findtext(f"{{{NAMESPACES['itunes']}}}duration") or "").strip()
    seconds = duration_seconds(duration)
    size = int(length) if length.isascii() and length.isdecimal() else 0
    media_type = str(enclosure.get("type") or "").strip() or MP3_TYPE
    url = str(enclosure.get("url") or "").strip()
    return StatedAudio(url, stated_audio(f"source/{item.slug}", size, seconds or _UNKNOWN_SECONDS, media_type))
