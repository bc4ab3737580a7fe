"""The recordings of the bench, made from the shipped placeholders and from figures: the same on every run.

A conversation: the placeholders' voices in turn, each clip at a level of its own, a jingle every five minutes, a
room's noise; claps if wanted (some above full scale, so that they clip as they do in a bad room), and music under it.
It is written piece by piece: an hour of it takes no more memory than a minute.
"""

from __future__ import annotations

import hashlib
import wave
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

EPISODES = Path(__file__).resolve().parents[1] / "episodes"
SPOKEN = -26.0  # dBFS, mean power of a clip before its own level
LEVELS = (0.0, -3.0, 2.0, -6.0, 3.0, -1.0, 5.0)  # dB, clip after clip
PANS = (0.5, 0.35, 0.65)  # 0 left, 1 right
PAUSE = 0.6  # seconds between two clips
NOISE = 10 ** (-60 / 20)
JINGLES = 300.0  # seconds from one jingle to the next
JINGLE = 5.0  # seconds
CHORDS = ((220.0, 277.2, 329.6), (196.0, 246.9, 293.7), (174.6, 220.0, 261.6))  # Hz


@dataclass(frozen=True, slots=True)
class Kind:
    """What a recording is like.

    `rate` in Hz, `bits` a sample; all but the claps is `level` dB louder than usual; the loudest clap is `claps` times
    full scale (0: nobody claps); with music under it, or not.
    """

    name: str
    rate: int = 44100
    channels: int = 2
    bits: int = 16
    level: float = 0.0  # dB
    claps: float = 0.0
    music: bool = False


CONVERSATION = Kind("conversation", claps=1.2)
KINDS = (
    CONVERSATION,
    Kind("speech"),
    Kind("speech-mono", channels=1),
    Kind("speech-and-music", music=True),
    Kind("speech-and-music-mono", channels=1, music=True),
    Kind("speech-22-khz", rate=22050, channels=1),
    Kind("speech-48-khz", rate=48000),
    Kind("speech-96-khz-24-bit", rate=96000, bits=24),
    Kind("quiet-speech-loud-claps", level=-10.0, claps=1.2),
)


def recording(kind: Kind, seconds: int, seed: int, folder: Path) -> Path:
    """The recording's path; it is made if it is not there yet.

    Args:
        kind: what it is like.
        seconds: how long.
        seed: another seed, another conversation.
        folder: where recordings are kept.
    """
    path = folder / f"{kind.name}-{seconds}-{seed}-{_version(kind)}.wav"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        _written(part, kind, conversation(kind, seconds, seed))
        part.replace(path)
    return path


def _version(kind: Kind) -> str:
    """What is kept of an older script or other placeholders is not used."""
    made_from = hashlib.sha256(Path(__file__).read_bytes() + repr(astuple(kind)).encode())
    for path in sorted(EPISODES.glob("*/recording.*")):
        made_from.update(path.read_bytes())
    return made_from.hexdigest()[:8]


def _written(path: Path, kind: Kind, pieces: Iterator[NDArray[np.float64]]) -> None:
    import numpy as np

    width, full = kind.bits // 8, 2 ** (kind.bits - 1) - 1
    with wave.open(str(path), "wb") as file:
        file.setnchannels(kind.channels)
        file.setsampwidth(width)
        file.setframerate(kind.rate)
        for piece in pieces:
            whole = np.rint(np.clip(piece.T, -1, 1) * full).astype("<i4")
            file.writeframes(np.ascontiguousarray(whole).view(np.uint8).reshape(-1, 4)[:, :width].tobytes())


def conversation(kind: Kind, seconds: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """A conversation, piece by piece: shape (channels, n), full scale 1.0, some of it above."""
    import numpy as np

    random, left, number = np.random.default_rng(seed), seconds * kind.rate, seed
    jingle_due = 0
    while left > 0:
        at = seconds * kind.rate - left
        piece = _jingle(kind) if at >= jingle_due else _turn(kind, number, random)
        number += at < jingle_due
        jingle_due += int(JINGLES * kind.rate) if at >= jingle_due else 0
        piece = piece[:, :left] + NOISE * random.standard_normal((kind.channels, min(left, piece.shape[1])))
        left -= piece.shape[1]
        yield piece + _music(kind, at, piece.shape[1]) if kind.music else piece


def _turn(kind: Kind, number: int, random: np.random.Generator) -> NDArray[np.float64]:
    """One voice's turn, a pause after it; people clap at every other."""
    import numpy as np

    clips = _clips(kind.rate)
    voice = clips[number % len(clips)] * 10 ** ((LEVELS[number % len(LEVELS)] + kind.level) / 20)
    voice = np.pad(voice, (0, int(PAUSE * kind.rate)))
    sides = np.sqrt([1 - PANS[number % len(PANS)], PANS[number % len(PANS)]]) if kind.channels == 2 else np.ones(1)
    turn = sides[:, None] * voice[None, :]
    return turn + kind.claps * _claps(turn.shape, kind.rate, random) if kind.claps and number % 2 else turn


def _claps(shape: tuple[int, ...], rate: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Six claps: noise that dies away within hundredths of a second, up to full scale."""
    import numpy as np

    claps, length = np.zeros(shape), min(int(0.08 * rate), shape[1])
    for _ in range(6):
        at = int(random.integers(0, shape[1] - length + 1))
        burst = random.uniform(-1, 1, (shape[0], length)) * np.exp(-np.arange(length) / (0.012 * rate))
        claps[:, at : at + length] += burst * random.uniform(0.4, 1.0)
    return claps


def _jingle(kind: Kind) -> NDArray[np.float64]:
    """Three chords, struck one after the other; left and right a little out of tune."""
    import numpy as np

    time = np.arange(int(JINGLE * kind.rate)) / kind.rate
    loud = 0.12 * 10 ** (kind.level / 20)
    jingle = np.zeros((kind.channels, time.size))
    for beat, chord in enumerate(CHORDS):
        since = np.clip(time - beat, 0, None)
        struck = (time >= beat) * np.exp(-1.5 * since) * np.minimum(since / 0.005, 1)
        for side in range(kind.channels):
            pitches = [(tone * part * (1 + 0.002 * side), part) for tone in chord for part in (1, 2, 3)]
            jingle[side] += loud * struck * sum(np.sin(2 * np.pi * pitch * since) / part for pitch, part in pitches)
    return jingle


def _music(kind: Kind, start: int, count: int) -> NDArray[np.float64]:
    """Chords that swell and change every four seconds, well below the voices."""
    import numpy as np

    time = (start + np.arange(count)) / kind.rate
    chord = np.array(CHORDS)[(time // 4).astype(int) % len(CHORDS)].T
    swell = 0.03 * np.sin(np.pi * (time % 4) / 4)
    apart = 1 + 0.003 * np.arange(kind.channels)[:, None]
    return swell * sum(np.sin(2 * np.pi * tone * apart * time) for tone in chord)


@cache
def _clips(rate: int) -> tuple[NDArray[np.float64], ...]:
    """Every placeholder as one channel at `rate` (Hz), all brought to the same power."""
    import numpy as np

    heard = [_decoded(path, rate) for path in sorted(EPISODES.glob("*/recording.*"))]
    return tuple(clip * (10 ** (SPOKEN / 20) / np.sqrt(np.mean(clip**2))) for clip in heard)


def _decoded(path: Path, rate: int) -> NDArray[np.float64]:
    import av
    import numpy as np

    with av.open(str(path)) as container:
        resampler = av.AudioResampler("flt", "mono", rate)
        frames = (part for frame in container.decode(audio=0) for part in resampler.resample(frame))
        return np.concatenate([*(frame.to_ndarray()[0] for frame in frames)]).astype(np.float64)
