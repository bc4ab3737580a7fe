"""Name and place of an edit of a field: what undo calls it, and the page that shows it."""

from __future__ import annotations

from typing import Final

from podcast.authoring.edited_file import parse_field
from podcast.desk.forms.field_labels import label
from podcast.desk.saving.history import StepPlace
from podcast.desk.sheets.form_sections import show_fields
from podcast.i18n import current_language
from podcast.model.fields import EpisodeFields, ShowFields

# The page of an episode that shows a field; all others are on that of the facts.
_PAGES: Final = {
    "notes": "notes",
    "chapters": "chapters",
    "soundbites": "chapters",
    "recording": "sound",
    "cuts": "sound",
    "accepted_hints": "sound",
    "correction": "retract",
    "withdrawn": "retract",
    "draft": "release",
}


def step_label(slug: str | None, field: str) -> str:
    """Return the name of an edit for a person: the label of the field that the file has at its top."""
    name = str(parse_field(field)[0])
    try:
        return label((EpisodeFields if slug else ShowFields, name), current_language())
    except LookupError:
        return name


def step_place(slug: str | None, field: str, url: str = "") -> StepPlace:
    """Return the place of an edit.

    Args:
        slug: of the episode; None for the show itself.
        field: as problems name it.
        url: of the page that it was made on, if that is known.
    """
    name = str(parse_field(field)[0])
    page = f"/e/{slug}/{_PAGES.get(name, 'facts')}" if slug else f"/show/{_show_part(name)}"
    return StepPlace(url or f"{page}#f-{name}", field, slug)


def _show_part(name: str) -> str:
    parts = show_fields(ShowFields)
    return next((part for part, rows in parts.items() if any(name in row for row in rows)), "facts")
