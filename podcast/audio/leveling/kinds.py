"""Tell speech from music and from other sounds, by how level and spectrum move.

Speech has deep dips several times a second, a voice, and partials that glide. Music lacks at least one of them: tones
are held, the level is steady, or the beat is regular. Noise (applause, wind, traffic) has no voice and a steady level;
whispering has no voice, but the dips. The limits were chosen on one half of the recordings of bench/dialogues.py.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from podcast.audio.leveling.features import FRAMES_PER_SECOND, TONALITIES_PER_SECOND
from podcast.audio.leveling.phrases import STEPS_PER_SECOND

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.leveling.features import SpectralFeatures

_CONTEXTS_PER_SECOND = 2
_CONTEXT_STEPS = 4 * STEPS_PER_SECOND  # a context is four seconds of sound
_HOP_STEPS = STEPS_PER_SECOND // _CONTEXTS_PER_SECOND
_BATCH_CONTEXTS = 2048
_MUSIC_EVIDENCE = 0.3  # above it a phrase is music …
_CLEAR_MUSIC_EVIDENCE = 1.3  # … unless it is below this and surrounded by speech: a voice in a large room …
_SURE_MUSIC_EVIDENCE = 2.0  # … and above this even a short one among speech
_SPEECH_MOTION = -1.5  # below it the level moves as that of speech does
_MIN_VOICING = 0.3  # of speech that is not whispered
_MIN_VOICING_STEPS = 30  # on either side of a phrase's middle: voicing is an average
_BEAT_LAGS = slice(12, 100)  # steps: 0.24 to 2 s
_NEAR_STEPS = STEPS_PER_SECOND  # phrases of one piece of music, or of one talk, are not further apart
_MIN_ISLAND_STEPS = 2 * STEPS_PER_SECOND  # a shorter stretch is of the kind of its neighbours
_MIN_DOUBTFUL_STEPS = 6 * STEPS_PER_SECOND  # the same where it is doubtful whether it is music


class Kind(IntEnum):
    """Kind of a phrase."""

    VOICE = 0
    WHISPER = 1  # speech without a voice
    OTHER = 2  # music, noise: left as it is


def phrase_kinds(
    phrases: NDArray[np.int64],
    levels: NDArray[np.float32],
    features: SpectralFeatures,
    *,
    absorbs_doubtful: bool = False,
) -> NDArray[np.int64]:
    """Return the kind of each phrase; phrases are [begin, end) in steps.

    `absorbs_doubtful`: seconds between voices that may be music or a voice in a large room are a voice.
    """
    import numpy as np

    evidence, motion = _evidence(levels, features)
    kinds = np.full(len(phrases), int(Kind.VOICE))
    is_sure, is_doubtful = np.zeros(len(phrases), bool), np.zeros(len(phrases), bool)
    for number, (begin, end) in enumerate(phrases.tolist()):
        contexts = _contexts(begin, end, evidence.size)
        music = float(evidence[contexts].mean())
        is_sure[number] = music > _SURE_MUSIC_EVIDENCE
        if music > _MUSIC_EVIDENCE:
            kinds[number] = Kind.OTHER
            is_doubtful[number] = music < _CLEAR_MUSIC_EVIDENCE and _voicing(features, begin, end) >= _MIN_VOICING
        elif _voicing(features, begin, end) < _MIN_VOICING:
            kinds[number] = Kind.WHISPER if motion[contexts].mean() < _SPEECH_MOTION else Kind.OTHER
    _absorb_beats(phrases, kinds)
    _absorb_islands(phrases, kinds, kinds == Kind.OTHER, Kind.OTHER)
    _absorb_islands(phrases, kinds, (kinds != Kind.OTHER) | is_sure, Kind.VOICE)
    if absorbs_doubtful:
        _absorb_doubtful(phrases, kinds, is_doubtful)
    return kinds


def _contexts(begin: int, end: int, count: int) -> slice:
    """Return the contexts that describe a phrase, of `count`: those around its middle half, at least one."""
    margin = min((end - begin) // 4, _HOP_STEPS)
    first = min(round((begin + margin) / _HOP_STEPS), count - 1)
    return slice(first, max(first + 1, round((end - margin) / _HOP_STEPS) + 1))


def _absorb_beats(phrases: NDArray[np.int64], kinds: NDArray[np.int64]) -> None:
    """Count short sounds without a voice next to music as music: the last beats of drums look like whispers."""
    numbers = range(1, len(phrases))
    for before, after in [
        *((number - 1, number) for number in numbers),
        *((number, number - 1) for number in numbers[::-1]),
    ]:
        gap = phrases[max(before, after)][0] - phrases[min(before, after)][1]
        is_short = phrases[after][1] - phrases[after][0] < _BEAT_LAGS.start * 2
        if kinds[before] == Kind.OTHER and kinds[after] == Kind.WHISPER and is_short and gap < _NEAR_STEPS:
            kinds[after] = Kind.OTHER


def _absorb_islands(
    phrases: NDArray[np.int64], kinds: NDArray[np.int64], is_anchor: NDArray[np.bool_], kind: Kind
) -> None:
    """Give phrases that are not `is_anchor` the kind of what surrounds them, if they are few.

    A voice among music is a singer's, and a phrase of other sounds among speech a voice that was hard to recognise.
    """
    import numpy as np

    anchors = np.flatnonzero(is_anchor)
    if not anchors.size:
        return
    for before, after in zip([-1, *anchors.tolist()], [*anchors.tolist(), len(phrases)], strict=True):
        island = slice(before + 1, after)
        if before + 1 == after or phrases[after - 1][1] - phrases[before + 1][0] >= _MIN_ISLAND_STEPS:
            continue
        near_before = before >= 0 and phrases[before + 1][0] - phrases[before][1] < _NEAR_STEPS
        near_after = after < len(phrases) and phrases[after][0] - phrases[after - 1][1] < _NEAR_STEPS
        if near_before and near_after:
            kinds[island] = kind


def _absorb_doubtful(phrases: NDArray[np.int64], kinds: NDArray[np.int64], is_doubtful: NDArray[np.bool_]) -> None:
    """Give other sounds that may be a voice the kind of the voices that surround them, if they are few."""
    import numpy as np

    edges = np.diff(np.concatenate([[0], ((kinds == Kind.OTHER) & is_doubtful).astype(np.int8), [0]]))
    for first, end in np.flatnonzero(edges).reshape(-1, 2).tolist():
        is_surrounded = first > 0 and end < len(phrases) and kinds[first - 1] == kinds[end] == Kind.VOICE
        if is_surrounded and phrases[end - 1][1] - phrases[first][0] < _MIN_DOUBTFUL_STEPS:
            kinds[first:end] = Kind.VOICE


def _evidence(
    levels: NDArray[np.float32], features: SpectralFeatures
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return two measures of the four seconds around each half second.

    The first is positive where all evidence together speaks for music; the second, from -2.5 to 2, is the part of it
    that the level's motion gives.
    """
    import numpy as np

    count = levels.size // _HOP_STEPS + 1
    padded = np.pad(levels, (_CONTEXT_STEPS // 2, _CONTEXT_STEPS), mode="symmetric")
    contexts = np.lib.stride_tricks.sliding_window_view(padded, _CONTEXT_STEPS)[::_HOP_STEPS][:count]
    motion, beat = np.empty(count), np.empty(count)
    for start in range(0, count, _BATCH_CONTEXTS):
        batch = contexts[start : start + _BATCH_CONTEXTS].astype(np.float64)
        motion[start : start + _BATCH_CONTEXTS], beat[start : start + _BATCH_CONTEXTS] = _motion(batch), _beat(batch)
    tonality = features.tonality if features.tonality.size else np.zeros(1, np.float32)
    centres = np.arange(count) - TONALITIES_PER_SECOND  # a value of tonality describes the two seconds after it
    tones = np.clip(tonality[np.clip(centres, 0, tonality.size - 1)] - 5.0, -2, 2)
    return motion + tones + np.clip((beat - 0.75) / 0.02, 0, 5), motion


def _motion(contexts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how steady the level is, shape (n, steps) to (n,): from -2.5 for speech to 2 for a chord that is held."""
    import numpy as np

    movement = np.abs(np.diff(contexts, axis=1)).mean(axis=1) * STEPS_PER_SECOND  # dB a second
    middle, high = np.percentile(contexts, (50, 90), axis=1)
    motion: NDArray[np.float64] = np.clip((110 - movement) / 40, -1.5, 1) + np.clip(
        (6.5 - (high - middle)) / 2.5, -1, 1
    )
    return motion


def _beat(contexts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how regularly the level rises: the highest autocorrelation of its rises, at most 1."""
    import numpy as np

    rises = np.maximum(np.diff(contexts, axis=1), 0)
    rises -= rises.mean(axis=1, keepdims=True)
    spectra = np.fft.rfft(rises, 2 * _CONTEXT_STEPS, axis=1)
    correlation = np.fft.irfft(np.square(spectra.real) + np.square(spectra.imag), axis=1)
    overlap = 1 - np.arange(_CONTEXT_STEPS)[_BEAT_LAGS] / rises.shape[1]
    highest: NDArray[np.float64] = (correlation[:, _BEAT_LAGS] / overlap).max(axis=1)
    return highest / np.maximum(correlation[:, 0], 1e-9)


def _voicing(features: SpectralFeatures, begin: int, end: int) -> float:
    """Return the voicing of a phrase: the median of its louder half."""
    import numpy as np

    middle, reach = (begin + end) / 2, max((end - begin) / 2, _MIN_VOICING_STEPS)
    first = max(0, round((middle - reach) * FRAMES_PER_SECOND / STEPS_PER_SECOND))
    frames = slice(first, max(first + 1, round((middle + reach) * FRAMES_PER_SECOND / STEPS_PER_SECOND) - 1))
    voicing, powers = features.voicing[frames], features.bands[frames].sum(axis=1)
    return float(np.median(voicing[powers >= np.median(powers)])) if voicing.size else 1.0
