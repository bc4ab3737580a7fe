"""The sound of the placeholders: a computer voice, a little room around it, a level, a file format.

Sound is a numpy array of floats in -1 … 1: `(samples,)` for one voice, `(channels, samples)` for a recording, both at
`RATE`. Needs the program espeak-ng (Debian package of the same name), and the project with its test extra.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import wave
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import pyloudnorm

from podcast.files.atomic import atomic_path

RATE = 22050  # Hz, what espeak-ng speaks in


class Voice(NamedTuple):
    """A voice of espeak-ng: the variant of its German voice, words per minute, pitch (0 … 99, 50 is the usual one)."""

    variant: str
    speed: int
    pitch: int


class Format(NamedTuple):
    """A file format: its muxer, encoder and sample format as FFmpeg names them; bits per second and channel."""

    muxer: str
    encoder: str
    samples: str
    bits: int  # 0: lossless


FORMATS = {
    ".wav": Format("wav", "pcm_s16le", "s16", 0),
    ".flac": Format("flac", "flac", "s16", 0),
    ".mp3": Format("mp3", "libmp3lame", "fltp", 64_000),
    ".m4a": Format("ipod", "aac", "fltp", 48_000),
    ".ogg": Format("ogg", "vorbis", "fltp", 64_000),  # FFmpeg's own encoder: stereo only
    ".opus": Format("opus", "libopus", "flt", 32_000),
}

# What is read otherwise than it is written. In double brackets stand espeak-ng's own letters for sounds.
PRONUNCIATIONS = (
    (r"(?<=\w)\*(?=\w)", ""),  # the gender star is not spoken
    (r"\s*//\s*", ". "),
    (r"\s[-–]\s", ", "),
    ("[„“()]", ""),
    ("360°", "360 Grad"),
    (r"\bKommune(n?)\b-?", r" [[kOm'u:n@\1]] "),  # stressed on the second syllable
)


def speak(text: str, voice: Voice) -> np.ndarray:
    """Speak a sentence; returns its sound, without silence at its ends.

    Raises:
        FileNotFoundError: espeak-ng is not installed.
    """
    for pattern, spoken in PRONUNCIATIONS:
        text = re.sub(pattern, spoken, text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sentence.wav")
        options = ["-v", f"de+{voice.variant}", "-s", str(voice.speed), "-p", str(voice.pitch), "-w", str(path)]
        subprocess.run(["espeak-ng", *options, text], check=True)
        with wave.open(str(path)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    loud = np.flatnonzero(np.abs(samples) > 0.004)
    return add_room(samples[loud[0] : loud[-1] + 1])


def add_room(dry: np.ndarray) -> np.ndarray:
    """Take the metallic top from a voice (low-pass at 6 kHz) and add four early reflections of a small room."""
    soft = np.convolve(dry, low_pass(6000), mode="same")
    dull = np.convolve(soft, low_pass(2500), mode="same")
    reflections = ((0.0083, 0.16), (0.0131, 0.12), (0.0197, 0.08), (0.0283, 0.05))  # seconds, gain
    wet = np.concatenate([soft, np.zeros(round(0.03 * RATE))])
    for seconds, gain in reflections:
        start = round(seconds * RATE)
        wet[start : start + dull.size] += gain * dull
    return wet


def low_pass(hertz: float, taps: int = 101) -> np.ndarray:
    """A windowed-sinc filter that lets pass what is below `hertz`."""
    at = np.arange(taps) - taps // 2
    kernel = np.sinc(2 * hertz / RATE * at) * np.hamming(taps)
    return kernel / kernel.sum()


def at_loudness(sound: np.ndarray, loudness: float) -> np.ndarray:
    """Return the recording at `loudness` LUFS (within 0.1 where its peaks allow it); high peaks are never clipped."""
    meter = pyloudnorm.Meter(RATE)
    aim = loudness
    for _ in range(6):
        bent = limit_peaks(sound * 10 ** ((aim - meter.integrated_loudness(sound.T)) / 20))
        aim += loudness - meter.integrated_loudness(bent.T)
    return bent


def limit_peaks(sound: np.ndarray, knee: float = 0.6, ceiling: float = 0.97) -> np.ndarray:
    """Bend peaks above `knee` so that they stay below `ceiling`."""
    over = np.maximum(np.abs(sound) - knee, 0)
    room = ceiling - knee
    return np.sign(sound) * (np.minimum(np.abs(sound), knee) + room * np.tanh(over / room))


def write_recording(sound: np.ndarray, path: Path, rate: int, bits: int = 0) -> None:
    """Write the recording at `rate` Hz in the format of the path's suffix; the same sound gives the same bytes.

    `bits` are bits per second and channel; 0: those of the format.
    """
    form = FORMATS[path.suffix]
    layout = ("mono", "stereo")[len(sound) - 1]
    with (
        atomic_path(path) as temporary,
        av.open(str(temporary), "w", format=form.muxer, options=REPRODUCIBLE) as container,
    ):
        stream = container.add_stream(form.encoder, rate=rate, layout=layout, options={"strict": "experimental"})
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        if form.bits:
            stream.bit_rate = (bits or form.bits) * len(sound)
        stream.codec_context.open()
        step = stream.codec_context.frame_size or 4096
        resampler = av.AudioResampler(form.samples, layout, rate, frame_size=step)
        frame = av.AudioFrame.from_ndarray(sound.astype(np.float32), "fltp", layout)
        frame.rate = RATE
        frame.time_base = Fraction(1, RATE)
        frame.pts = 0  # without it the muxer guesses how long the file is
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))


REPRODUCIBLE = {"fflags": "+bitexact"}  # no version of the encoder in the file
