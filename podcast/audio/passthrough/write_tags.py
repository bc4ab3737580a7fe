"""Write the tags of an episode into a recording that is otherwise published as it is: its audio frames stay the same.

An MP3 is its tags and the frames behind them: tags that it has at either end are left out. M4A and Opus are copied
packet by packet.

Sources: ID3 tag version 2.4.0, structure, section 3.1 (id3.org); ID3v1; APE tags version 2.0.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO, Final

from podcast.audio.tags import id3, mp4, vorbis
from podcast.errors import InputChangedError
from podcast.files.digest import BLOCK, Digest, file_digest, file_sha256

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob
    from podcast.model.show import Episode, Show

_ID3V2_HEADER_BYTES: Final = 10
_ID3V2_FOOTER_FLAG: Final = 0x10
_ID3V1_BYTES: Final = 128
_APE_FOOTER_BYTES: Final = 32
_APE_HEADER_FLAG: Final = 1 << 31


def write_file(show: Show, episode: Episode, job: TaggingJob, pictures: EmbeddedPictures, path: Path) -> Digest:
    """Write the tagged file, and return its digest.

    Args:
        show: the texts that are the same in all episodes.
        episode: its chapters in the recording's time.
        job: the recording, and its format.
        pictures: cover and chapter pictures.
        path: a temporary one: the name of the file contains the digest of its bytes.

    Raises:
        InputChangedError: the recording has other bytes than when the build was planned.
    """
    if job.sha256 and file_sha256(job.path) != job.sha256:
        raise InputChangedError(job.path)
    if job.format == "mp3":
        return _write_mp3(id3.id3_tag(show, episode, job, pictures), job.path, path)
    write = mp4.write_mp4 if job.format == "m4a" else vorbis.write_vorbis
    write(show, episode, job, pictures, path)
    return file_digest(path)


def _write_mp3(tags: bytes, source: Path, path: Path) -> Digest:
    """Write tags and the frames of an MP3; return the digest of both."""
    md5, sha256, size = hashlib.md5(tags, usedforsecurity=False), hashlib.sha256(tags), len(tags)
    with source.open("rb") as file, path.open("wb") as out:
        out.write(tags)
        start, end = frame_span(file)
        file.seek(start)
        while block := file.read(min(BLOCK, end - file.tell())):
            md5.update(block)
            sha256.update(block)
            size += out.write(block)
    return Digest(size, md5.hexdigest(), sha256.hexdigest())


def frame_span(file: BinaryIO) -> tuple[int, int]:
    """Return where the frames of an MP3 begin and end: without the tags at either end, in bytes."""
    size = file.seek(0, 2)
    start, end = 0, size
    while length := _id3v2_bytes(file, start):
        start += length
    if _read(file, end - _ID3V1_BYTES, 3) == b"TAG":
        end -= _ID3V1_BYTES
    end -= _ape_bytes(file, end)
    return (start, end) if start < end else (0, size)


def _id3v2_bytes(file: BinaryIO, start: int) -> int:
    """Return the length of the ID3v2 tag at a position, in bytes; 0 without one."""
    header = _read(file, start, _ID3V2_HEADER_BYTES)
    if not header.startswith(b"ID3") or len(header) < _ID3V2_HEADER_BYTES:
        return 0
    size = 0
    for byte in header[6:]:
        size = size << 7 | byte & 0x7F
    footer = _ID3V2_HEADER_BYTES if header[5] & _ID3V2_FOOTER_FLAG else 0
    return size + _ID3V2_HEADER_BYTES + footer


def _ape_bytes(file: BinaryIO, end: int) -> int:
    """Return the length of the APE tag that ends at a position, in bytes; 0 without one."""
    footer = _read(file, end - _APE_FOOTER_BYTES, _APE_FOOTER_BYTES)
    if not footer.startswith(b"APETAGEX"):
        return 0
    size, flags = int.from_bytes(footer[12:16], "little"), int.from_bytes(footer[20:24], "little")
    return size + (_APE_FOOTER_BYTES if flags & _APE_HEADER_FLAG else 0)


def _read(file: BinaryIO, start: int, count: int) -> bytes:
    if start < 0:
        return b""
    file.seek(start)
    return file.read(count)
