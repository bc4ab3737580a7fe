"""Writer of an imported show: new files alone, each as a whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from podcast.authoring.reference.json_schema import MODELS, SCHEMA_FOLDER, json_schema
from podcast.errors import FileError
from podcast.files.atomic import move
from podcast.files.os_errors import os_error_message
from podcast.files.staging import flush_staged, write_staged
from podcast.importing.mapping.imported import ExistingShow
from podcast.importing.mapping.stand_in import stand_in_cover
from podcast.importing.mapping.written_files import (
    WrittenYaml,
    add_written_files,
    missing_by_yaml,
    read_written_files,
)
from podcast.importing.mapping.yaml_files import episode_text, show_text
from podcast.model.file_names import EPISODE_FILE, EPISODES, SHOW_FILE, STAND_IN_COVER
from podcast.platform.file_changes import remove_file
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from podcast.importing.mapping.imported import ImportedEpisode, ImportedShow
    from podcast.show.yaml_reader import YamlValue

_STAGING: Final = ".podcast/import/new"  # files are complete and on the disk before they get their names
_GITIGNORE: Final = b"site/\n.podcast/\n"  # as `podcast init` writes it
_GUID_LINE: Final = re.compile(rb"^guid:.*$", re.MULTILINE)
_NESTED_GUID: Final = re.compile(rb"^guid:\s*[|>]", re.MULTILINE)


def read_existing(root: Path) -> ExistingShow:
    """Return what a folder has: the GUIDs of its episodes, by their episode.yaml files, and podcast.yaml.

    Raises:
        FileError: the disk refuses.
    """
    slugs: dict[str, str] = {}
    folders = set()
    folder = root / EPISODES
    try:
        for name in sorted(os.listdir(folder)) if folder.is_dir() else ():  # noqa: PTH208 - a Path for each takes longer
            file = folder / name / EPISODE_FILE
            if file.is_file():
                folders.add(name.lower())
                if guid := _guid(file.read_bytes()):
                    slugs.setdefault(guid, name)
        show = root / SHOW_FILE
        fields = read_yaml(show.read_bytes()).fields or {} if show.is_file() else None
        written = read_written_files(root)
    except OSError as error:
        raise FileError(os_error_message(root, error)) from error
    return ExistingShow(root, slugs, frozenset(folders), fields, written)


def _guid(data: bytes) -> str:
    """Return the guid of an episode.yaml: its line alone is read where it stands on one; empty if there is none."""
    lines = _GUID_LINE.findall(data)
    is_one_line = len(lines) == 1 and not _NESTED_GUID.search(data)
    fields: dict[str, YamlValue] = read_yaml(lines[0] if is_one_line else data).fields or {}
    return str(fields.get("guid") or "").strip()


def write_show(imported: ImportedShow, root: Path, language: str = "en", missing: Iterable[Path] = ()) -> list[Path]:
    """Write the files that do not exist yet; podcast.yaml first, an episode's episode.yaml as its last file.

    YAML files of an earlier import that are as it wrote them are written anew where files for them have arrived.

    All are written beside their places first and flushed to the disk together, then each gets its name: a file is there
    as a whole or not at all, and an interrupted import goes on with the next episode.

    Args:
        imported: the show.
        root: its folder.
        language: of the comments in the YAML files, `de` or `en`.
        missing: the planned places of files that could not be fetched, or were not.

    Returns:
        The paths that were written.

    Raises:
        FileError: the disk refuses.
    """
    staging = root / _STAGING
    staged: list[Path] = []
    journal = WrittenYamlLines(imported, missing)
    has_schema = bool(imported.fields) or os.path.lexists(root / SCHEMA_FOLDER / "episode.json")
    for path, data in _files(imported, language, has_schema=has_schema):
        if not os.path.lexists(root / path):
            write_staged(staging / str(len(staged)), data)
            staged.append(root / path)
            journal.add(path, data)
    for path, data in _completed_files(imported, root, language, has_schema=has_schema):
        if not os.path.lexists(root / path) or journal.is_replaceable(root, path):
            write_staged(staging / str(len(staged)), data)
            staged.append(root / path)
            journal.add(path, data)
    add_written_files(root, journal.new)
    if staged:
        flush_staged(staging / str(number) for number in range(len(staged)))
    for number, place in enumerate(staged):
        move(place, staging / str(number))
    add_written_files(root, journal.completed)  # after a kill in between, the next import finds nothing to change
    shutil.rmtree(staging, ignore_errors=True)  # with what an interrupted import has left
    if root / SHOW_FILE in staged:
        _remove_stand_in(imported, root)
    return staged


def _remove_stand_in(imported: ImportedShow, root: Path) -> None:
    """Remove the cover that stood in, as it was drawn, where podcast.yaml now names the show's own."""
    path = root / STAND_IN_COVER
    for completed in imported.completed:
        fields = completed.fields or {}
        is_replaced = completed.written.path == SHOW_FILE and fields.get("cover") not in (None, STAND_IN_COVER)
        if is_replaced and path.is_file() and path.read_bytes() == stand_in_cover(fields):
            remove_file(path)


def _files(imported: ImportedShow, language: str, *, has_schema: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a show with their bytes, in the order in which they get their names."""
    if imported.fields:
        yield from ((f"{SCHEMA_FOLDER}/{name}.json", _schema(name, language)) for name in MODELS)
        yield ".gitignore", _GITIGNORE
        yield from imported.texts.items()
        yield SHOW_FILE, show_text(imported.fields, language).encode()
    for episode in imported.episodes:
        yield from _episode_files(episode, language, has_schema=has_schema)


def _completed_files(
    imported: ImportedShow, root: Path, language: str, *, has_schema: bool
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of earlier episodes that depend on files which have arrived."""
    for completed in imported.completed:
        yield from completed.texts.items()
        path, fields = completed.written.path, completed.fields
        if fields is not None and path == SHOW_FILE:
            yield path, show_text(fields, language).encode()
        elif fields is not None:
            has_notes = any((root / path).parent.glob("notes.*"))
            yield path, episode_text(fields, language, has_schema=has_schema, has_notes=has_notes).encode()


class WrittenYamlLines:
    """Lines for the journal of written files: of files that wait for others, or have waited.

    Args:
        imported: the show.
        missing: the planned places of files that could not be fetched.
    """

    def __init__(self, imported: ImportedShow, missing: Iterable[Path]) -> None:
        """Begin with the files of an earlier import, which stay as they are."""
        self._missing = missing_by_yaml(missing)
        self._earlier = {completed.written.path: completed.written for completed in imported.completed}
        self.new: dict[str, WrittenYaml] = {}
        self.completed = {
            path: replace(written, missing=self._still_missing(path)) for path, written in self._earlier.items()
        }

    def add(self, path: str, data: bytes) -> None:
        """Add a file that is written now."""
        if path in self._missing or path in self._earlier:
            lines = self.completed if path in self._earlier else self.new
            lines[path] = WrittenYaml(path, sha256(data).hexdigest(), self._still_missing(path))

    def _still_missing(self, path: str) -> tuple[str, ...]:
        earlier = self._earlier[path].missing if path in self._earlier else ()
        return tuple(sorted({*earlier, *self._missing.get(path, ())}))

    def is_replaceable(self, root: Path, path: str) -> bool:
        """Whether a file is byte for byte as an earlier import wrote it."""
        return path in self._earlier and self._earlier[path].is_unedited((root / path).read_bytes())


@cache
def _schema(name: str, language: str) -> bytes:
    return json_schema(name, language).encode()


def _episode_files(episode: ImportedEpisode, language: str, *, has_schema: bool) -> Iterator[tuple[str, bytes]]:
    folder = f"{EPISODES}/{episode.slug}"
    yield from ((f"{folder}/{name}", data) for name, data in episode.texts.items())
    has_notes = any(name.startswith("notes.") for name in episode.texts)
    text = episode_text(episode.fields, language, has_schema=has_schema, has_notes=has_notes)
    yield f"{folder}/{EPISODE_FILE}", text.encode()
