"""Tags and chapters of an M4A: the atoms that Apple's players read.

mutagen writes tags, but only reads chapters; FFmpeg writes chapters, as the list of times (`chpl`) and as the text
track (QuickTime) that players know. So the file is copied with its chapters, packet by packet, and then tagged.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from podcast.audio.opus_m4a import FORMATS
from podcast.audio.tags import mapping, replay_gain
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob
    from podcast.model.show import Episode, Show

MAX_CHAPTER_TITLE_BYTES = 255  # the length is written in one byte
_PADDING = 4096  # bytes
_PODCAST_MEDIA_KIND = 21  # Apple's number for the kind of medium
_TRACK_GAIN = "----:com.apple.iTunes:replaygain_track_gain"
_BOX_HEADER_BYTES = 8
_MDHD_LANGUAGE_OFFSETS = (20, 32)  # in the box's content, by its version (ISO/IEC 14496-12, section 8.4.2)
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
    _set_track_languages(path, mapping.iso639_2_code(show, episode))


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
    if gain := replay_gain.track_gain(job.master.after):  # no peak: the AAC's own is not measured
        tags[_TRACK_GAIN] = [mp4.MP4FreeForm(gain.encode("ascii"), mp4.AtomDataType.UTF8)]
    file: Any = mp4.MP4(path)
    if file.tags is None:
        file.add_tags()
    file.tags.update(tags)
    file.save(padding=lambda _: _PADDING)


def _set_track_languages(path: Path, language: str) -> None:
    """Write the language of the sound and of the chapters' text, which FFmpeg marks as English.

    Args:
        path: a finished M4A; no byte moves.
        language: an ISO 639-2 code, which the header packs into three letters of 5 bits.
    """
    from mutagen import mp4

    packed = sum((ord(letter) - 0x60) << shift for letter, shift in zip(language, (10, 5, 0), strict=True))
    with path.open("r+b") as file:
        atoms: Any = mp4.Atoms(file)
        for track in atoms[b"moov"].findall(b"trak"):
            content = track[b"mdia", b"mdhd"].offset + _BOX_HEADER_BYTES
            file.seek(content)
            version = file.read(1)[0]
            file.seek(content + _MDHD_LANGUAGE_OFFSETS[version])
            file.write(packed.to_bytes(2, "big"))
