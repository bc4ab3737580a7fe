"""The values that say what the rooms made: small, frozen, safe to send to another process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sound:
    """What a recording is, read from its header without decoding it.

    `seconds` is what the header promises (0.0 when it says nothing).
    """

    codec: str
    seconds: float
    sample_rate: int  # Hz
    channels: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Loudness of a whole programme, as EBU R 128 / ITU-R BS.1770 measure it."""

    loudness: float  # LUFS, integrated, gated
    true_peak: float  # dBTP
    loudness_range: float  # LU


@dataclass(frozen=True, slots=True)
class Master:
    """A mastered recording: right loudness and codec, no tags yet.

    `path` is its name among the masters. `heard` is the recording's length as it was decoded. `shift` is how far the
    recording's times move in the master: the intro's length less the silence trimmed at the start.
    """

    path: str
    recording_seconds: float  # seconds
    seconds: float
    sample_rate: int  # Hz
    channels: int
    bitrate: int  # kbit/s
    shift: float  # seconds
    before: Measured
    after: Measured
    gain: float  # dB
    limited: float  # dB, the deepest cut of the limiter


@dataclass(frozen=True, slots=True)
class AlternateFormat:
    """The same audio in another format: its path below site/, its size and what it is."""

    path: str
    size: int  # bytes
    media_type: str
    bitrate: int  # kbit/s
    sha256: str = ""  # of its bytes, lower-case hex; empty where nobody has hashed them


@dataclass(frozen=True, slots=True)
class Audio:
    """The tagged file of an episode: what listeners download, and all that the feed and the pages say of it."""

    path: str  # below site/, with the digest of its bytes in its name
    size: int  # bytes
    seconds: float
    media_type: str
    bitrate: int  # kbit/s
    shift: float  # seconds, see Master
    loudness: float  # LUFS
    true_peak: float  # dBTP
    others: tuple[AlternateFormat, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A picture in one format (`image/avif`): the addresses of its sizes with their widths in pixels, ascending."""

    media_type: str
    sizes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in site/: its address below site/, its width and height in pixels.

    `forms` are the same picture in the formats and sizes that a browser may choose from, the smallest files first.
    """

    path: str
    width: int
    height: int
    forms: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Pixels:
    """What a picture of the producer is, read from its header: Pillow's words for `format` and `mode`."""

    width: int
    height: int
    format: str  # "JPEG", "PNG", …
    mode: str  # "RGB", "RGBA", "CMYK", …


@dataclass(frozen=True, slots=True)
class Levels:
    """How the loudness of a programme runs, for those who would rather look.

    `before` and `after` are short-term loudness (LUFS, windows of 3 s, EBU Tech 3341), one value a second: of the
    edited recording, and of the decoded master. `peaks` are at most 1000 sample peaks of the master, 0 to 1, equally
    spaced.
    """

    before: tuple[float, ...]
    after: tuple[float, ...]
    peaks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was written elsewhere on the same disk, and only has to be moved to its place."""

    path: Path


Artifact: TypeAlias = "bytes | Path | Staged"  # what a file of site/ is to hold; a path: what the file there holds
