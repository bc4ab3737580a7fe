"""Saves of chapters and soundbites: a splice of episode.yaml, or of the marker file that holds the chapters."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal, TypeAlias

from podcast.authoring.edits.guarded_write import replace_file
from podcast.authoring.set_field import present_field
from podcast.desk.marks.mark_edits import AddMark, RemoveMark, SetMark, edited_chapters, edited_soundbites
from podcast.desk.marks.mark_list import read_mark_files
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
    from podcast.desk.marks.mark_edits import Mark, MarkEdit
    from podcast.desk.marks.mark_list import MarkFiles
    from podcast.desk.saving.outcomes import Outcome
    from podcast.show.yaml_reader import YamlValue

MarkKind: TypeAlias = Literal["chapters", "soundbites"]


def save_mark(desk: Desk, slug: str, kind: MarkKind, edit: MarkEdit) -> Outcome:
    """Save an edit of a chapter or a soundbite.

    Args:
        desk: of the show.
        slug: of the episode.
        kind: the list.
        edit: of one mark, with the values that the page showed.
    """
    try:
        files = read_mark_files(desk.root, slug)
    except ShowError as error:
        return Refused("", str(error), error.problems)
    if kind == "chapters" and files.origin == "file":
        return _save_in_marker_file(desk, slug, files, edit)
    if kind == "chapters" and files.origin == "recording":
        return Refused(kind, desk.translate("chapters.from_recording"))
    items = files.chapters if kind == "chapters" else files.soundbites
    new = (edited_chapters if kind == "chapters" else edited_soundbites)(items, edit)
    if new is None:
        return Refused(kind, desk.translate("chapters.gone"))
    return save_field(desk, field_edit(slug, kind, items, new, files.digest))


def field_edit(
    slug: str, kind: MarkKind, items: Sequence[YamlValue], new: Sequence[YamlValue], digest: str
) -> FieldEdit:
    """Return the smallest edit that makes a list another: of one item, of one more at the end, else of the list."""
    changed = [number for number, pair in enumerate(zip(items, new, strict=False), 1) if pair[0] != pair[1]]
    if len(new) == len(items) and len(changed) == 1:
        number = changed[0]
        return FieldEdit(slug, f"{kind}[{number}]", items[number - 1], new[number - 1], digest)
    if len(new) == len(items) + 1 and items and not changed:
        return FieldEdit(slug, f"{kind}[{len(new)}]", None, new[-1], digest)
    return FieldEdit(slug, kind, list(items), list(new), digest)


def take_over_chapters(desk: Desk, slug: str, chapters: Sequence[YamlValue]) -> Outcome:
    """Write the chapters of a marker file, or of the recording, into episode.yaml."""
    field = present_field(desk.root, slug, "chapters")
    return save_field(
        desk, FieldEdit(slug, "chapters", field.value, list(chapters), read_mark_files(desk.root, slug).digest)
    )


def _save_in_marker_file(desk: Desk, slug: str, files: MarkFiles, edit: MarkEdit) -> Outcome:
    """Save an edit in the marker file, in the form that it has."""
    data, path = files.marker_data, files.marker_file
    number = None if isinstance(edit, AddMark) else _number(data, edit.number, edit.old)
    if number is None and isinstance(edit, SetMark) and _number(data, edit.number, edit.new) is not None:
        new: bytes | None = data  # saved already: a form may come twice
    elif number is None and not isinstance(edit, AddMark):
        return Refused("chapters", desk.translate("chapters.gone"))
    else:
        new = _edited_file(data, edit, number or 0)
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


def _edited_file(data: bytes, edit: MarkEdit, number: int) -> bytes | None:
    if isinstance(edit, AddMark):
        return add_marker(data, edit.new.start, edit.new.title)
    if isinstance(edit, RemoveMark):
        return remove_marker(data, number)
    start = edit.new.start if edit.new.start != edit.old.start else None
    title = edit.new.title if edit.new.title != edit.old.title else None
    return data if start is None and title is None else set_marker(data, number, start, title)


def _number(data: bytes, number: int, shown: Mark) -> int | None:
    """Return the number of a chapter of a marker file, from 0 on; None if it is not there as the page shows it."""
    try:
        markers = read_markers(data, "")
    except ShowError:
        return None
    chapters = [(marker.start, marker.title) for marker in markers if not is_cut_mark(marker)]
    name = (shown.start, shown.title)
    if number <= len(chapters) and chapters[number - 1] == name:
        return number - 1
    return chapters.index(name) if name in chapters else None
