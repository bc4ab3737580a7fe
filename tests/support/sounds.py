"""Test sounds, made from figures: the same on every machine, nothing downloaded."""

from __future__ import annotations

import hashlib
import struct
import wave
from fractions import Fraction
from functools import lru_cache
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

MOST_ENCODED, LARGEST_ENCODED = 200, 1_000_000  # files, bytes
ENCODED: dict[str, bytes] = {}  # files by what was encoded, and how


def speech(seconds: float, rate: int = RATE, channels: int = 1, seed: int = 1) -> NDArray[np.float64]:
    """Something like speech: a voice's harmonics in syllables and pauses, shape (channels, n), peak 0.5."""
    random = np.random.default_rng(seed)
    voiced = spoken(int(seconds * rate), rate)
    sound = np.stack([voiced + 0.002 * random.standard_normal(voiced.size) for _ in range(channels)])
    return sound / np.abs(sound).max() * 0.5


@lru_cache(maxsize=32)  # most sounds of a test run have one of few lengths
def spoken(count: int, rate: int) -> NDArray[np.float64]:
    """The voice in its syllables, without noise; that many samples, common to all callers."""
    time = np.arange(count) / rate
    pitch = 120 + 20 * np.sin(2 * np.pi * 0.7 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    parts = np.array_split(phase, phase.size // 16384 + 1)  # as much as a processor has at hand
    voice = np.concatenate([harmonics(part) for part in parts])
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * time) + 0.4, 0, None)
    phrases = (np.sin(2 * np.pi * 0.21 * time) > -0.8).astype(float)
    voiced = voice * syllables * phrases
    voiced.flags.writeable = False
    return voiced


def harmonics(phase: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum of sin(n·phase) / n for n of 1 to 24; each sine follows from the two before it."""
    twice, before, now = 2 * np.cos(phase), np.zeros_like(phase), np.sin(phase)
    voice = now.copy()
    for number in range(2, 25):
        before, now = now, twice * now - before
        voice += now / number
    return voice


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
    # FFmpeg's own Vorbis knows stereo only: a mono Ogg holds Opus.
    return write_as(path, sound, rate, CODECS["opus" if suffix == "ogg" and sound.shape[0] == 1 else suffix], **options)


def write_as(path: Path, sound: NDArray[np.float64], rate: int, codec: tuple[str, str], **options: Any) -> Path:
    """A recording in any codec: FFmpeg's name and sample format; `options` are the container's, `bit_rate` in bit/s.

    The same sound is encoded once in a process.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(repr((sound.dtype, sound.shape)).encode() + sound.tobytes()).hexdigest()
    key = f"{path.suffix} {rate} {codec} {sorted(options.items())} {digest}"
    if key not in ENCODED:
        encode_as(path, sound, rate, codec, **options)
        if path.stat().st_size < LARGEST_ENCODED:
            ENCODED[key] = path.read_bytes()
        while len(ENCODED) > MOST_ENCODED:
            ENCODED.pop(next(iter(ENCODED)))
    else:
        path.write_bytes(ENCODED[key])
    return path


def encode_as(path: Path, sound: NDArray[np.float64], rate: int, codec: tuple[str, str], **options: Any) -> None:
    """Encodes a sound by FFmpeg, as `write_as` has it."""
    name, sample_format = codec
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[sound.shape[0]]
    bit_rate = options.pop("bit_rate", None)
    with av.open(str(path), "w", **options) as container:
        stream = container.add_stream(name, rate=rate, layout=layout, format=sample_format)
        stream.codec_context.options = {"strict": "experimental"} if name == "vorbis" else {}
        if bit_rate:
            stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.astype(np.float32)), format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        resampler = av.AudioResampler(sample_format, layout, rate, frame_size=stream.codec_context.frame_size or 1024)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))


# The ways a WAV keeps a sample: format tag and numpy's type; None is three bytes.
WAV_KINDS = {
    "u8": (1, "u1"),
    "s16": (1, "<i2"),
    "s24": (1, None),
    "s32": (1, "<i4"),
    "f32": (3, "<f4"),
    "f64": (3, "<f8"),
}
WIDTHS = {"u8": 1, "s16": 2, "s24": 3, "s32": 4, "f32": 4, "f64": 8}


def wav_head(
    channels: int, rate: int, length: int, *, kind: str = "s16", form: bytes = b"RIFF", mask: int | None = None
) -> bytes:
    """A WAV up to its samples, of which it promises `length` bytes.

    `form` is RIFF, RF64 or W64; `mask` says where the channels belong (0: it leaves that open), None is the old form
    that cannot say.
    """
    tag, width = WAV_KINDS[kind][0], WIDTHS[kind]
    fields = struct.pack("<HIIHH", channels, rate, rate * channels * width, channels * width, width * 8)
    fmt = struct.pack("<H", tag) + fields
    if mask is not None:
        guid = struct.pack("<I", tag) + bytes.fromhex("00001000800000aa00389b71")
        fmt = struct.pack("<H", 0xFFFE) + fields + struct.pack("<HHI", 22, width * 8, mask) + guid
    if form == b"W64":
        return _w64_head(fmt, length)
    chunk = b"fmt " + struct.pack("<I", len(fmt)) + fmt
    size = 4 + len(chunk) + 8 + length
    if form == b"RIFF":
        return b"RIFF" + struct.pack("<I", size % 2**32) + b"WAVE" + chunk + b"data" + struct.pack("<I", length % 2**32)
    ds64 = struct.pack("<IQQQI", 28, size + 36, length, length // (channels * width), 0)
    return form + b"\xff" * 4 + b"WAVEds64" + ds64 + chunk + b"data" + b"\xff" * 4


def _w64_head(fmt: bytes, length: int) -> bytes:
    """Sony Wave64: chunks are named by GUIDs, and their lengths have 64 bits and count their own 24 bytes."""
    rest = bytes.fromhex("f3acd3118cd100c04f8edb8a")
    riff = b"riff" + bytes.fromhex("2e91cf11a5d628db04c10000")
    chunk = b"fmt " + rest + struct.pack("<Q", 24 + len(fmt)) + fmt
    chunk += bytes(-len(chunk) % 8)
    head = b"wave" + rest + chunk + b"data" + rest + struct.pack("<Q", 24 + length)
    return riff + struct.pack("<Q", 24 + len(head) + length) + head


def wav(sound: NDArray[np.float64], rate: int = RATE, *, kind: str = "s16", **head: Any) -> bytes:
    """A whole WAV of any kind, as `wav_head` has it; `length` replaces what it promises."""
    full_scale = {"u8": 127.0, "s16": 2**15 - 1.0, "s24": 2**31 - 1.0, "s32": 2**31 - 1.0}.get(kind, 1.0)
    scaled = np.ascontiguousarray(sound.T * full_scale)
    if kind == "s24":
        data = scaled.astype("<i4").view(np.uint8).reshape(-1, 4)[:, 1:].tobytes()
    else:
        data = (scaled + (128 if kind == "u8" else 0)).astype(WAV_KINDS[kind][1]).tobytes()
    return wav_head(sound.shape[0], rate, head.pop("length", len(data)), kind=kind, **head) + data


def sparse(path: Path, head: bytes, length: int) -> Path:
    """A WAV of `length` bytes of zeros that take no room on the disk."""
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + length)
    return path


def decode_with_miniaudio(path: Path, channels: int | None = None) -> tuple[NDArray[np.float32], int]:
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
