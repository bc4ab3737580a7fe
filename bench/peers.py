"""Other ways from a recording to an MP3 of 128 kbit/s, as people write them in a few lines of Python.

python bench/peers.py pydub|pydub-pyloudnorm|ffmpeg RECORDING.wav RESULT.mp3
"""

from __future__ import annotations

import re
import subprocess
import sys

LOUDNESS, CEILING = -16.0, -1.0  # LUFS, dB


def pydub(recording: str, result: str) -> None:
    """Naive: the highest sample brought to full scale; loudness stays what it was."""
    from pydub import AudioSegment, effects

    effects.normalize(AudioSegment.from_file(recording)).export(result, format="mp3", bitrate="128k")


def pydub_pyloudnorm(recording: str, result: str) -> None:
    """Measured as a whole, one gain, no limiter: what is over full scale is cut off."""
    import numpy as np
    import pyloudnorm
    from pydub import AudioSegment

    sound = AudioSegment.from_file(recording)
    samples = np.array(sound.get_array_of_samples()).reshape(-1, sound.channels) / 32768
    loudness = pyloudnorm.Meter(sound.frame_rate).integrated_loudness(samples)
    louder = np.clip(samples * 10 ** ((LOUDNESS - loudness) / 20), -1, 1)
    sound._spawn((louder * 32767).astype("<i2").tobytes()).export(result, format="mp3", bitrate="128k")  # noqa: SLF001 how pydub's own effects do it


def ffmpeg(recording: str, result: str) -> None:
    """Measured by ebur128, then gain and FFmpeg's own limiter, which looks at samples and not between them."""
    quiet = ["ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-y", "-i", recording]
    said = subprocess.run(
        [*quiet, "-af", "ebur128=framelog=verbose", "-f", "null", "-"], capture_output=True, check=True
    )
    loudness = float(re.findall(rb"I:\s+(-?[\d.]+) LUFS", said.stderr)[-1])
    limiter = f"alimiter=limit={10 ** (CEILING / 20):.4f}:level=false"
    chain = f"volume={LOUDNESS - loudness:.2f}dB,{limiter}"
    subprocess.run([*quiet, "-af", chain, "-c:a", "libmp3lame", "-b:a", "128k", result], check=True)


WAYS = {"pydub": pydub, "pydub-pyloudnorm": pydub_pyloudnorm, "ffmpeg": ffmpeg}

if __name__ == "__main__":
    WAYS[sys.argv[1]](*sys.argv[2:])
