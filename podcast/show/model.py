"""What the producer wrote, as frozen values. The form of `podcast.yaml` and `episode.yaml` is this module.

`ShowFields` and `EpisodeFields` are the two files, field by field; `Show` and `Episode` add what the folders say (slug,
recording, …). A value that does not fit is refused with `wrong(what, remedy)`, which `load` turns into a `Problem`
with its place in the file.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

AUDIO_SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus")
TRANSCRIPT_SUFFIXES = (".vtt", ".srt", ".json")
SOFT_HYPHEN = "\u00ad"


def wrong(what: str, remedy: str) -> PydanticCustomError:
    """The error that says what is wrong with a value, and what to write instead."""
    return PydanticCustomError("wrong", "{what}; {remedy}", {"what": what, "remedy": remedy})


def did_you_mean(word: str, known: list[str]) -> str:
    """`did you mean "title"?` or, when nothing is near, the list of what is known."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else f"known are: {', '.join(known)}"


# --- words -----------------------------------------------------------------------------------------------------------


def _text(value: str) -> str:
    """Text as it goes out: composed (NFC), no white space around it, nothing that XML cannot hold."""
    text = unicodedata.normalize("NFC", value).strip()
    if not text:
        raise wrong("is empty", "write something or remove the field")
    for character in text:
        if (
            (ord(character) < 32 and character not in "\n\t\r")
            or character in "\ufffe\uffff"
            or "\ud800" <= character <= "\udfff"
        ):
            raise wrong(
                f"holds the control character U+{ord(character):04X}", "delete it; it often comes along when pasting"
            )
    return text


def _line(value: str) -> str:
    if "\n" in value:
        raise wrong("runs over several lines", "write it on one line")
    return value


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or " " in value:
        raise wrong(f'"{value}" is no web address', "write it whole, as in https://example.org/page")
    return value


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.query or parts.fragment:
        raise wrong("has a ? or # in it", "write the address of a folder, as in https://podcast.example.org/")
    return value if value.endswith("/") else value + "/"


def _relative(value: str) -> str:
    path = PurePosixPath(unicodedata.normalize("NFC", value))
    if path.is_absolute() or ".." in path.parts or "\\" in value or not path.parts:
        raise wrong(f'"{value}" leaves its folder', "name a file inside it")
    return str(path)


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", value):
        raise wrong(f'"{value}" is no language code', "write de, en or de-AT")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise wrong(f'"{value}" is no time zone', "write a name such as Europe/Berlin") from None
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", value):
        raise wrong(f'"{value}" is no e-mail address', "write it as in podcast@example.org")
    return value


def _uuid(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value):
        raise wrong(f'"{value}" is no UUID', "write 36 characters, lower case, as `podcast new` does")
    return value


Text = Annotated[StrictStr, AfterValidator(_text)]
Line = Annotated[StrictStr, AfterValidator(_text), AfterValidator(_line)]
Title = Annotated[Line, Field(max_length=255)]
Url = Annotated[Line, AfterValidator(_url)]
BaseUrl = Annotated[Url, AfterValidator(_base_url)]
RelativePath = Annotated[Line, AfterValidator(_relative)]
Language = Annotated[Line, AfterValidator(_language)]
TimeZone = Annotated[Line, AfterValidator(_zone)]
Email = Annotated[Line, AfterValidator(_email)]
Uuid = Annotated[Line, AfterValidator(_uuid)]
Guid = Annotated[Line, Field(max_length=512)]
Number = Annotated[StrictInt, Field(ge=1)]


# --- times -----------------------------------------------------------------------------------------------------------

_TIME = re.compile(r"(?:(\d+):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3}))?")


def seconds_of(value: object) -> float:
    """A point in the recording as people type it: `0:00`, `1:23.5`, `1:02:03`, or seconds. Milliseconds are kept."""
    if isinstance(value, bool):
        raise wrong("is true or false", 'write a time, as in "1:23"')
    if isinstance(value, int | float):
        if not 0 <= value < 1e7:
            raise wrong(f"{value} is no time in a recording", 'write minutes and seconds, as in "1:23"')
        return round(float(value), 3)
    match = _TIME.fullmatch(str(value).strip())
    if not match:
        raise wrong(f'"{value}" is no time', 'write minutes and seconds, as in "1:23" or "1:02:03.5"')
    hours, minutes, seconds, fraction = match.groups()
    if hours and int(minutes) > 59:
        raise wrong(f'"{value}" has more than 59 minutes', 'write hours, minutes and seconds, as in "1:02:03"')
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int((fraction or "0").ljust(3, "0")) / 1000


def clock(seconds: float) -> str:
    """A time as people read it: 58:12, 1:01:00, 0:00.5 — the inverse of `seconds_of`."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, rest = divmod(whole, 60)
    text = f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
    return f"{text}.{thousandths:03}".rstrip("0") if thousandths else text


_DATE = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?")


def _date(value: object, info: ValidationInfo) -> datetime:
    """A date in the show's time zone, or with an offset of its own.

    At the change to and from daylight saving time an hour does not exist, another exists twice: neither is guessed.
    """
    text = str(value).strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise wrong(f"{text} has no time of day", f"write it too, as in {text} 09:00")
    match = _DATE.fullmatch(text)
    try:
        written = datetime.fromisoformat(text if match else "")
    except ValueError:
        raise wrong(f'"{text}" is no date', "write year-month-day and the time, as in 2021-11-23 09:00") from None
    if written.tzinfo:
        return written
    name = (info.context or {}).get("timezone")
    if name is None:  # the show's zone is itself a problem, and reported there
        return written.replace(tzinfo=UTC)
    zone = ZoneInfo(name)
    first, second = written.replace(tzinfo=zone), written.replace(tzinfo=zone, fold=1)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != written:
        raise wrong(f"{text} does not exist in {name}: the clock is put forward", "choose another hour")
    if first.utcoffset() != second.utcoffset():
        hint = f"{text}{first.strftime('%z')}"
        raise wrong(f"{text} exists twice in {name}: the clock is put back", f"add the offset, as in {hint}")
    return first


Seconds = Annotated[float, BeforeValidator(seconds_of)]
Date = Annotated[datetime, BeforeValidator(_date)]


# --- values ----------------------------------------------------------------------------------------------------------


class Value(BaseModel):
    """A frozen value; a field that it does not know is a problem."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Owner(Value):
    """Whom stores write to."""

    name: Line
    email: Email


class License(Value):
    """The licence of the show: an SPDX identifier in lower case, or a name with its address."""

    name: Line
    url: Url | None = None


class Person(Value):
    """Somebody heard in the show. `role` is the Podcast Namespace's word (host, guest, …); `title` what they are."""

    name: Line
    role: Annotated[Line, AfterValidator(str.lower)]
    title: Line | None = None
    href: Url | None = None
    image: RelativePath | None = None
    image_alt: Line | None = None


class Season(Value):
    """A season; its pages and colours follow its number."""

    number: Number
    title: Title
    description: Text | None = None


class Location(Value):
    """What an episode is about as a place; `geo` as in RFC 5870, never an address."""

    name: Line
    geo: Annotated[Line, Field(pattern=r"^geo:-?\d+(\.\d+)?,-?\d+(\.\d+)?")] | None = None


class Chapter(Value):
    """A chapter; `start` in seconds of the recording, `image` a file of the episode's folder."""

    start: Seconds
    title: Line
    href: Url | None = None
    image: RelativePath | None = None


class Legal(Value):
    """The pages that the law asks for, as Markdown files of the show."""

    imprint: RelativePath | None = None
    privacy: RelativePath | None = None
    accessibility: RelativePath | None = None


class AudioTargets(Value):
    """What every master is made to. Defaults: the loudness that Apple Podcasts recommends, AES TD1008's ceiling."""

    loudness: Annotated[float, Field(ge=-31, le=-10)] = -16.0  # LUFS, integrated
    true_peak: Annotated[float, Field(ge=-9, le=-0.5)] = -1.0  # dBTP
    bitrate: Literal[64, 80, 96, 112, 128, 160, 192, 224, 256, 320] = 128  # kbit/s
    channels: Literal["source", "mono", "stereo"] = "source"
    sample_rate: Literal[44100, 48000] = 44100  # Hz
    trim_silence: StrictBool = True
    intro: RelativePath | None = None
    outro: RelativePath | None = None


class Publish(Value):
    """Where the site goes: `s3://bucket/prefix` or a folder. Credentials never stand here."""

    target: Line
    endpoint: Line | None = None
    region: Line | None = None


def _license(value: object) -> object:
    return {"name": value.lower()} if isinstance(value, str) else value


def _person(value: object, info: ValidationInfo) -> object:
    """A key of the registry becomes the person behind it."""
    if not isinstance(value, str):
        return value
    people = (info.context or {}).get("people") or {}
    if value not in people:
        raise wrong(f'"{value}" is not among the people of podcast.yaml', did_you_mean(value, sorted(people)))
    return people[value]


def _chapter(value: object) -> object:
    """`0:00 Begrüßung` is a chapter, too."""
    if not isinstance(value, str):
        return value
    start, _, title = value.strip().partition(" ")
    if not title.strip():
        raise wrong(f'"{value}" is no chapter', "write its start and its title, as in 1:23 Scheinbeteiligung")
    return {"start": start, "title": title.strip()}


def _category(value: str) -> str:
    from podcast.show.categories import CATEGORIES

    if value not in CATEGORIES:
        raise wrong(f'"{value}" is no category of Apple Podcasts', did_you_mean(value, list(CATEGORIES)))
    return value


Category = Annotated[Line, AfterValidator(_category)]


class ShowFields(Value):
    """`podcast.yaml`, field by field."""

    title: Title
    subtitle: Line | None = None
    description: Text
    link: BaseUrl
    language: Language
    timezone: TimeZone
    author: Line
    owner: Owner | None = None
    copyright: Line | None = None
    license: Annotated[License, BeforeValidator(_license)] | None = None
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    explicit: StrictBool
    type: Literal["episodic", "serial"] = "episodic"
    guid: Uuid
    locked: StrictBool = True
    cover: RelativePath
    cover_alt: Line
    people: dict[str, Person] = Field(default_factory=dict)
    seasons: tuple[Season, ...] = ()
    subscribe: dict[str, Url | StrictBool] = Field(default_factory=dict)
    legal: Legal = Legal()
    audio: AudioTargets = AudioTargets()
    publish: Publish | None = None


class EpisodeFields(Value):
    """`episode.yaml`, field by field."""

    guid: Guid
    title: Title
    season: Number | None = None
    episode: Number | None = None
    type: Literal["full", "trailer", "bonus"] = "full"
    date: Date | None = None  # may only be missing from a draft
    summary: Text
    notes: Text | None = None
    people: tuple[Annotated[Person, BeforeValidator(_person)], ...] = ()
    chapters: tuple[Annotated[Chapter, BeforeValidator(_chapter)], ...] = ()
    topics: tuple[Line, ...] = ()
    location: Location | None = None
    explicit: StrictBool | None = None
    recording: RelativePath | None = None
    transcript: RelativePath | None = None
    cover: RelativePath | None = None
    cover_alt: Line | None = None
    draft: StrictBool = False


class Episode(EpisodeFields):
    """An episode: what its file says, and what its folder holds. Paths are relative to the show's root."""

    slug: str

    @property
    def file(self) -> str:
        """Where the producer wrote it."""
        return f"episodes/{self.slug}/episode.yaml"

    def moved(self, shift: float) -> Self:
        """The episode with its chapters in the master's time, `shift` seconds later; what begins at 0 stays there."""
        moved = (chapter.model_copy(update={"start": later(chapter.start, shift)}) for chapter in self.chapters)
        return self.model_copy(update={"chapters": tuple(moved)})


def later(start: float, shift: float) -> float:
    """A time of the recording in the master: `shift` seconds later, never before the beginning; 0 stays 0."""
    return max(0.0, round(start + shift, 3)) if start else 0.0


class Show(ShowFields):
    """The whole show, its episodes sorted newest first; drafts without a date come last, by slug."""

    episodes: tuple[Episode, ...] = ()

    def with_episodes(self, episodes: Any) -> Self:
        """The same show with these episodes, sorted."""
        return self.model_copy(update={"episodes": tuple(sorted(episodes, key=_newest_first))})

    def due(self, now: datetime, *, drafts: bool = False) -> Self:
        """The show as the world may see it at `now`: no draft and nothing dated later, unless `drafts`."""
        return self.with_episodes(
            episode
            for episode in self.episodes
            if drafts or (not episode.draft and episode.date is not None and episode.date <= now)
        )

    def season(self, number: int) -> Season | None:
        """The season of that number, if the show names it."""
        return next((season for season in self.seasons if season.number == number), None)


def _newest_first(episode: Episode) -> tuple[bool, float, str]:
    return (episode.date is None, -episode.date.timestamp() if episode.date else 0.0, episode.slug)


def plain(text: str) -> str:
    """Text without soft hyphens, for everywhere but a page: feed, tags, search, titles of windows."""
    return text.replace(SOFT_HYPHEN, "")
