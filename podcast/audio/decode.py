"""Decode recordings of any format to samples, by FFmpeg's decoders, which come with PyAV.

Samples are float32 arrays of shape (channels, samples), full scale 1.0, in blocks of a second (the last one shorter),
whatever the source's own frames are: everything after this module sees the same grid on every machine.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from podcast.artifacts import AudioInfo
from podcast.audio.blocks import equal_blocks, skip_samples
from podcast.audio.channels import mix_to, remove_offset, require_finite, require_in_phase, resample
from podcast.audio.cpu_flags import baseline_cpu
from podcast.audio.ogg_chain import chain_links
from podcast.audio.wav_length import (
    LENGTH_TOLERANCE_SECONDS,
    RECOPY_REMEDY,
    PatchedLengthFile,
    has_placeholder_length,
    promised_seconds,
    truncation_error,
    wave_options,
)
from podcast.errors import AudioError
from podcast.i18n import _, gettext_noop, os_error_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

# Containers that a recording may have. Playlists are left out on purpose: they would read other files.
_INPUT_FORMATS = "wav,w64,aiff,flac,mp3,mov,ogg,aac"
_PCM_CONTAINERS = frozenset({"wav", "w64", "aiff"})
_SAMPLE_RATE_LIMITS = (2_000, 1_000_000)  # Hz: a broken header may state 1 Hz, which would turn a second into a day
_UNREADABLE = gettext_noop("is not a readable audio file")
_EXPORT_REMEDY = gettext_noop(
    "copy the recording again from its source, or export it as FLAC, WAV, MP3, M4A, Ogg or Opus"
)
_CONTAINER_OPTIONS = {
    "protocol_whitelist": "file,subfile",
    "format_whitelist": _INPUT_FORMATS,
}


def probe(path: Path) -> AudioInfo:
    """Return codec, length, sample rate and channels from a recording's header, without decoding it.

    Raises:
        AudioError: the file has no audio stream, or ends before the length that its header states.
    """
    with _audio_errors(path), _open_container(path, _ffmpeg_urls(path)[0]) as container:
        stream = _audio_stream(container, path)
        promised = promised_seconds(path, container, stream)
        context = stream.codec_context
        return AudioInfo(context.name, promised, stream.rate or context.sample_rate, context.channels)


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
    with _audio_errors(path):
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
    with _audio_errors(path):
        skipped = start if start and not has_offset and _is_seekable_pcm(path, sample_rate) else 0
        samples = resample(_frames(path, skipped), sample_rate)
        if has_offset:
            samples = remove_offset(equal_blocks(samples, sample_rate))
        yield from skip_samples(start - skipped, (mix_to(channels, array) for array in samples))


def read_original(path: Path, sample_rate: int) -> Iterator[NDArray[np.float32]]:
    """Decode a recording at its own rate and channels (one or two), in blocks of a second; no offset is removed.

    A block is ten tenths of a second, rounded down to whole samples each.

    Args:
        path: the recording.
        sample_rate: its own, in Hz, from `probe`.

    Raises:
        AudioError: the recording cannot be decoded.
    """
    with _audio_errors(path):
        samples = require_finite(path, resample(_frames(path), sample_rate), sample_rate)
        mixed = (array if array.shape[0] <= 2 else mix_to(1, array) for array in samples)
        yield from equal_blocks(mixed, sample_rate // 10 * 10)


def _is_seekable_pcm(path: Path, sample_rate: int) -> bool:
    """Whether the position of each sample follows from its number, and no sample has to be resampled."""
    url, *other_urls = _ffmpeg_urls(path)
    if other_urls or has_placeholder_length(path):
        return False
    with _open_container(path, url) as container:
        context = _audio_stream(container, path).codec_context
        return (
            container.format.name in _PCM_CONTAINERS
            and context.name.startswith("pcm_")
            and context.sample_rate == sample_rate
        )


@contextlib.contextmanager
def _audio_errors(path: Path) -> Iterator[None]:
    """Translate errors of FFmpeg and the file system in this block to `AudioError`."""
    import av

    av.logging.set_level(av.logging.PANIC)
    try:
        if path.stat().st_size == 0:
            raise AudioError(path, _("is empty"), _(RECOPY_REMEDY))
        yield
    except OSError as error:
        raise AudioError(
            path, _("cannot be read ({reason})").format(reason=os_error_reason(error)), _(RECOPY_REMEDY)
        ) from error
    except av.error.FFmpegError as error:
        raise AudioError(path, _(_UNREADABLE), _(_EXPORT_REMEDY)) from error


def _ffmpeg_urls(path: Path) -> list[str]:
    """Return the URLs that FFmpeg opens to read the whole recording: the file, or each link of a chained Ogg."""
    file = f"file:{path}"  # without the prefix, a colon in the name would be taken for a protocol's
    links = chain_links(path)
    if len(links) > 1:
        return [f"subfile,,start,{start},end,{end},,:{file}" for start, end in links]
    return [file]


@contextlib.contextmanager
def _open_container(path: Path, url: str) -> Iterator[Any]:
    import av

    with contextlib.ExitStack() as stack:
        source = stack.enter_context(PatchedLengthFile(path)) if has_placeholder_length(path) else url
        options = _CONTAINER_OPTIONS | wave_options(path)
        with baseline_cpu():
            container = av.open(source, options=options, metadata_errors="replace")
        yield stack.enter_context(container)


def _audio_stream(container: Any, path: Path) -> Any:
    """Return the audio stream of a container: an M4A may hold a picture or a film as well."""
    stream = container.streams.best("audio")
    if stream is None:
        raise AudioError(path, _("it contains no audio"), _(RECOPY_REMEDY))
    context = stream.codec_context
    if context is None or not context.sample_rate or not context.channels:
        raise AudioError(path, _(_UNREADABLE), _(_EXPORT_REMEDY))
    if not _SAMPLE_RATE_LIMITS[0] <= context.sample_rate <= _SAMPLE_RATE_LIMITS[1]:
        raise AudioError(
            path,
            _("claims a sample rate of {sample_rate} Hz, which is impossible").format(sample_rate=context.sample_rate),
            _(_EXPORT_REMEDY),
        )
    return stream


def _frames(path: Path, start: int = 0) -> Iterator[Any]:
    """Yield every decoded frame of a recording; of uncompressed audio, from the sample `start` on."""
    for url in _ffmpeg_urls(path):
        with _open_container(path, url) as container:
            stream = _audio_stream(container, path)
            promised = promised_seconds(path, container, stream)
            with baseline_cpu():
                stream.codec_context.open(strict=False)
            if start:
                container.seek(start, stream=stream)
            yield from _decode_packets(container, stream, path, promised)


def _decode_packets(container: Any, stream: Any, path: Path, promised: float) -> Iterator[Any]:
    """Yield decoded frames; skip packets that cannot be decoded as long as more are whole than broken.

    The packets' own times distinguish a file that ends too early from one with holes.
    """
    decoded = broken = end = 0  # end: in the stream's own unit of time
    for packet, frames in _packets(container, stream):
        if packet is not None and packet.pts is not None:
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


def _packets(container: Any, stream: Any) -> Iterator[tuple[Any, list[Any] | None]]:
    """Yield each packet with its frames; None in place of the frames of a broken packet."""
    from av.error import FFmpegError

    packets = container.demux(stream)
    while True:
        packet = None
        try:
            packet = next(packets, None)
            if packet is None:
                return
            yield packet, packet.decode()
        except FFmpegError:
            yield packet, None
            if packet is None:  # the container itself is broken from here on
                return
