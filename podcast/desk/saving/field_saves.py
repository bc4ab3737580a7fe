"""Saves of single fields: the splice of `podcast set`, on the file as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from podcast.desk.saving.outcomes import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.desk.saving.history import History
    from podcast.desk.saving.outcomes import Outcome
    from podcast.show.yaml_reader import YamlValue


class SavingDesk(Protocol):
    """What a save needs of the desk."""

    @property
    def root(self) -> Path:
        """The folder of the show."""

    @property
    def history(self) -> History:
        """The steps that can be undone."""


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """One field of an episode, or of the show (no slug), that a form changes.

    A text is taken exactly as it was typed; in a field that is no text it means what it says: `12` in a number, `true`,
    a list or a group as JSON (or as a value). An empty text, or None, removes the field or the item. `field` is named
    as in problems: `title`, `chapters[2].start`; the item after the last one adds one. `old` is the value that the form
    was loaded with, `digest` that of the file then (SHA-256, hex).
    """

    slug: str | None
    field: str
    old: YamlValue
    new: YamlValue
    digest: str


def save_field(desk: SavingDesk, edit: FieldEdit) -> Outcome:
    """Save one field: into the file that the form was loaded from, else into the one that it became, if both fit.

    Args:
        desk: the desk.
        edit: the field.
    """
    return Refused(edit.field, str(desk.root))
