"""Hints at conflict copies, which a sync service leaves beside a file that two computers have changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from podcast.i18n import _
from podcast.model.values.conflict_copies import conflict_copies
from podcast.show.locations import printable_problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from podcast.errors import Problem

CONFLICT_COPY: Final = "conflict-copy"  # the code of these hints


def conflict_hints(folder: str, names: Mapping[str, str], used: Collection[str] = ()) -> Iterator[Problem]:
    """Yield a hint for each conflict copy in a folder.

    Args:
        folder: relative to the show's root; empty for the root itself.
        names: of its files, see `media_files.list_folder`.
        used: names, as on the disk, of files that the show uses: they are no copies.
    """
    for name, original in conflict_copies(names).items():
        if names[name] in used:
            continue
        what = _("is a conflict copy of {original}: two computers have changed that file").format(original=original)
        remedy = _("compare both at `podcast desk`, or take over what is missing by hand and move the copy away")
        path = f"{folder}/{name}" if folder else name
        yield replace(printable_problem(path, (0, 0), "", (what, remedy)), code=CONFLICT_COPY)
