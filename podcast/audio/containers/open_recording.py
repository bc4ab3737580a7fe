"""Open a recording with FFmpeg: its container by the content of the file, and the track that is used."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from podcast.audio.channels.channel_order import take_custom_order
from podcast.audio.containers.ogg_chain import chain_links
from podcast.audio.containers.stated_size import require_stated_size
from podcast.audio.containers.unusable_files import (
    EXPORT_REMEDY,
    UNREADABLE,
    require_decodable,
    require_unprotected,
    unreadable_error,
)
from podcast.audio.containers.wav_length import RECOPY_REMEDY, PatchedLengthFile, has_placeholder_length, wave_options
from podcast.audio.cpu_flags import baseline_cpu
from podcast.errors import AudioError
from podcast.files.file_signatures import recognise_file
from podcast.i18n import _, os_error_reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What FFmpeg may take a file for whose first bytes do not tell. Playlists are left out on purpose: they would read
# other files. So are the raw formats that any file might be.
_COMMON_FORMATS = "wav,w64,aiff,flac,mp3,mov,ogg,aac"
_OTHER_FORMATS = (
    "matroska,asf,avi,caf,amr,au,ac3,eac3,ape,wv,tta,tak,mpc,mpc8,flv,mpegts,mpeg,mxf,dts,dtshd,dss,dsf,iff,voc,loas,"
    "mlp,truehd,rm,oma,shn,gxf,ircam,sox,nistsphere,qcp,xwma,wsd,sds,avr,paf,svx,aea,sbc,bonk,osq,wavarc,rka,ac4,iamf,dv,gsm,qoa"
)
# Containers of films: they may have several audio tracks, and the audio may begin later than the film or have gaps.
FILM_FORMATS = frozenset(
    {"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "asf", "flv", "mpegts", "mpeg", "avi", "mxf", "dv"}
)
_FILM_LENGTH_FORMATS = frozenset({"matroska,webm", "asf", "flv", "avi"})  # they state no length of each track
_MICROSECONDS = 1_000_000  # FFmpeg's unit of a container's times
# Hz: a broken header may state 1 Hz, which would turn a second into a day. FFmpeg decodes DSD512 at 2.8 MHz.
_SAMPLE_RATE_LIMITS = (2_000, 3_000_000)


@contextlib.contextmanager
def audio_errors(path: Path) -> Iterator[None]:
    """Translate errors of FFmpeg and the file system in this block.

    Raises:
        AudioError: one occurred, or the file is empty.
    """
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
        raise unreadable_error(path) from error


def ffmpeg_urls(path: Path) -> list[str]:
    """Return the URLs that FFmpeg opens to read the whole recording: the file, or each link of a chained Ogg."""
    file = f"file:{path}"  # without the prefix, a colon in the name would be taken for a protocol's
    links = chain_links(path)
    if len(links) > 1:
        return [f"subfile,,start,{start},end,{end},,:{file}" for start, end in links]
    return [file]


@contextlib.contextmanager
def open_container(path: Path, url: str) -> Iterator[Any]:
    """Open a recording; `url` is one of `ffmpeg_urls`.

    Raises:
        AudioError: it is a file of another kind, such as an archive, or copy-protected.
    """
    file_type = recognise_file(path)
    require_decodable(path, file_type)
    require_unprotected(path)
    require_stated_size(path)
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(PatchedLengthFile(path)) if has_placeholder_length(path) else url
        demuxers = file_type.demuxers if file_type else ""
        yield stack.enter_context(_open(source, demuxers, wave_options(path)))


def _open(source: Any, demuxers: str, options: dict[str, str]) -> Any:
    """Open a container as one of `demuxers`; empty: as a common format, else as any that holds audio.

    FFmpeg refuses a file of another format than the allowed ones as an invalid argument.
    """
    from av.error import ArgumentError, InvalidDataError

    if demuxers:
        return _open_as(source, demuxers, options)
    try:
        return _open_as(source, _COMMON_FORMATS, options)
    except (ArgumentError, InvalidDataError):
        if not isinstance(source, str):
            raise
        return _open_as(source, _OTHER_FORMATS, options)


def _open_as(source: Any, formats: str, options: dict[str, str]) -> Any:
    import av

    limits = {"protocol_whitelist": "file,subfile", "format_whitelist": formats}
    with baseline_cpu():
        return av.open(source, options=limits | options, metadata_errors="replace")


def has_film_timeline(container: Any) -> bool:
    """Whether the audio has a place on the timeline of a film: it may begin later, and have gaps.

    An M4A of music or speech has none; its edit list only says how much its encoder has added.
    """
    return container.format.name in FILM_FORMATS and not _is_m4a(container)


def has_time_stamps(container: Any) -> bool:
    """Whether the times of the packets are those of the recording, so that a jump is a gap: in films and in Ogg."""
    return has_film_timeline(container) or container.format.name == "ogg"


def _is_m4a(container: Any) -> bool:
    return str(container.metadata.get("major_brand", "")) in {"M4A ", "M4B "}


def film_start(container: Any) -> float:
    """Return the time in a container at which its film begins, with the earliest of all tracks, in seconds."""
    return float((container.start_time or 0) / _MICROSECONDS) if has_film_timeline(container) else 0.0


def film_seconds(container: Any) -> float:
    """Return the length that a container states for all its tracks together, in seconds; 0 if it does not."""
    if container.format.name not in _FILM_LENGTH_FORMATS or not container.duration:
        return 0.0
    return float(container.duration / _MICROSECONDS)


def audio_stream(container: Any, path: Path) -> Any:
    """Return the audio track that is used; see `audio_track`."""
    return audio_track(container, path)[0]


def audio_track(container: Any, path: Path) -> tuple[Any, tuple[str, ...]]:
    """Return the audio track that is used: the first default one of a film, and FFmpeg's choice elsewhere.

    Returns:
        The track, and the order of its channels; see `podcast.audio.channels.channel_order`.

    Raises:
        AudioError: there is none, or none that can be decoded.
    """
    stream = _chosen_stream(container)
    if stream is None:
        raise _no_audio_error(container, path)
    context = stream.codec_context
    if context is None:
        raise AudioError(path, _("has an audio codec that cannot be decoded"), _("export it as WAV, FLAC or MP3"))
    order = take_custom_order(context) if context.sample_rate else ()
    if not context.sample_rate or not context.channels:
        raise AudioError(path, _(UNREADABLE), _(EXPORT_REMEDY))
    if not _SAMPLE_RATE_LIMITS[0] <= context.sample_rate <= _SAMPLE_RATE_LIMITS[1]:
        raise AudioError(
            path,
            _("claims a sample rate of {sample_rate} Hz, which is impossible").format(sample_rate=context.sample_rate),
            _(EXPORT_REMEDY),
        )
    return stream, order


def has_picture(container: Any) -> bool:
    """Whether a container has a moving picture; a cover is none."""
    from av.stream import Disposition

    return any(not video.disposition & Disposition.attached_pic for video in container.streams.video)


def _no_audio_error(container: Any, path: Path) -> AudioError:
    if has_picture(container):
        return AudioError(path, _("is a video without sound"), _("export it again with its audio track"))
    return AudioError(path, _("it contains no audio"), _(RECOPY_REMEDY))


def _chosen_stream(container: Any) -> Any:
    from av.stream import Disposition

    tracks = container.streams.audio
    if len(tracks) > 1 and has_film_timeline(container):
        default_tracks = (track for track in tracks if track.disposition & Disposition.default)
        return next(default_tracks, tracks[0])
    return container.streams.best("audio")
