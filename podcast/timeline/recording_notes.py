"""Notes on the decoding of a recording: how its channels were mixed, and where its time stamps jump."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

MAX_JUMPS = 100  # that are kept with their places; all of them are counted


class ChannelGain(NamedTuple):
    """How a channel is mixed: its name by FFmpeg (`FC`), or its number, and its gain into the left and the right.

    Gains are in dB; None: the channel is not in it.
    """

    name: str
    left: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class ChannelMix:
    """How more than two channels are mixed to stereo, from the time `start` on (seconds of the recording).

    `layout` is FFmpeg's name of their positions (`5.1`), empty where none are stated: all channels then have the same
    weight. Others are mixed by ITU-R BS.775. A master in mono is the mean of left and right.
    """

    start: float
    layout: str
    gains: tuple[ChannelGain, ...]


class TimeJump(NamedTuple):
    """A jump of the time stamps at a time of the decoded recording, in seconds: negative, it goes back.

    A gap is filled with as much silence; after other jumps the sound just continues.
    """

    at: float
    seconds: float
    is_filled: bool


@dataclass(frozen=True, slots=True)
class RecordingNotes:
    """Notes on a recording.

    `jumps` are the first `MAX_JUMPS` of `jump_count`; `inserted_silence` is the length of all that was filled. `drift`
    is by how much the sound is shorter than its time stamps say, in seconds: a clock that was slow or fast.
    """

    mixes: tuple[ChannelMix, ...] = ()
    jumps: tuple[TimeJump, ...] = ()
    jump_count: int = 0
    inserted_silence: float = 0.0
    drift: float = 0.0

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Return notes from JSON, as `dataclasses.asdict` gives them.

        Raises:
            KeyError, TypeError: the value is damaged.
        """
        mixes = tuple(
            ChannelMix(mix["start"], mix["layout"], tuple(ChannelGain(*gain) for gain in mix["gains"]))
            for mix in value["mixes"]
        )
        jumps = tuple(TimeJump(*jump) for jump in value["jumps"])
        return cls(mixes, jumps, value["jump_count"], value["inserted_silence"], value["drift"])


class NoteCollector:
    """Collects notes while a recording is decoded."""

    def __init__(self) -> None:
        self._mixes: list[ChannelMix] = []
        self._jumps: list[TimeJump] = []
        self._jump_count, self._inserted_silence, self._drift = 0, 0.0, 0.0

    def add_mix(self, mix: ChannelMix) -> None:
        """Note a mix, unless the channels go on to be mixed as before."""
        if not self._mixes or self._mixes[-1].layout != mix.layout or self._mixes[-1].gains != mix.gains:
            self._mixes.append(mix)

    def add_jump(self, jump: TimeJump) -> None:
        """Note a jump of the time stamps."""
        self._jump_count += 1
        if jump.is_filled:
            self._inserted_silence += jump.seconds
        if len(self._jumps) < MAX_JUMPS:
            self._jumps.append(TimeJump(round(jump.at, 3), round(jump.seconds, 3), jump.is_filled))

    def add_drift(self, seconds: float) -> None:
        """Note by how much a part of the recording is shorter than its time stamps say."""
        self._drift += seconds

    def notes(self) -> RecordingNotes:
        """Return all notes."""
        jumps, silence = tuple(self._jumps), round(self._inserted_silence, 3)
        return RecordingNotes(tuple(self._mixes), jumps, self._jump_count, silence, round(self._drift, 3) + 0.0)
