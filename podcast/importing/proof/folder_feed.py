"""The feed of a folder, built in memory: what `podcast build` would publish, without making audio, pages or pictures.

Files keep their paths in the folder as addresses, so that each can be compared by its content with that of the source.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from podcast import urls
from podcast.artifacts import ImageInfo, Picture
from podcast.checks.examine import examine
from podcast.checks.rules.files import image_files
from podcast.feed import rss
from podcast.feed.chapters import chapters_json
from podcast.feed.description import description, full_notes
from podcast.feed.documents.extra_elements import remove_replaced
from podcast.feed.documents.feed_item import ItemRecord, ItemSizes, ItemTexts
from podcast.feed.feed_context import ChannelSources, item_context
from podcast.feed.pictures import image_key
from podcast.importing.proof.chapter_contents import chapters_content
from podcast.importing.proof.folder_audio import folder_audio
from podcast.importing.proof.folder_files import FolderFiles
from podcast.model.imported.extra_xml import extra_elements
from podcast.model.imported.feed_namespaces import CONTENT_NAMESPACE, DECLARED_NAMESPACES
from podcast.pages.text import markdown
from podcast.pages.text.episode_notes import feed_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from podcast.artifacts import Audio
    from podcast.checks.examine import Examination
    from podcast.checks.facts import Facts
    from podcast.feed.feed_context import ItemContext
    from podcast.importing.proof.folder_audio import StatedAudio
    from podcast.model.show import Episode, Show

_ENCODED: Final = f"{{{CONTENT_NAMESPACE}}}encoded"
_REPLACED: Final = "\u2013"  # feedgen would put the notes in the place of an empty description
_NO_SIZES: Final = ItemSizes(0, 0, 0, 0)  # nothing is divided: every item is compared in full
_DECLARATIONS: Final = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in DECLARED_NAMESPACES.items())


@dataclass(frozen=True)
class FolderFeed:
    """The feed of a folder: its channel, and each item when it is asked for.

    Args:
        show: of the folder, with all episodes that will be published.
        audio: of the episodes, by slug.
        pictures: the path of a picture -> its address, which is the same path.
        files: of the folder.
        elsewhere: address of audio that was not fetched -> its address in the source.
    """

    show: Show
    audio: Mapping[str, Audio]
    pictures: Mapping[str, str | Picture]
    files: FolderFiles
    elsewhere: Mapping[str, str]

    @cached_property
    def channel(self) -> Any:
        """`<channel>` without items, an lxml element."""
        records = [ItemRecord(episode, _NO_SIZES) for episode in self.show.episodes if episode.slug in self.audio]
        sources = ChannelSources(self.audio, self.pictures, {urls.HOME: _show_notes(self.show)})
        plan = next(iter(rss.plan_documents(self.show, records, sources)))
        return _parse(plan.head + plan.tail).find("channel")

    def item(self, slug: str) -> Any:
        """Return the `<item>` of an episode, an lxml element; None if it will not be in the feed."""
        episode = self._episodes.get(slug)
        if episode is None or slug not in self.audio:
            return None
        context = item_context(self._bare_show, episode, self.audio[slug], self.pictures, _notes(self.show, episode))
        element = rss.item_element(context, _texts(context))
        remove_replaced(element, episode.extra_xml)
        if episode.extra_xml:
            element.extend(_parse(f"<extra{_DECLARATIONS}>{episode.extra_xml}</extra>".encode()))
        return element

    def content(self, value: str) -> str:
        """Return what identifies the file behind an address of the show, `sha256:…`; any other value as it is."""
        base = urls.absolute_url(self.show, "")
        if not value.startswith(base):
            return value
        path = unquote(value.removeprefix(base))
        file = self._transcripts.get(path, path)
        return self.elsewhere.get(path) or self.files.content(file) or self._chapters(path) or value

    def _chapters(self, path: str) -> str:
        """Return what identifies the chapters behind the address of a file of chapters; empty behind any other."""
        episode = self._episodes.get(path.partition("/")[0])
        if episode is None or path != urls.chapters(episode):
            return ""
        data = chapters_json(episode, self._bare_show, self.audio[episode.slug], self.pictures)
        return chapters_content(data, self.content)

    @cached_property
    def _transcripts(self) -> dict[str, str]:
        """Address of a transcript -> its file; of the forms that are made from it, the one that it has itself."""
        files = {
            urls.transcript_file(episode, transcript.file): transcript.file
            for episode in self.show.episodes
            for transcript in episode.transcript_files
        }
        own = (episode for episode in self.show.episodes if episode.transcript)
        return files | {
            urls.transcript(episode, PurePosixPath(str(episode.transcript)).suffix[1:].lower()): str(episode.transcript)
            for episode in own
        }

    @cached_property
    def _episodes(self) -> dict[str, Episode]:
        return {episode.slug: episode for episode in self.show.episodes}

    @cached_property
    def _bare_show(self) -> Show:
        return self.show.with_episodes(())


def read_folder_feed(root: Path, source_audio: Mapping[str, StatedAudio]) -> tuple[FolderFeed | None, Examination]:
    """Return the feed of a folder, and its examination; None if podcast.yaml has problems of form.

    Args:
        root: the folder of the show.
        source_audio: slug -> what the source states, for episodes whose audio was not fetched.

    Raises:
        FileError: the disk refuses.
    """
    examination = examine(root)
    if examination.show is None:
        return None, examination
    show = examination.show.with_episodes(
        episode for episode in examination.show.episodes if episode.date and not (episode.draft or episode.withdrawn)
    )
    files, facts = FolderFiles(root), examination.files.facts
    audio = folder_audio(show, files, facts, source_audio)
    pictures = dict(_pictures(show, facts))
    files.hash_files([*(path for path, _file, _loc in image_files(show)), *_transcript_files(show)])
    elsewhere = {stated.audio.path: stated.url for stated in source_audio.values()}
    return FolderFeed(show, audio, pictures, files, elsewhere), examination


def _pictures(show: Show, facts: Facts) -> Iterator[tuple[str, str | Picture]]:
    """Yield the pictures of the feed: each has its path as its address, those of `images:` their size as well."""
    for path, _file, _loc in image_files(show):
        yield path, path
        info = facts.images.get(path)
        if isinstance(info, ImageInfo):
            yield image_key(path), Picture(path, info.width, info.height)


def _transcript_files(show: Show) -> Iterator[str]:
    """Yield the files of transcripts."""
    for episode in show.episodes:
        yield from filter(None, [episode.transcript])
        yield from (transcript.file for transcript in episode.transcript_files)


def _notes(show: Show, episode: Episode) -> str:
    """Return the show notes of an episode as sanitised HTML."""
    return feed_notes(episode, show.language)


def _show_notes(show: Show) -> str:
    """Return the description of a show as sanitised HTML."""
    return markdown.html(show.description, show.language)


def _texts(context: ItemContext) -> ItemTexts:
    """Return the long texts of an item; those that `extra_xml` replaces are not made."""
    extra_xml = context.episode.extra_xml
    replaced = {element.name for element in extra_elements(extra_xml)} if extra_xml else set()
    return ItemTexts(
        _REPLACED if "description" in replaced else description(context),
        "" if _ENCODED in replaced else full_notes(context),
    )


def _parse(document: bytes) -> Any:
    """Parse a document of ours."""
    from lxml import etree

    return etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
