"""Groups of fields within `podcast.yaml` and `episode.yaml`, as frozen models, and the short forms of some."""

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
    """Base of all models: frozen. An unknown field is a problem, an empty optional field counts as left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_empty_fields(cls, fields: Any) -> Any:
        if not isinstance(fields, dict) or None not in fields.values():
            return fields
        required = {name for name, field in cls.model_fields.items() if field.is_required()}
        return {name: value for name, value in fields.items() if value is not None or name in required}


class Owner(FrozenModel):
    """The contact for podcast directories."""

    name: Line
    email: Email


class License(FrozenModel):
    """The licence of the show: an SPDX identifier in lower case, or a name with its address."""

    name: Line
    url: Url | None = None


class Person(FrozenModel):
    """A person of the show. `role` is a word of the Podcast Namespace (host, guest, …); `title` their office."""

    name: Line
    role: Annotated[Line, AfterValidator(str.lower)]
    title: Line | None = None
    href: Url | None = None
    image: RelativePath | None = None
    image_alt: Line | None = None
    about: Text | None = None  # Markdown, for the person's own page


class RegistryPerson(Person):
    """A person whom an episode names by their `key` in the show's registry, which may have two of one name."""

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
    """A correction of an episode after its release: shown on its page, and first in the feed."""

    on: Day
    text: Text


class Withdrawn(FrozenModel):
    """The reason and the day of a withdrawal: the audio is removed, the page stays and says so."""

    on: Day
    reason: Text


class AudioTargets(FrozenModel):
    """Targets of a master. Defaults: the loudness that Apple Podcasts recommends, the true peak of AES TD1008."""

    loudness: Loudness = -16.0
    true_peak: TruePeak = -1.0
    bitrate: BitRate = 128
    channels: Channels = "source"
    sample_rate: SampleRate = 44100
    trim_silence: StrictBool = True
    intro: RelativePath | None = None
    outro: RelativePath | None = None

    def channel_count(self, source_channels: int) -> int:
        """The number of channels (1 or 2) of the master of a recording with so many channels."""
        return {"mono": 1, "stereo": 2, "source": min(source_channels, 2)}[self.channels]


class AudioChanges(FrozenModel):
    """`audio:` of an episode: its differences from the show. `intro: false` leaves the show's intro out."""

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
    """`audio:` of the show: the targets of its masters; those with one channel have `loudness_mono`, if it is set."""

    loudness_mono: Loudness | None = None
    formats: Formats = ("mp3",)
    transcript: StrictBool = False  # whether the audio file has the words of the transcript as well

    def with_changes(self, changes: AudioChanges) -> Self:
        """Return the settings with the changes of an episode.

        An episode that names a `loudness` has it whatever its number of channels, unless it names `loudness_mono` too.
        """
        own = changes.model_dump(exclude_none=True)
        mono = {"loudness_mono": None} if "loudness" in own else {}
        left_out = {name: None for name in ("intro", "outro") if own.get(name) is False}
        return self.model_copy(update={**mono, **own, **left_out})

    def for_channels(self, source_channels: int) -> AudioTargets:
        """Return the targets for a recording with so many channels."""
        targets = self.model_dump(include=set(AudioTargets.model_fields))
        if self.loudness_mono is not None and self.channel_count(source_channels) == 1:
            targets["loudness"] = self.loudness_mono
        return AudioTargets.model_construct(**targets)


class Publish(FrozenModel):
    """The target of publishing: `s3://bucket/prefix` or a folder. Credentials are never part of it.

    `single_writer` promises that the show is only published from one place: then a store without conditional writes,
    which would keep two publishers apart, is accepted.
    """

    target: Line
    endpoint: Line | None = None
    region: Line | None = None
    single_writer: StrictBool = False
    websub: Url | None = None  # the hub that is notified of a new feed, and that the feed names
    podcast_index: StrictBool = False  # whether the Podcast Index is notified of a new feed


def _license(value: object) -> object:
    return {"name": value.lower()} if isinstance(value, str) else value


def _person(value: object, info: ValidationInfo) -> object:
    """Replace a key of the registry by the person."""
    if not isinstance(value, str):
        return value
    people = (info.context or {}).get("people")
    if people is None:  # the registry has a problem, which is reported: a placeholder, never published
        return Person.model_construct(name=value, role="guest")
    if value not in people:
        raise invalid(
            _('"{value}" is not one of the people in podcast.yaml').format(value=value),
            did_you_mean(value, sorted(people)),
        )
    return RegistryPerson.model_construct(**{**people[value].__dict__, "key": value})


def _chapter(value: object) -> object:
    """Split a chapter in its short form, `0:00 Begrüßung`, into its fields."""
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
    """Return the value unchanged: a name of a file of markers was replaced by its chapters before validation.

    The JSON schema recognises this validator, and allows a name.
    """
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
