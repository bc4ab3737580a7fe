"""Write a show as one file for the long term: a BagIt 1.0 bag in a ZIP, in which nothing is compressed.

The same files give the same bytes: entries are sorted, and their times and permissions fixed. Every file is read once,
in blocks; what is written is what the manifests describe, even if the file changes meanwhile.
"""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from podcast.archiving import bag_format
from podcast.archiving.bag_format import ALGORITHMS, Checksums
from podcast.errors import FileError
from podcast.files import atomic, os_errors
from podcast.files.digest import BLOCK
from podcast.files.folders import make_folders
from podcast.files.partial_files import remove_partial_files_of
from podcast.i18n import _
from podcast.publish.protocol.plan import format_size
from podcast.strings import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from podcast.archiving.bag_contents import BagContents

ENTRY_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can hold
ENTRY_MODE: Final = (stat.S_IFREG | 0o644) << 16
UNIX: Final = 3  # the system of the entries, whichever writes them
ENTRY_OVERHEAD: Final = 1024  # bytes for each file, at most: two headers and four lines of manifests
DATE_VARIABLE: Final = "SOURCE_DATE_EPOCH"  # reproducible-builds.org: seconds since 1970
PROGRAM: Final = "podcast-from-a-folder"
README_LANGUAGES: Final = ("de", "en")


@dataclass(frozen=True, slots=True)
class WrittenBag:
    """Result of an archive: the bytes of the file, the number of the show's files in it, and their bytes."""

    size: int
    file_count: int
    payload_size: int


@dataclass(frozen=True, slots=True)
class _Bag:
    """A bag that is being written: the ZIP, the folder in it, and a checksum of each file by algorithm and name."""

    archive: zipfile.ZipFile
    folder: str
    checksums: Mapping[str, dict[str, str]]

    def write_file(self, name: str, path: Path, report_bytes: Callable[[int], None]) -> int:
        """Write a file in blocks; return its size in bytes."""
        checksums = Checksums()
        with path.open("rb") as source:
            entry = self._entry(name, os.fstat(source.fileno()).st_size)
            with self.archive.open(entry, "w") as output:
                while block := source.read(BLOCK):
                    output.write(block)
                    checksums.update(block)
                    report_bytes(len(block))
        self._store(name, checksums)
        return checksums.size

    def write_bytes(self, name: str, data: bytes) -> None:
        """Write a small file."""
        checksums = Checksums()
        checksums.update(data)
        self.archive.writestr(self._entry(name, len(data)), data)
        self._store(name, checksums)

    def manifest(self, algorithm: str, *, of_tags: bool) -> bytes:
        """The manifest of the payload, or of all files beside it that were written so far."""
        names = self.checksums[algorithm].items()
        return bag_format.manifest_text(
            {name: checksum for name, checksum in names if name.startswith(bag_format.PAYLOAD) != of_tags}
        )

    def _entry(self, name: str, size: int) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(f"{self.folder}/{name}", ENTRY_TIME)
        entry.create_system, entry.external_attr, entry.file_size = UNIX, ENTRY_MODE, size
        return entry

    def _store(self, name: str, checksums: Checksums) -> None:
        for algorithm, value in checksums.values().items():
            self.checksums[algorithm][name] = value


def write_bag(
    contents: BagContents, file: Path, report_bytes: Callable[[int], None] = lambda _size: None
) -> WrittenBag:
    """Write an archive, whole or not at all.

    Args:
        contents: of the archive.
        file: to write; the folder in it has its name, without the suffix.
        report_bytes: called with the number of bytes of the show's files that were written.

    Raises:
        FileError: the file exists, the disk has too little space, or it refuses.
    """
    if file.exists():
        raise FileError(_("{file} exists; name another file, or move that one away").format(file=file))
    make_folders(file.parent)
    remove_partial_files_of(file)
    _require_space(contents, file)
    with atomic.atomic_path(file) as temporary:
        try:
            count, size = _write(contents, temporary, file.stem, report_bytes)
        except (zipfile.LargeZipFile, RuntimeError) as error:  # a file that grew over 4 GB while it was read
            raise FileError(_("a file changed while it was being archived; run the same command again")) from error
    try:
        return WrittenBag(file.stat().st_size, count, size)
    except OSError as error:
        raise FileError(os_errors.os_error_message(file, error)) from error


def _write(contents: BagContents, temporary: Path, folder: str, report_bytes: Callable[[int], None]) -> tuple[int, int]:
    """Write all entries; return the number of payload files and their bytes."""
    date, size = archive_date(), 0
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        bag = _Bag(archive, folder, {algorithm: {} for algorithm in ALGORITHMS})
        bag.write_bytes(bag_format.README_NAME, readme(contents, date))
        bag.write_bytes(bag_format.DECLARATION_NAME, bag_format.DECLARATION)
        for name, path in contents.files.items():
            size += bag.write_file(f"{bag_format.PAYLOAD}{name}", path, report_bytes)
        bag.write_bytes(bag_format.INFO_NAME, _info(contents, date, size))
        for of_tags in (False, True):
            manifests = {name: bag.manifest(name, of_tags=of_tags) for name in ALGORITHMS}
            for algorithm, text in manifests.items():
                bag.write_bytes(bag_format.manifest_name(algorithm, of_tags=of_tags), text)
    return len(contents.files), size


def archive_date() -> datetime:
    """The day of an archive: today (UTC), or that of SOURCE_DATE_EPOCH."""
    epoch = os.environ.get(DATE_VARIABLE, "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def readme(contents: BagContents, date: datetime) -> bytes:
    """The README of an archive, for people who know nothing about it: in German, then in English."""
    show, day = contents.show, f"{date:%Y-%m-%d}"
    values = {"title": show.title, "link": show.link, "date": day, "program": _software()}
    texts = [(FOLDER / f"archive.{language}.txt").read_text("utf-8") for language in README_LANGUAGES]
    return "\n\n".join(text.format(**values, episodes=len(show.episodes)) for text in texts).encode()


def _info(contents: BagContents, date: datetime, size: int) -> bytes:
    """The text of bag-info.txt; RFC 8493, 2.2.2 defines its fields."""
    show, episodes = contents.show, contents.show.episodes
    dates = sorted(episode.date for episode in episodes if episode.date and not episode.draft)
    period = f"{dates[0]:%Y-%m-%d} – {dates[-1]:%Y-%m-%d}" if dates else ""
    return bag_format.info_text(
        (
            ("Source-Organization", show.author),
            ("External-Description", f"Podcast: {show.title}. {len(episodes)} episodes. {period}"),
            ("External-Identifier", f"{show.guid} {show.link}"),
            ("Bagging-Date", f"{date:%Y-%m-%d}"),
            ("Bag-Size", _decimal_size(size)),
            ("Payload-Oxum", f"{size}.{len(contents.files)}"),
            ("Bag-Software-Agent", _software()),
        )
    )


def _decimal_size(size: int) -> str:
    """A number of bytes as bag-info.txt has it, whatever the language of the person who archives."""
    unit, power = next(((unit, power) for unit, power in (("GB", 9), ("MB", 6)) if size >= 10**power), ("kB", 3))
    return f"{size / 10**power:.1f} {unit}"


def _software() -> str:
    try:
        return f"{PROGRAM} {version(PROGRAM)}"
    except PackageNotFoundError:
        return PROGRAM


def _require_space(contents: BagContents, file: Path) -> None:
    """Require that the disk has room for the archive.

    Raises:
        FileError: it has not.
    """
    try:
        needed = contents.size + ENTRY_OVERHEAD * (len(contents.files) + 8)
        free = shutil.disk_usage(file.parent).free
    except OSError as error:
        raise FileError(os_errors.os_error_message(file.parent, error)) from error
    if needed > free:
        sentence = _("the archive needs {needed}, and the disk of {folder} has {free} left; nothing was written")
        raise FileError(sentence.format(needed=format_size(needed), folder=file.parent, free=format_size(free)))
