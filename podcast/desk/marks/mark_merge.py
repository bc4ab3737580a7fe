"""Three-way merge of chapters and soundbites that two windows have changed, part by part, or a conflict.

Pure. The parts of a mark are start, end, title, link and picture. What only one side has changed is merged; a part that
both have changed, each in another way, is a clash, of which both versions are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from podcast.desk.marks.mark_edits import AddMark, Mark, RemoveMark, SetMark
from podcast.desk.saving.three_way import changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.desk.marks.mark_edits import MarkEdit

Part: TypeAlias = float | str | None


@dataclass(frozen=True, slots=True)
class MarkClash:
    """Two versions of a mark: `mine`, and `in_file` with its number, counted from 1; None: removed.

    `before` is the mark as the page showed it.
    """

    mine: Mark | None
    in_file: Mark | None
    number: int
    before: Mark


def merged_edit(present: Sequence[Mark | None], shown: Sequence[Mark], edit: MarkEdit) -> MarkEdit | MarkClash | None:
    """Return an edit as it applies to the marks as they are now; None if there is nothing left to do.

    Args:
        present: the marks of the file in their order; None where an item is no mark.
        shown: those of the page that the edit was made on.
        edit: that was made there.
    """
    if isinstance(edit, AddMark):
        return edit
    index = _counterpart(present, shown, edit)
    in_file = None if index is None else present[index]
    if index is None or in_file is None:
        return _without_counterpart(present, edit)
    number = index + 1
    if isinstance(edit, RemoveMark):
        return (
            MarkClash(None, in_file, number, edit.old) if _changed(edit.old, in_file) else RemoveMark(number, in_file)
        )
    if not _is_alike(in_file, edit.old):
        return MarkClash(edit.new, in_file, number, edit.old)
    merged, is_clash = _merge(edit.old, edit.new, in_file)
    return MarkClash(merged, in_file, number, edit.old) if is_clash else SetMark(number, in_file, merged)


def _without_counterpart(present: Sequence[Mark | None], edit: SetMark | RemoveMark) -> MarkClash | None:
    """Return what becomes of an edit of a mark that others have removed; one that came twice is saved already."""
    if isinstance(edit, RemoveMark) or any(mark and _is_named(mark, edit.new) for mark in present):
        return None
    return MarkClash(edit.new, None, edit.number, edit.old)


def _counterpart(present: Sequence[Mark | None], shown: Sequence[Mark], edit: SetMark | RemoveMark) -> int | None:
    """Return the index of a mark in the other list: by start and title, else by its neighbours.

    Of the marks that the page did not show, one with the same start or title is that mark.
    """
    old, index = edit.old, edit.number - 1
    same = [place for place, mark in enumerate(present) if mark and _is_named(mark, old)]
    if same:
        return index if index in same else same[0]
    shown_names = {_name(mark) for mark in shown}
    new_marks = [(place, mark) for place, mark in enumerate(present) if mark and _name(mark) not in shown_names]
    if isinstance(edit, SetMark) and any(_is_named(mark, edit.new) for mark in present if mark):
        return None
    alike = sorted(
        (mark.title != old.title, abs(mark.start - old.start), place)
        for place, mark in new_marks
        if _is_alike(mark, old)
    )
    place = alike[0][-1] if alike else _aligned([_name(mark) for mark in shown], present, index)
    return place if place in dict(new_marks) else None


def _aligned(shown: Sequence[tuple[float, str]], present: Sequence[Mark | None], index: int) -> int | None:
    """Return the place of an item in a list of which some are others now; None if that is unclear."""
    names = [_name(mark) if mark else (-1.0, "") for mark in present]
    shift = 0
    for change in changes(shown, names):
        if change.start <= index < change.stop:
            return index + shift if len(change.tokens) == change.stop - change.start else None
        if change.start > index:
            break
        shift += len(change.tokens) - (change.stop - change.start)
    return index + shift


def _name(mark: Mark) -> tuple[float, str]:
    return round(mark.start, 3), " ".join(mark.title.split())


def _is_named(mark: Mark, other: Mark) -> bool:
    return _name(mark) == _name(other)


def _is_alike(mark: Mark, old: Mark) -> bool:
    (start, title), (old_start, old_title) = _name(mark), _name(old)
    return start == old_start or (bool(title) and title == old_title)


def _parts(mark: Mark) -> dict[str, Part]:
    """Return what can be changed of a mark, as forms show it; None: it has no such part."""
    start, title = _name(mark)
    end = None if mark.duration is None else round(mark.start + mark.duration, 3)
    image = None if mark.image is None else mark.image.removeprefix("./")
    return {"start": start, "end": end, "title": title, "href": mark.href, "image": image}


def _changed(old: Mark, new: Mark) -> dict[str, Part]:
    """Return the parts that are others; one that is missing on one side is none of them."""
    before, after = _parts(old), _parts(new)
    return {name: part for name, part in after.items() if part != before[name] and None not in {part, before[name]}}


def _merge(old: Mark, new: Mark, in_file: Mark) -> tuple[Mark, bool]:
    """Return a mark with the changes of both sides, and whether they clash; where they do, it has those of `new`."""
    mine, elsewhere = _changed(old, new), _changed(old, in_file)
    is_clash = any(name in elsewhere and elsewhere[name] != part for name, part in mine.items())
    texts = {name: getattr(new if name in mine else in_file, name) for name in ("title", "href", "image")}
    start = (new if "start" in mine else in_file).start
    end = _parts(new if "end" in mine else in_file)["end"]
    if end is None or not mine.keys() & {"start", "end"}:
        return Mark(start, duration=in_file.duration, **texts), is_clash
    duration = round(float(end) - start, 3)
    return (Mark(start, duration=duration, **texts), is_clash) if duration > 0 else (new, True)
