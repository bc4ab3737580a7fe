"""Which recordings Chromium, Firefox and Safari play as they are, and find every time in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.audio.passthrough.file_format import recognise_format

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.artifacts import AudioInfo

# Ending by `recognise_format` -> codecs, or how their names by FFmpeg begin.
_CODECS: Final = {
    "mp3": ("mp3",),
    "m4a": ("aac",),
    "flac": ("flac",),
    "wav": ("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_f32le"),
}
_MAX_CHANNELS: Final = 2  # how more of them are mixed differs between browsers


def browser_media_type(info: AudioInfo, path: Path) -> str | None:
    """Return the media type by which browsers play a recording as it is; None if they need a copy.

    A browser finds a time in an MP3 of variable bit rate by a table of a hundred places at best, seconds away from it;
    one that states nothing may be such an MP3.

    Args:
        info: from its header.
        path: of the recording.
    """
    recognised = recognise_format(info, path.name)
    if recognised is None or info.tracks != 1 or info.channels > _MAX_CHANNELS:
        return None
    if not info.codec.startswith(_CODECS.get(recognised.ending, ("nothing",))):
        return None
    if recognised.ending == "mp3" and not _has_constant_bit_rate(path):
        return None
    return recognised.media_type


def _has_constant_bit_rate(path: Path) -> bool:
    """Whether an MP3 states a constant bit rate."""
    from mutagen import MutagenError
    from mutagen.mp3 import MP3, BitrateMode

    try:
        return bool(MP3(path).info.bitrate_mode == BitrateMode.CBR)
    except MutagenError:
        return False
