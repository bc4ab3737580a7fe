"""Saves of chapters and soundbites: a splice of episode.yaml, or of the marker file that holds the chapters."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from podcast.authoring.edits.guarded_write import replace_file
from podcast.authoring.set_field import present_field
from podcast.desk.marks.mark_conflicts import MarkFile, PendingMark, pending_mark
from podcast.desk.marks.mark_edits import (
    AddMark,
    Mark,
    RemoveMark,
    chapter_marks,
    edited_chapters,
    edited_soundbites,
    soundbite_marks,
)
from podcast.desk.marks.mark_list import read_mark_files
from podcast.desk.marks.mark_merge import MarkClash, merged_edit
from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.history import StepPlace
from podcast.desk.saving.outcomes import Refused, Saved
from podcast.errors import InputChangedError, ShowError
from podcast.markers.cut_marks import is_cut_mark
from podcast.markers.editing.edit_markers import add_marker, remove_marker, set_marker
from podcast.markers.read_markers import read_markers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.desk.desk_session import Desk
    from podcast.desk.marks.mark_edits import MarkEdit
    from podcast.desk.marks.mark_list import MarkFiles
    from podcast.desk.saving.outcomes import Outcome
    from podcast.show.yaml_reader import YamlValue

MarkKind: TypeAlias = Literal["chapters", "soundbites"]


def save_mark(desk: Desk, slug: str, kind: MarkKind, edit: MarkEdit, shown: Sequence[Mark] = ()) -> Outcome:
    """Save an edit of a chapter or a soundbite, merged with what others have changed of it.

    Args:
        desk: of the show.
        slug: of the episode.
        kind: the list.
        edit: of one mark, with the values that the page showed.
        shown: all marks of the list that the page showed.
    """
    with desk.history.lock:
        try:
            files = read_mark_files(desk.root, slug)
        except ShowError as error:
            return Refused("", str(error), error.problems)
        if kind == "chapters" and files.origin == "recording":
            return Refused(kind, desk.translate("chapters.from_recording"))
        file = _mark_file(files, kind)
        now = merged_edit(file.marks, shown, edit)
        if now is None:  # a form may come twice
            return Saved(file.path, hashlib.sha256(file.data).hexdigest(), "", is_changed=False)
        if isinstance(now, MarkClash):
            return _pending(desk, slug, kind, now, file)
        if files.origin == "file" and kind == "chapters":
            return _save_in_marker_file(desk, slug, file, now)
        items = files.chapters if kind == "chapters" else files.soundbites
        new = (edited_chapters if kind == "chapters" else edited_soundbites)(items, now)
        return save_field(desk, field_edit(slug, kind, items, new, files.digest))


def _mark_file(files: MarkFiles, kind: MarkKind) -> MarkFile:
    """Return the file that holds a list, with its marks."""
    if kind == "soundbites":
        return MarkFile(files.path, files.data, soundbite_marks(files.soundbites))
    if files.origin == "file":
        return MarkFile(files.marker_file, files.marker_data, _marker_marks(files.marker_data))
    return MarkFile(files.path, files.data, chapter_marks(files.chapters))


def _marker_marks(data: bytes) -> tuple[Mark, ...]:
    try:
        markers = read_markers(data, "")
    except ShowError:
        return ()
    return tuple(Mark(marker.start, marker.title) for marker in markers if not is_cut_mark(marker))


def _pending(desk: Desk, slug: str, kind: MarkKind, clash: MarkClash, file: MarkFile) -> Outcome:
    """Keep both versions of a mark until one is chosen."""
    label = desk.translate(f"chapters.one_of_{kind}", number=clash.number)
    place = StepPlace(f"/e/{slug}/chapters", kind, slug)
    again = partial(save_mark, desk, slug, kind)
    return pending_mark(desk, PendingMark(label, place, clash, file, again))


def field_edit(
    slug: str, kind: MarkKind, items: Sequence[YamlValue], new: Sequence[YamlValue], digest: str
) -> FieldEdit:
    """Return the smallest edit that makes a list another: of one item, of one more at the end or less, else of all."""
    changed = [number for number, pair in enumerate(zip(items, new, strict=False), 1) if pair[0] != pair[1]]
    if len(new) == len(items) and len(changed) == 1:
        number = changed[0]
        return FieldEdit(slug, f"{kind}[{number}]", items[number - 1], new[number - 1], digest)
    if len(new) == len(items) + 1 and items and not changed:
        return FieldEdit(slug, f"{kind}[{len(new)}]", None, new[-1], digest)
    if len(new) == len(items) - 1 and new:
        number = changed[0] if changed else len(items)
        if [*items[: number - 1], *items[number:]] == [*new]:
            return FieldEdit(slug, f"{kind}[{number}]", items[number - 1], None, digest)
    return FieldEdit(slug, kind, list(items), list(new), digest)


def take_over_chapters(desk: Desk, slug: str, chapters: Sequence[YamlValue]) -> Outcome:
    """Write the chapters of a marker file, or of the recording, into episode.yaml."""
    field = present_field(desk.root, slug, "chapters")
    return save_field(
        desk, FieldEdit(slug, "chapters", field.value, list(chapters), read_mark_files(desk.root, slug).digest)
    )


def _save_in_marker_file(desk: Desk, slug: str, file: MarkFile, edit: MarkEdit) -> Outcome:
    """Save an edit in the marker file, in the form that it has."""
    data, path = file.data, file.path
    new = _edited_file(data, edit)
    if new is None:
        return Refused("chapters", desk.translate("chapters.not_in_file", file=path.rpartition("/")[2]))
    if new != data:
        try:
            replace_file(desk.root, path, data, new)
        except InputChangedError:
            return Refused("chapters", desk.translate("chapters.gone"))
        place = StepPlace(f"/e/{slug}/chapters", "chapters", slug)
        desk.history.record(desk.translate("rail.chapters"), path, data, new, place)
    return Saved(path, hashlib.sha256(new).hexdigest(), "", new != data)


def _edited_file(data: bytes, edit: MarkEdit) -> bytes | None:
    if isinstance(edit, AddMark):
        return add_marker(data, edit.new.start, edit.new.title)
    if isinstance(edit, RemoveMark):
        return remove_marker(data, edit.number - 1)
    start = edit.new.start if edit.new.start != edit.old.start else None
    title = edit.new.title if edit.new.title != edit.old.title else None
    return data if start is None and title is None else set_marker(data, edit.number - 1, start, title)
