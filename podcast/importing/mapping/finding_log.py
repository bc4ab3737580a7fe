"""Collector of the findings of a mapping."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podcast.importing.findings import ImportFinding

if TYPE_CHECKING:
    from podcast.importing.findings import FindingKind


@dataclass(slots=True)
class FindingLog:
    """The findings so far; `where` is the item that is mapped, empty for the show."""

    findings: list[ImportFinding] = field(default_factory=list)
    where: str = ""
    _logged_keys: set[tuple[str, str]] = field(default_factory=set)

    def add(self, rule: str, kind: FindingKind, sentence: str) -> None:
        """Add a finding about the current item, or about the show; the same one only once."""
        finding = ImportFinding(rule, self.where, sentence, kind)
        if not (self.findings and self.findings[-1] == finding):
            self.findings.append(finding)

    def add_once(self, key: str, rule: str, kind: FindingKind, sentence: str) -> None:
        """Add a finding unless there is one of the same rule and key, at whatever item."""
        if (rule, key) not in self._logged_keys:
            self._logged_keys.add((rule, key))
            self.add(rule, kind, sentence)
