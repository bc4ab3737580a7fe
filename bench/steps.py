"""Processor time of each step of mastering, one after the other in one process, without a show around it.

python bench/steps.py RECORDING.wav RESULT.mp3    prints seconds by name, as JSON
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

GAIN, CEILING = 9.0, -2.8  # dB, dBTP: those of an ordinary recording
LAME = "LAME"
OTHER_ENCODING = "conversion to 16 bits, stuffing bits, Info frame"


class Stopwatch:
    """Seconds of processor time by the name of a step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, name: str, step: Any) -> Any:
        """Return what a step returns, and add its time."""
        begin = time.process_time()
        outcome = step()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - begin
        return outcome


class TimedEncoder:
    """An encoder whose own time is counted apart from that of its caller."""

    def __init__(self, encoder: Any, watch: Stopwatch) -> None:
        self._encoder, self._watch = encoder, watch

    def encode(self, pcm: bytes) -> Any:
        """Encode samples."""
        return self._watch.time(LAME, lambda: self._encoder.encode(pcm))

    def flush(self) -> Any:
        """Return the last frames."""
        return self._watch.time(LAME, self._encoder.flush)


def measure(recording: Path, result: Path) -> dict[str, float]:
    """Return the seconds of each step, in the order of a build."""
    from podcast.audio import limiter, meter
    from podcast.audio.decode import probe, read_blocks, reread
    from podcast.audio.mp3 import encode
    from podcast.audio.mp3.decoder import decode_mp3
    from podcast.audio.preflight import analysis
    from podcast.files.digest import file_sha256
    from podcast.model.audio_settings import AudioTargets

    targets, watch = AudioTargets(), Stopwatch()
    rate, channels = targets.sample_rate, targets.channel_count(probe(recording).channels)
    for _first in read_blocks(recording, rate, channels):  # libraries are imported before the clock runs
        break
    watch.time("digest of the recording", lambda: file_sha256(recording))
    blocks = watch.time("decoding the recording", lambda: list(read_blocks(recording, rate, channels)))
    watch.time("measuring it", lambda: meter.measure_blocks(blocks, rate))
    watch.time("decoding it again", lambda: list(reread(recording, rate, channels, 0, has_offset=False)))
    plan = limiter.GainPlan(GAIN, CEILING)
    limited = watch.time("gain and limiter", lambda: list(limiter.limit_blocks(blocks, rate, plan)))
    make_encoder = encode._lame_encoder  # noqa: SLF001 the only way to time LAME inside of our encoder
    encode._lame_encoder = lambda *args: TimedEncoder(make_encoder(*args), watch)  # noqa: SLF001
    count = sum(block.shape[1] for block in limited)
    watch.seconds[LAME] = 0.0
    job = encode.EncodingJob(lambda _start: iter(limited), count, targets, channels, result)
    watch.time(OTHER_ENCODING, lambda: encode.encode(job))
    watch.seconds[OTHER_ENCODING] -= watch.seconds[LAME]
    decoded = watch.time("decoding the MP3", lambda: list(decode_mp3(result, targets, channels)))
    watch.time("measuring it again", lambda: meter.measure_blocks(decoded, rate, ceiling=targets.true_peak))
    watch.time("digest of the MP3", lambda: file_sha256(result))
    watch.time("pre-flight", lambda: analysis.analyse(recording))
    return watch.seconds


if __name__ == "__main__":
    print(json.dumps(measure(*map(Path, sys.argv[1:]))))
