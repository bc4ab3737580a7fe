"""Values that the steps of a build pass on: small, frozen, and picklable for worker processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """Codec, length and format of a recording, read from its header without decoding it.

    `seconds` is the length that the header promises (0.0 when it states none).
    """

    codec: str
    seconds: float
    sample_rate: int  # Hz
    channels: int


@dataclass(frozen=True, slots=True)
class LoudnessValues:
    """Loudness of a whole programme, measured by EBU R 128 / ITU-R BS.1770."""

    loudness: float  # LUFS, integrated, gated
    true_peak: float  # dBTP
    loudness_range: float  # LU


@dataclass(frozen=True, slots=True)
class Master:
    """A mastered recording: right loudness and codec, no tags yet.

    `path` is its file name in the folder of masters. `recording_seconds` is the recording's length as it was decoded.
    `shift` is how far the recording's times move in the master: the intro's length less the silence trimmed at the
    start. The field names are the keys of the JSON file beside each master: a renamed field makes every show master
    anew.
    """

    path: str
    recording_seconds: float  # seconds
    seconds: float
    sample_rate: int  # Hz
    channels: int
    bitrate: int  # kbit/s
    shift: float  # seconds
    before: LoudnessValues
    after: LoudnessValues
    gain: float  # dB
    limited: float  # dB, the deepest cut of the limiter


@dataclass(frozen=True, slots=True)
class AlternateFormat:
    """An episode's audio in another format: its path below site/, its size and format."""

    path: str
    size: int  # bytes
    media_type: str
    bitrate: int  # kbit/s
    sha256: str = ""  # of its bytes, lower-case hex; empty if not hashed


@dataclass(frozen=True, slots=True)
class Audio:
    """The tagged file of an episode: the download for listeners, with all facts that the feed and the pages state."""

    path: str  # below site/, with the digest of its bytes in its name
    size: int  # bytes
    seconds: float
    media_type: str
    bitrate: int  # kbit/s
    shift: float  # seconds, see Master
    loudness: float  # LUFS
    true_peak: float  # dBTP
    alternate_formats: tuple[AlternateFormat, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageFormat:
    """A picture in one format (`image/avif`): the addresses of its sizes with their widths in pixels, ascending."""

    media_type: str
    sizes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in site/: its address below site/, its width and height in pixels.

    `formats` are the same picture in the formats and sizes that a browser may choose from, the smallest files first.
    """

    path: str
    width: int
    height: int
    formats: tuple[ImageFormat, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """Size and format of a picture in the show's folder, read from its header.

    `format` and `mode` are Pillow's names.
    """

    width: int
    height: int
    format: str  # "JPEG", "PNG", …
    mode: str  # "RGB", "RGBA", "CMYK", …


@dataclass(frozen=True, slots=True)
class Levels:
    """Loudness of a programme along its time, for the charts of the report and the player's waveform.

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


Artifact: TypeAlias = "bytes | Path | Staged"  # content of a file of site/; a path: a copy of the file there
