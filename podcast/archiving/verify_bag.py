"""Verify an archive without unpacking it: every byte of every file is read once and compared with the manifests."""

from __future__ import annotations

import errno
import hashlib
import struct
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from podcast.archiving import bag_format
from podcast.archiving.bag_format import Checksums
from podcast.archiving.zip_entries import matches_header, read_entries
from podcast.errors import FileError
from podcast.files import os_errors
from podcast.files.digest import BLOCK
from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

FaultKind: TypeAlias = Literal["damaged", "missing", "additional", "truncated", "invalid"]
MAX_TAG_BYTES: Final = 1 << 30  # of a manifest, or bag-info.txt: those of a million files have 200 MB
# What `zipfile` raises for bytes that are not what the directory says.
_READ_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class ArchiveFault:
    """A fault of an archive: its kind, the file's name in it (empty: the archive as a whole), and the details."""

    kind: FaultKind
    file: str
    detail: str


@dataclass(frozen=True, slots=True)
class VerifiedBag:
    """Result of a verification: the bytes of the archive, its payload files and their bytes, and all faults."""

    size: int
    file_count: int
    payload_size: int
    faults: tuple[ArchiveFault, ...]


@dataclass(frozen=True, slots=True)
class _Manifests:
    """The checksums that an archive states: by algorithm and by the name of the file."""

    payload: Mapping[str, dict[str, str]] = field(default_factory=dict)
    tags: Mapping[str, dict[str, str]] = field(default_factory=dict)

    def expected(self, name: str) -> dict[str, str]:
        """The checksums of a file, by algorithm."""
        groups = self.payload if name.startswith(bag_format.PAYLOAD) else self.tags
        return {algorithm: rows[name] for algorithm, rows in groups.items() if name in rows}

    @property
    def names(self) -> set[str]:
        """The names of all files that are stated."""
        return {name for rows in (*self.payload.values(), *self.tags.values()) for name in rows}


def verify_bag(path: Path, report_bytes: Callable[[int], None] = lambda _size: None) -> VerifiedBag:
    """Verify an archive.

    Args:
        path: of the ZIP.
        report_bytes: called with the number of bytes that were read.

    Raises:
        FileError: it cannot be read.
    """
    try:
        size = path.stat().st_size
        try:
            with zipfile.ZipFile(path) as archive:
                return _verify(archive, size, report_bytes)
        except OSError as error:
            if error.errno != errno.EINVAL:  # that is a place before the beginning, which a damaged directory names
                raise
        except _READ_ERRORS:  # of the directory; those of files are faults of these
            pass
        return VerifiedBag(size, 0, 0, tuple(_remaining_faults(path, report_bytes)))
    except FileNotFoundError:
        raise FileError(_("{file}: there is no such file; check the path").format(file=path)) from None
    except OSError as error:
        raise FileError(os_errors.os_error_message(path, error)) from error


def _remaining_faults(path: Path, report_bytes: Callable[[int], None]) -> Iterator[ArchiveFault]:
    """The faults of a file that is no whole ZIP: what is left of it, and where it ends."""
    rest = read_entries(path, report_bytes)
    if not (rest.whole_count or rest.cut or rest.damaged):
        yield ArchiveFault("invalid", "", _("this is no archive: it does not begin as a ZIP does"))
        return
    if rest.has_directory:
        yield ArchiveFault("damaged", "", _("the directory at the end of the ZIP cannot be read"))
        yield from (ArchiveFault("damaged", name, _("its bytes have changed")) for name in rest.damaged)
        return
    count = ngettext("{count} file before it is whole", "{count} files before it are whole", rest.whole_count)
    sentence = _("the archive is cut off here; {whole}, and everything after it is missing")
    yield ArchiveFault("truncated", rest.cut, sentence.format(whole=count.format(count=rest.whole_count)))
    yield from (ArchiveFault("damaged", name, _("its bytes have changed")) for name in rest.damaged)


def _verify(archive: zipfile.ZipFile, size: int, report_bytes: Callable[[int], None]) -> VerifiedBag:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    folders = {entry.filename.partition("/")[0] for entry in entries}
    declarations = [entry for entry in entries if entry.filename.partition("/")[2] == bag_format.DECLARATION_NAME]
    if len(folders) != 1 or not declarations:
        fault = ArchiveFault("invalid", "", _("this is no BagIt archive: it has not one folder with a bagit.txt"))
        return VerifiedBag(size, 0, 0, (fault,))
    prefix = f"{folders.pop()}/"
    names = [entry.filename.removeprefix(prefix) for entry in entries]
    manifests, faults = _read_manifests(archive, prefix, names)
    sizes: dict[str, int] = {}
    for entry, name in zip(entries, names, strict=True):
        sizes[name], entry_fault = _verify_entry(archive, entry, name, manifests.expected(name), report_bytes)
        faults += [entry_fault] if entry_fault else []
    faults += _differences(names, manifests)
    payload = [size for name, size in sizes.items() if name.startswith(bag_format.PAYLOAD)]
    faults += _tag_faults(archive, prefix, names, (sum(payload), len(payload)))
    return VerifiedBag(size, len(payload), sum(payload), tuple(sorted(faults, key=lambda fault: fault.file)))


def _read_manifests(archive: zipfile.ZipFile, prefix: str, names: list[str]) -> tuple[_Manifests, list[ArchiveFault]]:
    """Read all manifests, and the faults of those that cannot be read."""
    faults: list[ArchiveFault] = []
    payload: dict[str, dict[str, str]] = {}
    tags: dict[str, dict[str, str]] = {}
    for name in sorted({*names}):
        manifest_kind = bag_format.manifest_algorithm(name)
        if manifest_kind is None:
            continue
        algorithm, of_tags = manifest_kind
        if algorithm not in hashlib.algorithms_available:
            faults.append(ArchiveFault("invalid", name, _("its algorithm is unknown here, so it was not compared")))
            continue
        try:
            rows = bag_format.parse_manifest(_read_tag(archive, prefix + name))
        except (*_READ_ERRORS, UnicodeDecodeError) as error:
            faults.append(ArchiveFault("damaged", name, _("it cannot be read ({why})").format(why=str(error)[:80])))
            continue
        (tags if of_tags else payload)[algorithm] = rows
    if not payload:
        faults.append(ArchiveFault("invalid", "", _("there is no manifest, so nothing can be compared")))
    return _Manifests(payload, tags), faults


def _read_tag(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(MAX_TAG_BYTES)


def _verify_entry(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    name: str,
    expected: Mapping[str, str],
    report_bytes: Callable[[int], None],
) -> tuple[int, ArchiveFault | None]:
    """Read a file; return its size, and its fault if it has one."""
    checksums = Checksums(expected)
    try:
        with archive.open(entry) as file:
            while block := file.read(BLOCK):
                checksums.update(block)
                report_bytes(len(block))
    except _READ_ERRORS:
        return checksums.size, ArchiveFault("damaged", name, _("its bytes have changed"))
    if archive.fp and not matches_header(archive.fp, entry):
        return checksums.size, ArchiveFault("damaged", name, _("its header in the ZIP has changed"))
    wrong = [algorithm for algorithm, value in checksums.values().items() if value != expected[algorithm]]
    if not wrong:
        return checksums.size, None
    sentence = _("its checksum is not that of the manifest ({algorithms})")
    return checksums.size, ArchiveFault("damaged", name, sentence.format(algorithms=", ".join(wrong)))


def _differences(names: list[str], manifests: _Manifests) -> Iterator[ArchiveFault]:
    """Files that manifests name and the archive lacks, and the reverse."""
    present, stated = {*names}, manifests.names
    for name in stated - present:
        yield ArchiveFault("missing", name, _("the manifest names it, and the archive does not have it"))
    for name, count in Counter(names).items():
        if count > 1:
            yield ArchiveFault("additional", name, _("the archive has it more than once"))
        if name not in stated and not name.startswith("tagmanifest-"):
            yield ArchiveFault("additional", name, _("no manifest names it"))
    for algorithm, rows in manifests.payload.items():
        payload = {name for name in present & stated if name.startswith(bag_format.PAYLOAD)}
        for name in payload - rows.keys():
            detail = _("{manifest} does not name it").format(manifest=bag_format.manifest_name(algorithm))
            yield ArchiveFault("invalid", name, detail)


def _tag_faults(
    archive: zipfile.ZipFile, prefix: str, names: list[str], payload: tuple[int, int]
) -> Iterator[ArchiveFault]:
    """The faults of bagit.txt, and of what bag-info.txt says about the size of the payload."""
    try:
        if b"Tag-File-Character-Encoding: UTF-8" not in _read_tag(archive, prefix + bag_format.DECLARATION_NAME):
            yield ArchiveFault("invalid", bag_format.DECLARATION_NAME, _("it does not declare UTF-8"))
        has_info = bag_format.INFO_NAME in names
        stated = bag_format.payload_oxum(_read_tag(archive, prefix + bag_format.INFO_NAME)) if has_info else None
    except _READ_ERRORS:  # reported with the file
        return
    if stated and stated != payload:
        detail = _("it states {stated} bytes in {files} files, and there are {actual} in {actual_files}")
        values = {"stated": stated[0], "files": stated[1], "actual": payload[0], "actual_files": payload[1]}
        yield ArchiveFault("invalid", bag_format.INFO_NAME, detail.format(**values))
