"""The fields of `podcast.yaml` and `episode.yaml`: `ShowFields` and `EpisodeFields` are the two files, field by field.

They consist of `groups` of fields, and those of `types` (texts, numbers, times, dates).
"""

# Pydantic reads the annotations when the program runs.
# ruff: noqa: TC001

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from podcast.model.ai import AnyAi
from podcast.model.audio_settings import AudioChanges, AudioSettings, Cuts
from podcast.model.dates import Date
from podcast.model.groups import (
    AnyChapters,
    AnyLicense,
    AnyPerson,
    Category,
    Cluster,
    Correction,
    OwnerAnswer,
    Person,
    Publish,
    Season,
    Withdrawn,
)
from podcast.model.imported.extra_xml import ExtraChannelXml, ExtraItemXml
from podcast.model.imported.former_address import Redirect
from podcast.model.legal import AnyLegal, Legal
from podcast.model.podcast_namespace import (
    AnyLocations,
    AnyTxt,
    AnyUpdateFrequency,
    ContentLink,
    FeedImage,
    Funding,
    PublisherFeed,
    RemoteShow,
    SocialInteract,
    Soundbite,
)
from podcast.model.publishing.approvals import Release
from podcast.model.transcripts import Duck, Reviewed, Track, TranscriptFile, Transcripts
from podcast.model.types import (
    BaseUrl,
    FrozenModel,
    Guid,
    Language,
    Line,
    Number,
    NumberDisplay,
    RelativePath,
    SoftHyphenLine,
    SoftHyphenText,
    Text,
    TimeZone,
    Title,
    Url,
    Uuid,
    VideoReference,
)


class ShowFields(FrozenModel):
    """`podcast.yaml`, field by field."""

    title: Title
    subtitle: SoftHyphenLine | None = None
    description: Text
    link: BaseUrl
    language: Language
    timezone: TimeZone
    author: Line
    owner: OwnerAnswer | None = None
    copyright: Line | None = None
    license: AnyLicense | None = None
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    explicit: StrictBool
    ai: AnyAi | None = None  # of episodes that do not say it themselves
    type: Literal["episodic", "serial"] = "episodic"
    guid: Uuid
    locked: StrictBool = True
    medium: Literal["podcast", "audiobook", "course"] = "podcast"
    complete: StrictBool = False  # whether no episode will follow
    block: StrictBool = False  # whether directories are asked not to list the show
    moved_from: Url | None = None  # the feed's address before the show moved here
    funding: tuple[Funding, ...] = ()
    update_frequency: AnyUpdateFrequency | None = None
    location: AnyLocations = ()
    txt: tuple[AnyTxt, ...] = ()
    social_interact: tuple[SocialInteract, ...] = ()
    podroll: tuple[RemoteShow, ...] = ()
    publisher: PublisherFeed | None = None
    cover: RelativePath
    cover_alt: Line
    images: tuple[FeedImage, ...] = ()
    people: dict[str, Person] = Field(default_factory=dict)
    seasons: tuple[Season, ...] = ()
    featured: tuple[Line, ...] = ()  # slugs of episodes to begin with
    topics: dict[str, Text] = Field(default_factory=dict)  # topic of episodes -> text of its page, Markdown
    subscribe: dict[str, Url | StrictBool] = Field(default_factory=dict)
    legal: AnyLegal = Legal()
    about: RelativePath | None = None  # a page on the show, in Markdown
    easy_language: RelativePath | None = None  # the same in Leichte Sprache, in Markdown
    sign_language: VideoReference | None = None  # the same as a video in sign language
    audio: AudioSettings = AudioSettings()
    transcripts: Transcripts = Transcripts()
    speakers: dict[str, Line] = Field(default_factory=dict)  # label in a transcript -> key or name of a person
    publish: Publish | None = None
    release: Release | None = None  # the approvals that an episode needs before it is published
    cluster: Cluster | None = None
    extra_xml: ExtraChannelXml | None = None  # further elements of the channel in the feed


class TargetSettings(FrozenModel):
    """The fields of `podcast.yaml` that `podcast undo` and `podcast verify` need; the others may have problems."""

    guid: Uuid
    link: BaseUrl
    timezone: TimeZone
    publish: Publish | None = None
    cluster: Cluster | None = None  # its store must not be in the bucket that is published to


class EpisodeFields(FrozenModel):
    """`episode.yaml`, field by field."""

    guid: Guid
    guid_is_permalink: StrictBool = False  # whether the guid is declared to be the address of a page
    title: Title
    itunes_title: Title | None = None  # for Apple Podcasts, where `title` has a number in it
    season: Number | None = None
    episode: Number | None = None
    display: NumberDisplay | None = None  # what apps show instead of the number
    type: Literal["full", "trailer", "bonus"] = "full"
    date: Date | None = None  # may only be missing from a draft
    summary: SoftHyphenText | None = None  # may only be missing from a draft
    notes: Text | None = None
    people: tuple[AnyPerson, ...] = ()
    chapters: AnyChapters = ()
    soundbites: tuple[Soundbite, ...] = ()
    social_interact: tuple[SocialInteract, ...] = ()
    funding: tuple[Funding, ...] = ()
    content_links: tuple[ContentLink, ...] = ()
    topics: tuple[SoftHyphenLine, ...] = ()
    location: AnyLocations = ()
    language: Language | None = None  # if it is not the show's
    license: AnyLicense | None = None  # if it is not the show's
    explicit: StrictBool | None = None
    block: StrictBool = False  # whether directories are asked not to list the episode
    ai: AnyAi | None = None  # what a machine made or changed
    recording: RelativePath | None = None
    cuts: Cuts = ()  # what is removed from the recording
    transcript: RelativePath | None = None
    transcript_files: tuple[TranscriptFile, ...] = ()  # published as they are, beside the transcript
    reviewed: Reviewed | None = None  # the transcript
    speakers: dict[str, Line] = Field(default_factory=dict)  # override those of the show
    tracks: tuple[Track, ...] = ()  # in place of the recording; beside one, for `podcast transcribe` alone
    duck: Duck | None = None  # by how many dB music goes down under speech
    easy_language: RelativePath | None = None  # the content in Leichte Sprache, in Markdown
    sign_language: VideoReference | None = None  # the content as a video in sign language
    cover: RelativePath | None = None
    cover_alt: Line | None = None
    images: tuple[FeedImage, ...] = ()
    audio: AudioChanges | None = None  # differences from the show's settings
    redirects: tuple[Redirect, ...] = ()  # former addresses of the page, as paths
    extra_xml: ExtraItemXml | None = None  # further elements of the item in the feed
    correction: Correction | None = None
    withdrawn: Withdrawn | None = None
    draft: StrictBool = False
    accepted_hints: tuple[Line, ...] = ()  # codes of hints that are meant so

    @property
    def is_mix(self) -> bool:
        """Whether its tracks have a field that only a mix needs: then no other file of the folder is the recording."""
        return bool(self.tracks) and (self.duck is not None or any(track.is_for_mix for track in self.tracks))
