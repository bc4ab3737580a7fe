"""A new episode: its number, its date and its slug, and the folder with its files."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from podcast.authoring.copied_file import copy_sound, require_usable_sound, sound_suffix
from podcast.authoring.episode_number import next_number
from podcast.authoring.episode_slug import require_usable_slug, slug_prefix, unused_slug
from podcast.authoring.episode_yaml import NewEpisode, TrackFile, episode_yaml
from podcast.authoring.reference.json_schema import SCHEMA_FOLDER
from podcast.authoring.release_rhythm import ReleaseHistory, format_date, next_free_slot
from podcast.errors import FileError, PodcastError
from podcast.files.atomic import write
from podcast.files.exclusive_lock import exclusive_lock
from podcast.files.os_errors import os_error_message
from podcast.i18n import _
from podcast.model.dates import Date, normalise_date
from podcast.model.file_names import EPISODE_FILE, EPISODES
from podcast.model.types import Title
from podcast.platform.file_changes import rename_folder
from podcast.text import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from uuid import UUID

    from podcast.model.show import Show

_TITLE: TypeAdapter[str] = TypeAdapter(Title)
_DATE: TypeAdapter[datetime] = TypeAdapter(Date)
_PARTIAL_PREFIX = ".new-"  # of the name of a folder that is not complete yet

_MIN_DATED_EPISODES = 4  # full ones; fewer show no rhythm
_NOW = "now"  # as a date


@dataclass(frozen=True, slots=True)
class NewEpisodeOptions:
    """The options for a new episode.

    `guid` is a new random one (`uuid.uuid4()`). `season`, `episode` and `date` (as in `episode.yaml`, or `now`) are
    None where they follow from the numbering of the show and its release rhythm. `type` is full, trailer or bonus; the
    latter two have no number. `language` is that of the comments, `de` or `en`. An episode that is ready is not a
    draft; without a date it is dated now.
    """

    title: str
    guid: UUID
    season: int | None = None
    episode: int | None = None
    date: str | None = None
    type: str = "full"
    language: str = "en"
    summary: str | None = None
    guests: tuple[str, ...] = ()
    is_ready: bool = False
    tracks: tuple[TrackFile, ...] = ()


def plan_episode(show: Show, options: NewEpisodeOptions, now: datetime) -> NewEpisode:
    """Return the next episode of the show: in the latest season, with the next number, at the next free slot.

    Raises:
        PodcastError: the title, the number or the date cannot be used.
    """
    season, number = next_number(show, options.season)
    number = options.episode or (number if options.type == "full" else None)
    _require_unused_number(show, season, number)
    return NewEpisode(
        _valid_title(options.title),
        options.guid,
        season,
        number,
        _date(show, options, now),
        options.type,
        options.language,
        options.summary,
        options.guests,
        options.is_ready,
        tracks=options.tracks,
    )


def name_tracks(tracks: Iterable[tuple[str, Path]]) -> tuple[TrackFile, ...]:
    """Return tracks with their names in the episode's folder, which follow from who speaks: `erika-muster.wav`.

    Args:
        tracks: speakers and their files.
    """
    named: dict[str, TrackFile] = {}
    for speaker, source in tracks:
        stem, suffix = slugify(speaker) or "track", sound_suffix(source)
        names = (f"{stem}{count}{suffix}" for count in ("", *(f"-{number}" for number in range(2, len(named) + 3))))
        name = next(name for name in names if name not in named)
        named[name] = TrackFile(speaker, name, source)
    return tuple(named.values())


def _date(show: Show, options: NewEpisodeOptions, now: datetime) -> str | None:
    if options.date == _NOW or (options.is_ready and not options.date):
        return format_date(now.astimezone(ZoneInfo(show.timezone)))
    if options.date:
        return _valid_date(show, options.date)
    return next_slot(show, now) if options.type == "full" else None


def next_slot(show: Show, now: datetime) -> str | None:
    """Return the show's next free slot, as `episode.yaml` has it; None if its episodes have no rhythm, or are few."""
    zone = ZoneInfo(show.timezone)
    dates = ((episode.date, episode.type == "full") for episode in show.episodes if episode.date)
    history = ReleaseHistory.from_dates(dates, zone)
    slot = next_free_slot(history, now, zone) if len(history.full) >= _MIN_DATED_EPISODES else None
    return format_date(slot) if slot else None


def used_slugs(root: Path) -> frozenset[str]:
    """Return the slugs that are in use: by episodes, and by the pages of the last build.

    Raises:
        FileError: the folder of the episodes cannot be read.
    """
    episodes, pages = root / EPISODES, root / "site"
    built = {path.parent.name for path in pages.glob("*/index.html")}
    try:
        return frozenset({path.name.casefold() for path in episodes.iterdir()} | built)
    except FileNotFoundError:
        return frozenset(built)
    except OSError as error:
        raise FileError(os_error_message(episodes, error)) from error


def slug_for(show: Show, new: NewEpisode, slugs: frozenset[str]) -> str:
    """Return the slug that follows from the title of a new episode; empty if it has no usable letters."""
    return unused_slug(new.title, slugs, slug_prefix(show, new.season, new.episode))


def create_episode(
    root: Path,
    show: Show,
    new: NewEpisode,
    recording: Path | None = None,
    report: Callable[[int], None] = lambda _: None,
) -> Path:
    """Create the folder of a new episode, a draft, completely or not at all.

    Args:
        root: of the show.
        show: before the new episode.
        new: the episode, from `plan_episode`; its slug, else its title decides the permanent name of the folder.
        recording: copied into the folder, as the episode's tracks are; the originals stay.
        report: called with the number of bytes of them that were copied since the last call.

    Returns:
        The new folder.

    Raises:
        PodcastError: a sound or the slug cannot be used, or no slug follows from the title.
        FileError: the disk refuses, or another `podcast new` is running.
    """
    sources = {track.name: track.source for track in new.tracks}
    for sound in (*([recording] if recording else ()), *sources.values()):
        require_usable_sound(sound)
    sounds = {f"recording{sound_suffix(recording)}": recording, **sources} if recording else sources
    episodes = root / EPISODES
    text = episode_yaml(new, has_schema=(root / SCHEMA_FOLDER / "episode.json").is_file())
    with exclusive_lock(root / ".podcast" / "new.lock", "`podcast new`"):
        try:
            episodes.mkdir(parents=True, exist_ok=True)
            _remove_partial_folders(episodes)
            name = _slug(show, new, used_slugs(root))
            temporary = Path(tempfile.mkdtemp(prefix=_PARTIAL_PREFIX, dir=episodes))
            temporary.chmod(0o755)
            write(temporary / EPISODE_FILE, text.encode())
            for sound_name, sound in sounds.items():
                copy_sound(sound, temporary / sound_name, report)
            rename_folder(temporary, episodes / name)
        except OSError as error:
            raise FileError(os_error_message(episodes, error)) from error
        finally:
            _remove_partial_folders(episodes)
    return episodes / name


def _slug(show: Show, new: NewEpisode, slugs: frozenset[str]) -> str:
    if new.slug:
        require_usable_slug(new.slug, slugs, show)
        return new.slug
    if slug := slug_for(show, new, slugs):
        return slug
    words = _('the title "{title}" has no letters for an address; name one with --slug')
    raise PodcastError(words.format(title=new.title))


def _remove_partial_folders(episodes: Path) -> None:
    """Remove the folders that a killed `podcast new` has left; the lock guarantees that none is running."""
    for path in episodes.glob(f"{_PARTIAL_PREFIX}*") if episodes.is_dir() else ():
        shutil.rmtree(path, ignore_errors=True)


def _valid_title(title: str) -> str:
    try:
        return _TITLE.validate_python(title)
    except ValidationError as error:
        first = error.errors()[0]
        what = first.get("ctx", {}).get("what", _("is too long; the limit is 255 characters"))
        raise PodcastError(_("the title {what}; choose another").format(what=what)) from None


def _require_unused_number(show: Show, season: int | None, episode: int | None) -> None:
    """Refuse a number that an episode has already."""
    for other in show.episodes:
        if episode and (other.season, other.episode) == (season, episode) and other.type == "full":
            words = _("number {number} is already used by {slug}; omit it to use the next one, or choose another")
            raise PodcastError(words.format(number=episode, slug=other.slug))


def _valid_date(show: Show, date: str) -> str:
    try:
        _DATE.validate_python(date, context={"timezone": show.timezone})
    except ValidationError as error:
        context = error.errors()[0]["ctx"]
        raise PodcastError(
            _("the date: {what}; {remedy}").format(what=context["what"], remedy=context["remedy"])
        ) from None
    return normalise_date(date.strip())
