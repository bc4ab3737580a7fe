"""The progress of rendering: how many cards or pages are done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PROGRESS_STEP = 8  # cards or pages between two events


@dataclass(frozen=True, slots=True)
class RenderingProgress:
    """The number of cards or pages that are rendered, of how many."""

    kind: Literal["cards", "pages"]
    done: int
    total: int
