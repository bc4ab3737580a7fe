"""Where a show is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podcast.model.fields import TargetSettings
    from podcast.publish.targets.target import Target


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a show is published: its settings, the opened target, and its location as it was written."""

    settings: TargetSettings
    target: Target
    location: str
