"""A new episode: its folder with `episode.yaml`, which has the known values, and the others as lines to fill in."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from podcast.authoring.episode_slug import slug_prefix, unused_slug
from podcast.authoring.field_docs import field_doc
from podcast.authoring.json_schema import SCHEMA_FOLDER, modeline
from podcast.authoring.release_rhythm import ReleaseHistory, format_date, next_free_slot
from podcast.authoring.yaml_scalars import format_text
from podcast.errors import FileError, PodcastError
from podcast.files.atomic import exclusive_lock, os_error_message, write
from podcast.files.digest import BLOCK
from podcast.i18n import _
from podcast.model.show import AUDIO_SUFFIXES, EPISODE_FILE, EpisodeFields
from podcast.model.types import Date, Title
from podcast.show.episode_folder import EPISODES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from podcast.model.show import Show

_TITLE: TypeAdapter[str] = TypeAdapter(Title)
_DATE: TypeAdapter[datetime] = TypeAdapter(Date)
_PARTIAL_PREFIX = ".new-"  # of the name of a folder that is not complete yet

# The fields that are left to be filled in, in this order, and their placeholders.
BLANK_FIELDS = {
    "summary": "…",
    "people": "[]",
    "chapters": '["0:00 …"]',
    "topics": "[]",
    "notes": "…",
    "explicit": "false",
}
_EXAMPLE_DATE = "2030-01-31 09:00"


@dataclass(frozen=True, slots=True)
class NewEpisodeOptions:
    """The options for a new episode.

    `guid` is a new random one (`uuid.uuid4()`). `season`, `episode` and `date` (as in `episode.yaml`) are None where
    they follow from the numbering of the show and its release rhythm. `type` is full, trailer or bonus; the latter two
    have no number. `language` is that of the comments, `de` or `en`.
    """

    title: str
    guid: UUID
    season: int | None = None
    episode: int | None = None
    date: str | None = None
    type: str = "full"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class NewEpisode:
    """A new episode as its file will describe it; `date` as in `episode.yaml`, None if there is no rhythm."""

    title: str
    guid: UUID
    season: int | None
    episode: int | None
    date: str | None
    type: str
    language: str


def plan_episode(show: Show, options: NewEpisodeOptions, now: datetime) -> NewEpisode:
    """Return the next episode of the show: in the latest season, with the next number, at the next free slot.

    Raises:
        PodcastError: the title, the number or the date cannot be used.
    """
    season, number = next_number(show, options.season)
    is_numbered = options.type == "full"
    number = options.episode or (number if is_numbered else None)
    _require_unused_number(show, season, number)
    date = _valid_date(show, options.date) if options.date else next_slot(show, now) if is_numbered else None
    return NewEpisode(_valid_title(options.title), options.guid, season, number, date, options.type, options.language)


def next_slot(show: Show, now: datetime) -> str | None:
    """Return the show's next free slot, as `episode.yaml` has it; None if its episodes have no rhythm."""
    zone = ZoneInfo(show.timezone)
    dates = ((episode.date, episode.type == "full") for episode in show.episodes if episode.date)
    slot = next_free_slot(ReleaseHistory.from_dates(dates, zone), now, zone)
    return format_date(slot) if slot else None


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
        new: the episode, from `plan_episode`; the permanent name of the folder follows from its title.
        recording: copied into the folder; the original stays.
        report: called with the number of bytes of the recording that were copied since the last call.

    Returns:
        The new folder.

    Raises:
        PodcastError: the recording cannot be used.
        FileError: the disk refuses, or another `podcast new` is running.
    """
    _require_usable(recording)
    episodes = root / EPISODES
    text = episode_yaml(new, has_schema=(root / SCHEMA_FOLDER / "episode.json").is_file())
    with exclusive_lock(root / ".podcast" / "new.lock", "`podcast new`"):
        try:
            episodes.mkdir(parents=True, exist_ok=True)
            _remove_partial_folders(episodes)
            existing = {path.name.casefold() for path in episodes.iterdir()}
            name = unused_slug(new.title, existing, show.language, slug_prefix(show, new.season, new.episode))
            temporary = Path(tempfile.mkdtemp(prefix=_PARTIAL_PREFIX, dir=episodes))
            temporary.chmod(0o755)
            write(temporary / EPISODE_FILE, text.encode())
            if recording:
                _copy_recording(recording, temporary / f"recording{recording.suffix.lower()}", report)
            temporary.rename(episodes / name)
        except OSError as error:
            raise FileError(os_error_message(episodes, error)) from error
        finally:
            _remove_partial_folders(episodes)
    return episodes / name


def _remove_partial_folders(episodes: Path) -> None:
    """Remove the folders that a killed `podcast new` has left; the lock guarantees that none is running."""
    for path in episodes.glob(f"{_PARTIAL_PREFIX}*") if episodes.is_dir() else ():
        shutil.rmtree(path, ignore_errors=True)


def _copy_recording(recording: Path, path: Path, report: Callable[[int], None]) -> None:
    with recording.open("rb") as source, path.open("wb") as copy:
        while block := source.read(BLOCK):
            copy.write(block)
            report(len(block))
        copy.flush()
        os.fsync(copy.fileno())


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
    return date.strip()


def _require_usable(recording: Path | None) -> None:
    if recording is None:
        return
    if recording.suffix.lower() not in AUDIO_SUFFIXES:
        words = _("{path}: this audio format is not supported; use {suffixes}")
        raise PodcastError(words.format(path=recording, suffixes=", ".join(AUDIO_SUFFIXES)))
    try:
        size = recording.stat().st_size if recording.is_file() else 0
    except OSError as error:
        raise FileError(os_error_message(recording, error)) from error
    if not size:
        words = _("{path}: the file does not exist or is empty; name the recording")
        raise PodcastError(words.format(path=recording))


def episode_yaml(new: NewEpisode, *, has_schema: bool = False) -> str:
    """Return the new `episode.yaml`, with comments.

    Args:
        new: the episode.
        has_schema: whether the show has the schema for editors, which the file then names.
    """
    language = new.language
    lines = [modeline(f"../../{SCHEMA_FOLDER}/episode.json")] if has_schema else []
    lines += [f"guid: {new.guid}  # {_description('guid', language)}", f"title: {format_text(new.title)}"]
    lines += [f"season: {new.season}"] if new.season else []
    lines += [f"episode: {new.episode}"] if new.episode else []
    lines += [f"type: {new.type}"] if new.type != "full" else []
    lines += [f"date: {new.date}  # {_description('date', language)}"] if new.date else []
    lines += [f"draft: true  # {_description('draft', language)}", ""]
    lines += [] if new.date else [blank_line("date", _EXAMPLE_DATE, language)]
    lines += [blank_line(name, value, language) for name, value in BLANK_FIELDS.items()]
    return "\n".join(lines) + "\n"


def blank_line(name: str, value: str, language: str) -> str:
    """Return a line that is left to be filled in."""
    return f"# {name}: {value}  # {_description(name, language)}"


def _description(name: str, language: str) -> str:
    return field_doc(EpisodeFields, name).description(language)


def next_number(show: Show, season: int | None = None) -> tuple[int | None, int | None]:
    """Return the season (the latest one by default), and the next number of a full episode in it.

    A show that numbers none of its episodes gets no number; one without seasons is numbered continuously.
    """
    seasons = {episode.season for episode in show.episodes if episode.season} | {item.number for item in show.seasons}
    season = season or max(seasons, default=None)
    full_episodes = [episode for episode in show.episodes if episode.season == season and episode.type == "full"]
    numbers = [episode.episode for episode in full_episodes if episode.episode]
    is_unnumbered = show.episodes and show.type == "episodic" and not any(item.episode for item in show.episodes)
    return season, None if is_unnumbered else max(numbers, default=0) + 1
