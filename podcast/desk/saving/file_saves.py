"""Saves of whole files: an edit of the version that a page was loaded from, merged into the file as it is now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from podcast.authoring.edits.guarded_write import edit_lock, read_bytes, replace_held_file
from podcast.desk.saving.history import EditStep, StepPlace
from podcast.desk.saving.outcomes import Conflict, Refused, Saved
from podcast.desk.saving.pending_conflicts import PendingConflict
from podcast.desk.saving.three_way import Merge, Region, merge_tokens
from podcast.errors import PodcastError
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.desk.saving.history import History
    from podcast.desk.saving.outcomes import Outcome

_LINE: Final = re.compile(rb"[^\n]*\n|[^\n]+\Z")


class SavingDesk(Protocol):
    """What a save needs of the desk."""

    @property
    def root(self) -> Path:
        """The folder of the show."""

    @property
    def history(self) -> History:
        """The steps that can be undone."""


@dataclass(frozen=True, slots=True)
class FileEdit:
    """An edit of a file, such as a cue of a transcript or a paragraph of notes.

    `path` is relative to the root; `before` is the version that the edit was made from (None: no file), `after` the
    file with it (None: without it). Both are whole files: what differs is the edit.
    """

    label: str
    path: str
    before: bytes | None
    after: bytes | None
    place: StepPlace


def save_file(desk: SavingDesk, edit: FileEdit) -> Outcome:
    """Save an edit of a file: as it is, else merged with what others have changed in other lines.

    Args:
        desk: the desk.
        edit: the file before and after it.
    """
    try:
        with desk.history.lock, edit_lock(desk.root):
            return _save_held(desk, edit)
    except PodcastError as error:
        return Refused("", str(error))


def _save_held(desk: SavingDesk, edit: FileEdit) -> Outcome:
    current = read_bytes(desk.root / edit.path)
    if current == edit.after:
        return Saved(edit.path, _digest(desk, current), "", is_changed=False)
    if current == edit.before:
        new = edit.after
    elif current is None or edit.before is None or edit.after is None:
        return pending_file(desk, edit, current, None)
    else:
        merge = merge_lines(edit.before, edit.after, current)
        if merge.conflicts:
            return pending_file(desk, edit, current, merge)
        new = b"".join(merge.tokens("mine"))
    replace_held_file(desk.root, edit.path, current, new)
    desk.history.add(EditStep(edit.label, edit.path, current, new, edit.place))
    return Saved(edit.path, _digest(desk, new), "")


def merge_lines(base: bytes, mine: bytes, other: bytes) -> Merge[bytes]:
    """Return the merge of two versions of a file by lines, which keep their ends."""
    return merge_tokens(*(tuple(_LINE.findall(data)) for data in (base, mine, other)))


def _digest(desk: SavingDesk, data: bytes | None) -> str:
    return desk.history.versions.add(data) if data is not None else ""


def pending_file(desk: SavingDesk, edit: FileEdit, current: bytes | None, merge: Merge[bytes] | None) -> Conflict:
    """Keep the edit until a side is chosen; nothing is written."""
    regions, base = _conflict_regions(edit, current, merge)
    conflict = PendingConflict(
        edit,
        edit.path,
        current,
        base,
        "".join(_text(region.mine) for region in regions),
        "".join(_text(region.other) for region in regions),
        can_combine=merge is not None and len(regions) == 1,
        other_at=changed_at(desk.root / edit.path),
    )
    desk.history.add_conflict(conflict)
    return Conflict(conflict.id)


def _conflict_regions(
    edit: FileEdit, current: bytes | None, merge: Merge[bytes] | None
) -> tuple[tuple[Region[bytes], ...], str | None]:
    """Return the parts that both sides changed, and their text before; the whole files if one side has none."""
    if merge is None:
        return (Region(0, 0, (edit.after or b"",), (current or b"",), is_conflict=True),), None
    regions = merge.conflicts
    return regions, "".join(_text(merge.base[region.start : region.stop]) for region in regions)


def _text(lines: tuple[bytes, ...]) -> str:
    return b"".join(lines).decode("utf-8", "replace").replace("\r\n", "\n")


def changed_at(path: Path) -> datetime | None:
    """Return when a file was written; None if there is none."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None


def chosen_file(conflict: PendingConflict, edit: FileEdit, choice: str, text: str) -> bytes | None:
    """Return the bytes that a file gets by a choice.

    Args:
        conflict: of the file.
        edit: that was not written.
        choice: `mine`, `other` or `both`.
        text: in place of both versions.

    Raises:
        PodcastError: there is no text for both.
    """
    if conflict.current is None or edit.before is None or edit.after is None:
        return edit.after if choice == "mine" else conflict.current
    merge = merge_lines(edit.before, edit.after, conflict.current)
    if choice != "both":
        return b"".join(merge.tokens("mine" if choice == "mine" else "theirs"))
    if not conflict.can_combine:
        raise PodcastError(_("both versions cannot be combined here; choose one of them"))
    region = merge.conflicts[0]
    newline = b"\r\n" if any(line.endswith(b"\r\n") for line in (*region.mine, *region.other)) else b"\n"
    lines = newline.join(text.replace("\r\n", "\n").rstrip("\n").encode().split(b"\n")) + newline
    chosen = Region(region.start, region.stop, (lines,), (lines,), is_conflict=True)
    regions = tuple(chosen if part == region else part for part in merge.regions)
    return b"".join(Merge(merge.base, regions).tokens("mine"))
