"""Tags and chapters of an M4A: the atoms that players by Apple read.

mutagen writes tags, but only reads chapters; FFmpeg writes chapters, as the list of times (`chpl`) and as the track of
texts (QuickTime) that players know. So the file is written anew with its chapters, packet for packet, and then tagged.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from podcast.audio.opus_m4a import FORMATS
from podcast.audio.tags import mapping as labels
from podcast.text import plain

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.audio.tags.id3 import Pictures, ToTag
    from podcast.model.show import Episode, Show

LONGEST = 255  # bytes of a chapter's title: its length is written in one byte
_PADDING = 4096  # bytes
_PODCAST = 21  # Apple's number for the kind of medium
_NUMBERS = {"trkn", "disk"}


def write(show: Show, episode: Episode, job: ToTag, pictures: Pictures, path: Path) -> None:
    """Writes the M4A `job.path` with tags and chapters to `path`; not a byte of its sound changes."""
    _with_chapters(
        job.path, path, [chapter.title for chapter in episode.chapters], labels.ends(episode, job.master.seconds)
    )
    _tag(show, episode, job, pictures, path)


def _with_chapters(source: Path, path: Path, titles: list[str], times: list[tuple[int, int]]) -> None:
    import av

    form = FORMATS["m4a"]
    options = {"fflags": "+bitexact", **dict(form.options)}
    with av.open(str(source)) as before, av.open(str(path), "w", format=form.container, options=options) as after:
        sound = before.streams.audio[0]
        stream = after.add_stream_from_template(sound)
        after.set_chapters(
            [
                {
                    "id": number,
                    "start": start,
                    "end": end,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": shortened(plain(title))},
                }
                for number, (title, (start, end)) in enumerate(zip(titles, times, strict=True))
            ]
        )
        for packet in before.demux(sound):
            if packet.dts is not None:  # the last one is empty
                packet.stream = stream
                after.mux(packet)


def shortened(title: str) -> str:
    """A title that fits into a chapter; cut between two characters."""
    return title.encode()[:LONGEST].decode(errors="ignore")


def _tag(show: Show, episode: Episode, job: ToTag, pictures: Pictures, path: Path) -> None:
    from mutagen import mp4

    tags: dict[str, Any] = {
        label.mp4: [(int(text), 0)] if label.mp4 in _NUMBERS else [text]
        for label, text in labels.texts(show, episode)
        if label.mp4
    }
    tags |= {"pcst": True, "stik": [_PODCAST], "covr": [mp4.MP4Cover(pictures.cover, mp4.MP4Cover.FORMAT_JPEG)]}
    tags |= {"©lyr": [job.words]} if job.words else {}
    file: Any = mp4.MP4(path)
    if file.tags is None:
        file.add_tags()
    file.tags.update(tags)
    file.save(padding=lambda _: _PADDING)
