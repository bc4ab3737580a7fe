"""Tags and chapters of an M4A: the atoms that Apple's players read.

mutagen writes tags, but only reads chapters; FFmpeg writes chapters, as the list of times (`chpl`) and as the text
track (QuickTime) that players know. So the file is copied with its chapters, packet by packet, and then tagged.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from podcast.audio.opus_m4a import FORMATS
from podcast.audio.tags import mapping
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob
    from podcast.model.show import Episode, Show

MAX_CHAPTER_TITLE_BYTES = 255  # the length is written in one byte
_PADDING = 4096  # bytes
_PODCAST_MEDIA_KIND = 21  # Apple's number for the kind of medium
_NUMBER_ATOMS = {"trkn", "disk"}


def write_mp4(show: Show, episode: Episode, job: TaggingJob, pictures: EmbeddedPictures, path: Path) -> None:
    """Write the M4A `job.path` with tags and chapters to `path`; the audio packets stay unchanged."""
    _copy_with_chapters(
        job.path,
        path,
        [chapter.title for chapter in episode.chapters],
        mapping.chapter_times(episode, job.master.seconds),
    )
    _write_tags(show, episode, job, pictures, path)


def _copy_with_chapters(source: Path, path: Path, titles: list[str], times: list[tuple[int, int]]) -> None:
    import av

    format_settings = FORMATS["m4a"]
    options = {"fflags": "+bitexact", **dict(format_settings.options)}
    with (
        av.open(str(source)) as source_file,
        av.open(str(path), "w", format=format_settings.container, options=options) as target_file,
    ):
        source_stream = source_file.streams.audio[0]
        stream = target_file.add_stream_from_template(source_stream)
        target_file.set_chapters(
            [
                {
                    "id": number,
                    "start": start,
                    "end": end,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": shorten_title(strip_soft_hyphens(title))},
                }
                for number, (title, (start, end)) in enumerate(zip(titles, times, strict=True))
            ]
        )
        for packet in source_file.demux(source_stream):
            if packet.dts is not None:  # the last one is empty
                packet.stream = stream
                target_file.mux(packet)


def shorten_title(title: str) -> str:
    """Shorten a title to the bytes that a chapter may have, between two characters."""
    return title.encode()[:MAX_CHAPTER_TITLE_BYTES].decode(errors="ignore")


def _write_tags(show: Show, episode: Episode, job: TaggingJob, pictures: EmbeddedPictures, path: Path) -> None:
    from mutagen import mp4

    tags: dict[str, Any] = {
        tag_field.mp4: [(int(text), 0)] if tag_field.mp4 in _NUMBER_ATOMS else [text]
        for tag_field, text in mapping.tag_texts(show, episode)
        if tag_field.mp4
    }
    tags |= {
        "pcst": True,
        "stik": [_PODCAST_MEDIA_KIND],
        "covr": [mp4.MP4Cover(pictures.cover, mp4.MP4Cover.FORMAT_JPEG)],
    }
    tags |= {"©lyr": [job.transcript]} if job.transcript else {}
    file: Any = mp4.MP4(path)
    if file.tags is None:
        file.add_tags()
    file.tags.update(tags)
    file.save(padding=lambda _: _PADDING)
