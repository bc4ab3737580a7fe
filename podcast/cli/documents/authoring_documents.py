"""Documents of the commands that write the producer's files."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12


class SchemaDocument(TypedDict):
    """`podcast schema`: JSON Schemas by name, and the files that --write has written."""

    schemas: dict[str, dict[str, object]]
    written: list[str]


class InitDocument(TypedDict):
    """`podcast init`: the folder, the files that were written, the fields, and those that are still to fill in."""

    folder: str
    written: list[str]
    missing: list[str]
    fields: dict[str, Any]


class NewDocument(TypedDict):
    """`podcast new`: the folder of the episode, and the permanent address of its page.

    `season_added` tells whether its season was added to podcast.yaml.
    """

    slug: str
    path: str
    url: str
    guid: str
    season: int | None
    episode: int | None
    date: str | None
    draft: bool
    season_added: bool


class SetDocument(TypedDict):
    """`podcast set`: the file, and fields as they are in it now, by name.

    `line` is that of the field (0 if it is not set; its former one if it was removed), `before` its former value as
    YAML, None where it was not set or nothing has changed. `field` is None where all fields of an episode are shown.
    """

    path: str
    line: int
    field: str | None
    changed: bool
    before: str | None
    fields: dict[str, Any]


class RenameDocument(TypedDict):
    """`podcast rename`: the episode's slug now and before, its folder, and the other files that were changed."""

    slug: str
    before: str
    path: str
    changed: list[str]


class TranscribeDocument(TypedDict):
    """`podcast transcribe`: the transcript that was written."""

    slug: str
    path: str
    cues: int
