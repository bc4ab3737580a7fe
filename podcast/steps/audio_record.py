"""Record of an episode's audio files in site/: what they were made from, and the bytes that they must have."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from podcast.errors import FileError
from podcast.files import os_errors
from podcast.files.digest import Digest, file_sha256
from podcast.files.file_state import file_state
from podcast.i18n import gettext_noop
from podcast.platform.file_identity import inode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from podcast.files.cache import Cache
    from podcast.steps.paths import ProjectPaths


@dataclass(frozen=True, slots=True)
class TaggedFile:
    """A tagged file: its path below site/, its bytes, and its state (size, mtime in ns, inode) when it was written."""

    path: str
    size: int  # bytes
    md5: str
    sha256: str
    state: tuple[int, ...] = ()

    @property
    def digest(self) -> Digest:
        """The digest of its bytes."""
        return Digest(self.size, self.md5, self.sha256)


@dataclass(frozen=True, slots=True)
class AudioRecord:
    """The audio files of an episode, and what they were made from.

    `inputs` is a digest of the same inputs that no version of the program changes: recording, jingles, settings, and
    the words and pictures of the tags. See `podcast.steps.audio_takeover`. `key` stands for everything that all other
    fields were computed from, the program included: while it is the same, they need not be computed again.
    """

    recording: str  # SHA-256
    master: str  # fingerprint
    fingerprint: str  # of the tagged files
    inputs: str
    files: Mapping[str, TaggedFile] = field(default_factory=dict)  # by format: mp3, opus, m4a …
    audio: Mapping[str, Any] = field(default_factory=dict)  # the fields of `podcast.artifacts.Audio`
    chapters: tuple[tuple[float, str, str | None], ...] = ()  # start (s), title, href; of the recording
    remastered: bool = False  # on request: what is live with the same inputs is replaced
    key: str = ""

    @property
    def main_file(self) -> TaggedFile | None:
        """The file that the feed names first."""
        return next((file for file in self.files.values() if file.path == self.audio.get("path")), None)


def read_record(cache: Cache, paths: ProjectPaths, slug: str) -> AudioRecord | None:
    """Return the record of an episode's audio in the site, or in the preview; None if there is none."""
    row = cache.get_json(_kind(paths), slug)
    try:
        if row is None:
            return None
        files = {name: TaggedFile(**facts | {"state": tuple(facts["state"])}) for name, facts in row["files"].items()}
        chapters = tuple((start, title, href) for start, title, href in row["chapters"])
        return AudioRecord(**row | {"files": files, "chapters": chapters})
    except (KeyError, TypeError, ValueError, AttributeError):  # of another version
        return None


def record_checksums(cache: Cache, paths: ProjectPaths) -> dict[str, bytes]:
    """Return a checksum of the record of each episode by its slug, by which a change is noticed; none is read."""
    return cache.checksums(_kind(paths))


def store_record(cache: Cache, paths: ProjectPaths, slug: str, record: AudioRecord) -> None:
    """Store the record of files that are in place, with their states, unless it is stored already.

    Raises:
        FileError: the disk refuses.
    """
    files = {name: replace(file, state=_state(paths.site / file.path)) for name, file in record.files.items()}
    row = json.loads(json.dumps(asdict(replace(record, files=files))))  # tuples are lists in the cache
    if row != cache.get_json(_kind(paths), slug):
        cache.put_json(_kind(paths), slug, row)


def tagging_reason(last: AudioRecord | None, record: AudioRecord, site: Path) -> str:
    """Why an episode is tagged, by the records of its last audio and of the one that it is to have."""
    if last is None:
        return gettext_noop("new")
    if last.fingerprint == record.fingerprint:
        is_there = last.main_file is not None and (site / last.main_file.path).is_file()
        return gettext_noop("damaged") if is_there else gettext_noop("missing")
    return gettext_noop("its texts or cover changed") if last.master == record.master else gettext_noop("new master")


def forget_other_records(cache: Cache, paths: ProjectPaths, slugs: Collection[str]) -> None:
    """Delete the records of episodes whose audio the last build has removed from the site.

    Raises:
        FileError: the disk refuses.
    """
    with cache.transaction():
        for slug in cache.keys(_kind(paths)):
            if slug not in slugs:
                cache.forget(_kind(paths), slug)


def has_same_state(site: Path, file: TaggedFile) -> bool:
    """Whether a tagged file in the site has the state in which it was written; it is not read."""
    try:
        status = os.stat(f"{site}/{file.path}")  # noqa: PTH116 - with ten thousand episodes, a Path takes twice as long
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns, inode(status)) == file.state


def is_intact(site: Path, file: TaggedFile, *, verify: bool = False) -> bool:
    """Whether a tagged file is in the site with the bytes that were written.

    Args:
        site: the folder.
        file: by its state it is taken for unchanged; with another state it is read.
        verify: read it in any case.

    Raises:
        FileError: the disk refuses.
    """
    path = site / file.path
    try:
        state = file_state(path)
        if (state.size, state.mtime_ns, state.inode) == file.state and not verify:
            return True
        return state.size == file.size and file_sha256(path) == file.sha256
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise FileError(os_errors.os_error_message(path, error)) from error


def _kind(paths: ProjectPaths) -> str:
    return "preview audio" if paths.preview else "audio"


def _state(path: Path) -> tuple[int, ...]:
    try:
        state = file_state(path)
    except OSError as error:
        raise FileError(os_errors.os_error_message(path, error)) from error
    return state.size, state.mtime_ns, state.inode
