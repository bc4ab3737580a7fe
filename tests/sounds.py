"""Test sounds, made from figures: the same on every machine, nothing downloaded."""

from __future__ import annotations

import wave
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RATE = 44100
CODECS = {
    "flac": ("flac", "s16"),
    "mp3": ("libmp3lame", "fltp"),
    "m4a": ("aac", "fltp"),
    "ogg": ("vorbis", "fltp"),
    "opus": ("libopus", "flt"),
}


def speech(seconds: float, rate: int = RATE, channels: int = 1, seed: int = 1) -> NDArray[np.float64]:
    """Something like speech: a voice's harmonics in syllables and pauses, shape (channels, n), peak 0.5."""
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * rate)) / rate
    pitch = 120 + 20 * np.sin(2 * np.pi * 0.7 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    voice = sum(np.sin(number * phase) / number for number in range(1, 25))
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * time) + 0.4, 0, None)
    phrases = (np.sin(2 * np.pi * 0.21 * time) > -0.8).astype(float)
    sides = [voice * syllables * phrases + 0.002 * random.standard_normal(time.size) for _ in range(channels)]
    sound = np.stack(sides)
    return sound / np.abs(sound).max() * 0.5


def silence(seconds: float, rate: int = RATE, channels: int = 1) -> NDArray[np.float64]:
    return np.zeros((channels, int(seconds * rate)))


def sine(frequency: float, seconds: float, rate: int = RATE, phase: float = 0.0) -> NDArray[np.float64]:
    return np.sin(2 * np.pi * frequency * np.arange(int(seconds * rate)) / rate + phase)[None]


def write_wav(path: Path, sound: NDArray[np.float64], rate: int = RATE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.shape[0])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(sound.T, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def write(path: Path, sound: NDArray[np.float64], rate: int = RATE, **options: Any) -> Path:
    """A recording in the format that the suffix says."""
    suffix = path.suffix[1:]
    if suffix == "wav":
        return write_wav(path, sound, rate)
    path.parent.mkdir(parents=True, exist_ok=True)
    # FFmpeg's own Vorbis knows stereo only: a mono Ogg holds Opus.
    name, sample_format = CODECS["opus" if suffix == "ogg" and sound.shape[0] == 1 else suffix]
    layout = {1: "mono", 2: "stereo"}[sound.shape[0]]
    with av.open(str(path), "w", **options) as container:
        stream = container.add_stream(name, rate=rate, layout=layout, format=sample_format)
        stream.codec_context.options = {"strict": "experimental"} if name == "vorbis" else {}
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.astype(np.float32)), format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        resampler = av.AudioResampler(sample_format, layout, rate, frame_size=stream.codec_context.frame_size or 1024)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def heard(path: Path, channels: int | None = None) -> tuple[NDArray[np.float32], int]:
    """An MP3 as a decoder hears it that shares no code with ours: samples (n, channels) and the sample rate."""
    import miniaudio

    info = miniaudio.get_file_info(str(path))
    decoded = miniaudio.decode_file(
        str(path),
        output_format=miniaudio.SampleFormat.FLOAT32,
        nchannels=channels or info.nchannels,
        sample_rate=info.sample_rate,
    )
    return np.asarray(decoded.samples, np.float32).reshape(-1, decoded.nchannels), info.sample_rate


def loudness(samples: NDArray[np.float32], rate: int) -> float:
    """LUFS by a meter that shares no code with ours; samples of shape (n, channels)."""
    import pyloudnorm

    return float(pyloudnorm.Meter(rate).integrated_loudness(samples.astype(np.float64)))


def true_peak(samples: NDArray[np.float32]) -> float:
    """dBTP, from 16-fold oversampling by scipy; samples of shape (n, channels)."""
    from scipy.signal import resample_poly

    return float(20 * np.log10(max(np.abs(resample_poly(side.astype(np.float64), 16, 1)).max() for side in samples.T)))
