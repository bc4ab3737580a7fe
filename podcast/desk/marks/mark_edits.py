"""Edits of the lists of chapters and soundbites: the list before and after, as values of episode.yaml.

Pure. What others have changed since a page was loaded is merged before, see `mark_merge`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from podcast.desk.marks.times import typed_time
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from podcast.show.yaml_reader import YamlValue

USUAL_SOUNDBITE_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter or a soundbite as a form has it; `duration` of soundbites, `href` and `image` of chapters.

    None: the form has no such field, and it stays as it is; empty: it is left out.
    """

    start: float
    title: str
    href: str | None = None
    image: str | None = None
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class SetMark:
    """A mark that becomes another; `number` counts from 1."""

    number: int
    old: Mark
    new: Mark


@dataclass(frozen=True, slots=True)
class AddMark:
    """One more mark."""

    new: Mark


@dataclass(frozen=True, slots=True)
class RemoveMark:
    """A mark that goes away; `number` counts from 1."""

    number: int
    old: Mark


MarkEdit = SetMark | AddMark | RemoveMark


def chapter_marks(items: Sequence[YamlValue]) -> tuple[Mark | None, ...]:
    """Return the chapters of a list; None where an item is no chapter."""
    return tuple(_chapter_mark(item) for item in items)


def soundbite_marks(items: Sequence[YamlValue]) -> tuple[Mark | None, ...]:
    """Return the soundbites of a list; None where an item is no soundbite."""
    return tuple(_soundbite_mark(item) for item in items)


def edited_chapters(items: Sequence[YamlValue], edit: MarkEdit) -> list[YamlValue]:
    """Return a list of chapters after an edit; one that was in the order of time stays so."""
    return _edited(items, edit, _chapter_mark, _chapter_item)


def edited_soundbites(items: Sequence[YamlValue], edit: MarkEdit) -> list[YamlValue]:
    """Return a list of soundbites after an edit; see `edited_chapters`."""
    return _edited(items, edit, _soundbite_mark, _soundbite_item)


def _edited(
    items: Sequence[YamlValue],
    edit: MarkEdit,
    read: Callable[[YamlValue], Mark | None],
    write: Callable[[Mark, YamlValue], YamlValue],
) -> list[YamlValue]:
    starts = [mark.start for mark in map(read, items) if mark]
    is_in_order = len(starts) == len(items) and all(first <= second for first, second in pairwise(starts))
    if isinstance(edit, AddMark):
        result = [*items, write(edit.new, None)]
    else:
        index = edit.number - 1
        new = [write(edit.new, items[index])] if isinstance(edit, SetMark) else []
        result = [*items[:index], *new, *items[index + 1 :]]
    return sorted(result, key=lambda item: _start(read(item))) if is_in_order else result


def _start(mark: Mark | None) -> float:
    return mark.start if mark else 0.0


def _seconds(value: YamlValue) -> float | None:
    return None if isinstance(value, bool) else typed_time(str(value))


# --- chapters: `0:00 Title`, or a group of fields ---------------------------------------------------------------------


def _chapter_mark(item: YamlValue) -> Mark | None:
    if isinstance(item, dict):
        start = _seconds(item.get("start"))
        title, href, image = (str(item.get(name) or "") for name in ("title", "href", "image"))
        return None if start is None else Mark(start, title, href, image)
    time, _space, title = str(item).strip().partition(" ")
    start = _seconds(time)
    return None if start is None else Mark(start, title.strip(), "", "")


def _chapter_item(mark: Mark, old: YamlValue) -> YamlValue:
    """Return a chapter as it is written: in the form that it had, unless that cannot hold a link or a picture."""
    extra = {name: value for name, value in (("href", mark.href), ("image", mark.image)) if value is not None}
    if not isinstance(old, dict) and not any(extra.values()):
        return f"{_kept_time(mark.start, str(old or '').partition(' ')[0])} {mark.title}"
    if not isinstance(old, dict):
        return {
            "start": format_time(mark.start),
            "title": mark.title,
            **{name: value for name, value in extra.items() if value},
        }
    fields = {**old, "start": _kept_value(mark.start, old.get("start")), "title": mark.title, **extra}
    return {name: value for name, value in fields.items() if value != "" or name in {"start", "title"}}


def _kept_time(seconds: float, written: str) -> str:
    """Return a time as it is written already, if that says the same."""
    return written if written and _seconds(written) == seconds else format_time(seconds)


def _kept_value(seconds: float, written: YamlValue) -> YamlValue:
    return written if written is not None and _seconds(written) == seconds else format_time(seconds)


# --- soundbites: groups of fields -------------------------------------------------------------------------------------


def _soundbite_mark(item: YamlValue) -> Mark | None:
    if not isinstance(item, dict):
        return None
    start, duration = _seconds(item.get("start")), _seconds(item.get("duration"))
    title = str(item.get("title") or "")
    return None if start is None else Mark(start, title, duration=duration)


def _soundbite_item(mark: Mark, old: YamlValue) -> YamlValue:
    fields = old if isinstance(old, dict) else {}
    duration = mark.duration if mark.duration is not None else USUAL_SOUNDBITE_SECONDS
    new: dict[str, YamlValue] = {
        **fields,
        "start": _kept_value(mark.start, fields.get("start")),
        "duration": _kept_duration(duration, fields.get("duration")),
        "title": mark.title,
    }
    return {name: value for name, value in new.items() if value != ""}


def _kept_duration(seconds: float, written: YamlValue) -> YamlValue:
    if written is not None and _seconds(written) == seconds:
        return written
    return int(seconds) if seconds == int(seconds) else round(seconds, 3)
