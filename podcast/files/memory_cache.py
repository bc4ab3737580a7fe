"""Results in memory, for a program that reads the same show again and again: what is valid there is not looked up.

It stands before the rows of `podcast.files.cache`: a result is valid while its state is the same, as a row is. Results
that were not asked for between two calls of `start` are forgotten, so that none outlives its file.
"""

from __future__ import annotations

from typing import Any, Final


class MemoryCache:
    """Results by kind and key, each with the state of all that it depends on; any thread may ask.

    Args:
        keeps: whether anything is kept; without, every result is made again.
    """

    def __init__(self, *, keeps: bool = True) -> None:
        """Keep nothing yet."""
        self._keeps = keeps
        self._before: dict[tuple[str, str], tuple[Any, Any]] = {}
        self._now: dict[tuple[str, str], tuple[Any, Any]] = {}

    def start(self) -> None:
        """Begin to read a show: what is not asked for until the next call is forgotten then."""
        self._before, self._now = self._now, {}

    def get(self, kind: str, key: str, state: Any) -> Any:
        """Return a result that is valid in this state; None if there is none."""
        place = kind, key
        entry = self._now.get(place) or self._before.get(place)
        if entry is None or entry[0] != state:
            return None
        self._now[place] = entry
        return entry[1]

    def put(self, kind: str, key: str, state: Any, value: Any) -> None:
        """Keep a result that is valid in this state."""
        if self._keeps:
            self._now[kind, key] = state, value

    def state(self, kind: str, key: str) -> Any:
        """Return the state of the last result that was asked for or kept; None if there is none."""
        entry = self._now.get((kind, key)) or self._before.get((kind, key))
        return entry[0] if entry else None

    def __len__(self) -> int:
        """The number of results."""
        return len(self._before.keys() | self._now.keys())


NO_MEMORY: Final = MemoryCache(keeps=False)  # of a command, which reads a show once
