"""ID3 tags: what an app shows of a file that it knows nothing else of.

Written as ID3v2.3, which every player reads, with a fixed padding, before a copy of the master: the audio frames stay
as they are, byte for byte. A new tag is a new line of `TEXTS`.

Sources: ID3 tag version 2.3.0, ID3v2 Chapter Frame Addendum (id3.org).
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast import addresses, files
from podcast.artifacts import Audio
from podcast.show.model import plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.show.model import Episode, Show

TAGS = 1  # raise it when the same episode shall be tagged anew
_PADDING = 4096  # bytes, so that a short correction does not move the sound

# ISO 639-2 codes, which ID3 wants, of the languages that podcasts here are made in.
_LANGUAGES = {"de": "deu", "en": "eng", "fr": "fra", "it": "ita", "nl": "nld", "pl": "pol", "tr": "tur", "da": "dan"}

TEXTS: tuple[tuple[str, Callable[[Show, Episode], str | None]], ...] = (
    ("TIT2", lambda _, episode: plain(episode.title)),
    ("TPE1", lambda show, _: plain(show.author)),
    ("TPE2", lambda show, _: plain(show.author)),
    ("TALB", lambda show, _: plain(show.title)),
    ("TRCK", lambda _, episode: str(episode.episode or "")),
    ("TPOS", lambda _, episode: str(episode.season or "")),
    ("TDRC", lambda _, episode: episode.date.strftime("%Y-%m-%dT%H:%M") if episode.date else None),
    ("TCON", lambda *_: "Podcast"),
    ("TLAN", lambda show, _: _language(show)),
    ("TCOP", lambda show, episode: _copyright(show, episode)),  # noqa: PLW0108 it stands further down
)


@dataclass(frozen=True, slots=True)
class ToTag:
    """A master to be tagged: its path, its fingerprint, its facts, and the SHA-256 of the cover that goes with it."""

    path: Path
    fingerprint: str
    master: Master
    cover: str


def fingerprint(show: Show, episode: Episode, job: ToTag) -> str:
    """The hash of all that the tagged file is made from."""
    chapters = [(chapter.start, chapter.title, chapter.href) for chapter in episode.chapters]
    made_from = [
        TAGS,
        job.fingerprint,
        _texts(show, episode),
        _page(show, episode),
        chapters,
        episode.summary,
        job.cover,
    ]
    return files.digest_of(json.dumps(made_from).encode()).sha256[:32]


def tag(show: Show, episode: Episode, job: ToTag, cover: bytes, site: Path) -> Audio:
    """Writes the tagged file into `site`, under a name that holds the digest of its bytes.

    Args:
        show: for what is the same in all episodes.
        episode: its chapters in the master's time.
        job: the master.
        cover: as JPEG.
        site: the folder that is published.

    Raises:
        FileError: the disk refuses.
    """
    tags, digest = header(show, episode, job.master.seconds, cover), hashlib.sha256()
    digest.update(tags)
    with job.path.open("rb") as sound:
        while block := sound.read(files.BLOCK):
            digest.update(block)
        path = addresses.audio(episode.slug, digest.hexdigest())
        sound.seek(0)
        with files.whole(site / path) as temporary, temporary.open("wb") as out:
            out.write(tags)
            shutil.copyfileobj(sound, out, files.BLOCK)
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


def header(show: Show, episode: Episode, seconds: float, cover: bytes) -> bytes:
    """The ID3v2.3 tag of an episode; `seconds` is how long its audio is, `cover` a JPEG."""
    from mutagen import id3

    texts = _texts(show, episode)
    frames: list[Any] = [getattr(id3, name)(encoding=id3.Encoding.UTF16, text=text) for name, text in texts]
    frames.append(id3.WOAF(url=_page(show, episode)))
    if episode.summary:
        text = plain(episode.summary)
        frames.append(id3.COMM(encoding=id3.Encoding.UTF16, lang=_language(show), desc="", text=text))
    frames += _chapters(episode, seconds)
    frames.append(id3.APIC(encoding=id3.Encoding.LATIN1, mime="image/jpeg", type=3, desc="", data=cover))
    body = b"".join(_bytes(frame) for frame in frames) + bytes(_PADDING)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


def _bytes(frame: Any) -> bytes:
    """A frame as ID3v2.3 has it. One at a time: mutagen sorts what it writes together by length, chapters as well."""
    from mutagen import id3

    tags: Any = id3.ID3()
    tags.add(frame)
    tags.update_to_v23()
    out = io.BytesIO()
    tags.save(out, v1=0, v2_version=3, padding=lambda _: 0)
    return out.getvalue()[10:]


def _texts(show: Show, episode: Episode) -> list[tuple[str, str]]:
    return [(name, text) for name, source in TEXTS if (text := source(show, episode))]


def _page(show: Show, episode: Episode) -> str:
    return addresses.absolute(show, addresses.episode(episode))


def _language(show: Show) -> str:
    return _LANGUAGES.get(show.language.split("-")[0], "und")


def _copyright(show: Show, episode: Episode) -> str | None:
    """ID3 wants the year first; without a holder or a year there is no copyright line."""
    if not show.copyright or not episode.date:
        return None
    return f"{episode.date.year} {plain(show.copyright)}"


def _chapters(episode: Episode, seconds: float) -> list[Any]:
    """A table of contents and a frame a chapter, times in ms; each ends where the next begins."""
    from mutagen import id3

    starts = [round(chapter.start * 1000) for chapter in episode.chapters]
    ends = [*starts[1:], round(seconds * 1000)]
    frames: list[Any] = []
    for number, (chapter, start, end) in enumerate(zip(episode.chapters, starts, ends, strict=False), 1):
        parts: list[Any] = [id3.TIT2(encoding=id3.Encoding.UTF16, text=plain(chapter.title))]
        if chapter.href:
            parts.append(id3.WXXX(encoding=id3.Encoding.UTF16, desc="", url=chapter.href))
        frames.append(id3.CHAP(element_id=f"chp{number}", start_time=start, end_time=max(start, end), sub_frames=parts))
    if frames:
        ids = [frame.element_id for frame in frames]
        flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
        frames.append(id3.CTOC(element_id="toc", flags=flags, child_element_ids=ids, sub_frames=[]))
    return frames
