"""A new show: `podcast.yaml` with the answers of its author, and the other fields as lines to fill in."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.authoring.field_docs import field_doc
from podcast.authoring.json_schema import MODELS, SCHEMA_FOLDER, json_schema, modeline, parse_example
from podcast.authoring.yaml_scalars import format_flow
from podcast.errors import PodcastError
from podcast.files.atomic import write
from podcast.i18n import _
from podcast.model.apple_categories import CATEGORIES
from podcast.model.show import SHOW_FILE, ShowFields
from podcast.show.episode_folder import EPISODES
from podcast.show.validation import validate_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

# Podcast Namespace, "guid": the namespace of every podcast:guid.
_GUID_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_GITIGNORE = "site/\n.podcast/\n"  # the output of builds; the cache
_COVER = "cover.jpg"

# The fields that are left to be filled in, in this order.
BLANK_FIELDS = (
    ("subtitle", "…"),
    ("owner", "{name: …, email: …}"),
    ("copyright", "…"),
    ("license", "…"),
    ("people", "{erika-muster: {name: …, role: host}}"),
    ("seasons", "[{number: 1, title: …}]"),
    ("subscribe", "{apple: …, spotify: …}"),
    ("legal", "{imprint: pages/impressum.md, privacy: pages/datenschutz.md}"),
    ("funding", "[{url: …, text: …}]"),
    ("audio", "{loudness: -16, intro: audio/intro.flac}"),
    ("publish", "{target: s3://bucket/podcast}"),
)
# The blocks of the file.
_BLOCKS = (
    ("title", "description", "link", "language", "timezone", "author"),
    ("categories", "explicit", "type", "guid", "locked"),
    ("cover", "cover_alt"),
)


@dataclass(frozen=True, slots=True)
class InitQuestion:
    """A question for the author of a show: the field, and whether the answer may be left for later."""

    field: str
    optional: bool = False


QUESTIONS = (
    InitQuestion("title"),
    InitQuestion("description", optional=True),
    InitQuestion("link"),
    InitQuestion("language"),
    InitQuestion("timezone"),
    InitQuestion("author"),
    InitQuestion("categories"),
    InitQuestion("explicit"),
    InitQuestion("cover_alt", optional=True),
)


def show_guid(link: str) -> str:
    """Return the show's podcast:guid: UUIDv5 of its feed's address without scheme and slashes at its end.

    Args:
        link: of the show.
    """
    address = (link if link.endswith("/") else link + "/") + urls.FEED
    return str(uuid.uuid5(_GUID_NAMESPACE, address.partition("://")[2].rstrip("/")))


def parse_answer(field: str, value: Any) -> Any:
    """Validate an answer, and return it as the file will have it.

    Raises:
        PodcastError: it is invalid; the message says what to write instead.
    """
    required = (name for name, info in ShowFields.model_fields.items() if info.is_required())
    examples = {name: parse_example(field_doc(ShowFields, name).example) for name in required}
    fields = validate_fields(ShowFields, {**examples, field: value}, SHOW_FILE, {"timezone": None, "people": None})
    if isinstance(fields, list):
        raise PodcastError(_("{what}; {remedy}").format(what=fields[0].what, remedy=fields[0].remedy))
    value = getattr(fields, field)
    return list(value) if isinstance(value, tuple) else value


def find_categories(word: str) -> list[str]:
    """Return the category of Apple with that name, else those that contain the word."""
    low = word.casefold().strip()
    exact = [name for name in CATEGORIES if low in {name.casefold(), name.casefold().rpartition(" > ")[2]}]
    return exact[:1] or [name for name in CATEGORIES if low in name.casefold()]


def similar_categories(word: str) -> list[str]:
    """Return categories of Apple with names similar to the word, as suggestions."""
    names = {name.rpartition(" > ")[2].casefold(): name for name in reversed(CATEGORIES)}
    return [names[match] for match in get_close_matches(word.casefold().strip(), names, n=3, cutoff=0.6)]


def system_time_zone(environment: Mapping[str, str], etc: Path = Path("/etc")) -> str | None:
    """Return the time zone of this machine as a suggestion; None if it is not configured."""
    link = etc / "localtime"
    variable = environment.get("TZ", "").lstrip(":")
    try:
        name = (etc / "timezone").read_text("utf-8").strip() if (etc / "timezone").is_file() else ""
        target = str(link.readlink()).partition("zoneinfo/")[2] if link.is_symlink() else ""
    except (OSError, UnicodeDecodeError):
        name = target = ""
    for candidate in (variable, target, name):
        try:
            if candidate:
                return str(parse_answer("timezone", candidate))
        except PodcastError:  # such as EST5EDT, which is not accepted
            continue
    return None


def show_yaml(answers: Mapping[str, Any], language: str) -> str:
    """Return the new `podcast.yaml`, with comments in German (`de`) or English.

    Args:
        answers: field -> value, of `QUESTIONS`; optional ones may be missing.
        language: of the comments.
    """
    fields = {**answers, "type": "episodic", "guid": show_guid(answers["link"]), "locked": True, "cover": _COVER}
    lines = [modeline(f"{SCHEMA_FOLDER}/podcast.json")]
    for part in _BLOCKS:
        lines += [*(_line(name, fields, language) for name in part), ""]
    lines += [f"# {name}: {value}  # {_description(name, language)}" for name, value in BLANK_FIELDS]
    return "\n".join(lines) + "\n"


def _line(name: str, fields: Mapping[str, Any], language: str) -> str:
    """Return a field with its description; one without a value is a line to fill in."""
    if name not in fields:
        return f"# {name}: …  # {_description(name, language)}"
    return f"{name}: {format_flow(fields[name])}  # {_description(name, language)}"


def _description(name: str, language: str) -> str:
    return field_doc(ShowFields, name).description(language)


def create_show(root: Path, answers: Mapping[str, Any], language: str) -> tuple[Path, ...]:
    """Create a show; `podcast.yaml` last, so that an interrupted call can be repeated. Existing files are kept.

    Args:
        root: the folder, which may be missing.
        answers: field -> value, of `QUESTIONS`.
        language: of the comments, `de` or `en`.

    Returns:
        The files that were written.

    Raises:
        PodcastError: there is a show already, here or in a folder above.
        FileError: the disk refuses.
    """
    root = root.absolute()
    require_no_show(root)
    files = {f"{SCHEMA_FOLDER}/{file}.json": json_schema(file, language) for file in MODELS}
    files |= {".gitignore": _GITIGNORE, f"{EPISODES}/.gitkeep": "", SHOW_FILE: show_yaml(answers, language)}
    return tuple(root / name for name, content in files.items() if _write_new(root / name, content.encode()))


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
