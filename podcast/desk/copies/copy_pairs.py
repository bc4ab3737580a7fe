"""Conflict copies and their originals, and the parts in which two texts differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.checks.folders.conflict_hints import CONFLICT_COPY
from podcast.desk.saving.three_way import changes
from podcast.model.file_names import EPISODES
from podcast.model.values.conflict_copies import conflict_copies
from podcast.show.media_files import list_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.desk.desk_session import Desk

MAX_TEXT_BYTES: Final = 8_000_000
_LINE: Final = re.compile(rb"[^\n]*\n|[^\n]+\Z")


@dataclass(frozen=True, slots=True)
class CopyPair:
    """A conflict copy and its original: their paths below the root, as the disk has them."""

    copy: str
    original: str


def show_folder(slug: str | None) -> str:
    """Return the folder of an episode below the root; empty for the show itself."""
    return f"{EPISODES}/{slug}" if slug else ""


def copy_pairs(desk: Desk, slug: str | None) -> tuple[CopyPair, ...]:
    """Return the conflict copies in the folder of an episode, or of the show; those that it uses are none."""
    folder = show_folder(slug)
    try:
        names = list_folder(desk.root / folder)
    except OSError:
        return ()
    copies = conflict_copies(names)
    episode = desk.show().episodes.get(slug) if slug and copies else None
    if episode and CONFLICT_COPY in episode.accepted_hints:
        return ()
    used = {episode.recording, episode.transcript, episode.cover, episode.notes_file} if episode else set()
    prefix = f"{folder}/" if folder else ""
    pairs = (CopyPair(f"{prefix}{names[copy]}", f"{prefix}{names[original]}") for copy, original in copies.items())
    return tuple(pair for pair in pairs if pair.copy not in used and (desk.root / pair.copy).is_file())


def copies_by_slug(desk: Desk) -> Mapping[str | None, int]:
    """Return the number of conflict copies in each folder that has any."""
    counts = {slug: len(copy_pairs(desk, slug)) for slug in (None, *desk.show().slugs)}
    return {slug: count for slug, count in counts.items() if count}


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of two texts: the same lines in both (number None), or those of each where they differ."""

    number: int | None
    file: bytes
    copy: bytes


def is_text(data: bytes) -> bool:
    """Whether a file can be compared by lines: UTF-8 of a size that a page can show."""
    if len(data) > MAX_TEXT_BYTES or b"\0" in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def text_parts(file: bytes, copy: bytes) -> tuple[TextPart, ...]:
    """Return the parts of two texts, in order."""
    lines, other = _LINE.findall(file), tuple(_LINE.findall(copy))
    parts: list[TextPart] = []
    position = 0
    for number, change in enumerate(changes(lines, other)):
        same = b"".join(lines[position : change.start])
        parts += [TextPart(None, same, same)] if same else []
        parts.append(TextPart(number, b"".join(lines[change.start : change.stop]), b"".join(change.tokens)))
        position = change.stop
    rest = b"".join(lines[position:])
    return (*parts, TextPart(None, rest, rest)) if rest else tuple(parts)


def chosen_text(parts: tuple[TextPart, ...], choices: Mapping[int, str]) -> bytes:
    """Return the text of the chosen parts.

    Args:
        parts: of both texts.
        choices: `copy` or `both` for the number of a part; the file's own lines stay where there is none.
    """
    return b"".join(_chosen_parts(parts, choices))


def _chosen_parts(parts: tuple[TextPart, ...], choices: Mapping[int, str]) -> Iterator[bytes]:
    for part in parts:
        choice = choices.get(part.number, "file") if part.number is not None else "file"
        if choice == "both" and part.file and not part.file.endswith(b"\n"):
            yield part.file + b"\n" + part.copy
        else:
            yield {"file": part.file, "copy": part.copy, "both": part.file + part.copy}[choice]
