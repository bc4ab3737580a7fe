"""Interface of speech recognisers: any class that implements `Engine` can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 16000  # Hz, the rate that recognisers are trained on


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word, with its punctuation; times in seconds from the start of the recording."""

    start: float
    end: float
    text: str


class Engine(Protocol):
    """A speech recogniser."""

    def words(self, sound: NDArray[np.float32]) -> Iterator[Word]:
        """Yield the words of a recording in the order of time, as soon as each is recognised.

        Args:
            sound: one channel at `SAMPLE_RATE`, shape (n,), full scale 1.0.
        """
        ...
