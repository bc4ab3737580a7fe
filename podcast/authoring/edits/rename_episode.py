"""Another address for an episode that never was public: its folder, the links to it, and what `.podcast/` has of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from podcast.authoring.edited_file import EditedFile
from podcast.authoring.edits.guarded_write import edit_lock, read_bytes, replace_held_file
from podcast.authoring.edits.value_edit import edit_value
from podcast.authoring.episode_slug import require_usable_slug
from podcast.errors import FileError
from podcast.files.folders import sync_folder
from podcast.files.os_errors import os_error_message
from podcast.model.file_names import EPISODE_FILE, EPISODES, HTML_SUFFIX, SHOW_FILE
from podcast.platform.file_changes import rename_folder, replace_file
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from podcast.model.show import Show

_SUFFIXES: Final = (".md", ".markdown", HTML_SUFFIX)  # of texts that may have links
_RECORDS: Final = ("listen", "review", "replaced", "browser")  # folders of .podcast/ with a file or folder an episode
_NOT_OURS: Final = frozenset({"site", ".podcast", "schema", "templates"})


@dataclass(frozen=True, slots=True)
class ChangedReference:
    """A file that names the episode, relative to the root: its bytes before and after."""

    path: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class EpisodeRename:
    """What becomes of an episode with another slug: the two slugs, and the files that name it."""

    slug: str
    new_slug: str
    references: tuple[ChangedReference, ...]


def plan_rename(root: Path, show: Show, slug: str, new_slug: str, slugs: Collection[str]) -> EpisodeRename:
    """Plan to give an episode another slug.

    Args:
        root: of the show.
        show: as it is now.
        slug: of the episode.
        new_slug: that it gets.
        slugs: of all episodes.

    Raises:
        PodcastError: the new slug is invalid, an episode has it, or the site needs it.
        ShowError: podcast.yaml cannot be read.
        FileError: a file cannot be read.
    """
    require_usable_slug(new_slug, slugs, show)
    pattern = _link_pattern(show.link, slug)
    references = []
    for path in _texts(root, slugs):
        before = read_bytes(root / path) or b""
        after = pattern.sub(rf"\g<before>{new_slug}".encode(), before)
        if path == SHOW_FILE:
            after = _with_featured(root, after, slug, new_slug)
        if after != before and _is_readable(path, before, after):
            references.append(ChangedReference(path, before, after))
    return EpisodeRename(slug, new_slug, tuple(references))


def rename_episode(root: Path, rename: EpisodeRename) -> None:
    """Change the files that name the episode, then move its folder; run again, it completes what was interrupted.

    Raises:
        InputChangedError: a file was edited in the meantime: plan again.
        FileError: the disk refuses.
    """
    with edit_lock(root):
        for reference in rename.references:
            replace_held_file(root, reference.path, reference.before, reference.after)
        folder, new_folder = (root / EPISODES / slug for slug in (rename.slug, rename.new_slug))
        try:
            rename_folder(folder, new_folder)
        except OSError as error:
            raise FileError(os_error_message(folder, error)) from error
        sync_folder(new_folder.parent)
        for name in _RECORDS:
            _move_records(root / ".podcast" / name, rename)


def _texts(root: Path, slugs: Collection[str]) -> Iterator[str]:
    """Yield the paths of all texts of the show that may name an episode."""
    yield SHOW_FILE
    for slug in sorted(slugs):
        yield f"{EPISODES}/{slug}/{EPISODE_FILE}"
    folders = (path for path in sorted(root.iterdir()) if path.is_dir() and path.name not in _NOT_OURS)
    paths = [*root.glob("*"), *(path for folder in folders for path in folder.rglob("*"))]
    for path in sorted(paths):
        if path.suffix.lower() in _SUFFIXES and path.is_file() and not path.name.startswith("."):
            yield path.relative_to(root).as_posix()


def _link_pattern(link: str, slug: str) -> re.Pattern[bytes]:
    """Return a pattern of links to an episode's page: with the show's address anywhere, else in Markdown or HTML."""
    address = link.rstrip("/")
    below = urlsplit(address).path + "/"
    start = r"""(?:\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?|\bhref=["']?)"""
    relative = rf"{start}(?:{re.escape(below)}|(?:\.\./)+|\./)?"
    text = rf"""(?P<before>{re.escape(address)}/|{relative}){re.escape(slug)}(?=/?(?:[#?)\s"'<>\]]|$))"""
    return re.compile(text.encode(), re.MULTILINE)


def _with_featured(root: Path, data: bytes, slug: str, new_slug: str) -> bytes:
    featured = read_yaml(data).fields
    items = (featured or {}).get("featured")
    if not isinstance(items, list) or slug not in items:
        return data
    file = EditedFile.read(root, None)
    new = [new_slug if item == slug else item for item in items]
    return edit_value(data, ("featured",), new, file.insert_position) or data


def _is_readable(path: str, before: bytes, after: bytes) -> bool:
    """Whether a YAML file has no problem that it had not before; every other text is readable."""
    is_yaml = path.endswith((SHOW_FILE, EPISODE_FILE))
    return not is_yaml or bool(read_yaml(before).problems) or not read_yaml(after).problems


def _move_records(folder: Path, rename: EpisodeRename) -> None:
    """Give the records of the episode its new name; one that is lost costs time and nothing else."""
    for path in folder.glob(f"{rename.slug}*") if folder.is_dir() else ():
        if path.name.split(".")[0] == rename.slug:
            target = path.with_name(path.name.replace(rename.slug, rename.new_slug, 1))
            try:
                replace_file(path, target)
            except OSError as error:
                raise FileError(os_error_message(path, error)) from error
