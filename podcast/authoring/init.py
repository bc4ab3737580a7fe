"""A new show: `podcast.yaml` with the answers of its author, and the other fields as lines to fill in."""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.authoring.copied_file import copy_into_show
from podcast.authoring.init_answers import delete_saved_answers, nested
from podcast.authoring.reference.field_docs import field_doc
from podcast.authoring.reference.json_schema import MODELS, SCHEMA_FOLDER, json_schema, modeline
from podcast.authoring.yaml_block import field_lines
from podcast.errors import PodcastError
from podcast.files.atomic import write
from podcast.i18n import _
from podcast.model.fields import ShowFields
from podcast.model.file_names import EPISODES, OTHER_PICTURE_SUFFIXES, PICTURE_SUFFIXES, SHOW_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Podcast Namespace, "guid": the namespace of every podcast:guid.
_GUID_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_GITIGNORE = "site/\n.podcast/\n"  # the output of builds; the cache
_COVER = "cover.jpg"
PRESENT_COVERS = tuple(f"cover{suffix}" for suffix in (*PICTURE_SUFFIXES, *OTHER_PICTURE_SUFFIXES))

# The fields that are left to be filled in, in this order.
BLANK_FIELDS = (
    ("subtitle", "…"),
    ("owner", "{name: …, email: …}"),
    ("copyright", "…"),
    ("license", "…"),
    ("people", "{erika-muster: {name: …, role: host}}"),
    ("seasons", "[{number: 1, title: …}]"),
    ("subscribe", "{apple: …, spotify: …}"),
    ("legal", "{country: DE, provider: {name: …, address: …, email: …}}"),
    ("funding", "[{url: …, text: …}]"),
    ("audio", "{level: true, intro: audio/intro.flac}"),
    ("publish", "{target: s3://bucket/podcast}"),
)
# The blocks of the file.
_BLOCKS = (
    ("title", "description", "link", "language", "timezone", "author"),
    ("categories", "explicit", "type", "guid", "locked"),
    ("cover", "cover_alt"),
)


def show_guid(link: str) -> str:
    """Return the show's podcast:guid: UUIDv5 of its feed's address without scheme and slashes at its end.

    Args:
        link: of the show.
    """
    address = (link if link.endswith("/") else link + "/") + urls.FEED
    return str(uuid.uuid5(_GUID_NAMESPACE, address.partition("://")[2].rstrip("/")))


def show_yaml(answers: Mapping[str, Any], language: str) -> str:
    """Return the new `podcast.yaml`, with comments in German (`de`) or English.

    Args:
        answers: field -> value, of `QUESTIONS`, and `cover`; those that are missing are lines to fill in. Without a
            `link`, which the guid follows from, the guid is random.
        language: of the comments.
    """
    guid = show_guid(answers["link"]) if "link" in answers else str(uuid.uuid4())
    defaults = {"type": "episodic", "guid": guid, "locked": True, "cover": _COVER}
    fields = {**defaults, **nested(answers)}
    lines = [modeline(f"{SCHEMA_FOLDER}/podcast.json")]
    for part in _BLOCKS:
        for name in part:
            lines += _lines(name, fields, language)
        lines.append("")
    for name, blank in BLANK_FIELDS:
        lines += _lines(name, fields, language, blank)
    return "\n".join(lines) + "\n"


def _lines(name: str, fields: Mapping[str, Any], language: str, blank: str = "…") -> list[str]:
    """Return a field with its description; one without a value is a line to fill in."""
    description = field_doc(ShowFields, name).description(language)
    if name not in fields:
        return [f"# {name}: {blank}  # {description}"]
    first, *rest = field_lines(name, fields[name])
    return [f"{first}  # {description}", *rest]


def create_show(root: Path, answers: Mapping[str, Any], language: str, cover: Path | None = None) -> tuple[Path, ...]:
    """Create a show; `podcast.yaml` last, so that an interrupted call can be repeated. Existing files are kept.

    Args:
        root: the folder, which may be missing.
        answers: field -> value, of `QUESTIONS`.
        language: of the comments, `de` or `en`.
        cover: a picture, which is copied; else one that is in the folder already is named.

    Returns:
        The files that were written.

    Raises:
        PodcastError: there is a show already, here or in a folder above; or another picture has the name of the cover.
        FileError: the disk refuses.
    """
    root = root.absolute()
    require_no_show(root)
    written = []
    if cover:
        copied = copy_into_show(root, None, "cover", cover)
        written = [copied.path] if copied.is_new else []
        answers = {**answers, "cover": copied.name}
    elif present := next((name for name in PRESENT_COVERS if (root / name).is_file()), None):
        answers = {**answers, "cover": present}
    files = {f"{SCHEMA_FOLDER}/{file}.json": json_schema(file, language) for file in MODELS}
    files |= {".gitignore": _GITIGNORE, f"{EPISODES}/.gitkeep": "", SHOW_FILE: show_yaml(answers, language)}
    written += [root / name for name, content in files.items() if _write_new(root / name, content.encode())]
    delete_saved_answers(root)
    return tuple(written)


def require_no_show(root: Path) -> None:
    """Refuse a folder that is a show or within one.

    Raises:
        PodcastError: it is.
    """
    for folder in (root, *root.parents):
        if os.path.lexists(folder / SHOW_FILE):
            words = _("{path}: this folder already contains a show; nothing was overwritten. Choose another folder")
            raise PodcastError(words.format(path=folder / SHOW_FILE))


def _write_new(path: Path, content: bytes) -> bool:
    """Write a new file atomically; return whether it was written. An existing file is kept."""
    if os.path.lexists(path):
        return False
    return write(path, content)
