"""Feeds of other hosts, written by us, and their mapping with files that stand in for downloads."""

from __future__ import annotations

from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING

from podcast.importing.downloads.policy import FetchedFile, NetworkPolicy
from podcast.importing.mapping.imported import MappingOptions
from podcast.importing.mapping.map_show import map_show
from podcast.importing.mapping.plan_downloads import plan_downloads
from podcast.importing.mapping.write_show import read_existing, write_show
from podcast.importing.source.read_source import read_source
from podcast.show.load import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.importing.downloads.policy import Download
    from podcast.importing.mapping.imported import ImportedEpisode, ImportedShow
    from podcast.importing.source.read_source import SourceFeed
    from podcast.model.show import Show

OLD = "https://old.example.com/"
NAMESPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:psc="http://podlove.org/simple-chapters" '
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/"'
)
CHANNEL = f"""\
<title>Amt und Würden</title><link>{OLD}</link><description>Über die Verwaltung.</description><language>de</language>
<itunes:author>Redaktion</itunes:author><itunes:explicit>no</itunes:explicit>
<itunes:owner><itunes:name>Redaktion</itunes:name><itunes:email>podcast@example.org</itunes:email></itunes:owner>
<itunes:category text="Government"/><itunes:image href="{OLD}cover.jpg"/>
<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>
"""
ENCLOSURE = f'<enclosure url="{OLD}one.mp3" length="1000" type="audio/mpeg"/>'
DATE = "<pubDate>Tue, 23 Nov 2021 09:00:00 +0100</pubDate>"
GUID = '<guid isPermaLink="false">tag:old,1</guid>'
NO_FILES: Mapping[str, bytes] = MappingProxyType({})


def item(*parts: str, title: str = "<title>Erste Folge</title>") -> str:
    """An item with a title; most need `GUID`, `DATE` and `ENCLOSURE` as well."""
    return f"<item>{title}{''.join(parts)}</item>"


def usual_item(*parts: str, number: int = 1) -> str:
    """An item with everything that an episode needs, and more."""
    guid = GUID.replace(",1", f",{number}")
    return item(guid, DATE.replace("23", f"{22 + number}"), ENCLOSURE.replace("one", f"audio-{number}"), *parts)


def foreign_feed(folder: Path, *items: str, channel: str = CHANNEL) -> SourceFeed:
    """A feed with these items, read from a file."""
    path = folder / "foreign.xml"
    path.write_text(f'<rss version="2.0" {NAMESPACES}><channel>{channel}{"".join(items)}</channel></rss>', "utf-8")
    return read_source(str(path), NetworkPolicy())


def map_feed(
    source: SourceFeed,
    root: Path,
    contents: Mapping[str, bytes] = NO_FILES,
    options: MappingOptions = MappingOptions(),  # noqa: B008 -- it is frozen
) -> ImportedShow:
    """The mapping of a feed, with the files that `contents` has by their addresses as what was fetched."""
    existing = read_existing(root)
    files: dict[Path, FetchedFile] = {}
    while planned := [
        download for download in plan_downloads(source, existing, options, files) if download.url in contents
    ]:
        files |= {download.path: fetched_file(root, download, contents[download.url]) for download in planned}
    return map_show(source, files, existing, options)


def fetched_file(root: Path, download: Download, content: bytes) -> FetchedFile:
    """A file at its place, as if it had been fetched."""
    path = root / download.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return FetchedFile(download, download.path, len(content), sha256(content).hexdigest(), download.type, download.url)


def map_item(folder: Path, *parts: str, contents: Mapping[str, bytes] = NO_FILES) -> ImportedEpisode:
    """The only episode of a feed whose item has all that it needs, and `parts`."""
    return map_feed(foreign_feed(folder, usual_item(*parts)), folder / "show", contents).episodes[0]


def imported_show(folder: Path, source: SourceFeed, contents: Mapping[str, bytes] = NO_FILES) -> Show:
    """The show as it is loaded from the folder that the mapping writes; files that are missing are no matter."""
    root = folder / "show"
    write_show(map_feed(source, root, contents), root)
    loaded = load(root)
    problems = [problem for problem in loaded.problems if problem.field not in {"recording", "cover"}]
    assert problems == []
    assert loaded.show is not None
    return loaded.show
