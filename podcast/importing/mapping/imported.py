"""A feed as the files of a show: what `podcast import` will write, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.importing.findings import ImportFinding
    from podcast.importing.mapping.written_files import WrittenYaml
    from podcast.importing.source.read_source import SourceItem
    from podcast.show.yaml_reader import YamlValue


@dataclass(frozen=True, slots=True)
class MappingOptions:
    """Choices of the user.

    Attributes:
        link: the address that the show will have; empty: the channel's own link, where it can be used.
        language: of the comments in podcast.yaml and episode.yaml, `de` or `en`.
        only: how many of the newest episodes are imported; None: all.
        with_audio: whether audio is downloaded.
    """

    link: str = ""
    language: str = "en"
    only: int | None = None
    with_audio: bool = True


@dataclass(frozen=True, slots=True)
class ExistingShow:
    """Contents of a folder before an import; nothing of it is changed.

    Attributes:
        root: the folder, which may be missing or empty.
        slugs: GUID -> slug, of the episodes.
        folders: the names of all folders below episodes/, also of those without a readable GUID.
        fields: of podcast.yaml; None if there is none.
        written: path of a YAML file -> as an earlier import wrote it, where files for it could not be fetched.
    """

    root: Path = field(default_factory=Path)
    slugs: Mapping[str, str] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    fields: Mapping[str, YamlValue] | None = None
    written: Mapping[str, WrittenYaml] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportedEpisode:
    """An episode that does not exist yet.

    Attributes:
        slug: the name of its folder.
        guid: its GUID.
        fields: of episode.yaml, in the order in which they are written.
        texts: name of a file in its folder -> its bytes.
        source: its item in the feed.
    """

    slug: str
    guid: str
    fields: dict[str, YamlValue]
    texts: dict[str, bytes]
    source: SourceItem


@dataclass(frozen=True, slots=True)
class CompletedFile:
    """A YAML file of an earlier import for which files have arrived.

    Attributes:
        written: the file as it was written; `missing` has those alone that have not arrived.
        fields: that it gets; None where it stays as it is.
        texts: path of a file relative to the show -> its bytes.
    """

    written: WrittenYaml
    fields: dict[str, YamlValue] | None
    texts: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class ImportedShow:
    """A feed as files.

    Attributes:
        fields: of podcast.yaml; empty where the folder has one already.
        texts: path of a file relative to the show -> its bytes.
        episodes: the new ones, as in the feed.
        findings: what was found and what was done.
        existing_slugs: GUID -> slug of the episodes of the feed that were there already.
        completed: YAML files that were there already, and for which files have arrived.
    """

    fields: dict[str, YamlValue]
    texts: dict[str, bytes]
    episodes: tuple[ImportedEpisode, ...]
    findings: tuple[ImportFinding, ...]
    existing_slugs: Mapping[str, str] = field(default_factory=dict)
    completed: tuple[CompletedFile, ...] = ()
