"""A recording before it is mastered: read once, to know how loud it is and where its sound begins and ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.audio import edit
from podcast.audio.decode import again, blocks, probe
from podcast.audio.loudness import SILENCE, hear, measure
from podcast.errors import AudioError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.job import MasterJob
    from podcast.audio.loudness import Hearing

_LONGEST = 180  # seconds of an intro or outro


@dataclass(frozen=True, slots=True)
class Source:
    """A recording and how it is edited: read it as often as wanted, it is the same each time."""

    recording: Path
    sample_rate: int
    channels: int
    cut: edit.Cut
    pieces: tuple[Any, Any] = (None, None)  # intro and outro
    offset: bool = True  # whether one was found in it, and taken away

    @property
    def samples(self) -> int:
        """How long it is after editing."""
        return edit.length(self.cut, self.sample_rate, self.pieces)

    def blocks(self, start: int = 0) -> Iterator[NDArray[np.float32]]:
        """The edited samples from one of them on, shape (channels, n) each."""
        return edit.edited(self._recorded, self.cut, self.sample_rate, self.pieces, start)

    def _recorded(self, start: int) -> Iterator[NDArray[np.float32]]:
        return again(self.recording, self.sample_rate, self.channels, start, offset=self.offset)


def surveyed(job: MasterJob) -> tuple[Source, float, Hearing]:
    """Reads the recording once: where its sound begins and ends, how long (seconds) and how loud it is.

    Raises:
        AudioError: the recording, the intro or the outro cannot be used.
    """
    targets, sound = job.targets, probe(job.recording)
    rate = targets.sample_rate
    channels = targets.count(sound.channels)
    ends, offsets = _Ends(edit.LOOK * rate), list[bool]()
    recorded = blocks(job.recording, rate, channels, lambda: offsets.append(True))
    before = hear(ends.passing(recorded), rate, job.threads)
    loudness = before.measured.loudness
    if loudness <= SILENCE:
        raise AudioError(job.recording, _("is silent, or shorter than 0.4 s"), _("see that it is the right recording"))
    cut = edit.Cut(0, ends.total)
    if targets.trim_silence:
        cut = edit.trimmed(*ends.both(), ends.total, rate, loudness)
    intro, outro = (_piece(path, rate, channels, loudness) for path in (job.intro, job.outro))
    source = Source(job.recording, rate, channels, cut, (intro, outro), bool(offsets))
    edited = hear(source.blocks(), rate, job.threads) if intro or outro else before
    return source, ends.total / rate, edited


class _Ends:
    """Keeps the first and the last samples of a stream that passes by, to find silence in."""

    def __init__(self, length: int) -> None:
        self.length, self.total = length, 0
        self.head: list[NDArray[np.float32]] = []
        self.tail: list[NDArray[np.float32]] = []

    def passing(self, stream: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        for block in stream:
            if self.total < self.length:
                self.head.append(edit.loudest(block[:, : self.length - self.total]))
            self.total += block.shape[1]
            self.tail.append(block)
            while sum(part.shape[1] for part in self.tail[1:]) >= self.length:
                del self.tail[0]
            yield block

    def both(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The first and the last samples, shape (1, n), which are kept no longer."""
        import numpy as np

        head = np.concatenate(self.head, axis=1)
        tail = np.concatenate([edit.loudest(self.tail.pop(0)) for _ in range(len(self.tail))], axis=1)
        self.head.clear()
        return head, tail[:, -self.length :]


def _piece(path: Path | None, rate: int, channels: int, loudness: float) -> Any:
    """An intro or outro as a segment, as loud as the recording that it stands beside."""
    import numpy as np

    if path is None:
        return None
    parts = list(blocks(path, rate, channels))
    if sum(part.shape[1] for part in parts) > _LONGEST * rate:
        raise AudioError(
            path, _("is longer than {longest} s").format(longest=_LONGEST), _("make the intro or outro shorter")
        )
    own = measure(parts, rate).loudness
    segment = edit.segment(np.concatenate(parts, axis=1), rate)
    return segment.apply_gain(round(loudness - own, 1)) if own > SILENCE else segment
