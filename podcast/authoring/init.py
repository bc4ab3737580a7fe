"""A new show: `podcast.yaml` with what only its author knows, and the rest as lines to fill in."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podcast import urls as addresses
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
_GITIGNORE = "site/\n.podcast/\n"  # what a build makes; a cache
_COVER = "cover.jpg"

# The fields that wait to be filled in, in this order.
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
# The parts of the file: what is asked, and what follows from it.
_BLOCKS = (
    ("title", "description", "link", "language", "timezone", "author"),
    ("categories", "explicit", "type", "guid", "locked"),
    ("cover", "cover_alt"),
)


@dataclass(frozen=True, slots=True)
class InitQuestion:
    """A question that only the author can answer: the field, and whether it may wait until later."""

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
    """The show's podcast:guid: UUIDv5 of its feed's address without scheme and slashes at its end.

    Args:
        link: of the show.
    """
    address = (link if link.endswith("/") else link + "/") + addresses.FEED
    return str(uuid.uuid5(_GUID_NAMESPACE, address.partition("://")[2].rstrip("/")))


def parse_answer(field: str, value: Any) -> Any:
    """An answer as the file will have it.

    Raises:
        PodcastError: it cannot be; the message says what to write instead.
    """
    required = (name for name, one in ShowFields.model_fields.items() if one.is_required())
    others = {name: parse_example(field_doc(ShowFields, name).example) for name in required}
    found = validate_fields(ShowFields, {**others, field: value}, SHOW_FILE, {"timezone": None, "people": None})
    if isinstance(found, list):
        raise PodcastError(_("{what}; {remedy}").format(what=found[0].what, remedy=found[0].remedy))
    value = getattr(found, field)
    return list(value) if isinstance(value, tuple) else value


def find_categories(word: str) -> list[str]:
    """Apple's categories that somebody means: the one of that name, else those that hold the word."""
    low = word.casefold().strip()
    exact = [one for one in CATEGORIES if low in {one.casefold(), one.casefold().rpartition(" > ")[2]}]
    return exact[:1] or [one for one in CATEGORIES if low in one.casefold()]


def similar_categories(word: str) -> list[str]:
    """Apple's categories whose names are spelt like the word; a guess, for somebody to choose from."""
    names = {one.rpartition(" > ")[2].casefold(): one for one in reversed(CATEGORIES)}
    return [names[near] for near in get_close_matches(word.casefold().strip(), names, n=3, cutoff=0.6)]


def system_time_zone(environment: Mapping[str, str], etc: Path = Path("/etc")) -> str | None:
    """The time zone of this machine, as an offer; None where it does not say."""
    linked = etc / "localtime"
    named = environment.get("TZ", "").lstrip(":")
    try:
        said = (etc / "timezone").read_text("utf-8").strip() if (etc / "timezone").is_file() else ""
        link = str(linked.readlink()).partition("zoneinfo/")[2] if linked.is_symlink() else ""
    except (OSError, UnicodeDecodeError):
        said = link = ""
    for candidate in (named, link, said):
        try:
            if candidate:
                return str(parse_answer("timezone", candidate))
        except PodcastError:  # Etc/UTC is one, EST5EDT is none of the names that we take
            continue
    return None


def show_yaml(answers: Mapping[str, Any], language: str) -> str:
    """The new `podcast.yaml`, explained in German (`de`) or English.

    Args:
        answers: field -> value, of `QUESTIONS`; those that may wait can be missing.
        tongue: of the explanations.
    """
    known = {**answers, "type": "episodic", "guid": show_guid(answers["link"]), "locked": True, "cover": _COVER}
    lines = [modeline(f"{SCHEMA_FOLDER}/podcast.json")]
    for part in _BLOCKS:
        lines += [*(_line(name, known, language) for name in part), ""]
    lines += [f"# {name}: {value}  # {_description(name, language)}" for name, value in BLANK_FIELDS]
    return "\n".join(lines) + "\n"


def _line(name: str, known: Mapping[str, Any], language: str) -> str:
    """A field with what it is for; one whose answer waits is a line to fill in."""
    if name not in known:
        return f"# {name}: …  # {_description(name, language)}"
    return f"{name}: {format_flow(known[name])}  # {_description(name, language)}"


def _description(name: str, language: str) -> str:
    return field_doc(ShowFields, name).description(language)


def create_show(root: Path, answers: Mapping[str, Any], language: str) -> tuple[Path, ...]:
    """Makes a show; `podcast.yaml` last, so that a show that was begun is begun again. What is there stays as it is.

    Args:
        root: the folder, which need not exist.
        answers: field -> value, of `QUESTIONS`.
        tongue: of the explanations, `de` or `en`.

    Returns:
        What was written.

    Raises:
        PodcastError: a show is there already, or in a folder above.
        FileError: the disk refuses.
    """
    root = root.absolute()
    require_no_show(root)
    files = {f"{SCHEMA_FOLDER}/{file}.json": json_schema(file, language) for file in MODELS}
    files |= {".gitignore": _GITIGNORE, f"{EPISODES}/.gitkeep": "", SHOW_FILE: show_yaml(answers, language)}
    return tuple(root / name for name, content in files.items() if _write_new(root / name, content.encode()))


def require_no_show(root: Path) -> None:
    """Refuses a folder that holds a show already, or lies within one.

    Raises:
        PodcastError: it does.
    """
    for folder in (root, *root.parents):
        if os.path.lexists(folder / SHOW_FILE):
            words = _("{path}: this folder already contains a show; nothing was overwritten. Choose another folder")
            raise PodcastError(words.format(path=folder / SHOW_FILE))


def _write_new(path: Path, content: bytes) -> bool:
    """Writes a file that is not there, whole or not at all; says whether it did."""
    if os.path.lexists(path):
        return False
    return write(path, content)
