"""The chain: a recording becomes a master, at the right loudness, whole or not at all.

survey (decode once: loudness, edges) → edit → gain and limiter → encode → decode again and measure. What the encoder
adds to the peaks is not known before it is done, so the last step is a verdict: where a true peak of the decoded MP3
passes the ceiling, the limiter goes deeper at that place and only the chunks around it are encoded again; where the
loudness is off, the gain is corrected and all of them are.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from podcast import files
from podcast.artifacts import Levels, Master, Measured
from podcast.audio import edit
from podcast.audio.decode import blocks, even, probe
from podcast.audio.encode import Encoding, encode, touched
from podcast.audio.level import Target, corrected, planned
from podcast.audio.limit import DIP, limited
from podcast.audio.loudness import HOP, SILENCE, decibel, hear, measure
from podcast.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.encode import Seams
    from podcast.audio.limit import Level
    from podcast.audio.loudness import Hearing
    from podcast.show.model import AudioTargets

CHAIN = 1  # raise it when the same recording shall be mastered anew
_ROUNDS = 8  # corrections at most
_LONGEST = 180  # seconds of an intro or outro
_PEAKS = 1000  # values of a waveform


@dataclass(frozen=True, slots=True)
class ToMaster:
    """A recording to be mastered into `path`, and why.

    `expected` is about how many bytes that will be (0: unknown), `threads` on how many cores it may run: the master is
    the same.
    """

    slug: str
    recording: Path
    targets: AudioTargets
    intro: Path | None
    outro: Path | None
    path: Path
    reason: str
    expected: int = 0  # bytes
    threads: int = 1


@dataclass(frozen=True, slots=True)
class _Source:
    """A recording and how it is edited: read it as often as wanted, it is the same each time."""

    recording: Path
    sample_rate: int
    channels: int
    cut: edit.Cut
    intro: Any
    outro: Any

    @property
    def samples(self) -> int:
        """How long it is after editing."""
        return edit.length(self.cut, self.sample_rate, self.intro, self.outro)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        raw = blocks(self.recording, self.sample_rate, self.channels)
        return even(edit.edited(raw, self.cut, self.sample_rate, self.intro, self.outro), self.channels)


def fingerprint(recording: str, targets: AudioTargets, intro: str | None, outro: str | None) -> str:
    """The name of a master: the hash of all that it is made from (digests of the files, targets, the chain)."""
    wanted = targets.model_dump(exclude={"intro", "outro"})
    made_from = json.dumps([CHAIN, recording, intro, outro, wanted], sort_keys=True)
    return files.digest_of(made_from.encode()).sha256[:32]


def known(path: Path) -> Master | None:
    """The facts of a master that is there, whole; None when it has to be made."""
    try:
        facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
        if path.stat().st_size != facts.pop("size"):
            return None
    except (OSError, ValueError, KeyError):
        return None
    return Master(**facts | {name: Measured(**facts[name]) for name in ("before", "after")})


def master(job: ToMaster) -> Master:
    """Makes a master and keeps its facts beside it.

    Raises:
        AudioError: the recording, the intro or the outro cannot be used.
        FileError: the disk refuses.
    """
    source, heard, before = _surveyed(job)
    with files.whole(job.path) as temporary:
        result = _encoded(job, source, before, temporary)
        size = temporary.stat().st_size
    made = Master(
        path=job.path.name,
        heard=round(heard, 3),
        seconds=round(source.samples / source.sample_rate, 3),
        sample_rate=source.sample_rate,
        channels=source.channels,
        bitrate=job.targets.bitrate,
        shift=round(edit.shift(source.cut, source.sample_rate, source.intro), 6),
        before=before.measured,
        after=result.heard.measured,
        gain=result.level.gain,
        limited=round(-decibel(result.cut), 1),
    )
    running = asdict(_levels(source, before, result))
    files.write(job.path.with_suffix(".levels.json"), json.dumps(running, separators=(",", ":")).encode())
    files.write(job.path.with_suffix(".json"), json.dumps({"size": size, **asdict(made)}, indent=1).encode())
    return made


def _surveyed(job: ToMaster) -> tuple[_Source, float, Hearing]:
    """Reads the recording once: where its sound begins and ends, how long (seconds) and how loud it is."""
    import numpy as np

    targets, sound = job.targets, probe(job.recording)
    rate = targets.sample_rate
    channels = {"mono": 1, "stereo": 2, "source": min(sound.channels, 2)}[targets.channels]
    ends = _Ends(edit.LOOK * rate)
    before = hear(ends.passing(blocks(job.recording, rate, channels)), rate, job.threads)
    loudness = before.measured.loudness
    if loudness <= SILENCE:
        raise AudioError(job.recording, "is silent, or shorter than 0.4 s", "see that it is the right recording")
    cut = edit.Cut(0, ends.total)
    if targets.trim_silence:
        tail = np.concatenate(ends.tail, axis=1)[:, -edit.LOOK * rate :]
        cut = edit.trimmed(np.concatenate(ends.head, axis=1), tail, ends.total, rate, loudness)
    intro, outro = (_piece(path, rate, channels, loudness) for path in (job.intro, job.outro))
    source = _Source(job.recording, rate, channels, cut, intro, outro)
    edited = hear(source.blocks(), rate, job.threads) if intro or outro else before
    return source, ends.total / rate, edited


class _Ends:
    """Keeps the first and the last samples of a stream that passes by, one channel of them."""

    def __init__(self, length: int) -> None:
        self.length, self.total = length, 0
        self.head: list[NDArray[np.float32]] = []
        self.tail: list[NDArray[np.float32]] = []

    def passing(self, stream: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        for block in stream:
            if self.total < self.length:
                self.head.append(edit.loudest(block[:, : self.length - self.total]))
            self.total += block.shape[1]
            self.tail.append(edit.loudest(block))
            while sum(part.shape[1] for part in self.tail[1:]) >= self.length:
                del self.tail[0]
            yield block


def _piece(path: Path | None, rate: int, channels: int, loudness: float) -> Any:
    """An intro or outro as a segment, as loud as the recording that it stands beside."""
    import numpy as np

    if path is None:
        return None
    parts = list(blocks(path, rate, channels))
    if sum(part.shape[1] for part in parts) > _LONGEST * rate:
        raise AudioError(path, f"is longer than {_LONGEST} s", "make the intro or outro shorter")
    own = measure(parts, rate).loudness
    segment = edit.segment(np.concatenate(parts, axis=1), rate)
    return segment.apply_gain(round(loudness - own, 1)) if own > SILENCE else segment


@dataclass(frozen=True, slots=True)
class _Result:
    """What came out: how it was made, the limiter's deepest cut as a ratio, and how the decoded file sounds."""

    level: Level
    cut: float
    heard: Hearing


def _encoded(job: ToMaster, source: _Source, before: Hearing, path: Path) -> _Result:
    """Encodes until loudness and true peak of the decoded file fit.

    Raises:
        AudioError: they never do.
    """
    targets, rate, cuts = job.targets, source.sample_rate, [1.0]
    target = Target(targets.loudness, targets.true_peak, targets.bitrate)
    level, only = planned(before, target), None
    seams: dict[int, Seams] = {}
    for _ in range(_ROUNDS):
        sound = partial(_limited, source, level, cuts)
        encode(Encoding(sound, source.samples, targets, source.channels, path, job.threads, seams=seams), only)
        heard = hear(blocks(path, rate, source.channels), rate, job.threads, targets.true_peak)
        better = corrected(level, before, heard, target)
        if better == level:
            return _Result(level, min(cuts), heard)
        only = (
            None if better.gain != level.gain else touched(source.samples, [place for place, _ in heard.over], 2 * DIP)
        )
        cuts, level = cuts if only else [1.0], better
    if not heard.over:  # as loud as it gets
        return _Result(level, min(cuts), heard)
    raise AudioError(
        source.recording,
        f"cannot be brought to {targets.loudness:g} LUFS under {targets.true_peak:g} dBTP (it comes out at "
        f"{heard.measured.loudness:.1f} LUFS, {heard.measured.true_peak:.1f} dBTP)",
        "look for loud clicks in it, or lower audio.loudness",
    )


def _limited(source: _Source, level: Level, cuts: list[float], start: int) -> Iterator[NDArray[np.float32]]:
    return limited(source.blocks(), source.sample_rate, level, start, cuts.append)


# --- levels ----------------------------------------------------------------------------------------------------------


def levels(path: Path) -> Levels | None:
    """How the loudness of a master runs; None when it is not known."""
    try:
        raw = json.loads(path.with_suffix(".levels.json").read_text("utf-8"))
        return Levels(*(tuple(raw[name]) for name in ("before", "after", "peaks")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _levels(source: _Source, before: Hearing, result: _Result) -> Levels:
    """From what was heard anyway: nothing is decoded for it."""
    early = 0 if source.intro or source.outro else source.cut.start * HOP // source.sample_rate
    curves = [
        [round(float(value), 1) for value in short[HOP - 1 :: HOP]]
        for short in (before.short[early:], result.heard.short)
    ]
    peaks = result.heard.peaks
    width = max(1, -(-peaks.size // _PEAKS))
    highest = [round(min(1.0, float(peaks[at : at + width].max())), 3) for at in range(0, peaks.size, width)]
    return Levels(tuple(curves[0]), tuple(curves[1]), tuple(highest))
