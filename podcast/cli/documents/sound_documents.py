"""Parts of the document of `podcast build --report`: the sound of each episode."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12


class LoudnessDocument(TypedDict):
    """Loudness by EBU R 128: integrated in LUFS, the true peak in dBTP, the range in LU."""

    loudness: float
    true_peak: float
    loudness_range: float


class SoundTargetDocument(TypedDict):
    """The targets of mastering, in LUFS and dBTP."""

    loudness: float
    true_peak: float


class PartDocument(TypedDict):
    """Loudness of a part of an episode, in LUFS, in the recording and in the master; `seconds` is the part's length.

    Of pauses it is their level in LU against the loudness of the whole.
    """

    seconds: float
    before: float
    after: float


class SpeakerDocument(PartDocument):
    """A speaker of the transcript; without one the `louder` or the `quieter` of two voices."""

    name: str


class ProgrammeDocument(TypedDict):
    """Stored figures of a master: loudness of its parts, and gains in dB, one value for each second.

    `speakers_from` says how it is known who speaks: from the `transcript`, or from the level of `turns`; null: it is
    not. `dialogue` is all speech; without a transcript also music, which has no pauses. `limiter` is the lowest gain,
    `leveler` the mean gain in each second, empty where the episode is not leveled.
    """

    speakers: list[SpeakerDocument]
    speakers_from: Literal["transcript", "turns"] | None
    dialogue: PartDocument | None
    pauses: PartDocument | None
    limiter: list[float]
    leveler: list[float]


class RemovalDocument(TypedDict):
    """A part of the recording that the master lacks: silence at the `start` or the `end`, a `cut`, part of a `pause`.

    Times are seconds of the recording.
    """

    kind: Literal["start", "end", "cut", "pause"]
    start: float
    end: float


class TimeJumpDocument(TypedDict):
    """A jump of a recording's time stamps by so many seconds; negative: back. `filled`: with as much silence."""

    at: float
    seconds: float
    filled: bool


class ChannelGainDocument(TypedDict):
    """A channel, by FFmpeg's name or its number, and its gain into left and right in dB; null: it is not in it."""

    name: str
    left: float | None
    right: float | None


class ChannelMixDocument(TypedDict):
    """How channels are mixed from `start` on, in seconds; `layout` is empty where all have the same weight."""

    start: float
    layout: str
    gains: list[ChannelGainDocument]


class RecordingNotesDocument(TypedDict):
    """What decoding a recording had to do.

    `jumps` are the first hundred of `jump_count`; `inserted_silence` is the length of all silence that fills gaps;
    `drift` is by how much the sound is shorter than its time stamps say. All in seconds.
    """

    path: str
    channel_mixes: list[ChannelMixDocument]
    jumps: list[TimeJumpDocument]
    jump_count: int
    inserted_silence: float
    drift: float


class EpisodeSoundDocument(TypedDict):
    """The sound of an episode: `gain` is that of mastering and `limiter` the deepest cut of its limiter, in dB.

    `highpass` is its frequency in Hz, null where there is none. `programme` is null where no levels are stored with the
    master: another version of the program has made it. Tracks are in `tracks` of the whole document.
    """

    slug: str
    recording_seconds: float
    seconds: float
    target: SoundTargetDocument
    on_target: bool
    before: LoudnessDocument
    after: LoudnessDocument
    gain: float
    limiter: float
    highpass: float | None
    denoise: Literal["light"] | None
    programme: ProgrammeDocument | None
    removed: list[RemovalDocument]
    recordings: list[RecordingNotesDocument]
