"""Tags and chapters of an Opus file: Vorbis comments.

Sources: RFC 7845 (Ogg Opus), the field recommendations and the Chapter Extension of xiph.org (CHAPTER000=00:00:00.000,
CHAPTER000NAME, CHAPTER000URL), FLAC's picture block for the cover.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.audio.tags import mapping, replay_gain
from podcast.files.digest import bytes_digest
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob
    from podcast.model.show import Episode, Show

MAX_CHAPTERS = 1000  # three digits number them
_FRONT_COVER = 3  # FLAC's number for a front cover
_PADDING = 4096  # bytes


def write_vorbis(show: Show, episode: Episode, job: TaggingJob, pictures: EmbeddedPictures, path: Path) -> None:
    """Write the Opus file `job.path` with tags and chapters to `path`; the audio packets stay unchanged."""
    from mutagen import oggopus

    _copy_with_serial(job.path, path, _serial(job))
    file: Any = oggopus.OggOpus(path)
    file.tags.clear()
    for name, text in _comments(show, episode, job):
        file.tags[name] = [text]
    file.tags["METADATA_BLOCK_PICTURE"] = [_picture_block(pictures.cover)]
    file.save(padding=lambda _: _PADDING)


def _serial(job: TaggingJob) -> int:
    """Return the stream's serial number: the same for the same master, another for another one (RFC 3533)."""
    return int(bytes_digest(job.fingerprint.encode()).sha256[:8], 16) or 1


def _copy_with_serial(source: Path, path: Path, serial: int) -> None:
    """Copy an Ogg file page by page; FFmpeg's bit-exact muxer numbers every stream 0."""
    from mutagen.ogg import OggPage

    with source.open("rb") as pages, path.open("wb") as out:
        while True:
            try:
                page: Any = OggPage(pages)
            except EOFError:
                return
            page.serial = serial
            out.write(page.write())


def _comments(show: Show, episode: Episode, job: TaggingJob) -> Iterator[tuple[str, str]]:
    yield from ((tag_field.vorbis, text) for tag_field, text in mapping.tag_texts(show, episode) if tag_field.vorbis)
    if gain := replay_gain.r128_gain(job.master.after):
        yield "R128_TRACK_GAIN", gain
    if job.transcript:
        yield "LYRICS", job.transcript
    for number, chapter in enumerate(episode.chapters[:MAX_CHAPTERS]):
        seconds, thousandths = divmod(round(chapter.start * 1000), 1000)
        name = f"CHAPTER{number:03}"
        yield name, f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"
        yield f"{name}NAME", strip_soft_hyphens(chapter.title)
        if chapter.href:
            yield f"{name}URL", urls.ascii_url(chapter.href)


def _picture_block(cover: bytes) -> str:
    from mutagen import flac

    picture: Any = flac.Picture()
    picture.type, picture.mime, picture.data = _FRONT_COVER, "image/jpeg", cover
    return base64.b64encode(picture.write()).decode("ascii")
