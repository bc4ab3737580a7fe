"""Findings of an import: a fault of a feed, and the measure taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

FindingKind: TypeAlias = Literal["repaired", "kept", "lost", "to do"]


@dataclass(frozen=True, slots=True)
class ImportFinding:
    """A fault of a feed, and what the import has done about it.

    Args:
        rule: key of the rule in kebab-case, such as `missing-guid`; docs/decisions/import.md has a row for each.
        where: the item's title or guid with its number in the feed; empty for the show.
        sentence: the fault and the remedy, in the language of the run.
        kind: `repaired` (a value was put right), `kept` (as it was, though it breaks a rule), `lost` (it could not be
            kept), `to do` (the producer has to decide).
    """

    rule: str
    where: str
    sentence: str
    kind: FindingKind
