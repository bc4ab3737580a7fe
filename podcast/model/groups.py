"""The groups of fields within `podcast.yaml` and `episode.yaml`, as frozen values, and short forms of some."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationInfo,
    model_validator,
)

from podcast.i18n import _
from podcast.model.apple_categories import CATEGORIES
from podcast.model.types import Day, Email, Line, Number, RelativePath, Seconds, Text, Title, Url, invalid
from podcast.text import closest_match, did_you_mean


def _audio_insert(value: object) -> object:
    """`false` means none; any other value that is not a file's name means nothing."""
    if isinstance(value, int | float) and value is not False:
        raise invalid(
            _("cannot be {value}").format(value=str(value).lower()),
            _("name a file in the episode's folder, or write false for none"),
        )
    return value


def _formats(value: tuple[str, ...]) -> tuple[str, ...]:
    """Every app plays MP3, so it is always among them."""
    if "mp3" not in value:
        raise invalid(_("omits mp3, the only format that every app plays"), _("add it, as in [mp3, opus]"))
    if len(set(value)) < len(value):
        raise invalid(_("lists a format twice"), _("write each once, as in [mp3, opus]"))
    return value


Loudness = Annotated[float, Field(ge=-31, le=-10)]  # LUFS, integrated
TruePeak = Annotated[float, Field(ge=-9, le=-0.5)]  # dBTP
BitRate = Literal[64, 80, 96, 112, 128, 160, 192, 224, 256, 320]  # kbit/s
Channels = Literal["source", "mono", "stereo"]
SampleRate = Literal[44100, 48000]  # Hz
Formats = Annotated[tuple[Literal["mp3", "opus", "m4a"], ...], AfterValidator(_formats)]
AudioInsert = Annotated[RelativePath | Literal[False], BeforeValidator(_audio_insert)]


class FrozenModel(BaseModel):
    """A frozen value; a field that it does not know is a problem, one left empty counts as left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_empty_fields(cls, fields: Any) -> Any:
        if not isinstance(fields, dict) or None not in fields.values():
            return fields
        required = {name for name, field in cls.model_fields.items() if field.is_required()}
        return {name: value for name, value in fields.items() if value is not None or name in required}


class Owner(FrozenModel):
    """Whom stores write to."""

    name: Line
    email: Email


class License(FrozenModel):
    """The licence of the show: an SPDX identifier in lower case, or a name with its address."""

    name: Line
    url: Url | None = None


class Person(FrozenModel):
    """Somebody heard in the show. `role` is the Podcast Namespace's word (host, guest, …); `title` what they are."""

    name: Line
    role: Annotated[Line, AfterValidator(str.lower)]
    title: Line | None = None
    href: Url | None = None
    image: RelativePath | None = None
    image_alt: Line | None = None
    about: Text | None = None  # Markdown, for the person's own page


class RegistryPerson(Person):
    """Somebody whom an episode names by their `key` in the show's registry: it tells two of one name apart."""

    key: str


class Season(FrozenModel):
    """A season; its pages and colours follow its number."""

    number: Number
    title: Title
    description: Text | None = None


class Chapter(FrozenModel):
    """A chapter; `start` in seconds of the recording, `image` a file of the episode's folder."""

    start: Seconds
    title: Line
    href: Url | None = None
    image: RelativePath | None = None


class Correction(FrozenModel):
    """What was wrong in an episode and is right now, and since when; said on its page and first in the feed."""

    on: Day
    text: Text


class Withdrawn(FrozenModel):
    """Why an episode can no longer be heard, and since when; its page stays and says so."""

    on: Day
    reason: Text


class AudioTargets(FrozenModel):
    """What a master is made to. Defaults: the loudness that Apple Podcasts recommends, AES TD1008's ceiling."""

    loudness: Loudness = -16.0
    true_peak: TruePeak = -1.0
    bitrate: BitRate = 128
    channels: Channels = "source"
    sample_rate: SampleRate = 44100
    trim_silence: StrictBool = True
    intro: RelativePath | None = None
    outro: RelativePath | None = None

    def channel_count(self, source_channels: int) -> int:
        """How many channels the master of a recording with `source` channels has: 1 or 2."""
        return {"mono": 1, "stereo": 2, "source": min(source_channels, 2)}[self.channels]


class AudioChanges(FrozenModel):
    """`audio:` of an episode: what is different there. `intro: false` leaves the show's intro out."""

    loudness: Loudness | None = None
    loudness_mono: Loudness | None = None
    true_peak: TruePeak | None = None
    bitrate: BitRate | None = None
    channels: Channels | None = None
    sample_rate: SampleRate | None = None
    trim_silence: StrictBool | None = None
    intro: AudioInsert | None = None  # a file of the episode's folder
    outro: AudioInsert | None = None
    formats: Formats | None = None
    transcript: StrictBool | None = None


class AudioSettings(AudioTargets):
    """`audio:` of the show: what its masters are made to; those with one channel to `loudness_mono`, if it is set."""

    loudness_mono: Loudness | None = None
    formats: Formats = ("mp3",)
    transcript: StrictBool = False  # whether its words stand in the audio file as well

    def with_changes(self, changes: AudioChanges) -> Self:
        """The settings with an episode's own in place of some.

        An episode that names a `loudness` means it however many channels it has, unless it names `loudness_mono` too.
        """
        own = changes.model_dump(exclude_none=True)
        mono = {"loudness_mono": None} if "loudness" in own else {}
        left_out = {name: None for name in ("intro", "outro") if own.get(name) is False}
        return self.model_copy(update={**mono, **own, **left_out})

    def for_channels(self, source_channels: int) -> AudioTargets:
        """What a recording with `source` channels is mastered to."""
        targets = self.model_dump(include=set(AudioTargets.model_fields))
        if self.loudness_mono is not None and self.channel_count(source_channels) == 1:
            targets["loudness"] = self.loudness_mono
        return AudioTargets.model_construct(**targets)


class Publish(FrozenModel):
    """Where the site goes: `s3://bucket/prefix` or a folder. Credentials never stand here.

    `single_writer` promises that the show is only ever published from one place: then a store will do that does not
    keep two publishers apart.
    """

    target: Line
    endpoint: Line | None = None
    region: Line | None = None
    single_writer: StrictBool = False
    websub: Url | None = None  # the hub that is told of a new feed, and that the feed names
    podcast_index: StrictBool = False  # whether the Podcast Index is told of a new feed


def _license(value: object) -> object:
    return {"name": value.lower()} if isinstance(value, str) else value


def _person(value: object, info: ValidationInfo) -> object:
    """A key of the registry becomes the person behind it."""
    if not isinstance(value, str):
        return value
    people = (info.context or {}).get("people")
    if people is None:  # the registry is itself a problem, and reported there: a stand-in, never published
        return Person.model_construct(name=value, role="guest")
    if value not in people:
        raise invalid(
            _('"{value}" is not one of the people in podcast.yaml').format(value=value),
            did_you_mean(value, sorted(people)),
        )
    return RegistryPerson.model_construct(**{**people[value].__dict__, "key": value})


def _chapter(value: object) -> object:
    """`0:00 Begrüßung` is a chapter, too."""
    if isinstance(value, dict) and len(value) == 1 and (typed := next(iter(value)))[:1].isdigit():
        raise invalid(_("has a second colon"), _('put the chapter in quotes, as in "{typed}: …"').format(typed=typed))
    if not isinstance(value, str):
        return value
    start, *title = value.strip().split(maxsplit=1)
    if not title:
        raise invalid(
            _('"{value}" is not a chapter').format(value=value),
            _("write its start and title, as in 1:23 Scheinbeteiligung"),
        )
    return {"start": start, "title": title[0]}


def _chapters(value: object) -> object:
    """The name of a file of markers is read by whoever reads the folder: what is left here is a list, or wrong."""
    return value


def _category(value: str) -> str:
    if value not in CATEGORIES:
        own = _("use Apple's name, such as Government or Education > Courses")
        remedy = did_you_mean(value, list(CATEGORIES)) if closest_match(value, list(CATEGORIES)) else own
        raise invalid(_('"{value}" is not an Apple Podcasts category').format(value=value), remedy)
    return value


Category = Annotated[Line, AfterValidator(_category)]
AnyLicense = Annotated[License, BeforeValidator(_license)]
AnyPerson = Annotated[Person, BeforeValidator(_person)]
AnyChapter = Annotated[Chapter, BeforeValidator(_chapter)]
AnyChapters = Annotated[tuple[AnyChapter, ...], BeforeValidator(_chapters)]
