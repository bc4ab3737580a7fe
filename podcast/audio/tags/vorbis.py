"""Tags and chapters of an Opus file: Vorbis comments.

Sources: RFC 7845 (Ogg Opus), the field recommendations and the Chapter Extension of xiph.org (CHAPTER000=00:00:00.000,
CHAPTER000NAME, CHAPTER000URL), FLAC's picture block for the cover.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from podcast import urls as addresses
from podcast.audio.tags import mapping as labels
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.audio.tags.id3 import Pictures, ToTag
    from podcast.model.show import Episode, Show

MOST = 1000  # chapters, which three digits number
_FRONT = 3  # FLAC's number for a front cover
_PADDING = 4096  # bytes


def write(show: Show, episode: Episode, job: ToTag, pictures: Pictures, path: Path) -> None:
    """Writes the Opus file `job.path` with tags and chapters to `path`; not a byte of its sound changes."""
    import shutil

    from mutagen import oggopus

    shutil.copyfile(job.path, path)
    file: Any = oggopus.OggOpus(path)
    file.tags.clear()
    for name, text in _comments(show, episode, job):
        file.tags[name] = [text]
    file.tags["METADATA_BLOCK_PICTURE"] = [_picture(pictures.cover)]
    file.save(padding=lambda _: _PADDING)


def _comments(show: Show, episode: Episode, job: ToTag) -> Iterator[tuple[str, str]]:
    yield from ((label.vorbis, text) for label, text in labels.texts(show, episode) if label.vorbis)
    if job.words:
        yield "LYRICS", job.words
    for number, chapter in enumerate(episode.chapters[:MOST]):
        whole, thousandths = divmod(round(chapter.start * 1000), 1000)
        name = f"CHAPTER{number:03}"
        yield name, f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"
        yield f"{name}NAME", plain(chapter.title)
        if chapter.href:
            yield f"{name}URL", addresses.web(chapter.href)


def _picture(cover: bytes) -> str:
    from mutagen import flac

    picture: Any = flac.Picture()
    picture.type, picture.mime, picture.data = _FRONT, "image/jpeg", cover
    return base64.b64encode(picture.write()).decode("ascii")
