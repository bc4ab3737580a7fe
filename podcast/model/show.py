"""Models of a show and its episodes. This module defines the fields of `podcast.yaml` and `episode.yaml`.

`ShowFields` and `EpisodeFields` are the two files, field by field; `Show` and `Episode` add what follows from the
folders (slug, recording, …). They consist of `groups` of fields, and those of `types` (texts, numbers, times, dates).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, StrictBool

from podcast.model.groups import (
    AnyChapters,
    AnyLicense,
    AnyPerson,
    AudioChanges,
    AudioSettings,
    AudioTargets,
    Category,
    Chapter,
    Correction,
    FrozenModel,
    License,
    Owner,
    Person,
    Publish,
    Season,
    Withdrawn,
)
from podcast.model.legal import Legal
from podcast.model.podcast_namespace import (
    AnyTxt,
    AnyUpdateFrequency,
    Funding,
    Location,
    RemoteShow,
    SocialInteract,
    Soundbite,
    Txt,
    UpdateFrequency,
)
from podcast.model.transcripts import Reviewed, Track, Transcripts
from podcast.model.types import (
    BaseUrl,
    Date,
    Guid,
    Language,
    Line,
    Number,
    RelativePath,
    SoftHyphenLine,
    SoftHyphenText,
    Text,
    TimeZone,
    Title,
    Url,
    Uuid,
    parse_time,
)
from podcast.text import SOFT_HYPHEN, format_time, strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


SHOW_FILE = "podcast.yaml"  # in the root of a show
EPISODE_FILE = "episode.yaml"  # in the folder of an episode

__all__ = [
    "AUDIO_SUFFIXES",
    "PICTURE_SUFFIXES",
    "SOFT_HYPHEN",
    "TRANSCRIPT_SUFFIXES",
    "AudioChanges",
    "AudioSettings",
    "AudioTargets",
    "Chapter",
    "Correction",
    "Episode",
    "EpisodeFields",
    "Funding",
    "Legal",
    "License",
    "Location",
    "Owner",
    "Person",
    "Publish",
    "RemoteShow",
    "Reviewed",
    "Season",
    "Show",
    "ShowFields",
    "SocialInteract",
    "Soundbite",
    "Track",
    "Transcripts",
    "Txt",
    "UpdateFrequency",
    "Withdrawn",
    "format_time",
    "parse_time",
    "shift_time",
    "strip_soft_hyphens",
]

AUDIO_SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus")
TRANSCRIPT_SUFFIXES = (".vtt", ".srt", ".json", ".txt")
PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png")


class ShowFields(FrozenModel):
    """`podcast.yaml`, field by field."""

    title: Title
    subtitle: SoftHyphenLine | None = None
    description: Text
    link: BaseUrl
    language: Language
    timezone: TimeZone
    author: Line
    owner: Owner | None = None
    copyright: Line | None = None
    license: AnyLicense | None = None
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    explicit: StrictBool
    type: Literal["episodic", "serial"] = "episodic"
    guid: Uuid
    locked: StrictBool = True
    complete: StrictBool = False  # whether no episode will follow
    moved_from: Url | None = None  # the feed's address before the show moved here
    funding: tuple[Funding, ...] = ()
    update_frequency: AnyUpdateFrequency | None = None
    location: Location | None = None
    txt: tuple[AnyTxt, ...] = ()
    social_interact: tuple[SocialInteract, ...] = ()
    podroll: tuple[RemoteShow, ...] = ()
    cover: RelativePath
    cover_alt: Line
    people: dict[str, Person] = Field(default_factory=dict)
    seasons: tuple[Season, ...] = ()
    subscribe: dict[str, Url | StrictBool] = Field(default_factory=dict)
    legal: Legal = Legal()
    about: RelativePath | None = None  # a page on the show, in Markdown
    audio: AudioSettings = AudioSettings()
    transcripts: Transcripts = Transcripts()
    speakers: dict[str, Line] = Field(default_factory=dict)  # label in a transcript -> key or name of a person
    publish: Publish | None = None


class EpisodeFields(FrozenModel):
    """`episode.yaml`, field by field."""

    guid: Guid
    title: Title
    season: Number | None = None
    episode: Number | None = None
    type: Literal["full", "trailer", "bonus"] = "full"
    date: Date | None = None  # may only be missing from a draft
    summary: SoftHyphenText | None = None  # may only be missing from a draft
    notes: Text | None = None
    people: tuple[AnyPerson, ...] = ()
    chapters: AnyChapters = ()
    soundbites: tuple[Soundbite, ...] = ()
    social_interact: tuple[SocialInteract, ...] = ()
    topics: tuple[SoftHyphenLine, ...] = ()
    location: Location | None = None
    explicit: StrictBool | None = None
    recording: RelativePath | None = None
    transcript: RelativePath | None = None
    reviewed: Reviewed | None = None  # the transcript
    speakers: dict[str, Line] = Field(default_factory=dict)  # override those of the show
    tracks: tuple[Track, ...] = ()  # for `podcast transcribe`
    cover: RelativePath | None = None
    cover_alt: Line | None = None
    audio: AudioChanges | None = None  # differences from the show's settings
    correction: Correction | None = None
    withdrawn: Withdrawn | None = None
    draft: StrictBool = False


class Episode(EpisodeFields):
    """An episode: the fields of its file and of its folder. Paths are relative to the show's root."""

    slug: str
    chapters_from_recording: bool = False  # whether `chapters` are those of the recording

    @property
    def file(self) -> str:
        """The path of its `episode.yaml`, relative to the show's root."""
        return f"episodes/{self.slug}/episode.yaml"

    def as_withdrawn(self) -> Self:
        """Return what stays public of a withdrawn episode: its title, its date and the reason."""
        public = {"guid", "title", "season", "episode", "type", "date", "withdrawn", "draft", "slug"}
        fields = type(self).model_fields.items()
        defaults = {name: field.get_default(call_default_factory=True) for name, field in fields if name not in public}
        return self.model_copy(update=defaults)

    def with_shifted_times(self, shift: float, end: float) -> Self:
        """Return the episode with chapters and soundbites in the master's time: `shift` seconds later, before `end`.

        Those that begin at 0 stay there. Where trimmed silence lets two chapters begin together, the later one stays.
        """
        shifted = (chapter.model_copy(update={"start": shift_time(chapter.start, shift)}) for chapter in self.chapters)
        chapters = {chapter.start: chapter for chapter in shifted if chapter.start < end}
        soundbites = tuple(
            soundbite.model_copy(update={"start": shift_time(soundbite.start, shift)}) for soundbite in self.soundbites
        )
        return self.model_copy(update={"chapters": tuple(chapters.values()), "soundbites": soundbites})


def shift_time(start: float, shift: float) -> float:
    """Return a time of the recording in the master: `shift` seconds later, never before the beginning; 0 stays 0."""
    return max(0.0, round(start + shift, 3)) if start else 0.0


class Show(ShowFields):
    """A show with its episodes, sorted newest first; drafts without a date come last, by slug."""

    episodes: tuple[Episode, ...] = ()
    texts: dict[str, str] = Field(default_factory=dict)  # Markdown of its pages: imprint, privacy, accessibility, about

    def with_episodes(self, episodes: Iterable[Episode]) -> Self:
        """Return the show with these episodes, sorted."""
        return self.model_copy(update={"episodes": tuple(sorted(episodes, key=_newest_first))})

    def due(self, now: datetime, *, drafts: bool = False) -> Self:
        """Return the show as it is public at `now`: without drafts and later episodes, unless `drafts`.

        Of a withdrawn episode only what stays public is left, see `Episode.as_withdrawn`.
        """
        return self.with_episodes(
            episode.as_withdrawn() if episode.withdrawn else episode
            for episode in self.episodes
            if drafts or (not episode.draft and episode.date is not None and episode.date <= now)
        )

    @property
    def withdrawn_episodes(self) -> tuple[Episode, ...]:
        """The episodes that were withdrawn."""
        return tuple(episode for episode in self.episodes if episode.withdrawn)

    def without_withdrawn(self) -> Self:
        """Return the show without the episodes that were withdrawn."""
        return self.with_episodes(episode for episode in self.episodes if not episode.withdrawn)

    def season(self, number: int) -> Season | None:
        """Return the season of that number, if the show names it."""
        return next((season for season in self.seasons if season.number == number), None)

    def audio_settings(self, episode: Episode) -> AudioSettings:
        """Return the audio settings of an episode: those of the show with the episode's own changes."""
        return self.audio.with_changes(episode.audio) if episode.audio else self.audio


def _newest_first(episode: Episode) -> tuple[bool, float, str]:
    return (episode.date is None, -episode.date.timestamp() if episode.date else 0.0, episode.slug)
