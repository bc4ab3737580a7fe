"""The next episode's folder: `episode.yaml` with everything that is known already, and the rest as lines to fill in."""

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
from podcast.authoring.yaml_scalars import format_text as quoted
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
_PARTIAL_PREFIX = ".new-"  # how the name of a folder begins that is not whole yet

# The fields that wait to be filled in, in this order, and what stands there until they are.
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
    """What is known of the new episode.

    `guid` is a fresh random one (`uuid.uuid4()`). `season`, `episode` and `date` (as in `episode.yaml`) are None where
    the show's own way of counting and its usual slot shall tell. `type` is full, trailer or bonus; those two are not
    counted. `tongue` is the language of the explanations, `de` or `en`.
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
    """The new episode as its file will say it; `date` as in `episode.yaml`, None where nobody can tell it."""

    title: str
    guid: UUID
    season: int | None
    episode: int | None
    date: str | None
    type: str
    language: str


def plan_episode(show: Show, options: NewEpisodeOptions, now: datetime) -> NewEpisode:
    """The next episode of the show: in the latest season, with the next number, at the next free slot.

    Raises:
        PodcastError: the title, the number or the date cannot be used.
    """
    season, number = next_number(show, options.season)
    counted = options.type == "full"
    number = options.episode or (number if counted else None)
    _require_unused_number(show, season, number)
    date = _valid_date(show, options.date) if options.date else next_slot(show, now) if counted else None
    return NewEpisode(_valid_title(options.title), options.guid, season, number, date, options.type, options.language)


def next_slot(show: Show, now: datetime) -> str | None:
    """The show's next free slot, as `episode.yaml` has it; None where its episodes have no rhythm."""
    zone = ZoneInfo(show.timezone)
    dates = ((one.date, one.type == "full") for one in show.episodes if one.date)
    found = next_free_slot(ReleaseHistory.from_dates(dates, zone), now, zone)
    return format_date(found) if found else None


def create_episode(
    root: Path,
    show: Show,
    new: NewEpisode,
    recording: Path | None = None,
    report: Callable[[int], None] = lambda _: None,
) -> Path:
    """Makes the folder of the next episode, a draft, whole or not at all.

    Args:
        root: of the show.
        show: as it is.
        made: the episode, from `following`; the folder's name, which is for ever, comes from its title.
        recording: copied into the folder; the original stays.
        say: is told how many bytes of the recording were copied since the last time.

    Returns:
        The new folder.

    Raises:
        PodcastError: the recording cannot be used.
        FileError: the disk refuses, or somebody else makes one at this moment.
    """
    _require_usable(recording)
    episodes = root / EPISODES
    text_ = episode_yaml(new, schema=(root / SCHEMA_FOLDER / "episode.json").is_file())
    with exclusive_lock(root / ".podcast" / "new.lock", "`podcast new`"):
        try:
            episodes.mkdir(parents=True, exist_ok=True)
            _remove_partial_folders(episodes)
            taken = {path.name.casefold() for path in episodes.iterdir()}
            name = unused_slug(new.title, taken, show.language, slug_prefix(show, new.season, new.episode))
            temporary = Path(tempfile.mkdtemp(prefix=_PARTIAL_PREFIX, dir=episodes))
            temporary.chmod(0o755)
            write(temporary / EPISODE_FILE, text_.encode())
            if recording:
                _copy_recording(recording, temporary / f"recording{recording.suffix.lower()}", report)
            temporary.rename(episodes / name)
        except OSError as error:
            raise FileError(os_error_message(episodes, error)) from error
        finally:
            _remove_partial_folders(episodes)
    return episodes / name


def _remove_partial_folders(episodes: Path) -> None:
    """Removes what a `podcast new` that was killed has left; whoever has the lock is alone."""
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
    """Refuses a number that an episode has already."""
    for one in show.episodes:
        if episode and (one.season, one.episode) == (season, episode) and one.type == "full":
            words = _("number {number} is already used by {slug}; omit it to use the next one, or choose another")
            raise PodcastError(words.format(number=episode, slug=one.slug))


def _valid_date(show: Show, date: str) -> str:
    try:
        _DATE.validate_python(date, context={"timezone": show.timezone})
    except ValidationError as error:
        more = error.errors()[0]["ctx"]
        raise PodcastError(_("the date: {what}; {remedy}").format(what=more["what"], remedy=more["remedy"])) from None
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


def episode_yaml(new: NewEpisode, *, schema: bool = False) -> str:
    """The new `episode.yaml`, explained.

    Args:
        made: the episode.
        schema: whether the show has the schema for editors, so that the file names it.
    """
    tongue = new.language
    lines = [modeline(f"../../{SCHEMA_FOLDER}/episode.json")] if schema else []
    lines += [f"guid: {new.guid}  # {_description('guid', tongue)}", f"title: {quoted(new.title)}"]
    lines += [f"season: {new.season}"] if new.season else []
    lines += [f"episode: {new.episode}"] if new.episode else []
    lines += [f"type: {new.type}"] if new.type != "full" else []
    lines += [f"date: {new.date}  # {_description('date', tongue)}"] if new.date else []
    lines += [f"draft: true  # {_description('draft', tongue)}", ""]
    lines += [] if new.date else [blank_line("date", _EXAMPLE_DATE, tongue)]
    lines += [blank_line(name, value, tongue) for name, value in BLANK_FIELDS.items()]
    return "\n".join(lines) + "\n"


def blank_line(name: str, value: str, language: str) -> str:
    """A line that waits to be filled in."""
    return f"# {name}: {value}  # {_description(name, language)}"


def _description(name: str, tongue: str) -> str:
    return field_doc(EpisodeFields, name).description(tongue)


def next_number(show: Show, season: int | None = None) -> tuple[int | None, int | None]:
    """The season (the latest one, where none is named), and the next number of a full episode in it.

    A show that numbers none of its episodes gets no number; one without seasons is numbered through.
    """
    used = {one.season for one in show.episodes if one.season} | {one.number for one in show.seasons}
    season = season or max(used, default=None)
    numbers = [one.episode for one in show.episodes if one.season == season and one.type == "full" and one.episode]
    unnumbered = show.episodes and show.type == "episodic" and not any(one.episode for one in show.episodes)
    return season, None if unnumbered else max(numbers, default=0) + 1
