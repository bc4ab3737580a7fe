"""Any recording to samples: the door to FFmpeg's decoders, which come with PyAV.

Samples are float32 arrays of shape (channels, samples), full scale 1.0, in blocks of a second (the last one shorter),
whatever the source's own frames are: everything after this module sees the same grid on every machine.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from podcast.artifacts import Sound
from podcast.audio import channels as mix
from podcast.audio.blocks import even, without_first
from podcast.audio.channels import _resampled
from podcast.audio.cpu_flags import plain
from podcast.audio.ogg_chain import links
from podcast.audio.wav_length import AGAIN, TOLERANCE, Unstated, cut_off, misstated, promised_seconds, wave_options
from podcast.errors import AudioError
from podcast.i18n import _, gettext_noop, os_error_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

# What a recording may be kept in. Playlists are left out on purpose: they would read other files.
_FORMATS = "wav,w64,aiff,flac,mp3,mov,ogg,aac"
_PLAIN = frozenset({"wav", "w64", "aiff"})
_RATES = (2_000, 1_000_000)  # Hz: a broken header may say 1, and make a day of a second
_UNKNOWN = gettext_noop("is not audio that can be read")
_ANEW = gettext_noop(
    "copy the recording again from where it was made, or export it anew as FLAC, WAV, MP3, M4A, Ogg or Opus"
)
_OPTIONS = {
    "protocol_whitelist": "file,subfile",
    "format_whitelist": _FORMATS,
}


def probe(path: Path) -> Sound:
    """What the header says of a recording, without decoding it.

    Raises:
        AudioError: no sound is in it, or the file ends before its header says so.
    """
    with _readable(path), _container(path, _addresses(path)[0]) as container:
        stream = _stream(container, path)
        promised = promised_seconds(path, container, stream)
        context = stream.codec_context
        return Sound(context.name, promised, stream.rate or context.sample_rate, context.channels)


def blocks(
    path: Path, sample_rate: int, channels: int, offset: Callable[[], None] = lambda: None
) -> Iterator[NDArray[np.float32]]:
    """The recording's samples at `sample_rate` (Hz), mixed to `channels` (1 or 2), block by block.

    Broken frames in an MP3 are passed over, as players do. When a constant offset is found and taken away, `offset` is
    told.

    Raises:
        AudioError: no sound is in it, more is broken than whole, it ends before its header says so, samples are not
            numbers, or its two channels cancel each other out.
    """
    heard = 0
    with _readable(path):
        sound = mix.numbers(path, even(_resampled(_frames(path), sample_rate), sample_rate), sample_rate)
        sound = mix.in_phase(path, mix.centred(sound, offset))
        for block in even((mix.to(channels, array) for array in sound), sample_rate):
            heard += block.shape[1]
            yield block
    if not heard:
        raise AudioError(path, _("no sound is in it"), _(AGAIN))


def again(
    path: Path, sample_rate: int, channels: int, start: int, *, offset: bool = True
) -> Iterator[NDArray[np.float32]]:
    """The same samples from `start` on, of a recording that `blocks` has found to be right.

    Samples of a plain kind are skipped; others have to be decoded, as what follows depends on them: so it is where an
    `offset` was found, for it is the mean of all that came before.

    Raises:
        AudioError: it is no longer what it was.
    """
    with _readable(path):
        skipped = start if start and not offset and _is_plain(path, sample_rate) else 0
        sound = _resampled(_frames(path, skipped), sample_rate)
        if offset:
            sound = mix.centred(even(sound, sample_rate))
        yield from without_first(start - skipped, (mix.to(channels, array) for array in sound))


def as_recorded(path: Path, sample_rate: int) -> Iterator[NDArray[np.float32]]:
    """The samples as they came, one or two channels, in blocks of ten tenths of a second; no offset is taken away.

    Args:
        path: the recording.
        sample_rate: its own, in Hz, as `probe` tells it.

    Raises:
        AudioError: it cannot be read.
    """
    with _readable(path):
        sound = mix.numbers(path, _resampled(_frames(path), sample_rate), sample_rate)
        channels = (array if array.shape[0] <= 2 else mix.to(1, array) for array in sound)
        yield from even(channels, sample_rate // 10 * 10)


def _is_plain(path: Path, sample_rate: int) -> bool:
    """Whether each sample stands by itself at a place that follows from its number, and need not be resampled."""
    address, *more = _addresses(path)
    if more or misstated(path):
        return False
    with _container(path, address) as container:
        context = _stream(container, path).codec_context
        return (
            container.format.name in _PLAIN and context.name.startswith("pcm_") and context.sample_rate == sample_rate
        )


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    """FFmpeg's refusals in our words."""
    import av

    av.logging.set_level(av.logging.PANIC)
    try:
        if path.stat().st_size == 0:
            raise AudioError(path, _("is empty"), _(AGAIN))
        yield
    except OSError as error:
        raise AudioError(
            path, _("cannot be read ({reason})").format(reason=os_error_reason(error)), _(AGAIN)
        ) from error
    except av.error.FFmpegError as error:
        raise AudioError(path, _(_UNKNOWN), _(_ANEW)) from error


def _addresses(path: Path) -> list[str]:
    """What FFmpeg opens to hear the whole recording: the file, or each link of a chained Ogg."""
    file = f"file:{path}"  # without the prefix, a colon in the name would be taken for a protocol's
    chain = links(path)
    if len(chain) > 1:
        return [f"subfile,,start,{start},end,{end},,:{file}" for start, end in chain]
    return [file]


@contextlib.contextmanager
def _container(path: Path, address: str) -> Iterator[Any]:
    import av

    with contextlib.ExitStack() as held:
        source = held.enter_context(Unstated(path)) if misstated(path) else address
        options = _OPTIONS | wave_options(path)
        with plain():
            container = av.open(source, options=options, metadata_errors="replace")
        yield held.enter_context(container)


def _stream(container: Any, path: Path) -> Any:
    """The sound in a container: an M4A may hold a picture or a film as well."""
    stream = container.streams.best("audio")
    if stream is None:
        raise AudioError(path, _("no sound is in it"), _(AGAIN))
    context = stream.codec_context
    if context is None or not context.sample_rate or not context.channels:
        raise AudioError(path, _(_UNKNOWN), _(_ANEW))
    if not _RATES[0] <= context.sample_rate <= _RATES[1]:
        raise AudioError(
            path,
            _("says that its sample rate is {sample_rate} Hz, which no recording has").format(
                sample_rate=context.sample_rate
            ),
            _(_ANEW),
        )
    return stream


def _frames(path: Path, start: int = 0) -> Iterator[Any]:
    """Every decoded frame of a recording; of a plain one, from a sample on."""
    for address in _addresses(path):
        with _container(path, address) as container:
            stream = _stream(container, path)
            promised = promised_seconds(path, container, stream)
            with plain():
                stream.codec_context.open(strict=False)
            if start:
                container.seek(start, stream=stream)
            yield from _decoded(container, stream, path, promised)


def _decoded(container: Any, stream: Any, path: Path, promised: float) -> Iterator[Any]:
    """Decoded frames; what cannot be decoded is passed over as long as more is whole than broken.

    The packets' own times tell a file that ends too early from one with holes.
    """
    whole = broken = end = 0  # end: in the stream's own unit of time
    for packet, frames in _packets(container, stream):
        if packet is not None and packet.pts is not None:
            end = packet.pts + (packet.duration or 0)
        if frames is None:
            broken += 1
        else:
            whole += len(frames)
            yield from frames
        if broken > max(whole, 100):
            break
    if broken > whole:
        raise AudioError(path, _("more of it is broken than whole"), _(AGAIN))
    heard = float((end - (stream.start_time or 0)) * stream.time_base)
    if whole and heard < promised - TOLERANCE:
        raise cut_off(path, promised, heard)


def _packets(container: Any, stream: Any) -> Iterator[tuple[Any, list[Any] | None]]:
    """Each packet with its frames; None in place of what is broken."""
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
