"""The next episode's folder: `episode.yaml` with everything that is known already, and the rest as lines to fill in."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from podcast.errors import FileError, PodcastError
from podcast.files import refused, write
from podcast.files import whole as whole_file
from podcast.show.episodes import EPISODE, EPISODES
from podcast.show.folder import LONGEST_SLUG, slug_problem
from podcast.show.model import AUDIO_SUFFIXES
from podcast.show.words import Title

if TYPE_CHECKING:
    from uuid import UUID

    from podcast.show.model import Show

_TITLE: TypeAdapter[str] = TypeAdapter(Title)

_ROOM = LONGEST_SLUG - 8  # characters of a slug from a title; the rest is for -2, -3, … when it is taken

# Letters that Unicode does not take apart into one of a-z and a mark, and German umlauts, which become two.
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe"}
    | {"ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | dict.fromkeys("'’‘`´\u00ad", "")
)
_GENDER = re.compile(r"(?<=[^\W\d_])[*:_](?=[^\W\d_])")  # Bürger*innen, Bürger:innen, Bürger_innen

# The lines that wait to be filled in: the line, what it is for in German and in English.
_LINES = (
    ("date: 2030-01-31 09:00", "wann die Folge erscheint, in der Zeitzone der Show", "when the episode appears"),
    ("summary: …", "worum es geht, ein bis zwei Sätze", "what it is about, one or two sentences"),
    (
        "people: []",
        "Schlüssel aus podcast.yaml oder {name: …, role: guest}",
        "keys of podcast.yaml or {name: …, role: guest}",
    ),
    ('chapters: ["0:00 …"]', "Beginn und Titel, der erste bei 0:00", "start and title, the first at 0:00"),
    ("topics: []", "Stichwörter", "keywords"),
    ("notes: …", "Shownotes in Markdown, oder in notes.md daneben", "show notes in Markdown, or in notes.md beside it"),
)
_DRAFT = {"de": "diese Zeile löschen, wenn die Folge erscheinen soll", "en": "remove this line to publish the episode"}
_GUID = {"de": "einmal vergeben, nie ändern", "en": "given once, never to be changed"}


def new(root: Path, show: Show, title: str, guid: UUID, recording: Path | None = None) -> Path:
    """Makes the folder of the next episode: a draft, in the latest season, with the next number.

    Args:
        root: of the show.
        show: as it is; the season and the number follow from its episodes.
        title: of the episode; the folder's name, which is for ever, comes from it.
        guid: a fresh random one (`uuid.uuid4()`).
        recording: copied into the folder; the original stays.

    Returns:
        The new folder. It was made whole or not at all.

    Raises:
        PodcastError: the title or the recording cannot be used.
        FileError: the disk refuses.
    """
    title = _title(title)
    _usable(recording)
    episodes = root / EPISODES
    temporary = None
    try:
        episodes.mkdir(parents=True, exist_ok=True)
        folder = episodes / free_slug(title, {path.name.casefold() for path in episodes.iterdir()}, show.language)
        temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=episodes))
        temporary.chmod(0o755)
        write(temporary / EPISODE, text(show, title, guid).encode())
        if recording:
            with whole_file(temporary / f"recording{recording.suffix.lower()}") as copy:
                shutil.copyfile(recording, copy)
        temporary.rename(folder)
    except OSError as error:
        raise FileError(refused(episodes, error)) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _title(title: str) -> str:
    try:
        return _TITLE.validate_python(title)
    except ValidationError as error:
        first = error.errors()[0]
        what = first.get("ctx", {}).get("what", "is too long, 255 characters are allowed")
        raise PodcastError(f"the title {what}; choose another") from None


def _usable(recording: Path | None) -> None:
    if recording is None:
        return
    if recording.suffix.lower() not in AUDIO_SUFFIXES:
        raise PodcastError(f"{recording}: is no audio file that is read here; use {', '.join(AUDIO_SUFFIXES)}")
    try:
        size = recording.stat().st_size if recording.is_file() else 0
    except OSError as error:
        raise FileError(refused(recording, error)) from error
    if not size:
        raise PodcastError(f"{recording}: is not there, or holds nothing; name the recording's file")


def text(show: Show, title: str, guid: UUID) -> str:
    """The new `episode.yaml`, explained in the show's language."""
    german = show.language.split("-")[0] == "de"
    tongue = "de" if german else "en"
    season, number = next_number(show)
    lines = [f"guid: {guid}  # {_GUID[tongue]}", f"title: {json.dumps(title, ensure_ascii=False)}"]
    lines += [f"season: {season}"] if season else []
    lines += [f"episode: {number}"] if number else []
    lines += [f"draft: true  # {_DRAFT[tongue]}", ""]
    lines += [f"# {line}  # {de if german else en}" for line, de, en in _LINES]
    return "\n".join(lines) + "\n"


def next_number(show: Show) -> tuple[int | None, int | None]:
    """The latest season, and the next number of a full episode in it.

    A show that numbers none of its episodes gets no number; one without seasons is numbered through.
    """
    used = {one.season for one in show.episodes if one.season} | {season.number for season in show.seasons}
    season = max(used, default=None)
    numbers = [one.episode for one in show.episodes if one.season == season and one.type == "full" and one.episode]
    unnumbered = show.episodes and show.type == "episodic" and not any(one.episode for one in show.episodes)
    return season, None if unnumbered else max(numbers, default=0) + 1


def slug(title: str) -> str:
    """A title as an address: `Bürger*innen: Wofür?` is `buergerinnen-wofuer`; empty when nothing is left."""
    low = _GENDER.sub("", unicodedata.normalize("NFC", title).lower()).translate(_LETTERS)
    letters = "".join(letter for letter in unicodedata.normalize("NFKD", low) if not unicodedata.combining(letter))
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return words if len(words) <= _ROOM else words[:_ROOM].rpartition("-")[0] or words[:_ROOM]


def free_slug(title: str, taken: set[str], language: str) -> str:
    """A slug for the title that no episode has and that the site does not need for itself."""
    stem = slug(title) or ("folge" if language.startswith("de") else "episode")
    candidate, number = stem, 1
    while candidate in taken or slug_problem(candidate):
        number += 1
        candidate = f"{stem}-{number}"
    return candidate
