"""Decode recordings of any format to samples, by FFmpeg's decoders, which come with PyAV.

Samples are float32 arrays of shape (channels, samples), full scale 1.0, in blocks of a second (the last one shorter),
whatever the source's own frames are: everything after this module sees the same grid on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.artifacts import AudioInfo
from podcast.audio.blocks import equal_blocks, skip_samples
from podcast.audio.channels.channel_order import in_native_order
from podcast.audio.channels.mixing import mix_to, remove_offset, require_finite, require_in_phase
from podcast.audio.channels.resampling import resample
from podcast.audio.containers.film_timeline import fill_gaps
from podcast.audio.containers.open_recording import (
    audio_errors,
    audio_stream,
    audio_track,
    ffmpeg_urls,
    film_seconds,
    film_start,
    has_film_timeline,
    has_picture,
    has_time_stamps,
    open_container,
)
from podcast.audio.containers.wav_length import (
    LENGTH_TOLERANCE_SECONDS,
    RECOPY_REMEDY,
    has_placeholder_length,
    promised_seconds,
    truncation_error,
)
from podcast.audio.cpu_flags import baseline_cpu
from podcast.errors import AudioError
from podcast.i18n import _
from podcast.timeline.recording_notes import NoteCollector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_PCM_CONTAINERS = frozenset({"wav", "w64", "aiff"})
# A film may end this much before its stated length: some writers round it, and FFmpeg may have to estimate it.
_FILM_LENGTH_SHARE = 0.98


def probe(path: Path) -> AudioInfo:
    """Return codec, length, sample rate and channels from a recording's header, without decoding it.

    Raises:
        AudioError: the file has no audio stream, or ends before the length that its header states.
    """
    with audio_errors(path), open_container(path, ffmpeg_urls(path)[0]) as container:
        stream = audio_stream(container, path)
        promised = promised_seconds(path, container, stream) or film_seconds(container)
        context = stream.codec_context
        rate, tracks = stream.rate or context.sample_rate, len(container.streams.audio)
        return AudioInfo(
            codec=context.name,
            seconds=promised,
            sample_rate=rate,
            channels=context.channels,
            tracks=tracks,
            is_film=has_film_timeline(container),
            container=container.format.name,
            has_picture=has_picture(container),
        )


def read_blocks(
    path: Path, sample_rate: int, channels: int, on_offset: Callable[[], None] = lambda: None
) -> Iterator[NDArray[np.float32]]:
    """Decode a recording to `sample_rate` (Hz), mix it to `channels` (1 or 2), and yield it block by block.

    Broken frames in an MP3 are skipped, as players do. `on_offset` is called when a constant offset is found and
    removed.

    Raises:
        AudioError: the recording has no audio, has more broken than whole frames, ends before the length that its
            header states, holds samples that are not finite numbers, or its two channels cancel each other out.
    """
    sample_count = 0
    with audio_errors(path):
        samples = require_finite(path, equal_blocks(resample(_frames(path), sample_rate), sample_rate), sample_rate)
        samples = require_in_phase(path, remove_offset(samples, on_offset))
        for block in equal_blocks((mix_to(channels, array) for array in samples), sample_rate):
            sample_count += block.shape[1]
            yield block
    if not sample_count:
        raise AudioError(path, _("it contains no audio"), _(RECOPY_REMEDY))


def reread(
    path: Path, sample_rate: int, channels: int, start: int, *, has_offset: bool = True
) -> Iterator[NDArray[np.float32]]:
    """Decode a recording that `read_blocks` has accepted, and yield the same samples from `start` on.

    Uncompressed samples are skipped by seeking. Others have to be decoded from the beginning, as decoders depend on
    earlier frames; so has a recording with an offset (`has_offset`), because the offset is the mean of all earlier
    samples.

    Raises:
        AudioError: the file has changed since `read_blocks` accepted it.
    """
    with audio_errors(path):
        skipped = start if start and not has_offset and _is_seekable_pcm(path, sample_rate) else 0
        samples = resample(_frames(path, skipped), sample_rate)
        if has_offset:
            samples = remove_offset(equal_blocks(samples, sample_rate))
        yield from skip_samples(start - skipped, (mix_to(channels, array) for array in samples))


def read_original(
    path: Path,
    sample_rate: int,
    notes: NoteCollector | None = None,
    on_error: Callable[[AudioError], None] | None = None,
) -> Iterator[NDArray[np.float32]]:
    """Decode a recording at its own rate and channels (one or two), in blocks of a second; no offset is removed.

    A block is ten tenths of a second, rounded down to whole samples each.

    Args:
        path: the recording.
        sample_rate: its own, in Hz, from `probe`.
        notes: takes notes on the decoding.
        on_error: called when the recording cannot be decoded any further; None: an error is raised.

    Raises:
        AudioError: the recording cannot be decoded.
    """
    notes = notes or NoteCollector()
    with audio_errors(path):
        decoded = _frames(path, notes=notes)
        frames = resample(_up_to_error(decoded, on_error) if on_error else decoded, sample_rate, notes.add_mix)
        samples = require_finite(path, frames, sample_rate)
        mixed = (array if array.shape[0] <= 2 else mix_to(1, array) for array in samples)
        yield from equal_blocks(mixed, sample_rate // 10 * 10)


def _up_to_error(frames: Iterator[Any], on_error: Callable[[AudioError], None]) -> Iterator[Any]:
    """Yield frames until one cannot be decoded."""
    try:
        yield from frames
    except AudioError as error:
        on_error(error)


def _is_seekable_pcm(path: Path, sample_rate: int) -> bool:
    """Whether the position of each sample follows from its number, and no sample has to be resampled."""
    url, *other_urls = ffmpeg_urls(path)
    if other_urls or has_placeholder_length(path):
        return False
    with open_container(path, url) as container:
        context = audio_stream(container, path).codec_context
        return (
            container.format.name in _PCM_CONTAINERS
            and context.name.startswith("pcm_")
            and context.sample_rate == sample_rate
        )


def _frames(path: Path, start: int = 0, notes: NoteCollector | None = None) -> Iterator[Any]:
    """Yield every decoded frame of a recording; of uncompressed audio, from the sample `start` on."""
    notes = notes or NoteCollector()
    for url in ffmpeg_urls(path):
        with open_container(path, url) as container:
            stream, order = audio_track(container, path)
            with baseline_cpu():
                stream.codec_context.open(strict=False)
            if start:
                container.seek(start, stream=stream)
            frames = _decode_packets(container, stream, path)
            frames = in_native_order(frames, order) if order else frames
            yield from fill_gaps(frames, container, notes) if has_time_stamps(container) else frames


def _decode_packets(container: Any, stream: Any, path: Path) -> Iterator[Any]:
    """Yield decoded frames; skip packets that cannot be decoded as long as more are whole than broken.

    The packets' own times distinguish a file that ends too early from one with holes.
    """
    promised, film = promised_seconds(path, container, stream), film_seconds(container)
    decoded = broken = end = 0  # end: in the stream's own unit of time
    film_end = 0.0
    for packet, frames in _packets(container, stream, whole_film=film > 0):
        if packet is not None and packet.pts is not None:
            if film:
                film_end = max(film_end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
            if packet.stream_index == stream.index:
                end = packet.pts + (packet.duration or 0)
        if frames is None:
            broken += 1
        else:
            decoded += len(frames)
            yield from frames
        if broken > max(decoded, 100):
            break
    if broken > decoded:
        raise AudioError(path, _("is mostly damaged"), _(RECOPY_REMEDY))
    seconds = float((end - (stream.start_time or 0)) * stream.time_base)
    if decoded and seconds < promised - LENGTH_TOLERANCE_SECONDS:
        raise truncation_error(path, promised, seconds)
    film_end -= film_start(container)
    if decoded and film and film_end < film * _FILM_LENGTH_SHARE - LENGTH_TOLERANCE_SECONDS:
        raise truncation_error(path, film, film_end)


def _packets(container: Any, stream: Any, *, whole_film: bool) -> Iterator[tuple[Any, list[Any] | None]]:
    """Yield each packet with its frames; None in place of the frames of a broken packet.

    With `whole_film`, packets of other tracks are yielded, too, without frames.
    """
    from av.error import FFmpegError

    packets = container.demux() if whole_film else container.demux(stream)
    while True:
        packet = None
        try:
            packet = next(packets, None)
            if packet is None:
                return
            yield packet, packet.decode() if packet.stream_index == stream.index else []
        except FFmpegError:
            yield packet, None
            if packet is None:  # the container itself is broken from here on
                return
