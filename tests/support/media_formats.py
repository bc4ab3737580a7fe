"""Recordings of every kind that FFmpeg writes, and films; made from figures like all test sounds."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from tests.support.sounds import speech, write_as

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RATE = 48000


@dataclass(frozen=True)
class Format:
    """A kind of recording, as FFmpeg names its codec, sample format and container; `late` is the encoder's delay."""

    codec: str
    sample_format: str
    container: str = ""
    rate: int = RATE
    channels: int = 2
    late: int = 1200  # samples at most that codec and container do not say to be without sound
    options: tuple[tuple[str, str], ...] = ()
    bit_rate: int = 0


FORMATS = {
    "aac": Format("aac", "fltp", "adts"),
    "aiff": Format("pcm_s16be", "s16", late=0),
    "aif": Format("pcm_s24be", "s32", "aiff", late=0),
    "aifc": Format("pcm_mulaw", "s16", "aiff", channels=1, late=0),
    "au": Format("pcm_s16be", "s16", "au", late=0),
    "caf": Format("alac", "s16p", late=0),
    "ac3": Format("ac3", "fltp"),
    "eac3": Format("eac3", "fltp"),
    "amr": Format("libopencore_amrnb", "s16", rate=8000, channels=1, late=100),
    "3gp": Format("libopencore_amrnb", "s16", rate=8000, channels=1, late=100),
    "mp2": Format("mp2", "s16"),
    "mp4": Format("aac", "fltp", late=0),
    "m4v": Format("aac", "fltp", "mp4", late=0),
    "m4b": Format("aac", "fltp", "ipod", late=0),
    "mov": Format("pcm_s16le", "s16", late=0),
    "mkv": Format("flac", "s16", late=0),
    "mka": Format("libopus", "flt", "matroska", late=2),
    "webm": Format("libopus", "flt", late=2),
    "wma": Format("wmav2", "fltp", "asf", late=2048, bit_rate=128_000),
    "oga": Format("flac", "s16", "ogg", late=0),
    "avi": Format("libmp3lame", "fltp"),
    "flv": Format("libmp3lame", "fltp", rate=44100),
    "ts": Format("mp2", "s16", "mpegts"),
    "mpg": Format("mp2", "s16", "mpeg"),
    "w64": Format("pcm_s16le", "s16", late=0),
    "rf64": Format("pcm_s16le", "s16", "wav", late=0, options=(("rf64", "always"),)),
    "wv": Format("wavpack", "s16p", late=0),
    "tta": Format("tta", "s16", late=0),
    "sox": Format("pcm_s32le", "s32", late=0),
    "sf": Format("pcm_s16le", "s16", "ircam", late=0),
    "sbc": Format("sbc", "s16"),
}


def write_recording(path: Path, seconds: float) -> tuple[Path, np.ndarray]:
    """A recording of the kind that the suffix says, and the sound in it."""
    form = FORMATS[path.suffix[1:]]
    sound = speech(seconds, form.rate, form.channels)
    codec = (form.codec, form.sample_format)
    bit_rate = {"bit_rate": form.bit_rate} if form.bit_rate else {}
    options: dict[str, Any] = {"format": form.container} if form.container else {}
    if form.options:
        options["options"] = dict(form.options)
    return write_as(path, sound, form.rate, codec, **bit_rate, **options), sound


def write_film(path: Path, tracks: list[np.ndarray], *, start: float = 0.0, gap: tuple[int, float] = (0, 0.0)) -> Path:
    """A film with these audio tracks (mono), which begin at `start`; `gap`: a sample, and the seconds missing there."""
    codec = {"webm": "libopus", "mp4": "aac", "mov": "pcm_s16le"}.get(path.suffix[1:], "flac")
    kind = {"libopus": "flt", "aac": "fltp"}.get(codec, "s16")
    with av.open(str(path), "w") as container:
        picture = container.add_stream("libvpx" if path.suffix == ".webm" else "mpeg4", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        streams = [container.add_stream(codec, rate=RATE, layout="mono", format=kind) for _ in tracks]
        seconds = tracks[0].shape[1] / RATE + start + gap[1] if tracks else 1
        for number in range(int(seconds * 10)):
            frame = av.VideoFrame(64, 64, "yuv420p")
            frame.pts = number
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        for stream, sound in zip(streams, tracks, strict=True):
            size = stream.codec_context.frame_size or 960
            for first in range(0, sound.shape[1] - size + 1, size):
                array = np.ascontiguousarray(sound[:, first : first + size])
                array = (array * 32767).astype(np.int16) if kind == "s16" else array.astype(np.float32)
                part = av.AudioFrame.from_ndarray(array, format=kind, layout="mono")
                later = gap[1] if gap[1] and first >= gap[0] else 0
                part.pts, part.sample_rate = first + round((start + later) * RATE), RATE
                part.time_base = Fraction(1, RATE)
                container.mux(stream.encode(part))
            container.mux(stream.encode(None))
    return path


def copy_packets(source: Path, target: Path, edit: Callable[[Any, int], bool]) -> Path:
    """Copy a recording without decoding it; `edit` may move a packet of sound in time, and says whether to keep it."""
    with av.open(str(source)) as read, av.open(str(target), "w") as written:
        streams = {stream.index: written.add_stream_from_template(stream) for stream in read.streams}
        number = 0
        for packet in read.demux():
            if packet.dts is None:
                continue
            is_kept = packet.stream.type != "audio" or edit(packet, number)
            number += packet.stream.type == "audio"
            packet.stream = streams[packet.stream_index]
            if is_kept:
                written.mux(packet)
    return target


def write_dsf(path: Path, sound: np.ndarray) -> Path:
    """A DSF of one channel in DSD64, by a sigma-delta modulator of the second order; the sound is at 2,822,400 Hz."""
    bits, first, second, feedback = np.zeros(sound.size, np.uint8), 0.0, 0.0, 0.0
    for number, value in enumerate(sound.tolist()):
        first += value - feedback
        second += first - 2 * feedback
        feedback = 1.0 if second >= 0 else -1.0
        bits[number] = second >= 0
    data = np.packbits(bits, bitorder="little").tobytes()
    data += b"\x69" * (-len(data) % 4096)
    form = struct.pack("<4sQIIIIIIQII", b"fmt ", 52, 1, 0, 1, 1, 2_822_400, 1, sound.size, 4096, 0)
    body = struct.pack("<4sQ", b"data", 12 + len(data)) + data
    path.write_bytes(struct.pack("<4sQQQ", b"DSD ", 28, 28 + len(form) + len(body), 0) + form + body)
    return path
