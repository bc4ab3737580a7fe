"""Which fields stand on which page, and in which rows; a field that is in no table stands in the last section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

    from podcast.desk.forms.field_view import FieldView

Rows = tuple[tuple[str, ...], ...]


def _rows(*names: str) -> Rows:
    """Return rows of one field each; names with a space between them share a row."""
    return tuple(tuple(row.split()) for row in names)


EPISODE_SECTIONS: Mapping[str, Rows] = {
    "main": _rows(
        "title", "date", "season episode type", "summary", "people", "topics", "cover", "cover_alt", "explicit"
    ),
    "elsewhere": _rows("location", "content_links", "funding", "social_interact", "images"),
    "access": _rows("language", "easy_language", "sign_language", "ai", "license"),
    "sound": _rows(
        "recording", "audio", "cuts", "tracks", "duck", "transcript", "transcript_files", "speakers", "reviewed"
    ),
    "file": _rows("itunes_title", "display", "redirects", "block", "guid", "guid_is_permalink", "extra_xml"),
}
# Fields of episodes that have pages of their own.
ON_OTHER_PAGES = frozenset({"notes", "chapters", "soundbites", "correction", "withdrawn", "draft", "accepted_hints"})

SHOW_PARTS: Mapping[str, Rows] = {
    "facts": _rows(
        "title", "subtitle", "description", "author", "cover", "cover_alt", "categories", "explicit",
        "language timezone", "type", "medium", "about", "easy_language", "sign_language", "images", "location", "ai",
    ),
    "people": _rows("people", "speakers"),
    "seasons": _rows("seasons", "topics", "featured"),
    "subscribe": _rows("subscribe", "update_frequency", "funding", "podroll", "publisher", "social_interact", "txt"),
    "sound": _rows("audio", "transcripts"),
    "legal": _rows("legal", "owner", "license", "copyright"),
    "target": _rows(
        "release", "publish", "link", "moved_from", "locked", "block", "complete", "cluster", "guid", "extra_xml"
    ),
}  # fmt: skip
# Parts that decide where listeners find the show: they are saved by a button of their own, never by themselves.
BY_BUTTON = frozenset({"target"})

_MAX_LABELS = 3


@dataclass(frozen=True, slots=True)
class FormSection:
    """A section of a page: its name, its fields in rows, the labels of those that have a value."""

    name: str
    rows: tuple[tuple[FieldView, ...], ...]

    @property
    def words(self) -> str:
        """The labels of the first fields that are filled in."""
        labels = [view.label for view in self._views() if _is_filled(view)]
        return ", ".join(labels[:_MAX_LABELS]) + (" …" if len(labels) > _MAX_LABELS else "")

    @property
    def is_open(self) -> bool:
        """Whether something in it needs attention."""
        return any(True for view in self._views() for _severity in _severities(view))

    @property
    def has_problem(self) -> bool:
        """Whether something in it keeps the show from being published."""
        return any(severity == "problem" for view in self._views() for severity in _severities(view))

    def _views(self) -> Iterator[FieldView]:
        for row in self.rows:
            yield from row


def episode_fields(model: type[BaseModel]) -> Mapping[str, Rows]:
    """Return the sections of the page of an episode, with every field of the model but those of other pages."""
    return _completed(model, EPISODE_SECTIONS, ON_OTHER_PAGES)


def show_fields(model: type[BaseModel]) -> Mapping[str, Rows]:
    """Return the parts of the show's settings, with every field of the model."""
    return _completed(model, SHOW_PARTS, frozenset())


def sections(rows_by_name: Mapping[str, Rows], views: Mapping[str, FieldView]) -> tuple[FormSection, ...]:
    """Return sections with the fields that a page has."""
    return tuple(
        FormSection(name, tuple(tuple(views[field] for field in row if field in views) for row in rows))
        for name, rows in rows_by_name.items()
    )


def field_names(rows_by_name: Mapping[str, Rows]) -> tuple[str, ...]:
    """Return the names of the fields of all sections."""
    return tuple(name for rows in rows_by_name.values() for row in rows for name in row)


def _completed(model: type[BaseModel], table: Mapping[str, Rows], elsewhere: frozenset[str]) -> Mapping[str, Rows]:
    missing = [name for name in model.model_fields if name not in {*field_names(table), *elsewhere}]
    last = [*table][-1]
    return {**table, last: (*table[last], *((name,) for name in missing))}


def _is_filled(view: FieldView) -> bool:
    return bool(view.field.text) or any(_is_filled(part) for part in view.parts)


def _severities(view: FieldView) -> Iterator[str]:
    """Yield how serious the messages of a field and its parts are."""
    yield from (message.severity for message in view.messages)
    for part in view.parts:
        yield from _severities(part)
