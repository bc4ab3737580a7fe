"""Files that are no readable recording: what each of them is, and what to do instead."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

from podcast.errors import AudioError
from podcast.files.file_signatures import recognise_file
from podcast.i18n import _, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from podcast.files.file_signatures import FileType

UNREADABLE = gettext_noop("is not a readable audio file")
EXPORT_REMEDY = gettext_noop(
    "copy the recording again from its source, or export it as FLAC, WAV, MP3, M4A, Ogg or Opus"
)
# Kind of file -> message and remedy; {name} is the name of the format.
_MESSAGES: Mapping[str, tuple[str, str]] = {
    "archive": (gettext_noop("is a {name} archive"), gettext_noop("unpack it and use the recording inside it")),
    "protected": (
        gettext_noop("is copy-protected (DRM)"),
        gettext_noop("use a copy without protection: protected files cannot be read"),
    ),
    "playlist": (
        gettext_noop("is a playlist, which only names recordings"),
        gettext_noop("use the recording itself"),
    ),
    "web page": (
        gettext_noop("is a web page, not a recording: the download failed"),
        gettext_noop("download the recording again"),
    ),
    "audacity": (
        gettext_noop("is a project of Audacity, not a recording"),
        gettext_noop("export it from Audacity as WAV or FLAC"),
    ),
    "midi": (
        gettext_noop("is a MIDI file: it contains notes, no sound"),
        gettext_noop("export it from your music program as WAV"),
    ),
    "pdf": (gettext_noop("is a PDF, not a recording"), gettext_noop("put the audio file in its place")),
    "picture": (
        gettext_noop("is a picture ({name}), not a recording"),
        gettext_noop("put the audio file in its place"),
    ),
    "text": (gettext_noop("is a text, not a recording"), gettext_noop("put the audio file in its place")),
}
_MAX_BOXES = 10_000  # of an MP4, visited in search of protection
_MP4_PARENTS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})
# Sample entries of protected audio: FairPlay, Common Encryption (ISO 23001-7), Audible.
_PROTECTED_ENTRIES = frozenset({b"drms", b"enca", b"aavd"})
_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_MAX_ASF_HEADER_BYTES = 1 << 22
# Content Encryption, Extended Content Encryption (ASF specification 1.20.05, sections 3.14 and 3.15).
_ASF_ENCRYPTION = (
    bytes.fromhex("fbb31122 23bdd211 b4b700a0 c955fc6e"),
    bytes.fromhex("14e68a29 2226174c b935dae0 7ee9289c"),
)


def require_decodable(path: Path, file_type: FileType | None) -> None:
    """Refuse a file that is recognised and cannot hold a recording.

    Raises:
        AudioError: it is one.
    """
    if file_type and file_type.kind != "recording":
        what, remedy = _MESSAGES[file_type.kind]
        raise AudioError(path, _(what).format(name=file_type.name), _(remedy))


def unreadable_error(path: Path) -> AudioError:
    """Return the error for a file that FFmpeg does not read."""
    file_type = recognise_file(path)
    if file_type and file_type.kind == "recording" and file_type.demuxers:
        what = _("is damaged, or a kind of {name} that cannot be read").format(name=file_type.name)
        return AudioError(path, what, _(EXPORT_REMEDY))
    return AudioError(path, _(UNREADABLE), _(EXPORT_REMEDY))


def require_unprotected(path: Path) -> None:
    """Refuse a recording that its seller has encrypted; FFmpeg would decode noise.

    Raises:
        AudioError: it is one.
    """
    with path.open("rb") as file:
        head = file.read(24)
        is_mp4 = head[4:8] in {b"ftyp", *_MP4_PARENTS}
        if is_mp4 and any(kind in _PROTECTED_ENTRIES for kind in _sample_entries(file)):
            raise AudioError(path, *(_(text) for text in _MESSAGES["protected"]))
        if head.startswith(_ASF_HEADER):
            header = file.read(min(struct.unpack_from("<Q", head, 16)[0], _MAX_ASF_HEADER_BYTES))
            if any(guid in header for guid in _ASF_ENCRYPTION):
                raise AudioError(path, *(_(text) for text in _MESSAGES["protected"]))


def _sample_entries(file: BinaryIO) -> Iterator[bytes]:
    """Yield the kinds of the sample entries of an MP4 (ISO 14496-12): the codec of each track, or its protection."""
    end = file.seek(0, 2)
    spans = [(0, end)]
    visited = 0
    while spans and visited < _MAX_BOXES:
        position, end = spans.pop()
        while position + 8 <= end and visited < _MAX_BOXES:
            visited += 1
            file.seek(position)
            length, kind, long_length = struct.unpack(">I4sQ", file.read(16).ljust(16, b"\0"))
            head = 16 if length == 1 else 8
            length = {0: end - position, 1: long_length}.get(length, length)
            if kind in _MP4_PARENTS:
                spans.append((position + head, min(position + length, end)))
            elif kind == b"stsd":
                file.seek(position + head + 12)  # version, flags, number of entries, length of the first
                yield file.read(4)
            position += max(length, 8)
