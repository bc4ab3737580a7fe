"""A show and its episodes: the `fields` of their files, and what follows from the folders (slug, texts, …)."""

from __future__ import annotations

import math
from functools import cached_property
from hashlib import sha256
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from pydantic import Field

from podcast.model.ai import with_machine_transcript
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.model.file_names import HTML_SUFFIX
from podcast.model.publishing.approvals import Approval  # noqa: TC001 - pydantic reads annotations when the program runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from podcast.model.ai import Ai
    from podcast.model.audio_settings import AudioSettings
    from podcast.model.groups import Chapter, Season
    from podcast.model.podcast_namespace import Soundbite
    from podcast.model.transcripts import Track
    from podcast.timeline.time_map import TimeMap


class Episode(EpisodeFields):
    """An episode: the fields of its file and of its folder. Paths are relative to the show's root."""

    slug: str
    chapters_from_recording: bool = False  # whether `chapters` are those of the recording
    cuts_from_recording: bool = False  # whether `cuts` are marked in the recording
    has_unused_cut_marks: bool = False  # whether the file that `chapters` names has cut marks, and `cuts` is missing
    notes_file: str | None = None  # that `notes` were read from
    easy_language_text: str | None = None  # Markdown of the file `easy_language`
    machine_transcript: bool = False  # whether the transcript's file says that speech recognition made it
    approvals: tuple[Approval, ...] = ()  # of its folder, in the order in which they were given

    @cached_property
    def fingerprint(self) -> str:
        """See `episode_fingerprint`."""
        return _digest(self)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with other fields; its fingerprint is derived from this one's and the changed fields."""
        copy = super().model_copy(update=update, deep=deep)
        if update and copy.__dict__.pop(_FINGERPRINT, None):
            copy.__dict__[_FINGERPRINT] = _digest(self.fingerprint, sorted(update.items()))
        return copy

    @property
    def file(self) -> str:
        """The path of its `episode.yaml`, relative to the show's root."""
        return f"episodes/{self.slug}/episode.yaml"

    @property
    def has_html_notes(self) -> bool:
        """Whether its notes are HTML rather than Markdown."""
        return self.notes_file is not None and self.notes_file.lower().endswith(HTML_SUFFIX)

    @property
    def mixed_tracks(self) -> tuple[Track, ...]:
        """The tracks that its audio is mixed from; none beside a recording: there they serve the transcript alone."""
        return () if self.recording else self.tracks

    @property
    def has_recording(self) -> bool:
        """Whether there is something to master: a recording, or all tracks."""
        return bool(self.recording or (self.tracks and all(track.file for track in self.tracks)))

    @property
    def is_passthrough(self) -> bool:
        """Whether its recording is published as it is: it is measured, and neither mastered nor cut."""
        return self.audio is not None and self.audio.passthrough

    @property
    def is_tagged(self) -> bool:
        """Whether tags are written into its audio file: into every master, and into other recordings on request."""
        return self.audio is None or not self.audio.passthrough or self.audio.tags

    @property
    def cut_spans(self) -> tuple[tuple[float, float], ...]:
        """The cuts of the recording: starts and ends in seconds, in order."""
        return tuple(sorted(cut.span for cut in self.cuts))

    def with_listed_chapters(self) -> Self:
        """Return the episode with the chapters that lists show."""
        if all(chapter.toc for chapter in self.chapters):
            return self
        return self.model_copy(update={"chapters": tuple(chapter for chapter in self.chapters if chapter.toc)})

    def as_withdrawn(self) -> Self:
        """Return what stays public of a withdrawn episode: its title, its date and the reason."""
        public = {"guid", "title", "season", "episode", "type", "date", "withdrawn", "draft", "slug", "redirects"}
        fields = type(self).model_fields.items()
        defaults = {name: field.get_default(call_default_factory=True) for name, field in fields if name not in public}
        return self.model_copy(update=defaults)

    def with_master_times(self, time_map: TimeMap, end: float) -> Self:
        """Return the episode with chapters and soundbites in the master's time, before `end`.

        A chapter that begins at 0 stays there, with the intro in front; a soundbite is that passage alone. One that
        begins in a part that is removed begins at the joint. What is removed as a whole is left out, and where trimmed
        silence lets two chapters begin together, the later one stays. Those of a recording that is published as it is
        stay as they are, even after its end.
        """
        if self.is_passthrough:
            return self
        mapped = [_mapped_chapter(chapter, time_map, end) for chapter in _remaining_chapters(self.chapters, time_map)]
        if mapped and self.chapters[0].start == 0:
            mapped[0] = mapped[0].model_copy(update={"start": 0.0})
        chapters = {chapter.start: chapter for chapter in mapped if chapter.start < end}
        soundbites = (_mapped_soundbite(soundbite, time_map) for soundbite in self.soundbites)
        audible = tuple(soundbite for soundbite in soundbites if soundbite.duration > 0)
        mapped_fields = (tuple(chapters.values()), audible)
        if mapped_fields == (self.chapters, self.soundbites):
            return self  # of ten thousand episodes, copies would take as much memory again
        copy = super().model_copy(update={"chapters": mapped_fields[0], "soundbites": mapped_fields[1]})
        copy.__dict__[_FINGERPRINT] = _digest(self.fingerprint, time_map, end)
        return copy


_FINGERPRINT = "fingerprint"  # where `cached_property` keeps it


def _digest(*values: object) -> str:
    return sha256(repr(values).encode(errors="surrogatepass")).hexdigest()


def episode_fingerprint(episode: Episode) -> str:
    """Return a fingerprint of all fields of an episode.

    It is computed once: a loaded episode carries it, and a copy with changed fields derives its own from it. Equal
    files with equal changes have equal fingerprints; equal episodes of another origin may have different ones.
    """
    return episode.fingerprint


def _remaining_chapters(chapters: tuple[Chapter, ...], time_map: TimeMap) -> Iterator[Chapter]:
    """Yield the chapters of which something is in the master."""
    for chapter, following in zip_longest(chapters, chapters[1:]):
        next_start = math.inf if following is None else following.start
        if not time_map.removes(chapter.start, next_start if chapter.end is None else chapter.end):
            yield chapter


def _mapped_chapter(chapter: Chapter, time_map: TimeMap, end: float) -> Chapter:
    """Return a chapter in the master's time; without its end where that is not within the audio."""
    times = {"start": _chapter_time(chapter.start, time_map)}
    if chapter.end is None:
        return chapter if times["start"] == chapter.start else chapter.model_copy(update=times)
    chapter_end = min(_chapter_time(chapter.end, time_map), end)
    return chapter.model_copy(update={**times, "end": chapter_end if chapter_end > times["start"] else None})


def _chapter_time(seconds: float, time_map: TimeMap) -> float:
    """Return a time of the recording in the master, never before the beginning; 0 stays 0."""
    return max(0.0, time_map.to_master(seconds)) if seconds else 0.0


def _mapped_soundbite(soundbite: Soundbite, time_map: TimeMap) -> Soundbite:
    """Return a soundbite in the master's time, shorter by what is removed from it."""
    start, end = time_map.to_master(soundbite.start), time_map.to_master(soundbite.start + soundbite.duration)
    if (start, round(end - start, 3)) == (soundbite.start, soundbite.duration):
        return soundbite
    return soundbite.model_copy(update={"start": max(0.0, start), "duration": round(end - start, 3)})


class Show(ShowFields):
    """A show with its episodes, sorted newest first; drafts without a date come last, by slug."""

    episodes: tuple[Episode, ...] = ()
    texts: dict[str, str] = Field(default_factory=dict)  # Markdown of its pages, by the field that names the file

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

    def local_time(self, moment: datetime) -> datetime:
        """Return a moment in the show's time zone: a date may have an offset of its own."""
        return moment.astimezone(ZoneInfo(self.timezone))

    def episode_language(self, episode: EpisodeFields) -> str:
        """Return the language that is spoken in an episode: its own, or else the show's."""
        return episode.language or self.language

    def episode_ai(self, episode: Episode) -> Ai | None:
        """Return what a machine made or changed in an episode: its own `ai:`, or else the show's; None: unknown."""
        declared = episode.ai or self.ai
        return with_machine_transcript(declared) if episode.machine_transcript else declared

    def audio_settings(self, episode: Episode) -> AudioSettings:
        """Return the audio settings of an episode: those of the show with the episode's own changes."""
        return self.audio.with_changes(episode.audio) if episode.audio else self.audio


def _newest_first(episode: Episode) -> tuple[bool, float, str]:
    return (episode.date is None, -episode.date.timestamp() if episode.date else 0.0, episode.slug)
