"""The chain: a recording becomes a master, at the right loudness, whole or not at all.

survey (decode once: loudness, edges) → edit → gain and limiter → encode → decode again and measure. What the encoder
adds to the peaks is not known before it is done, so the last step is a verdict: where the loudness or the true peak of
the decoded MP3 is off, gain or ceiling is corrected and the recording encoded again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from podcast import files
from podcast.artifacts import Master, Measured
from podcast.audio import edit
from podcast.audio.decode import blocks, even, probe
from podcast.audio.encode import encode
from podcast.audio.limit import limited
from podcast.audio.loudness import SILENCE, decibel, measure
from podcast.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.show.model import AudioTargets

CHAIN = 1  # raise it when the same recording shall be mastered anew
MOST_GAIN = 30.0  # dB; a recording that needs more is noise
_ROUNDS = 6  # corrections at most
_CLOSE = 0.1  # LU
_LONGEST = 180  # seconds of an intro or outro


@dataclass(frozen=True, slots=True)
class ToMaster:
    """A recording to be mastered into `path`, and why; `expected` is about how many bytes that will be, 0 unknown."""

    slug: str
    recording: Path
    targets: AudioTargets
    intro: Path | None
    outro: Path | None
    path: Path
    reason: str
    expected: int = 0  # bytes


@dataclass(frozen=True, slots=True)
class Level:
    """What is done to the loudness: a gain in dB, rounded to 0.1, and the limiter's ceiling in dBTP."""

    gain: float
    ceiling: float


@dataclass(frozen=True, slots=True)
class _Source:
    """A recording and how it is edited: read it as often as wanted, it is the same each time."""

    recording: Path
    sample_rate: int
    channels: int
    cut: edit.Cut
    intro: Any
    outro: Any

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
        level, cut, samples, after = _encoded(source, job.targets, before, temporary)
        size = temporary.stat().st_size
    made = Master(
        path=job.path.name,
        heard=round(heard, 3),
        seconds=round(samples / source.sample_rate, 3),
        sample_rate=source.sample_rate,
        channels=source.channels,
        bitrate=job.targets.bitrate,
        shift=round(edit.shift(source.cut, source.sample_rate, source.intro), 6),
        before=before,
        after=after,
        gain=level.gain,
        limited=cut,
    )
    files.write(job.path.with_suffix(".json"), json.dumps({"size": size, **asdict(made)}, indent=1).encode())
    return made


def _surveyed(job: ToMaster) -> tuple[_Source, float, Measured]:
    """Reads the recording once: where its sound begins and ends, how long (seconds) and how loud it is."""
    import numpy as np

    targets, sound = job.targets, probe(job.recording)
    rate = targets.sample_rate
    channels = {"mono": 1, "stereo": 2, "source": min(sound.channels, 2)}[targets.channels]
    ends = _Ends(edit.LOOK * rate)
    before = measure(ends.passing(blocks(job.recording, rate, channels)), rate)
    if before.loudness <= SILENCE:
        raise AudioError(job.recording, "is silent, or shorter than 0.4 s", "see that it is the right recording")
    cut = edit.Cut(0, ends.total)
    if targets.trim_silence:
        tail = np.concatenate(ends.tail, axis=1)[:, -edit.LOOK * rate :]
        cut = edit.trimmed(np.concatenate(ends.head, axis=1), tail, ends.total, rate, before.loudness)
    intro, outro = (_piece(path, rate, channels, before.loudness) for path in (job.intro, job.outro))
    source = _Source(job.recording, rate, channels, cut, intro, outro)
    return source, ends.total / rate, measure(source.blocks(), rate) if intro or outro else before


class _Ends:
    """Keeps the first and the last samples of a stream that passes by."""

    def __init__(self, length: int) -> None:
        self.length, self.total = length, 0
        self.head: list[NDArray[np.float32]] = []
        self.tail: list[NDArray[np.float32]] = []

    def passing(self, stream: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        for block in stream:
            if self.total < self.length:
                self.head.append(block[:, : self.length - self.total])
            self.total += block.shape[1]
            self.tail.append(block)
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


def _encoded(
    source: _Source, targets: AudioTargets, before: Measured, path: Path
) -> tuple[Level, float, int, Measured]:
    """Encodes until loudness and true peak fit: level, the limiter's deepest cut (dB), samples, what came out."""
    level = _settled(source, planned(before, targets), targets, before)
    for _ in range(_ROUNDS):
        deepest = [1.0]
        louder = limited(source.blocks(), source.sample_rate, level.gain, level.ceiling, deepest.append)
        samples = encode(louder, targets, source.channels, path)
        after = measure(blocks(path, source.sample_rate, source.channels), source.sample_rate)
        better = corrected(level, after, targets)
        if better == level:
            return level, round(-decibel(min(deepest)), 1), samples, after
        level = better
    raise AudioError(
        source.recording,
        f"cannot be brought to {targets.loudness:g} LUFS under {targets.true_peak:g} dBTP (it comes out at "
        f"{after.loudness:.1f} LUFS, {after.true_peak:.1f} dBTP)",
        "look for loud clicks in it, or lower audio.loudness",
    )


def _settled(source: _Source, level: Level, targets: AudioTargets, before: Measured) -> Level:
    """The level with what the limiter takes away made good, found without encoding."""
    if before.true_peak + level.gain <= level.ceiling:
        return level
    for _ in range(_ROUNDS):
        louder = limited(source.blocks(), source.sample_rate, level.gain, level.ceiling)
        heard = measure(louder, source.sample_rate)
        better = corrected(level, replace(heard, true_peak=-99.0), targets)
        if better == level:
            break
        level = better
    return level


def planned(before: Measured, targets: AudioTargets) -> Level:
    """The first try. The ceiling leaves room for what encoding adds to the peaks: more at fewer bits."""
    room = 1.0 if targets.bitrate >= 112 else 1.5
    return Level(_rounded(targets.loudness - before.loudness), targets.true_peak - room)


def corrected(level: Level, after: Measured, targets: AudioTargets) -> Level:
    """The next try, or the same level when what came out fits."""
    off, over = targets.loudness - after.loudness, after.true_peak - targets.true_peak
    gain = _rounded(level.gain + off) if abs(off) > _CLOSE else level.gain
    return Level(gain, round(level.ceiling - over - 0.1, 2) if over > 0 else level.ceiling)


def _rounded(gain: float) -> float:
    """To 0.1 dB, so that the last bits of a measurement decide nothing."""
    return min(round(gain, 1), MOST_GAIN) + 0.0
