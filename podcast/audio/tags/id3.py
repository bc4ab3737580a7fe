"""ID3 tags: what an app shows of a file that it knows nothing else of.

Written as ID3v2.3, which every player reads, with a fixed padding, before a copy of the master: the audio frames stay
as they are, byte for byte. A new text is a new line of `labels.LABELS`.

Sources: ID3 tag version 2.3.0, ID3v2 Chapter Frame Addendum (id3.org); PCST and WFED are Apple's.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from podcast import urls as addresses
from podcast.artifacts import Audio
from podcast.audio.tags import mapping as labels
from podcast.files import atomic
from podcast.files.digest import BLOCK, digest_of
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.model.show import Episode, Show

TAGS = 2  # raise it when the same episode shall be tagged anew
_PADDING = 4096  # bytes, so that a short correction does not move the sound


@dataclass(frozen=True, slots=True)
class ToTag:
    """A master to be tagged: its path, its fingerprint, its facts, and what goes with it.

    `cover` and `pictures` (of its chapters, in their order) are the SHA-256 of the sources; `words` is the transcript
    as text, empty where it is to stay outside.
    """

    path: Path
    fingerprint: str
    master: Master
    cover: str
    pictures: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures inside an audio file, as JPEG: the cover, and those of chapters by their source."""

    cover: bytes
    chapters: Mapping[str, bytes] = field(default_factory=dict)


def fingerprint(show: Show, episode: Episode, job: ToTag) -> str:
    """The hash of all that the tagged file is made from."""
    chapters = [(chapter.start, chapter.title, chapter.href, chapter.image) for chapter in episode.chapters]
    texts = [(label.id3, text) for label, text in labels.texts(show, episode)]
    carried = [job.cover, job.pictures, job.words]
    made_from = [TAGS, job.fingerprint, texts, _page(show, episode), chapters, *carried]
    return digest_of(json.dumps(made_from).encode()).sha256[:32]


def tag(show: Show, episode: Episode, job: ToTag, pictures: Pictures, site: Path) -> Audio:
    """Writes the tagged file into `site`, under a name that holds the digest of its bytes.

    Args:
        show: for what is the same in all episodes.
        episode: its chapters in the master's time.
        job: the master.
        pictures: what it carries.
        site: the folder that is published.

    Raises:
        FileError: the disk refuses.
    """
    tags, digest = header(show, episode, job, pictures), hashlib.sha256()
    digest.update(tags)
    with job.path.open("rb") as sound:
        while block := sound.read(BLOCK):
            digest.update(block)
        path = addresses.audio(episode.slug, digest.hexdigest())
        sound.seek(0)
        with atomic.atomic_path(site / path) as temporary, temporary.open("wb") as out:
            out.write(tags)
            shutil.copyfileobj(sound, out, BLOCK)
    return facts(job.master, path, len(tags) + job.path.stat().st_size)


def facts(master: Master, path: str, size: int) -> Audio:
    """What feed and pages say of a tagged file; `size` in bytes."""
    return Audio(
        path=path,
        size=size,
        seconds=master.seconds,
        media_type="audio/mpeg",
        bitrate=master.bitrate,
        shift=master.shift,
        loudness=master.after.loudness,
        true_peak=master.after.true_peak,
    )


def header(show: Show, episode: Episode, job: ToTag, pictures: Pictures) -> bytes:
    """The ID3v2.3 tag of an episode."""
    body = b"".join(_bytes(frame) for frame in _frames(show, episode, job, pictures)) + bytes(_PADDING)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


def _frames(show: Show, episode: Episode, job: ToTag, pictures: Pictures) -> Iterator[Any]:
    """Every frame in the order in which it is written: the cover last, because it is long."""
    from mutagen import id3

    wide: dict[str, Any] = {"encoding": id3.Encoding.UTF16}
    spoken = {**wide, "lang": labels.language(show), "desc": ""}
    yield from (getattr(id3, label.id3)(**wide, text=text) for label, text in labels.texts(show, episode) if label.id3)
    yield id3.PCST(value=0)
    yield id3.WFED(url=addresses.absolute(show, addresses.FEED))
    yield id3.WOAF(url=_page(show, episode))
    if episode.summary:
        yield id3.COMM(**spoken, text=plain(episode.summary))
    if job.words:
        yield id3.USLT(**spoken, text=job.words)
    yield from _chapters(episode, job.master.seconds, pictures.chapters)
    yield _picture(pictures.cover, 3)


def _picture(data: bytes, kind: int) -> Any:
    """A JPEG; `kind` is ID3's number: 3 a front cover, 0 anything else."""
    from mutagen import id3

    return id3.APIC(encoding=id3.Encoding.LATIN1, mime="image/jpeg", type=kind, desc="", data=data)


def _bytes(frame: Any) -> bytes:
    """A frame as ID3v2.3 has it. One at a time: mutagen sorts what it writes together by length, chapters as well."""
    from mutagen import id3

    tags: Any = id3.ID3()
    tags.add(frame)
    tags.update_to_v23()
    out = io.BytesIO()
    tags.save(out, v1=0, v2_version=3, padding=lambda _: 0)
    return out.getvalue()[10:]


def _page(show: Show, episode: Episode) -> str:
    return addresses.absolute(show, addresses.episode(episode))


def _chapters(episode: Episode, seconds: float, pictures: Mapping[str, bytes]) -> Iterator[Any]:
    """A frame for each chapter and the table of contents, times in ms; each ends where the next begins."""
    from mutagen import id3

    times = labels.ends(episode, seconds)
    for number, (chapter, (start, end)) in enumerate(zip(episode.chapters, times, strict=True), 1):
        parts: list[Any] = [id3.TIT2(encoding=id3.Encoding.UTF16, text=plain(chapter.title))]
        if chapter.href:
            parts.append(id3.WXXX(encoding=id3.Encoding.UTF16, desc="", url=addresses.web(chapter.href)))
        if chapter.image and chapter.image in pictures:
            parts.append(_picture(pictures[chapter.image], 0))
        yield id3.CHAP(element_id=f"chp{number}", start_time=start, end_time=end, sub_frames=parts)
    if times:
        ids = [f"chp{number}" for number in range(1, len(times) + 1)]
        flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
        yield id3.CTOC(element_id="toc", flags=flags, child_element_ids=ids, sub_frames=[])
