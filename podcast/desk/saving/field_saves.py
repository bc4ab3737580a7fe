"""Saves of single fields: the splice of `podcast set`, on the file as it is now."""

from __future__ import annotations

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


def save_field(desk: SavingDesk, slug: str | None, field: str, old: YamlValue, new: YamlValue, digest: str) -> Outcome:
    """Save one field of an episode or of the show.

    A text is taken exactly as it was typed; in a field that is no text it means what it says: `12` in a number, `true`,
    a list or a group as JSON. An empty text, or None, removes the field or the item.

    Args:
        desk: the desk.
        slug: of the episode; None for the show itself.
        field: as problems name it: `title`, `chapters[2].start`; the item after the last one adds one.
        old: the value that the form was loaded with.
        new: the value that it has now.
        digest: of the file when the form was loaded (SHA-256, hex).
    """
    return Refused(field, "")
