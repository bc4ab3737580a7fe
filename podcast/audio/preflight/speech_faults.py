"""Faults of a speaker's room and microphone: noise, reverberation, saturation and plosives, read from frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio.preflight.fault import RecordingFault
from podcast.audio.preflight.speech import WINDOW
from podcast.audio.preflight.thresholds import NOISE, PLOSIVES, REVERBERATION, SATURATION, SPEECH

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.preflight.frames import Frames
    from podcast.audio.preflight.speech import SpeechMap

_SECONDS_PER_WINDOW = 10


def speech_faults(frames: Frames, speech: SpeechMap, voiced_share: float) -> Iterator[RecordingFault]:
    """Yield the faults of speech.

    Args:
        frames: of the recording.
        speech: its windows.
        voiced_share: of the recording, from `voicing.VoicingDetector`.
    """
    if not speech.loud.size:
        return
    yield from _noise(speech, voiced_share)
    yield from _reverberation(frames, speech, voiced_share)
    if speech.speech_share() >= SPEECH.min_share:
        yield from _saturation(frames)
        yield from _plosives(frames, speech)


def _noise(speech: SpeechMap, voiced_share: float) -> Iterator[RecordingFault]:
    """Yield the fault of a noise that never stops: by how many dB speech is above it, and where.

    What lies in the pauses must be as loud in all of them: in a reverberant room it is not.
    """
    import numpy as np

    is_noisy_speech = (
        speech.sounds
        & (speech.beat <= NOISE.max_beat)
        & (speech.syllables >= NOISE.min_syllables)
        & (speech.slow <= NOISE.max_slow)
    )
    if int(is_noisy_speech.sum()) < max(SPEECH.min_windows, SPEECH.min_share * int(speech.sounds.sum())):
        return
    ratio = speech.loud - speech.floor - NOISE.loud_over_mean_db
    floor = speech.floor[is_noisy_speech]
    is_steady = float(np.median(np.abs(floor - np.median(floor)))) <= NOISE.max_floor_change_db
    snr = float(np.median(ratio[is_noisy_speech]))
    if snr <= NOISE.max_snr_db and is_steady and voiced_share >= NOISE.min_voiced_share:
        yield RecordingFault("noise", round(snr), _spans(is_noisy_speech & (ratio <= NOISE.max_snr_db)))


def _reverberation(frames: Frames, speech: SpeechMap, voiced_share: float) -> Iterator[RecordingFault]:
    """Yield the fault of a strong reverberation: no sound ends at once, and the syllables run into one another."""
    import numpy as np

    sounds = speech.sounds
    if int(sounds.sum()) < SPEECH.min_windows:
        return
    slow, syllables, beat, colour = (
        float(np.median(values[sounds])) for values in (speech.slow, speech.syllables, speech.beat, speech.colour)
    )
    is_blurred = slow >= REVERBERATION.min_slow and syllables <= REVERBERATION.max_syllables
    is_voice = REVERBERATION.min_voiced_share <= voiced_share <= REVERBERATION.max_voiced_share
    is_colourful = REVERBERATION.min_colour_db <= colour <= REVERBERATION.max_colour_db
    if not (is_blurred and is_voice and is_colourful and beat <= REVERBERATION.max_beat):
        return
    level = np.round(frames.level, 3)  # the same decisions on every CPU
    fall = float(np.percentile(level[:-5] - level[5:], 99.5)) if level.size > 5 else 99.0
    if fall <= REVERBERATION.max_fall_db and _shortest_decay(level) >= REVERBERATION.min_decay_seconds:
        yield RecordingFault("reverberation")


def _shortest_decay(level: NDArray[np.float32]) -> float:
    """Return how long a quick decay by 15 dB takes, in seconds: the 20th percentile of all."""
    import numpy as np

    reach = 50
    if level.size <= reach + 1:
        return 0.0
    loud = float(np.percentile(level, 95)) - 12
    starts = np.flatnonzero((level[: -reach - 1] > loud) & (level[1:-reach] < level[: -reach - 1]))
    starts = starts[:: max(1, starts.size // REVERBERATION.max_decays)]
    drops = level[starts, None] - np.lib.stride_tricks.sliding_window_view(level, reach + 1)[starts]
    falls = drops.max(axis=1) >= 15
    if int(falls.sum()) < 5:
        return 1.0
    return float(np.percentile(np.argmax(drops[falls] >= 15, axis=1), 20)) / 50


def _saturation(frames: Frames) -> Iterator[RecordingFault]:
    """Yield the fault of soft clipping: loud frames all have the same peak, and little of a peak at all.

    A limiter holds the peaks as well, but leaves their shape. Where little is saturated, only the highest peaks are
    nearer to their frame's level than usual ones are.
    """
    import numpy as np

    peak = 20 * np.log10(np.maximum(frames.peak, 1e-6))
    ceiling = float(np.percentile(peak, 99.8))
    loud = frames.level > np.percentile(frames.level, 97) - 10
    high = loud & (peak > ceiling - 3)
    if int(loud.sum()) < 100 or not high.any():
        return
    level = frames.level[loud] - frames.level[loud].mean()
    slope = float((level * peak[loud]).sum() / max(float((level**2).sum()), 1e-9))
    share = float(np.mean(peak[loud] > ceiling - 0.6))
    crest = float(np.median(peak[high] - frames.level[high]))
    is_strong = share >= SATURATION.min_share and slope <= SATURATION.max_slope and crest <= SATURATION.max_crest_db
    is_light = share >= SATURATION.min_light_share
    if is_strong or (is_light and _are_peaks_flattened(peak, peak - frames.level, ceiling)):
        yield RecordingFault("soft clipping", 0.0, ())


def _are_peaks_flattened(peak: NDArray[np.floating], crest: NDArray[np.floating], ceiling: float) -> bool:
    """Return whether the highest peaks are nearer to their frame's level than usual ones, by a decibel or more.

    Args:
        peak: of each frame, in dBFS.
        crest: by how much it is above the frame's level.
        ceiling: of the recording's peaks, in dBFS.
    """
    import numpy as np

    near, far = SATURATION.usual_db
    top = crest[peak > ceiling - SATURATION.top_db]
    usual = crest[(peak > ceiling - far) & (peak <= ceiling - near)]
    if min(top.size, usual.size) < SATURATION.min_frames:
        return False
    top_crest, usual_crest = float(np.median(top)), float(np.median(usual))
    is_flatter = usual_crest - top_crest >= SATURATION.min_crest_fall_db
    return is_flatter and top_crest <= SATURATION.max_top_crest_db


def _plosives(frames: Frames, speech: SpeechMap) -> Iterator[RecordingFault]:
    """Yield the fault of plosives: short bursts of bass, louder than the voice."""
    import numpy as np

    bass = 20 * np.log10(np.maximum(frames.bass, 1e-6))
    if bass.size < 33:
        return
    around = np.lib.stride_tricks.sliding_window_view(bass, 33)
    loud = np.repeat(speech.loud, WINDOW)
    usual = np.pad(loud, (0, bass.size - loud.size), mode="edge")[16:-16] + PLOSIVES.over_speech_db
    candidates = np.flatnonzero((around[:, 16] > usual) & (around[:, 16] == around[:, 13:20].max(axis=1)))
    if candidates.size > PLOSIVES.max_per_minute * bass.size / 3000:
        return  # wind, or drums
    rows = around[candidates]
    before, after = (np.percentile(rows[:, part], 75, axis=1) for part in (slice(3, 11), slice(22, 30)))
    pops = candidates[np.maximum(before, after) < rows[:, 16] - PLOSIVES.min_rise_db] + 16
    if pops.size >= max(PLOSIVES.min_count, PLOSIVES.min_per_minute * bass.size / 3000):
        times = (round(float(place * frames.duration), 1) for place in pops)
        yield RecordingFault("plosives", float(pops.size), tuple((time, time) for time in times))


def _spans(windows: NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    """Return runs of windows in seconds; none if it is all of them."""
    import numpy as np

    if windows.all():
        return ()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], windows, [False]]).astype(np.int8))).reshape(-1, 2)
    return tuple((float(first * _SECONDS_PER_WINDOW), float(end * _SECONDS_PER_WINDOW)) for first, end in edges)
