"""Chapters and soundbites of an episode as its files have them now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, TypeAlias

from podcast.authoring.edited_file import EditedFile
from podcast.desk.marks.times import master_time
from podcast.model.file_names import EPISODES
from podcast.show.chapters_file import RECORDING_KEYWORD

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.model.podcast_namespace import Soundbite
    from podcast.model.show import Episode
    from podcast.show.yaml_reader import YamlValue

Origin: TypeAlias = Literal["list", "file", "recording"]  # of chapters: episode.yaml, a marker file, the recording


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter, its number from 1 on; `in_master` is its time in the master, None if that has nothing of it."""

    number: int
    start: float
    title: str
    href: str
    image: str
    in_master: float | None


@dataclass(frozen=True, slots=True)
class SoundbiteMark:
    """A soundbite, its number from 1 on; times in seconds of the recording."""

    number: int
    start: float
    duration: float
    title: str
    in_master: float | None

    @property
    def end(self) -> float:
        """Where it ends."""
        return round(self.start + self.duration, 3)


@dataclass(frozen=True, slots=True)
class MarkFiles:
    """The files that hold the marks, as they were read: the items of both lists, and the marker file if there is one.

    `path`, `data` and `digest` (SHA-256, hex) are those of episode.yaml; `path` and `marker_file` are relative to the
    root.
    """

    path: str
    data: bytes

    origin: Origin
    chapters: tuple[YamlValue, ...]
    soundbites: tuple[YamlValue, ...]
    digest: str
    marker_file: str = ""
    marker_data: bytes = b""


def read_mark_files(root: Path, slug: str) -> MarkFiles:
    """Read the files that hold the marks of an episode.

    Raises:
        ShowError: episode.yaml cannot be read.
    """
    file = EditedFile.read(root, slug)
    own = (file.path, file.data)
    digest = hashlib.sha256(file.data).hexdigest()
    soundbites, chapters = _items(file.fields.get("soundbites")), file.fields.get("chapters")
    if not isinstance(chapters, str):
        return MarkFiles(*own, "list", _items(chapters), soundbites, digest)
    if chapters.strip() == RECORDING_KEYWORD:
        return MarkFiles(*own, "recording", (), soundbites, digest)
    name = f"{EPISODES}/{slug}/{chapters.strip().removeprefix('./')}"
    path = root / name
    data = path.read_bytes() if path.is_file() else b""
    return MarkFiles(*own, "file", (), soundbites, digest, name, data)


def _items(value: YamlValue) -> tuple[YamlValue, ...]:
    return tuple(value) if isinstance(value, list) else ()


def chapter_rows(episode: Episode, master: Master | None) -> tuple[ChapterMark, ...]:
    """Return the chapters of an episode.

    Args:
        episode: with times of the recording.
        master: made from it; None if there is none yet.
    """
    followed = zip_longest(episode.chapters, episode.chapters[1:])
    return tuple(
        ChapterMark(
            number,
            chapter.start,
            chapter.title,
            chapter.href or "",
            (chapter.image or "").removeprefix(f"{EPISODES}/{episode.slug}/"),
            _in_master(episode, master, chapter.start, following.start if following else None),
        )
        for number, (chapter, following) in enumerate(followed, 1)
    )


def _in_master(episode: Episode, master: Master | None, start: float, end: float | None) -> float | None:
    if master is None or episode.is_passthrough or start == 0:
        return start if master else None
    return master_time(master, start, end)


def soundbite_rows(episode: Episode, master: Master | None) -> tuple[SoundbiteMark, ...]:
    """Return the soundbites of an episode; for the arguments see `chapter_rows`."""
    return tuple(
        SoundbiteMark(number, bite.start, bite.duration, bite.title or "", _bite_in_master(episode, master, bite))
        for number, bite in enumerate(episode.soundbites, 1)
    )


def _bite_in_master(episode: Episode, master: Master | None, bite: Soundbite) -> float | None:
    if master is None or episode.is_passthrough:
        return bite.start if master else None
    return master_time(master, bite.start, bite.start + bite.duration)
