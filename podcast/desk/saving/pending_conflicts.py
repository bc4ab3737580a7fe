"""Conflicts that wait for a choice: two versions of the same place, of which one is in the file."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from podcast.authoring.edits.form_values import form_text
from podcast.desk.saving.three_way import merge_tokens
from podcast.desk.saving.word_marks import words

if TYPE_CHECKING:
    from podcast.show.yaml_reader import YamlValue


@dataclass(frozen=True, slots=True)
class PendingConflict:
    """Two versions of a place: the text before, what was entered here, and what the file has.

    `edit` is the edit that was not written; `current` the bytes of the file that it did not fit. `other_value` is the
    value of the field in the file. `can_combine` tells whether one text may be written in place of both.
    """

    edit: Any  # FieldEdit, FileEdit or PendingMark, which know conflicts
    path: str
    current: bytes | None
    base: str | None
    mine: str
    other: str
    other_value: YamlValue = None
    can_combine: bool = True
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    mine_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    other_at: datetime | None = None

    def combined(self) -> str:
        """Return both versions as one text: merged by words, else one after the other."""
        if self.base is not None:
            merge = merge_tokens(words(self.base), words(self.mine), words(self.other))
            if not merge.conflicts:
                return "".join(merge.tokens("mine"))
        parts = [part for part in (self.other, self.mine) if part.strip()]
        return "\n".join(parts) if any("\n" in part for part in parts) else " ".join(parts)


def shown_value(value: YamlValue) -> str:
    """Return a value as the text that a comparison shows: an item of a list on a line of its own."""
    if isinstance(value, list):
        return "\n".join(form_text(item) for item in value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {form_text(item)}" for key, item in value.items())
    return form_text(value)
