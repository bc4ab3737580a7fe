"""Text of a new `episode.yaml`: the fields that have values, and the others as lines to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.authoring.reference.field_docs import field_doc
from podcast.authoring.reference.json_schema import SCHEMA_FOLDER, modeline
from podcast.authoring.yaml_block import field_lines
from podcast.authoring.yaml_scalars import format_text
from podcast.model.fields import EpisodeFields

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from podcast.show.yaml_reader import YamlValue

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
class TrackFile:
    """The recording of one microphone: who speaks, its name in the episode's folder, and where it is copied from."""

    speaker: str
    name: str
    source: Path


@dataclass(frozen=True, slots=True)
class NewEpisode:
    """A new episode as its file will describe it.

    `date` is as in `episode.yaml`, None if there is no rhythm; `slug` is None if it follows from the title. `guests`
    are names of people. An episode that is ready is not a draft. `tracks` are mixed in place of a recording.
    """

    title: str
    guid: UUID
    season: int | None
    episode: int | None
    date: str | None
    type: str
    language: str
    summary: str | None = None
    guests: tuple[str, ...] = ()
    is_ready: bool = False
    slug: str | None = None
    tracks: tuple[TrackFile, ...] = ()


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
    lines += field_lines("summary", new.summary) if new.summary else []
    guests: list[YamlValue] = [{"name": name, "role": "guest"} for name in new.guests]
    lines += field_lines("people", guests) if guests else []
    tracks: list[YamlValue] = [{"file": track.name, "speaker": track.speaker} for track in new.tracks]
    lines += field_lines("tracks", tracks) if tracks else []
    lines += [] if new.is_ready else [f"draft: true  # {_description('draft', language)}"]
    filled = {"summary": new.summary, "people": guests}
    lines += ["", *([] if new.date else [blank_line("date", _EXAMPLE_DATE, language)])]
    lines += [blank_line(name, value, language) for name, value in BLANK_FIELDS.items() if not filled.get(name)]
    return "\n".join(lines) + "\n"


def blank_line(name: str, value: str, language: str) -> str:
    """Return a line that is left to be filled in."""
    return f"# {name}: {value}  # {_description(name, language)}"


def _description(name: str, language: str) -> str:
    return field_doc(EpisodeFields, name).description(language)
