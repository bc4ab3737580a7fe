"""Groups of fields within `podcast.yaml` and `episode.yaml`, as frozen models, and the short forms of some."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    StrictBool,
    ValidationInfo,
    field_validator,
    model_validator,
)

from podcast.i18n import _
from podcast.model.dates import Day  # noqa: TC001 - pydantic reads annotations when the program runs
from podcast.model.german_names import apple_category, category_suggestion, standard_role
from podcast.model.publishing.cdn import Cdn  # noqa: TC001 - pydantic reads annotations when the program runs
from podcast.model.types import (
    BaseUrl,
    Email,
    FrozenModel,
    Geo,
    Line,
    Number,
    OsmObject,
    RelativePath,
    ShortLine,
    StoreAddress,
    Text,
    Title,
    Url,
    invalid,
)
from podcast.model.values.recording_times import Seconds  # noqa: TC001 - pydantic reads annotations when the program runs
from podcast.text import did_you_mean, format_time


class Owner(FrozenModel):
    """The contact for podcast directories."""

    name: Line
    email: Email


def _owner(value: object) -> object:
    """Refuse numbers and `true`: a group of fields is expected, or `false` for none."""
    if isinstance(value, int | float) and value is not False:
        what = _("cannot be {value}").format(value=str(value).lower())
        raise invalid(what, _("write {example}, or false for none").format(example="{name: …, email: …}"))
    return value


# `false`: the show has no such address, and no hint asks for it.
OwnerAnswer = Annotated[Owner | Literal[False], BeforeValidator(_owner)]


class License(FrozenModel):
    """The licence of the show or an episode: an SPDX identifier in lower case, or a name with its address."""

    name: Line
    url: Url | None = None


class Person(FrozenModel):
    """A person of the show. `role` is a word of the Podcast Taxonomy (host, guest, …); `title` their office."""

    name: Line
    role: Annotated[Line, AfterValidator(standard_role)]
    title: Line | None = None
    href: Url | None = None
    image: RelativePath | None = None
    image_alt: Line | None = None
    about: Text | None = None  # Markdown, for the person's own page
    group: Line | None = None  # of the Podcast Taxonomy, where it does not follow from the role


class RegistryPerson(Person):
    """A person whom an episode names by their `key` in the show's registry, which may have two of one name."""

    key: str


class Season(FrozenModel):
    """A season; its pages and colours follow its number."""

    number: Number
    title: Title
    description: Text | None = None
    image: RelativePath | None = None
    image_alt: Line | None = None


class ChapterPlace(FrozenModel):
    """The place that a chapter is about; apps that show a map need its position."""

    name: ShortLine
    geo: Geo
    osm: OsmObject | None = None


class Chapter(FrozenModel):
    """A chapter; `start` and `end` in seconds of the recording, `image` a file of the episode's folder."""

    start: Seconds
    title: Line | Literal[""]  # empty only where no list shows it
    href: Url | None = None
    image: RelativePath | None = None
    end: Seconds | None = None  # where it is not the beginning of the next one
    location: ChapterPlace | None = None
    toc: StrictBool = True  # whether lists of chapters show it

    @field_validator("end", mode="after")
    @classmethod
    def _check_end(cls, end: float | None, info: ValidationInfo) -> float | None:
        """Refuse a chapter that ends before it has begun."""
        start = info.data.get("start")
        if end is not None and start is not None and end <= start:
            what = _("ends at {end}, but starts at {start}").format(end=format_time(end), start=format_time(start))
            raise invalid(what, _("write the time at which the chapter ends, or remove the field"))
        return end


class Correction(FrozenModel):
    """A correction of an episode after its release: shown on its page, and first in the feed."""

    on: Day
    text: Text


class Withdrawn(FrozenModel):
    """The reason and the day of a withdrawal: the audio is removed, the page stays and says so."""

    on: Day
    reason: Text


class Publish(FrozenModel):
    """The target of publishing: `s3://bucket/prefix` or a folder. Credentials are never part of it.

    `single_writer` promises that the show is only published from one place: then a store without conditional writes,
    which would keep two publishers apart, is accepted. `keep_source` keeps the show's own files in the private part of
    the target, `keep_recordings` these and the recordings.

    `audio` is a target of its own for audio files, with `audio_endpoint` and `audio_region` where these are not
    `endpoint` and `region`; their public addresses begin with `audio_link`, see `podcast.urls.audio_base`.
    """

    target: Line
    endpoint: Line | None = None
    region: Line | None = None
    audio: Line | None = None
    audio_link: BaseUrl | None = None
    audio_endpoint: Line | None = None
    audio_region: Line | None = None
    single_writer: StrictBool = False
    insecure: StrictBool = False  # whether web space may be reached unencrypted (ftp://, webdav://)
    keep_source: StrictBool = False
    keep_recordings: StrictBool = False
    websub: Url | None = None  # the hub that is notified of a new feed, and that the feed names
    podcast_index: StrictBool = False  # whether the Podcast Index is notified of a new feed
    indexnow: StrictBool = False  # whether search engines are notified of changed pages
    cdn: Cdn | None = None

    @model_validator(mode="after")
    def _check_audio(self) -> Publish:
        """Require a target of its own for audio, and its public address where that does not follow from the store's."""
        if self.audio and self.audio.rstrip("/") == self.target.rstrip("/"):
            raise invalid(_("audio and target are the same place"), _("remove audio, or name another place"))
        if not self.audio and (self.audio_endpoint or self.audio_region):
            raise invalid(
                _("has a store for audio without a bucket"),
                _("add audio, as in {example}").format(example="audio: s3://bucket/audio"),
            )
        if self.audio and not self.audio_link and not self._has_public_store:
            raise invalid(
                _("the public address of the audio is missing"),
                _("add audio_link, as in {example}").format(example="audio_link: https://audio.example.org/"),
            )
        return self

    @property
    def _has_public_store(self) -> bool:
        """Whether listeners may fetch audio at the store's own address; Cloudflare R2 answers only with credentials."""
        endpoint = self.audio_endpoint or self.endpoint or ""
        host = urlsplit(endpoint).hostname or ""
        return bool(self.audio and self.audio.startswith("s3://")) and not host.endswith("r2.cloudflarestorage.com")


class Cluster(FrozenModel):
    """Where the workers of a cluster that do not see the show's folder find recordings, and put masters."""

    store: StoreAddress
    endpoint: Line | None = None
    region: Line | None = None


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
            _unknown_person_remedy(value, sorted(people)),
        )
    return RegistryPerson.model_construct(**{**people[value].__dict__, "key": value})


def _unknown_person_remedy(value: str, keys: list[str]) -> str:
    suggestion = did_you_mean(value, keys)
    end = "" if suggestion.endswith("?") else "."
    guest = _("A guest is written {example}").format(example=f"{{name: {value}, role: guest}}")
    return f"{suggestion}{end} {guest}"


def _chapter(value: object) -> object:
    """Split a chapter in its short form, `0:00 Begrüßung`, into its fields."""
    if isinstance(value, dict) and len(value) == 1 and (typed := next(iter(value)))[:1].isdigit():
        raise invalid(_("has a second colon"), _('put the chapter in quotes, as in "{typed}: …"').format(typed=typed))
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise invalid(
            _("{value} is not a chapter; a comma begins the next one").format(value=value),
            _("write times with a colon, as in 1:23 Scheinbeteiligung"),
        )
    if isinstance(value, dict):
        no_title = "" if value.get("toc") is False else None  # which is a problem
        return {**value, "title": no_title} if value.get("title", no_title) == "" else value
    if not isinstance(value, str):
        return value
    start, *title = value.strip().split(maxsplit=1)
    if not title:
        what, remedy = _('"{value}" is not a chapter'), _("write its start and title, as in 1:23 Scheinbeteiligung")
        raise invalid(what.format(value=value), remedy)
    return {"start": start, "title": title[0]}


def _chapters(value: object) -> object:
    """Return the value unchanged: a name of a file of markers was replaced by its chapters before validation.

    The JSON schema recognises this validator, and allows a name.
    """
    return value


def _category(value: str) -> str:
    """Return Apple's English name of a category, which may be written in German."""
    category = apple_category(value)
    if category is None:
        own = _("use one of Apple's categories, such as Government or Education > Courses")
        near = category_suggestion(value)
        remedy = _('did you mean "{near}"?').format(near=near) if near else own
        raise invalid(_('"{value}" is not an Apple Podcasts category').format(value=value), remedy)
    return category


Category = Annotated[Line, AfterValidator(_category)]
AnyLicense = Annotated[License, BeforeValidator(_license)]
AnyPerson = Annotated[Person, BeforeValidator(_person)]
AnyChapter = Annotated[Chapter, BeforeValidator(_chapter)]
AnyChapters = Annotated[tuple[AnyChapter, ...], BeforeValidator(_chapters)]
