"""Fields on audio: `audio`, the targets of masters and the formats, and `cuts`, what is removed from a recording."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, ValidationInfo, create_model, field_validator

from podcast.i18n import _
from podcast.model.types import FrozenModel, RelativePath, invalid
from podcast.model.values.recording_times import Seconds
from podcast.text import format_time


def _audio_insert(value: object) -> object:
    """Refuse numbers and `true`: the name of a file, or `false` for none, is expected."""
    if isinstance(value, int | float) and value is not False:
        raise invalid(
            _("cannot be {value}").format(value=str(value).lower()),
            _("name a file in the episode's folder, or write false for none"),
        )
    return value


def _formats(value: tuple[str, ...]) -> tuple[str, ...]:
    """Require mp3, which every app plays, and each format only once."""
    if "mp3" not in value:
        raise invalid(_("omits mp3, the only format that every app plays"), _("add it, as in [mp3, opus]"))
    return _unique_formats(value)


def _episode_formats(value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """Validate the formats of an episode: a recording that is published as it is may have another one than MP3."""
    return _unique_formats(value) if info.data.get("passthrough") is True else _formats(value)


def _unique_formats(value: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(value)) < len(value):
        raise invalid(_("lists a format twice"), _("write each once, as in [mp3, opus]"))
    return value


Loudness = Annotated[float, Field(ge=-31, le=-10)]  # LUFS, integrated


TruePeak = Annotated[float, Field(ge=-9, le=-0.5)]  # dBTP


BitRate = Literal[64, 80, 96, 112, 128, 160, 192, 224, 256, 320]  # kbit/s


Channels = Literal["source", "mono", "stereo"]


SampleRate = Literal[44100, 48000]  # Hz


HIGHPASS_HZ = 80.0  # below the lowest male voices
_MIN_HIGHPASS_HZ, _MAX_HIGHPASS_HZ = 20, 300


def _denoise(value: object) -> object:
    """Refuse what is neither `light` nor `false`."""
    if value is not False and value != "light":
        raise invalid(_cannot_be(value), _("write light, or false for no noise reduction"))
    return value


def _highpass(value: object) -> object:
    """Refuse what is neither a frequency nor `true` or `false`."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, int | float) or not _MIN_HIGHPASS_HZ <= value <= _MAX_HIGHPASS_HZ:
        remedy = _("write a frequency between {lowest} and {highest} hertz, or true for {usual}")
        usual = round(HIGHPASS_HZ)
        raise invalid(_cannot_be(value), remedy.format(lowest=_MIN_HIGHPASS_HZ, highest=_MAX_HIGHPASS_HZ, usual=usual))
    return value


def _cannot_be(value: object) -> str:
    return _("cannot be {value}").format(value=str(value).lower() if isinstance(value, bool) else value)


Denoise = Annotated[Literal["light", False], BeforeValidator(_denoise)]


Highpass = Annotated[
    StrictBool | Annotated[float, Field(ge=_MIN_HIGHPASS_HZ, le=_MAX_HIGHPASS_HZ)], BeforeValidator(_highpass)
]  # Hz; true: the usual frequency


Formats = Annotated[tuple[Literal["mp3", "opus", "m4a"], ...], AfterValidator(_formats)]


EpisodeFormats = Annotated[tuple[Literal["mp3", "opus", "m4a"], ...], AfterValidator(_episode_formats)]


AudioInsert = Annotated[RelativePath | Literal[False], BeforeValidator(_audio_insert)]


_MIN_PAUSE_SECONDS, _MAX_PAUSE_SECONDS = 1, 60


def _pause(value: object) -> object:
    """Refuse what is neither a number of seconds nor `false`."""
    if value is True or not isinstance(value, int | float):
        what = _("cannot be {value}").format(value=str(value).lower())
        raise invalid(what, _("write the longest pause in seconds, such as 2.0, or false"))
    if value is not False and not _MIN_PAUSE_SECONDS <= value <= _MAX_PAUSE_SECONDS:
        raise invalid(
            _("cannot be {value}").format(value=value),
            _("write between {shortest} and {longest} seconds, or false").format(
                shortest=_MIN_PAUSE_SECONDS, longest=_MAX_PAUSE_SECONDS
            ),
        )
    return value


Pause = Annotated[
    Annotated[float, Field(ge=_MIN_PAUSE_SECONDS, le=_MAX_PAUSE_SECONDS)] | Literal[False], BeforeValidator(_pause)
]  # seconds


class AudioTargets(FrozenModel):
    """Targets of a master. Defaults: the loudness that Apple Podcasts recommends, the true peak of AES TD1008."""

    loudness: Loudness = -16.0
    true_peak: TruePeak = -1.0
    bitrate: BitRate = 128
    channels: Channels = "source"
    sample_rate: SampleRate = 44100
    trim_silence: StrictBool = True
    level: StrictBool = False
    shorten_pauses: Pause = False  # to so many seconds
    intro: RelativePath | None = None
    outro: RelativePath | None = None
    denoise: Denoise = False
    highpass: Highpass = False

    @property
    def highpass_hz(self) -> float:
        """The frequency below which sound is taken off, in Hz; 0 if none is. Noise reduction takes rumble off, too."""
        if self.highpass is True or (self.denoise and not self.highpass):
            return HIGHPASS_HZ
        return self.highpass if isinstance(self.highpass, float) else 0.0  # else false, or a value that is unreadable

    def channel_count(self, source_channels: int) -> int:
        """The number of channels (1 or 2) of the master of a recording with so many channels."""
        return {"mono": 1, "stereo": 2, "source": min(source_channels, 2)}[self.channels]


class AudioChanges(FrozenModel):
    """`audio:` of an episode: its differences from the show. `intro: false` leaves the show's intro out."""

    passthrough: StrictBool = False  # whether the recording is published as it is
    tags: StrictBool = False  # whether tags are written into it all the same
    loudness: Loudness | None = None
    loudness_mono: Loudness | None = None
    true_peak: TruePeak | None = None
    bitrate: BitRate | None = None
    channels: Channels | None = None
    sample_rate: SampleRate | None = None
    trim_silence: StrictBool | None = None
    level: StrictBool | None = None
    shorten_pauses: Pause | None = None
    intro: AudioInsert | None = None  # a file of the episode's folder
    outro: AudioInsert | None = None
    denoise: Denoise | None = None
    highpass: Highpass | None = None
    formats: EpisodeFormats | None = None
    transcript: StrictBool | None = None


class AudioSettings(AudioTargets):
    """`audio:` of the show: the targets of its masters; those with one channel have `loudness_mono`, if it is set."""

    loudness_mono: Loudness | None = None
    formats: Formats = ("mp3",)
    transcript: StrictBool = False  # whether the audio file has the words of the transcript as well

    def with_changes(self, changes: AudioChanges) -> Self:
        """Return the settings with the changes of an episode.

        An episode that names a `loudness` has it whatever its number of channels, unless it names `loudness_mono` too.
        """
        own = changes.model_dump(exclude_none=True, exclude={"passthrough", "tags"})
        mono = {"loudness_mono": None} if "loudness" in own else {}
        left_out = {name: None for name in ("intro", "outro") if own.get(name) is False}
        return self.model_copy(update={**mono, **own, **left_out})

    def for_channels(self, source_channels: int) -> AudioTargets:
        """Return the targets for a recording with so many channels."""
        targets = self.model_dump(include=set(AudioTargets.model_fields))
        if self.loudness_mono is not None and self.channel_count(source_channels) == 1:
            targets["loudness"] = self.loudness_mono
        return AudioTargets.model_construct(**targets)


# `from` is a word of the programming language: a class cannot name a field so.
_SPAN_FIELDS: Any = {"from": (Seconds, ...), "to": (Seconds, ...)}
_SpanFields = create_model("_SpanFields", __base__=FrozenModel, **_SPAN_FIELDS)


class Cut(_SpanFields):
    """A part of the recording that is removed: `from` one time of the recording `to` another."""

    @field_validator("to", mode="after")
    @classmethod
    def _check_end(cls, end: float, info: ValidationInfo) -> float:
        """Refuse a cut that ends before it has begun."""
        start = info.data.get("from")
        if start is not None and end <= start:
            what = _("ends at {end}, but starts at {start}").format(end=format_time(end), start=format_time(start))
            raise invalid(what, _("write the time at which the removed part ends"))
        return end

    @property
    def span(self) -> tuple[float, float]:
        """Start and end in seconds of the recording."""
        return self.__dict__["from"], self.__dict__["to"]


def _cuts(value: object) -> object:
    """Return the value unchanged: a name of a file of markers was replaced by its cut marks before validation.

    The JSON schema recognises this validator, and allows a name.
    """
    return value


Cuts = Annotated[tuple[Cut, ...], BeforeValidator(_cuts)]
