"""ID3 tags of an episode's MP3: the texts, the chapters and the cover that apps show.

Written as ID3v2.3, which every player reads, with a fixed padding, before a copy of the master: the audio frames stay
unchanged, byte for byte. A new text is a new line of `mapping.TAG_FIELDS`.

Sources: ID3 tag version 2.3.0, ID3v2 Chapter Frame Addendum (id3.org); PCST and WFED are Apple's.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from podcast import urls
from podcast.artifacts import Audio
from podcast.audio.passthrough.file_format import MEDIA_TYPES
from podcast.audio.tags import mapping, replay_gain
from podcast.errors import DamagedFileError
from podcast.files.digest import BLOCK, Digest, bytes_digest
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.model.show import Episode, Show

TAGS_VERSION = 3  # raise it when the same episode shall be tagged anew
_LATIN1 = 0  # ID3's number of the encoding
_PADDING = 4096  # bytes, so that a short correction does not move the sound


@dataclass(frozen=True, slots=True)
class TaggingJob:
    """A master to be tagged: its path, its fingerprint, its facts, and the digests of its pictures.

    `cover_digest` and `picture_digests` (of its chapters, in their order) are the SHA-256 of the source files;
    `transcript` is the transcript as text, empty if the file is not to contain it.

    A recording that is published as it is stands for its master: with `passthrough` it is copied, or its tags alone
    are written, and `format` is its own.
    """

    path: Path
    fingerprint: str
    master: Master
    cover_digest: str
    picture_digests: tuple[str, ...] = ()
    transcript: str = ""
    sha256: str = ""  # of the master's bytes; empty: they are not verified
    passthrough: Literal["", "copy", "tags"] = ""
    format: str = ""  # empty: that of the path's suffix


@dataclass(frozen=True, slots=True)
class EmbeddedPictures:
    """The pictures inside an audio file, as JPEG: the cover, and those of chapters by their source path."""

    cover: bytes
    chapters: Mapping[str, bytes] = field(default_factory=dict)


def fingerprint(show: Show, episode: Episode, job: TaggingJob) -> str:
    """Return the fingerprint of a tagged file: the hash of all that it is made from."""
    if job.passthrough == "copy":
        return job.sha256[:32]
    media = [job.cover_digest, job.picture_digests, job.transcript]
    made_from = [TAGS_VERSION, job.fingerprint, *tag_words(show, episode), *media]
    return bytes_digest(json.dumps(made_from).encode()).sha256[:32]


def tag_words(show: Show, episode: Episode) -> tuple[Any, str, Any]:
    """Return the words of the tags: texts, the address of the page, and chapters, as JSON."""
    chapters = [(chapter.start, chapter.title, chapter.href, chapter.image) for chapter in episode.chapters]
    texts = [(tag_field.id3, text) for tag_field, text in mapping.tag_texts(show, episode)]
    return texts, _page_url(show, episode), chapters


def write_file(show: Show, episode: Episode, job: TaggingJob, pictures: EmbeddedPictures, path: Path) -> Digest:
    """Write the tagged file, and return its digest.

    Args:
        show: the texts that are the same in all episodes.
        episode: its chapters in the master's time.
        job: the master.
        pictures: cover and chapter pictures.
        path: a temporary one: the name of the file contains the digest of its bytes.

    Raises:
        DamagedFileError: the master does not have the bytes that were mastered.
    """
    return _write_tagged(id3_tag(show, episode, job, pictures), job, path)


def _write_tagged(tags: bytes, job: TaggingJob, path: Path) -> Digest:
    """Write the tags and the master; return the digest of both.

    The master is hashed while it is copied: a byte that is read is a byte that is checked.
    """
    md5, sha256 = hashlib.md5(tags, usedforsecurity=False), hashlib.sha256(tags)
    master_sha256, size = hashlib.sha256(), len(tags)
    with job.path.open("rb") as source, path.open("wb") as out:
        out.write(tags)
        while block := source.read(BLOCK):
            for hash_ in (md5, sha256, master_sha256):
                hash_.update(block)
            size += out.write(block)
    if job.sha256 and master_sha256.hexdigest() != job.sha256:
        raise DamagedFileError(job.path)
    return Digest(size, md5.hexdigest(), sha256.hexdigest())


def tagged_audio(master: Master, path: str, digest: Digest) -> Audio:
    """Return the facts about a tagged file that feed and pages state."""
    return Audio(
        path=path,
        size=digest.size,
        seconds=master.seconds,
        media_type=MEDIA_TYPES[master.format],
        bitrate=master.bitrate,
        time_map=master.time_map,
        loudness=master.after.loudness,
        true_peak=master.after.true_peak,
        sha256=digest.sha256,
    )


def id3_tag(show: Show, episode: Episode, job: TaggingJob, pictures: EmbeddedPictures) -> bytes:
    """Return the ID3v2.3 tag of an episode."""
    body = b"".join(_frame_bytes(frame) for frame in _frames(show, episode, job, pictures)) + bytes(_PADDING)
    size_field = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size_field + body


def _frames(show: Show, episode: Episode, job: TaggingJob, pictures: EmbeddedPictures) -> Iterator[Any]:
    """Yield every frame in the order in which it is written: the cover last, because it is long."""
    from mutagen import id3

    encoding: dict[str, Any] = {"encoding": id3.Encoding.UTF16}
    comment = {**encoding, "lang": mapping.iso639_2_code(show, episode), "desc": ""}
    yield from (
        getattr(id3, tag_field.id3)(**encoding, text=text)
        for tag_field, text in mapping.tag_texts(show, episode)
        if tag_field.id3
    )
    yield id3.PCST(value=0)
    yield _feed_frame(urls.absolute_url(show, urls.FEED))
    yield id3.WOAF(url=_page_url(show, episode))
    for name, value in replay_gain.id3_texts(job.master.after):
        yield id3.TXXX(encoding=id3.Encoding.LATIN1, desc=name, text=value)
    if episode.summary:
        yield id3.COMM(**comment, text=strip_soft_hyphens(episode.summary))
    if job.transcript:
        yield id3.USLT(**comment, text=job.transcript)
    yield from _chapter_frames(episode, job.master.seconds, pictures.chapters)
    yield _picture_frame(pictures.cover, 3)


def _feed_frame(url: str) -> bytes:
    """Return the WFED frame with the feed's address: a text frame in Latin-1, although its name starts with W.

    Apple's programs have always written it so, and TagLib reads it so: the first byte is the encoding. mutagen would
    write a URL frame.
    """
    text = bytes([_LATIN1]) + url.encode("ascii")
    return b"WFED" + len(text).to_bytes(4, "big") + bytes(2) + text


def _picture_frame(data: bytes, kind: int) -> Any:
    """Return an APIC frame with a JPEG; `kind` is ID3's number: 3 a front cover, 0 anything else."""
    from mutagen import id3

    return id3.APIC(encoding=id3.Encoding.LATIN1, mime="image/jpeg", type=kind, desc="", data=data)


def _frame_bytes(frame: Any) -> bytes:
    """Return the bytes of a frame in ID3v2.3.

    Each frame is written by itself: mutagen sorts the frames of a tag by length, chapters as well. Bytes are a frame
    already.
    """
    if isinstance(frame, bytes):
        return frame
    from mutagen import id3

    tags: Any = id3.ID3()
    tags.add(frame)
    tags.update_to_v23()
    buffer = io.BytesIO()
    tags.save(buffer, v1=0, v2_version=3, padding=lambda _: 0)
    return buffer.getvalue()[10:]


def _page_url(show: Show, episode: Episode) -> str:
    return urls.absolute_url(show, urls.episode(episode))


def _chapter_frames(episode: Episode, seconds: float, pictures: Mapping[str, bytes]) -> Iterator[Any]:
    """Yield a frame for each chapter, and the table of contents.

    Times are in ms; each chapter ends where the next one begins.
    """
    from mutagen import id3

    times = mapping.chapter_times(episode, seconds)
    for number, (chapter, (start, end)) in enumerate(zip(episode.chapters, times, strict=True), 1):
        parts: list[Any] = [id3.TIT2(encoding=id3.Encoding.UTF16, text=strip_soft_hyphens(chapter.title))]
        if chapter.href:
            parts.append(id3.WXXX(encoding=id3.Encoding.UTF16, desc="", url=urls.ascii_url(chapter.href)))
        if chapter.image and chapter.image in pictures:
            parts.append(_picture_frame(pictures[chapter.image], 0))
        yield id3.CHAP(element_id=f"chp{number}", start_time=start, end_time=end, sub_frames=parts)
    if times:
        ids = [f"chp{number}" for number in range(1, len(times) + 1)]
        flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
        yield id3.CTOC(element_id="toc", flags=flags, child_element_ids=ids, sub_frames=[])
