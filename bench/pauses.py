"""What `shorten_pauses` removes from the recordings of `dialogues`: seconds of pauses, and of anything else.

    python bench/pauses.py [--seconds 1.0] [--tuning]

Seeds of the reporting half are odd; the detection was not tuned on them.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import numpy as np
from dialogues import KINDS, RATE, generate

from podcast.audio.cuts.pauses import RecordedSpeech, removable_pauses
from podcast.audio.cuts.recording_cuts import RecordingCuts
from podcast.audio.leveling.features import SpeechFeatures
from podcast.audio.meter import measure_blocks

if TYPE_CHECKING:
    from dialogues import Recording

AUDIBLE_DBFS = -60  # of a voice in what is removed
SEEDS = 3
SOUNDS = {"music", "applause", "ambience"}


def removed_spans(recording: Recording, longest: float) -> list[tuple[float, float]]:
    """What is removed, in seconds."""
    sound = recording.sound.astype(np.float32)[None]
    features = SpeechFeatures(RATE)
    blocks = (sound[:, start : start + RATE] for start in range(0, sound.shape[1], RATE))
    measured = measure_blocks(features.watch(blocks), RATE)
    kept = RecordingCuts((), RATE).splice(sound.shape[1])
    spans = removable_pauses(RecordedSpeech(measured.powers, features.result(), RATE), kept, longest)
    return [(start / RATE, end / RATE) for start, end in spans]


def wrong_seconds(recording: Recording, span: tuple[float, float]) -> float:
    """How much of a span is a voice, music, applause or an ambience."""
    wrong = 0.0
    for turn in recording.turns:
        start, end = max(span[0], turn.start), min(span[1], turn.end)
        if start >= end:
            continue
        frames = recording.voices[int(start * RATE) : int(end * RATE)]
        frames = frames[: frames.size // 441 * 441].reshape(-1, 441)
        audible = np.square(frames).mean(axis=1) > 10 ** (AUDIBLE_DBFS / 10)
        wrong += end - start if turn.kind in SOUNDS else float(audible.sum()) / 100
    return wrong


def main() -> None:
    """Print a row for each kind of recording."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--tuning", action="store_true")
    arguments = parser.parse_args()
    print("| recordings | pauses shortened | seconds removed | of these voice, music, ambience |\n|---|---|---|---|")
    for kind in KINDS:
        recordings = [generate(kind, 2 * number + (not arguments.tuning)) for number in range(SEEDS)]
        spans = [(one, span) for one in recordings for span in removed_spans(one, arguments.seconds)]
        seconds = sum(end - start for _one, (start, end) in spans)
        wrong = sum(wrong_seconds(one, span) for one, span in spans)
        print(f"| {kind} | {len(spans)} | {seconds:.1f} | {wrong:.2f} |", flush=True)


if __name__ == "__main__":
    main()
