"""Values that the steps of a build pass on: small, frozen, and picklable for worker processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.timeline.time_map import TimeMap
    from podcast.timeline.track_facts import TrackFacts


# FFmpeg's names of codecs that keep every sample, or how they begin.
_LOSSLESS_CODECS = (
    "pcm",
    "flac",
    "alac",
    "ape",
    "wavpack",
    "tta",
    "tak",
    "shorten",
    "wmalossless",
    "mlp",
    "truehd",
    "dsd",
)


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """Codec, length and format of a recording, read from its header without decoding it.

    `seconds` is the length that the header promises (0.0 when it states none). `tracks` are its audio tracks, of which
    one is used; `is_film` says that the file is of a kind that holds films, though it may have no picture.
    `container` is FFmpeg's name of its format; `has_picture` says that it has a moving picture, more than a cover.
    """

    codec: str
    seconds: float
    sample_rate: int  # Hz
    channels: int
    tracks: int = 1
    is_film: bool = False
    container: str = ""
    has_picture: bool = False

    @property
    def is_lossless(self) -> bool:
        """Whether the codec keeps every sample as it was recorded."""
        return self.codec.startswith(_LOSSLESS_CODECS)


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
    `time_map` says where the recording's times are in the master: later by the intro, earlier by what was removed. The
    field names are the keys of its facts in the cache: a renamed field makes every show master anew.

    A recording that is published as it is has the same facts; it is its own master, and `path` is its name. `format`
    is then its own (see `podcast.audio.passthrough.file_format`), and `stated_seconds` the length that its header
    states where the sound ends before it.
    """

    path: str
    recording_seconds: float  # seconds
    seconds: float
    sample_rate: int  # Hz
    channels: int
    bitrate: int  # kbit/s
    time_map: TimeMap
    before: LoudnessValues
    after: LoudnessValues
    gain: float  # dB
    limited: float  # dB, the deepest cut of the limiter
    shortened_pauses: int = 0
    pause_seconds: float = 0.0  # removed from them
    tracks: tuple[TrackFacts, ...] = ()  # in the order of the job's, where it is a mix
    format: str = "mp3"  # of the file that the feed names first
    stated_seconds: float = 0.0


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
    time_map: TimeMap  # see Master
    loudness: float  # LUFS
    true_peak: float  # dBTP
    alternate_formats: tuple[AlternateFormat, ...] = ()
    sha256: str = ""  # of its bytes, lower-case hex; empty if not hashed


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

    `format` and `mode` are Pillow's names. `is_upright` says that the pixels are stored as they are shown (Exif).
    """

    width: int
    height: int
    format: str  # "JPEG", "PNG", …
    mode: str  # "RGB", "RGBA", "CMYK", …
    is_upright: bool = True
    is_transparent: bool = False


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
class PartLoudness:
    """Loudness of a part of a programme in LUFS, before and after mastering; pauses are in LU against the programme."""

    name: str
    seconds: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class ProgrammeParts:
    """Loudness of the speakers, of all speech and of the pauses of a programme, and its gains along its time.

    `speakers_from` says how it is known who speaks: from the `transcript`, from the levels of `turns`, or not at all
    (empty). `limiter` is the limiter's lowest gain, `leveler` the leveler's mean gain in each second, in dB (empty: not
    leveled). `trimmed` are the seconds of silence that are left out at the recording's beginning and end.
    """

    speakers: tuple[PartLoudness, ...] = ()
    speakers_from: str = ""
    dialogue: PartLoudness | None = None
    pauses: PartLoudness | None = None
    limiter: tuple[float, ...] = ()
    leveler: tuple[float, ...] = ()
    trimmed: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was written elsewhere on the same disk, and only has to be moved to its place.

    Size and digests of its bytes are known where it was written: several processes write, and only one moves.
    """

    path: Path
    size: int = 0  # bytes
    md5: str = ""  # in hexadecimal digits; empty if the file has to be read
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file outside site/ with the SHA-256 that its bytes must have, and JSON facts about it.

    As an artifact it is copied; a copy with other bytes is refused.
    """

    path: Path
    sha256: str
    size: int  # bytes
    facts: Any = None


# Content of a file of site/. A path: a copy of that file. A text, the artifact's own path below site/: the file stays,
# and is known to be right; of ten thousand episodes most are, so they take no more memory than their names.
Artifact: TypeAlias = "bytes | str | Path | Staged | StoredFile"
