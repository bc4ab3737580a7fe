"""Chapters and soundbites as their page shows them, and what it is sent with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from podcast.desk.forms.problem_sentences import problem_sentences
from podcast.desk.marks.mark_edits import AddMark, Mark, RemoveMark, SetMark
from podcast.desk.marks.mark_list import chapter_rows, soundbite_rows
from podcast.desk.marks.times import shown_time, typed_time
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from podcast.artifacts import Master
    from podcast.desk.desk_session import Desk
    from podcast.desk.marks.mark_edits import MarkEdit
    from podcast.desk.marks.mark_saves import MarkKind
    from podcast.errors import Problem
    from podcast.model.show import Episode

_NAME = re.compile(r"([cs]-(?:\d+|new))-(\w+)(-was)?")
_NUMBER = re.compile(r"(chapters|soundbites)(?:\[(\d+)\])?")
_KINDS: Mapping[str, MarkKind] = {"c": "chapters", "s": "soundbites"}
_FIELDS = {"c": ("start", "title", "href", "image"), "s": ("start", "end", "title")}


@dataclass(frozen=True, slots=True)
class RowMessage:
    """A problem or a hint of a row, or of a list as a whole."""

    severity: Literal["problem", "hint"]
    text: str


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """Rows that were sent and not saved: their texts by key (`c-2`, `s-new`), and the reasons."""

    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SentRow:
    """A row of a form: its key, the texts that it has, and those that it showed."""

    key: str
    texts: Mapping[str, str]
    shown: Mapping[str, str]

    @property
    def kind(self) -> MarkKind:
        """The list that it belongs to."""
        return _KINDS[self.key[0]]

    @property
    def is_changed(self) -> bool:
        """Whether a text is another than it showed; of a new row, whether it has any."""
        if self.key.endswith("new"):
            return bool(self.texts.get("title", "").strip() or (self.key[0] == "s" and self.texts.get("start")))
        return any(self.shown.get(name, text) != text for name, text in self.texts.items())


def sent_rows(form: Mapping[str, str]) -> Iterator[SentRow]:
    """Yield the rows of a form, by the names of its inputs."""
    texts, shown = dict[str, dict[str, str]](), dict[str, dict[str, str]]()
    for name, value in form.items():
        if match := _NAME.fullmatch(name):
            (shown if match[3] else texts).setdefault(match[1], {})[match[2]] = value
    for key, own in texts.items():
        yield SentRow(key, own, shown.get(key, {}))


def row_edit(row: SentRow) -> MarkEdit | None:
    """Return the edit that a changed row means; None if one of its times is none."""
    new = _mark(row.key, row.texts)
    if row.key.endswith("new"):
        return AddMark(new) if new else None
    old = _mark(row.key, {**row.texts, **row.shown})
    return SetMark(_row_number(row.key), old, new) if old and new else None


def removal(row: SentRow) -> RemoveMark | None:
    """Return the edit that removes a row."""
    old = _mark(row.key, {**row.texts, **row.shown})
    return RemoveMark(_row_number(row.key), old) if old else None


def shown_marks(rows: Iterable[SentRow], kind: MarkKind) -> list[Mark]:
    """Return the marks of a list as the page of a form showed them."""
    marks = [_mark(row.key, row.shown) for row in rows if row.kind == kind]
    return [mark for mark in marks if mark]


def _row_number(key: str) -> int:
    return int(key.partition("-")[2])


def _mark(key: str, texts: Mapping[str, str]) -> Mark | None:
    start, title = typed_time(texts.get("start", "")), " ".join(texts.get("title", "").split())
    if start is None:
        return None
    if key.startswith("c"):
        href, image = texts.get("href"), texts.get("image")
        return Mark(start, title, href and href.strip(), image and image.strip())
    if not texts.get("end", "").strip():
        return Mark(start, title)
    end = typed_time(texts["end"])
    return Mark(start, title, duration=round(end - start, 3)) if end is not None and end > start else None


# --- what the page shows ----------------------------------------------------------------------------------------------


def marks_context(desk: Desk, episode: Episode, master: Master | None, rejected: RejectedRows) -> dict[str, Any]:
    """Return what `marks.html` needs of the rows.

    Args:
        desk: of the show.
        episode: with times of the recording.
        master: made from it; None if there is none yet.
        rejected: what was sent and not saved.
    """
    chapters, soundbites = chapter_rows(episode, master), soundbite_rows(episode, master)
    state = desk.show()
    rows = {f"c-{row.number}" for row in chapters} | {f"s-{row.number}" for row in soundbites}
    messages = {
        **dict(_messages("hint", state.hints(episode.slug), rows)),
        **dict(_messages("problem", state.problems(episode.slug), rows)),
        **{key: RowMessage("problem", text) for key, text in rejected.messages.items()},
    }
    return {
        "chapters": [_chapter(desk, row, master, rejected) for row in chapters],
        "soundbites": [_soundbite(desk, row, rejected) for row in soundbites],
        "messages": messages,
        "rejected": frozenset(rejected.messages),
        "new": {"chapter": _new("c", rejected), "soundbite": _new("s", rejected)},
    }


def _messages(
    severity: Literal["problem", "hint"], problems: Iterable[Problem], rows: set[str]
) -> Iterator[tuple[str, RowMessage]]:
    """Yield what `check` says of chapters and soundbites, by the key of the row; of the list where it has no row."""
    for problem in problems:
        if match := _NUMBER.match(problem.field):
            key = f"{match[1][0]}-{match[2]}"
            yield key if key in rows else match[1], RowMessage(severity, problem_sentences(problem))


def _new(kind: str, rejected: RejectedRows) -> Mapping[str, str]:
    return dict.fromkeys(_FIELDS[kind], "") | dict(rejected.texts.get(f"{kind}-new", {}))


def _chapter(desk: Desk, row: Any, master: Master | None, rejected: RejectedRows) -> dict[str, Any]:
    shown = {"start": shown_time(row.start, desk.language), "title": row.title, "href": row.href, "image": row.image}
    in_master = "" if master is None else desk.translate("chapters.left_out")
    if row.in_master is not None:
        in_master = shown_time(row.in_master, desk.language)
    typed = {**shown, **rejected.texts.get(f"c-{row.number}", {})}
    values = {name: getattr(row, name) for name in ("number", "start", "title", "href", "image")}
    return {**values, "shown": shown, "typed": typed, "master_text": in_master}


def _soundbite(desk: Desk, row: Any, rejected: RejectedRows) -> dict[str, Any]:
    start, end = (shown_time(seconds, desk.language) for seconds in (row.start, row.end))
    shown = {"start": start, "end": end, "title": row.title}
    length = format_time(row.duration).removeprefix("0:").lstrip("0") if row.duration < 60 else ""
    length = f"{length} s" if length else format_time(row.duration)
    typed = {**shown, **rejected.texts.get(f"s-{row.number}", {})}
    text = length.replace(".", ",") if desk.language == "de" else length
    return {
        "number": row.number,
        "start": row.start,
        "end": row.end,
        "title": row.title,
        "shown": shown,
        "typed": typed,
        "length_text": text,
    }
