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

from podcast.authoring.episode_slug import free_slug, prefix
from podcast.authoring.field_docs import told
from podcast.authoring.json_schema import FOLDER, modeline
from podcast.authoring.release_rhythm import History, slot, written
from podcast.authoring.yaml_scalars import text as quoted
from podcast.errors import FileError, PodcastError
from podcast.files.atomic import locked, refused, write
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
_BEGUN = ".new-"  # how the name of a folder begins that is not whole yet

# The fields that wait to be filled in, in this order, and what stands there until they are.
BLANKS = {
    "summary": "…",
    "people": "[]",
    "chapters": '["0:00 …"]',
    "topics": "[]",
    "notes": "…",
    "explicit": "false",
}
_SOME_DATE = "2030-01-31 09:00"


@dataclass(frozen=True, slots=True)
class Wanted:
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
    tongue: str = "en"


@dataclass(frozen=True, slots=True)
class Next:
    """The new episode as its file will say it; `date` as in `episode.yaml`, None where nobody can tell it."""

    title: str
    guid: UUID
    season: int | None
    episode: int | None
    date: str | None
    type: str
    tongue: str


def following(show: Show, wanted: Wanted, now: datetime) -> Next:
    """The next episode of the show: in the latest season, with the next number, at the next free slot.

    Raises:
        PodcastError: the title, the number or the date cannot be used.
    """
    season, number = next_number(show, wanted.season)
    counted = wanted.type == "full"
    number = wanted.episode or (number if counted else None)
    _unused(show, season, number)
    date = _dated(show, wanted.date) if wanted.date else usual(show, now) if counted else None
    return Next(_title(wanted.title), wanted.guid, season, number, date, wanted.type, wanted.tongue)


def usual(show: Show, now: datetime) -> str | None:
    """The show's next free slot, as `episode.yaml` has it; None where its episodes have no rhythm."""
    zone = ZoneInfo(show.timezone)
    dates = ((one.date, one.type == "full") for one in show.episodes if one.date)
    found = slot(History.of(dates, zone), now, zone)
    return written(found) if found else None


def new(
    root: Path,
    show: Show,
    made: Next,
    recording: Path | None = None,
    say: Callable[[int], None] = lambda _: None,
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
    _usable(recording)
    episodes = root / EPISODES
    text_ = text(made, schema=(root / FOLDER / "episode.json").is_file())
    with locked(root / ".podcast" / "new.lock", "`podcast new`"):
        try:
            episodes.mkdir(parents=True, exist_ok=True)
            _swept(episodes)
            taken = {path.name.casefold() for path in episodes.iterdir()}
            name = free_slug(made.title, taken, show.language, prefix(show, made.season, made.episode))
            temporary = Path(tempfile.mkdtemp(prefix=_BEGUN, dir=episodes))
            temporary.chmod(0o755)
            write(temporary / EPISODE_FILE, text_.encode())
            if recording:
                _copied(recording, temporary / f"recording{recording.suffix.lower()}", say)
            temporary.rename(episodes / name)
        except OSError as error:
            raise FileError(refused(episodes, error)) from error
        finally:
            _swept(episodes)
    return episodes / name


def _swept(episodes: Path) -> None:
    """Removes what a `podcast new` that was killed has left; whoever has the lock is alone."""
    for path in episodes.glob(f"{_BEGUN}*") if episodes.is_dir() else ():
        shutil.rmtree(path, ignore_errors=True)


def _copied(recording: Path, path: Path, say: Callable[[int], None]) -> None:
    with recording.open("rb") as source, path.open("wb") as copy:
        while block := source.read(BLOCK):
            copy.write(block)
            say(len(block))
        copy.flush()
        os.fsync(copy.fileno())


def _title(title: str) -> str:
    try:
        return _TITLE.validate_python(title)
    except ValidationError as error:
        first = error.errors()[0]
        what = first.get("ctx", {}).get("what", _("is too long, 255 characters are allowed"))
        raise PodcastError(_("the title {what}; choose another").format(what=what)) from None


def _unused(show: Show, season: int | None, episode: int | None) -> None:
    """Refuses a number that an episode has already."""
    for one in show.episodes:
        if episode and (one.season, one.episode) == (season, episode) and one.type == "full":
            words = _("number {number} is taken by {slug}; leave it out for the next one, or name another")
            raise PodcastError(words.format(number=episode, slug=one.slug))


def _dated(show: Show, date: str) -> str:
    try:
        _DATE.validate_python(date, context={"timezone": show.timezone})
    except ValidationError as error:
        more = error.errors()[0]["ctx"]
        raise PodcastError(_("the date: {what}; {remedy}").format(what=more["what"], remedy=more["remedy"])) from None
    return date.strip()


def _usable(recording: Path | None) -> None:
    if recording is None:
        return
    if recording.suffix.lower() not in AUDIO_SUFFIXES:
        words = _("{path}: is no audio file that is read here; use {suffixes}")
        raise PodcastError(words.format(path=recording, suffixes=", ".join(AUDIO_SUFFIXES)))
    try:
        size = recording.stat().st_size if recording.is_file() else 0
    except OSError as error:
        raise FileError(refused(recording, error)) from error
    if not size:
        words = _("{path}: is not there, or holds nothing; name the recording's file")
        raise PodcastError(words.format(path=recording))


def text(made: Next, *, schema: bool = False) -> str:
    """The new `episode.yaml`, explained.

    Args:
        made: the episode.
        schema: whether the show has the schema for editors, so that the file names it.
    """
    tongue = made.tongue
    lines = [modeline(f"../../{FOLDER}/episode.json")] if schema else []
    lines += [f"guid: {made.guid}  # {_why('guid', tongue)}", f"title: {quoted(made.title)}"]
    lines += [f"season: {made.season}"] if made.season else []
    lines += [f"episode: {made.episode}"] if made.episode else []
    lines += [f"type: {made.type}"] if made.type != "full" else []
    lines += [f"date: {made.date}  # {_why('date', tongue)}"] if made.date else []
    lines += [f"draft: true  # {_why('draft', tongue)}", ""]
    lines += [] if made.date else [blank("date", _SOME_DATE, tongue)]
    lines += [blank(name, value, tongue) for name, value in BLANKS.items()]
    return "\n".join(lines) + "\n"


def blank(name: str, value: str, tongue: str) -> str:
    """A line that waits to be filled in."""
    return f"# {name}: {value}  # {_why(name, tongue)}"


def _why(name: str, tongue: str) -> str:
    return told(EpisodeFields, name).words(tongue)


def next_number(show: Show, season: int | None = None) -> tuple[int | None, int | None]:
    """The season (the latest one, where none is named), and the next number of a full episode in it.

    A show that numbers none of its episodes gets no number; one without seasons is numbered through.
    """
    used = {one.season for one in show.episodes if one.season} | {one.number for one in show.seasons}
    season = season or max(used, default=None)
    numbers = [one.episode for one in show.episodes if one.season == season and one.type == "full" and one.episode]
    unnumbered = show.episodes and show.type == "episodic" and not any(one.episode for one in show.episodes)
    return season, None if unnumbered else max(numbers, default=0) + 1
