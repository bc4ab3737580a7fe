"""Withdrawal of an episode: `withdrawn:` is written into its file, whose comments and layout stay."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from podcast.authoring.edited_file import EditedFile
from podcast.authoring.set_field import apply_change, plan_change
from podcast.authoring.yaml_block import field_lines
from podcast.authoring.yaml_nodes import equal_values
from podcast.authoring.yaml_scalars import format_flow
from podcast.feed.episode_names import episode_name
from podcast.model.file_names import EPISODE_FILE, EPISODES
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.authoring.set_field import FieldChange
    from podcast.show.yaml_reader import YamlValue

FIELD: Final = "withdrawn"
# The field with its comment, and its lines.
_FIELD_LINES: Final = re.compile(rb"^withdrawn:(?: \{[^\r\n]*\})?([ ]*#[^\r\n]*|)(?:\r?\n[ ]+[^\r\n]*)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class EpisodeFile:
    """What `podcast unpublish` needs of an episode: its file, its name in a sentence, and whether it is withdrawn."""

    slug: str
    path: str
    name: str
    is_withdrawn: bool


def read_episode_file(root: Path, slug: str) -> EpisodeFile:
    """Read the file of an episode.

    Raises:
        ShowError: it cannot be read.
    """
    fields = EditedFile.read(root, slug).fields
    season, number = (
        value if isinstance(value, int) else None for value in (fields.get("season"), fields.get("episode"))
    )
    name = episode_name(season, number, str(fields.get("title", slug)))
    return EpisodeFile(slug, f"{EPISODES}/{slug}/{EPISODE_FILE}", name, bool(fields.get(FIELD)))


def plan_withdrawal(root: Path, slug: str, day: str, reason: str) -> FieldChange:
    """Plan to write the withdrawal of an episode.

    Args:
        root: of the show.
        slug: of the episode.
        day: since when it is withdrawn, as in YAML.
        reason: which readers see on the episode's page.

    Raises:
        PodcastError: a value does not fit, or it cannot be written in place.
        ShowError: the file cannot be read.
    """
    change = plan_change(root, slug, FIELD, format_flow({"on": day, "reason": reason}))
    return change if change.data is None else replace(change, data=_in_lines(change.data, change.value))


def _in_lines(data: bytes, value: YamlValue) -> bytes:
    """Return the file with the withdrawal on lines of its own, as the documentation writes it, if that is the same."""
    match = _FIELD_LINES.search(data)
    if not match or not isinstance(value, dict):
        return data
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    fields = [f"on: {value.get('on')}", *field_lines("reason", value.get("reason"))]
    block = newline.join(f"  {line}".encode() for line in fields)
    new = data[: match.start()] + b"withdrawn:" + match[1] + newline + block + data[match.end() :]
    document, before = read_yaml(new), read_yaml(data)
    return new if not document.problems and equal_values(document.fields, before.fields) else data


def write_withdrawal(root: Path, change: FieldChange) -> None:
    """Write a planned withdrawal.

    Raises:
        FileError: the disk refuses.
    """
    apply_change(root, change)
