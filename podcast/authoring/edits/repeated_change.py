"""A change of a field that is planned again when the file was edited elsewhere between plan and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.authoring.set_field import apply_change
from podcast.errors import InputChangedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.authoring.set_field import FieldChange

MAX_TRIES: Final = 100  # each fails only because another edit was written


def make_change(
    root: Path, plan: Callable[[], FieldChange], require: Callable[[FieldChange], object] = bool
) -> FieldChange:
    """Plan and write a change of a field, again and again until no other edit comes between.

    Args:
        root: of the show.
        plan: returns the change of the file as it is now.
        require: raises what is in its way.

    Raises:
        InputChangedError: the file is edited all the time.
        FileError: the disk refuses.
        PodcastError: as `plan` and `require` do.
    """
    for _number in range(MAX_TRIES - 1):
        change = plan()
        require(change)
        try:
            apply_change(root, change)
        except InputChangedError:
            continue
        return change
    change = plan()
    require(change)
    apply_change(root, change)
    return change
