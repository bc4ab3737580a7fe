"""What the leveler does to recordings of people who talk: a table of kinds of recordings, worst values.

    .venv/bin/python bench/leveling.py                  # the reporting half, two seeds of each kind: some minutes
    .venv/bin/python bench/leveling.py --half tuning    # the half that limits were chosen with
    .venv/bin/python bench/leveling.py --peaks soft     # the same with peaks 12 to 14 dB above loudness
    .venv/bin/python bench/leveling.py --speed          # how many times faster than real time

espeak-ng has to be installed. Loudness is measured by pyloudnorm: that of turns in the recording, and after leveler,
gain and limiter, as the encoder gets them.
"""

from __future__ import annotations

import argparse
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyloudnorm
from dialogues import KINDS, generate
from synthetic_sounds import RATE

from podcast.audio.gain import LoudnessTarget, limiter_headroom, plan_gain
from podcast.audio.leveling.curve import WINDOWS_PER_SECOND
from podcast.audio.leveling.features import SpeechFeatures
from podcast.audio.leveling.gain_planning import plan_leveling
from podcast.audio.limiter import limit_blocks
from podcast.audio.meter import measure_blocks

if TYPE_CHECKING:
    from dialogues import Recording, Turn
    from numpy.typing import NDArray

    from podcast.audio.leveling.curve import GainCurve
    from podcast.audio.loudness import LoudnessMeasurement

HALVES = {"tuning": 0, "reporting": 1}
NO_SPEECH = ("music", "applause", "ambience")
EVENTS = ("laughter", "whispering", "cross talk")
SPOKEN = ("speech", "whispering", "cross talk")
QUIET_DB = 45.0  # a tenth of a second in a turn is a pause if the voice is so much below the turn's loudest
ABSENT_DB = -84.0  # between turns: below this no voice sounds
SPEECH_DB = 25.0  # a window is speech if the voice is at most so much below the turn's loudest …
ABOVE_NOISE_DB = 6.0  # … and so much above everything else
SLOPE_WINDOWS = 7
TARGET = LoudnessTarget(-16.0, -1.0, 128)
COLUMNS = {
    "gap before": "LU between the means of the quietest and the loudest speaker",
    "gap": "the same, leveled and limited",
    "per speaker": "spread if each speaker had one gain, as from a transcript: the gap would be 0",
    "spread before": "LU, standard deviation of the turns",
    "spread": "the same, leveled and limited",
    "pauses": "dB by which pauses are louder against the programme",
    "limiter before": "dB, deepest cut of the limiter in speech at -16 LUFS",
    "limiter": "the same, leveled",
    "limiter elsewhere": "the same in music, laughter and applause",
    "music": "LU by which music changes",
    "others": "LU by which applause and ambience change",
    "slope": "dB a second, steepest gain within speech",
    "events": "dB by which the gain moves within laughter and whispering",
    "gain": "dB, highest",
}


def leveled(sound: NDArray[np.float32]) -> tuple[GainCurve, LoudnessMeasurement]:
    """The leveler's curve for samples of the shape (channels, n), and their measurement."""
    features = SpeechFeatures(RATE)
    blocks = (sound[:, start : start + RATE] for start in range(0, sound.shape[1], RATE))
    measurement = measure_blocks(features.watch(blocks), RATE)
    return plan_leveling(
        measurement.powers, measurement.peaks, features.result(), limiter_headroom(TARGET)
    ), measurement


def results(kind: str, seed: int, *, is_soft: bool = False) -> dict[str, float]:
    """Values of one recording, by column."""
    warnings.simplefilter("ignore")
    recording = generate(kind, seed, is_soft=is_soft)
    before = recording.sound.astype(np.float32)
    curve, measurement = leveled(before[None])
    after = next(iter(curve.apply([before[None]], RATE)))[0]
    gains = curve.decibels(np.arange(before.size * WINDOWS_PER_SECOND // RATE))
    music = [turn for turn in recording.turns if turn.kind in NO_SPEECH]
    values = {"gain": float(np.abs(gains).max())}
    for name, kinds in (("music", ("music",)), ("others", NO_SPEECH[1:])):
        changes = [
            abs(loudness(part(after, turn)) - loudness(part(before, turn))) for turn in music if turn.kind in kinds
        ]
        values |= {name: max(changes)} if changes else {}
    if len(music) < len(recording.turns):
        after_measurement = measurement.with_window_gains(curve.window_gains(measurement.powers.size))
        limited, cuts = mastered(after, after_measurement)
        speech = [turn for turn in recording.turns if turn.kind in SPOKEN]
        others = [turn for turn in recording.turns if turn.kind not in SPOKEN]
        values["limiter before"] = deepest(mastered(before, measurement)[1], speech)
        values["limiter"] = deepest(cuts, speech)
        values |= {"limiter elsewhere": deepest(cuts, others)} if others else {}
        values |= _turn_values(recording, before, limited) | _speech_gains(recording, gains)
        quiet = pauses(recording)
        lifts = [levels(sound)[quiet[: sound.size // (RATE // 10)]] for sound in (after, before)]
        powers = [10 * np.log10((10 ** (lift / 10)).mean()) for lift in lifts]
        values["pauses"] = float(powers[0] - loudness(after) - powers[1] + loudness(before))
    return values


def part(sound: NDArray[np.float32], turn: Turn) -> NDArray[np.float32]:
    """The samples of a turn."""
    return sound[int(turn.start * RATE) : int(turn.end * RATE)]


def loudness(sound: NDArray[np.float32]) -> float:
    """Integrated loudness of mono samples in LUFS."""
    return float(pyloudnorm.Meter(RATE).integrated_loudness(sound.astype(np.float64)))


def levels(sound: NDArray[np.floating], per_second: int = 10) -> NDArray[np.float64]:
    """Level of each tenth of a second, or of other steps, in dBFS."""
    width = RATE // per_second
    return 10 * np.log10(
        np.square(sound[: sound.size // width * width].astype(np.float64)).reshape(-1, width).mean(1) + 1e-12
    )


def mastered(
    sound: NDArray[np.float32], measurement: LoudnessMeasurement
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The samples with gain and limiter, and what it leaves of each that is loud enough to tell, as a ratio."""
    plan = plan_gain(measurement, TARGET)
    blocks = (sound[None, start : start + RATE] for start in range(0, sound.size, RATE))
    limited = np.concatenate(list(limit_blocks(blocks, RATE, plan)), axis=1)[0]
    louder = np.abs(sound) * np.float32(10 ** (plan.gain / 20))
    return limited, np.where(louder > 0.01, np.abs(limited) / np.maximum(louder, 0.01), 1).astype(np.float32)


def deepest(ratios: NDArray[np.float32], turns: list[Turn]) -> float:
    """How deep the limiter cuts at most in some turns, in dB."""
    return float(-20 * np.log10(min((part(ratios, turn).min(initial=1) for turn in turns), default=1)))


def pauses(recording: Recording) -> NDArray[np.bool_]:
    """The tenths of a second in which nobody speaks and no music plays."""
    voice = levels(recording.voices)
    quiet = voice < ABSENT_DB
    for turn in recording.turns:
        tenths = slice(int(np.ceil(turn.start * 10)), int(turn.end * 10))
        if tenths.start < tenths.stop:
            quiet[tenths] = (voice[tenths] < voice[tenths].max() - QUIET_DB) & (turn.kind not in NO_SPEECH)
    return quiet


def _turn_values(recording: Recording, before: NDArray[np.float32], after: NDArray[np.float32]) -> dict[str, float]:
    """Gap and spread of the turns longer than a second."""
    turns = [turn for turn in recording.turns if turn.kind == "speech" and turn.end - turn.start > 1]
    speakers = np.array([turn.speaker for turn in turns])
    values = {}
    for suffix, sound in ((" before", before), ("", after)):
        turn_loudness = np.array([loudness(part(sound, turn)) for turn in turns])
        means = {speaker: turn_loudness[speakers == speaker].mean() for speaker in set(speakers.tolist())}
        values["gap" + suffix] = float(max(means.values()) - min(means.values()))
        values["spread" + suffix] = float(turn_loudness.std())
        if suffix:
            own = turn_loudness - np.array([means[speaker] for speaker in speakers.tolist()])
            values["per speaker"] = float(own.std())
    return values


def _speech_gains(recording: Recording, gains: NDArray[np.float64]) -> dict[str, float]:
    """How fast the gain moves within speech, and how far within laughter and whispering."""
    voice = levels(recording.voices, WINDOWS_PER_SECOND)
    noise = levels(recording.sound - recording.voices, WINDOWS_PER_SECOND)
    slopes, moves = [0.0], [0.0]
    for turn in recording.turns:
        windows = slice(int(turn.start * WINDOWS_PER_SECOND), int(turn.end * WINDOWS_PER_SECOND))
        if turn.kind in NO_SPEECH:
            continue
        own, gain = voice[windows], gains[windows]
        active = (own > own.max() - SPEECH_DB) & (own > noise[windows] + ABOVE_NOISE_DB)
        if turn.kind in EVENTS[:2]:
            moves.append(float(np.ptp(gain[active])))
        steps = np.abs(gain[SLOPE_WINDOWS:] - gain[:-SLOPE_WINDOWS]) * WINDOWS_PER_SECOND / SLOPE_WINDOWS
        slopes += steps[active[SLOPE_WINDOWS:] & active[:-SLOPE_WINDOWS]].tolist()
    has_events = any(turn.kind in EVENTS[:2] for turn in recording.turns)
    return {"slope": max(slopes)} | ({"events": max(moves)} if has_events else {})


def speed(seed: int) -> float:
    """How many times faster than real time the leveler is: features, plan and gain, on stereo of some minutes."""
    mono = generate("interview", seed).sound.astype(np.float32)
    sound = np.tile(np.stack([mono, mono]), 5)
    measurement = measure_blocks([sound], RATE)
    blocks = [sound[:, start : start + RATE] for start in range(0, sound.shape[1], RATE)]
    begin = time.process_time()
    features = SpeechFeatures(RATE)
    for block in blocks:
        features.add(block)
    curve = plan_leveling(measurement.powers, measurement.peaks, features.result(), limiter_headroom(TARGET))
    for _block in curve.apply(blocks, RATE):
        pass
    return sound.shape[1] / RATE / (time.process_time() - begin)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--half", choices=HALVES, default="reporting")
    options.add_argument("--peaks", choices=("espeak", "soft"), default="espeak")
    options.add_argument("--only", nargs="*", choices=KINDS, default=[*KINDS], help="kinds of recordings")
    options.add_argument("--seeds", type=int, default=2, help="recordings of each kind")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--speed", action="store_true")
    chosen = options.parse_args()
    seeds = [2 * number + HALVES[chosen.half] for number in range(chosen.seeds)]
    if chosen.speed:
        print(f"{speed(seeds[0]):.0f} × real time")
        return
    print(f"| {chosen.half} half | " + " | ".join(COLUMNS) + " |")
    print("|---|" + "--:|" * len(COLUMNS))
    with ProcessPoolExecutor(chosen.jobs) as pool:
        is_soft = chosen.peaks == "soft"
        found = [(kind, pool.map(partial(results, kind, is_soft=is_soft), seeds)) for kind in chosen.only]
        for kind, values in found:
            rows = list(values)
            worst = {name: max((row[name] for row in rows if name in row), default=None) for name in COLUMNS}
            print(
                f"| {kind} | " + " | ".join("" if worst[name] is None else f"{worst[name]:.1f}" for name in COLUMNS),
                "|",
                flush=True,
            )


if __name__ == "__main__":
    main()
