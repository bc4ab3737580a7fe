"""Formats of recordings against the sound that went in: length and delay of each, as other programs write it.

FFmpeg's program writes a sound of 20 seconds in each codec and container that it knows how to write; the package
decodes it, and the result is compared with the sound by cross-correlation. What FFmpeg here cannot write is left out.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from podcast.audio.decode import probe, read_blocks
from podcast.errors import AudioError
from tests.support.sounds import write_wav

SECONDS, RATE = 20, 48000
# Options of FFmpeg: sample rate and channels of the sound, then the file and how it is encoded.
STRICT = ("-strict", "-2")
FORMATS: tuple[tuple[int, int, str, tuple[str, ...]], ...] = (
    *((48000, 2, f"opus.{end}", ("-c:a", "libopus")) for end in ("opus", "webm", "mka", "mp4", "ts")),
    *((48000, 2, f"aac.{end}", ("-c:a", "aac")) for end in ("m4a", "mp4", "mkv", "aac", "mov", "ts", "flv", "3gp")),
    *((44100, 2, f"mp3.{end}", ("-c:a", "libmp3lame")) for end in ("mp3", "mkv", "mp4", "avi", "flv")),
    *((44100, 2, f"vorbis.{end}", ("-c:a", "libvorbis")) for end in ("ogg", "mkv")),
    *((96000, 2, f"flac.{end}", ("-c:a", "flac", *STRICT)) for end in ("flac", "ogg", "mkv", "mp4")),
    *((48000, 6, f"ac3.{end}", ("-c:a", "ac3")) for end in ("ac3", "mkv", "vob")),
    *((48000, 8, f"eight.{end}", ("-c:a", "pcm_s24le")) for end in ("wav", "mkv", "mov", "w64")),
    (48000, 6, "eac3.eac3", ("-c:a", "eac3")),
    (48000, 6, "dts.dts", ("-c:a", "dca", *STRICT)),
    (48000, 2, "truehd.thd", ("-c:a", "truehd", *STRICT)),
    (48000, 2, "mlp.mlp", ("-c:a", "mlp", *STRICT)),
    (48000, 2, "latm.loas", ("-c:a", "aac", "-f", "latm")),
    (44100, 2, "wma.wma", ("-c:a", "wmav2")),
    (96000, 2, "alac.caf", ("-c:a", "alac")),
    (48000, 2, "alac.m4a", ("-c:a", "alac")),
    (192000, 2, "float.wav", ("-c:a", "pcm_f32le")),
    (192000, 2, "double.wav", ("-c:a", "pcm_f64le")),
    (48000, 6, "wavpack.wv", ("-c:a", "wavpack")),
    (48000, 2, "tta.tta", ("-c:a", "tta")),
    (48000, 2, "mp2.mp2", ("-c:a", "mp2")),
    (8000, 1, "alaw.wav", ("-c:a", "pcm_alaw")),
    (8000, 1, "mulaw.au", ("-c:a", "pcm_mulaw")),
    (48000, 2, "adpcm.wav", ("-c:a", "adpcm_ima_wav")),
    (48000, 2, "adpcm.mov", ("-c:a", "adpcm_ima_qt")),
    (8000, 1, "gsm.gsm", ("-c:a", "libgsm")),
    (8000, 1, "gsm.wav", ("-c:a", "libgsm_ms")),
    (16000, 1, "speex.spx", ("-c:a", "libspeex")),
    (16000, 1, "g722.wav", ("-c:a", "g722")),
    (8000, 1, "real.ra", ("-c:a", "real_144")),
    (48000, 2, "sox.sox", ("-c:a", "pcm_s32le")),
)


def sound(rate: int, channels: int) -> np.ndarray:
    """Noise between 150 and 3200 Hz with syllables, which has one clear place for a correlation; the same each time."""
    count = SECONDS * rate
    noise = np.fft.rfft(np.random.default_rng(3).standard_normal((channels, count)))
    frequencies = np.fft.rfftfreq(count, 1 / rate)
    band = (frequencies > 150) & (frequencies < 3200)
    wave = np.fft.irfft(noise * band, count) * (0.6 + 0.4 * np.sin(2 * np.pi * 3.1 * np.arange(count) / rate))
    return wave / np.abs(wave).max() * 0.5


def delay(result: np.ndarray, reference: np.ndarray) -> float:
    """By how many seconds a sound at `RATE` is later than another one."""
    size = 1 << (2 * max(result.size, reference.size)).bit_length()
    product = np.conj(np.fft.rfft(reference, size)) * np.fft.rfft(result, size)
    position = int(np.argmax(np.fft.irfft(product, size)))
    return (position if position < size // 2 else position - size) / RATE


def measured(path: Path, reference: np.ndarray) -> str:
    """Length and delay of a file, or why it is refused."""
    try:
        info = probe(path)
        result = np.concatenate(list(read_blocks(path, RATE, 1)), axis=1)[0]
    except AudioError as error:
        return f"refused: {error.what}"
    late = 1000 * delay(result, reference)
    return f"{info.codec:14} {info.sample_rate:6} Hz {info.channels} ch {result.size / RATE:8.3f} s {late:8.2f} ms late"


def main() -> None:
    """Print a line for each format."""
    with tempfile.TemporaryDirectory() as folder:
        for rate, channels, name, options in FORMATS:
            plain = Path(folder) / f"{rate}-{channels}.wav"
            if not plain.exists():
                write_wav(plain, sound(rate, channels), rate)
            path = Path(folder) / name
            command = ["ffmpeg", "-loglevel", "error", "-y", "-i", plain, *options, path]
            if subprocess.run(command, check=False, capture_output=True).returncode:
                continue
            reference = np.concatenate(list(read_blocks(plain, RATE, 1)), axis=1)[0]
            sys.stdout.write(f"{name:12} {measured(path, reference)}\n")


if __name__ == "__main__":
    main()
