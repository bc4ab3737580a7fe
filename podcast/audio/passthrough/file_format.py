"""Formats of recordings that are published as they are, by the content of the file and not by its name.

Sources: Apple, Podcasts RSS feed requirements (M4A, MP3, MOV, MP4, M4V); RFC 3003 (audio/mpeg), RFC 4337 (audio/mp4,
video/mp4), RFC 5334 (audio/ogg), RFC 9639 (audio/flac).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from podcast.artifacts import AudioInfo

# Ending of the published file -> media type. A web server sends the type that the ending names.
MEDIA_TYPES: Final = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "m4v": "video/x-m4v",
    "mov": "video/quicktime",
}
VIDEO_FORMATS: Final = frozenset({"mp4", "m4v", "mov"})
TAGGED_FORMATS: Final = frozenset({"mp3", "m4a", "opus"})  # those that tags are written into on request
UNSUPPORTED_FORMAT: Final = (
    gettext_noop("has a format that podcast apps do not play, and is to be published as it is"),
    gettext_noop("remove passthrough: true, and it becomes an MP3; or export it as MP3 or M4A"),
)
_MP4_CONTAINER: Final = "mov,mp4,m4a,3gp,3g2,mj2"
_OGG_ENDINGS: Final = ("ogg", "opus")
_CONTAINER_ENDINGS: Final = {"mp3": "mp3", "aac": "aac", "flac": "flac", "wav": "wav"}  # by FFmpeg's name


@dataclass(frozen=True, slots=True)
class PassthroughFormat:
    """The format of a file that is published as it is: the ending of its name on the site."""

    ending: str

    @property
    def media_type(self) -> str:
        """The type that feed and pages state."""
        return MEDIA_TYPES[self.ending]


def recognise_format(info: AudioInfo, name: str) -> PassthroughFormat | None:
    """Return the format of a recording; None if apps do not play it.

    Args:
        info: from its header.
        name: of the file: of several endings that fit the content, its own is kept.
    """
    own = PurePath(name).suffix[1:].lower()
    if info.container == _MP4_CONTAINER:
        if not (info.has_picture and info.is_film):  # an M4A may have pictures of its chapters
            return PassthroughFormat("m4a")
        return PassthroughFormat(own if own in VIDEO_FORMATS else "mp4")
    if info.container == "ogg" and not info.has_picture:
        if own in _OGG_ENDINGS:
            return PassthroughFormat(own)
        return PassthroughFormat("opus" if info.codec.endswith("opus") else "ogg")
    ending = _CONTAINER_ENDINGS.get(info.container)
    return PassthroughFormat(ending) if ending else None
