"""How often Python looks for circular references, in the command and in its workers."""

from __future__ import annotations

import gc
from typing import Final

# New objects until the next search, and how often older ones are searched as well. A show of thousands of episodes has
# millions of objects without circles: to look at them took a tenth of a build.
_THRESHOLDS: Final = (200_000, 20, 100)


def relax_garbage_collection() -> None:
    """Look for circular references rarely; all other objects are freed as soon as nothing refers to them."""
    gc.set_threshold(*_THRESHOLDS)
