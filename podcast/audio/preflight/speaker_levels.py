"""Detection of speakers at different levels: two groups of turns, see `podcast.audio.programme.voice_turns`.

Phrases are runs of sound between pauses of 0.2 s, in windows in which somebody speaks and nothing else sounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.leveling.phrases import runs
from podcast.audio.preflight.fault import RecordingFault
from podcast.audio.preflight.frames import FRAMES_PER_SECOND
from podcast.audio.preflight.speech import WINDOW
from podcast.audio.preflight.thresholds import SPEAKERS, SPEECH
from podcast.audio.programme.voice_turns import phrase_means, voice_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.preflight.frames import Frames
    from podcast.audio.preflight.speech import SpeechMap


def speaker_faults(frames: Frames, speech: SpeechMap) -> Iterator[RecordingFault]:
    """Yield the fault "speakers apart": the gap in dB, and the quieter speaker's turns."""
    if speech.speech_share() < SPEECH.min_share:
        return
    phrases = spoken_phrases(frames, speech)
    groups = voice_groups(phrase_means(_voice_powers(frames), phrases), phrases)
    if groups and groups.are_two_voices(SPEAKERS.min_gap_db):
        yield RecordingFault(
            "speakers apart", round(groups.gap, 1), _turns(phrases, groups.is_quiet.tolist(), frames.duration)
        )


def spoken_phrases(frames: Frames, speech: SpeechMap) -> NDArray[np.int64]:
    """Return the phrases in the windows with speech as [begin, end) in frames, shape (n, 2)."""
    import numpy as np

    count = speech.loud.size
    level = frames.level[: count * WINDOW].reshape(count, WINDOW)
    loud, floor = speech.loud, speech.floor
    threshold = np.minimum(np.maximum(floor + SPEAKERS.over_floor_db, loud - 40), loud - 12)
    is_active = ((level > threshold[:, None]) & speech.is_speech[:, None]).ravel()
    for begin, end in runs(~is_active).tolist():
        is_active[begin:end] |= end - begin < SPEAKERS.pause_frames
    phrases = runs(is_active)
    phrases = phrases[phrases[:, 1] - phrases[:, 0] >= SPEAKERS.phrase_frames]
    are_voices = [_is_voice(frames, begin, end) for begin, end in phrases.tolist()]
    spoken: NDArray[np.int64] = phrases[np.asarray(are_voices, bool)]
    return spoken


def _voice_powers(frames: Frames) -> NDArray[np.float64]:
    """Return the power of each frame; 0 in plosives, which are not the voice."""
    import numpy as np

    is_bass = 20 * np.log10(np.maximum(frames.bass, 1e-6)) > frames.level
    powers: NDArray[np.float64] = np.where(is_bass, 0.0, 10.0 ** (frames.level / 10))
    return powers


def _is_voice(frames: Frames, first: int, end: int) -> bool:
    """Whether vowels and sibilants change in a phrase; shorter phrases than a second are taken for speech."""
    import numpy as np

    level = frames.level[first:end].astype(np.float64)
    if level.size < FRAMES_PER_SECOND:
        return True
    treble = (frames.treble[first:end] - level)[level > level.max() - 20]
    return SPEAKERS.min_colour_db <= float(np.std(treble)) <= SPEAKERS.max_colour_db


def _turns(phrases: NDArray[np.int64], is_quiet: list[bool], duration: float) -> tuple[tuple[float, float], ...]:
    """Return the quieter speaker's turns in seconds."""
    spans: list[tuple[float, float]] = []
    was_quiet = False
    for (first, end), quiet in zip(phrases.tolist(), is_quiet, strict=True):
        if quiet:
            start = spans.pop()[0] if was_quiet else round(first * duration, 1)
            spans.append((start, round(end * duration, 1)))
        was_quiet = quiet
    return tuple(spans)
