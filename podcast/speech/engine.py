"""What recognises speech, as seen from outside; any that keeps to `Engine` will do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

RATE = 16000  # Hz, what recognisers are trained on


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was heard, with its punctuation; times in seconds from the start of the sound."""

    start: float
    end: float
    text: str


class Engine(Protocol):
    """Something that recognises speech."""

    def words(self, sound: NDArray[np.float32]) -> Iterator[Word]:
        """The words of a sound in the order of time, as soon as each is known.

        Args:
            sound: one channel at `RATE`, shape (n,), full scale 1.0.
        """
        ...
