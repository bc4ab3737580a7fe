"""The chain: a recording becomes a master, at the right loudness, whole or not at all.

survey (decode once: loudness, edges) → edit → gain and limiter → encode → decode again and measure. What the encoder
adds to the peaks is not known before it is done, so the last step is a verdict: where a true peak of the decoded MP3
passes the ceiling, the limiter goes deeper at that place and only some seconds around it are encoded again; where the
loudness is off, the gain is corrected and all is.
"""

from __future__ import annotations

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

from podcast.artifacts import Levels, Master, Measured
from podcast.audio import edit
from podcast.audio import limiter as limit
from podcast.audio import opus_m4a as formats
from podcast.audio.blocks import first, without_first
from podcast.audio.ebur128 import HOP
from podcast.audio.first_pass import Source, surveyed
from podcast.audio.gain import UNSEEN, Target, corrected, planned
from podcast.audio.limiter import DIP
from podcast.audio.loudness import Span, decibel, hear, joined
from podcast.audio.mp3.decoder import played
from podcast.audio.mp3.encode import Encoding, encode
from podcast.audio.mp3.patch import mend
from podcast.errors import AudioError
from podcast.files import atomic
from podcast.files.digest import digest_of
from podcast.i18n import _, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.job import MasterJob
    from podcast.audio.limiter import Level
    from podcast.audio.loudness import Hearing
    from podcast.model.groups import AudioTargets

CHAIN = 1  # raise it when the same recording shall be mastered anew
_ROUNDS = 8  # corrections at most
_LEAST = 20  # seconds that are worth a thread to hear them
_PEAKS = 1000  # values of a waveform


def fingerprint(recording: str, targets: AudioTargets, intro: str | None, outro: str | None) -> str:
    """The name of a master: the hash of all that it is made from (digests of the files, targets, the chain)."""
    wanted = targets.model_dump(exclude={"intro", "outro"})
    made_from = json.dumps([CHAIN, recording, intro, outro, wanted], sort_keys=True)
    return digest_of(made_from.encode()).sha256[:32]


def known(path: Path, others: tuple[str, ...] = ()) -> Master | None:
    """The facts of a master that is there, whole and in all formats; None when it has to be made."""
    if levels(path) is None or not all(path.with_suffix(f".{name}").is_file() for name in others):
        return None
    try:
        facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
        if path.stat().st_size != facts.pop("size"):
            return None
    except (OSError, ValueError, KeyError):
        return None
    return Master(**facts | {name: Measured(**facts[name]) for name in ("before", "after")})


def master(job: MasterJob) -> Master:
    """Makes a master and keeps its facts beside it.

    Raises:
        AudioError: the recording, the intro or the outro cannot be used.
        FileError: the disk refuses.
    """
    source, heard, before = surveyed(job)
    with atomic.atomic_path(job.path) as temporary:
        result = _encoded(job, source, before, temporary)
        size = temporary.stat().st_size
    made = Master(
        path=job.path.name,
        recording_seconds=round(heard, 3),
        seconds=round(source.samples / source.sample_rate, 3),
        sample_rate=source.sample_rate,
        channels=source.channels,
        bitrate=job.targets.bitrate,
        shift=round(edit.shift(source.cut, source.sample_rate, source.pieces[0]), 6),
        before=before.measured,
        after=result.heard.measured,
        gain=result.level.gain,
        limited=round(-decibel(result.cut), 1),
    )
    _others(job, source, result.level)
    running = asdict(_levels(source, before, result))
    atomic.write(job.path.with_suffix(".levels.json"), json.dumps(running, separators=(",", ":")).encode())
    atomic.write(job.path.with_suffix(".json"), json.dumps({"size": size, **asdict(made)}, indent=1).encode())
    return made


def _others(job: MasterJob, source: Source, level: Level) -> None:
    """The other formats, from the same limited samples, in one pass; each whole or not at all."""
    if not job.formats:
        return
    with contextlib.ExitStack() as stack:
        paths = {name: stack.enter_context(atomic.atomic_path(job.other(name))) for name in job.formats}
        formats.write(_limited(source, level, [], 0), source.sample_rate, source.channels, paths)


@dataclass(frozen=True, slots=True)
class _Result:
    """What came out: how it was made, the limiter's deepest cut as a ratio, and how the decoded file sounds."""

    level: Level
    cut: float
    heard: Hearing


def _encoded(job: MasterJob, source: Source, before: Hearing, path: Path) -> _Result:
    """Encodes until loudness and true peak of the decoded file fit.

    Raises:
        AudioError: they never do.
    """
    targets, cuts = job.targets, [1.0]
    target = Target(targets.loudness, targets.true_peak, targets.bitrate)
    level = planned(before, target)
    heard: Hearing | None = None
    for _round in range(_ROUNDS):
        sound = partial(_limited, source, level, cuts)
        encoding = Encoding(sound, source.samples, targets, source.channels, path, job.threads)
        if heard is None:
            encode(encoding)
            heard = _heard(encoding)
        else:
            heard = _heard_again(encoding, heard, mend(encoding, [place for place, _ in heard.over], 2 * DIP))
        better = corrected(level, before, heard, target, -decibel(min(cuts)))
        if better == level:
            return _Result(level, min(cuts), heard)
        if better.gain != level.gain:
            cuts, heard = [1.0], None
        level = better
    if heard and not heard.over:  # as loud as it gets
        return _Result(level, min(cuts), heard)
    what = _("cannot be brought to {loudness:g} LUFS under {true_peak:g} dBTP").format(
        loudness=targets.loudness, true_peak=targets.true_peak
    )
    if heard:
        came = _("it comes out at {loudness} LUFS, {true_peak} dBTP")
        measured = {
            "loudness": format_number(heard.measured.loudness),
            "true_peak": format_number(heard.measured.true_peak),
        }
        what += f" ({came.format(**measured)})"
    raise AudioError(source.recording, what, _("look for loud clicks in it, or lower audio.loudness"))


def _limited(source: Source, level: Level, cuts: list[float], start: int) -> Iterator[NDArray[np.float32]]:
    """What is encoded, from a sample on."""
    begin = max(0, start - limit.before(source.sample_rate))
    blocks = limit.limited(source.blocks(begin), source.sample_rate, level, begin, cuts.append)
    return without_first(start - begin, blocks)


# --- the verdict -----------------------------------------------------------------------------------------------------


def _heard(encoding: Encoding) -> Hearing:
    """The whole of an encoded file, in as many parts as there are threads."""
    seconds = encoding.samples // encoding.targets.sample_rate
    count = max(1, min(encoding.threads, seconds // _LEAST))
    firsts = [seconds * number // count for number in range(count)]
    spans = map(Span, firsts, [*firsts[1:], None])
    with ThreadPoolExecutor(encoding.threads) as pool:
        return joined(list(pool.map(partial(_heard_part, encoding), spans)))


def _heard_part(encoding: Encoding, span: Span) -> Hearing:
    """A part of it, as players hear it."""
    rate, ceiling = encoding.targets.sample_rate, encoding.targets.true_peak - UNSEEN
    start = (span.first - span.early) * rate
    sound = first(encoding.samples - start, played(encoding.path, encoding.targets, encoding.channels, start))
    return hear(sound, rate, ceiling=ceiling, span=span)


def _heard_again(encoding: Encoding, heard: Hearing, changed: list[tuple[int, int]]) -> Hearing:
    """What is heard now that some spans of samples are new: a window of loudness reaches three seconds back."""
    rate = encoding.targets.sample_rate
    seconds = encoding.samples // rate
    for low, high in changed:
        last = high // rate + 4
        span = Span(low // rate, last if last <= seconds else None)
        heard = heard.with_part(span.first, _heard_part(encoding, span), rate)
    return heard


# --- levels ----------------------------------------------------------------------------------------------------------


def levels(path: Path) -> Levels | None:
    """How the loudness of a master runs; None when it is not known."""
    try:
        raw = json.loads(path.with_suffix(".levels.json").read_text("utf-8"))
        return Levels(*(tuple(raw[name]) for name in ("before", "after", "peaks")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _levels(source: Source, before: Hearing, result: _Result) -> Levels:
    """From what was heard anyway: nothing is decoded for it."""
    early = 0 if any(source.pieces) else source.cut.start * HOP // source.sample_rate
    curves = [
        [round(float(value), 1) for value in short[HOP - 1 :: HOP]]
        for short in (before.short[early:], result.heard.short)
    ]
    peaks = result.heard.tops
    width = max(1, -(-peaks.size // _PEAKS))
    highest = [round(min(1.0, float(peaks[at : at + width].max())), 3) for at in range(0, peaks.size, width)]
    return Levels(tuple(curves[0]), tuple(curves[1]), tuple(highest))
